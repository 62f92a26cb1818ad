"""The desk with cases that were known before, and with very many of them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks import crowd
from modtui.adapters.base import Page
from modtui.demo.opening import demo_desk, demo_file
from modtui.model import Claim, Moderator, Severity
from modtui.triage.views import Row, Standing
from modtui.tui.app import DeskApp
from modtui.tui.widgets.queue import age_words, columns
from tests.tui.conftest import BEGIN, Clock, Person, seated


async def test_a_desk_whose_line_is_down_shows_what_was_known(tmp_path: Path, clock: Clock) -> None:
    async with seated(demo_desk(tmp_path, clock=clock), clock, demo_file(tmp_path)) as person:
        await person.presses("down")
        known = [line[8:] for line in person.lines()[2:8]]
    clock.pass_(3 * 3600)
    desk = demo_desk(tmp_path, clock=clock)
    demo_file(tmp_path).rename(tmp_path / "elsewhere.json")
    app = DeskApp(desk, guard=0, clock=clock)
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(app, pilot, clock, demo_file(tmp_path))
        await person.until_changed(lambda: app.opened and bool(desk.line.trouble))
        # How many are alike is counted once the queue was read.
        assert [line[12:48] for line in person.lines()[2:8]] == [line[4:40] for line in known]
        assert "as of 3 h ago · ! " in person.lines()[0]
        row = app.desk_sheet.queue.rows[0]
        await person.presses("enter")
        await person.sees(row.author, row.excerpt[:20])
    await desk.close("keep")


async def test_how_old_the_cases_are_is_said_until_they_were_read(
    tmp_path: Path, clock: Clock
) -> None:
    async with seated(demo_desk(tmp_path, clock=clock), clock, demo_file(tmp_path)):
        pass
    clock.pass_(3 * 3600)
    desk = demo_desk(tmp_path, clock=clock)
    go_on, answer = asyncio.Event(), desk._adapter.open

    async def slow() -> Moderator:
        await go_on.wait()
        return await answer()

    desk._adapter.open = slow  # type: ignore[method-assign]
    app = DeskApp(desk, guard=0, clock=clock)
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(app, pilot, clock, demo_file(tmp_path))
        await person.sees("as of 3 h ago", "care")
        go_on.set()
        await person.sees("read just now")
    await desk.close("keep")


async def test_no_key_is_lost_while_thousands_of_cases_come_in(tmp_path: Path) -> None:
    desk = crowd.desk(tmp_path, 20_000)
    pressed, queue = asyncio.Event(), desk._adapter.queue

    async def half_and_half() -> AsyncIterator[Page]:
        at = 0
        async for page in queue():
            yield page
            at += len(page.cases)
            if at == 10_000:
                await pressed.wait()

    desk._adapter.queue = half_and_half  # type: ignore[method-assign]
    app = DeskApp(desk, guard=0, clock=lambda: crowd.NOON)
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(app, pilot, Clock(), tmp_path)
        await person.until_changed(lambda: app.opened and app.desk_sheet.queue.count() > 100)
        for number in range(40):
            assert app.desk_sheet.queue.cursor == number
            await pilot.press("j")
        assert not desk.line.complete, "they are still coming"
        pressed.set()
        on = app.desk_sheet.queue.current
        await person.until_changed(lambda: desk.line.complete)
        await pilot.pause()
        assert app.desk_sheet.queue.cursor == 40
        assert app.desk_sheet.queue.current == on, "nothing moved under the cursor"
        assert desk.arrivals.new + app.desk_sheet.queue.count() == 20_000
        await person.presses("g")
        await person.until_changed(lambda: app.desk_sheet.queue.count() == 20_000)
        await person.presses("end")
        await person.sees("20000/20000")
    await desk.close("keep")


async def test_the_cursor_stays_on_its_case_when_the_rows_are_sorted(person: Person) -> None:
    queue = person.app.desk_sheet.queue
    await person.presses("j", "j", "j")
    on = queue.current
    assert on is not None
    person.clock.pass_(50 * 3600)
    await person.does("sort")
    assert queue.current is not None and queue.current.key == on.key


def row(**changes: object) -> Row:
    return Row(
        key=crowd.case(1).key,
        standing=Standing.OPEN,
        severity=Severity.HIGH,
        priority=1.0,
        **changes,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_the_columns_fill_the_width_and_no_more(width: int) -> None:
    sizes = columns(width)
    # The cursor's mark, the severity and the flags; each column with the blank before it.
    assert 2 + 3 + 5 + sum(size + 1 for size in sizes if size) == width
    assert bool(sizes.place) == (width >= 70)
    assert bool(sizes.claim) == (width >= 110)
    assert bool(sizes.language) == (width >= 160)


def test_what_waits_longer_than_it_should_is_marked_without_colour() -> None:
    opened = BEGIN - timedelta(hours=3)
    late = row(at=opened, due=BEGIN - timedelta(hours=1))
    timely = row(at=opened, due=BEGIN + timedelta(hours=1))
    assert age_words(late, BEGIN, 6).startswith("●")
    assert age_words(timely, BEGIN, 6) == " 3 h   "
    assert age_words(timely, BEGIN, 13).strip() == "3 h / 4 h"
    assert age_words(row(at=opened), BEGIN, 13).strip() == "3 h"


async def test_who_works_on_a_case_is_shown_until_the_claim_is_over(person: Person) -> None:
    queue = person.app.desk_sheet.queue
    at = next(i for i, found in enumerate(queue.rows) if found.claim is not None)
    assert queue.rows[at].claim == Claim(
        "marie", queue.rows[at].claim.since, queue.rows[at].claim.until
    )
    queue.move_to(at)
    await person.sees("[marie]")
    await person.presses("enter")
    await person.sees("marie works on it, since 4 min (2 h left)")
    await person.presses("q")
    person.clock.pass_(3 * 3600)
    queue.refresh()
    await person.until_changed(lambda: "[marie]" not in person.screen())
