"""How urgent a case is: a sum whose every part can be said in words."""

import math
from collections.abc import Sequence
from datetime import datetime

from modtui.model import Case, Hit, Severity, Struct
from modtui.rules.ruleset import Ruleset
from modtui.words import _, plural

WEIGHT = {Severity.LOW: 10.0, Severity.MEDIUM: 25.0, Severity.HIGH: 50.0, Severity.SEVERE: 100.0}
URGENT = 80.0
NEWCOMER_DAYS = 7
_MANY_REPORTS = 3


class Part(Struct):
    """One summand, with why it is there."""

    points: float
    why: str


def severity(case: Case, hits: Sequence[Hit], ruleset: Ruleset) -> Severity:
    """The worst of the rules it hits; without any, by how many people reported it."""
    found = [rule.severity for hit in hits if (rule := ruleset.rule(hit.rule)) is not None]
    if found:
        return max(found, key=lambda level: level.rank)
    return Severity.MEDIUM if _reporters(case) >= _MANY_REPORTS else Severity.LOW


def parts(case: Case, hits: Sequence[Hit], ruleset: Ruleset, now: datetime) -> tuple[Part, ...]:
    """The summands of a case's priority, greatest first."""
    level = severity(case, hits, ruleset)
    found = [Part(WEIGHT[level], _("severity {level}").format(level=level.value))]
    if reporters := _reporters(case):
        points = 8.0 * math.log2(1 + reporters)
        said = plural("{count} person reported it", "{count} people reported it", reporters)
        found.append(Part(points, said))
    if case.opened is not None:
        hours = max((now - case.opened).total_seconds() / 3600, 0.0)
        found.append(Part(min(hours, 24.0), _("waiting for {n} h").format(n=int(hours))))
    author = case.subject.author
    if author is not None and author.since is not None:
        days = (now - author.since).days
        if days < NEWCOMER_DAYS:
            said = plural(
                "the author joined {count} day ago", "the author joined {count} days ago", days
            )
            found.append(Part(6.0, said))
    if author is not None and author.sanctions:
        points = 5.0 * min(len(author.sanctions), 3)
        said = plural(
            "{count} earlier sanction", "{count} earlier sanctions", len(author.sanctions)
        )
        found.append(Part(points, said))
    if case.subject.approval:
        found.append(Part(5.0, _("somebody waits for approval")))
    if any(hit.undecided for hit in hits):
        found.append(Part(5.0, _("a pattern could not be decided: please look")))
    return tuple(sorted(found, key=lambda part: -part.points))


def priority(case: Case, hits: Sequence[Hit], ruleset: Ruleset, now: datetime) -> float:
    """The sum; the greatest goes first."""
    return sum(part.points for part in parts(case, hits, ruleset, now))


def _reporters(case: Case) -> int:
    return len({r.reporter.id if r.reporter else r.id for r in case.reports})
