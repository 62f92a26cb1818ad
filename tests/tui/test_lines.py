"""The one list that everything is drawn with: only what is seen costs anything."""

from collections.abc import Hashable

from textual.app import App, ComposeResult

from modtui.model import Span
from modtui.text import Safe, segments
from modtui.tui.pieces import Line, Paragraph, Piece, cells, fit, lay, say, strip
from modtui.tui.theme import DUSK, Looks
from modtui.tui.widgets.lines import PickList, Reading

LOOKS = Looks(DUSK)


class Hundred(PickList):
    """Rows by number; remembers which were asked for."""

    def __init__(self, total: int) -> None:
        super().__init__(LOOKS)
        self.total = total
        self.asked: list[int] = []

    def count(self) -> int:
        return self.total

    def state(self, index: int) -> Hashable:
        return index

    def pieces(self, index: int, width: int) -> Line:
        self.asked.append(index)
        return (say(f"row {index}"),)


class ListApp(App[None]):
    def __init__(self, total: int) -> None:
        super().__init__()
        self.list = Hundred(total)

    def compose(self) -> ComposeResult:
        yield self.list


async def test_of_100000_rows_only_those_on_screen_are_made() -> None:
    app = ListApp(100_000)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert sorted(set(app.list.asked)) == list(range(24))
        app.list.asked.clear()
        await pilot.press("G")
        assert app.list.cursor == 99_999
        assert sorted(set(app.list.asked)) == list(range(99_976, 100_000))


async def test_a_cursor_key_makes_two_rows_anew_and_no_other() -> None:
    app = ListApp(100_000)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j")
        app.list.asked.clear()
        await pilot.press("j")
        # Row 1 without the cursor is new only once: the first time it lost it.
        assert set(app.list.asked) <= {1, 2} and app.list.asked


async def test_rows_seen_before_are_not_made_again() -> None:
    app = ListApp(1000)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("pagedown", "pageup", "pagedown")
        app.list.asked.clear()
        await pilot.press("pageup", "pagedown")
        assert not app.list.asked


async def test_the_terminals_cursor_stands_on_the_chosen_row() -> None:
    app = ListApp(100)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "j")
        assert app.cursor_position.y == 3
        await pilot.press("G")
        assert app.cursor_position.y == 23


async def test_resizing_keeps_the_chosen_row_in_view() -> None:
    app = ListApp(1000)
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(20):
            await pilot.press("j")
        await pilot.resize_terminal(80, 10)
        await pilot.pause()
        assert app.list.top <= app.list.cursor < app.list.top + app.list.page


def test_wrapped_lines_fit_and_lose_no_word() -> None:
    text = "a word and 一二三四五六七八九十 and h́́́é and " + "x" * 50 + " end"
    for width in (10, 11, 12, 20, 37, 80):
        laid = lay([Paragraph((Piece(Safe(text)),))], width)
        lines = ["".join(piece.text for piece in line) for line in laid.lines]
        assert all(cells(line) <= width for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_marks_stay_on_their_words_when_wrapped() -> None:
    text = "one two three four five six seven"
    at = text.index("four")
    pieces = tuple(
        Piece(part.text, "hit" if part.marked else "text")
        for part in segments(text, [Span(at, at + 4)])
    )
    for width in (6, 9, 14, 40):
        laid = lay([Paragraph(pieces)], width)
        hits = [piece.text for line in laid.lines for piece in line if piece.look == "hit"]
        assert "".join(hits) == "four"


def test_what_is_fitted_takes_exactly_its_cells() -> None:
    for text in ("short", "一二三四五六", "a" * 50, "éé", ""):
        for width in (1, 2, 5, 6, 7, 20):
            assert cells(fit(Safe(text), width)) == width


def test_a_strip_is_exactly_as_wide_as_its_line() -> None:
    for text in ("short", "一二三四五六七八九十" * 10, "a" * 500):
        assert strip((Piece(Safe(text)),), 37, LOOKS, "cursor").cell_length == 37


async def test_a_text_keeps_its_place_when_it_grows() -> None:
    class ReadingApp(App[None]):
        def compose(self) -> ComposeResult:
            yield Reading(LOOKS, [Paragraph((say(f"line {n}"),)) for n in range(100)])

    app = ReadingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        reading = app.query_one(Reading)
        await pilot.press("j", "j", "j")
        assert reading.top == 3
        reading.replace([Paragraph((say(f"line {n}"),)) for n in range(200)])
        assert reading.top == 3
