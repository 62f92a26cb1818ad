"""The table that queue filters are made for, with a few cases in it."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

from modtui.filters.where import Where
from modtui.folded import fold
from modtui.model import Severity

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

SCHEMA = """CREATE TABLE cases (
    id INTEGER PRIMARY KEY, key TEXT UNIQUE, kind TEXT, severity INTEGER, base REAL, goal REAL,
    opened REAL, at REAL, edited REAL, author TEXT, place TEXT, language TEXT, rules TEXT,
    reports INTEGER, reporters TEXT, reasons TEXT, claim TEXT, approval INTEGER, escalated INTEGER,
    gone INTEGER, seen REAL, unreadable TEXT, text TEXT
)"""


def ago(**time: float) -> float:
    return (NOW - timedelta(**time)).timestamp()


CASES: dict[str, dict[str, object]] = {
    "ana": {
        "author": "ana maria\nu-ana", "place": "off topic\noff-topic", "language": "fr",
        "rules": " spam links ", "severity": Severity.MEDIUM.rank, "reports": 3,
        "reporters": "rose\nu-rose", "reasons": "rude", "text": "100% cheap_pills at https://x",
        "opened": ago(days=3),
    },
    "bo": {
        "author": "bo\nu-bo", "place": "roses\nroses", "language": "fr-CA", "rules": " hate ",
        "severity": Severity.SEVERE.rank, "reports": 1, "text": "straße",
        "opened": ago(hours=1),
        "edited": ago(minutes=5), "claim": "marie\n@marie:x",
    },
    "cy": {
        "author": "cy\nu-cy", "rules": " hateful ", "severity": Severity.LOW.rank, "approval": 1,
        "at": ago(days=10), "kind": "held", "text": "hello \\ there", "language": "de",
    },
    "gone": {"author": "dan\nu-dan", "gone": 1, "text": "pills", "opened": ago(days=1)},
    "broken": {"unreadable": "no such encoding"},
}  # fmt: skip

_DEFAULTS: dict[str, object] = {
    "kind": "post", "severity": 1, "base": 0.0, "author": "", "place": "", "language": "",
    "rules": "", "reports": 0, "reporters": "", "reasons": "", "claim": "", "approval": 0,
    "text": "", "escalated": 0, "gone": 0,
}  # fmt: skip


def table() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute(SCHEMA)
    for key, case in CASES.items():
        row = {**_DEFAULTS, **case, "key": f"post/{key}"}
        row["text"] = fold(str(row["text"]))
        columns = ", ".join(row)
        marks = ", ".join("?" * len(row))
        database.execute(f"INSERT INTO cases ({columns}) VALUES ({marks})", tuple(row.values()))
    return database


def fitting(database: sqlite3.Connection, where: Where) -> str:
    """The names of the cases that fit, in their order."""
    found = database.execute(f"SELECT key FROM cases WHERE {where.sql} ORDER BY id", where.values)
    return " ".join(key.removeprefix("post/") for (key,) in found)


def standing(*names: str) -> tuple[str, ...]:
    return tuple(json.loads(json.dumps([f"post/{name}" for name in names])))
