"""A filter as a condition over the index of the journal."""

from collections.abc import Callable, Mapping
from datetime import datetime

from modtui.filters.shapes import Filter, Op, Term, Value
from modtui.filters.shared import aged, beside, spoken
from modtui.filters.where import Where, all_of, any_of, contains, none_of
from modtui.folded import fold
from modtui.journal.search import is_word
from modtui.model import CaseKey, Struct


class Facts(Struct):
    """What a filter of the audit trail is relative to.

    ``zone``: whose days are meant, a name such as ``Europe/Paris``; UTC without one.
    ``pseudonym`` and ``chained_key``: how the journal calls a person and a case.
    """

    now: datetime
    zone: str
    pseudonym: Callable[[str], str]
    chained_key: Callable[[CaseKey], CaseKey]


class Asked(Struct):
    """A condition over ``entries``, and words for the full-text table that go before it.

    ``match`` is an FTS5 query that every entry must fit; empty: none.
    """

    match: str
    where: Where


def for_index(filter: Filter, facts: Facts) -> Asked:
    """What entries must fit for a filter that was read with ``AUDIT``."""
    words = []
    conditions = []
    for term in filter.terms:
        # The list of words is the quickest way in, where all of the filter goes through it.
        if term.field in ("", "text") and not term.negated and len(term.values) == 1:
            text = fold(term.values[0].text)
            if is_word(text):
                words.append(_phrase(text))
                continue
        conditions.append(_term(term, facts))
    return Asked(" AND ".join(words), all_of(conditions))


def _term(term: Term, facts: Facts) -> Where:
    test = _TESTS[term.field]
    found = any_of([test(value, term.op, facts) for value in term.values])
    return none_of(found) if term.negated else found


Test = Callable[[Value, Op, Facts], Where]


def _text(value: Value, _op: Op, _facts: Facts) -> Where:
    text = fold(value.text)
    if not is_word(text):
        return contains("entries.text", text)
    sql = "entries.seq IN (SELECT rowid FROM words WHERE words MATCH ?)"
    return Where(sql, (_phrase(text),))


def _phrase(text: str) -> str:
    return '"{}"*'.format(text.replace('"', '""'))


def _person(column: str) -> Test:
    def test(value: Value, op: Op, facts: Facts) -> Where:
        name = fold(value.text)
        names = f"entries.{column}_names"
        named = contains(names, name)
        if op is Op.IS:
            named = contains(f"char(10) || {names} || char(10)", f"\n{name}\n")
        # Of erased entries only the pseudonym is left: a whole id still finds them.
        return any_of([Where(f"entries.{column} = ?", (facts.pseudonym(value.text),)), named])

    return test


def _line(column: str, prefix: str = "") -> Test:
    def test(value: Value, _op: Op, _facts: Facts) -> Where:
        word = fold(value.text)
        words = dict.fromkeys((word, f"{prefix}{word}"))
        return any_of([contains(f"entries.{column}", f"\n{word}\n") for word in words])

    return test


def _equal(column: str) -> Test:
    return lambda value, _op, _facts: Where(f"entries.{column} = ?", (fold(value.text),))


def _case(value: Value, _op: Op, facts: Facts) -> Where:
    text = fold(value.text)
    found = [contains("lower(entries.case_key)", text)]
    for whole in (value.text, f"-/{value.text}"):
        try:
            key = facts.chained_key(CaseKey.parse(whole))
        except ValueError:
            continue
        # A case about an account is named by a pseudonym.
        found.append(contains("lower(entries.case_key)", fold(f"{key.kind}/{key.native}")))
    return any_of(found)


_TESTS: Mapping[str, Test] = {
    "": _text,
    "text": _text,
    "author": _person("author"),
    "by": _person("moderator"),
    "verb": _line("verbs", "native:"),
    "rule": _line("rules"),
    "kind": _equal("kind"),
    "result": _equal("result"),
    "source": _equal("source"),
    "lang": spoken("entries.language"),
    "age": aged("entries.at"),
    "after": beside("entries.at", ">="),
    "before": beside("entries.at", "<"),
    "case": _case,
}
