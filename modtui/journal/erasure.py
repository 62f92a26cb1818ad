"""Erasing: the payload becomes spaces in place, and a list says which were erased.

The list, ``erased.jsonl``, holds no text. Each line is synced before its payload is
touched, so that an erasure that was cut short is finished by the next who opens the
journal, and so that the index, which copies texts, learns what to forget.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from modtui.journal.entries import VERSION
from modtui.journal.files import open_private, write_all
from modtui.journal.reading import Pair, pairs
from modtui.journal.records import Broken, check_line
from modtui.points import reached

LIST_FILE = "erased.jsonl"


class Erased(msgspec.Struct, frozen=True):
    """One line of the list: which entry, where its payload lies, when it was erased."""

    v: int
    seq: int
    file: str
    offset: int
    at: datetime


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Erased).decode


def erase(folder: Path, pair: Pair, seq: int, now: datetime) -> None:
    """Blanks one payload for good; to be called with the lock held. Raises OSError."""
    if not pair.payload.strip(b" "):
        return
    listed = _encode(Erased(VERSION, seq, pair.file, pair.offset, now))
    descriptor = open_private(folder / LIST_FILE, os.O_RDWR | os.O_APPEND)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            listed = b"\n" + listed
        write_all(descriptor, listed + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    _blank(folder, pair)


def finish(folder: Path) -> None:
    """Erases again what is in the list last, in case that was cut short. Raises OSError."""
    last: Erased | None = None
    for erased, _end in _listed(folder, 0):
        last = erased
    if last is None or not (folder / last.file).exists():
        return
    size = (folder / last.file).stat().st_size
    try:
        pair = next(pairs(folder, last.file, last.offset, size), None)
        if pair and check_line(pair.chained, None, None)[0].seq == last.seq:
            _blank(folder, pair)
    except Broken:
        # The file was put back from elsewhere; nothing is at that place any more.
        return


def since(folder: Path, offset: int) -> tuple[tuple[int, ...], int]:
    """Numbers of the entries listed from an offset on, and the list's end. Raises OSError.

    An offset beyond the end means that the list was replaced: then all of it is told.
    """
    path = folder / LIST_FILE
    if not path.exists():
        return (), 0
    if path.stat().st_size < offset:
        offset = 0
    found = []
    for erased, end in _listed(folder, offset):
        found.append(erased.seq)
        offset = end
    return tuple(found), offset


def _listed(folder: Path, offset: int) -> Iterator[tuple[Erased, int]]:
    path = folder / LIST_FILE
    if not path.exists():
        return
    with path.open("rb") as source:
        source.seek(offset)
        for line in source:
            offset += len(line)
            try:
                yield _decode(line), offset
            except msgspec.DecodeError:
                continue  # half a line of a writer that died: nothing was erased by it


def _blank(folder: Path, pair: Pair) -> None:
    if not pair.payload.strip(b" "):
        return
    reached("journal.erasing")
    # Not O_APPEND: Linux would then write at the end, whatever the offset.
    descriptor = os.open(folder / pair.file, os.O_WRONLY | os.O_CLOEXEC)
    try:
        spaces = memoryview(b" " * len(pair.payload))
        at = 0
        while at < len(spaces):
            at += os.pwrite(descriptor, spaces[at:], pair.offset + at)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
