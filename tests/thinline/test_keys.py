"""What is typed over a line that cuts where it likes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from modtui.thinline.keys import LONE, TAIL, Sequences

ARROWS = ("\x1b[A", "\x1b[B", "\x1bOC", "\x1b[1;5D", "\x1b[6~", "\x1b[<0;10;12M", "\x1b[I")


def over(parts: list[tuple[float, str]]) -> tuple[str, int]:
    """Everything heard of these parts, each typed so many seconds after the one before."""
    sequences = Sequences()
    now = 100.0
    text, escapes = "", 0

    def wait(until: float) -> None:
        nonlocal text, escapes
        while (at := sequences.deadline) is not None and at <= until:
            heard = sequences.late(at)
            text, escapes = text + heard.text, escapes + heard.escapes

    for pause, part in parts:
        wait(now + pause)
        now += pause
        heard = sequences.typed(part, now)
        text, escapes = text + heard.text, escapes + heard.escapes
    wait(now + 10)
    return text, escapes


def test_a_lone_escape_is_one_press_within_forty_milliseconds() -> None:
    assert over([(0, "\x1b")]) == ("", 1)
    assert over([(0, "\x1b"), (0.04, "j")]) == ("j", 1)
    assert LONE < 0.04


@pytest.mark.parametrize("arrow", ARROWS)
@pytest.mark.parametrize("pause", [0.06, 0.15, 0.45])
def test_an_arrow_cut_after_its_escape_is_an_escape_and_no_letters(
    arrow: str, pause: float
) -> None:
    assert over([(0, "\x1b"), (pause, arrow[1:]), (0.6, "j")]) == ("j", 1)


@pytest.mark.parametrize("arrow", ARROWS)
@pytest.mark.parametrize("pause", [0.06, 0.15])
def test_an_arrow_cut_anywhere_never_types_letters(arrow: str, pause: float) -> None:
    for at in range(1, len(arrow)):
        text, escapes = over([(0, arrow[:at]), (pause, arrow[at:]), (0, "j")])
        assert (text, escapes) == (("j", 1) if at == 1 else (arrow + "j", 0))


def test_an_arrow_cut_twice_types_nothing() -> None:
    assert over([(0, "\x1b"), (0.06, "["), (0.06, "B")]) == ("", 1)
    assert over([(0, "\x1b"), (0.06, "[1;"), (0.06, "5D"), (0.1, "j")]) == ("j", 1)


def test_the_tail_is_awaited_half_a_second_and_no_longer() -> None:
    assert over([(0, "\x1b"), (LONE + TAIL + 0.01, "[B")]) == ("[B", 1)
    assert over([(0, "\x1b"), (0.1, "["), (0.6, "B")]) == ("[B", 1)


def test_keys_after_escape_are_keys() -> None:
    assert over([(0, "\x1b"), (0.1, "jk")]) == ("jk", 1)
    assert over([(0, "\x1b"), (0.1, "\x1b[B")]) == ("\x1b[B", 1)
    assert over([(0, "\x1b\x1b")]) == ("", 2)


def test_a_paste_whose_start_was_cut_is_still_a_paste() -> None:
    text, escapes = over([(0, "\x1b"), (0.1, "[200~rm all\x1b[201~")])
    assert (text, escapes) == ("\x1b[200~rm all\x1b[201~", 1)


def test_what_the_terminal_answers_is_no_tail_of_a_key() -> None:
    assert over([(0, "\x1b"), (0.1, "[?2026;2$y")]) == ("\x1b[?2026;2$y", 1)


@given(
    st.text("aArw\x1b[", max_size=30), st.lists(st.integers(1, 12), max_size=20), st.floats(0, 3)
)
def test_a_paste_stays_whole_wherever_the_line_cuts_it(
    words: str, sizes: list[int], pause: float
) -> None:
    words = words.replace("\x1b[201~", "").replace("\x1b[200~", "")
    whole = f"\x1b[200~{words}\x1b[201~"
    # Cut anywhere but after the very first character, which is an Escape then.
    parts, rest = [(0.0, whole[:6])], whole[6:]
    for size in sizes:
        parts.append((pause, rest[:size]))
        rest = rest[size:]
    parts.append((pause, rest))
    shown = words.replace("\x1b", "␛")
    assert over(parts) == (f"\x1b[200~{shown}\x1b[201~", 0)


@given(st.lists(st.sampled_from((*ARROWS, "j", "k", "\r", "a", "é", "漢", "\x1ba")), max_size=60))
def test_a_burst_loses_nothing(keys: list[str]) -> None:
    assert over([(0, "".join(keys))]) == ("".join(keys), 0)
    assert over([(0.001, key) for key in keys]) == ("".join(keys), 0)


@pytest.mark.parametrize(
    "within", ["\x1b", "\x1b[A", "\x1b]52;c;YQ==\x07", "\x1bOP", "\x1b[200~", "\x1b[3"]
)
def test_nothing_within_a_paste_is_a_key(within: str) -> None:
    parser = XTermParser()
    pasted = f"\x1b[200~one {within} a y{within}\x1b[201~"
    for cut in range(1, len(pasted)):
        text, escapes = over([(0, pasted[:cut]), (0.01, pasted[cut:] + "j")])
        heard = [*parser.feed(text)]
        assert [type(one).__name__ for one in heard] == ["Paste", "Key"], heard
        assert escapes == 0
        assert isinstance(heard[0], events.Paste) and isinstance(heard[1], events.Key)
        assert heard[0].text == f"one {within} a y{within}".replace("\x1b", "␛")
        assert heard[1].key == "j"
