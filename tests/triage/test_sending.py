"""Nothing is lost and nothing is done twice, whatever the line and other people do."""

import msgspec
import pytest

from modtui.adapters.base import Order, Setting, Trouble
from modtui.adapters.local import LocalAdapter
from modtui.journal.entries import Returned
from modtui.model import Case, CaseKey, Outcome, Result, Verb
from modtui.triage.desk import Desk, DeskError
from modtui.triage.views import Pending, Standing
from tests.triage.garden import INSULT, Garden
from tests.triage.test_deciding import after_hold, decide


def pending(desk: Desk) -> Pending:
    (found,) = desk.pending()
    return found


async def test_what_another_moderator_handled_is_not_sent(desk: Desk, garden: Garden) -> None:
    id = await decide(desk, garden, Verb.BAN)
    paul = garden.desk("u-paul", store="paul", hold=0)
    await paul.open()
    await paul.refresh()
    await decide(paul, garden, Verb.KEEP)
    await paul.send_now()
    await paul.close("keep")

    await after_hold(desk, garden)
    assert not garden.community.is_banned("u-ana")
    assert garden.community.inbox("u-ana") == ()
    assert pending(desk).standing is Standing.RETURNED
    assert any(
        isinstance(r.entry, Returned) and "Paul" in r.entry.detail for r in desk.trail.story(id)
    )


async def test_what_was_edited_comes_back_with_both_texts(desk: Desk, garden: Garden) -> None:
    await decide(desk, garden, Verb.REMOVE)
    garden.community.edit_post(garden.insult.native, "You idiot, I meant the secateurs.")
    await after_hold(desk, garden)
    assert len(garden.community.thread("t1")) == 1
    returned = desk.view(garden.insult).returned
    assert returned is not None
    assert (returned.why, returned.then) == ("edited", INSULT)
    assert "secateurs" in returned.now


async def test_even_so_lets_later_edits_pass(desk: Desk, garden: Garden) -> None:
    id = await decide(desk, garden, Verb.REMOVE)
    garden.community.edit_post(garden.insult.native, "You idiot, edited.")
    await after_hold(desk, garden)
    await desk.resume(id)
    garden.community.edit_post(garden.insult.native, "You idiot, edited again.")
    await desk.send_now()
    assert garden.community.thread("t1") == ()
    assert desk.pending() == ()


async def test_even_so_does_not_pass_another_moderators_act(desk: Desk, garden: Garden) -> None:
    id = await decide(desk, garden, Verb.BAN)
    garden.community.edit_post(garden.insult.native, "You idiot, edited.")
    await after_hold(desk, garden)
    await desk.resume(id)
    paul = garden.desk("u-paul", store="paul", hold=0)
    await paul.open()
    await paul.refresh()
    await decide(paul, garden, Verb.KEEP)
    await paul.send_now()
    await paul.close("keep")
    await desk.send_now()
    assert not garden.community.is_banned("u-ana")
    assert pending(desk).standing is Standing.RETURNED


@pytest.mark.parametrize("verb", ["remove", "close", "warn"])
@pytest.mark.parametrize("where", ["before", "after"])
async def test_a_line_that_breaks_around_a_step_loses_and_doubles_nothing(
    desk: Desk, garden: Garden, verb: str, where: str
) -> None:
    assert garden.line is not None
    garden.line.breaks[verb] = (where, Trouble.IN_DOUBT)
    await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    assert pending(desk).standing in (Standing.SENDING, Standing.WAITING)
    garden.clock.pass_(120)
    await desk.send_now()
    assert garden.community.thread("t1") == ()
    assert len(garden.community.inbox("u-ana")) == 1
    assert desk.pending() == ()
    assert sorted(garden.line.performed) == ["close", "remove", "warn"]


async def test_what_was_announced_and_never_answered_is_settled_after_a_restart(
    garden: Garden,
) -> None:
    desk = garden.desk()
    await desk.open()
    await desk.refresh()
    assert garden.line is not None
    garden.line.breaks["warn"] = ("after", Trouble.IN_DOUBT)
    await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    await desk.close("keep")

    again = garden.desk()
    await again.open()
    await again.refresh()
    await again.send_now()
    assert again.pending() == ()
    assert len(garden.community.inbox("u-ana")) == 1
    await again.close("keep")


