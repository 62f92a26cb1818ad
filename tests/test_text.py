"""Hostile text is made safe, whatever it is."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.model import Span
from modtui.text import MARKS, file_name, revision, safe, safe_line, segments

HOSTILE = [
    "\x1b]52;c;Y2FuYXJ5\x07",
    "\x1b[31mred\x1b[0m",
    "\x9b31mred",
    "\x90payload\x9c",
    "\u202egnp.exe",
    "a\u2066b\u2069c",
    "[@click=app.quit]x[/]",
    "zero\u200bwidth\u200c\u200d\ufeff",
    "e" + "\u0301" * 500,
    "\ud800 alone",
    "\U000e0041\U000e0042",
    "\x00\x08\x7f",
    "line\r\nline\rline\u2028line\u0085line",
    "\ufe0f start",
    "\u0301 start",
    "👩\u200d👩\u200d👧\ufe0f",
]

anything = st.text(
    st.characters(codec=None, exclude_categories=())
    | st.sampled_from("\x1b\x9b\u0301\u202e\ud800\n")
)


def is_harmless(text: str) -> bool:
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn"}
    return all(c == "\n" or unicodedata.category(c) not in hidden for c in text)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_character_survives(text: str) -> None:
    assert is_harmless(safe(text))
    assert is_harmless(safe_line(text))
    assert "\n" not in safe_line(text)


@given(anything, st.integers(0, 80))
def test_safe_takes_any_text_and_keeps_its_promises(text: str, limit: int) -> None:
    shown = safe(text, limit)
    assert is_harmless(shown)
    assert len(shown) <= limit
    assert safe(shown, limit) == shown


@given(anything, st.integers(1, 80))
def test_a_line_is_one_line_and_safe_again_is_the_same(text: str, limit: int) -> None:
    line = safe_line(text, limit)
    assert "\n" not in line
    assert is_harmless(line)
    assert len(line) <= limit
    assert safe_line(line, limit) == line


def test_an_escape_is_shown_and_not_sent() -> None:
    assert safe("a\x1b[31mb") == "a␛[31mb"


def test_a_bidi_override_is_shown_by_its_number() -> None:
    assert safe("abc\u202etxt.exe") == "abc‹202E›txt.exe"


def test_markup_is_left_as_text() -> None:
    assert safe("[@click=app.quit]x[/]") == "[@click=app.quit]x[/]"


def test_marks_on_one_letter_are_counted_beyond_the_first_few() -> None:
    shown = safe("e" + "\u0301" * 30 + "x")
    assert shown == "e" + "\u0301" * MARKS + f"‹+{30 - MARKS}›x"


def test_a_mark_without_a_letter_gets_one() -> None:
    assert safe("\u0301a").startswith("◌")


def test_an_emoji_family_is_split_and_persian_keeps_reading() -> None:
    assert safe("👩\u200d👧") == "👩👧"
    assert safe("می\u200cخواهم") == "میخواهم"


def test_a_long_text_says_how_long_it_was() -> None:
    shown = safe("x" * 200_000, 100)
    assert len(shown) == 100
    assert shown.endswith("(200,000 characters in all)")


def test_segments_mark_the_original_place_after_hidden_characters() -> None:
    text = "\x1b\u200bbad word"
    marked = [s.text for s in segments(text, [Span(2, 5)]) if s.marked]
    assert marked == ["bad"]


@given(anything, st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50))))
def test_segments_together_are_the_safe_text(text: str, pairs: list[tuple[int, int]]) -> None:
    spans = [Span(min(pair), max(pair)) for pair in pairs]
    assert "".join(s.text for s in segments(text, spans)) == safe(text)


@given(anything)
def test_a_file_name_never_leaves_its_folder(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*", file_name(text))


def test_a_revision_tells_texts_apart_even_with_lone_surrogates() -> None:
    assert revision("a\ud800") != revision("a")
    assert revision("ab", "c") != revision("a", "bc")


def test_what_is_passed_without_a_second_look_would_pass_one() -> None:
    from modtui.text import _PLAIN, _shown

    plain = [chr(c) for c in range(0x110000) if _PLAIN.fullmatch(chr(c))]
    assert len(plain) > 35_000
    assert [c for c in plain if _shown(c) != c or unicodedata.category(c).startswith("M")] == []


def test_only_text_py_makes_safe_strings() -> None:
    from pathlib import Path

    import modtui

    makers = [
        path.name
        for path in Path(modtui.__file__).parent.rglob("*.py")
        if re.search(r"(?<![\w.])Safe\(", path.read_text(encoding="utf-8"))
    ]
    assert makers == ["text.py"]
