"""What became of a decision is what the order in the journal says, and nothing is forgotten."""

import msgspec
import pytest

from modtui.adapters.base import Trouble
from modtui.journal.entries import Answered, Decided, Evidence, Resumed, TakenBack
from modtui.model import Moderator, Result, Verb
from modtui.triage import fates
from modtui.triage.desk import Desk, DeskError
from modtui.triage.views import Standing
from tests.triage.garden import Garden
from tests.triage.test_deciding import after_hold, decide
from tests.triage.test_failing import another_case, decide_about

MARIE = Moderator("u-marie", "Marie", "backend")


def standing(desk: Desk, garden: Garden) -> Standing:
    row = desk.row(garden.insult)
    assert row is not None
    return row.standing


async def test_taking_back_an_undo_leaves_the_first_decision_in_force(
    desk: Desk, garden: Garden
) -> None:
    id = await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    draft = await desk.inverse(id)
    assert draft is not None
    await desk.decide(draft)
    await desk.take_back()
    row = desk.row(garden.insult)
    assert row is not None
    assert row.standing is Standing.CLOSED
    assert row.note == "removed, warned by Marie"
    last = desk.last_sent()
    assert last is not None and last.id == id


async def test_taking_back_shows_again_what_had_come_back_before(
    desk: Desk, garden: Garden
) -> None:
    first = await decide(desk, garden, Verb.REMOVE)
    garden.community.edit_post(garden.insult.native, "You idiot, edited.")
    await after_hold(desk, garden)
    await decide(desk, garden, Verb.KEEP)
    assert [p.standing for p in desk.pending()] == [Standing.HELD_BACK]
    await desk.take_back()
    assert [p.decision.id for p in desk.pending()] == [first]
    assert standing(desk, garden) is Standing.RETURNED


async def test_a_taken_back_decision_is_not_named_when_somebody_else_closes_the_case(
    desk: Desk, garden: Garden
) -> None:
    await decide(desk, garden, Verb.REMOVE)
    await desk.take_back()
    paul = garden.desk("u-paul", store="paul", hold=0)
    await paul.open()
    await paul.refresh()
    await decide(paul, garden, Verb.KEEP)
    await paul.send_now()
    await paul.close("keep")
    await desk.refresh()
    row = desk.row(garden.insult)
    assert row is not None
    assert row.standing is Standing.CLOSED
    assert "removed" not in row.note


async def test_a_decision_that_closed_nothing_is_not_named_as_what_closed_the_case(
    desk: Desk, garden: Garden
) -> None:
    await decide(desk, garden, Verb.LOCK)
    await after_hold(desk, garden)
    garden.clock.pass_(400)
    paul = garden.desk("u-paul", store="paul", hold=0)
    await paul.open()
    await paul.refresh()
    await decide(paul, garden, Verb.KEEP)
    await paul.send_now()
    await paul.close("keep")
    garden.clock.pass_(1)
    await desk.refresh()
    row = desk.row(garden.insult)
    assert row is not None
    assert (row.standing, "locked" in row.note) == (Standing.CLOSED, False)


async def test_an_escalated_case_stays_so_however_much_is_decided_after(
    desk: Desk, garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fates, "RECENT", 1)
    await decide(desk, garden, Verb.ESCALATE)
    await after_hold(desk, garden)
    for text in ("An idiot.", "Idiot!", "idiot?"):
        await decide_about(desk, await another_case(desk, garden, text))
        await after_hold(desk, garden)
    fate = desk._ledger.fates.of_case(garden.insult)
    assert fate is not None and fate.standing(garden.clock.now) is Standing.ESCALATED


async def asked(garden: Garden) -> tuple[Desk, str]:
    """A desk with one decision whose message may or may not have arrived."""
    desk = garden.desk()
    assert garden.line is not None
    garden.line.can_tell = False
    garden.line.breaks["warn"] = ("after", Trouble.IN_DOUBT)
    await desk.open()
    await desk.refresh()
    id = await decide(desk, garden, Verb.WARN)
    await after_hold(desk, garden)
    garden.clock.pass_(120)
    await desk.send_now()
    return desk, id


async def test_two_answers_to_one_question_do_not_send_it_twice(garden: Garden) -> None:
    """In two processes at once: the first in the journal counts."""
    desk, id = await asked(garden)
    key = garden.insult
    await desk._ledger.write(Answered(id, "warn", key, MARIE, True))
    await desk._ledger.write(Answered(id, "warn", key, MARIE, False))
    await desk.send_now()
    assert garden.line is not None
    assert garden.line.performed.count("warn") == 1
    await desk.close("keep")


async def test_an_answer_is_not_given_to_what_another_process_has_settled(garden: Garden) -> None:
    desk, id = await asked(garden)
    other = garden.desk()
    await other.open()
    await desk.answer(id, "warn", happened=True)
    with pytest.raises(DeskError):
        await other.answer(id, "warn", happened=False)
    await other.close("keep")
    await desk.close("keep")


async def test_what_is_unknown_is_asked_whatever_else_is_decided(garden: Garden) -> None:
    desk, id = await asked(garden)
    fate = desk._ledger.fates.get(id)
    assert fate is not None
    later = msgspec.structs.replace(fate.decision, id="later")
    await desk._ledger.write(Decided(later, Evidence()))
    assert id in [p.decision.id for p in desk.pending()]
    await desk.close("keep")


