"""What is done to the rows of the case cache: put, judged anew, gone, emptied, sorted.

Every function takes the writing connection and may take long: they are run by the cache's
own thread.
"""

import json
import sqlite3
from array import array
from collections.abc import Container, Iterable, Sequence

from modtui.filters.where import Where
from modtui.model import Case, Hit, Struct, Unreadable
from modtui.sqlitefile import transaction
from modtui.triage import priority
from modtui.triage.caserow import (
    COLUMNS,
    EMPTY,
    PUT,
    Row,
    digest,
    folded,
    key_text,
    packed,
    packed_hits,
    row_of,
    rules_text,
    unpacked,
    unpacked_hits,
    unreadable_row,
)
from modtui.triage.judging import Judge

Database = sqlite3.Connection

_DIGEST = COLUMNS.index("digest")
BATCH = 200
"""Cases judged or put at once."""


class Stored(Struct):
    """One case after it was put. ``digest`` tells whether what is known of it still holds."""

    id: int
    digest: bytes
    judge: bytes


class _Known(Struct):
    id: int
    digest: bytes | None
    judge: bytes | None
    judged: bytes | None
    hits: bytes | None
    gone: int


def put(
    database: sqlite3.Connection,
    cases: Sequence[Case],
    broken: Sequence[Unreadable],
    judge: Judge,
    seen: float,
) -> list[Stored]:
    """Cases as the backend says they are; those that did not change are not written.

    ``seen`` is when the reading began that they come from, in seconds.
    """
    read, unread = _pack(cases, broken)
    names = [key_text(case.key) for case, _content in read]
    names += [key_text(case.key) for case in unread]
    known = _known(database, names)
    rows = _judged_rows(read, known, judge, seen)
    rows += [
        row
        for case in unread
        if _differs(known.get((row := unreadable_row(case, seen, judge.mark))[0]), row)
    ]
    back = [found.id for found in known.values() if found.gone]
    if rows or back:
        with transaction(database):
            database.executemany(PUT, rows)
            # In the queue again, and nothing else about it is new.
            database.executemany(
                "UPDATE cases SET gone = 0, seen = ? WHERE id = ? AND gone",
                [(seen, id) for id in back],
            )
        known = _known(database, names)
    found = (known.get(name) for name in names)
    return [Stored(row.id, row.digest or b"", row.judge or b"") for row in found if row]


def _pack(
    cases: Sequence[Case], broken: Sequence[Unreadable]
) -> tuple[list[tuple[Case, bytes]], list[Unreadable]]:
    """Each case with its bytes; one that cannot be written is as good as unreadable."""
    read, unread = [], list(broken)
    for case in cases:
        try:
            read.append((case, packed(case)))
        except ValueError as error:
            unread.append(Unreadable(case.key, str(error)))
    return read, unread


def _known(database: sqlite3.Connection, names: Iterable[str]) -> dict[str, _Known]:
    found = database.execute(
        "SELECT key, id, digest, judge, judged, hits, gone FROM cases "
        "WHERE key IN (SELECT value FROM json_each(?))",
        (json.dumps(list(names)),),
    )
    return {key: _Known(*rest) for key, *rest in found}


def _differs(known: _Known | None, row: Row) -> bool:
    return known is None or known.digest != row[_DIGEST]


def _judged_rows(
    read: Iterable[tuple[Case, bytes]], known: dict[str, _Known], judge: Judge, seen: float
) -> list[Row]:
    """The rows of what is new, changed, or was judged by another ruleset."""
    changed: list[tuple[Case, bytes, bytes]] = []
    hits: list[tuple[Hit, ...] | None] = []
    for case, content in read:
        before = known.get(key_text(case.key))
        if before and before.digest == digest(content) and before.judge == judge.mark:
            continue
        judged = judge.judged(case)
        same = before is not None and before.judged == judged and before.hits is not None
        changed.append((case, content, judged))
        hits.append(unpacked_hits(before.hits) if same and before and before.hits else None)
    rows = []
    for (case, content, judged), found in zip(changed, _found(changed, hits, judge), strict=True):
        score = judge.score(case, found)
        rows.append(row_of(case, content, found, score, seen, judge.mark, judged))
    return rows


def _found(
    cases: Sequence[tuple[Case, bytes, bytes]],
    hits: Sequence[tuple[Hit, ...] | None],
    judge: Judge,
) -> list[tuple[Hit, ...]]:
    """The hits that are known, and those of the other cases, matched now."""
    new = [case for (case, *_rest), found in zip(cases, hits, strict=True) if found is None]
    made = iter(judge.find(new)) if new else iter(())
    return [next(made) if found is None else found for found in hits]


