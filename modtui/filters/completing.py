"""What could stand at the cursor of a filter that is being typed."""

import re

from modtui.filters.fields import Field, Fields, Sort
from modtui.filters.shapes import Op
from modtui.filters.writing import value_word
from modtui.folded import fold
from modtui.model import Span, Struct

_TEST = re.compile(r"-?([A-Za-z][A-Za-z_-]{0,29})(>=|<=|[:=<>])", re.A)
MOST = 50


class Gap(Struct):
    """What stands before the cursor, as far as it can be completed.

    ``field`` is None where a field's name is begun. ``typed`` is what is there of the name or
    value, without a quote; ``at`` its place, with the quote.
    """

    field: Field | None
    typed: str
    at: Span


def gap(text: str, cursor: int, fields: Fields) -> Gap | None:
    """What is to be completed at the cursor; None where nothing can be."""
    start = _begin(text[:cursor])
    part = text[start:cursor]
    found = _TEST.match(part)
    if found is None:
        begun = part.removeprefix("-")
        named = re.fullmatch(r"[A-Za-z_-]*", begun, re.A)
        return Gap(None, begun, Span(cursor - len(begun), cursor)) if named else None
    field = fields.find(found[1])
    if field is None:
        return None
    start += found.end() + _comma(part[found.end() :])
    return Gap(field, text[start:cursor].removeprefix('"'), Span(start, cursor))


def names(begun: str, fields: Fields) -> tuple[str, ...]:
    """The fields whose names begin so, each with the operator that is used most."""
    folded = fold(begun)
    return tuple(
        field.name + (Op.MORE if field.sort is Sort.LENGTH else Op.HAS)
        for field in fields
        if any(name.startswith(folded) for name in (field.name, *field.aliases))
    )


def values(field: Field, typed: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The values that begin with what is typed, then those that have it in them.

    ``known`` are values that were seen; a field with choices has no others.
    """
    folded = fold(typed)
    texts = dict.fromkeys(field.choices or known)
    first = [text for text in texts if fold(text).startswith(folded)]
    rest = [text for text in texts if folded in fold(text) and text not in first]
    words = field.choices and [text.replace(" ", "-") for text in (*first, *rest)]
    return tuple(words or [value_word(text) for text in (*first, *rest)])[:MOST]


def _begin(text: str) -> int:
    """Where the last part of a text begins: after the last blank outside of quotes."""
    begin, quoted, before = 0, False, " "
    place = 0
    while place < len(text):
        letter = text[place]
        if quoted:
            if letter == "\\":
                place += 1
            elif letter == '"':
                quoted = False
        elif letter == '"' and (before.isspace() or before in ':=<>,-"'):
            quoted = True
        elif letter.isspace():
            begin = place + 1
        before = letter
        place += 1
    return min(begin, len(text))


def _comma(text: str) -> int:
    """Where the last of several values begins: after the last comma outside of quotes."""
    begin, quoted = 0, False
    for place, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter == "," and not quoted:
            begin = place + 1
    return begin