async def test_resuming_what_does_not_wait_for_it_changes_nothing(
    desk: Desk, garden: Garden
) -> None:
    """Another process may have resumed it a moment before."""
    id = await decide(desk, garden, Verb.REMOVE)
    await desk._ledger.write(Resumed(id, garden.insult, MARIE))
    garden.community.edit_post(garden.insult.native, "You idiot, edited.")
    await after_hold(desk, garden)
    assert standing(desk, garden) is Standing.RETURNED


async def test_an_old_decision_that_is_resumed_still_shows_an_edit_first(
    desk: Desk, garden: Garden
) -> None:
    id = await decide(desk, garden, Verb.REMOVE)
    garden.clock.pass_(3700)
    await desk.send_now()
    garden.community.edit_post(garden.insult.native, "You idiot, edited.")
    await desk.resume(id)
    await desk.send_now()
    returned = desk.view(garden.insult).returned
    assert returned is not None and returned.why == "edited"
    assert len(garden.community.thread("t1")) == 1
    await desk.resume(id)
    await desk.send_now()
    assert garden.community.thread("t1") == ()


async def test_reports_that_came_in_meanwhile_do_not_keep_the_message_back(
    desk: Desk, garden: Garden
) -> None:
    id = await decide(desk, garden, Verb.WARN)
    garden.community.add_person("Tom", id="u-tom")
    garden.community.flag(garden.insult.native, "u-tom", "very rude")
    await after_hold(desk, garden)
    found = desk.decision(id)
    assert found is not None
    assert Result.PARTIAL in [outcome.result for _, outcome in found.outcomes]
    assert len(garden.community.inbox("u-ana")) == 1
    assert desk.pending() == ()
    garden.clock.pass_(1)
    await desk.refresh()
    assert standing(desk, garden) is Standing.OPEN


@pytest.mark.parametrize("trouble", [Trouble.UNREACHABLE, Trouble.LIMITED, Trouble.SIGNED_OUT])
async def test_what_certainly_never_arrived_can_be_taken_back(
    desk: Desk, garden: Garden, trouble: Trouble
) -> None:
    assert garden.line is not None
    garden.line.breaks["remove"] = ("before", trouble)
    id = await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    assert await desk.take_back(id) is not None
    garden.clock.pass_(120)
    await desk.send_now()
    assert len(garden.community.thread("t1")) == 1
    assert garden.community.inbox("u-ana") == ()


async def test_what_may_have_arrived_cannot(desk: Desk, garden: Garden) -> None:
    assert garden.line is not None
    garden.line.breaks["remove"] = ("before", Trouble.IN_DOUBT)
    id = await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    assert await desk.take_back(id) is None
    await desk._ledger.write(TakenBack(id, garden.insult, MARIE))
    garden.clock.pass_(120)
    await desk.send_now()
    assert garden.community.thread("t1") == ()


async def test_a_refused_decision_can_be_dropped(desk: Desk, garden: Garden) -> None:
    assert garden.line is not None
    garden.line.breaks["remove"] = ("before", Trouble.DENIED)
    id = await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    await desk.drop(id)
    assert desk.pending() == ()
    assert standing(desk, garden) is Standing.OPEN


async def half_sent(desk: Desk, garden: Garden) -> str:
    """A decision whose post was removed and whose reports another moderator closed."""
    assert garden.line is not None
    garden.line.breaks["close"] = ("before", Trouble.DENIED)
    id = await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    assert standing(desk, garden) is Standing.FAILED
    return id


async def test_what_is_left_of_a_half_sent_decision_can_be_dropped(
    desk: Desk, garden: Garden
) -> None:
    id = await half_sent(desk, garden)
    await desk.drop(id)
    assert desk.pending() == ()
    garden.clock.pass_(120)
    await desk.send_now()
    assert garden.community.inbox("u-ana") == ()
    index = desk._ledger.index()
    assert [v.decision for v in index.violations("u-ana")] == [id], "the post was removed"


async def test_a_take_back_that_came_too_late_leaves_the_violation(
    desk: Desk, garden: Garden
) -> None:
    id = await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    await desk._ledger.write(TakenBack(id, garden.insult, MARIE))
    assert [v.decision for v in desk._ledger.index().violations("u-ana")] == [id]


async def test_the_newest_decision_is_the_last_in_the_journal_whatever_the_clock_says(
    desk: Desk, garden: Garden
) -> None:
    other = await another_case(desk, garden)
    await decide(desk, garden, Verb.KEEP)
    garden.clock.pass_(-5)
    second = await decide_about(desk, other)
    taken = await desk.take_back()
    assert taken is not None and taken.id == second


async def test_undoing_leaves_alone_what_another_moderator_did(desk: Desk, garden: Garden) -> None:
    """A ban that was in force before is not lifted with ours."""
    paul = garden.desk("u-paul", store="paul", hold=0)
    await paul.open()
    await paul.refresh()
    key = garden.flagged("Idiots, all of you.")
    await paul.refresh()
    await paul.take_in()
    draft = await paul.draft(await paul.look(key), Verb.BAN, rule="respect")
    await paul.decide(draft)
    await paul.send_now()
    await paul.close("keep")

    id = await decide(desk, garden, Verb.BAN)
    await after_hold(desk, garden)
    outcomes = dict(desk.decision(id).outcomes)  # type: ignore[union-attr]
    assert outcomes["ban"].result is Result.ALREADY
    draft = await desk.inverse(id)
    assert draft is not None
    assert [step.verb for step in draft.steps] == ["restore"]