async def test_what_nobody_can_tell_is_asked_and_then_goes_on(
    garden: Garden,
) -> None:
    desk = garden.desk()
    assert garden.line is not None
    garden.line.can_tell = False
    garden.line.breaks["warn"] = ("before", Trouble.IN_DOUBT)
    await desk.open()
    await desk.refresh()
    id = await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    garden.clock.pass_(120)
    await desk.send_now()
    assert pending(desk).standing is Standing.DOUBT
    await desk.send_now()
    assert garden.community.inbox("u-ana") == (), "it must not be sent without being asked"

    await desk.answer(id, "warn", happened=False)
    await desk.send_now()
    assert len(garden.community.inbox("u-ana")) == 1
    assert desk.pending() == ()
    await desk.close("keep")


async def test_an_unreachable_backend_keeps_the_decision_and_tries_again(
    desk: Desk, garden: Garden
) -> None:
    assert garden.line is not None
    garden.line.breaks["remove"] = ("before", Trouble.UNREACHABLE)
    await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    assert desk.trouble == "the line broke"
    assert pending(desk).standing is Standing.WAITING
    garden.clock.pass_(120)
    await desk.send_now()
    assert desk.pending() == ()
    assert desk.trouble == ""


async def test_a_refused_step_stops_the_rest(desk: Desk, garden: Garden) -> None:
    assert garden.line is not None
    garden.line.breaks["remove"] = ("before", Trouble.DENIED)
    await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    assert pending(desk).standing is Standing.FAILED
    assert garden.community.inbox("u-ana") == (), "no message about what did not happen"
    row = desk.row(garden.insult)
    assert row is not None and row.note.startswith("refused (removed):")


async def test_a_refused_decision_can_be_tried_again(desk: Desk, garden: Garden) -> None:
    assert garden.line is not None
    garden.line.breaks["remove"] = ("before", Trouble.DENIED)
    id = await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    await desk.resume(id)
    await desk.send_now()
    assert garden.community.thread("t1") == ()
    assert desk.pending() == ()


async def test_who_loses_the_race_does_not_message_the_person(desk: Desk, garden: Garden) -> None:
    """Between our reading and our closing, another moderator closes the reports."""
    assert garden.line is not None
    id = await decide(desk, garden, Verb.WARN)
    garden.clock.pass_(11)
    line = garden.line
    paul = LocalAdapter(
        Setting(community="garden", file=garden.file, user="u-paul"), clock=garden.clock
    )
    await paul.open()
    ours = line._adapter.perform

    async def perform(order: Order) -> Outcome:
        if order.step.verb == "close":
            his = msgspec.structs.replace(order.decision, id="pauls-own")
            await paul.perform(Order(his, msgspec.structs.replace(order.step, verb="keep")))
        return await ours(order)

    line._adapter.perform = perform  # type: ignore[method-assign]
    await desk.send_now()
    await paul.close()
    assert garden.community.inbox("u-ana") == ()
    assert pending(desk).standing is Standing.RETURNED
    assert pending(desk).decision.id == id


async def test_after_an_hour_nothing_is_sent_unasked(garden: Garden) -> None:
    desk = garden.desk()
    await desk.open()
    await desk.refresh()
    await decide(desk, garden, Verb.BAN)
    await desk.close("keep")

    garden.clock.pass_(3700)
    later = garden.desk()
    await later.open()
    assert any("not sent yet" in said for said in later.problems)
    await later.refresh()
    await later.send_now()
    assert not garden.community.is_banned("u-ana")
    found = pending(later)
    assert found.standing is Standing.RETURNED
    await later.resume(found.decision.id)
    await later.send_now()
    assert garden.community.is_banned("u-ana")
    await later.close("keep")


async def test_one_process_sends_and_the_other_takes_over(garden: Garden) -> None:
    first = garden.desk()
    await first.open()
    await first.refresh()
    second = garden.desk()
    await second.open()
    await second.refresh()
    assert first.sends and not second.sends
    await decide(second, garden, Verb.BAN)
    garden.clock.pass_(11)
    with pytest.raises(DeskError):
        await second.send_now()
    await first.close("keep")
    await second.send_now()
    assert garden.community.is_banned("u-ana")
    await second.close("keep")


