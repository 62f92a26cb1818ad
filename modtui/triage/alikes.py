"""Which cases are alike, or by the same author: kept beside the cached cases.

All of it is work for the cache's own thread, and is made from the cached cases: what leaves
the cache leaves here too. Nothing can be read from it but numbers.
"""

import hashlib
import sqlite3
from collections.abc import Iterator

from modtui.model import CaseKey
from modtui.sqlitefile import transaction
from modtui.triage.caserow import key_text, unpacked
from modtui.triage.grouping import Company
from modtui.triage.likeness import ALIKE, likeness, sign

SOME = 400
"""Candidates that are compared for one count; groups beyond are estimated from them."""
_UNSIGNED = (
    "SELECT cases.id, cases.digest, cases.content FROM cases "
    "LEFT JOIN signs ON signs.id = cases.id "
    "WHERE cases.gone = 0 AND cases.content IS NOT NULL AND cases.id > ? "
    "AND signs.digest IS NOT cases.digest ORDER BY cases.id LIMIT ?"
)
_OTHERS = (
    "FROM bands AS own JOIN bands AS other ON other.band = own.band "
    "WHERE own.id = ? AND other.id != own.id"
)


def take_in(database: sqlite3.Connection, after: int, most: int) -> tuple[int, int]:
    """Sign the next cases that are new or changed; gives the id to go on after, and how many.

    It is the end where there were fewer than ``most``.
    """
    found = database.execute(_UNSIGNED, (after, most)).fetchall()
    rows, bands = [], []
    for id, digest, content in found:
        subject = unpacked(content).subject
        made = sign(subject.text)
        author = subject.author.id if subject.author else ""
        rows.append((id, digest, _number(author), made.hashes))
        bands += [(band, id) for band in made.bands]
    with transaction(database):
        database.executemany("DELETE FROM bands WHERE id = ?", [(id,) for id, *_rest in rows])
        database.executemany("INSERT OR REPLACE INTO signs VALUES (?, ?, ?, ?)", rows)
        database.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", bands)
    return (found[-1][0] if found else after), len(found)


def let_go(database: sqlite3.Connection) -> int:
    """Forget what is not in the queue any more; gives how many that were."""
    gone = database.execute(
        "SELECT signs.id FROM signs LEFT JOIN cases ON cases.id = signs.id "
        "WHERE cases.id IS NULL OR cases.gone OR cases.content IS NULL"
    ).fetchall()
    if gone:
        with transaction(database):
            database.executemany("DELETE FROM bands WHERE id = ?", gone)
            database.executemany("DELETE FROM signs WHERE id = ?", gone)
    return len(gone)


def _number(author: str) -> int | None:
    """An account as a number: nobody's name stays here when the case goes."""
    if not author:
        return None
    raw = hashlib.blake2b(author.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(raw, "big", signed=True)


def _own(database: sqlite3.Connection, key: CaseKey) -> tuple[int, bytes] | None:
    row: tuple[int, bytes] | None = database.execute(
        "SELECT id, hashes FROM signs WHERE id = (SELECT id FROM cases WHERE key = ?)",
        (key_text(key),),
    ).fetchone()
    return row


def _candidates(database: sqlite3.Connection, id: int, most: int) -> list[tuple[int, bytes]]:
    return database.execute(
        f"SELECT id, hashes FROM signs WHERE id IN (SELECT other.id {_OTHERS}) LIMIT ?",  # noqa: S608
        (id, most),
    ).fetchall()


def alike(database: sqlite3.Connection, key: CaseKey) -> tuple[CaseKey, ...]:
    """The cases whose text is like that of one, the most alike first, without itself."""
    own = _own(database, key)
    if own is None:
        return ()
    found = []
    for id, hashes in _candidates(database, own[0], -1):
        how = likeness(own[1], hashes)
        if how >= ALIKE:
            found.append((-how, id))
    return tuple(_keys(database, key.community, (id for _how, id in sorted(found))))


def by_author(database: sqlite3.Connection, key: CaseKey) -> tuple[CaseKey, ...]:
    """The other cases of the same author, the oldest known first."""
    own = _own(database, key)
    if own is None:
        return ()
    rows = database.execute(
        "SELECT other.id FROM signs AS own JOIN signs AS other ON other.author = own.author "
        "WHERE own.id = ? AND other.id != own.id ORDER BY other.id",
        (own[0],),
    ).fetchall()
    return tuple(_keys(database, key.community, (id for (id,) in rows)))


def _keys(database: sqlite3.Connection, community: str, ids: Iterator[int]) -> Iterator[CaseKey]:
    for id in ids:
        row = database.execute("SELECT key FROM cases WHERE id = ?", (id,)).fetchone()
        if row is not None:
            kind, native = row[0].split("/", 1)
            yield CaseKey(community, kind, native)


def company(database: sqlite3.Connection, key: CaseKey) -> Company:
    """How many others are like a case, and how many are by its author.

    Of very many candidates only some are compared.
    """
    own = _own(database, key)
    if own is None:
        return Company()
    some = _candidates(database, own[0], SOME)
    close = sum(likeness(own[1], hashes) >= ALIKE for _id, hashes in some)
    if len(some) == SOME:
        total = database.execute(
            f"SELECT count(DISTINCT other.id) {_OTHERS}",
            (own[0],),
        ).fetchone()[0]
        close = total * close // SOME
    theirs = database.execute(
        "SELECT count(*) FROM signs AS own JOIN signs AS other ON other.author = own.author "
        "WHERE own.id = ? AND other.id != own.id",
        (own[0],),
    ).fetchone()[0]
    return Company(close, theirs)
