"""One decision for a wave of spam: marked or found alike, previewed once, taken back as one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from modtui.adapters.base import AdapterError, Trouble
from modtui.demo.opening import demo_desk, demo_file
from modtui.model import Verb
from modtui.triage.views import Standing
from modtui.tui import keys
from modtui.tui.screens.alike import AlikeSheet
from modtui.tui.screens.batch import BatchSheet
from modtui.tui.screens.bulk import BulkSheet
from modtui.tui.screens.desk import DeskSheet
from tests.triage.garden import Garden
from tests.tui.conftest import Clock, Person, seated
from tests.tui.test_keystrokes import Counting

MEDS = "Cheap meds, no prescription"


async def grouped(person: Person) -> None:
    """Until the numbers on the rows are there."""
    queue = person.app.desk_sheet.queue
    await person.until_changed(
        lambda: bool(queue.rows[0]) and person.desk._groups.settled and any(_alike(person))
    )


async def to_the_wave(person: Person) -> None:
    """Puts the cursor on the first case of the wave."""
    queue = person.app.desk_sheet.queue
    queue.move_to(next(i for i, row in enumerate(queue.rows) if MEDS in row.excerpt))
    await person.pilot.pause()


def _alike(person: Person) -> list[int]:
    return [row.alike for row in person.desk.rows()]


async def ready(person: Person) -> BulkSheet:
    """Until all cases are drafted."""
    await person.until_changed(
        lambda: isinstance(person.app.screen, BulkSheet) and person.app.screen.made is not None
    )
    await person.pilot.pause()
    sheet = person.app.screen
    assert isinstance(sheet, BulkSheet)
    return sheet


async def decided(person: Person) -> None:
    """Until what was confirmed is written down."""
    await person.until_changed(lambda: isinstance(person.app.screen, DeskSheet))
    await person.until_changed(lambda: not person.app.busy)


async def test_the_row_counts_what_is_like_it(person: Person) -> None:
    await grouped(person)
    await to_the_wave(person)
    row = person.app.desk_sheet.queue.current
    assert row is not None and row.alike >= 5
    await person.sees(f"+{row.alike} Cheap meds")


async def test_all_like_this_one_takes_three_keys(person: Person) -> None:
    await grouped(person)
    await to_the_wave(person)
    counting = Counting(person)
    await counting.does("alike", "remove")
    await ready(person)
    await counting.does("confirm-all")
    await decided(person)
    print(f"all like this one: {len(counting.pressed)} ({' '.join(counting.pressed)})")
    assert len(counting.pressed) == 3
    (batch,) = person.desk.batches.unfinished()
    assert batch.size >= 6
    await person.sees("Removed + warned", f"{batch.size} cases", "sends in")
    await person.sent()
    log = [act.verb for act in person.community.act_log()]
    assert log.count(Verb.REMOVE) == batch.size


async def test_the_group_shows_what_differs_from_the_first(person: Person) -> None:
    await grouped(person)
    await to_the_wave(person)
    await person.does("alike")
    assert isinstance(person.app.screen, AlikeSheet)
    await person.sees("cases say this", "[x]", "{+", "[-", "meds")


async def test_what_is_unmarked_is_not_decided(person: Person) -> None:
    await grouped(person)
    await to_the_wave(person)
    await person.does("alike")
    sheet = person.app.screen
    assert isinstance(sheet, AlikeSheet)
    total = len(sheet.list.keys)
    spared = sheet.list.keys[2]
    await person.presses("j", "x", "space", "k", "k", "space")
    await person.sees(f"{total - 1} chosen")
    chosen = sheet.chosen_cases()
    assert spared not in chosen and len(chosen) < total
    await person.does("keep")
    await ready(person)
    await person.does("confirm-all")
    await decided(person)
    assert {pending.decision.case for pending in person.desk.pending()} == set(chosen)


async def test_the_other_group_is_of_the_same_author(person: Person) -> None:
    await grouped(person)
    await to_the_wave(person)
    await person.does("alike", "axis")
    sheet = person.app.screen
    assert isinstance(sheet, AlikeSheet)
    authors = {row.author for key in sheet.list.keys if (row := person.desk.row(key))}
    assert len(authors) == 1
    await person.sees("cases by this author")


async def test_marked_cases_are_decided_together_even_to_keep(person: Person) -> None:
    await person.does("mark", "mark", "mark")
    await person.sees("3 marked")
    assert [line[:2] for line in person.lines()[2:5]] == [" x"] * 3
    await person.does("keep")
    sheet = await ready(person)
    assert sheet.made is not None and len(sheet.made.drafts) == 3
    assert not person.desk.pending()
    await person.sees("Keep: 3 cases")
    await person.does("confirm-all")
    await decided(person)
    assert len(person.desk.pending()) == 3
    assert "marked" not in person.lines()[0]


async def test_marks_are_taken_away_with_the_same_key_or_escape(person: Person) -> None:
    await person.does("mark", "mark")
    await person.presses("k")
    await person.does("mark")
    await person.sees("1 marked")
    await person.does("unfilter")
    assert "marked" not in person.screen()


async def test_nothing_moves_when_cases_are_marked(person: Person) -> None:
    rows = [row.key for row in person.app.desk_sheet.queue.rows]
    await person.does("mark", "mark", "mark")
    assert [row.key for row in person.app.desk_sheet.queue.rows] == rows
    assert person.app.desk_sheet.queue.cursor == 3


async def test_turning_back_decides_nothing_and_keeps_the_marks(person: Person) -> None:
    await person.does("mark", "mark", "ban")
    await ready(person)
    await person.does("cancel-all")
    await person.sees("Nothing was done", "2 marked")
    assert not person.desk.pending()


async def test_one_undo_takes_all_of_it_back(person: Person) -> None:
    await person.does("mark", "mark", "mark", "keep")
    await ready(person)
    await person.does("confirm-all")
    await decided(person)
    await person.does("undo")
    await person.sees("3 decisions taken back")
    assert not person.desk.pending()


async def test_undo_after_sending_previews_the_reverse_of_all(person: Person) -> None:
    await grouped(person)
    await to_the_wave(person)
    await person.does("alike", "remove")
    sheet = await ready(person)
    assert sheet.made is not None
    count = len(sheet.made.drafts)
    await person.does("confirm-all")
    await decided(person)
    await person.sent()
    await person.does("undo")
    await ready(person)
    await person.sees("This reverses decisions that were sent", f"{count} cases")
    await person.does("confirm-all")
    await decided(person)
    await person.sent()
    log = [act.verb for act in person.community.act_log()]
    assert log.count(Verb.RESTORE) == count


async def test_left_out_cases_are_named_with_the_reason(person: Person) -> None:
    queue = person.app.desk_sheet.queue
    at = next(i for i, row in enumerate(queue.rows) if not row.rule and not row.approval)
    await person.does("mark")
    queue.move_to(at)
    await person.does("mark", "remove")
    await ready(person)
    await person.sees("1 case is left out", "Choose the rule that it breaks", "1 case ")


async def test_cases_of_one_person_left_out_for_one_reason_share_a_line(person: Person) -> None:
    queue = person.app.desk_sheet.queue
    author = next(row.author for row in queue.rows if not row.rule and row.same_author >= 3)
    ruleless = [
        at
        for at, row in enumerate(queue.rows)
        if row.author == author and not row.rule and not row.approval
    ]
    await person.does("mark")
    for at in ruleless:
        queue.move_to(at)
        await person.does("mark")
    await person.does("remove")
    await ready(person)
    await person.sees(f"{author} ({len(ruleless)} cases): Choose the rule that it breaks")
    assert person.screen().count("Choose the rule") == 1


async def test_the_message_is_edited_for_all_with_its_placeholders(person: Person) -> None:
    await grouped(person)
    await to_the_wave(person)
    await person.does("alike", "warn")
    await ready(person)
    await person.does("edit-all")
    await person.sees("{{author")
    await person.presses("X", "Y", "escape")
    await person.until_changed(lambda: isinstance(person.app.screen, BulkSheet))
    sheet = await ready(person)
    assert sheet.made is not None
    spoken = [draft for draft in sheet.made.drafts if draft.message]
    assert len({draft.message for draft in spoken}) == len(spoken) > 1
    for draft in spoken:
        assert draft.message.startswith("XY") and draft.recipient in draft.message


async def test_a_veiled_text_stays_veiled_in_its_group(tmp_path: Path) -> None:
    garden = Garden(tmp_path)
    for end in ("roses", "tulips"):
        garden.flagged(f"A forbiddenword of quite some length among so many {end}")
    async with seated(garden.desk(), garden.clock, garden.file) as person:  # type: ignore[arg-type]
        await grouped(person)
        queue = person.app.desk_sheet.queue
        queue.move_to(next(i for i, row in enumerate(queue.rows) if row.veiled))
        await person.does("alike")
        await person.sees("2 cases say this", "veiled: Never repeat this")
        assert "forbiddenword" not in person.screen()
        assert "roses" not in person.screen() and "tulips" not in person.screen()


async def test_the_outbox_shows_a_batch_as_one_line_and_enter_opens_it(person: Person) -> None:
    await person.does("mark", "mark", "mark", "keep")
    await ready(person)
    await person.does("confirm-all")
    await decided(person)
    await person.does("outbox")
    await person.sees("Kept: 3 cases", "3 decisions not finished")
    await person.does("story")
    assert isinstance(person.app.screen, BatchSheet)
    await person.sees("Held back", "held back")
    await person.does("batch-take-back")
    await person.sees("3 decisions taken back")


@pytest.fixture
async def failing(tmp_path: Path, clock: Clock) -> AsyncIterator[Person]:
    """A moderator whose backend refuses one case."""
    desk = demo_desk(tmp_path, clock=clock)
    perform = desk._adapter.perform
    refused: list[str] = []

    async def some_refused(order: object) -> object:
        native = order.decision.case.native  # type: ignore[attr-defined]
        if not refused or refused == [native]:
            if not refused:
                refused.append(native)
            if len(refused) == 1 and not getattr(desk, "willing", False):
                raise AdapterError(Trouble.REFUSED, "it does not want to")
        return await perform(order)  # type: ignore[arg-type]

    desk._adapter.perform = some_refused  # type: ignore[method-assign, assignment]
    async with seated(desk, clock, demo_file(tmp_path)) as person:
        yield person


async def test_what_failed_is_shown_alone_and_tried_again(failing: Person) -> None:
    person = failing
    await person.does("mark", "mark", "mark", "keep")
    await ready(person)
    await person.does("confirm-all")
    await decided(person)
    await person.sent()
    await person.sees("1 failed")
    await person.does("outbox")
    await person.sees("failed in part")
    await person.does("story", "batch-failed")
    sheet = person.app.screen
    assert isinstance(sheet, BatchSheet) and len(sheet.list.members) == 1
    await person.sees("does not want to")
    person.desk.willing = True  # type: ignore[attr-defined]
    await person.does("batch-retry")
    await person.desk.send_now()
    assert person.desk.batches.unfinished() == ()


async def test_a_running_batch_is_paused_and_stopped(person: Person) -> None:
    await person.does("mark", "mark", "mark", "keep")
    await ready(person)
    await person.does("confirm-all")
    await decided(person)
    await person.does("outbox", "pause")
    await person.sees("paused")
    await person.sent()
    assert len(person.desk.pending()) == 3
    await person.does("story", "batch-stop")
    await person.sees("Take the rest back", "Keep the rest", "0 of 3 sent")
    await person.does("choose")
    await person.sees("3 decisions taken back")
    assert person.desk.pending() == ()
    assert all(row.standing is not Standing.HELD_BACK for row in person.desk.rows())


def test_the_keys_of_a_group_do_what_the_queue_s_do() -> None:
    assert keys.is_bound("alike", "x") and keys.is_bound("alike", "r")
    assert keys.is_bound("desk", "*") and keys.is_bound("case", "*")
