"""From what people type to a filter. Takes any text and never raises: flaws are data.

    filter = [term, {blanks, term}]
    term   = ["-"], (test | value)
    test   = field, operator, value, {",", value}
    value  = word | quoted text, in which \\" and \\\\ stand for a quote and a backslash

A word that looks like a test of a field that there is not is a flaw, so that a slip of the
keyboard is not silently searched for. One that merely has a colon in it (an address, a time)
is free text.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from modtui.filters.fields import Field, Fields, Sort
from modtui.filters.shapes import Filter, Flaw, Op, Parsed, Term, Value
from modtui.filters.values import day, length, number
from modtui.folded import fold
from modtui.model import Span
from modtui.text import Safe, safe
from modtui.words import _
from modtui.yamlfile import closest, quoted

LONGEST = 2000
"""Characters that a filter may have."""
MOST_TERMS = 40
MOST_VALUES = 100

_TEST = re.compile(r"([A-Za-z][A-Za-z_-]{0,29})(>=|<=|[:=<>])", re.A)
_NOT_A_VALUE = frozenset("/\\:;()")
"""What follows a colon in addresses, paths and smileys, and begins no value."""
_BLANK = re.compile(r"\s*")
_WORD = re.compile(r"\S+")
_BARE = re.compile(r"[^\s,]*")
_QUOTED = re.compile(r'"((?:\\.|[^"\\])*)("|\\?\Z)', re.S)
_ESCAPE = re.compile(r'\\(["\\])')


def parse(text: str, fields: Fields) -> Parsed:
    """The filter in a text, with every flaw. Never raises.

    A field that is called by another name comes back under its own. Without blanks around
    it, ``taken-back`` and ``taken_back`` stand for ``taken back``.
    """
    terms: list[Term] = []
    flaws: list[Flaw] = []
    for found in _Reading(text[:LONGEST], fields).terms():
        if isinstance(found, Flaw):
            flaws.append(found)
        elif len(terms) == MOST_TERMS:
            flaws.append(Flaw(safe(_("a filter has {n} parts at most").format(n=MOST_TERMS)),
                              Span(found.at.start, min(len(text), LONGEST))))  # fmt: skip
            break
        else:
            terms.append(found)
    if len(text) > LONGEST:
        words = _("a filter has {n} characters at most").format(n=LONGEST)
        flaws.append(Flaw(safe(words), Span(LONGEST, len(text))))
    return Parsed(Filter(tuple(terms)), tuple(flaws))


def is_test(word: str) -> bool:
    """Whether a word would be read as the test of a field, there being one or not."""
    found = _TEST.match(word)
    return found is not None and _leads_on(found, word)


class _Raw(NamedTuple):
    text: str
    at: Span
    closed: bool = True


class _Reading:
    """One text being read from the left."""

    def __init__(self, text: str, fields: Fields) -> None:
        self._text = text
        self._fields = fields
        self._at = 0

    def terms(self) -> Iterator[Term | Flaw]:
        """The terms in order; in place of one that cannot be used, what is wrong with it."""
        while True:
            self._at = _BLANK.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at == len(self._text):
                return
            yield from self._term()

    def _term(self) -> Iterator[Term | Flaw]:
        start = self._at
        following = self._text[start + 1 : start + 2]
        negated = self._text[start] == "-" and bool(following) and not following.isspace()
        self._at += negated
        found = _TEST.match(self._text, self._at)
        if found is not None and self._asks(found):
            yield from self._test(found, start, negated)
            return
        raw = self._quoted() if self._text[self._at] == '"' else self._word(_WORD)
        at = Span(start, self._at)
        if not raw.closed:
            yield _unclosed(raw)
        elif not fold(raw.text).strip():
            yield _needs(_("there is nothing to look for"), raw.at)
        else:
            yield Term("", Op.HAS, (Value(raw.text, raw.at),), negated, at)

    def _asks(self, found: re.Match[str]) -> bool:
        """Whether this is the test of a field, and not a word with a colon in it."""
        ends = not self._text[found.end() : found.end() + 1].strip()
        if ends and found[2] == ":" and self._fields.find(found[1]) is None:
            return False
        return _leads_on(found, self._text)

    def _test(self, found: re.Match[str], start: int, negated: bool) -> Iterator[Term | Flaw]:
        name, op = found[1], Op(found[2])
        self._at = found.end()
        raws = self._values()
        at = Span(start, self._at)
        field = self._fields.find(name)
        if field is None:
            hint = closest(name, self._fields.names) or _("to look for these words: quote them")
            words = _("there is no field {name}").format(name=quoted(name))
            yield Flaw(safe(words), Span(*found.span(1)), safe(hint))
            return
        flaws = [*_op_flaws(field, op, raws, Span(*found.span(2)))]
        values = []
        for raw in raws:
            value = _value(field, raw)
            if isinstance(value, Flaw):
                flaws.append(value)
            else:
                values.append(value)
        if flaws:
            yield from flaws
        else:
            yield Term(field.name, op, tuple(values), negated, at)

    def _values(self) -> list[_Raw]:
        raws = []
        while True:
            here = self._text[self._at : self._at + 1]
            raws.append(self._quoted() if here == '"' else self._word(_BARE))
            if self._text[self._at : self._at + 1] != ",":
                return raws
            self._at += 1

    def _quoted(self) -> _Raw:
        found = _QUOTED.match(self._text, self._at)
        assert found is not None  # noqa: S101 - it begins with a quote
        self._at = found.end()
        return _Raw(_ESCAPE.sub(r"\1", found[1]), Span(*found.span()), found[2] == '"')

    def _word(self, kind: re.Pattern[str]) -> _Raw:
        found = kind.match(self._text, self._at)
        assert found is not None  # noqa: S101 - at least one character is no blank
        self._at = found.end()
        return _Raw(found[0], Span(*found.span()))


def _leads_on(found: re.Match[str], text: str) -> bool:
    """Whether something follows an operator that can be a value; or nothing yet."""
    return found[2] != ":" or text[found.end() : found.end() + 1] not in _NOT_A_VALUE


def _op_flaws(field: Field, op: Op, raws: list[_Raw], at: Span) -> Iterator[Flaw]:
    if op not in field.operators:
        known = " ".join(field.operators)
        words = _("{field} is not compared with {op}").format(field=field.name, op=op)
        yield Flaw(safe(words), at, safe(_("with {ops}").format(ops=known)))
    elif len(raws) > 1 and op not in (Op.HAS, Op.IS) or len(raws) > MOST_VALUES:
        words = _("{field} is compared with one value").format(field=field.name)
        if op in (Op.HAS, Op.IS):
            words = _("at most {n} values").format(n=MOST_VALUES)
        yield Flaw(safe(words), Span(raws[0].at.start, raws[-1].at.end))


def _value(field: Field, raw: _Raw) -> Value | Flaw:
    if not raw.closed:
        return _unclosed(raw)
    text = raw.text
    if not fold(text).strip():
        return _needs(_("{field} needs a value").format(field=field.name), raw.at, _like(field))
    match field.sort:
        case Sort.CHOICE | Sort.LEVEL:
            return _choice(field, raw)
        case Sort.NUMBER:
            right = number(text) is not None
        case Sort.LENGTH:
            right = length(text) is not None
        case Sort.MOMENT:
            right = length(text) is not None or day(text) is not None
        case _:
            right = True
    if right:
        return Value(text, raw.at)
    words = _("{value} is no value for {field}").format(value=quoted(text), field=field.name)
    return Flaw(safe(words), raw.at, _like(field))


def _choice(field: Field, raw: _Raw) -> Value | Flaw:
    spelled = " ".join(re.split(r"[\s_-]+", fold(raw.text).strip()))
    if spelled in field.choices:
        return Value(spelled, raw.at)
    hint = closest(raw.text, field.choices)
    words = _("{field} is never {value}").format(field=field.name, value=quoted(raw.text))
    return Flaw(safe(words), raw.at, safe(hint) or _like(field))


def _like(field: Field) -> Safe:
    """What a value of the field looks like."""
    match field.sort:
        case Sort.CHOICE | Sort.LEVEL:
            return safe(", ".join(choice.replace(" ", "-") for choice in field.choices))
        case Sort.NUMBER:
            return safe(_("a number, such as 3"))
        case Sort.LENGTH:
            return safe(_("30m, 2h, 3d or 2w"))
        case Sort.MOMENT:
            return safe(_("a day such as 2026-11-22, or 30m, 2h, 3d, 2w ago"))
        case _:
            return safe("")


def _needs(words: str, at: Span, hint: Safe = safe("")) -> Flaw:  # noqa: B008 - a constant
    return Flaw(safe(words), at, hint, unfinished=True)


def _unclosed(raw: _Raw) -> Flaw:
    return _needs(_("this quote is never closed"), raw.at)