async def test_what_another_process_decided_is_sent_by_the_sender(garden: Garden) -> None:
    sender = garden.desk()
    await sender.open()
    await sender.refresh()
    other = garden.desk()
    await other.open()
    await other.refresh()
    await decide(other, garden, Verb.BAN)
    await other.close("keep")
    await after_hold(sender, garden)
    assert garden.community.is_banned("u-ana")
    await sender.close("keep")


async def test_taking_back_after_the_sender_announced_comes_too_late(garden: Garden) -> None:
    """Two processes on one store: the order in the journal decides."""
    sender = garden.desk()
    await sender.open()
    await sender.refresh()
    line = garden.line
    assert line is not None
    other = garden.desk()
    await other.open()
    await other.refresh()
    id = await decide(other, garden, Verb.BAN)
    garden.clock.pass_(11)
    taken = []

    real = line._adapter.perform

    async def perform(order):  # type: ignore[no-untyped-def]
        taken.append(await other.take_back(id))
        return await real(order)

    line._adapter.perform = perform  # type: ignore[method-assign]
    await sender.send_now()
    assert set(taken) == {None}
    assert garden.community.is_banned("u-ana")
    assert sender.pending() == ()
    await other.close("keep")
    await sender.close("keep")


async def test_leaving_sends_what_is_held_back(garden: Garden) -> None:
    desk = garden.desk()
    await desk.open()
    await desk.refresh()
    await decide(desk, garden, Verb.BAN)
    leaving = await desk.close("send")
    assert (leaving.sent, leaving.kept, leaving.doubt) == (1, 0, 0)
    assert garden.community.is_banned("u-ana")


async def test_leaving_keeps_when_asked_to(garden: Garden) -> None:
    desk = garden.desk()
    await desk.open()
    await desk.refresh()
    await decide(desk, garden, Verb.BAN)
    leaving = await desk.close("keep")
    assert (leaving.sent, leaving.kept) == (0, 1)
    assert not garden.community.is_banned("u-ana")


async def test_sending_twice_at_once_does_it_once(desk: Desk, garden: Garden) -> None:
    import asyncio

    await decide(desk, garden, Verb.REMOVE)
    garden.clock.pass_(11)
    await asyncio.gather(desk.send_now(), desk.send_now())
    assert garden.line is not None
    assert sorted(garden.line.performed) == ["close", "remove", "warn"]


async def test_an_outcome_is_final_only_when_the_backend_answered(
    desk: Desk, garden: Garden
) -> None:
    id = await decide(desk, garden, Verb.KEEP)
    await after_hold(desk, garden)
    found = desk.decision(id)
    assert found is not None
    assert [outcome.result for _, outcome in found.outcomes] == [Result.APPLIED]


async def test_what_one_account_decided_is_not_sent_with_another(garden: Garden) -> None:
    marie = garden.desk("u-marie")
    await marie.open()
    await marie.refresh()
    await decide(marie, garden, Verb.BAN)
    await marie.close("keep")

    paul = garden.desk("u-paul")
    await paul.open()
    await paul.refresh()
    await after_hold(paul, garden)
    assert not garden.community.is_banned("u-ana")
    found = pending(paul)
    assert found.standing is Standing.RETURNED
    assert "another account" in found.detail
    await paul.resume(found.decision.id)
    await paul.send_now()
    assert garden.community.is_banned("u-ana")
    assert {act.by for act in garden.community.act_log()} == {"u-paul"}
    await paul.close("keep")


@pytest.mark.parametrize("verb", [Verb.KEEP, Verb.WARN])
async def test_who_comes_second_between_reading_and_acting_is_told_who_was_first(
    desk: Desk, garden: Garden, verb: str
) -> None:
    id = await decide(desk, garden, verb)
    assert garden.line is not None
    adapter = garden.line._adapter
    before = await adapter.case(garden.insult)

    async def as_it_was(key: CaseKey) -> Case | None:
        return before

    adapter.case = as_it_was  # type: ignore[method-assign]
    paul = garden.desk("u-paul", store="paul", hold=0)
    await paul.open()
    await paul.refresh()
    await decide(paul, garden, Verb.REMOVE)
    await paul.send_now()
    await paul.close("keep")
    await after_hold(desk, garden)
    (mail,) = garden.community.inbox("u-ana")
    assert mail.sender == "u-paul"
    assert pending(desk).standing is Standing.RETURNED
    (back,) = [r.entry for r in desk.trail.story(id) if isinstance(r.entry, Returned)]
    assert back.why == "handled"
    assert "Paul" in back.detail
