"""What the backend last said, in one SQLite file: disposable, for its owner only.

A file that is missing, damaged or of another format is made anew; where none can be written
(a full disk, a folder that is read only) the cases are kept in memory instead. Either is
told once in ``trouble``, and costs a new reading of the queue at most.

Reading is done where it is asked for, on a connection of its own that no writer holds up;
all that takes longer is done by one thread, in turn.
"""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from modtui import sqlitefile
from modtui.words import _

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

FORMAT = 2
_TABLES = """
CREATE TABLE cases (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, kind TEXT,
    severity INTEGER, base REAL, goal REAL, opened REAL, at REAL, edited REAL,
    author TEXT, place TEXT, language TEXT, rules TEXT, reports INTEGER, reporters TEXT,
    reasons TEXT, claim TEXT, approval INTEGER, escalated INTEGER, gone INTEGER, seen REAL,
    unreadable TEXT, digest BLOB, judge BLOB, judged BLOB, text TEXT, hits BLOB, content BLOB
);
CREATE INDEX by_urgency ON cases (gone, base, goal, opened, key);
CREATE INDEX quiet ON cases (id) WHERE gone OR escalated OR unreadable != '';
CREATE TABLE rejudged (
    id INTEGER PRIMARY KEY, digest BLOB, severity INTEGER, base REAL, goal REAL,
    rules TEXT, judged BLOB, hits BLOB
);
CREATE TABLE facts (name TEXT PRIMARY KEY, value);
CREATE TABLE signs (id INTEGER PRIMARY KEY, digest BLOB, author INTEGER, hashes BLOB);
CREATE INDEX signs_by_author ON signs (author) WHERE author IS NOT NULL;
CREATE TABLE bands (band INTEGER, id INTEGER, PRIMARY KEY (band, id)) WITHOUT ROWID;
CREATE INDEX bands_of ON bands (id)
"""
"""``severity`` is its rank; times are in seconds since 1970, ``goal`` in seconds. People and
places are "name, newline, id"; those, texts and reasons are folded for searching. ``gone``:
it is not in the queue any more; its ``content`` leaves with the person's own act.
``content``, the case, and ``hits`` are in msgpack. ``judge`` says by what it was judged,
``judged`` what of the case its hits depend on. ``signs`` and ``bands`` are numbers made from
texts, by the ids of the cases: see ``modtui.triage.alikes``."""

_MEMORY = ":memory:"


class CaseCache:
    """The case cache of one community. ``path`` None: in memory."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.trouble = ""
        """A plain sentence where what was cached is lost, or cannot be kept."""
        self.generation = 0
        """Counts up when the rows are others than before, so that no known id holds."""
        self._lock = threading.RLock()
        self._reading: sqlite3.Connection | None = None
        self._writing: sqlite3.Connection | None = None
        self._worker: ThreadPoolExecutor | None = None
        self._scrub = False

    def read(self, work: Work[T]) -> T:
        """What a quick look at the rows gives, at once."""
        return self._tried(work, self._reader)

    def write(self, work: Work[T]) -> T:
        """What is done to the rows, at once: for the thread of ``later``, and for tests."""
        return self._tried(work, self._writer)

    async def later(self, work: Work[T]) -> T:
        """What is done to the rows, or read at length, in a thread and in turn.

        Where the caller is cancelled it is done all the same.
        """
        first, worker = self._worker is None, self._worker or ThreadPoolExecutor(1, "cases")
        self._worker = worker
        done = asyncio.get_running_loop().run_in_executor(worker, self.write, work)
        if first:
            # After what somebody waits for, and before anything is concluded from it.
            worker.submit(self._look_over)
        return await asyncio.shield(done)

    def _look_over(self) -> None:
        """Begins a file anew in which rows went missing: they would not be missed."""
        with contextlib.suppress(sqlite3.Error):
            self.write(sqlitefile.look_over)

    def scrub(self, database: sqlite3.Connection) -> None:
        """Takes what was deleted out of the write-ahead log too; later where others read."""
        if self._path is not None:
            self._scrub = bool(database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])

    def close(self) -> None:
        """Let go of the file. Safe to call twice; using it opens it again."""
        if self._worker is not None:
            self._worker.shutdown()
            self._worker = None
        with self._lock, contextlib.suppress(sqlite3.Error):
            if self._scrub and self._writing is not None:
                self.scrub(self._writing)
            self._close()

    def _close(self) -> None:
        for connection in (self._reading, self._writing):
            if connection is not None:
                connection.close()
        self._reading = self._writing = None

    def _reader(self) -> sqlite3.Connection:
        if self._reading is None:
            with self._lock:
                self._reading = self._connect() if self._path is not None else self._writer()
        return self._reading

    def _writer(self) -> sqlite3.Connection:
        if self._writing is None:
            with self._lock:
                self._writing = self._connect()
        return self._writing

    def _connect(self) -> sqlite3.Connection:
        if self._path is not None:
            return sqlitefile.connect(self._path, FORMAT, _TABLES)
        database = sqlite3.connect(_MEMORY, isolation_level=None, check_same_thread=False)
        sqlitefile.prepare(database, FORMAT, _TABLES)
        return database

    def _tried(self, work: Work[T], connection: Callable[[], sqlite3.Connection]) -> T:
        """What ``work`` gives; where the file fails it, on a new file, else in memory."""
        before = self.generation, self._path
        try:
            return work(connection())
        except (sqlite3.DatabaseError, OSError) as error:
            if isinstance(error, sqlite3.DatabaseError) and not _is_of_the_file(error):
                raise
            self._recover(error, before)
        return work(connection())

    def _recover(self, error: Exception, before: tuple[int, Path | None]) -> None:
        with self._lock:
            if (self.generation, self._path) != before or self._path is None:
                return  # the other thread came first
            if isinstance(error, sqlite3.DatabaseError) and sqlitefile.is_damaged(error):
                self._begin_anew(error)
            else:
                self._move_to_memory(error)

    def _begin_anew(self, error: Exception) -> None:
        path = self._path
        assert path is not None  # noqa: S101 - in memory nothing is damaged
        if not isinstance(error, sqlitefile.OtherFormat):
            self.trouble = _(
                "What was known of the queue was damaged and thrown away ({why}); it is read anew."
            ).format(why=sqlitefile.because(error))
        self._reading = self._writing = None
        self.generation += 1
        try:
            sqlitefile.throw_away(path)
            self._writing = self._connect()
        except (sqlite3.Error, OSError) as again:
            self._move_to_memory(again)

    def _move_to_memory(self, error: Exception) -> None:
        self.trouble = _(
            "The queue cannot be kept on this disk ({why}); it is kept in memory until you leave."
        ).format(why=sqlitefile.because(error))
        old, self._path = self._reading or self._writing, None
        self._reading = self._writing = None
        database = sqlite3.connect(_MEMORY, isolation_level=None, check_same_thread=False)
        try:
            if old is None:
                raise sqlite3.OperationalError("it was never open")
            old.backup(database)
        except sqlite3.Error:
            self.generation += 1
            database.close()
            database = self._connect()
        self._writing = database


_UNUSABLE = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PROTOCOL,
    }
)


def _is_of_the_file(error: sqlite3.DatabaseError) -> bool:
    """Whether the file is at fault, not what was asked of it."""
    return sqlitefile.is_damaged(error) or (
        getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNUSABLE
    )
