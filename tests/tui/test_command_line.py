"""The command line: actions by name, verbs with what they are to use, and what was meant."""

import msgspec
import pytest
from textual import events

from modtui.model import Verb
from modtui.triage.views import Pane
from modtui.tui.screens.audit import AuditSheet
from modtui.tui.screens.bulk import BulkSheet
from modtui.tui.screens.case import CaseSheet
from modtui.tui.screens.command import CommandScreen
from modtui.tui.screens.preview import PreviewSheet
from modtui.tui.screens.text import TextSheet
from tests.tui.conftest import Person

FRAUD = "Dear members, ignore the jealous people"


async def types(person: Person, text: str) -> None:
    """Opens the command line and types, without the key that does it."""
    await person.does("command")
    await person.presses(*("space" if letter == " " else letter for letter in text))


async def runs(person: Person, text: str) -> None:
    await types(person, text)
    await person.does("run-command")


async def test_a_verb_with_its_rule_goes_through_the_preview(person: Person) -> None:
    await person.goes_to(FRAUD)
    await runs(person, "remove spam")
    await person.until_changed(lambda: isinstance(person.app.screen, PreviewSheet))
    sheet = person.app.screen
    assert isinstance(sheet, PreviewSheet) and sheet.draft.rule == "spam"
    assert not person.desk.pending()
    await person.does("confirm")
    await person.until_changed(lambda: bool(person.desk.pending()))


async def test_a_ban_takes_a_rule_and_a_length_of_time(person: Person) -> None:
    await person.goes_to(FRAUD)
    await runs(person, "ban 9d scam")
    await person.until_changed(lambda: isinstance(person.app.screen, PreviewSheet))
    sheet = person.app.screen
    assert isinstance(sheet, PreviewSheet)
    assert sheet.draft.rule == "scam"
    assert {e.step.seconds for e in sheet.draft.effects if e.step.verb == Verb.BAN} == {9 * 86_400}


async def test_an_escalation_takes_its_contact(person: Person) -> None:
    await person.goes_to(FRAUD)
    contact = person.desk.ruleset.contacts[-1].id
    await runs(person, f"escalate {contact}")
    await person.until_changed(lambda: isinstance(person.app.screen, PreviewSheet))
    sheet = person.app.screen
    assert isinstance(sheet, PreviewSheet)
    assert sheet.wish is not None and sheet.wish.contact == contact


async def test_keeping_acts_at_once_as_its_key_does(person: Person) -> None:
    await runs(person, "keep")
    await person.sees("Kept")


async def test_actions_are_typed_by_their_names(person: Person) -> None:
    await runs(person, "open")
    assert isinstance(person.app.screen, CaseSheet)
    await runs(person, "help")
    assert isinstance(person.app.screen, TextSheet)
    await runs(person, "quit")
    assert isinstance(person.app.screen, CaseSheet)
    await runs(person, "close-case")
    await runs(person, "down")
    assert person.app.desk_sheet.queue.cursor == 1
    await runs(person, "rule privacy")
    await person.sees("The next verb uses it")
    await runs(person, "note he apologised")
    await person.sees("Noted.")
    await runs(person, "quit")
    await person.until_changed(lambda: person.app.leaving)


async def test_the_audit_pane_is_filtered_in_one_line(person: Person) -> None:
    await person.does("keep", "keep", "audit")
    await runs(person, "filter verb:ban")
    assert isinstance(person.app.screen, AuditSheet)
    await person.sees("Audit · verb:ban", "No entry fits the filter")


async def test_the_queue_is_filtered_in_one_line(person: Person) -> None:
    await runs(person, "filter author:femi")
    await person.sees("/author:femi", " of ")
    assert {row.author for row in person.desk.rows()} == {"Femi"}


