"""Rules put to the test: on their own examples, and on one text with all the reasons."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from modtui.model import Attachment, Case, CaseKey, Hit, Kind, Person, Report, Struct, Subject
from modtui.rules.conditions import groups
from modtui.rules.matcher import Matcher
from modtui.rules.ruleset import Example, Folding, Match, Rule, Ruleset

Side = Literal["violates", "allows"]
_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
"""When every example was written; only the author's age then matters."""


class Trial(Struct, frozen=True):
    """One example and what came of it. ``number`` counts from 1 within its side.

    ``hit`` is the hit of its own rule, ``others`` are those of other rules. A rule that
    looks for nothing is for people only: its violations cannot be found, and ``passed``
    is None.
    """

    rule: str
    side: Side
    number: int
    text: str
    passed: bool | None
    hit: Hit | None = None
    others: tuple[Hit, ...] = ()


def example_case(example: Example) -> Case:
    """The case that an example stands for. What it does not say is not known."""
    since = None
    if example.author_age is not None:
        since = _WRITTEN - timedelta(seconds=example.author_age)
    count = max(example.reports or 0, len(example.reasons))
    reasons = (*example.reasons, *[""] * (count - len(example.reasons)))
    return Case(
        key=CaseKey("examples", "post", "1"),
        subject=Subject(
            kind=Kind.POST,
            id="1",
            author=Person(id="author", since=since, posts=example.author_posts),
            text=example.text,
            revision="",
            at=_WRITTEN,
            language=example.language or None,
            attachments=tuple(
                Attachment(name="" if "/" in name else name, type=name if "/" in name else "")
                for name in example.attachments
            ),
        ),
        reports=tuple(
            Report(id=str(number), reporter=None, reason=reason)
            for number, reason in enumerate(reasons)
        ),
    )


def trials(ruleset: Ruleset) -> Iterator[Trial]:
    """Every example of every rule, in the order of the file."""
    matcher = Matcher(ruleset)
    for rule in ruleset.rules:
        sides: tuple[tuple[Side, tuple[Example, ...]], ...] = (
            ("violates", rule.violates),
            ("allows", rule.allows),
        )
        for side, examples in sides:
            for number, example in enumerate(examples, 1):
                hits = matcher.match_case(example_case(example))
                own = next((hit for hit in hits if hit.rule == rule.id), None)
                found = own is not None and not own.undecided
                passed: bool | None = found if side == "violates" else own is None
                if side == "violates" and rule.match.empty:
                    passed = None
                others = tuple(hit for hit in hits if hit.rule != rule.id)
                yield Trial(rule.id, side, number, example.text, passed, own, others)


def needed(rule: Rule, case: Case) -> tuple[Folding, ...]:
    """The foldings without which this rule would not hit this case as it does."""
    used = {folding for group in groups(rule.match) for folding in group.folding}
    whole = _hit(rule, case)
    return tuple(
        folding
        for folding in Folding
        if folding in used
        and _hit(msgspec.structs.replace(rule, match=_without(rule.match, folding)), case) != whole
    )


def _hit(rule: Rule, case: Case) -> tuple[Hit, ...]:
    return Matcher(Ruleset(name="", hash="", languages=("en",), rules=(rule,))).match_case(case)


def _without(match: Match, folding: Folding) -> Match:
    return msgspec.structs.replace(
        match,
        folding=tuple(one for one in match.folding if one != folding),
        any=tuple(_without(part, folding) for part in match.any),
        all=tuple(_without(part, folding) for part in match.all),
        none=tuple(_without(part, folding) for part in match.none),
    )
