"""Texts that are covered until they are asked for, because a rule says so.

A rule with ``veiled`` covers the whole text that it hits, one with ``masks`` the words.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from modtui.model import Hit, Post, Span, Subject
from modtui.rules.ruleset import Rule, Ruleset, in_language
from modtui.triage.views import CaseView, Row
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


def covered(view: CaseView, ruleset: Ruleset, cover: Cover) -> CaseView:
    """A case as it may be told: words masked, and posts beside it veiled, by other words.

    Only to be shown: decisions are made about what was really said. Whether the case's own
    text is veiled is for whoever shows it.
    """
    subject = view.case.subject
    own = subject.text

    def told(text: str | None) -> str | None:
        hits = view.hits if text == own else cover.hits(text or "")
        if not text:
            return text
        if cover.veils and text != own and (hits is None or veiled_by(hits, ruleset)):
            rule = veiled_by(hits or (), ruleset)
            if rule is None:
                return _("(not judged yet)")
            return _("(veiled: {rule})").format(rule=title_of(rule))
        return masked(text, hits or (), ruleset) if cover.masks else text

    def posts(found: tuple[Post, ...]) -> tuple[Post, ...]:
        return tuple(msgspec.structs.replace(post, text=told(post.text)) for post in found)

    if not (cover.veils or cover.masks):
        return view
    text = told(subject.text) or ""
    subject = msgspec.structs.replace(subject, text=text, earlier_text=told(subject.earlier_text))
    context, returned = view.context, view.returned
    if context is not None:
        context = msgspec.structs.replace(
            context,
            before=posts(context.before),
            after=posts(context.after),
            recent=None if context.recent is None else posts(context.recent),
        )
    if returned is not None:
        returned = msgspec.structs.replace(
            returned, then=told(returned.then) or "", now=told(returned.now) or ""
        )
    case = msgspec.structs.replace(view.case, subject=subject)
    return msgspec.structs.replace(view, case=case, context=context, returned=returned)


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
