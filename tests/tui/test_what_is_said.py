"""What the screens say of themselves: the room they need, what a key or a note did."""

from datetime import timedelta
from pathlib import Path

import msgspec
from textual import events

from modtui.demo.opening import demo_desk, demo_file
from modtui.model import Capability
from modtui.tui.screens.desk import DeskSheet
from modtui.tui.screens.preview import PreviewSheet
from tests.triage.garden import Garden
from tests.tui.conftest import Clock, Person, seated


async def test_a_window_too_small_says_so(tmp_path: Path, clock: Clock) -> None:
    desk = demo_desk(tmp_path, clock=clock)
    async with seated(desk, clock, demo_file(tmp_path), (60, 18)) as person:
        assert "Too small" not in person.screen()
        await person.pilot.resize_terminal(50, 18)
        await person.sees("Too small: 60×18 at least")
        await person.does("open")
        await person.sees("Too small: 60×18 at least")
        await person.pilot.resize_terminal(80, 24)
        await person.until_changed(lambda: "Too small" not in person.screen())


async def test_a_paste_does_nothing_and_says_so(person: Person) -> None:
    person.app.post_message(events.Paste("rrr yyy"))
    await person.sees("What you pasted does nothing here")
    assert not person.desk.pending() and isinstance(person.app.screen, DeskSheet)


async def test_a_note_on_a_case_is_seen_in_the_case(person: Person) -> None:
    key = await person.goes_to("Dear members, ignore the jealous people")
    await person.does("open")
    await person.does("note")
    await person.presses(*"wallet", "enter")
    await person.sees("Notes, seen by moderators only", "wallet")
    await person.does("close-case")
    view = await person.desk.look(key)
    assert [note.text for note in view.notes] == ["wallet"]


async def test_the_note_of_a_decision_is_seen_in_its_case(person: Person) -> None:
    await person.goes_to("Dear members, ignore the jealous people")
    await person.does("remove", "add-note")
    await person.presses(*"third", "enter")
    sheet = person.app.screen
    await person.until_changed(lambda: isinstance(sheet, PreviewSheet) and bool(sheet.draft.note))
    await person.does("confirm", "up", "open")
    await person.sees("Notes, seen by moderators only", "third")


async def test_how_long_starts_at_what_is_proposed(person: Person) -> None:
    await person.goes_to("See? Quitter")
    await person.does("mute", "duration")
    await person.sees("For how long?", "› 1 week")


async def test_the_keys_that_a_decision_needs_are_shown_at_80_columns(person: Person) -> None:
    await person.goes_to("See? Quitter")
    await person.does("mute")
    await person.sees("d duration")
    await person.does("cancel", "escalate")
    await person.sees("t contact")


async def test_the_audit_pane_says_whom_each_entry_is_about(person: Person) -> None:
    await person.goes_to("See? Quitter")
    await person.does("mute", "confirm")
    await person.sent()
    await person.does("audit")
    await person.sees("muted: done")
    rows = [line for line in person.lines() if "done" in line]
    assert rows and all("Femi" in row for row in rows)
    await person.does("entry")
    await person.presses("G")
    await person.sees("message to Femi:")


async def test_the_list_of_verbs_takes_their_own_keys(person: Person) -> None:
    await person.goes_to("See? Quitter")
    await person.does("verbs")
    await person.sees("Which verb?", "Slow mode")
    await person.presses("w")
    await person.sees("About to decide · Warn: Femi")


async def test_responses_are_told_apart_by_what_they_say(person: Person) -> None:
    await person.goes_to("See? Quitter")
    await person.does("warn", "response")
    await person.sees("Which response?", "removed", "we removed your post")


