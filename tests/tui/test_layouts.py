"""Queue, case and what is around it, beside each other where there is room."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from modtui.model import Case, CaseKey, Context
from modtui.tui import pacing
from modtui.tui.layout import VERY_WIDE, WIDE, shares
from modtui.tui.pieces import cells
from modtui.tui.screens.case import CaseSheet
from tests.triage.garden import Garden
from tests.tui.conftest import Clock, Person, seated

SIZES = [(60, 18), (80, 24), (120, 40), (200, 50)]
LONG = "\n".join(f"line {n} of a long story, told at length" for n in range(90))

Sits = Callable[[tuple[int, int]], AbstractAsyncContextManager[Person]]


class Line:
    """The way to a backend that may not answer at once about what is around a case."""

    def __init__(self, garden: Garden) -> None:
        self.asked: list[CaseKey] = []
        self.open = asyncio.Event()
        self.open.set()
        self._garden = garden

    def takes(self) -> None:
        assert self._garden.line is not None
        context = self._garden.line.context

        async def slowly(case: Case) -> Context:
            self.asked.append(case.key)
            await self.open.wait()
            return await context(case)  # type: ignore[operator]

        self._garden.line.context = slowly  # type: ignore[attr-defined]


@pytest.fixture
def garden(tmp_path: Path) -> Garden:
    garden = Garden(tmp_path)
    garden.community.add_post("t1", "u-rose", "What lovely weather")
    garden.flagged("Second of them")
    garden.flagged(LONG, author="u-paul")
    return garden


@pytest.fixture
def line(garden: Garden) -> Line:
    return Line(garden)


@pytest.fixture
def sits(garden: Garden, line: Line) -> Sits:
    @asynccontextmanager
    async def sits(size: tuple[int, int]) -> AsyncIterator[Person]:
        clock = Clock()
        clock.now = garden.clock.now
        garden.clock = clock  # type: ignore[assignment]
        desk = garden.desk()
        line.takes()
        async with seated(desk, clock, garden.file, size) as person:
            yield person

    return sits


async def resized(person: Person, width: int, height: int) -> None:
    await person.pilot.resize_terminal(width, height)
    await person.at_rest()


def test_the_panes_take_all_the_width_and_none_is_too_narrow() -> None:
    for width in range(20, 400):
        parts = shares(width)
        assert sum(parts) == width
        assert len(parts) == 1 + (width >= WIDE) + (width >= VERY_WIDE)
        assert len(parts) == 1 or min(parts) >= 54


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_is_wider_than_the_screen_and_no_hint_is_clipped(
    sits: Sits, size: tuple[int, int]
) -> None:
    async with sits(size) as person:
        await person.sees("You idiot")
        for actions in ((), ("open",), ("thread",), ("close-case", "down")):
            await person.does(*actions)
            lines = person.lines()
            assert [cells(text) for text in lines] == [size[0]] * size[1]
            footer = person.app.screen.footer  # type: ignore[attr-defined]
            hints = footer.fitting(size[0])
            assert hints[0][1] == "help"
            for key, word in hints:
                assert f"{key} {word}" in lines[-1]


async def test_a_narrow_desk_shows_the_queue_or_the_case(sits: Sits) -> None:
    async with sits((80, 24)) as person:
        await person.sees("age    flag")
        assert "▌ You idiot" not in person.screen()
        await person.does("open")
        await person.sees("▌ You idiot", "What lovely weather")
        assert "age    flag" not in person.screen()
        await person.does("close-case")
        await person.sees("age    flag")


async def test_a_wide_desk_shows_the_case_of_the_row_beside_it(sits: Sits) -> None:
    async with sits((120, 40)) as person:
        await person.sees("age    flag", "▌ You idiot", "What lovely weather", "── The author")
        await person.goes_to("Second of them")
        await person.sees("▌ Second of them")
        assert "▌ You idiot" not in person.screen()


async def test_thread_and_person_have_a_pane_where_there_is_more_room(sits: Sits) -> None:
    async with sits((200, 50)) as person:
        await person.goes_to("line 0 of")
        await person.sees("▌ line 0 of a long story", "── Around it", "── The author")
        # The case is longer than its pane, and what is around it is seen all the same.
        await person.sees("line 40 of a long", "What lovely weather")


async def test_enter_gives_the_keys_to_the_case_and_q_gives_them_back(sits: Sits) -> None:
    async with sits((120, 40)) as person:
        await person.goes_to("line 0 of")
        await person.sees("▌ line 0 of a long story")
        queue, sheet = person.app.desk_sheet.queue, person.app.desk_sheet
        at = queue.cursor
        await person.does("open")
        assert person.app.screen is sheet and sheet.NAME == "case"
        await person.sees("›Case", "q back")
        await person.does("page-down")
        await person.until_changed(lambda: "▌ line 0 of" not in person.screen())
        assert queue.cursor == at
        await person.does("close-case")
        assert sheet.NAME == "desk" and queue.has_focus
        await person.sees(" Case", "Enter open")
        await person.does("up")
        assert queue.cursor == at - 1


@pytest.mark.parametrize("size", [(120, 40), (200, 50)])
async def test_verbs_act_from_both_panes_and_go_on_to_the_next_case(
    sits: Sits, size: tuple[int, int]
) -> None:
    async with sits(size) as person:
        queue = person.app.desk_sheet.queue
        first = queue.current
        await person.does("keep")
        await person.until_changed(lambda: queue.current is not first)
        second = queue.current
        assert second is not None and first is not None
        await person.sees("▌ " + second.excerpt[:12])
        await person.does("open", "keep")
        await person.until_changed(lambda: queue.current != second)
        assert {found.decision.case for found in person.desk.pending()} == {first.key, second.key}
        assert person.app.desk_sheet.NAME == "case"
        third = queue.current
        assert third is not None
        await person.sees("▌ " + third.excerpt[:12])


async def test_the_case_has_the_keys_of_a_case_and_not_those_of_the_queue(sits: Sits) -> None:
    async with sits((120, 40)) as person:
        queue = person.app.desk_sheet.queue
        await person.does("open", "next")
        assert queue.cursor == 1 and person.app.desk_sheet.NAME == "case"
        await person.does("previous")
        assert queue.cursor == 0
        await person.presses("S")
        await person.sees("This key does nothing here")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("key", "words"), [("t", "── Around it"), ("i", "── The author")])
async def test_thread_and_person_are_one_key_away_from_the_queue(
    sits: Sits, size: tuple[int, int], key: str, words: str
) -> None:
    async with sits(size) as person:
        await person.goes_to("line 0 of")
        await person.presses(key)
        await person.sees(words)
        assert person.app.screen.NAME == "case"  # type: ignore[attr-defined]


async def test_what_is_around_a_case_never_keeps_from_moving_on(
    sits: Sits, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "AHEAD", 0)
    async with sits((120, 40)) as person:
        await person.sees("What lovely weather")
        line.open.clear()
        key = await person.goes_to("Second of them")
        await person.sees("▌ Second of them", "loading…")
        await person.does("up")
        await person.sees("▌ You idiot")
        await person.goes_to("Second of them")
        await person.sees("▌ Second of them")
        line.open.set()
        await person.sees("▌ Second of them", "What lovely weather")
        assert line.asked.count(key) == 1


async def test_a_held_key_reads_and_draws_no_case_on_its_way(
    sits: Sits, garden: Garden, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(60):
        garden.flagged(f"Number {n} of many")
    monkeypatch.setattr(pacing, "LULL", 1000.0)
    async with sits((120, 40)) as person:
        await person.sees("What lovely weather")
        case = person.app.desk_sheet.case
        assert case is not None
        drawn = case.pane.drawn
        await person.pilot.press(*["j"] * 50)
        await person.at_rest()
        assert person.app.desk_sheet.queue.cursor == 50
        assert case.pane.drawn == drawn
        assert len(line.asked) <= 1 + pacing.AHEAD
        # What keys act on is what is seen, at once where it is asked for.
        row = person.app.desk_sheet.queue.current
        assert row is not None and row.excerpt not in "".join(case.title.words)
        await person.does("open")
        await person.sees("▌ " + row.excerpt)


async def test_a_verb_on_a_case_that_was_not_drawn_yet_is_too_quick(
    sits: Sits, garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "LULL", 1000.0)
    async with sits((120, 40)) as person:
        await person.sees("What lovely weather")
        person.app.guard = 1000.0
        await person.pilot.press("j", "a")
        await person.sees("Too quick", "▌ Second of them")
        assert not person.desk.pending()


async def test_a_key_repaints_only_what_changed(sits: Sits) -> None:
    async with sits((200, 50)) as person:
        sheet = person.app.desk_sheet
        await person.goes_to("line 0 of")
        await person.sees("▌ line 0 of", "── The author")
        await person.does("open")
        assert sheet.case is not None and sheet.around is not None
        before = sheet.queue.drawn, sheet.around.pane.drawn, sheet.case.pane.drawn
        await person.does("down", "down")
        after = sheet.queue.drawn, sheet.around.pane.drawn, sheet.case.pane.drawn
        assert after[:2] == before[:2]
        assert after[2] - before[2] == 2


# Resizing.


def seen_line(person: Person) -> str:
    """The first line of the long story on the screen."""
    return next(text for text in person.lines() if " of a long story" in text).split("▌ ")[-1]


@pytest.mark.parametrize(
    ("size", "to"),
    [
        ((60, 18), (119, 30)),
        ((60, 18), (200, 50)),
        ((80, 24), (120, 40)),
        ((120, 40), (60, 18)),
        ((120, 40), (179, 30)),
        ((200, 50), (120, 40)),
        ((200, 50), (80, 24)),
    ],
)
async def test_resizing_keeps_the_case_and_the_line(
    sits: Sits, size: tuple[int, int], to: tuple[int, int]
) -> None:
    async with sits(size) as person:
        key = await person.goes_to("line 0 of")
        await person.does("open")
        await person.sees("▌ line 0 of a long story")
        await person.does("page-down", "down")
        line = seen_line(person)[:12]
        assert not line.startswith("line 0 ")
        await resized(person, *to)
        await person.until_changed(lambda: person.app.screen.NAME == "case")  # type: ignore[attr-defined]
        assert person.app.screen.case_key() == key  # type: ignore[attr-defined]
        assert isinstance(person.app.screen, CaseSheet) is (to[0] < WIDE)
        await person.sees(line)
        assert seen_line(person).startswith(line)
        await resized(person, *size)
        await person.until_changed(lambda: person.app.screen.NAME == "case")  # type: ignore[attr-defined]
        await person.until_changed(lambda: seen_line(person).startswith(line))
        await person.does("close-case")
        assert person.app.desk_sheet.NAME == "desk"
        assert person.app.desk_sheet.case_key() == key


async def test_a_narrower_desk_stays_in_the_queue_where_the_keys_were_there(sits: Sits) -> None:
    async with sits((200, 50)) as person:
        key = await person.goes_to("Second of them")
        await resized(person, 80, 24)
        assert person.app.screen is person.app.desk_sheet
        assert person.app.desk_sheet.case_key() == key
        assert person.app.desk_sheet.queue.has_focus
        await resized(person, 120, 40)
        await person.sees("▌ Second of them", "Enter open")
        assert person.app.desk_sheet.queue.has_focus


async def test_a_preview_is_not_lost_where_the_terminal_becomes_wide(sits: Sits) -> None:
    async with sits((80, 24)) as person:
        await person.does("open", "remove")
        await person.sees("About to decide")
        await resized(person, 160, 40)
        await person.sees("About to decide")
        first = person.app.desk_sheet.case_key()
        await person.does("confirm")
        await person.until_changed(lambda: person.app.screen is person.app.desk_sheet)
        await person.until_changed(lambda: person.app.desk_sheet.case_key() != first)
        assert [found.decision.case for found in person.desk.pending()] == [first]
        await person.sees("▌ Second of them")


async def test_below_sixty_columns_it_is_said_that_it_is_too_small(sits: Sits) -> None:
    async with sits((59, 18)) as person:
        await person.sees("Too small: 60×18 at least")
        await resized(person, 60, 18)
        assert "Too small" not in person.screen()


async def test_an_unattended_wide_desk_still_lets_cases_in_by_itself(
    sits: Sits, garden: Garden
) -> None:
    async with sits((120, 40)) as person:
        await person.sees("What lovely weather")
        garden.flagged("A forbiddenword that is worse")
        await person.desk.refresh()
        await person.sees("Veiled: it hits the rule")
        assert not person.desk.arrivals.new
