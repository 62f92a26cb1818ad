"""What reaches the terminal: the same screen, and little of it."""

import random
import re

import pytest

from modtui.thinline.abilities import Abilities
from tests.thinline.conftest import SCREEN, XTERM, Glass, Pair

ROW = "\x1b[38;5;7;48;5;4m{:<80}\x1b[0m"
TEXTS = (
    "plain words", "漢字かな", "한국어", "e\u0301a\u0323", "naïve …", "──────", "   ", "x" * 30,
)  # fmt: skip
STYLES = ("", "1", "31;44", "38;2;1;2;3;48;2;4;5;6", "4;38;5;9", "7", "9;48;5;3", "1;3;35")


def at(y: int, x: int, text: str) -> str:
    return f"\x1b[{y + 1};{x + 1}H{text}"


def full(rows: list[str]) -> str:
    return "\n".join(at(y, 0, ROW.format(row)) for y, row in enumerate(rows)) + at(0, 0, "")


def sent(pair: Pair, data: str) -> str:
    """What the thin line makes of a write."""
    pair.full.feed(data)
    assert pair.canvas.take(data)
    return pair.paint()


@pytest.mark.parametrize("can", [XTERM, SCREEN, Abilities(scrolls=False)])
@pytest.mark.parametrize("seed", range(10))
def test_any_frames_show_the_same_screen(can: Abilities, seed: int) -> None:
    dice = random.Random(seed)
    pair = Pair(40, 12, can, drops=lambda: dice.random() < 0.2)
    pair.write(full([""] * 12).replace(" " * 40, "", 1))
    for _frame in range(60):
        if dice.random() < 0.3:
            rows = [dice.choice(TEXTS[:2]) + str(dice.randrange(30)) for _ in range(12)]
            up = dice.randrange(1, 4)
            for part in (rows, rows[up:] + rows[:up]):
                pair.write("".join(at(y, 0, row + "\x1b[0m") for y, row in enumerate(part)))
        for _span in range(dice.randrange(1, 6)):
            style, text = dice.choice(STYLES), dice.choice(TEXTS)
            chunk = f"\x1b[{style}m{text}\x1b[0m" if style else text
            pair.write(at(dice.randrange(12), dice.randrange(8), chunk))
    pair.paint()
    # Halves of wide characters are blanked by terminals, and left by the emulation.
    fresh = Pair(40, 12, can)
    picture = pair.canvas.picture()
    fresh.thin.feed(fresh.painter.paint(picture))
    assert pair.thin.cells() == fresh.thin.cells()


def test_an_equal_frame_costs_nothing() -> None:
    pair = Pair()
    frame = full([f"row {y}" for y in range(24)])
    sent(pair, frame)
    assert sent(pair, frame) == ""


def test_one_cell_costs_its_way_and_itself() -> None:
    pair = Pair()
    rows = [f"row {y}" for y in range(24)]
    sent(pair, full(rows))
    rows[12] = "rov 12"
    assert sent(pair, full(rows)) == "\x1b[13;3Hv\x1b[H"


def test_a_list_that_scrolls_is_scrolled_by_the_terminal() -> None:
    pair = Pair()
    rows = ["head", *(f"row number {y}" * 4 for y in range(40))]
    sent(pair, full([*rows[:22], "status", "keys"]))
    data = sent(pair, full(["head", *rows[2:23], "status", "keys"]))
    assert "\x1b[M" in data
    assert len(data) < 90
    pair.check()
    data = sent(pair, full([*rows[:22], "status", "keys"]))
    assert len(data) < 90
    pair.check()


def test_blank_ends_are_erased_only_in_a_colour_that_the_terminal_keeps() -> None:
    for can, erased in ((XTERM, True), (SCREEN, False)):
        pair = Pair(can=can)
        sent(pair, full(["x" * 80] * 24))
        assert ("\x1b[K" in sent(pair, full(["y"] * 24))) is erased
        pair.check()


def test_what_was_not_touched_is_not_written() -> None:
    pair = Pair()
    assert sent(pair, at(3, 4, "here")) == "\x1b[4;5H\x1b[mhere"


def test_everything_is_sent_again_after_something_else_wrote() -> None:
    pair = Pair()
    frame = full([f"row {y}" for y in range(24)])
    sent(pair, frame)
    pair.thin.feed("\x1b[2J\x1b[1;1Hcc: 1 error")
    pair.painter.forget()
    sent(pair, frame)
    pair.check()


@pytest.mark.parametrize(
    "text",
    ["👩\u200d🚀", "❤\ufe0f", "👍🏽", "🇫🇷", "a\u200bb", "क्षि", "\U0001fae8", "\ue0b0"],
    ids=ascii,
)
def test_lines_that_terminals_dispute_are_written_whole_with_columns_said_again(text: str) -> None:
    pair = Pair()
    rows = [f"row {y}" for y in range(24)]
    rows[5] = f"before {text} behind"
    sent(pair, full(rows))
    rows[5] = f"before {text} behinD"
    data = sent(pair, full(rows))
    assert "before" in data and "behinD" in data
    assert text[0] in data
    # However wide the terminal draws it, what follows stands where Textual believes it.
    place = next(
        x for x, cell in enumerate(pair.canvas.picture().rows[5].cells) if cell and cell[0] == "D"
    )
    for drawn in ("", "?", "??"):
        other = Glass(80, 24)
        other.feed(re.sub(r"[^\x00-\x7f]", drawn, data))
        assert other.text[5][place - 5 : place + 1] == "behinD"
    rows[5] = "plain again"
    assert "plain again" in sent(pair, full(rows))


def test_links_are_kept() -> None:
    pair = Pair()
    data = sent(pair, at(1, 0, "see \x1b]8;id=7;https://a.example\x1b\\here\x1b]8;;\x1b\\ now"))
    assert "\x1b]8;id=7;https://a.example\x1b\\here\x1b]8;;\x1b\\ now" in data


@pytest.mark.parametrize(
    "data", ["\x1b[2J", "text", "\x1b[2;2H\x1b[31", "\x1b[1;1H\x1b_Gf=1\x1b\\"]
)
def test_what_is_no_frame_is_not_taken_for_one(data: str) -> None:
    assert not Pair().canvas.take(data)
