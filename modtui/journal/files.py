"""The journal's folder and its month files, as bytes: made private, locked, ended cleanly.

A folder holds ``2026-11.jsonl`` for each month, ``key``, ``lock``, ``erased.jsonl``,
``rulesets/`` and, after a power cut, ``torn-….part``.
"""

import contextlib
import errno
import fcntl
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from modtui import privately
from modtui.journal.records import (
    CHAINED_START,
    GENESIS,
    Break,
    Broken,
    TooNew,
    check_line,
    check_payload,
    refuse_newer,
)
from modtui.text import safe, safe_line
from modtui.words import _

MONTH_FILE = re.compile(r"\d{4}-(0[1-9]|1[0-2])\.jsonl", re.ASCII)
BLOCK = 64 * 1024
"""Bytes read at once when looking for the last entry of a file."""

HOLE = bytes(16)
"""JSON never holds a zero byte; a run of them is a write that a power cut tore."""


class JournalError(Exception):
    """The journal could not be used. ``str()`` says what happened, what was kept, and what
    to do; it is safe to show."""

    def __init__(self, sentence: str):
        super().__init__(safe(sentence))


class Tail(NamedTuple):
    """How a file ends: where its last whole record does, and which that is.

    ``seq`` is 0 where there is none. ``torn``: something follows it.
    """

    offset: int
    seq: int
    head: str
    torn: bool


def make_folder(folder: Path) -> None:
    """Makes the folder and what is missing above it, for its owner only, and synced."""
    for made in privately.make_folder(folder):
        sync_folder(made.parent)
    if folder.stat().st_mode & 0o777 != 0o700:
        folder.chmod(0o700)


def open_private(path: Path, flags: int) -> int:
    """Opens a file for its owner only, whatever the umask; made and synced if need be."""
    made = not path.exists()
    descriptor = privately.open_file(path, flags)
    try:
        if made:
            sync_folder(path.parent)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def write_private(path: Path, content: bytes) -> None:
    """A new file that is there whole or not at all. An old one of that name is replaced."""
    part = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = open_private(part, os.O_WRONLY | os.O_TRUNC)
    try:
        try:
            write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_all(descriptor: int, content: bytes) -> None:
    """Writes everything. Raises OSError where less than that could be written."""
    rest = memoryview(content)
    while rest:
        written = os.write(descriptor, rest)
        if not written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        rest = rest[written:]


def sync_folder(folder: Path) -> None:
    """Makes new names in the folder last over a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def locked(descriptor: int | None, *, alone: bool) -> Iterator[None]:
    """Holds the store's lock, waiting for it: alone to write, shared to read.

    Without a descriptor (nobody ever wrote here) there is nothing to wait for.
    """
    if descriptor is None:
        yield
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def month_files(folder: Path) -> list[str]:
    """Names of the month files, oldest first."""
    return sorted(name for name in os.listdir(folder) if MONTH_FILE.fullmatch(name))


def line_number(folder: Path, file: str, offset: int) -> int:
    """Which line of the file begins at or holds that offset; the first is 1."""
    count = 1
    with (folder / file).open("rb") as source:
        while offset > 0 and (block := source.read(min(offset, 1 << 20))):
            count += block.count(b"\n")
            offset -= len(block)
    return count


def find_tail(folder: Path, file: str, size: int) -> Tail:
    """Looks from the end of the file for its last whole record.

    A record that a dying process left half-written counts as torn. So does one with zero
    bytes in it, which is what some file systems leave after a power cut. Anything else
    that is not a record is damage: raises Broken, for it may have been a decision.
    """
    with (folder / file).open("rb") as source:
        length = min(size, BLOCK)
        while True:
            source.seek(size - length)
            found = _tail_within(source.read(length), size - length)
            if found is not None:
                return found
            length = min(size, length * 4)


def _tail_within(block: bytes, base: int) -> Tail | None:
    """``find_tail`` in the last bytes of a file; None where more of it must be read."""
    before = len(block)
    while (at := block.rfind(b"\n" + CHAINED_START, 0, before)) >= 0:
        begin = block.rfind(b"\n", 0, at) + 1
        if not begin and base:
            return None
        before = begin
        end = block.find(b"\n", at + 1)
        if end < 0:
            continue
        try:
            line, head = check_line(block[at + 1 : end], None, None)
            check_payload(block[begin:at], line)
        except TooNew:
            raise
        except Broken:
            if HOLE not in block[begin:end]:
                raise
            continue
        _refuse_damage(block[end + 1 :])
        return Tail(base + end + 1, line.seq, head, end + 1 < len(block))
    if base:
        return None
    _refuse_damage(block)
    return Tail(0, 0, GENESIS, bool(block))


def _refuse_damage(tail: bytes) -> None:
    """Raises Broken where what follows the last record is more than one torn record."""
    if HOLE in tail or tail.count(b"\n") <= 1:
        return
    for line in tail.split(b"\n"):
        refuse_newer(line)
    problem = _("there are lines at the end that are not entries of the journal")
    raise Broken(problem, Break.FOREIGN)


def move_aside(folder: Path, file: str, start: int, size: int, now: datetime) -> Path:
    """Moves the bytes from ``start`` on into a file of their own and returns its path.

    They are in the new file, synced, before they leave the old one.
    """
    with (folder / file).open("rb") as source:
        source.seek(start)
        torn = source.read(size - start)
    name = f"torn-{now:%Y%m%dT%H%M%SZ}"
    path = folder / f"{name}.part"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.part"
    write_private(path, torn)
    descriptor = os.open(folder / file, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.ftruncate(descriptor, start)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return path


def because(error: OSError) -> str:
    """The operating system's own words for what went wrong."""
    return safe_line(error.strerror or str(error))


def damaged(folder: Path, file: str, offset: int | None, broken: Broken) -> JournalError:
    """The sentence for a file that cannot be read on, with the line where that is."""
    if isinstance(broken, TooNew):
        return JournalError(
            _("{file} cannot be read: {why}. Nothing was changed. Please update modtui.").format(
                file=folder / file, why=broken
            )
        )
    if offset is None:
        return JournalError(
            _(
                "The journal is damaged at the end of {file}: {why}. Nothing was changed; "
                "put the file back from a backup."
            ).format(file=folder / file, why=broken)
        )
    line = line_number(folder, file, offset) + (0 if broken.of_payload else 1)
    return JournalError(
        _(
            "The journal is damaged in {file}, line {line}: {why}. Nothing was changed; put "
            "the file back from a backup."
        ).format(file=folder / file, line=line, why=broken)
    )


@contextlib.contextmanager
def told(folder: Path) -> Iterator[None]:
    """What the operating system refuses inside is told as JournalError."""
    try:
        yield
    except OSError as error:
        raise JournalError(
            _("The journal in {folder} cannot be used: {why}. Nothing was written.").format(
                folder=folder, why=because(error)
            )
        ) from error
