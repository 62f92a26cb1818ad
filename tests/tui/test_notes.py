"""Notes: on a case, and on the person where the person is what is read."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from modtui.tui.screens.asking import AskScreen
from tests.triage.garden import Garden
from tests.tui.conftest import Clock, Person, seated


@pytest.fixture
async def person(tmp_path: Path) -> AsyncIterator[Person]:
    garden = Garden(tmp_path)
    garden.flagged("Another one of hers")
    clock = Clock()
    clock.now = garden.clock.now
    garden.clock = clock  # type: ignore[assignment]
    async with seated(garden.desk(), clock, garden.file, (80, 40)) as person:
        yield person


async def writes(person: Person, text: str) -> None:
    await person.until_changed(lambda: isinstance(person.app.screen, AskScreen))
    await person.presses(*text, "enter")


async def test_a_note_is_on_the_case_unless_the_person_is_read(person: Person) -> None:
    await person.does("open", "note")
    await writes(person, "hello")
    await person.sees("── Notes, seen by moderators only", "Marie: hello")
    assert "Noted on them" not in person.screen()


async def test_where_the_person_is_read_it_is_asked_what_the_note_is_on(person: Person) -> None:
    await person.does("open", "person", "note")
    await person.sees("A note on what?", "› on Ana: shown with all their cases", "on this case")
    await person.does("choose")
    await writes(person, "patient")
    await person.sees("Noted on them by your team:", "Marie: patient", "1 note on them")
    await person.does("next")
    await person.sees("▌ Another one of hers", "Marie: patient")
    # Another case: a note is on the case again.
    await person.does("note")
    assert isinstance(person.app.screen, AskScreen)


async def test_the_pane_of_the_person_asks_too(person: Person) -> None:
    await person.pilot.resize_terminal(200, 50)
    await person.sees("── The author")
    await person.presses("i")
    await person.does("note")
    await person.sees("A note on what?")
    await person.does("up", "choose")
    await writes(person, "on the case")
    await person.sees("Marie: on the case")
    assert "Noted on them" not in person.screen()
    await person.does("close-case", "note")
    assert isinstance(person.app.screen, AskScreen)


async def test_turning_back_notes_nothing(person: Person) -> None:
    await person.does("open", "person", "note", "close-choice")
    assert not person.desk.view(person.app.screen.case_key()).about_person  # type: ignore[attr-defined]
    assert person.app.screen.NAME == "case"  # type: ignore[attr-defined]


async def test_reports_say_in_words_how_often_their_reporter_was_right(person: Person) -> None:
    await person.does("open")
    await person.sees("Rose just now: rude – no earlier report of theirs was decided")
    await person.does("close-case", "keep")
    await person.sent()
    await person.goes_to("Another one")
    await person.does("open")
    await person.sees("Rose 1 min ago: rude – 0 of 1 earlier reports agreed")
