"""What is offered at the cursor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.filters.completing import gap, names, values
from modtui.filters.fields import AUDIT, QUEUE
from tests.filters.test_reading import ANYTHING


def offered(text: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
    found = gap(text, len(text), QUEUE)
    if found is None:
        return ()
    return values(found.field, found.typed, known) if found.field else names(found.typed, QUEUE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("au", ("author:",)),
        ("rep", ("reports:", "reporter:")),
        ("rule:spam -pl", ("place:",)),
        ("ag", ("age>",)),
        ("language", ("lang:",)),
        ("severity>=h", ("high",)),
        ("is:e", ("escalated", "edited")),
        ("severity:low,s", ("severe",)),
        ('author:"a b" ki', ("kind:",)),
        ("nothing:x", ()),
        ("http://", ()),
    ],
)
def test_fields_and_their_own_words_are_offered(text: str, expected: tuple[str, ...]) -> None:
    assert offered(text)[: len(expected)] == expected


def test_values_that_were_seen_are_offered_ready_to_be_read() -> None:
    known = ("maria", "ana maria", "bo, the first")
    assert offered("author:ma", known) == ("maria", '"ana maria"')
    assert offered('author:"ana m', known) == ('"ana maria"',)
    assert offered("author:x,bo", known) == ('"bo, the first"',)


def test_kinds_of_two_words_are_offered_as_one() -> None:
    found = gap("kind:ta", 7, AUDIT)
    assert found is not None and found.field is not None
    assert values(found.field, found.typed) == ("taken-back",)


def test_what_is_completed_is_what_stands_before_the_cursor() -> None:
    found = gap("author:an rule:spam", 9, QUEUE)
    assert found is not None and (found.typed, found.at.start, found.at.end) == ("an", 7, 9)


@given(ANYTHING, st.integers(0, 90))
def test_any_place_of_any_text_can_be_asked_about(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    found = gap(text, cursor, QUEUE)
    if found is not None:
        assert 0 <= found.at.start <= found.at.end == cursor
