"""What a filter is made of: terms with their places in what was typed, and what is wrong."""

import enum

from modtui.model import Span, Struct
from modtui.text import Safe, safe


class Op(enum.StrEnum):
    """How a field is compared. HAS is what people type most: ``author:ana``."""

    HAS = ":"
    IS = "="
    MORE = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="


class Value(Struct):
    """One value as it was typed, without its quotes; words of a list in their own spelling."""

    text: str
    at: Span


class Term(Struct):
    """One part of a filter: it holds where any of its values does, or with ``negated`` none.

    ``field`` is the field's own name, whatever it was called; empty for free text, which has
    one value.
    """

    field: str
    op: Op
    values: tuple[Value, ...]
    negated: bool
    at: Span


class Filter(Struct):
    """All terms must hold. Without any, everything fits."""

    terms: tuple[Term, ...] = ()

    @property
    def everything(self) -> bool:
        """Whether it leaves nothing out."""
        return not self.terms


class Flaw(Struct):
    """What is wrong at one place of a filter, in plain words that are safe to show.

    ``unfinished``: nothing is wrong yet with what stands there, but more must follow.
    """

    message: Safe
    at: Span
    hint: Safe = safe("")
    unfinished: bool = False


class Parsed(Struct):
    """A filter as it was typed, and every flaw in it. Terms with a flaw are left out."""

    filter: Filter
    flaws: tuple[Flaw, ...] = ()

    @property
    def unfinished(self) -> bool:
        """Whether nothing is wrong but that more must follow."""
        return bool(self.flaws) and all(flaw.unfinished for flaw in self.flaws)