def judge_anew(database: sqlite3.Connection, judge: Judge, after: int) -> int | None:
    """Judge the next cases that another judge judged, beside what is in force.

    Gives the id to go on after; None where none is left.
    """
    stale = database.execute(
        "SELECT id, digest, judged, hits, content FROM cases WHERE id > ? AND judge != ? "
        "AND content IS NOT NULL AND NOT EXISTS (SELECT 1 FROM rejudged WHERE "
        "rejudged.id = cases.id AND rejudged.digest = cases.digest) ORDER BY id LIMIT ?",
        (after, judge.mark, BATCH),
    ).fetchall()
    if not stale:
        return None
    cases = [(case := unpacked(row[4]), b"", judge.judged(case)) for row in stale]
    known = [
        unpacked_hits(row[3]) if row[2] == judged and row[3] else None
        for row, (_case, _content, judged) in zip(stale, cases, strict=True)
    ]
    rows = []
    for row, (case, _content, judged), hits in zip(
        stale, cases, _found(cases, known, judge), strict=True
    ):
        score = judge.score(case, hits)
        rows.append(
            (
                *(row[0], row[1], score.severity.rank, score.base, score.goal),
                *(rules_text(hits), judged, packed_hits(hits)),
            )
        )
    with transaction(database):
        database.executemany(
            "INSERT OR REPLACE INTO rejudged VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows
        )
    return int(stale[-1][0])


def enforce(database: sqlite3.Connection, judge: Judge) -> None:
    """Let what was judged anew count, all of it at once."""
    with transaction(database):
        database.execute(
            "UPDATE cases SET (severity, base, goal, rules, judged, hits, judge) = "
            "(SELECT severity, base, goal, rules, judged, hits, ? FROM rejudged "
            "WHERE rejudged.id = cases.id) WHERE EXISTS (SELECT 1 FROM rejudged "
            "WHERE rejudged.id = cases.id AND rejudged.digest = cases.digest)",
            (judge.mark,),
        )
        database.execute("DELETE FROM rejudged")
        put_fact(database, "judge", judge.mark)


def mark_of(database: sqlite3.Connection) -> bytes | None:
    """The judge by whom all were judged that were known when the desk was left."""
    found = fact(database, "judge")
    return found if isinstance(found, bytes) else None


def rescore(database: sqlite3.Connection, judge: Judge, reporters: Iterable[str], seq: int) -> int:
    """Score those cases anew that somebody reported; gives how many changed.

    ``seq`` is how far the journal goes that says what became of earlier reports.
    """
    wanted = frozenset(map(folded, reporters))
    named = database.execute("SELECT id, reporters FROM cases WHERE reporters != ''")
    ids = [id for id, said in named if not wanted.isdisjoint(said.split("\n"))] if wanted else []
    changed = []
    for id in ids:
        base, content, hits = database.execute(
            "SELECT base, content, hits FROM cases WHERE id = ?", (id,)
        ).fetchone()
        score = judge.score(unpacked(content), unpacked_hits(hits))
        if score.base != base:
            changed.append((score.base, id))
    with transaction(database):
        database.executemany("UPDATE cases SET base = ? WHERE id = ?", changed)
        put_fact(database, "scored", seq)
    return len(changed)


def fact(database: sqlite3.Connection, name: str) -> object:
    """Something to remember between two starts; None: it is not known."""
    row = database.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return row[0] if row is not None else None


def put_fact(database: sqlite3.Connection, name: str, value: float | bytes) -> None:
    """Remember something for the next start."""
    database.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


def complete(database: sqlite3.Connection, named: Container[int], began: float) -> "array[int]":
    """The backend told the whole queue: what it did not name is gone. Gives all that is.

    What was read by itself since that reading began is newer than it.
    """
    rows = database.execute("SELECT id FROM cases WHERE gone = 0 AND seen <= ?", (began,))
    gone = [row for row in rows if row[0] not in named]
    with transaction(database):
        database.executemany("UPDATE cases SET gone = 1 WHERE id = ?", gone)
        put_fact(database, "read", began)
    return array("q", (id for (id,) in database.execute("SELECT id FROM cases WHERE gone")))


def read_at(database: sqlite3.Connection) -> float | None:
    """When the last whole reading of the queue began, in seconds; None: there was none."""
    found = fact(database, "read")
    return found if isinstance(found, float) else None


