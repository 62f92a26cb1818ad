"""The index's SQLite file: its tables, made private, opened, thrown away when damaged."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from modtui.journal.files import make_folder, open_private
from modtui.journal.reading import START

FORMAT = 1
"""Stored as the file's ``user_version``; any other is thrown away and made anew."""

# SQLite uses a partial index only where the query says its condition too.
_TABLES = """
CREATE TABLE folded (file TEXT, offset INTEGER, seq INTEGER, head TEXT, erasures INTEGER);
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY, file TEXT, offset INTEGER, kind TEXT, case_key TEXT,
    decision TEXT, undoes TEXT, preparing INTEGER, verbs TEXT, rules TEXT,
    author TEXT, author_names TEXT, moderator TEXT, moderator_names TEXT, text TEXT
);
CREATE INDEX by_case ON entries (case_key, seq) WHERE case_key != '';
CREATE INDEX by_decision ON entries (decision, seq) WHERE decision != '';
CREATE INDEX by_author ON entries (author, seq) WHERE author != '';
CREATE INDEX by_undone ON entries (undoes, seq) WHERE undoes != '';
CREATE INDEX by_kind ON entries (kind, seq);
CREATE VIRTUAL TABLE words USING fts5 (
    text, content='entries', content_rowid='seq', tokenize='unicode61 remove_diacritics 2'
);
"""

# Primary codes: corrupt, another format, not a database; and reading beyond the end.
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_NOTADB})
_DAMAGE_EXTENDED = frozenset({sqlite3.SQLITE_IOERR_SHORT_READ})


class OtherFormat(sqlite3.DatabaseError):
    """The file is not one that this version of modtui made."""


def connect(path: Path) -> sqlite3.Connection:
    """Opens the file, made with its tables if need be, for its owner only.

    Raises sqlite3.Error, OSError.
    """
    if not path.parent.exists():
        make_folder(path.parent)
    # Before SQLite does it: its side files take over the mode.
    os.close(open_private(path, os.O_RDWR))
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    try:
        _prepare(database)
    except BaseException:
        database.close()
        raise
    return database


def throw_away(path: Path) -> None:
    """Deletes the file and what SQLite put beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _prepare(database: sqlite3.Connection) -> None:
    """Sets the connection up; makes the tables in a new file."""
    with contextlib.suppress(sqlite3.OperationalError):
        database.execute("PRAGMA journal_mode = WAL")  # refused while others are busy
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("PRAGMA secure_delete = ON")
    with transaction(database):
        if database.execute("PRAGMA user_version").fetchone()[0] == FORMAT:
            return
        if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise OtherFormat("another format")
        for statement in _TABLES.split(";"):
            database.execute(statement)
        database.execute("INSERT INTO folded VALUES (?, ?, ?, ?, 0)", START)
        database.execute(f"PRAGMA user_version = {FORMAT}")


@contextlib.contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All that is done inside is kept, or none of it where it raises."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise


def is_damaged(error: sqlite3.DatabaseError) -> bool:
    """Whether the file itself is at fault, so that a new one will do."""
    code = getattr(error, "sqlite_errorcode", 0)
    return (
        isinstance(error, OtherFormat)
        or code & 0xFF in _DAMAGE
        or code in _DAMAGE_EXTENDED
        or str(error).startswith(("no such table", "no such column"))
    )
