"""From one look to another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.thinline.pens import (
    BOLD,
    DIM,
    ON,
    PLAIN,
    REVERSE,
    UNDERLINE,
    Pen,
    after,
    change,
    to_blank,
)

colours = st.sampled_from(["", "31", "95", "38;5;200", "38;2;1;2;3"])
backs = st.sampled_from(["", "41", "105", "48;5;200", "48;2;1;2;3"])
pens = st.builds(
    Pen, st.sets(st.sampled_from(sorted(ON)), max_size=3).map(sum), colours, backs, st.just("")
)


def applied(pen: Pen, data: str) -> Pen | None:
    for part in filter(None, data.split("\x1b[")):
        assert part.endswith("m")
        changed = after(pen, part[:-1])
        assert changed is not None
        pen = changed
    return pen


@given(pens, pens, st.booleans())
def test_the_terminal_ends_with_the_new_pen(old: Pen, new: Pen, deltas: bool) -> None:
    assert applied(old, change(old, new, deltas)) == new
    assert applied(old, change(None, new, deltas)) == new


@given(pens, pens)
def test_no_change_is_longer_than_beginning_anew(old: Pen, new: Pen) -> None:
    assert len(change(old, new)) <= len(change(None, new))


def test_a_colour_alone_changes_in_its_own_bytes() -> None:
    assert change(Pen(BOLD, "31", "48;5;16"), Pen(BOLD, "38;5;7", "48;5;16")) == "\x1b[38;5;7m"
    assert change(Pen(BOLD | DIM, "31"), Pen(DIM, "31")) == "\x1b[22;2m"


def test_an_old_console_gets_no_code_that_it_reads_otherwise() -> None:
    assert change(Pen(UNDERLINE, "31"), Pen(0, "31"), deltas=False) == "\x1b[0;31m"
    assert change(Pen(0, "31"), PLAIN, deltas=False) == "\x1b[m"


def test_a_blank_needs_no_colour_of_its_letters() -> None:
    pen = Pen(BOLD, "31", "41")
    assert to_blank(pen, Pen(0, "", "42")) == Pen(BOLD, "31", "42")
    assert to_blank(Pen(UNDERLINE, "31", "41"), Pen(0, "", "41")) == Pen(0, "31", "41")
    assert to_blank(pen, Pen(REVERSE, "32", "41")) == Pen(REVERSE, "32", "41")


def test_a_link_is_opened_and_closed() -> None:
    link = Pen(link="id=1;https://a.example")
    assert change(PLAIN, link) == "\x1b]8;id=1;https://a.example\x1b\\"
    assert change(link, PLAIN) == "\x1b]8;;\x1b\\"


@pytest.mark.parametrize("codes", ["38", "38;5", "38;3;1", "99", "200", "x"])
def test_what_is_not_known_is_not_guessed(codes: str) -> None:
    assert after(PLAIN, codes) is None
