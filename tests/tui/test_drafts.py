"""What a person changed before deciding comes back when they do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual import events

from modtui.model import Verb
from modtui.tui.screens.preview import PreviewSheet
from tests.triage.garden import Garden
from tests.tui.conftest import Clock, Person, seated

MINE = "Please cut them kindly."


@pytest.fixture
def garden(tmp_path: Path) -> Garden:
    return Garden(tmp_path)


def sitting(garden: Garden, who: str = "u-marie"):  # type: ignore[no-untyped-def]
    clock: Clock = garden.clock  # type: ignore[assignment]  # the same, made there
    return seated(garden.desk(who), clock, garden.file)


@pytest.fixture
async def person(garden: Garden) -> AsyncIterator[Person]:
    async with sitting(garden) as person:
        yield person


async def previews(person: Person, verb: str = "remove") -> PreviewSheet:
    await person.does(verb)
    sheet = person.app.screen
    assert isinstance(sheet, PreviewSheet)
    return sheet


async def writes(person: Person) -> PreviewSheet:
    """Puts a sentence before the message of a removal."""
    sheet = await previews(person)
    await person.does("edit")
    person.app.post_message(events.Paste(MINE))
    await person.presses("escape")
    await person.until_changed(lambda: sheet.draft.message.startswith(MINE))
    return sheet


async def test_turning_back_keeps_it_and_the_next_preview_has_it(person: Person) -> None:
    await writes(person)
    await person.does("cancel")
    await person.sees("Nothing was done")
    sheet = await previews(person)
    await person.sees("Your draft of 12:00 UTC is back; Ctrl+G throws it away.", MINE)
    assert sheet.draft.message.startswith(MINE)
    await person.does("confirm")
    await person.until_changed(lambda: bool(person.desk.pending()))
    (pending,) = person.desk.pending()
    assert any((step.text or "").startswith(MINE) for step in pending.decision.steps)


async def test_another_verb_begins_anew(person: Person) -> None:
    await writes(person)
    await person.does("cancel")
    sheet = await previews(person, "ban")
    assert MINE not in sheet.draft.message and "is back" not in person.screen()


async def test_taking_a_decision_back_gives_the_message_back(person: Person) -> None:
    await writes(person)
    await person.does("confirm")
    await person.until_changed(lambda: bool(person.desk.pending()))
    await person.does("undo")
    await person.sees("taken back")
    sheet = await previews(person)
    await person.sees("is back")
    assert sheet.draft.message.startswith(MINE)


async def test_what_was_sent_does_not_come_back(garden: Garden, person: Person) -> None:
    await writes(person)
    await person.does("confirm")
    await person.until_changed(lambda: bool(person.desk.pending()))
    await person.sent()
    await person.desk.refresh()
    assert await person.desk.drafts.of(garden.insult, Verb.REMOVE) is None


async def test_an_edit_by_the_author_gives_the_message_back(garden: Garden, person: Person) -> None:
    await writes(person)
    await person.does("confirm")
    await person.until_changed(lambda: bool(person.desk.pending()))
    garden.community.edit_post(garden.insult.native, "You genius, that is how roses are cut.")
    await person.sent()
    await previews(person)
    await person.sees("is back", MINE)


async def test_everything_that_can_be_changed_comes_back(garden: Garden, person: Person) -> None:
    sheet = await previews(person, "mute")
    await person.presses("4")
    await person.until_drafted("together")
    await person.does("duration", "last", "up", "choose")
    await person.until_changed(lambda: sheet.draft.effects[1].step.seconds == 90 * 86_400)
    await person.does("response")
    await person.presses(*"quote", "enter")
    await person.until_changed(lambda: sheet.draft.response == "quote")
    await person.does("add-note")
    await person.presses(*"with", "enter")
    await person.until_changed(lambda: sheet.draft.note == "with")
    before = sheet.draft
    await person.does("cancel")
    again = await previews(person, "mute")
    assert (again.draft.rule, again.draft.response) == ("together", "quote")
    assert (again.draft.note, again.draft.message) == (before.note, before.message)
    assert again.draft.effects[1].step.seconds == 90 * 86_400


async def test_a_draft_can_be_thrown_away(garden: Garden, person: Person) -> None:
    sheet = await writes(person)
    await person.does("discard-draft")
    await person.until_changed(lambda: MINE not in sheet.draft.message)
    await person.sees("thrown away")
    await person.does("cancel")
    await previews(person)
    assert "is back" not in person.screen()
    await person.does("discard-draft")
    await person.sees("There is no draft to throw away.")


async def test_throwing_one_edit_away_leaves_what_was_written_before(person: Person) -> None:
    sheet = await writes(person)
    await person.does("edit")
    await person.presses("X", "Y", "ctrl+g")
    await person.does("cancel")
    await previews(person)
    await person.sees("is back", MINE)
    assert "XY" not in sheet.draft.message and "XY" not in person.screen()


async def test_nothing_changed_leaves_nothing(garden: Garden, person: Person) -> None:
    await previews(person)
    await person.does("edit")
    await person.presses("escape")
    await person.does("cancel")
    assert await person.desk.drafts.of(garden.insult, Verb.REMOVE) is None


async def test_what_another_moderator_handled_keeps_the_draft(
    garden: Garden, person: Person
) -> None:
    await writes(person)
    await person.does("cancel")
    paul = garden.desk("u-paul", store="paul", hold=0)
    await paul.open()
    await paul.refresh()
    await paul.decide(await paul.draft(paul.view(garden.insult), Verb.KEEP))
    await paul.send_now()
    await paul.close("keep")
    await person.desk.refresh()
    await previews(person)
    await person.sees("This case is closed already", "is back", MINE)


async def test_a_second_desk_has_what_was_written_at_the_first(
    garden: Garden, person: Person
) -> None:
    await writes(person)
    await person.until_changed(lambda: MINE in _state(garden))
    async with sitting(garden) as second:
        await previews(second)
        await second.sees("is back", MINE)


def _state(garden: Garden) -> str:
    file = garden.store().state
    return file.read_text() if file.exists() else ""


async def test_a_state_file_that_cannot_be_written_is_said_once(
    garden: Garden, person: Person
) -> None:
    lock = garden.store().state.with_name("state.json.lock")
    lock.mkdir(parents=True)
    await previews(person)
    await person.does("language")
    await person.sees("What you write is not kept", "state.json")
    await person.does("language")
    await person.desk.drafts.save()
    await person.pilot.pause()
    assert "is not kept" not in person.screen()
    await person.does("confirm")
    await person.until_changed(lambda: bool(person.desk.pending()))


async def test_leaving_at_once_keeps_what_was_just_typed(garden: Garden) -> None:
    async with sitting(garden) as person:
        await previews(person)
        await person.does("edit")
        await person.presses(*"Kindly")
        person.app.leave("keep")
        await person.until_changed(lambda: "Kindly" in _state(garden))
    assert garden.store().state.stat().st_mode & 0o777 == 0o600
