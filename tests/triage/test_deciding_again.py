"""Two decisions about one case never both act blindly."""

import asyncio

import pytest

from modtui.adapters.base import Trouble
from modtui.journal.entries import TakenBack
from modtui.model import Verb
from modtui.triage.desk import Desk, DeskError
from modtui.triage.views import Standing
from tests.triage.garden import Garden
from tests.triage.test_deciding import after_hold, decide


async def test_a_new_decision_replaces_the_one_that_is_held_back(
    desk: Desk, garden: Garden
) -> None:
    first = await decide(desk, garden, Verb.BAN)
    draft = await desk.draft(await desk.look(garden.insult), Verb.KEEP)
    assert "replaces" in draft.because
    assert "banned" in draft.because
    second = await desk.decide(draft)
    assert [p.decision.id for p in desk.pending()] == [second.id]
    assert any(isinstance(r.entry, TakenBack) for r in desk.trail.story(first))
    await after_hold(desk, garden)
    assert not garden.community.is_banned("u-ana")
    assert garden.community.inbox("u-ana") == ()
    assert desk.decision(second.id).standing is Standing.CLOSED  # type: ignore[union-attr]


async def test_one_that_waits_for_the_line_is_replaced_too(desk: Desk, garden: Garden) -> None:
    assert garden.line is not None
    garden.line.breaks["remove"] = ("before", Trouble.UNREACHABLE)
    await decide(desk, garden, Verb.BAN)
    await after_hold(desk, garden)
    await decide(desk, garden, Verb.KEEP)
    garden.clock.pass_(120)
    await desk.send_now()
    assert not garden.community.is_banned("u-ana")
    assert desk.pending() == ()


async def test_while_one_is_being_sent_another_is_refused_in_plain_words(
    desk: Desk, garden: Garden
) -> None:
    assert garden.line is not None
    garden.line.breaks["close"] = ("before", Trouble.UNREACHABLE)
    early = await desk.draft(await desk.look(garden.insult), Verb.KEEP)
    await decide(desk, garden, Verb.BAN)
    await after_hold(desk, garden)
    draft = await desk.draft(await desk.look(garden.insult), Verb.KEEP)
    assert any("on its way" in problem for problem in draft.problems)
    with pytest.raises(DeskError, match="on its way"):
        await desk.decide(early)
    assert len(desk.pending()) == 1


async def test_while_a_step_is_unknown_it_must_be_answered_first(garden: Garden) -> None:
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
    draft = await desk.draft(await desk.look(garden.insult), Verb.BAN)
    assert any("unknown" in problem for problem in draft.problems)
    await desk.answer(id, "warn", happened=True)
    await desk.close("keep")


async def test_two_desks_of_one_store_do_not_both_act(garden: Garden) -> None:
    first, second = garden.desk(), garden.desk()
    for desk in (first, second):
        await desk.open()
        await desk.refresh()
    mine = await first.draft(await first.look(garden.insult), Verb.BAN)
    theirs = await second.draft(await second.look(garden.insult), Verb.KEEP)
    await first.decide(mine)
    await second.decide(theirs)
    await after_hold(first, garden)
    assert not garden.community.is_banned("u-ana")
    assert garden.community.inbox("u-ana") == ()
    await second.close("keep")
    await first.close("keep")


async def test_one_pressed_twice_decides_once(desk: Desk, garden: Garden) -> None:
    draft = await desk.draft(await desk.look(garden.insult), Verb.KEEP)
    await asyncio.gather(desk.decide(draft), desk.decide(draft))
    assert len(desk.pending()) == 1


async def test_a_closed_case_says_so_before_it_is_decided(desk: Desk, garden: Garden) -> None:
    await decide(desk, garden, Verb.KEEP)
    await after_hold(desk, garden)
    draft = await desk.draft(await desk.look(garden.insult), Verb.REMOVE)
    assert any("closed" in problem for problem in draft.problems)
    with pytest.raises(DeskError):
        await desk.decide(draft)


async def test_what_came_back_is_replaced_by_deciding_anew(desk: Desk, garden: Garden) -> None:
    await decide(desk, garden, Verb.REMOVE)
    garden.community.edit_post(garden.insult.native, "You idiot, edited.")
    await after_hold(desk, garden)
    await decide(desk, garden, Verb.KEEP)
    await after_hold(desk, garden)
    assert desk.pending() == ()
    assert len(garden.community.thread("t1")) == 1


async def test_what_came_back_and_was_replaced_cannot_be_sent_on(
    desk: Desk, garden: Garden
) -> None:
    first = await decide(desk, garden, Verb.REMOVE)
    garden.community.edit_post(garden.insult.native, "You idiot, edited.")
    await after_hold(desk, garden)
    await decide(desk, garden, Verb.KEEP)
    with pytest.raises(DeskError, match="anew"):
        await desk.resume(first)


async def test_one_case_counts_once_on_the_ladder(desk: Desk, garden: Garden) -> None:
    """However often it was decided about: one post is one violation."""
    assert garden.line is not None
    garden.line.breaks["close"] = ("before", Trouble.DENIED)
    await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    garden.clock.pass_(1)
    draft = await desk.draft(await desk.look(garden.insult), Verb.REMOVE)
    assert "mute" not in [step.verb for step in draft.steps]
    await desk.decide(draft)
    again = garden.flagged("What an idiot.")
    await desk.refresh()
    await desk.take_in()
    draft = await desk.draft(await desk.look(again), Verb.REMOVE)
    mute = next(step for step in draft.steps if step.verb == "mute")
    assert mute.seconds == 86_400, "the second violation, not the third"