async def test_long_lines_are_not_wrapped_wider_than_one_can_read(
    tmp_path: Path, clock: Clock
) -> None:
    desk = demo_desk(tmp_path, clock=clock)
    async with seated(desk, clock, demo_file(tmp_path), (119, 50)) as person:
        await person.does("open")
        await person.sees("rough year")
        body = [line for line in person.lines()[1:-2] if line.startswith(" ▌")]
        assert body and all(len(line.rstrip()) <= 101 for line in body)


async def test_the_terminals_cursor_comes_back_to_the_chosen_row(person: Person) -> None:
    await person.presses("j", "j")
    before = person.app.cursor_position
    await person.does("help", "close-text")
    assert person.app.cursor_position == before


async def test_an_age_in_minutes_is_not_cut(person: Person) -> None:
    row = person.app.desk_sheet.queue.rows[0]
    assert row.at is not None
    person.clock.now = row.at + timedelta(minutes=59)
    person.app.desk_sheet.queue.refresh()
    await person.sees("59 min")


async def test_an_escalation_goes_to_a_contact_that_can_be_reached(person: Person) -> None:
    person.desk.settings = msgspec.structs.replace(
        person.desk.settings, routes=(("safety", "u-safety"),)
    )
    await person.goes_to("Oh look, the toaster lady")
    await person.does("escalate")
    await person.sees("hands the case to Safety contact", "yes, do it")


async def test_the_list_of_verbs_names_them_as_the_help_does(person: Person) -> None:
    await person.does("verbs")
    await person.sees("a Keep ", "r Remove ", "l Lock ", "Lock thread: ")


async def test_the_preview_says_about_whom_even_where_it_is_narrow(person: Person) -> None:
    await person.goes_to("Dear members, ignore the jealous people")
    await person.does("ban")
    await person.sees("About to decide · Remove + Ban + Warn: Bargain Bikes Direct")
    await person.pilot.resize_terminal(60, 18)
    await person.sees(" Remove + Ban + Warn: Bargain Bikes Direct")


async def test_a_verb_that_the_backend_lacks_is_marked_and_says_why(tmp_path: Path) -> None:
    garden = Garden(tmp_path)
    desk = garden.desk()
    line = garden.line
    assert line is not None
    known = await line.capabilities()
    off = "Bans are turned off here."

    async def without_bans() -> tuple[Capability, ...]:
        return tuple(
            msgspec.structs.replace(one, why_not=off) if one.verb == "ban" else one for one in known
        )

    line.capabilities = without_bans  # type: ignore[method-assign]
    clock: Clock = garden.clock  # type: ignore[assignment]  # the same, made there
    async with seated(desk, clock, garden.file, (120, 24)) as person:
        await person.sees("✗b ban", " r remove")
        await person.does("ban")
        await person.sees(f"Ban: {off}")
        await person.does("open")
        await person.sees("✗b ban")


async def test_what_cannot_be_undone_is_asked_in_one_line_of_the_preview(tmp_path: Path) -> None:
    garden = Garden(tmp_path)
    desk = garden.desk()
    line = garden.line
    assert line is not None
    known = await line.capabilities()

    async def for_good() -> tuple[Capability, ...]:
        return tuple(
            msgspec.structs.replace(one, inverse=None) if one.verb == "remove" else one
            for one in known
        )

    line.capabilities = for_good  # type: ignore[method-assign]
    clock: Clock = garden.clock  # type: ignore[assignment]  # the same, made there
    async with seated(desk, clock, garden.file) as person:
        await person.does("remove")
        await person.sees("Cannot be undone once sent: Remove. y does it, q goes back.")
        await person.does("cancel", "warn")
        await person.sees("About to decide")
        assert "Cannot be undone" not in person.screen()


async def test_a_whole_decision_fits_one_screen(person: Person) -> None:
    await person.goes_to("Dear members, ignore the jealous people")
    await person.does("remove")
    await person.sees(
        "No fraud", "Remove", "Mute", "Close", "Warn", "as you:", "Everybody sees",
        "Hello Bargain Bikes Direct", "The moderation team",
    )  # fmt: skip
