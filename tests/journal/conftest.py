from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from modtui.journal import Journal
from modtui.journal.index import Index
from tests.journal.making import Hands


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store" / "journal"


@pytest.fixture
def open_journal(folder: Path, clock: Hands) -> Iterator[Callable[..., Journal]]:
    opened: list[Journal] = []

    def open_one(*, read_only: bool = False, where: Path | None = None) -> Journal:
        opened.append(Journal.open(where or folder, clock=clock, read_only=read_only))
        return opened[-1]

    yield open_one
    for journal in opened:
        journal.close()


@pytest.fixture
def journal(open_journal: Callable[..., Journal]) -> Journal:
    return open_journal()


@pytest.fixture
def index(tmp_path: Path, journal: Journal) -> Iterator[Index]:
    made = Index(tmp_path / "cache" / "index.sqlite", journal)
    yield made
    made.close()
