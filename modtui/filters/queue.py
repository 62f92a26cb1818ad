"""A filter as a condition over the case cache.

Its table ``cases`` has texts folded (``modtui.folded``): names and ids with a line end
between them, rules with blanks around each. Times are Unix seconds.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from modtui.filters.shapes import Filter, Op, Term, Value
from modtui.filters.shared import aged, beside, spoken
from modtui.filters.values import number
from modtui.filters.where import (
    EVERYTHING,
    NOTHING,
    SqlValue,
    Where,
    all_of,
    any_of,
    contains,
    none_of,
)
from modtui.folded import fold
from modtui.model import Severity, Struct

_SQL = {Op.HAS: "=", Op.IS: "=", Op.MORE: ">", Op.AT_LEAST: ">=", Op.LESS: "<", Op.AT_MOST: "<="}
_SINCE = "coalesce(opened, at)"
_SEARCHED = ("text", "author", "place", "reasons")
"""Where free text is looked for."""


class Facts(Struct):
    """What the cache does not say itself.

    ``standing``: by the words of ``is:``, the keys (``kind/native``) of all cases about which
    something was decided here. ``veiled``: the ids of rules that veil. ``zone``: whose days are
    meant, a name such as ``Europe/Paris``.
    """

    now: datetime
    zone: str = ""
    standing: Mapping[str, Sequence[str]] = {}
    veiled: tuple[str, ...] = ()


def for_queue(filter: Filter, facts: Facts) -> Where:
    """The condition for cases that fit a filter which was read with ``QUEUE``."""
    return all_of([_term(term, facts) for term in filter.terms])


def _term(term: Term, facts: Facts) -> Where:
    test = _TESTS[term.field]
    found = any_of([test(value, term.op, facts) for value in term.values])
    return none_of(found) if term.negated else found


Test = Callable[[Value, Op, Facts], Where]


def _free(value: Value, _op: Op, _facts: Facts) -> Where:
    return any_of([contains(column, fold(value.text)) for column in _SEARCHED])


def _part(column: str) -> Test:
    return lambda value, _op, _facts: contains(column, fold(value.text))


def _name(column: str) -> Test:
    def test(value: Value, op: Op, _facts: Facts) -> Where:
        if op is Op.HAS:
            return contains(column, fold(value.text))
        return contains(f"char(10) || {column} || char(10)", f"\n{fold(value.text)}\n")

    return test


def _compared(column: str, read: Callable[[str], SqlValue]) -> Test:
    return lambda value, op, _facts: Where(f"{column} {_SQL[op]} ?", (read(value.text),))


def _rule(value: Value, _op: Op, _facts: Facts) -> Where:
    return contains("rules", f" {fold(value.text)} ")


def _has(value: Value, _op: Op, _facts: Facts) -> Where:
    if value.text == "link":
        return any_of([contains("text", "://"), contains("text", "www.")])
    return Where("text != ''")


def _is(value: Value, _op: Op, facts: Facts) -> Where:
    match value.text:
        case "approval":
            return Where("approval = 1")
        case "edited":
            return Where("edited IS NOT NULL")
        case "claimed":
            return Where("claim != ''")
        case "unreadable":
            return Where("coalesce(unreadable, '') != ''")
        case "veiled":
            return any_of([contains("rules", f" {fold(rule)} ") for rule in facts.veiled])
        case "open":
            return any_of([_among(facts.standing.get("open", ())), _simply(facts, 0, 0)])
        case "escalated":
            return any_of([_among(facts.standing.get("escalated", ())), _simply(facts, 0, 1)])
        case "closed":
            # What left the queue was dealt with elsewhere.
            left = all_of([Where("gone = 1"), _undecided(facts)])
            return any_of([_among(facts.standing.get("closed", ())), left])
        case word:
            return _among(facts.standing.get(word, ()))


def _simply(facts: Facts, gone: int, escalated: int) -> Where:
    """Cases about which nothing was decided here, as the backend says they are."""
    said = Where(
        "gone = ? AND escalated = ? AND coalesce(unreadable, '') = ''", (gone, escalated)
    )
    return all_of([said, _undecided(facts)])


def _undecided(facts: Facts) -> Where:
    known = tuple(key for keys in facts.standing.values() for key in keys)
    return none_of(_among(known)) if known else EVERYTHING


def _among(keys: Sequence[str]) -> Where:
    if not keys:
        return NOTHING
    return Where("key IN (SELECT value FROM json_each(?))", (json.dumps(list(keys)),))


_TESTS: Mapping[str, Test] = {
    "": _free,
    "text": _part("text"),
    "author": _name("author"),
    "place": _name("place"),
    "by": _name("claim"),
    "reporter": _part("reporters"),
    "reason": _part("reasons"),
    "rule": _rule,
    "severity": _compared("severity", lambda text: Severity(text).rank),
    "reports": _compared("reports", lambda text: number(text) or 0),
    "kind": _compared("kind", lambda text: text),
    "age": aged(_SINCE),
    "after": beside(_SINCE, ">="),
    "before": beside(_SINCE, "<"),
    "lang": spoken("lower(language)"),
    "is": _is,
    "has": _has,
}
