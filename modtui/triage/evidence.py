"""How much of what was seen goes into the record: as much as the rules allow, no more."""

from collections.abc import Iterable

from modtui.journal.entries import Evidence
from modtui.model import Case, Hit
from modtui.rules.ruleset import Rule, Ruleset, in_language

EXCERPT = 280
FULL = 20_000
_LEVELS = ("none", "excerpt", "full")


def level(rules: Iterable[Rule]) -> str:
    """The least that any of the rules allows; an excerpt where there is no rule."""
    allowed = [str(rule.evidence) for rule in rules]
    return min(allowed, key=_LEVELS.index) if allowed else "excerpt"


def kept_text(text: str, kept: str, hits: Iterable[Hit] = ()) -> str:
    """The part of a text that may be stored: an excerpt begins near the first hit."""
    if kept == "none":
        return ""
    if kept == "full":
        return text[:FULL]
    first = min((span.start for hit in hits for span in hit.spans), default=0)
    start = max(first - EXCERPT // 4, 0) if first > EXCERPT // 2 else 0
    cut = text[start : start + EXCERPT]
    return ("…" if start else "") + cut + ("…" if start + EXCERPT < len(text) else "")


def involved(ruleset: Ruleset, chosen: str, hits: Iterable[Hit]) -> tuple[Rule, ...]:
    """The rules that say what may be kept: the one chosen, and all that it hits."""
    ids = dict.fromkeys([chosen, *(hit.rule for hit in hits)])
    return tuple(rule for id in ids if (rule := ruleset.rule(id)) is not None)


def evidence(case: Case, hits: Iterable[Hit], chosen: str, ruleset: Ruleset) -> Evidence:
    """What is recorded of a case with the decision about it."""
    hits = tuple(hits)
    rules = involved(ruleset, chosen, hits)
    kept = level(rules)
    subject = case.subject
    return Evidence(
        author=subject.author.id if subject.author else None,
        author_name=subject.author.name if subject.author else "",
        place=subject.place.shown if subject.place else "",
        text=kept_text(subject.text, kept, hits),
        kept=kept,
        reports=tuple(kept_text(r.reason, kept) for r in case.reports[:20]),
        reporters=tuple(r.reporter.id for r in case.reports if r.reporter),
        titles=tuple(in_language(rule.title, ruleset.languages[0]) for rule in rules),
    )
