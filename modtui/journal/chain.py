"""The journal: the chained file, and the only way to write to it.

Each entry is one write of two lines, under the store's lock, synced before ``append``
returns; ``modtui.journal.records`` says what the lines hold. Files are cut by the entry's
month in UTC and the chain goes on from one to the next. Where the clock goes backwards
entries stay in the newest file: order is the chain's, not the clock's.

Any number of threads and processes may write to one store. What another one wrote is read
and checked before the chain goes on from it.
"""

import contextlib
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import msgspec

from modtui.journal import checkpoint, erasure, rulesets
from modtui.journal.checkpoint import Checkpoint
from modtui.journal.ending import Ending, Uncertain
from modtui.journal.entries import AnyEntry, Decided, Line, Record
from modtui.journal.files import (
    JournalError,
    because,
    damaged,
    locked,
    make_folder,
    month_files,
    open_private,
    told,
)
from modtui.journal.lines import chained_key
from modtui.journal.pseudonyms import load_key, pseudonym
from modtui.journal.reading import Mark, Pair, before, holds, pairs, records
from modtui.journal.records import (
    Break,
    Broken,
    check_line,
    check_payload,
    read_entry,
    write_record,
)
from modtui.journal.verify import Verdict, verify
from modtui.model import CaseKey
from modtui.words import _

Clock = Callable[[], datetime]
LOCK_FILE = "lock"
MARKS = 64