async def test_a_verb_that_is_typed_is_for_all_that_are_marked(person: Person) -> None:
    await person.does("mark", "mark")
    await runs(person, "remove spam")
    await person.until_changed(
        lambda: isinstance(person.app.screen, BulkSheet) and person.app.screen.made is not None
    )
    sheet = person.app.screen
    assert isinstance(sheet, BulkSheet) and sheet.made is not None
    assert {draft.rule for draft in sheet.made.drafts} == {"spam"}
    assert len(sheet.made.drafts) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("remvoe", "There is no command “remvoe”: did you mean “remove”?"),
        ("remove spma", "“spma” is no rule, length of time or response here: did you mean “spam”?"),
        ("ban 7 days", "“days” is no rule"),
        ("rule fruad", "There is no rule “fruad”"),
        ("verify", "“verify” does nothing here. It is for: In the audit pane."),
        ("sort by age", "takes nothing after it"),
    ],
)
async def test_what_means_nothing_is_told_with_what_was_meant(
    person: Person, typed: str, said: str
) -> None:
    await person.goes_to(FRAUD)
    await runs(person, typed)
    await person.sees(said)
    assert not person.desk.pending() and person.app.screen is person.app.desk_sheet


async def test_tab_completes_and_goes_round(person: Person) -> None:
    await types(person, "esc")
    await person.does("complete")
    await person.sees(":escalate")
    sheet = person.app.screen
    assert isinstance(sheet, CommandScreen)
    assert sheet.line.value == ":escalate "
    await person.presses("backspace", *(["backspace"] * len("escalate")), *"re")
    seen = []
    for _round in range(3):
        await person.does("complete")
        seen.append(sheet.line.value)
    assert seen == [":remove", ":refresh", ":repaint"]
    await person.presses("space", "s", "p")
    await person.does("close-command")
    await types(person, "remove sp")
    await person.does("complete")
    sheet = person.app.screen
    assert isinstance(sheet, CommandScreen) and sheet.line.value.startswith(":remove spam")


async def test_what_is_typed_in_one_piece_with_the_colon_is_not_taken_for_keys(
    person: Person,
) -> None:
    await person.goes_to(FRAUD)
    for key in ("colon", *"ban", "space", *"scam", "space", *"7d", "enter"):
        character = " " if key == "space" else key if len(key) == 1 else None
        person.app.post_message(events.Key(key, character))
    await person.until_changed(lambda: isinstance(person.app.screen, PreviewSheet))
    sheet = person.app.screen
    assert isinstance(sheet, PreviewSheet)
    assert sheet.draft.verb == Verb.BAN and sheet.draft.rule == "scam"
    assert not person.desk.pending()


async def test_turning_back_does_nothing(person: Person) -> None:
    await types(person, "remove")
    await person.does("close-command")
    assert person.app.screen is person.app.desk_sheet
    await types(person, "")
    await person.presses("backspace")
    assert person.app.screen is person.app.desk_sheet
    assert not person.desk.pending()


async def test_a_paste_into_the_command_line_is_not_run(person: Person) -> None:
    await types(person, "")
    person.app.screen.post_message(events.Paste("keep\nkeep\n"))
    await person.at_rest()
    assert isinstance(person.app.screen, CommandScreen)
    assert not person.desk.pending()


async def test_a_remote_word_in_a_completion_is_safe(person: Person) -> None:
    await types(person, "\\x1b")
    await person.does("run-command")
    await person.sees("There is no command")


async def test_the_palette_shows_views_with_markup_in_their_names_as_they_are(
    person: Person,
) -> None:
    for name in ("[/] one", "[@click=app.leave]two[/]", "[bold red]three"):
        await person.desk.asking.save_view(Pane.QUEUE, name, 'author:"[/]"')
    await person.does("palette")
    await person.pilot.press("up")
    await person.sees("view [/] one", "view [@click=app.leave]two[/]", "[bold red]three")
    await person.pilot.press("v", "i", "e", "w")
    await person.sees("view [/] one", "view [@click=app.leave]two[/]")
    assert person.app.crashed is None


async def test_what_is_pasted_into_the_palette_is_made_safe(person: Person) -> None:
    await person.does("palette")
    person.app.post_message(events.Paste("a\u202eb\x1b]52;c;aGk=\x07\u200b"))
    await person.sees("a‹202E›b␛]52;c;aGk=␇‹200B›")


@pytest.mark.parametrize("restricted", [False, True])
async def test_a_restricted_desk_writes_no_picture_of_the_screen(
    person: Person, restricted: bool
) -> None:
    settings = msgspec.structs.replace(person.desk.settings, restricted=restricted)
    person.desk.settings = settings
    await person.does("palette")
    await person.pilot.press(*"screen")
    await person.sees("paint the screen again")
    assert ("save a picture" in person.screen()) is not restricted
