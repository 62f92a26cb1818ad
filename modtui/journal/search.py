"""The texts of an entry that are searched, and the people in it."""

import re
from collections.abc import Iterator

from modtui.folded import fold
from modtui.journal.entries import (
    AnyEntry,
    Decided,
    Ended,
    Noted,
    Opened,
    Returned,
    RulesetUsed,
)

# Scripts that are written without blanks between words: a word cannot be looked up there.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u3100-\u312f\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)

WORD_LENGTH = 3
"""Shorter than this, a term is looked for in every text instead of in the list of words."""


def is_word(term: str) -> bool:
    """Whether a term can be looked up in a list of words, rather than in every text."""
    letters = sum(character.isalnum() for character in term)
    return letters >= WORD_LENGTH and not _UNSPACED.search(term)


def texts_of(entry: AnyEntry | None) -> str:
    """All texts of an entry that can be searched, folded, one on each line."""
    return fold("\n".join(text for text in _texts(entry) if text))


def _texts(entry: AnyEntry | None) -> Iterator[str]:
    match entry:
        case Decided(decision=decision, evidence=evidence):
            yield from (evidence.author_name, evidence.author or "", evidence.place)
            yield from (*evidence.titles, evidence.text, *evidence.reports)
            yield from (decision.by.name, decision.note, decision.contact, decision.case.native)
            yield from decision.rules
            for step in decision.steps:
                yield from (step.text, step.reason)
        case Returned():
            yield from (entry.detail, entry.then, entry.now)
        case Ended():
            yield from (entry.outcome.detail, entry.outcome.receipt)
        case Noted():
            yield from (entry.by.name, entry.text)
        case Opened():
            yield from (entry.by.name, entry.by.id)
        case RulesetUsed():
            yield entry.name


def author_of(entry: AnyEntry | None) -> str:
    """Name and id of whom an entry is about, folded; empty where it is erased or nobody."""
    if not isinstance(entry, Decided):
        return ""
    return fold(f"{entry.evidence.author_name}\n{entry.evidence.author or ''}")


def moderator_of(entry: AnyEntry | None) -> str:
    """Name and id of who made an entry, folded; empty where it is erased or nobody."""
    if isinstance(entry, Decided):
        return fold(f"{entry.decision.by.name}\n{entry.decision.by.id}")
    by = getattr(entry, "by", None)
    return fold(f"{by.name}\n{by.id}") if by is not None else ""
