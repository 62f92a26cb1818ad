"""Writing to a person: what is typed goes in as text, and what is to be said of it is there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual import events

from modtui.tui.screens.preview import PreviewSheet
from modtui.tui.screens.writing import WritingSheet
from modtui.tui.widgets.safearea import LONGEST
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


async def writes(person: Person) -> WritingSheet:
    await person.does("remove", "edit")
    await person.sees("Message to Ana")
    sheet = person.app.screen
    assert isinstance(sheet, WritingSheet)
    return sheet


async def pastes(person: Person, text: str) -> None:
    person.app.post_message(events.Paste(text))
    await person.at_rest()


async def test_it_begins_with_the_text_as_the_person_would_get_it(person: Person) -> None:
    await writes(person)
    await person.sees("Hello Ana, your post in Roses called people names", "[en]", "1 hint")
    assert "{{" not in person.screen()


async def test_hints_follow_what_is_typed(person: Person) -> None:
    sheet = await writes(person)
    await pastes(person, "You idiot!!! ")
    await person.sees("hints", "“idiot”", "“!!!”")
    sheet.area.clear()
    await pastes(person, "Dear Ana, hello.")
    await person.until_changed(lambda: "“idiot”" not in person.screen())


async def test_too_long_is_said_in_words(person: Person) -> None:
    sheet = await writes(person)
    limit = person.desk.capabilities["warn"].limit
    assert limit is not None
    sheet.area.clear()
    await pastes(person, "x" * (limit - 1))
    await person.sees(f"{limit - 1} of {limit} characters")
    assert "too many" not in person.screen()
    await pastes(person, "xyz")
    await person.sees(f"{limit + 2} of {limit} characters, 2 too many")
    await person.presses("escape")
    await person.sees("The message is too long")


async def test_the_text_as_it_is_sent_is_one_key_away(person: Person) -> None:
    sheet = await writes(person)
    await pastes(person, "Dear {{author}}, you idiot. {{oops}} ")
    await person.does("as-sent")
    await person.sees("As it is sent:", "┃ Dear Ana, you idiot.", "! The message has no value")
    await person.does("as-sent")
    await person.sees("Dear {{author}}, you idiot.")
    await person.presses("X")
    assert sheet.area.text.startswith("Dear {{author}}, you idiot. {{oops}} X")


async def test_a_paste_is_text_its_lines_are_lines_and_nothing_in_it_acts(
    person: Person,
) -> None:
    sheet = await writes(person)
    sheet.area.clear()
    await pastes(person, "one\rtwo\r\nthree\x1b[2J\x07\u202e\x9b31m\ny\n")
    assert sheet.area.text.startswith("one\ntwo\nthree␛[2J␇")
    assert not set(sheet.area.text) & set("\x1b\x07\x9b\u202e\r")
    assert person.app.screen is sheet and not person.desk.pending()
    assert "does nothing here" not in person.screen()


@pytest.mark.parametrize("key", ["ctrl+a", "ctrl+b", "ctrl+l", "ctrl+r", "ctrl+q", "f5", "\u202e"])
async def test_no_control_character_can_be_typed(person: Person, key: str) -> None:
    sheet = await writes(person)
    for letter in ("a", key, "b"):
        if person.app.screen is sheet and not person.app.leaving:
            person.app.post_message(events.Key(letter, letter if len(letter) == 1 else None))
            await person.pilot.pause()
    assert all(letter == "\n" or letter.isprintable() for letter in sheet.area.text)


async def test_what_is_too_long_to_be_a_message_is_left_out_and_said_so(person: Person) -> None:
    sheet = await writes(person)
    await pastes(person, "x" * (LONGEST + 10))
    assert len(sheet.area.text) == LONGEST
    await person.sees("no room for more than 20000 characters")


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (100, 30), (160, 40)])
async def test_it_fits_every_screen(garden: Garden, size: tuple[int, int]) -> None:
    clock: Clock = garden.clock  # type: ignore[assignment]  # the same, made there
    async with seated(garden.desk(), clock, garden.file, size) as person:
        sheet = await writes(person)
        await pastes(person, "You idiot!!! ")
        await person.sees("Hello Ana", "“idiot”", "Esc done", "Ctrl+T as sent")
        assert all(len(line) == size[0] for line in person.lines())
        beside = sheet.area.region.y == sheet.hints.region.y
        assert beside is (size[0] >= 100)


async def test_a_restricted_desk_opens_no_editor(garden: Garden) -> None:
    clock: Clock = garden.clock  # type: ignore[assignment]  # the same, made there
    desk = garden.desk(restricted=True)
    async with seated(desk, clock, garden.file) as person:
        await person.does("remove", "edit-outside")
        await person.sees("The editor is turned off here (restricted).")
        assert isinstance(person.app.screen, PreviewSheet)
