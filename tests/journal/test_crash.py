"""Processes that write at once, are killed, or run out of room."""

import errno
import fcntl
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from modtui.journal import Journal, JournalError
from tests.journal.making import Hands, decided, lines, month_file, noted, notes

Opening = Callable[..., Journal]
WRITER = Path(__file__).with_name("writer.py")
ROOT = Path(__file__).parents[2]


def start(folder: Path, name: str, count: int, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, WRITER, folder, name, str(count)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


def test_two_processes_write_to_one_store(open_journal: Opening) -> None:
    journal = open_journal()
    writers = [start(journal.folder, name, 150) for name in ("a", "b")]
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    found = notes(journal)
    assert sorted(found) == sorted(f"{name}-{n}" for name in ("a", "b") for n in range(150))
    for name in ("a", "b"):
        assert [text for text in found if text[0] == name] == [f"{name}-{n}" for n in range(150)]
    verdict = journal.verify()
    assert (verdict.ok, verdict.entries) == (True, 300)


def test_no_acknowledged_entry_is_lost_when_writers_are_killed(
    open_journal: Opening, folder: Path
) -> None:
    chance = random.Random(7)
    acknowledged: list[str] = []
    kills = 0
    until = time.monotonic() + 9
    while kills < 36 and time.monotonic() < until:
        writers = [start(folder, f"{kills + number}", 0) for number in range(3)]
        for writer in writers:
            assert writer.stdout is not None
            # Killed after a chance number of entries, so at a chance instruction.
            for _ in range(chance.randrange(1, 30)):
                acknowledged.append(writer.stdout.readline().decode().strip())
            writer.kill()
            kills += 1
        for writer in writers:
            rest, _ = writer.communicate()
            acknowledged += rest.decode().split()
    journal = open_journal()
    assert kills >= 12
    found = notes(journal)
    assert len(set(found)) == len(found)
    assert set(acknowledged) <= set(found)
    # At most the one entry of each that was written when nobody could be told any more.
    assert len(found) <= len(acknowledged) + kills
    assert journal.verify().ok


@pytest.mark.parametrize(
    ("point", "there"),
    [("journal.writing", False), ("journal.written", True), ("journal.synced", True)],
)
def test_a_crash_at_each_point_of_appending_leaves_a_whole_journal(
    open_journal: Opening, folder: Path, point: str, there: bool
) -> None:
    journal = open_journal()
    journal.append(noted("before"))
    writer = start(folder, "a", 1, MODTUI_CRASH_AT=point)
    said, _ = writer.communicate()
    assert (writer.returncode, said) == (-9, b"")
    journal.append(noted("after"))
    assert notes(journal) == ["before", *(["a-0"] if there else []), "after"]
    assert journal.torn is None
    assert journal.verify().ok


NO_ROOM = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from modtui.journal import Journal, JournalError
from tests.journal.making import decided, month_file, noted, notes

folder = Path(sys.argv[1])
journal = Journal.open(folder, clock=lambda: datetime.now(UTC))
journal.append(noted("kept"))
size = month_file(folder).stat().st_size
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
for room in (100, 0):  # a short write, then none at all
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, hard))
    try:
        journal.append(decided(text="x" * 5000))
    except JournalError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert month_file(folder).stat().st_size == size, "not taken back"
journal.append(noted("later"))
assert notes(journal) == ["kept", "later"]
assert journal.verify().ok
"""


def test_without_room_nothing_is_decided_and_it_works_again_later(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_ROOM, folder],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first.startswith("Nothing was decided: ")
    assert "No space left" in first
    assert second.startswith("Nothing was decided: ")
    assert "earlier entries are kept" in second


@pytest.mark.parametrize("attempts", [1, 2])
def test_a_month_that_cannot_be_begun_decides_nothing(
    journal: Journal,
    folder: Path,
    clock: Hands,
    monkeypatch: pytest.MonkeyPatch,
    attempts: int,
) -> None:
    journal.append(noted("kept"))
    before = lines(month_file(folder))
    clock.move(days=30)
    real = os.open

    def no_room(path: str | Path, *rest: int) -> int:
        if str(path).endswith("2026-12.jsonl"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, *rest)

    monkeypatch.setattr(os, "open", no_room)
    for _ in range(attempts):
        with pytest.raises(JournalError, match="Nothing was decided.*No space left"):
            journal.append(decided())
    monkeypatch.undo()
    assert lines(month_file(folder)) == before
    assert notes(journal) == ["kept"]
    journal.append(noted("later"))
    assert notes(journal) == ["kept", "later"]
    assert journal.verify().ok


def test_verifying_while_somebody_erases_finds_nothing_wrong(open_journal: Opening) -> None:
    journal, eraser = open_journal(), open_journal()
    count = 60
    for number in range(count):
        journal.append(noted(f"{number} " + "x" * 300_000))

    def erase_all() -> None:
        for number in range(count):
            eraser.erase(number + 1)

    erasing = threading.Thread(target=erase_all)
    erasing.start()
    while erasing.is_alive():
        assert sum(1 for _ in journal.read()) == count
        assert journal.verify().ok
    erasing.join()
    assert journal.verify().erased == count


def test_a_payload_in_the_midst_of_being_erased_is_looked_at_again(
    journal: Journal, folder: Path
) -> None:
    journal.append(noted("secret"))
    length = len(lines(month_file(folder))[0]) - 1
    reading = journal.read()
    found: list[bool] = []
    with (folder / "lock").open("rb") as lock, month_file(folder).open("r+b", 0) as file:
        fcntl.flock(lock, fcntl.LOCK_EX)
        file.write(b" " * (length // 2))
        reader = threading.Thread(target=lambda: found.extend(r.entry is None for r in reading))
        reader.start()
        reader.join(0.2)  # long enough to come to the lock; where it does not, this passes too
        file.write(b" " * (length - length // 2))
    reader.join()
    assert found == [True]