class Journal:
    """One store's journal. ``open`` is how to get one."""

    def __init__(self, folder: Path, clock: Clock, *, lock: int | None, read_only: bool):
        self.folder = folder
        self.read_only = read_only
        self._clock = clock
        self._lock = lock
        self._thread = threading.Lock()
        self._closed = False
        self._key: bytes | None = None
        self._ending = Ending(folder, writes=not read_only)
        # Where others have read to lately: they go on from there.
        self._marks: deque[Mark] = deque(maxlen=MARKS)

    @property
    def now(self) -> datetime:
        """The time by the journal's clock, aware."""
        return self._clock()

    @classmethod
    def open(cls, folder: Path, *, clock: Clock, read_only: bool = False) -> "Journal":
        """Opens the journal in a folder, which is made if need be.

        ``clock`` tells the time, aware. Read-only, nothing on the disk is changed. Raises
        JournalError.
        """
        with told(folder):
            lock = _open_lock(folder, read_only=read_only)
        journal = cls(folder, clock, lock=lock, read_only=read_only)
        try:
            with journal._held(alone=not read_only):
                empty = not month_files(folder)
                journal._key = load_key(folder, empty=empty, read_only=read_only)
                journal._ending.enter(journal._now())
                if not read_only:
                    erasure.finish(folder)
        except BaseException:
            journal.close()
            raise
        return journal

    @property
    def torn(self) -> Path | None:
        """The file that a half-written last entry was moved to, or None.

        Its writer died, and nobody was told that it was written.
        """
        return self._ending.torn

    @property
    def head(self) -> tuple[int, str]:
        """Number of the last entry and the head after it; (0, GENESIS) when there is none."""
        end = self.end()
        return end.seq, end.head

    def append(self, entry: AnyEntry) -> Record:
        """Writes an entry down for good. It is on the disk when this returns.

        Raises JournalError; unless the sentence says otherwise nothing was written then.
        """
        return self.append_all((entry,))[0]

    def append_all(self, entries: Sequence[AnyEntry]) -> tuple[Record, ...]:
        """Writes several entries down for good, with one write and one sync.

        Where the machine stops in the midst of it, the first of them may be there and the
        rest not. Raises JournalError as ``append`` does: then none of them is there.
        """
        self._refuse_read_only()
        decides = any(isinstance(entry, Decided) for entry in entries)
        nothing = _("Nothing was decided") if decides else _("Nothing was written")
        try:
            with self._held(alone=True, tells=False):
                now = self._now()
                ending = self._ending
                ending.catch_up(now)
                ending.turn(now)
                seq, head = ending.mark.seq, ending.mark.head
                content = []
                made: list[Record] = []
                for entry in entries:
                    seq += 1
                    written, record = write_record(entry, seq, now, head, self.pseudonym)
                    head = record.head
                    content.append(written)
                    made.append(record)
                if made:
                    ending.write(b"".join(content), seq, head)
                    self._marks.append(ending.mark)
                return tuple(made)
        except Uncertain as error:
            raise JournalError(
                _(
                    "It is not certain whether this was written down ({why}). Look at the "
                    "audit trail before you do it again; all earlier entries are kept."
                ).format(why=because(error))
            ) from error
        except OSError as error:
            raise JournalError(
                _(
                    "{nothing}: the journal in {folder} could not be written ({why}). All "
                    "earlier entries are kept. Make room or mend the disk, then try again."
                ).format(nothing=nothing, folder=self.folder, why=because(error))
            ) from error
        except (msgspec.MsgspecError, OverflowError, ValueError) as error:
            raise JournalError(
                _("{nothing}: the entry cannot be written as it is ({why}).").format(
                    nothing=nothing, why=error
                )
            ) from error

    def read(self, after: int = 0) -> Iterator[Record]:
        """The records with a greater number, oldest first, as of the moment of asking.

        Raises JournalError with the place where the journal is damaged.
        """
        end = self.end()
        if after >= end.seq:
            return iter(())
        known = max((mark for mark in self._marks if mark.seq <= after), default=None, key=_seq)
        with told(self.folder):
            start = known or before(self.folder, after)
        return (record for _pair, record in self._records(start, end, after))

    def walk(self, start: Mark) -> Iterator[tuple[Pair, Record]]:
        """The records after a mark, with the place where each lies. Raises JournalError."""
        return self._records(start, self.end(), start.seq)

    def fetch(self, file: str, offset: int) -> Record:
        """The record that begins there. Raises JournalError."""
        with told(self.folder):
            size = (self.folder / file).stat().st_size
            try:
                pair = next(pairs(self.folder, file, offset, size), None)
                if pair is None:
                    raise Broken(_("there is no entry here"), Break.CUT)
                line, head = check_line(pair.chained, None, None)
            except Broken as broken:
                raise damaged(self.folder, file, offset, broken) from broken
            return Record(line, self._entry(pair, line), head)

    def holds(self, mark: Mark) -> bool:
        """Whether the journal still has that entry at that place, with that head."""
        return holds(self.folder, mark)

    def end(self) -> Mark:
        """Where the journal ends now, entries of other processes included."""
        with self._held(alone=False):
            self._ending.catch_up(None)
            self._marks.append(self._ending.mark)
            return self._ending.mark

    def pseudonym(self, person: str) -> str:
        """How a person is named in chained lines: 16 hex digits, or nothing for nobody."""
        if self._key is None:
            raise JournalError(
                _("The store's key is missing in {folder}: nobody can be recognised.").format(
                    folder=self.folder
                )
            )
        return pseudonym(self._key, person)

    def chained_key(self, key: CaseKey) -> CaseKey:
        """How a case is named in chained lines."""
        return chained_key(key, self.pseudonym)

    def verify(
        self,
        noted: Mapping[int, str] = MappingProxyType({}),
        passed: Callable[[int], None] | None = None,
    ) -> Verdict:
        """Reads everything and checks every byte, up to the first thing that is wrong.

        What was taken off the end before this journal was opened cannot be seen this way,
        nor one that was written anew as a whole: ``noted`` are heads by the number of their
        entry that were kept elsewhere. ``passed`` is told how far it has come.
        """
        with self._held(alone=False):
            names = month_files(self.folder)
            ends = tuple((name, (self.folder / name).stat().st_size) for name in names)
            known = self._ending.mark
        with told(self.folder):
            return verify(self.folder, ends, known, self._again, noted, passed)

    @property
    def store(self) -> str:
        """A name for this store that tells nothing of it, for its checkpoints."""
        return self.pseudonym("modtui:store")

    def checkpoint(self) -> Checkpoint | None:
        """A signed note of where the journal stands now; None while it is empty.

        Raises JournalError.
        """
        end = self.end()
        if not end.seq:
            return None
        return checkpoint.make(self.folder, self.store, end.seq, end.head, self._now())

    def erase(self, seq: int) -> None:
        """Blanks all that an entry says beyond its chained line, for good.

        Erasing what is erased does nothing. The index forgets it when it next catches up.
        Raises JournalError.
        """
        self._refuse_read_only()
        with self._held(alone=True):
            now = self._now()
            self._ending.catch_up(now)
            erasure.finish(self.folder)
            start = before(self.folder, seq - 1)
            for pair, line, _head in records(self.folder, start, self._ending.mark):
                if line.seq == seq:
                    erasure.erase(self.folder, pair, seq, now)
                    return
        raise JournalError(_("There is no entry {seq} in the journal.").format(seq=seq))

    def erased_since(self, offset: int) -> tuple[tuple[int, ...], int]:
        """Numbers of erased entries, from an offset in the list of erasures on, and where
        that list ends now. For whoever keeps copies of texts."""
        with told(self.folder):
            return erasure.since(self.folder, offset)

    def keep_ruleset(self, text: bytes) -> str:
        """Keeps a ruleset's text for good; returns its SHA-256 in hex. Raises JournalError."""
        self._refuse_read_only()
        with self._held(alone=True):
            return rulesets.keep(self.folder, text)

    def kept_ruleset(self, digest: str) -> bytes | None:
        """The ruleset of that hash, or None. Raises JournalError where it was changed."""
        with told(self.folder):
            return rulesets.kept(self.folder, digest)

    def close(self) -> None:
        """Gives up the files. Closing twice is fine."""
        with self._thread:
            self._closed = True
            self._ending.close()
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None

    @contextlib.contextmanager
    def _held(self, *, alone: bool, tells: bool = True) -> Iterator[None]:
        """Holds the lock against other threads and processes. Cannot be nested."""
        with self._thread, told(self.folder) if tells else contextlib.nullcontext():
            if self._closed:
                raise JournalError(_("The journal was closed."))
            with locked(self._lock, alone=alone):
                yield

    def _refuse_read_only(self) -> None:
        if self.read_only:
            raise JournalError(_("The journal was opened only to be read."))

    def _now(self) -> datetime:
        now = self._clock()
        if now.tzinfo is None:
            raise TypeError("the clock must tell aware times")
        return now.astimezone(UTC)

    def _records(self, start: Mark, end: Mark, after: int) -> Iterator[tuple[Pair, Record]]:
        with told(self.folder):
            for pair, line, head in records(self.folder, start, end):
                if line.seq > after:
                    yield pair, Record(line, self._entry(pair, line), head)

    def _entry(self, pair: Pair, line: Line) -> AnyEntry | None:
        try:
            try:
                return read_entry(pair.payload, line)
            except Broken:
                return read_entry(self._payload_again(pair), line)
        except Broken as broken:
            raise damaged(self.folder, pair.file, pair.offset, broken) from broken

    def _again(self, pair: Pair, line: Line) -> bool:
        return check_payload(self._payload_again(pair), line)

    def _payload_again(self, pair: Pair) -> bytes:
        """Reads a payload once more under the lock: it may be in the midst of being erased."""
        with self._held(alone=False), (self.folder / pair.file).open("rb") as source:
            source.seek(pair.offset)
            return source.read(len(pair.payload))


def _seq(mark: Mark) -> int:
    return mark.seq


def _open_lock(folder: Path, *, read_only: bool) -> int | None:
    path = folder / LOCK_FILE
    if not read_only:
        make_folder(folder)
        return open_private(path, os.O_RDWR)
    month_files(folder)
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC) if path.exists() else None
