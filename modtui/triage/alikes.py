"""Which cases are alike, or by the same author: kept beside the cached cases, in SQLite.

Nothing is kept in memory but the counts of the rows that were looked at last.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from modtui.model import CaseKey, Struct
from modtui.triage.likeness import ALIKE, likeness, sign

T = TypeVar("T")

TABLES = """
CREATE TABLE IF NOT EXISTS signs (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, digest BLOB, author TEXT, hashes BLOB
);
CREATE INDEX IF NOT EXISTS signs_by_author ON signs (author);
CREATE TABLE IF NOT EXISTS bands (
    band INTEGER, id INTEGER, PRIMARY KEY (band, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS bands_of ON bands (id)
"""
SOME = 400
"""Candidates that are compared for one count; groups beyond are counted by their bands."""


class Cases(Protocol):
    """The database that the cached cases are in."""

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """A quick look, at once."""

    async def later(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Work that takes longer, in a thread and in turn."""


class Signed(Struct):
    """What is told of one case to be found again: ``digest`` changes with its text."""

    key: CaseKey
    digest: bytes
    author: str
    text: str


def put(database: sqlite3.Connection, cases: Iterable[Signed]) -> int:
    """Take cases in, or anew where their text is another; gives how many that were."""
    taken = 0
    for case in cases:
        key = str(case.key)
        known = database.execute("SELECT id, digest FROM signs WHERE key = ?", (key,)).fetchone()
        if known is not None and known[1] == case.digest:
            continue
        if known is not None:
            _drop(database, known[0])
        made = sign(case.text)
        row = (key, case.digest, case.author, made.hashes)
        id = database.execute(
            "INSERT INTO signs (key, digest, author, hashes) VALUES (?, ?, ?, ?)", row
        ).lastrowid
        database.executemany(
            "INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, id) for band in made.bands]
        )
        taken += 1
    return taken


def forget(database: sqlite3.Connection, keys: Iterable[CaseKey]) -> None:
    """Cases are no longer in the queue."""
    for key in keys:
        row = database.execute("SELECT id FROM signs WHERE key = ?", (str(key),)).fetchone()
        if row is not None:
            _drop(database, row[0])


def _drop(database: sqlite3.Connection, id: int) -> None:
    database.execute("DELETE FROM bands WHERE id = ?", (id,))
    database.execute("DELETE FROM signs WHERE id = ?", (id,))


def alike(database: sqlite3.Connection, key: CaseKey) -> tuple[CaseKey, ...]:
    """The cases whose text is like that of one, the most alike first, without itself."""
    own = database.execute("SELECT id, hashes FROM signs WHERE key = ?", (str(key),)).fetchone()
    if own is None:
        return ()
    found = []
    for id, other, hashes in _candidates(database, own[0]):
        how = likeness(own[1], hashes)
        if how >= ALIKE:
            found.append((-how, id, other))
    return tuple(CaseKey.parse(other) for _how, _id, other in sorted(found))


def _candidates(
    database: sqlite3.Connection, id: int, most: int = -1
) -> list[tuple[int, str, bytes]]:
    return database.execute(
        "SELECT id, key, hashes FROM signs WHERE id IN (SELECT other.id FROM bands AS own "
        "JOIN bands AS other ON other.band = own.band WHERE own.id = ? AND other.id != ?) "
        "LIMIT ?",
        (id, id, most),
    ).fetchall()


def count(database: sqlite3.Connection, key: CaseKey) -> int:
    """How many others are like a case. Of very many candidates only some are compared."""
    own = database.execute("SELECT id, hashes FROM signs WHERE key = ?", (str(key),)).fetchone()
    if own is None:
        return 0
    some = _candidates(database, own[0], SOME)
    close = sum(likeness(own[1], hashes) >= ALIKE for _id, _key, hashes in some)
    if len(some) < SOME:
        return close
    total = database.execute(
        "SELECT count(DISTINCT other.id) FROM bands AS own JOIN bands AS other "
        "ON other.band = own.band WHERE own.id = ? AND other.id != ?",
        (own[0], own[0]),
    ).fetchone()[0]
    return round(total * close / SOME)


def by_author(database: sqlite3.Connection, key: CaseKey) -> tuple[CaseKey, ...]:
    """The other cases of the same author, oldest known first."""
    rows = database.execute(
        "SELECT other.key FROM signs AS own JOIN signs AS other ON other.author = own.author "
        "WHERE own.key = ? AND own.author != '' AND other.id != own.id ORDER BY other.id",
        (str(key),),
    ).fetchall()
    return tuple(CaseKey.parse(other) for (other,) in rows)


def missing(database: sqlite3.Connection, cases: Sequence[tuple[CaseKey, bytes]]) -> list[CaseKey]:
    """Of cases with the digests of their texts, those that are not known so yet."""
    found = []
    for key, digest in cases:
        row = database.execute("SELECT digest FROM signs WHERE key = ?", (str(key),)).fetchone()
        if row is None or row[0] != digest:
            found.append(key)
    return found
