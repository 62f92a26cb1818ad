"""An act on the embedded community: what is at hand while a verb works, and its words."""

from datetime import datetime
from typing import NamedTuple

from modtui.adapters.base import Order
from modtui.adapters.local_records import StoredCase, StoredPerson, StoredPost
from modtui.adapters.local_snapshot import Editing
from modtui.model import Handled, Moderator, Outcome, Result
from modtui.text import safe_line
from modtui.words import _


class Act(NamedTuple):
    """One order about to be carried out, with what its verb needs at hand."""

    edit: Editing
    order: Order
    case: StoredCase
    by: Moderator
    now: datetime

    @property
    def post(self) -> StoredPost | None:
        """The post it is about: the step's own subject, or else the case's."""
        return self.edit.all.posts.get(self.order.step.subject or self.case.native)

    @property
    def person(self) -> StoredPerson | None:
        """Whom the step touches: the person it names, or else the author."""
        named = self.order.step.person
        if named is None:
            post = self.post
            named = post.author if post is not None else self.case.native
        return self.edit.all.people.get(named)


def applied() -> Outcome:
    """It was done."""
    return Outcome(Result.APPLIED)


def failed(why: str) -> Outcome:
    """It cannot be done, and nothing was; ``why`` is a plain sentence."""
    return Outcome(Result.FAILED, detail=why)


def handled_by(handled: Handled) -> str:
    """Who closed a case, when and how, as a sentence."""
    sentence = _("Handled by {name} at {time} ({how}).")
    time = when(handled.at) if handled.at is not None else "?"
    return sentence.format(name=safe_line(handled.by), time=time, how=safe_line(handled.how))


def removed_by(edit: Editing, post: StoredPost) -> str:
    """Who took a post away, and when, as a sentence."""
    sentence = _("Removed by {name} at {time}.")
    time = when(post.changed_at) if post.changed_at is not None else "?"
    return sentence.format(name=name_of(edit, post.changed_by), time=time)


def name_of(edit: Editing, id: str) -> str:
    """The name of an account, safe to show; the id where there is no such account."""
    person = edit.all.people.get(id)
    return safe_line(person.name if person is not None else id)


def when(at: datetime) -> str:
    """A time as sentences here give it: to the minute, in UTC."""
    return at.strftime("%Y-%m-%d %H:%M UTC")
