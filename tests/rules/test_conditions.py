"""A rule can ask for more than words: who wrote it, who reported it, the shape of the text."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.model import Attachment, Case, CaseKey, Kind, Person, Report, Subject
from modtui.rules import shapes
from modtui.rules.conditions import answer, questions
from modtui.rules.matcher import Matcher
from modtui.rules.ruleset import Repeated
from tests.rules.rulefile import ruleset_with

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def case(
    text: str = "hello",
    *,
    days: float | None = None,
    posts: int | None = None,
    reasons: tuple[str, ...] = (),
    language: str | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> Case:
    since = None if days is None else NOW - timedelta(days=days)
    return Case(
        key=CaseKey("c", "post", "1"),
        subject=Subject(
            kind=Kind.POST,
            id="1",
            author=Person(id="u", since=since, posts=posts),
            text=text,
            revision="r",
            at=NOW,
            language=language,
            attachments=attachments,
        ),
        reports=tuple(Report(str(n), None, reason) for n, reason in enumerate(reasons)),
    )


def hits(match: str, one: Case) -> bool:
    return bool(Matcher(ruleset_with(match)).match_case(one))


@pytest.mark.parametrize(
    ("match", "one", "expected"),
    [
        ("{author_age: < 7d}", case(days=6.9), True),
        ("{author_age: < 7d}", case(days=7), False),
        ("{author_age: less than 7d}", case(days=6.9), True),
        ("{author_age: '>= 7d'}", case(days=7), True),
        ("{author_posts: < 3}", case(posts=2), True),
        ("{author_posts: at most 3}", case(posts=3), True),
        ("{author_posts: '> 3'}", case(posts=3), False),
        ("{first_post: true}", case(posts=1), True),
        ("{first_post: true}", case(posts=2), False),
        ("{first_post: false}", case(posts=2), True),
        ("{reports: '>= 3'}", case(reasons=("a", "b", "c")), True),
        ("{reports: at least 3}", case(reasons=("a", "b")), False),
        ("{report_reasons: [spam]}", case(reasons=("it is SPAM, again",)), True),
        ("{report_reasons: [spam]}", case(reasons=("spammy",)), False),
        ("{language: [fr]}", case(language="fr-CA"), True),
        ("{language: [pt-BR]}", case(language="pt"), False),
        ("{script: [cyrillic]}", case("привет"), True),
        ("{script: [cyrillic]}", case("hello"), False),
        ("{length: '> 4'}", case("hello"), True),
        ("{length: < 5}", case("hello"), False),
        ("{links: at least 2}", case("https://a.example www.b.example"), True),
        ("{links: at least 2}", case("https://a.example and b"), False),
        ("{domains: [bit.ly]}", case("see https://BIT.ly/x."), True),
        ("{domains: [bit.ly]}", case("see go.bit.ly"), True),
        ("{domains: [bit.ly]}", case("see rabbit.ly or bit.ly.example"), False),
        ("{shouting: 70%}", case("WHY DOES NOBODY say"), True),
        ("{shouting: 70%}", case("WHY ME"), False),  # too few letters
        ("{repeated: {characters: 6}}", case("nooooooo"), True),
        ("{repeated: {characters: 6}}", case("noooo"), False),
        ("{repeated: {words: 3}}", case("buy, Buy BUY now"), True),
        ("{repeated: {text: 3}}", case("join us\nx\nJoin us\njoin us "), True),
        ("{repeated: {text: 3}}", case("join us\njoin us"), False),
        ("{attachments: ['*.exe']}", case(attachments=(Attachment("Game.EXE"),)), True),
        ("{attachments: [image/*]}", case(attachments=(Attachment("x", "image/png"),)), True),
        ("{attachments: [any]}", case(), False),
        ("{attachments: [any]}", case(attachments=(Attachment("x"),)), True),
    ],
)
def test_each_condition_holds_where_it_should(match: str, one: Case, expected: bool) -> None:
    assert hits(match, one) is expected


@pytest.mark.parametrize(
    ("match", "one", "expected"),
    [
        # One of the words is enough, and every condition must hold.
        ("{keywords: [free], regexes: ['w[i1]n'], author_age: < 7d}", case("win", days=1), True),
        ("{keywords: [free], regexes: ['w[i1]n'], author_age: < 7d}", case("win", days=9), False),
        ("{keywords: [free], author_age: < 7d}", case("hello", days=1), False),
        ("{any: [{keywords: [a]}, {first_post: true}]}", case("x", posts=1), True),
        ("{any: [{keywords: [a]}, {first_post: true}]}", case("x", posts=5), False),
        ("{all: [{keywords: [a]}, {keywords: [b]}]}", case("a b"), True),
        ("{all: [{keywords: [a]}, {keywords: [b]}]}", case("a c"), False),
        ("{keywords: [rose], not: {keywords: [garden]}}", case("a rose"), True),
        ("{keywords: [rose], not: {keywords: [garden]}}", case("a rose garden"), False),
        ("{not: {keywords: [garden]}, links: at least 1}", case("https://a.example"), True),
        ("{not: {any: [{keywords: [a]}, {keywords: [b]}]}, length: '> 0'}", case("b"), False),
    ],
)
def test_groups_combine(match: str, one: Case, expected: bool) -> None:
    assert hits(match, one) is expected


@pytest.mark.parametrize(
    "match",
    [
        "{author_age: < 7d}",
        "{first_post: true}",
        "{keywords: [hello], not: {author_age: < 7d}}",
        "{keywords: [hello], any: [{author_posts: < 3}, {keywords: [nothing]}]}",
    ],
)
def test_what_is_not_known_neither_holds_nor_fails(match: str) -> None:
    assert not hits(match, case())
    assert not Matcher(ruleset_with(match)).match("hello")


def test_the_text_tells_its_language_where_the_backend_does_not() -> None:
    french = "Je ne comprends pas pourquoi vous avez fermé cette discussion hier soir."
    assert hits("{language: [fr]}", case(french))
    assert not hits("{language: [fr]}", case(french, language="en")), "the backend comes first"
    for unknown in ("{language: [fr]}", "{not: {language: [fr]}}"):
        assert not hits(unknown, case("12345")), "what nobody knows neither holds nor fails"


def test_a_choice_holds_whatever_is_not_known_beside_it() -> None:
    assert hits("{any: [{author_posts: < 3}, {keywords: [hello]}]}", case())


def test_spans_show_what_holds_and_not_what_must_be_absent() -> None:
    matcher = Matcher(
        ruleset_with("{all: [{keywords: [rose]}, {links: at least 1}], not: {keywords: [tulip]}}")
    )
    text = "a rose: https://a.example"
    (hit,) = matcher.match(text)
    assert [text[span.start : span.end] for span in hit.spans] == ["rose", "https://a.example"]


SLOW = "'(?=x)x(?:a|a|aa)+$'"
LATE = case("hello x" + "a" * 5000 + "b", posts=1)


@pytest.mark.parametrize(
    ("match", "undecided"),
    [
        (f"{{regexes: [{SLOW}], first_post: true}}", True),
        (f"{{regexes: [{SLOW}], first_post: false}}", None),
        (f"{{keywords: [hello], not: {{regexes: [{SLOW}]}}}}", True),
        (f"{{any: [{{regexes: [{SLOW}]}}, {{keywords: [hello]}}]}}", False),
        (f"{{all: [{{regexes: [{SLOW}]}}, {{keywords: [absent]}}]}}", None),
    ],
)
def test_a_pattern_out_of_time_leaves_only_what_hangs_on_it_undecided(
    match: str, undecided: bool | None
) -> None:
    found = Matcher(ruleset_with(match)).match_case(LATE)
    assert [hit.undecided for hit in found] == ([] if undecided is None else [undecided])


def test_two_cases_that_answer_alike_share_their_hits() -> None:
    asked = questions(ruleset_with("{any: [{author_age: < 7d}, {reports: at least 2}]}"))
    assert [question.what for question in asked] == ["author_age", "reports"]

    def answers(one: Case) -> list[bool | None]:
        return [answer(question, one) for question in asked]

    assert answers(case(days=1)) == answers(case(days=6)) == [True, False]
    assert answers(case(days=8, reasons=("x", "y"))) == [False, True]
    assert answers(case()) == [None, False]


def test_a_ruleset_that_looks_at_texts_only_asks_nothing() -> None:
    assert questions(ruleset_with("{keywords: [a], length: '> 3'}")) == ()


@given(st.text(max_size=200))
def test_shapes_take_any_text_and_stay_inside_it(text: str) -> None:
    spans = [*shapes.links(text), *shapes.repeats(text, Repeated(2, 2, 2))]
    spans += [span for _host, span in shapes.hosts(text)]
    spans += shapes.shouts(text, 1)[1]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
