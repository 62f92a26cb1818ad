import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modtui.journal import Journal, JournalError
from tests.journal.making import (
    NOON,
    Hands,
    decided,
    everything_below,
    month_file,
    noted,
    notes,
)

Opening = Callable[..., Journal]


def test_erasing_leaves_nothing_readable_and_keeps_every_number(
    journal: Journal, open_journal: Opening, folder: Path
) -> None:
    before = [
        journal.append(decided(text="buy my pills", name="Ana Secreta")),
        journal.append(noted()),
    ]
    journal.erase(1)
    journal.erase(1)
    first, second = open_journal().read()
    assert first.entry is None
    assert (first.line, first.head) == (before[0].line, before[0].head)
    assert second == before[1]
    for content in everything_below(folder):
        assert b"Secreta" not in content
        assert b"pills" not in content
    verdict = journal.verify()
    assert (verdict.ok, verdict.entries, verdict.erased) == (True, 2, 1)
    assert journal.append(noted()).line.prev == before[1].head


def test_erasing_what_is_not_there_is_refused(journal: Journal) -> None:
    journal.append(noted())
    for seq in (0, 2, -1):
        with pytest.raises(JournalError, match="no entry"):
            journal.erase(seq)


def test_an_erased_last_entry_can_be_gone_on_from(journal: Journal, open_journal: Opening) -> None:
    journal.append(noted("one"))
    journal.erase(1)
    again = open_journal()
    again.append(noted("two"))
    assert notes(again) == ["two"]
    assert again.verify().erased == 1


def erase_and_die(folder: Path, seq: int) -> None:
    """Another process begins to erase an entry and is killed before it blanked anything."""
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("writer.py"), folder, "erase", str(seq)],
        env={**os.environ, "MODTUI_CRASH_AT": "journal.erasing", "PYTHONPATH": os.getcwd()},
        check=False,
    )
    assert done.returncode == -9


def test_an_erasure_that_was_cut_short_is_finished_on_opening(
    journal: Journal, open_journal: Opening, folder: Path
) -> None:
    journal.append(noted("secret"))
    journal.append(noted("other"))
    erase_and_die(folder, 1)
    assert notes(journal) == ["secret", "other"]
    # Half of it was blanked when the power went.
    with month_file(folder).open("r+b") as file:
        file.write(b" " * 40)
    assert not journal.verify().ok
    again = open_journal()
    assert notes(again) == ["other"]
    assert again.verify().erased == 1


def test_an_erasure_that_was_cut_short_is_finished_by_the_next(
    journal: Journal, folder: Path
) -> None:
    journal.append(noted("secret"))
    journal.append(noted("other secret"))
    erase_and_die(folder, 1)
    journal.erase(2)
    assert notes(journal) == []
    assert journal.verify().erased == 2


texts = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(written=st.lists(texts, min_size=1, max_size=6), data=st.data())
def test_whatever_is_erased_the_chain_holds(
    tmp_path_factory: pytest.TempPathFactory, written: list[str], data: st.DataObject
) -> None:
    clock = Hands(NOON)
    folder = tmp_path_factory.mktemp("store")
    journal = Journal.open(folder, clock=clock)
    for number, text in enumerate(written):
        clock.move(days=12)
        journal.append(noted(text) if number % 2 else decided(f"d{number}", text=text))
    erased = data.draw(st.sets(st.integers(1, len(written)), max_size=len(written)))
    head = journal.head
    for seq in erased:
        journal.erase(seq)
    journal.close()
    again = Journal.open(folder, clock=clock)
    verdict = again.verify()
    assert (verdict.ok, verdict.entries, verdict.erased) == (True, len(written), len(erased))
    assert {record.line.seq for record in again.read() if record.entry is None} == erased
    assert again.head == head
    again.close()
