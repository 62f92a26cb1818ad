"""From the queue to a decision that the community's file shows, with the real keys."""

from modtui.model import Verb
from modtui.triage.views import Standing
from modtui.tui.screens.case import CaseSheet
from modtui.tui.screens.desk import DeskSheet
from modtui.tui.screens.preview import PreviewSheet
from tests.tui.conftest import Person

FRAUD = "Dear members, ignore the jealous people"


async def test_the_queue_shows_the_most_urgent_case_first(person: Person) -> None:
    rows = person.app.desk_sheet.queue.rows
    assert len(rows) >= 80
    priorities = [row.priority for row in rows]
    assert [round(p) for p in priorities] == sorted((round(p) for p in priorities), reverse=True)
    lines = person.lines()
    assert f"1/{len(rows)}" in lines[0]
    assert lines[2].startswith("› ")


async def test_opening_a_case_shows_what_is_needed_to_judge_it(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("open")
    await person.sees("Around it", "Bargain Bikes Direct", "No fraud", "Olu", "verify your wallet")
    await person.does("person")
    await person.sees("Earlier sanctions: none")


async def test_keep_is_one_key_and_closes_the_reports(person: Person) -> None:
    key = await person.goes_to(FRAUD)
    await person.does("keep")
    await person.sees("Kept: Bargain Bikes Direct — sends in")
    queue = person.app.desk_sheet.queue
    assert queue.current is not None and queue.current.key != key
    await person.sent()
    assert key not in await person.open_cases()
    row = person.desk.row(key)
    assert row is not None and row.standing is Standing.CLOSED
    assert not any(act.verb == Verb.REMOVE for act in person.community.act_log())


async def test_remove_previews_the_message_and_does_it_all_on_yes(person: Person) -> None:
    key = await person.goes_to(FRAUD)
    await person.does("remove")
    await person.sees("About to decide", "No fraud", "Message to Bargain Bikes Direct")
    assert not person.desk.pending()
    await person.does("confirm")
    await person.sees("sends in")
    shown = person.community.post(key.native)
    assert shown is not None and shown.showing == "published"
    await person.sent()
    post = person.community.post(key.native)
    assert post is not None and post.showing == "removed"
    assert any("No fraud" in message.text for message in person.community.inbox(post.author))


async def test_undo_within_the_hold_back_takes_everything_back(person: Person) -> None:
    key = await person.goes_to(FRAUD)
    await person.does("remove", "confirm")
    await person.sees("sends in")
    await person.does("undo")
    await person.sees("taken back, nothing was sent")
    await person.sent()
    post = person.community.post(key.native)
    assert post is not None and post.showing == "published"
    assert not person.community.inbox(post.author)
    row = person.desk.row(key)
    assert row is not None and row.standing is Standing.OPEN


async def test_undo_after_sending_previews_the_reverse(person: Person) -> None:
    key = await person.goes_to(FRAUD)
    await person.does("remove", "confirm")
    await person.sent()
    await person.does("undo")
    await person.sees("This reverses a decision that was sent", "Restore")
    await person.does("confirm")
    await person.sent()
    post = person.community.post(key.native)
    assert post is not None and post.showing == "published"


async def test_ban_shuts_the_author_out(person: Person) -> None:
    key = await person.goes_to(FRAUD)
    await person.does("ban")
    await person.sees("Ban", "is shut out")
    await person.does("confirm")
    await person.sent()
    post = person.community.post(key.native)
    assert post is not None and person.community.is_banned(post.author)


async def test_escalate_hands_the_case_to_a_contact(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("escalate")
    await person.sees("A case is handed to you")
    await person.does("confirm")
    await person.sent()
    contacts = ("u-admins", "u-safety")
    assert any(person.community.inbox(contact) for contact in contacts)


async def test_turning_back_from_the_preview_decides_nothing(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("ban", "cancel")
    await person.sees("Nothing was done")
    assert not person.desk.pending()


async def test_another_rule_is_one_more_key(person: Person) -> None:
    await person.goes_to(FRAUD)
    rule = person.desk.ruleset.rules[0]
    await person.presses(rule.key)
    await person.sees("The next verb uses it")
    await person.does("remove")
    sheet = person.app.screen
    assert isinstance(sheet, PreviewSheet) and sheet.draft.rule == rule.id
    other = person.desk.ruleset.rules[1]
    await person.presses(other.key)
    await person.until_drafted(other.id)


async def test_a_problem_is_shown_and_blocks_yes(person: Person) -> None:
    queue = person.app.desk_sheet.queue
    at = next(i for i, row in enumerate(queue.rows) if not row.rule and not row.approval)
    queue.move_to(at)
    await person.does("remove")
    await person.sees("Choose the rule that it breaks")
    await person.does("confirm")
    await person.sees("Not yet")
    assert isinstance(person.app.screen, PreviewSheet)
    assert not person.desk.pending()


async def test_deciding_in_a_case_goes_on_to_the_next_undecided_one(person: Person) -> None:
    await person.does("open")
    sheet = person.app.screen
    assert isinstance(sheet, CaseSheet)
    first = sheet.key
    await person.does("keep")
    assert person.app.screen_stack[-1:] == [sheet]
    assert sheet.key != first
    row = person.desk.row(sheet.key)
    assert row is not None and row.standing is Standing.OPEN
    await person.does("close-case")
    assert isinstance(person.app.screen, DeskSheet)
    current = person.app.desk_sheet.queue.current
    assert current is not None and current.key == sheet.key


async def test_skip_moves_on_without_deciding(person: Person) -> None:
    await person.does("skip")
    assert person.app.desk_sheet.queue.cursor == 1
    assert not person.desk.pending()
    await person.sees("Skipped: Iain. It stays in the queue.")


async def test_the_message_can_be_edited_and_switched_to_another_language(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("remove")
    sheet = person.app.screen
    assert isinstance(sheet, PreviewSheet)
    english = sheet.draft.message
    await person.does("language")
    await person.until_changed(lambda: sheet.draft.message != english)
    await person.does("edit")
    await person.presses("X", "Y", "escape")
    await person.until_changed(lambda: sheet.draft.message.startswith("XY"))
    french = sheet.draft.language
    await person.does("language")
    await person.until_changed(lambda: sheet.draft.language != french)
    assert "XY" not in sheet.draft.message


async def test_a_note_goes_with_the_decision(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("remove", "add-note")
    await person.presses(*"third", "space", *"time")
    sheet = person.app.screen_stack[-2]
    await person.presses("enter")
    await person.until_changed(lambda: isinstance(sheet, PreviewSheet) and bool(sheet.draft.note))
    await person.does("confirm")
    await person.until_changed(lambda: bool(person.desk.pending()))
    assert person.desk.pending()[0].decision.note == "third time"
