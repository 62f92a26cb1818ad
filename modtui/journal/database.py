"""The index's SQLite file: its tables."""

import sqlite3
from pathlib import Path

from modtui import sqlitefile
from modtui.journal.reading import START

FORMAT = 3
"""Stored as the file's ``user_version``; any other is thrown away and made anew."""

# SQLite uses a partial index only where the query says its condition too.
_TABLES = """
CREATE TABLE folded (file TEXT, offset INTEGER, seq INTEGER, head TEXT, erasures INTEGER);
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY, file TEXT, offset INTEGER, kind TEXT, case_key TEXT,
    decision TEXT, undoes TEXT, preparing INTEGER, verbs TEXT, rules TEXT,
    author TEXT, author_names TEXT, moderator TEXT, moderator_names TEXT,
    at REAL, result TEXT, source TEXT, language TEXT, text TEXT, batch TEXT
);
CREATE INDEX by_case ON entries (case_key, seq) WHERE case_key != '';
CREATE INDEX by_decision ON entries (decision, seq) WHERE decision != '';
CREATE INDEX by_author ON entries (author, seq) WHERE author != '';
CREATE INDEX by_undone ON entries (undoes, seq) WHERE undoes != '';
CREATE INDEX by_batch ON entries (batch, seq) WHERE batch != '';
CREATE INDEX by_kind ON entries (kind, seq);
CREATE VIRTUAL TABLE words USING fts5 (
    text, content='entries', content_rowid='seq', tokenize='unicode61 remove_diacritics 2'
);
"""


def connect(path: Path) -> sqlite3.Connection:
    """Opens the file, made with its tables if need be. Raises sqlite3.Error, OSError."""
    return sqlitefile.connect(path, FORMAT, _TABLES, _begin)


def _begin(database: sqlite3.Connection) -> None:
    database.execute("INSERT INTO folded VALUES (?, ?, ?, ?, 0)", START)
