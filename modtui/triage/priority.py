"""How urgent a case is: a sum whose every part can be said in words.

All but one of the parts stay as they are until the case, the rules or the record of its
reporters change: their sum is the *base*, which is kept with the case. The rest is how long
the case has waited, against the time in which it should be looked at; SQLite works that
out by the same steps when it sorts.
"""

import math
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from modtui.goals import Goals
from modtui.model import Case, Hit, Severity, Struct
from modtui.rules.ruleset import Ruleset
from modtui.times import span
from modtui.words import _, plural

WEIGHT = {Severity.LOW: 10.0, Severity.MEDIUM: 25.0, Severity.HIGH: 50.0, Severity.SEVERE: 100.0}
URGENT = 80.0
NEWCOMER_DAYS = 7
WAITING = 24.0
"""Points of a case that has waited for as long as its response goal; at most twice that."""
_MOST_OVERDUE = 2.0
_MANY_REPORTS = 3
_A_REPORT = 8.0

SQL = (
    "(base + CASE WHEN goal IS NULL OR opened IS NULL THEN 0.0 "
    f"ELSE {WAITING} * min(max(:now - opened, 0.0) / goal, {_MOST_OVERDUE}) END)"
)
"""``priority()`` over the columns of the case cache; ``:now`` is in seconds."""
ORDER = f"CAST({SQL} + 0.5 AS INTEGER) DESC, ifnull(opened, 0.0), key"
"""Most urgent first, by whole points; the longer it waits the earlier; then by key."""


class Part(Struct):
    """One summand, with why it is there."""

    points: float
    why: str


class Past(Struct):
    """Of somebody's earlier reports that were decided here: how many, and agreed with."""

    decided: int
    agreed: int


Record = Callable[[str], Past | None]
"""By account: what became of its earlier reports; None: nothing was decided about any."""


def unknown(_account: str) -> Past | None:
    """The record of reporters where none is kept."""
    return None


class Score(Struct):
    """What a case's place in the queue is worked out from. ``goal`` is in seconds."""

    severity: Severity
    base: float
    goal: float | None


def severity(case: Case, hits: Sequence[Hit], ruleset: Ruleset) -> Severity:
    """The worst of the rules it hits; without any, by how many people reported it."""
    found = [rule.severity for hit in hits if (rule := ruleset.rule(hit.rule)) is not None]
    if found:
        return max(found, key=lambda level: level.rank)
    return Severity.MEDIUM if len(_reporters(case)) >= _MANY_REPORTS else Severity.LOW


def score(
    case: Case, hits: Sequence[Hit], ruleset: Ruleset, goals: Goals, record: Record = unknown
) -> Score:
    """What is kept with a case to sort it by."""
    level = severity(case, hits, ruleset)
    base = sum(part.points for part in _lasting(case, hits, ruleset, record))
    return Score(level, base, goals.of(level, case.subject.place))


def waiting(opened: float | None, goal: float | None, now: float) -> float:
    """The points for having waited since ``opened``; all in seconds."""
    if goal is None or opened is None:
        return 0.0
    return WAITING * min(max(now - opened, 0.0) / goal, _MOST_OVERDUE)


def priority(
    case: Case,
    hits: Sequence[Hit],
    ruleset: Ruleset,
    goals: Goals,
    now: datetime,
    record: Record = unknown,
) -> float:
    """The sum of ``parts``, added up as SQLite does."""
    kept = score(case, hits, ruleset, goals, record)
    opened = case.opened.timestamp() if case.opened is not None else None
    return kept.base + waiting(opened, kept.goal, now.timestamp())


def parts(
    case: Case,
    hits: Sequence[Hit],
    ruleset: Ruleset,
    goals: Goals,
    now: datetime,
    record: Record = unknown,
) -> tuple[Part, ...]:
    """The summands of a case's priority, greatest first."""
    found = _lasting(case, hits, ruleset, record)
    goal = goals.of(severity(case, hits, ruleset), case.subject.place)
    if case.opened is not None:
        points = waiting(case.opened.timestamp(), goal, now.timestamp())
        found.append(Part(points, _waited(span(now - case.opened), goal)))
    return tuple(sorted(found, key=lambda part: -part.points))


def _lasting(case: Case, hits: Sequence[Hit], ruleset: Ruleset, record: Record) -> list[Part]:
    level = severity(case, hits, ruleset)
    found = [Part(WEIGHT[level], _("severity {level}").format(level=level.value))]
    reporters = _reporters(case)
    if reporters:
        said = plural("{count} person reported it", "{count} people reported it", len(reporters))
        found.append(Part(_A_REPORT * math.log2(1 + len(reporters)), said))
        found += _trusted(reporters, record)
    author, opened = case.subject.author, case.subject.at or case.opened
    if author is not None and author.since is not None and opened is not None:
        days = max((opened - author.since).days, 0)
        if days < NEWCOMER_DAYS:
            said = plural(
                "the author had joined {count} day before",
                "the author had joined {count} days before",
                days,
            )
            found.append(Part(6.0, said))
    if author is not None and author.sanctions:
        points = 5.0 * min(len(author.sanctions), 3)
        said = plural(
            "{count} earlier sanction", "{count} earlier sanctions", len(author.sanctions)
        )
        found.append(Part(points, said))
    if len(hits) > 1:
        said = plural("it hits {count} rule", "it hits {count} rules", len(hits))
        found.append(Part(3.0 * min(len(hits) - 1, 2), said))
    if case.subject.approval:
        found.append(Part(5.0, _("somebody waits for approval")))
    if any(hit.undecided for hit in hits):
        found.append(Part(5.0, _("a pattern could not be decided: please look")))
    return found


def _trusted(reporters: dict[str, bool], record: Record) -> list[Part]:
    """What the reporters' earlier reports add or take away.

    Somebody without a record counts as one person; one who was always right as nearly two,
    one who never was as nearly none.
    """
    pasts = [past for id, named in reporters.items() if named and (past := record(id))]
    if not pasts:
        return []
    known = sum(2.0 * (past.agreed + 1) / (past.decided + 2) for past in pasts)
    counted = len(reporters) - len(pasts) + known
    points = _A_REPORT * (math.log2(1 + counted) - math.log2(1 + len(reporters)))
    decided, agreed = sum(p.decided for p in pasts), sum(p.agreed for p in pasts)
    said = _("of their earlier reports {agreed} of {decided} were agreed with")
    return [Part(points, said.format(agreed=agreed, decided=decided))]


def _waited(time: str, goal: float | None) -> str:
    if goal is None:
        return _("waiting for {time}; no answer is promised").format(time=time)
    words = _("waiting for {time}, the goal is {goal}")
    return words.format(time=time, goal=span(timedelta(seconds=goal)))


def _reporters(case: Case) -> dict[str, bool]:
    """Each reporter once, by id; whether it is an account's id or only the report's."""
    return {r.reporter.id if r.reporter else r.id: r.reporter is not None for r in case.reports}
