"""A garden forum for each test, and a desk on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from modtui.triage.desk import Desk
from tests.triage.garden import Garden


@pytest.fixture
def garden(tmp_path: Path) -> Garden:
    return Garden(tmp_path)


@pytest.fixture
async def desk(garden: Garden) -> AsyncIterator[Desk]:
    desk = garden.desk()
    await desk.open()
    await desk.refresh()
    yield desk
    await desk.close("keep")
