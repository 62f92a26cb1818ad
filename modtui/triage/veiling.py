"""Texts that are covered until they are asked for, because a rule says so.

A rule with ``veiled`` covers the whole text that it hits, one with ``masks`` the words.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from modtui.model import Hit, Post, Span, Subject
from modtui.rules.ruleset import Rule, Ruleset, in_language
from modtui.triage.views import Row
from modtui.words import _, reader

BULLET = "•"


class Cover(NamedTuple):
    """What is covered now: whole texts that a rule veils, words that a rule masks.

    ``hits`` tells what a text around a case hits, or None while that is not known. Such a
    text stays out of sight as long.
    """

    veils: bool = True
    masks: bool = True
    hits: Callable[[str], Sequence[Hit] | None] = lambda _text: ()


BARE = Cover(veils=False, masks=False)
"""Nothing is covered: the person asked to see it."""


def covers(ruleset: Ruleset) -> bool:
    """Whether any rule covers anything, so that a text has to be judged before it is shown."""
    return any(rule.veiled or rule.masks for rule in ruleset.rules)


def veiled_by(hits: Sequence[Hit], ruleset: Ruleset) -> Rule | None:
    """The first rule that veils a text with these hits, if any does.

    One that could not decide in time counts too: what is not known is not shown unasked.
    """
    rules = (ruleset.rule(hit.rule) for hit in hits)
    return next((rule for rule in rules if rule is not None and rule.veiled), None)


def masks(hits: Sequence[Hit], ruleset: Ruleset) -> bool:
    """Whether some words of a text with these hits are masked."""
    rules = ((ruleset.rule(hit.rule), hit.spans) for hit in hits)
    return any(rule is not None and rule.masks and spans for rule, spans in rules)


def masked(text: str, hits: Sequence[Hit], ruleset: Ruleset) -> str:
    """The text with the words that rules mask as first letter and bullets.

    It stays as long as it was, so that spans in it still fit.
    """
    if not masks(hits, ruleset):
        return text
    letters = list(text)
    for hit in hits:
        rule = ruleset.rule(hit.rule)
        if rule is not None and rule.masks:
            for span in hit.spans:
                _mask(letters, span)
    return "".join(letters)


def _mask(letters: list[str], span: Span) -> None:
    # A hit of one letter has nothing to leave.
    first = span.start + 1 if span.end - span.start > 1 else span.start
    for at in range(first, min(span.end, len(letters))):
        if not letters[at].isspace():
            letters[at] = BULLET


def title_of(rule: Rule) -> str:
    """A rule's title in the reader's language where it has one, else the first."""
    return in_language(rule.title, reader()) or rule.id


def same_text(post: Post, subject: Subject) -> bool:
    """Whether a post is the subject, or says the same once more."""
    if post.id == subject.id:
        return True
    texts = {text.strip() for text in (subject.text, subject.earlier_text or "")} - {""}
    return post.text is not None and post.text.strip() in texts


def excerpt(row: Row) -> str:
    """What a list says of a text: its beginning, or which rule veils it."""
    return _("veiled: {rule}").format(rule=row.veiled) if row.veiled else row.excerpt
