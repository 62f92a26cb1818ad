"""Where the journal ends: kept up with, tidied after a crash, and written on from there.

Everything here is called with the store's lock held.
"""

import errno
import os
from datetime import datetime
from pathlib import Path

from modtui.journal.files import (
    JournalError,
    damaged,
    find_tail,
    month_files,
    move_aside,
    open_private,
)
from modtui.journal.reading import START, Mark, holds, records
from modtui.journal.records import Broken, check_payload
from modtui.points import reached
from modtui.words import _


class Uncertain(OSError):
    """A write failed and could not be taken out again."""


class Ending:
    """The end of one folder's newest month file, as far as it was read.

    ``torn`` is where a half-written last entry was moved to, if there was one.
    """

    def __init__(self, folder: Path, *, writes: bool):
        self.folder = folder
        self.mark = START
        self.torn: Path | None = None
        self._writes = writes
        self._inode = (0, 0)
        self._open: tuple[int, int] | None = None
        self._descriptor: int | None = None

    def enter(self, now: datetime) -> None:
        """Finds the end from nothing. Raises JournalError, OSError."""
        names = month_files(self.folder)
        if not names:
            return
        seq, head = START.seq, START.head
        offset = 0
        for name in reversed(names):
            end = self._tail(name, now if name == names[-1] else None)
            if name == names[-1]:
                offset = end.offset
            if end.seq:
                seq, head = end.seq, end.head
                break
        self.mark = Mark(names[-1], offset, seq, head)
        self._inode = self._look(names[-1])[0]
        if self._writes:
            # Its last writer may have died before it was synced, and what is read here
            # will be acted on.
            self._sync(names[-1])

    def catch_up(self, now: datetime | None) -> None:
        """Reads on, if others wrote. With a time given, what is torn is moved aside.

        Raises JournalError, OSError.
        """
        mark = self.mark
        names = month_files(self.folder)
        newest = names[-1] if names else ""
        if newest == mark.file:
            if not newest:
                return
            inode, size = self._look(newest)
            if inode == self._inode and size == mark.offset:
                return
        if not holds(self.folder, mark):
            raise JournalError(
                _(
                    "The journal in {folder} is not what it was: entries that were written "
                    "are gone from {file}. Nothing was written now. Put the file back from "
                    "a backup, then start again."
                ).format(folder=self.folder, file=mark.file)
            )
        end = self._tail(newest, now)
        for pair, line, head in records(self.folder, mark, end):
            try:
                check_payload(pair.payload, line)
            except Broken as broken:
                raise damaged(self.folder, pair.file, pair.offset, broken) from broken
            mark = Mark(pair.file, pair.end, line.seq, head)
        self.mark = Mark(newest, end.offset, mark.seq, mark.head)
        self._inode = self._look(newest)[0]

    def turn(self, at: datetime) -> None:
        """Goes on to a new month file where the time is in a later month. Raises OSError.

        An older file is never written to again: order is the chain's, not the clock's.
        """
        file = f"{at.year:04}-{at.month:02}.jsonl"
        if file <= self.mark.file:
            return
        if self.mark.file:
            # The next sync is of another file; what this one holds must not be lost then.
            self._sync(self.mark.file)
        mark = self.mark
        self.mark = Mark(file, 0, mark.seq, mark.head)
        try:
            self._file()
        except BaseException:
            self.mark = mark
            self._inode = self._look(mark.file)[0] if mark.file else (0, 0)
            raise

    def write(self, content: bytes, seq: int, head: str) -> None:
        """Writes the next records, synced; the last one is ``seq`` with that head.

        Raises OSError, after which none of them is there, or Uncertain.
        """
        descriptor = self._file()
        mark = self.mark
        reached("journal.writing")
        try:
            if os.write(descriptor, content) < len(content):
                # No room for the rest, and half an entry is none.
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            reached("journal.written")
            os.fsync(descriptor)
        except OSError as error:
            try:
                os.ftruncate(descriptor, mark.offset)
                os.fsync(descriptor)
            except OSError:
                raise Uncertain(error.errno, error.strerror) from error
            raise
        reached("journal.synced")
        self.mark = Mark(mark.file, mark.offset + len(content), seq, head)

    def close(self) -> None:
        """Gives up the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _tail(self, name: str, now: datetime | None) -> Mark:
        size = (self.folder / name).stat().st_size
        try:
            tail = find_tail(self.folder, name, size)
        except Broken as broken:
            raise damaged(self.folder, name, None, broken) from broken
        if tail.torn and now is not None and self._writes:
            self.torn = move_aside(self.folder, name, tail.offset, size, now)
        return Mark(name, tail.offset, tail.seq, tail.head)

    def _look(self, name: str) -> tuple[tuple[int, int], int]:
        status = (self.folder / name).stat()
        return (status.st_dev, status.st_ino), status.st_size

    def _file(self) -> int:
        """The newest month file, open to be written to."""
        if self._descriptor is None or self._open != self._inode or not self.mark.offset:
            self.close()
            path = self.folder / self.mark.file
            self._descriptor = open_private(path, os.O_RDWR | os.O_APPEND)
            self._open = self._inode = self._look(self.mark.file)[0]
        return self._descriptor

    def _sync(self, name: str) -> None:
        descriptor = os.open(self.folder / name, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
