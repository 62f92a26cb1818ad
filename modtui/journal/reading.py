"""Reading records off the month files, checked as they are read."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from modtui.journal.entries import Line
from modtui.journal.files import damaged, month_files
from modtui.journal.records import GENESIS, SEAL_LENGTH, Break, Broken, check_line
from modtui.words import _


class Mark(NamedTuple):
    """A place between two records: all before it is known, and this is the head there."""

    file: str
    offset: int
    seq: int
    head: str


START = Mark("", 0, 0, GENESIS)


class Pair(NamedTuple):
    """The two lines of one record, newlines left out, and where they lie."""

    file: str
    offset: int
    payload: bytes
    chained: bytes

    @property
    def end(self) -> int:
        """Offset of what follows."""
        return self.offset + len(self.payload) + len(self.chained) + 2


def pairs(folder: Path, file: str, start: int, end: int) -> Iterator[Pair]:
    """The pairs of lines of one file from ``start`` to ``end``. Raises Broken where
    ``end`` lies in the middle of one."""
    if start >= end:
        return
    with (folder / file).open("rb") as source:
        source.seek(start)
        while start < end:
            payload, chained = source.readline(), source.readline()
            if not chained.endswith(b"\n") or start + len(payload) + len(chained) > end:
                raise Broken(_("the file ends in the middle of an entry"), Break.CUT)
            pair = Pair(file, start, payload[:-1], chained[:-1])
            yield pair
            start = pair.end


def records(folder: Path, start: Mark, end: Mark) -> Iterator[tuple[Pair, Line, str]]:
    """The records between two marks, with the head after each. Payloads are not looked at.

    Raises JournalError with the place where the chain is broken.
    """
    seq, head = start.seq, start.head
    for name in month_files(folder):
        if not start.file <= name <= end.file:
            continue
        offset = start.offset if name == start.file else 0
        stop = end.offset if name == end.file else (folder / name).stat().st_size
        try:
            for pair in pairs(folder, name, offset, stop):
                line, head = check_line(pair.chained, seq, head)
                seq = line.seq
                yield pair, line, head
                offset = pair.end
        except Broken as broken:
            raise damaged(folder, name, offset, broken) from broken


def holds(folder: Path, mark: Mark) -> bool:
    """Whether that record still ends at that place, with that head."""
    if not mark.file:
        return True
    with contextlib.suppress(OSError), (folder / mark.file).open("rb") as source:
        if not mark.offset:
            return True
        length = SEAL_LENGTH + 1
        source.seek(max(mark.offset - length, 0))
        return source.read(length) == b',"head":"%b"}\n' % mark.head.encode()
    return False


def before(folder: Path, after: int) -> Mark:
    """A mark not far before the entry that follows number ``after``: the beginning of its
    month file. Raises JournalError."""
    if after > 0:
        for name in reversed(month_files(folder)):
            try:
                first = next(pairs(folder, name, 0, (folder / name).stat().st_size), None)
                if first is None:
                    continue
                line, _head = check_line(first.chained, None, None)
            except Broken as broken:
                raise damaged(folder, name, 0, broken) from broken
            if line.seq <= after + 1:
                return Mark(name, 0, line.seq - 1, line.prev)
    return START
