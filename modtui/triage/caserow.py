"""A case as a row of the case cache, and back."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from modtui.model import Case, CaseKey, Hit, Person, Severity, Unreadable
from modtui.sqlitefile import Nonsense
from modtui.triage.priority import WEIGHT, Score, waiting

T = TypeVar("T")

TEXT = 4000
"""Characters of a text that are kept for searching."""
COLUMNS = (
    *("key", "kind", "severity", "base", "goal", "opened", "at", "edited", "author", "place"),
    *("language", "rules", "reports", "reporters", "reasons", "claim", "approval", "escalated"),
    *("gone", "seen", "unreadable", "digest", "judge", "judged", "text", "hits", "content"),
)
PUT = (
    f"INSERT INTO cases ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) "  # noqa: S608
    f"ON CONFLICT (key) DO UPDATE SET "
    f"{', '.join(f'{name} = excluded.{name}' for name in COLUMNS[1:])}"
)
GET = (
    "SELECT id, key, severity, base, goal, opened, gone, seen, unreadable, digest, judge, "
    "hits, content"
)
EMPTY = (
    "author = '', place = '', language = '', rules = '', reporters = '', reasons = '', "
    "claim = '', unreadable = '', digest = NULL, judged = NULL, text = '', hits = NULL, "
    "content = NULL, gone = 1"
)
"""What an ``UPDATE`` sets so that nothing of a case is left but its key."""

_pack = msgspec.msgpack.Encoder().encode
_case = msgspec.msgpack.Decoder(Case).decode
_hits = msgspec.msgpack.Decoder(tuple[Hit, ...]).decode

Row = tuple[Any, ...]


class Held:
    """One case of the queue, as it was read from the cache."""

    __slots__ = (
        *("case", "digest", "gone", "goal", "hits", "id", "judge", "key", "opened"),
        *("priority", "seen", "severity", "unreadable"),
    )

    def __init__(self, row: Row, community: str, now: datetime) -> None:
        """Raises Nonsense for a row that was never written so."""
        try:
            self._fill(row, community, now)
        except (msgspec.MsgspecError, TypeError, ValueError, IndexError) as error:
            raise Nonsense("a row is not as it was written") from error

    def _fill(self, row: Row, community: str, now: datetime) -> None:
        (
            self.id,
            key,
            rank,
            base,
            goal,
            opened,
            gone,
            seen,
            unreadable,
            self.digest,
            self.judge,
            hits,
            content,
        ) = row
        self.case: Case | None = _case(content) if content else None
        self.key = self.case.key if self.case else CaseKey(community, *key.split("/", 1))
        self.hits: tuple[Hit, ...] = _hits(hits) if hits else ()
        self.severity = SEVERITIES[rank]
        self.priority: float = base + waiting(opened, goal, now.timestamp())
        self.goal: float | None = goal
        self.opened: float | None = opened
        self.gone = bool(gone)
        self.seen: float = seen
        """When the reading of the queue began that it last changed in; seconds."""
        self.unreadable: str = unreadable


SEVERITIES = tuple(Severity)


def key_text(key: CaseKey) -> str:
    """How the cache names a case: within its community."""
    return _whole(f"{key.kind}/{key.native}")


def packed(case: Case) -> bytes:
    """The case as it is kept. Raises ValueError for half a character, which cannot be."""
    return _pack(case)


def packed_hits(hits: tuple[Hit, ...]) -> bytes:
    """What it hits, as it is kept."""
    return _pack(hits)


def unpacked(content: bytes) -> Case:
    """The case that ``packed`` made bytes of. Raises Nonsense for others."""
    return _read(_case, content)


def unpacked_hits(hits: bytes) -> tuple[Hit, ...]:
    """What ``packed_hits`` made bytes of. Raises Nonsense for others."""
    return _read(_hits, hits)


def _read(decode: Callable[[bytes], T], content: bytes) -> T:
    try:
        return decode(content)
    except (msgspec.MsgspecError, TypeError, ValueError) as error:
        raise Nonsense("a row is not as it was written") from error


def digest(content: bytes) -> bytes:
    """Tells whether a case is the same as before."""
    return hashlib.blake2b(content, digest_size=12).digest()


def row_of(
    case: Case,
    content: bytes,
    hits: tuple[Hit, ...],
    score: Score,
    seen: float,
    judge: bytes,
    judged: bytes,
) -> Row:
    """All columns of a case that can be read."""
    subject = case.subject
    reasons = (f"{report.category}\n{report.reason}" for report in case.reports)
    return (
        key_text(case.key),
        case.key.kind,
        score.severity.rank,
        score.base,
        score.goal,
        _seconds(case.opened),
        _seconds(subject.at),
        _seconds(subject.edited),
        folded(_person(subject.author)),
        folded(f"{subject.place.name}\n{subject.place.id}") if subject.place else "",
        subject.language or "",
        rules_text(hits),
        len(case.reports),
        folded("\n".join(_person(report.reporter) for report in case.reports)),
        folded("\n".join(reasons)),
        folded(case.claim.by) if case.claim else "",
        subject.approval,
        case.escalated,
        case.handled is not None,
        seen,
        "",
        digest(content),
        judge,
        judged,
        folded(subject.text[:TEXT]),
        packed_hits(hits),
        content,
    )


def unreadable_row(broken: Unreadable, seen: float, judge: bytes) -> Row:
    """All columns of a case that could not be decoded. It stands in the middle."""
    level = Severity.MEDIUM
    why = _whole(broken.why) or "?"
    found = dict.fromkeys(COLUMNS, "") | {
        "key": key_text(broken.key),
        "kind": broken.key.kind,
        "severity": level.rank,
        "base": WEIGHT[level],
        "seen": seen,
        "unreadable": why,
        "digest": digest(why.encode()),
        "judge": judge,
    }
    nothing = ("goal", "opened", "at", "edited", "judged", "hits", "content")
    numbers = ("reports", "approval", "escalated", "gone")
    found |= dict.fromkeys(nothing) | dict.fromkeys(numbers, 0)
    return tuple(found[name] for name in COLUMNS)


def rules_text(hits: Iterable[Hit]) -> str:
    """The rules that are hit, with a blank around each."""
    return "".join(f" {hit.rule}" for hit in hits) + " " if hits else ""


def _person(person: Person | None) -> str:
    return f"{person.name}\n{person.id}" if person is not None else ""


def _seconds(at: datetime | None) -> float | None:
    return at.timestamp() if at is not None else None


def folded(text: str) -> str:
    """The text as it is kept for searching."""
    # Only now: where nothing changed, nothing is folded.
    from modtui.folded import fold

    return fold(text)


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text
