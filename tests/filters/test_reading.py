"""What people type, as it is understood, and what is said of slips of the keyboard."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.filters.fields import AUDIT, QUEUE, Fields
from modtui.filters.parsing import LONGEST, parse
from modtui.filters.shapes import Filter, Op, Parsed
from modtui.filters.writing import write
from modtui.model import Span


def read(text: str, fields: Fields = QUEUE) -> list[tuple[object, ...]]:
    parsed = parse(text, fields)
    assert parsed.flaws == ()
    return [
        ("-" * term.negated + term.field, term.op.value, *(value.text for value in term.values))
        for term in parsed.filter.terms
    ]


def flaw(text: str, fields: Fields = QUEUE) -> tuple[str, str, str]:
    """What is said of the first flaw, the place that is marked, and the hint."""
    found = parse(text, fields).flaws[0]
    return found.message, text[found.at.start : found.at.end], found.hint


def test_the_example_of_the_documentation_is_read_in_full() -> None:
    text = 'author:ana rule:spam age>2d lang:fr reports>=3 "free text" -place:off-topic'
    assert read(text) == [
        ("author", ":", "ana"),
        ("rule", ":", "spam"),
        ("age", ">", "2d"),
        ("lang", ":", "fr"),
        ("reports", ">=", "3"),
        ("", ":", "free text"),
        ("-place", ":", "off-topic"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \t ", []),
        ("cheap pills", [("", ":", "cheap"), ("", ":", "pills")]),
        ("AUTHOR:Ana", [("author", ":", "Ana")]),
        ('author:"Ana Maria"', [("author", ":", "Ana Maria")]),
        (r'author:"say \"hi\" \\ C:\temp"', [("author", ":", r'say "hi" \ C:\temp')]),
        ("rule:spam,hate", [("rule", ":", "spam", "hate")]),
        ('place:"a, b",c', [("place", ":", "a, b", "c")]),
        ("-rule:spam", [("-rule", ":", "spam")]),
        ("-pills", [("-", ":", "pills")]),
        ("well-known", [("", ":", "well-known")]),
        ("- x", [("", ":", "-"), ("", ":", "x")]),
        ("sev>=HIGH", [("severity", ">=", "high")]),
        ("language=fr", [("lang", "=", "fr")]),
        ("reports<=2 reports:1,2", [("reports", "<=", "2"), ("reports", ":", "1", "2")]),
        ("before:2026-11-22", [("before", ":", "2026-11-22")]),
        ("after:2W", [("after", ":", "2W")]),
        ("http://evil.example/?a=b", [("", ":", "http://evil.example/?a=b")]),
        ("16:30", [("", ":", "16:30")]),
        ("@ana:example.org", [("", ":", "@ana:example.org")]),
        (r"C:\temp :) xD:) std::vector", [("", ":", r"C:\temp"), ("", ":", ":)"),
                                          ("", ":", "xD:)"), ("", ":", "std::vector")]),
        ("see hello: there", [("", ":", "see"), ("", ":", "hello:"), ("", ":", "there")]),
        ('"author:ana"', [("", ":", "author:ana")]),
        ('5"', [("", ":", '5"')]),
        ("a,b", [("", ":", "a,b")]),
    ],
)  # fmt: skip
def test_filters_are_read_as_people_type_them(text: str, expected: list[object]) -> None:
    assert read(text) == expected


def test_words_of_a_list_come_back_in_their_own_spelling() -> None:
    assert read('kind:taken-back,taken_back,"Taken Back"', AUDIT) == [
        ("kind", ":", "taken back", "taken back", "taken back")
    ]


def test_a_field_that_there_is_not_is_said_with_the_one_that_was_meant() -> None:
    assert flaw("rule:spam autor:ana") == (
        "there is no field “autor”", "autor", "did you mean “author”?",
    )  # fmt: skip
    assert flaw("-reprots>=3")[1:] == ("reprots", "did you mean “reports”?")
    assert flaw("mailto:x")[2] == "to look for these words: quote them"
    assert flaw("nobody:ever", AUDIT)[0] == "there is no field “nobody”"
    assert flaw("verb:ban")[0] == "there is no field “verb”"


@pytest.mark.parametrize(
    ("text", "message", "place", "hint"),
    [
        ("severity:hihg", "severity is never “hihg”", "hihg", "did you mean “high”?"),
        ("is:retruned", "is is never “retruned”", "retruned", "did you mean “returned”?"),
        ("rule:a reports>=many", "“many” is no value for reports", "many", "a number, such as 3"),
        ("age>2", "“2” is no value for age", "2", "30m, 2h, 3d or 2w"),
        ("age:2d", "age is not compared with :", ":", "with > >= < <="),
        ("author>ana", "author is not compared with >", ">", "with : ="),
        ("before:2026-13-01", "“2026-13-01” is no value for before", "2026-13-01",
         "a day such as 2026-11-22, or 30m, 2h, 3d, 2w ago"),
        ("before:0001-01-01", "“0001-01-01” is no value for before", "0001-01-01",
         "a day such as 2026-11-22, or 30m, 2h, 3d, 2w ago"),
        ("reports>3,4", "reports is compared with one value", "3,4", ""),
    ],
)  # fmt: skip
def test_a_value_that_a_field_does_not_take_is_marked(
    text: str, message: str, place: str, hint: str
) -> None:
    assert flaw(text) == (message, place, hint)
    assert not parse(text, QUEUE).unfinished


@pytest.mark.parametrize(
    "text",
    ["author:", "rule:spam,", '"free te', 'author:"Ana', '""', "-rule:", "age>", "author:  x"],
)
def test_what_is_still_being_typed_is_told_from_what_is_wrong(text: str) -> None:
    assert parse(text, QUEUE).unfinished


def test_every_flaw_is_told_and_the_good_terms_are_kept() -> None:
    parsed = parse("autor:ana rule:spam age>x reports:y,2,z", QUEUE)
    assert [flaw.at for flaw in parsed.flaws] == [
        Span(0, 5), Span(24, 25), Span(34, 35), Span(38, 39),
    ]  # fmt: skip
    assert write(parsed.filter) == "rule:spam"


def test_what_is_too_long_is_said_and_not_searched_in_part() -> None:
    assert "2000 characters" in parse("x" * (LONGEST + 1), QUEUE).flaws[0].message
    assert "40 parts" in parse("a " * 41, QUEUE).flaws[0].message
    assert "100 values" in parse("rule:" + "a," * 100 + "a", QUEUE).flaws[0].message


def test_hostile_words_in_a_flaw_are_safe() -> None:
    message, _place, _hint = flaw("reports:\x1b[31m")
    assert "\x1b" not in message


def placeless(filter: Filter) -> Filter:
    nowhere = Span(0, 0)
    return Filter(
        tuple(
            msgspec.structs.replace(
                term,
                at=nowhere,
                values=tuple(msgspec.structs.replace(v, at=nowhere) for v in term.values),
            )
            for term in filter.terms
        )
    )


NAMES = st.sampled_from([*QUEUE.names, *AUDIT.names, "nobody", "http"])
VALUES = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["2d", "3", "high", "open", "2026-11-22", '"a b"', '"', "\\", "//x", "-", ","]),
)
PARTS = st.one_of(
    st.text(max_size=12),
    st.builds("{}{}{}".format, NAMES, st.sampled_from(list(Op)), VALUES),
    st.builds("-{}{}{}".format, NAMES, st.sampled_from(list(Op)), VALUES),
    st.builds("{}:{},{}".format, NAMES, VALUES, VALUES),
)
ANYTHING = st.one_of(
    st.text(alphabet=st.characters(codec=None), max_size=80),
    st.lists(PARTS, max_size=6).map(" ".join),
)


@given(ANYTHING, st.sampled_from([QUEUE, AUDIT]))
def test_any_text_is_read_without_an_error_and_every_place_is_in_it(
    text: str, fields: Fields
) -> None:
    parsed: Parsed = parse(text, fields)
    spans = [flaw.at for flaw in parsed.flaws]
    spans += [term.at for term in parsed.filter.terms]
    spans += [value.at for term in parsed.filter.terms for value in term.values]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert parsed.flaws or parsed.filter.terms or not text.strip()


@given(ANYTHING, st.sampled_from([QUEUE, AUDIT]))
def test_a_filter_that_is_written_out_is_read_as_the_same(text: str, fields: Fields) -> None:
    filter = parse(text, fields).filter
    again = parse(write(filter), fields)
    assert again.flaws == ()
    assert placeless(again.filter) == placeless(filter)
    assert write(again.filter) == write(filter)
