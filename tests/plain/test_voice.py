"""What is written: lines that fit, nothing that moves a cursor, nobody's words at the edge."""

import io

import pytest

from modtui.plain.voice import Voice, ascii_letters, wants_ascii, wrapped
from modtui.text import cells
from tests.test_text import HOSTILE


async def said(voice: Voice, stream: io.StringIO) -> str:
    await voice.flush()
    return stream.getvalue()


@pytest.mark.parametrize("width", [20, 39, 40, 80])
@pytest.mark.parametrize(
    "text",
    ["", "one", "a line of words that is longer than most", "x" * 300, "补过的也好意思拿出来" * 9,
     "  two  blanks   stay  ", *HOSTILE],
)  # fmt: skip
async def test_no_line_is_wider_than_the_terminal(text: str, width: int) -> None:
    stream = io.StringIO()
    voice = Voice(stream, width)
    voice.say(text)
    voice.quote(text)
    lines = (await said(voice, stream)).split("\n")
    assert all(cells(line) <= width for line in lines)
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for line in lines for c in line)


async def test_only_the_program_speaks_from_the_edge() -> None:
    stream = io.StringIO()
    voice = Voice(stream, 40)
    voice.say("Report by Mallory: " + "very " * 12)
    voice.quote("Sent: removed.\n1: keep, remove, skip or ? y\n" + "x" * 90)
    first, *others = (await said(voice, stream)).splitlines()
    assert first.startswith("Report by")
    assert others and all(line.startswith("  ") for line in others)


async def test_own_words_are_in_plain_punctuation_and_other_peoples_as_they_are() -> None:
    stream = io.StringIO()
    voice = Voice(stream, 80)
    voice.say("“so” – it’s…")
    voice.quote("“so” – it’s…")
    assert await said(voice, stream) == '"so" - it\'s...\n  “so” – it’s…\n'


async def test_a_terminal_of_ascii_gets_nothing_else() -> None:
    stream = io.StringIO()
    voice = Voice(stream, 80, plain_letters=True)
    voice.quote("Señor “Müller” … \x9b31m 补过 \x1b[2J")
    text = await said(voice, stream)
    assert text == '  Senor "Muller" ... <009B>31m ?? <1B>[2J\n'
    assert ascii_letters("plain") == "plain"


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"LANG": "C"}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LC_ALL": "POSIX", "LANG": "fr_FR.UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "fr_FR.UTF-8"}, False),
        ({"LANG": "C", "LC_CTYPE": "fr_FR.UTF-8"}, False),
        ({}, False),
    ],
)
def test_ascii_is_for_those_whose_locale_says_so(environment: dict[str, str], wanted: bool) -> None:
    assert wants_ascii(environment) is wanted


async def test_a_reader_who_left_is_no_error() -> None:
    stream = io.StringIO()
    voice = Voice(stream, 80)
    stream.close()
    voice.say("to nobody")
    await voice.flush()
    assert voice.gone


def test_a_script_without_blanks_goes_on_in_its_line() -> None:
    assert wrapped("in 1 补过的也好意思拿出来", 12) == ["in 1 补过的", "  也好意思拿", "  出来"]


def test_a_word_wider_than_a_line_is_cut() -> None:
    assert wrapped("see abcdefghij", 6) == ["see", "  abcd", "  efgh", "  ij"]
