"""Responses come in the author's language, and quoted text in them does nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.problems import FileProblems
from modtui.rules.loader import compiled
from modtui.rules.responses import (
    OURS,
    PLACEHOLDERS,
    choose_language,
    links,
    placeholders,
    quote,
    render,
)
from modtui.rules.ruleset import Ruleset
from tests.rules.rulefile import GOOD

RULES = Ruleset(name="x", hash="0", languages=("en", "fr", "ar", "zh", "ru", "pt", "ja"))


@pytest.mark.parametrize(
    ("preferred", "text", "language"),
    [
        ("fr", "", "fr"),
        ("FR", "", "fr"),
        ("fr-CA", "Hello", "fr"),
        ("fr_CA", "Hello", "fr"),
        ("pt-BR", "", "pt"),
        ("de", "Guten Tag", "en"),
        (None, "Bonjour", "fr"),
        (None, "ok lol", "en"),
        (None, "Das ist doch nicht dein Ernst, oder?", "en"),
        (None, "Perché non mi avete risposto?", "en"),
        (None, "أنت غبي", "ar"),
        (None, "你这个白痴", "zh"),
        (None, "これは何ですか、東京都", "ja"),
        (None, "Привет, ok", "ru"),
        (None, "שלום", "en"),
        (None, "https://x.example 123 你好世界朋友们大家", "zh"),
        (None, "", "en"),
        (None, "👋 12", "en"),
        ("de", "Привет", "ru"),
    ],
)
def test_the_language_is_the_one_the_author_most_likely_reads(
    preferred: str | None, text: str, language: str
) -> None:
    assert choose_language(RULES, preferred, text) == language


def test_a_latin_text_is_not_answered_in_another_script_where_that_can_be_helped() -> None:
    rules = Ruleset(name="x", hash="0", languages=("ar", "en"))
    assert choose_language(rules, None, "Hello there") == "en"
    assert choose_language(rules, None, "") == "ar"


def test_placeholders_are_filled_in() -> None:
    rendered = render("Hi {{author}}, {{ rule }}. {{author}}", {"author": "Ana", "rule": "Rule 1"})
    assert rendered.text == "Hi Ana, Rule 1. Ana"
    assert rendered.missing == ()


@pytest.mark.parametrize("values", [{}, {"author": ""}, {"author": "  "}])
def test_a_missing_value_is_replaced_by_the_fallback_or_reported(values: dict[str, str]) -> None:
    assert render("Hi {{author|there}}", values).text == "Hi there"
    assert render("Hi{{author|}}!", values).text == "Hi!"
    rendered = render("Hi {{author}} {{author}} {{place}}", values)
    assert rendered.missing == ("author", "place")
    assert "{{author}}" in rendered.text


def test_values_are_never_searched_for_placeholders() -> None:
    rendered = render("{{excerpt}} {{author}}", {"excerpt": "{{author}}", "author": "Ana"})
    assert rendered.text == "｛｛author｝｝ Ana"


@pytest.mark.parametrize(
    ("quoted", "shown"),
    [
        ("@everyone hi", "＠everyone hi"),
        ("`code` **bold** [a](b) <b>", "｀code｀ ＊＊bold＊＊ ［a］(b) ＜b＞"),
        ("&#64;ana #general", "＆＃64;ana ＃general"),
        ("Streets & politics", "Streets & politics"),
        ("gopher://a and ://b", "gopher［://］a and ［://］b"),
        ("see https://evil.example/x", "see https［://］evil.example/x"),
        ("see www.evil.example", "see www［.］evil.example"),
        ("two\nlines", "two⏎lines"),
        ("jean_paul", "jean_paul"),
        ("ÉTÉ, c'est bien!", "ÉTÉ, c'est bien!"),
    ],
)
def test_quoted_text_mentions_nobody_and_is_no_markup(quoted: str, shown: str) -> None:
    assert quote(quoted) == shown
    assert render("{{excerpt}}", {"excerpt": quoted}).text == shown


def test_quoted_text_is_cut() -> None:
    text = render("{{excerpt}}", {"excerpt": "word " * 1000}).text
    assert len(text) <= 200
    assert text.endswith("…")


def test_the_rulesets_own_words_are_put_in_as_they_are() -> None:
    appeal = "Write to *us*:\nhttps://appeal.example"
    assert render("{{appeal}}", {"appeal": appeal}).text == appeal


def test_a_page_of_the_ruleset_is_put_in_as_it_is() -> None:
    text = GOOD.replace(
        "  signature:", "  links: {market: 'https://example.org/m#x'}\n  signature:"
    )
    ruleset = compiled(text.replace("Bonjour", "Voir {{link:market}}").encode(), "x")
    told = ruleset.responses[0].texts[1][1]
    assert render(told, links(ruleset)).text == "Voir https://example.org/m#x"
    with pytest.raises(FileProblems) as caught:
        compiled(text.replace("Bonjour", "Voir {{link:markt}}").encode(), "x")
    assert "did you mean “market”?" in str(caught.value.problems[0])


NAMES = st.sampled_from([name for name in PLACEHOLDERS if name not in OURS])
PIECES = st.one_of(
    st.text(st.characters(exclude_characters="{}")),
    st.tuples(NAMES, st.none() | st.text(st.characters(exclude_characters="{}"))),
)


@given(st.lists(PIECES), st.dictionaries(NAMES, st.text()))
def test_no_placeholder_is_ever_left_unsaid(
    pieces: list[str | tuple[str, str | None]], values: dict[str, str]
) -> None:
    template = "".join(
        piece
        if isinstance(piece, str)
        else "{{" + piece[0] + ("" if piece[1] is None else f"|{piece[1]}") + "}}"
        for piece in pieces
    )
    rendered = render(template, values)
    assert placeholders(rendered.text) == rendered.missing
    assert rendered.missing or "{{" not in rendered.text


def test_lines_that_become_empty_leave_no_hole() -> None:
    text = render("a\n\n{{place|}}\n\n{{signature|}}\n\nb\n", {}).text
    assert text == "a\n\nb"


def test_placeholders_are_named_once_and_in_order() -> None:
    assert placeholders("{{b|x}} {{a}} {{b}} {c} {{ d }}") == ("b", "a", "d")


@given(st.text())
def test_no_quoted_text_acts(text: str) -> None:
    made = quote(text)
    assert not set(made) & set("@`[]<>*#\\\n\x1b\u200b\u202e")
    assert not re.search(r"&[#\w]", made)
    assert "://" not in made
    assert len(made) <= 240


def test_what_is_written_counts_more_than_what_the_profile_says() -> None:
    found = Ruleset(name="x", hash="0", languages=("en", "fr"))
    french = "Je ne comprends pas pourquoi vous avez fermé cette discussion hier soir."
    assert choose_language(found, None, french, "en") == "fr"
    assert choose_language(found, None, "lol", "fr") == "fr"
    assert choose_language(found, "en", french, "fr") == "en", "what was chosen comes first"
