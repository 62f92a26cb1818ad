"""The fields that can be asked for: one list for the queue, one for the audit trail."""

import enum
from collections.abc import Callable, Iterator
from typing import NamedTuple

from modtui.filters.shapes import Op
from modtui.model import Kind, Result, Severity
from modtui.words import _


class Sort(enum.Enum):
    """What the values of a field are, and so how they are compared."""

    PART = "a part of a text"
    NAME = "a part of a name, or with = all of it"
    WORD = "a whole word"
    CHOICE = "one of a few words"
    LEVEL = "one of a few words that have an order"
    NUMBER = "a whole number"
    LENGTH = "a length of time"
    MOMENT = "a day, or a length of time ago"


_SAME = (Op.HAS, Op.IS)
_ORDER = (Op.MORE, Op.AT_LEAST, Op.LESS, Op.AT_MOST)

OPERATORS = {
    Sort.PART: (Op.HAS,),
    Sort.NAME: _SAME,
    Sort.WORD: _SAME,
    Sort.CHOICE: _SAME,
    Sort.LEVEL: (*_SAME, *_ORDER),
    Sort.NUMBER: (*_SAME, *_ORDER),
    Sort.LENGTH: _ORDER,
    Sort.MOMENT: (Op.HAS,),
}
"""The operators that each sort of field takes."""


class Field(NamedTuple):
    """Something that can be asked for. ``choices`` are all values that there are, lowest first
    where they have an order; without any, every value is taken."""

    name: str
    sort: Sort
    about: Callable[[], str]
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def operators(self) -> tuple[Op, ...]:
        """How it can be compared."""
        return OPERATORS[self.sort]


class Fields:
    """The fields of one list, by name."""

    def __init__(self, *fields: Field) -> None:
        self._fields = fields
        self._named = {name: field for field in fields for name in (field.name, *field.aliases)}

    def __iter__(self) -> Iterator[Field]:
        return iter(self._fields)

    def find(self, name: str) -> Field | None:
        """The field of that name, whatever its case."""
        return self._named.get(name.casefold())

    @property
    def names(self) -> tuple[str, ...]:
        """All names, the other ones too."""
        return tuple(self._named)


STATES = (
    "open", "held", "sending", "waiting", "unknown", "returned", "failed", "escalated", "closed",
    "unreadable", "approval", "edited", "veiled", "claimed",
)  # fmt: skip
"""What ``is:`` can ask for."""

KINDS = (
    "opened", "ruleset", "decided", "taken back", "sending", "ended", "returned", "resumed",
    "answered", "noted",
)  # fmt: skip
"""The kinds of entries in the journal."""

_TIMES = (
    Field("age", Sort.LENGTH, lambda: _("how old it is: age>2d, age<30m")),
    Field("after", Sort.MOMENT, lambda: _("since a day, or in the last: after:2d")),
    Field("before", Sort.MOMENT, lambda: _("earlier than a day: before:2026-11-22")),
)

QUEUE = Fields(
    Field("author", Sort.NAME, lambda: _("who wrote it: a part of the name or id")),
    Field("rule", Sort.WORD, lambda: _("a rule that it hits, by its id")),
    Field("is", Sort.CHOICE, lambda: _("where it stands"), STATES),
    Field("severity", Sort.LEVEL, lambda: _("how bad it is: severity>=high"),
          tuple(Severity), ("sev",)),
    Field("place", Sort.NAME, lambda: _("where it was said: a part of the name or id")),
    *_TIMES,
    Field("reports", Sort.NUMBER, lambda: _("how often it was reported: reports>=3")),
    Field("reporter", Sort.PART, lambda: _("who reported it")),
    Field("reason", Sort.PART, lambda: _("what the reports say")),
    Field("lang", Sort.WORD, lambda: _("its language: fr finds fr-CA too"), (), ("language",)),
    Field("kind", Sort.CHOICE, lambda: _("what it is: a post, an account…"), tuple(Kind)),
    Field("by", Sort.NAME, lambda: _("who has claimed it"), (), ("claim",)),
    Field("has", Sort.CHOICE, lambda: _("what its text has"), ("link", "text")),
    Field("text", Sort.PART, lambda: _("words of the text alone")),
)  # fmt: skip
"""What the queue can be asked for."""

AUDIT = Fields(
    Field("author", Sort.NAME, lambda: _("whom it is about: a part of the name, or the id")),
    Field("by", Sort.NAME, lambda: _("who did it: a part of the name, or the id"), (),
          ("moderator",)),
    Field("verb", Sort.WORD, lambda: _("what was done: remove, ban, silence…")),
    Field("rule", Sort.WORD, lambda: _("a rule that was named, by its id")),
    Field("kind", Sort.CHOICE, lambda: _("what kind of entry it is"), KINDS),
    *_TIMES,
    Field("result", Sort.CHOICE, lambda: _("what came of a step"), tuple(Result)),
    Field("source", Sort.WORD, lambda: _("where it was decided, or what told: desk, backend…")),
    Field("lang", Sort.WORD, lambda: _("the language of the message"), (), ("language",)),
    Field("case", Sort.PART, lambda: _("the case, by a part of its key")),
    Field("text", Sort.PART, lambda: _("words of the texts")),
)  # fmt: skip
"""What the audit trail can be asked for."""
