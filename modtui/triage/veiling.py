"""Texts that are shown only when asked for, because a rule says so."""

from collections.abc import Sequence

from modtui.model import Hit, Post, Subject
from modtui.rules.ruleset import Rule, Ruleset, in_language
from modtui.triage.views import Row
from modtui.words import _, reader


def veiled_by(hits: Sequence[Hit], ruleset: Ruleset) -> Rule | None:
    """The first rule that veils a text with these hits, if any does.

    One that could not decide in time counts too: what is not known is not shown unasked.
    """
    rules = (ruleset.rule(hit.rule) for hit in hits)
    return next((rule for rule in rules if rule is not None and rule.veiled), None)


def title_of(rule: Rule) -> str:
    """A rule's title in the reader's language where it has one, else the first."""
    return in_language(rule.title, reader()) or rule.id


def excerpt(row: Row) -> str:
    """What a list says of a text: its beginning, or which rule veils it."""
    return _("veiled: {rule}").format(rule=row.veiled) if row.veiled else row.excerpt


def same_text(post: Post, subject: Subject) -> bool:
    """Whether a post is the subject, or says the same once more."""
    if post.id == subject.id:
        return True
    texts = {text.strip() for text in (subject.text, subject.earlier_text or "")} - {""}
    return post.text is not None and post.text.strip() in texts
