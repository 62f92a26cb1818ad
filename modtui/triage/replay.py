"""A changed ruleset on what was decided: what it would find now, and what no longer.

Both rulesets, the one of the day and the changed one, read the same text: the part of it
that the journal kept. So a difference is one of the rules and never of what was cut off.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from modtui.journal.entries import Decided, Record, TakenBack
from modtui.model import Case, CaseKey, Hit, Kind, Person, Report, Struct, Subject, Verb
from modtui.problems import FileProblems
from modtui.rules.loader import compiled
from modtui.rules.matcher import Matcher
from modtui.rules.ruleset import Ruleset

LEFT = frozenset({Verb.KEEP, Verb.CLOSE, Verb.NOTE, Verb.ESCALATE, Verb.REPLY})


class Replayed(Struct, frozen=True):
    """One decision that the changed ruleset reads otherwise.

    ``gained`` and ``lost`` are ids of rules; ``verbs`` what was done then, by ``by``, and
    ``acted`` whether that was more than to leave it. ``text`` is what the journal kept.
    """

    decision: str
    case: CaseKey
    at: datetime
    by: str
    verbs: tuple[str, ...]
    acted: bool
    text: str
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()


class Count(Struct, frozen=True):
    """How many decisions were read again, and how many could not be: no text was kept."""

    read: int = 0
    without_text: int = 0
    taken_back: int = 0


def replay(
    records: Iterable[Record],
    changed: Ruleset,
    kept_ruleset: Callable[[str], bytes | None],
) -> Iterator[tuple[Replayed | None, Count]]:
    """Each decision in ``records``, newest first, and the sum so far.

    None stands for a decision on which both rulesets agree, or that cannot be read again.
    """
    now = Matcher(changed)
    before: dict[str, Matcher | None] = {}
    taken_back: set[str] = set()
    read = without_text = 0
    for record in records:
        entry = record.entry
        if isinstance(entry, TakenBack):
            taken_back.add(entry.decision)
        found = None
        if isinstance(entry, Decided) and entry.decision.id not in taken_back:
            if entry.evidence.text.strip("… \n"):
                read += 1
                found = _read_again(entry, now, before, kept_ruleset)
            else:
                without_text += 1
        elif record.line.kind == "decided" and record.line.decision not in taken_back:
            without_text += 1  # it was erased
        yield found, Count(read, without_text, len(taken_back))


def _read_again(
    entry: Decided,
    now: Matcher,
    before: dict[str, Matcher | None],
    kept_ruleset: Callable[[str], bytes | None],
) -> Replayed | None:
    decision = entry.decision
    if decision.ruleset not in before:
        before[decision.ruleset] = _of_the_day(kept_ruleset(decision.ruleset))
    old, case = before[decision.ruleset], _case(entry)
    then = old.match_case(case) if old is not None else decision.hits
    hits = now.match_case(case)
    gained, lost = _without(hits, then), _without(then, hits)
    if not gained and not lost:
        return None
    verbs = tuple(step.verb for step in decision.steps if not step.preparing)
    return Replayed(
        decision=decision.id,
        case=decision.case,
        at=decision.at,
        by=decision.by.name,
        verbs=verbs,
        acted=not LEFT.issuperset(verbs),
        text=entry.evidence.text,
        gained=gained,
        lost=lost,
        hits=tuple(hit for hit in hits if hit.rule in gained),
    )


def _of_the_day(text: bytes | None) -> Matcher | None:
    if text is None:
        return None
    try:
        return Matcher(compiled(text, "rules.yaml"))
    except FileProblems:
        return None  # made for another version: what was noted then has to do


def _without(some: Iterable[Hit], others: Iterable[Hit]) -> tuple[str, ...]:
    known = {hit.rule for hit in others}
    return tuple(hit.rule for hit in some if hit.rule not in known)


def _case(entry: Decided) -> Case:
    """The case as far as the journal keeps it."""
    seen, decision = entry.evidence, entry.decision
    author = Person(id=seen.author, name=seen.author_name) if seen.author is not None else None
    count = max(len(seen.reports), len(seen.reporters))
    reasons = (*seen.reports, *[""] * (count - len(seen.reports)))
    return Case(
        key=decision.case,
        subject=Subject(
            kind=Kind.POST,
            id="",
            author=author,
            text=seen.text,
            revision=decision.seen,
        ),
        reports=tuple(
            Report(id=str(number), reporter=None, reason=reason)
            for number, reason in enumerate(reasons)
        ),
    )
