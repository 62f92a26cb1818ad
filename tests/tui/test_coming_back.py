"""What goes wrong between the desk and the backend, as the person is told of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from modtui.adapters.base import Trouble
from modtui.triage.views import Standing
from tests.triage.garden import Garden
from tests.tui.conftest import Clock, Person, seated


@pytest.fixture
def garden(tmp_path: Path) -> Garden:
    return Garden(tmp_path)


@pytest.fixture
async def person(garden: Garden) -> AsyncIterator[Person]:
    clock: Clock = garden.clock  # type: ignore[assignment]  # the same, made there
    async with seated(garden.desk(), clock, garden.file) as person:
        yield person


async def remove(person: Person) -> None:
    await person.does("remove", "confirm")
    await person.until_changed(lambda: bool(person.desk.pending()))


async def test_an_edited_post_comes_back_with_what_changed(garden: Garden, person: Person) -> None:
    await person.does("open")
    await person.sees("rude")
    await person.does("remove", "confirm")
    await person.until_changed(lambda: bool(person.desk.pending()))
    garden.community.edit_post(garden.insult.native, "You genius, that is not how roses are cut.")
    await person.sent()
    if person.app.screen is person.app.desk_sheet:
        await person.does("open")
    await person.sees("Your decision was not sent", "[-idiot,-]", "{+genius,+}")
    await person.does("even-so")
    await person.sent()
    post = garden.community.post(garden.insult.native)
    assert post is not None and post.showing == "removed"


async def test_a_step_in_doubt_is_asked_about_and_answered(garden: Garden) -> None:
    desk = garden.desk()
    line = garden.line
    assert line is not None
    line.can_tell = False
    clock: Clock = garden.clock  # type: ignore[assignment]  # the same, made there
    async with seated(desk, clock, garden.file) as person:
        line.breaks["remove"] = ("after", Trouble.IN_DOUBT)
        await remove(person)
        for _ in range(5):
            await person.sent()
        await person.sees("in doubt", "U asks you")
        await person.does("outbox")
        await person.sees("did it happen", "h: yes")
        await person.does("happened")
        await person.sent()
        await person.sees("Nothing is waiting")
        assert line.performed.count("remove") == 1
        row = desk.row(garden.insult)
        assert row is not None and row.standing is Standing.CLOSED


async def test_new_cases_wait_until_they_are_let_in(garden: Garden, person: Person) -> None:
    await person.does("down")
    before = [row.key for row in person.app.desk_sheet.queue.rows]
    new = garden.flagged("Another idiot prunes.")
    await person.does("refresh")
    await person.sees("1 new case", "g lets them in")
    assert [row.key for row in person.app.desk_sheet.queue.rows] == before
    await person.does("let-in")
    assert new in [row.key for row in person.app.desk_sheet.queue.rows]


async def test_the_outbox_counts_down_and_takes_back(garden: Garden, person: Person) -> None:
    await remove(person)
    await person.does("outbox")
    await person.sees("sends in 10 s", "Ana")
    garden.clock.pass_(4)
    await person.sees("sends in 6 s")
    await person.does("take-back")
    await person.sees("Nothing is waiting")
    assert not garden.community.inbox("u-ana")


async def test_the_audit_pane_tells_the_whole_story(garden: Garden, person: Person) -> None:
    await remove(person)
    await person.sent()
    await person.does("audit")
    await person.sees("Removed", "Ana", "by Marie")
    await person.does("filter")
    await person.presses(*"verb", "colon", *"remove", "enter")
    await person.sees("verb:remove", "1/2")
    await person.does("entry")
    await person.sees("what was seen", "You idiot", "message to Ana", "removed: done")
    await person.does("close-text", "verify")
    await person.sees("The journal is as it was written")


async def test_leaving_sends_what_is_held_back_and_says_so(garden: Garden, person: Person) -> None:
    await remove(person)
    await person.does("leave")
    await person.until_changed(lambda: person.app.parting is not None)
    assert person.app.parting == "1 decision sent."
    post = garden.community.post(garden.insult.native)
    assert post is not None and post.showing == "removed"
