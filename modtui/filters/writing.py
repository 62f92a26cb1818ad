"""A filter back as people type it."""

import re

from modtui.filters.parsing import is_test
from modtui.filters.shapes import Filter, Term

_BLANK = re.compile(r"\s")


def write(filter: Filter) -> str:
    """The filter as text: reading that gives the same filter again."""
    return " ".join(_term(term) for term in filter.terms)


def _term(term: Term) -> str:
    sign = "-" if term.negated else ""
    if not term.field:
        return sign + _word(term.values[0].text)
    values = ",".join(value_word(value.text) for value in term.values)
    return f"{sign}{term.field}{term.op}{values}"


def value_word(text: str) -> str:
    """A value of a field, in quotes where it needs them."""
    if not text or text[0] == '"' or text[0] in "/\\:;()" or "," in text or _BLANK.search(text):
        return _quoted(text)
    return text


def _word(text: str) -> str:
    if not text or text[0] in '"-' or _BLANK.search(text) or is_test(text):
        return _quoted(text)
    return text


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
