"""The processes that the short form of the proof shares."""

from collections.abc import Iterator

import pytest

from tests.torture.processes import Nursery, TownHall, nursery, town_hall


@pytest.fixture(scope="package")
def town() -> Iterator[TownHall]:
    with town_hall() as made:
        yield made


@pytest.fixture(scope="package")
def processes() -> Iterator[Nursery]:
    with nursery() as made:
        yield made