def keep_order(database: sqlite3.Connection, order: "array[int]") -> None:
    """Remember in which order the person left the rows."""
    with transaction(database):
        put_fact(database, "order", order.tobytes())


def last_order(database: sqlite3.Connection) -> "array[int] | None":
    """The order in which the rows were left; None where it does not fit them any more."""
    found, order = fact(database, "order"), array("q")
    if not isinstance(found, bytes) or len(found) % order.itemsize:
        return None
    order.frombytes(found)
    count = database.execute("SELECT count(*) FROM cases WHERE gone = 0").fetchone()[0]
    return order if len(order) == count else None


def forget_person(database: sqlite3.Connection, account: str) -> int:
    """Let all cases go that somebody wrote or reported. Gives how many."""
    with transaction(database):
        return database.execute(
            f"UPDATE cases SET {EMPTY} WHERE digest IS NOT NULL AND "  # noqa: S608
            "instr(char(10) || author || char(10) || reporters || char(10), "
            "char(10) || ? || char(10))",
            (folded(account),),
        ).rowcount


def empty(database: sqlite3.Connection, ids: Iterable[int]) -> int:
    """Let the content of cases go, all but their keys. Gives of how many."""
    with transaction(database):
        return database.executemany(
            f"UPDATE cases SET {EMPTY} WHERE id = ? AND digest IS NOT NULL",  # noqa: S608
            [(id,) for id in ids],
        ).rowcount


def empty_gone(database: sqlite3.Connection) -> int:
    """Let the content of all go that is not in the queue any more. Gives of how many."""
    with transaction(database):
        return database.execute(
            f"UPDATE cases SET {EMPTY} WHERE gone AND digest IS NOT NULL"  # noqa: S608
        ).rowcount


def forget_old(database: sqlite3.Connection, before: float) -> None:
    """Forget the keys too of what was emptied: no desk shows them any more."""
    with transaction(database):
        database.execute("DELETE FROM cases WHERE gone AND digest IS NULL AND seen < ?", (before,))


def by_urgency(database: sqlite3.Connection, now: float, *among: Container[int]) -> "array[int]":
    """The ids of cases that any of those have, the most urgent first."""
    found = database.execute(f"SELECT id FROM cases ORDER BY {priority.ORDER}", {"now": now})  # noqa: S608
    return array("q", (id for (id,) in found if any(id in some for some in among)))


def waiting(database: sqlite3.Connection, now: float) -> "array[int]":
    """The ids of all cases in the queue, the most urgent first."""
    found = database.execute(
        f"SELECT id FROM cases WHERE gone = 0 ORDER BY {priority.ORDER}",  # noqa: S608
        {"now": now},
    )
    return array("q", (id for (id,) in found))


def fitting(database: sqlite3.Connection, where: Where) -> set[int]:
    """The ids of the cases that fit. Raises sqlite3.Error."""
    found = database.execute(f"SELECT id FROM cases WHERE {where.sql}", where.values)  # noqa: S608
    return {id for (id,) in found}


def texts(database: sqlite3.Connection, column: str, part: str) -> tuple[str, ...]:
    """What stands in a column with a folded text in it, the most frequent first."""
    found = database.execute(
        f"SELECT {column} FROM cases WHERE instr(lower({column}), ?) > 0 "  # noqa: S608
        f"GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT 100",
        (part,),
    )
    return tuple(text for (text,) in found)


def urgent(database: sqlite3.Connection, now: float, ids: Iterable[int]) -> int:
    """How many of those cases are urgent."""
    row = database.execute(
        f"SELECT count(*) FROM cases WHERE id IN (SELECT value FROM json_each(:ids)) "  # noqa: S608
        f"AND {priority.SQL} >= {priority.URGENT}",
        {"now": now, "ids": json.dumps(list(ids))},
    ).fetchone()
    return int(row[0])


def quiet(database: sqlite3.Connection) -> set[int]:
    """The ids of cases that need nobody by what the backend says: gone, escalated; or that
    could not be read."""
    found = database.execute("SELECT id FROM cases WHERE gone OR escalated OR unreadable != ''")
    return {id for (id,) in found}


def unchanged(database: sqlite3.Connection, ids: Iterable[int]) -> dict[int, tuple[object, ...]]:
    """Of some cases, what tells whether what is in memory of them still holds."""
    found = database.execute(
        "SELECT id, digest, judge, gone FROM cases WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {id: tuple(rest) for id, *rest in found}
