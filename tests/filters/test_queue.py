"""Filters of the queue against a real table."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.filters.fields import QUEUE
from modtui.filters.parsing import parse
from modtui.filters.queue import Facts, for_queue
from tests.filters.table import NOW, fitting, standing, table
from tests.filters.test_reading import ANYTHING

ALL = "ana bo cy gone broken"
FACTS = Facts(
    NOW,
    zone="Europe/Paris",
    standing={"held": standing("bo"), "escalated": standing("cy")},
    veiled=("hate",),
)


@pytest.fixture(scope="module")
def cases() -> Iterator[sqlite3.Connection]:
    database = table()
    yield database
    database.close()


def found(cases: sqlite3.Connection, text: str, facts: Facts = FACTS) -> str:
    parsed = parse(text, QUEUE)
    assert parsed.flaws == ()
    return fitting(cases, for_queue(parsed.filter, facts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ALL),
        ("author:ana", "ana"),
        ("author:MARIA", "ana"),
        ('author="ana maria"', "ana"),
        ("author=u-ana", "ana"),
        ("author=ana", ""),
        ("author:ana,bo", "ana bo"),
        ("-author:ana", "bo cy gone broken"),
        ("place:off-topic", "ana"),
        ("-place:off-topic", "bo cy gone broken"),
        ("rule:spam", "ana"),
        ("rule:hate", "bo"),
        ("rule:hate,hateful", "bo cy"),
        ("rule:hat", ""),
        ("severity>=medium", "ana bo gone broken"),
        ("severity:low,severe", "bo cy"),
        ("severity<medium", "cy"),
        ("age>2d", "ana cy"),
        ("age<2h", "bo"),
        ("-age>2d", "bo gone broken"),
        ("after:2d", "bo gone"),
        ("after:2026-11-22", "bo"),
        ("before:2026-11-19", "cy"),
        ("before:2026-11-20", "ana cy"),
        ("reports>=3", "ana"),
        ("reports:1,3", "ana bo"),
        ("reports<1", "cy gone broken"),
        ("reporter:rose", "ana"),
        ("reason:rude", "ana"),
        ("lang:fr", "ana bo"),
        ("lang=fr", "ana"),
        ("lang:fr-ca", "bo"),
        ("lang:de,fr", "ana bo cy"),
        ("-lang:fr", "cy gone broken"),
        ("kind:held", "cy"),
        ("by:marie", "bo"),
        ("is:claimed", "bo"),
        ("is:open", "ana"),
        ("is:held", "bo"),
        ("is:escalated", "cy"),
        ("is:closed", "gone"),
        ("is:closed,open", "ana gone"),
        ("is:unreadable", "broken"),
        ("is:edited", "bo"),
        ("is:approval", "cy"),
        ("is:veiled", "bo"),
        ("is:failed", ""),
        ("has:link", "ana"),
        ("-has:text", "broken"),
        ("pills", "ana gone"),
        ("rude", "ana"),
        ("text:rude", ""),
        ("maria", "ana"),
        ("STRASSE", "bo"),
        ("100%", "ana"),
        ("%", "ana"),
        ("cheap_pills", "ana"),
        ("cheapXpills", ""),
        ("_", "ana"),
        ("\\", "cy"),
        ('"hello \\\\ there"', "cy"),
        ("'", ""),
        ("'); DROP TABLE cases; --", ""),
    ],
)
def test_a_filter_finds_the_cases_that_fit(
    cases: sqlite3.Connection, text: str, expected: str
) -> None:
    assert found(cases, text) == expected


def test_what_was_decided_here_tells_more_than_that_a_case_left_the_queue(
    cases: sqlite3.Connection,
) -> None:
    facts = Facts(NOW, standing={"returned": standing("gone"), "closed": standing("ana")})
    assert found(cases, "is:closed", facts) == "ana"
    assert found(cases, "is:returned", facts) == "gone"
    assert found(cases, "is:open", facts) == "bo cy"


def test_what_the_backend_itself_escalated_is_not_open(cases: sqlite3.Connection) -> None:
    with cases:
        cases.execute("UPDATE cases SET escalated = 1 WHERE key = 'post/cy'")
        assert found(cases, "is:escalated", Facts(NOW)) == "cy"
        assert found(cases, "is:open", Facts(NOW)) == "ana bo"
        # Nobody answered in time: it is open again.
        assert found(cases, "is:open", Facts(NOW, standing={"open": standing("cy")})) == "ana bo cy"
        cases.execute("UPDATE cases SET escalated = 0")


@given(ANYTHING)
def test_a_filter_and_its_negation_part_the_queue_in_two(text: str) -> None:
    database = table()
    for term in parse(text, QUEUE).filter.terms:
        import msgspec

        from modtui.filters.shapes import Filter

        both = [
            fitting(database, for_queue(Filter((found,)), FACTS)).split()
            for found in (term, msgspec.structs.replace(term, negated=not term.negated))
        ]
        assert sorted(both[0] + both[1]) == sorted(ALL.split())
    database.close()


@given(st.lists(st.sampled_from(["pills", "author:a,b", "is:open", "-rule:spam"]), min_size=40))
def test_the_longest_filter_is_no_trouble_for_the_database(parts: list[str]) -> None:
    database = table()
    fitting(database, for_queue(parse(" ".join(parts), QUEUE).filter, FACTS))
    database.close()
