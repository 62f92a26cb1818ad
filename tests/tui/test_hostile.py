"""No remote text acts, and none breaks the screen."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from modtui.demo.opening import demo_desk, demo_file
from modtui.tui.screens.case import CaseSheet
from tests.tui.conftest import Clock, Person, seated

BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
STEPS = ((), ("open",), ("close-case", "remove"), ("cancel", "help"), ("close-text", "audit"))


def clean(text: str) -> bool:
    return not any(ord(c) < 32 or 127 <= ord(c) < 160 or ord(c) in BIDI for c in text)


async def test_every_row_and_case_of_the_demo_is_drawn_clean_and_whole(person: Person) -> None:
    queue = person.app.desk_sheet.queue
    for index in range(queue.count()):
        line = queue.draw(index, 80)
        assert line.cell_length == 80 and clean(line.text)
    await person.does("open")
    sheet = person.app.screen
    assert isinstance(sheet, CaseSheet)
    for row in list(queue.rows):
        sheet.show(row.key)
        await person.pilot.pause()
        for index in range(sheet.reading.count()):
            line = sheet.reading.draw(index, 80)
            assert line.cell_length == 80 and clean(line.text), row.key


async def test_markup_in_posts_and_names_is_shown_as_it_is(person: Person) -> None:
    queue = person.app.desk_sheet.queue
    marked = [row for row in queue.rows if "[@click" in row.excerpt or "[/]" in row.excerpt]
    assert marked, "the demo has such a post"
    await person.does("open")
    sheet = person.app.screen
    assert isinstance(sheet, CaseSheet)
    for row in marked:
        sheet.show(row.key)
        await person.pilot.pause()
        assert person.app.is_running and len(person.lines()) == 24


@pytest.mark.parametrize("size", [(60, 18), (40, 10), (120, 40), (200, 50)])
async def test_other_sizes_work_and_clip_no_hint(
    size: tuple[int, int], tmp_path: Path, clock: Clock
) -> None:
    desk = demo_desk(tmp_path, clock=clock)
    async with seated(desk, clock, demo_file(tmp_path), size) as person:
        for actions in STEPS:
            await person.does(*actions)
            lines = person.lines()
            assert len(lines) == size[1]
            assert all(cell_len(line) == size[0] for line in lines)
            assert "? help" in lines[-1]


async def test_a_message_cannot_carry_control_characters_into_the_editor(person: Person) -> None:
    from textual import events

    from modtui.tui.screens.writing import WritingSheet

    await person.does("remove", "edit")
    sheet = person.app.screen
    assert isinstance(sheet, WritingSheet)
    sheet.area.post_message(events.Paste("a\x1b]52;c;aGk=\x07b\x9b31m\u202e"))
    await person.pilot.pause()
    assert clean(sheet.area.text.replace("\n", ""))
