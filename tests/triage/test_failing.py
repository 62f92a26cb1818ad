"""A fault stops no more than it must, is said, and is never taken for an answer."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from modtui.adapters.base import AdapterError, Order, Settled, Trouble
from modtui.journal import JournalError
from modtui.journal.entries import Ended
from modtui.model import CaseKey, Outcome, Result, Verb
from modtui.triage import outbox
from modtui.triage.desk import Desk
from modtui.triage.views import Standing
from tests.triage.garden import Garden
from tests.triage.test_deciding import after_hold, decide


async def decide_about(desk: Desk, key: CaseKey, verb: str = Verb.KEEP) -> str:
    draft = await desk.draft(await desk.look(key), verb)
    assert draft.problems == ()
    return (await desk.decide(draft)).id


async def another_case(desk: Desk, garden: Garden, text: str = "What an idiot.") -> CaseKey:
    key = garden.flagged(text)
    await desk.refresh()
    await desk.take_in()
    return key


def patch(garden: Garden, name: str, by: Callable[..., Awaitable[Any]]) -> Any:
    """Puts ``by(real, …)`` in the place of a method of the backend's adapter."""
    assert garden.line is not None
    adapter = garden.line._adapter
    real = getattr(adapter, name)

    async def patched(*given: Any) -> Any:
        return await by(real, *given)

    setattr(adapter, name, patched)
    return real


@pytest.mark.parametrize("trouble", [Trouble.BROKEN, Trouble.DENIED, Trouble.GONE, None])
async def test_one_case_that_cannot_be_read_does_not_hold_up_the_others(
    desk: Desk, garden: Garden, trouble: Trouble | None
) -> None:
    other = await another_case(desk, garden)
    bad = await decide_about(desk, garden.insult)
    good = await decide_about(desk, other)

    async def case(real: Any, key: CaseKey) -> Any:
        if key == garden.insult:
            raise AdapterError(trouble, "it cannot be read") if trouble else ValueError("a bug")
        return await real(key)

    patch(garden, "case", case)
    await after_hold(desk, garden)
    assert desk.decision(good).standing is Standing.CLOSED  # type: ignore[union-attr]
    assert desk.decision(bad).standing is Standing.SENDING  # type: ignore[union-attr]
    assert desk.trouble


async def test_a_bug_in_an_adapter_leaves_the_step_in_doubt_and_says_so(
    desk: Desk, garden: Garden
) -> None:
    broken = True

    async def perform(real: Any, order: Order) -> Outcome:
        done: Outcome = await real(order)
        if broken:
            raise ValueError("secret-token")
        return done

    patch(garden, "perform", perform)
    id = await decide(desk, garden, Verb.WARN)
    await after_hold(desk, garden)
    assert "ValueError" in desk.trouble
    assert "secret-token" not in desk.trouble
    broken = False
    garden.clock.pass_(120)
    await desk.send_now()
    assert desk.pending() == ()
    assert len(garden.community.inbox("u-ana")) == 1
    ended = [r.entry for r in desk.trail.story(id) if isinstance(r.entry, Ended)]
    assert ended[0].settled_by == "reading"


async def test_the_desk_goes_on_running_when_something_unexpected_goes_wrong(
    desk: Desk, garden: Garden
) -> None:
    told = asyncio.Event()
    faults = 0

    def take() -> bool:
        nonlocal faults
        faults += 1
        if faults == 1:
            raise OSError(30, "Read-only file system", "lock")
        if faults == 2:
            raise RuntimeError("a bug")
        told.set()
        return True

    desk._lock.take = take  # type: ignore[method-assign]
    running = asyncio.create_task(desk.run())
    said = set()
    async with asyncio.timeout(5):
        while not told.is_set():
            await asyncio.sleep(0)
            said.add(desk.trouble)
            desk._outbox.wake()
    assert any("Read-only" in sentence for sentence in said)
    assert any("RuntimeError" in sentence for sentence in said)
    assert not running.done()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


@pytest.mark.parametrize("asked", [None, 0.0, float("nan"), float("inf"), 1e300, -5.0])
async def test_a_backend_that_asks_to_wait_is_waited_for_within_reason(
    desk: Desk, garden: Garden, asked: float | None
) -> None:
    limited = True

    async def perform(real: Any, order: Order) -> Outcome:
        if limited:
            return Outcome(Result.LIMITED, detail="slowly", retry_after=asked)
        done: Outcome = await real(order)
        return done

    patch(garden, "perform", perform)
    await decide(desk, garden, Verb.KEEP)
    await after_hold(desk, garden)
    (found,) = desk.pending()
    assert found.standing is Standing.WAITING
    due = desk._outbox._sender.next_due()
    assert due is not None
    assert 0.2 <= (due - garden.clock.now).total_seconds() <= 900
    limited = False
    garden.clock.pass_(901)
    await desk.send_now()
    assert desk.pending() == ()


async def test_trouble_is_over_when_there_is_nothing_left_to_send(
    desk: Desk, garden: Garden
) -> None:
    assert garden.line is not None
    garden.line.breaks["keep"] = ("before", Trouble.DENIED)

    async def case(real: Any, key: CaseKey) -> Any:
        raise AdapterError(Trouble.UNREACHABLE, "the line broke")

    real = patch(garden, "case", case)
    id = await decide(desk, garden, Verb.KEEP)
    await after_hold(desk, garden)
    assert desk.trouble == "the line broke"
    garden.line._adapter.case = real  # type: ignore[method-assign]
    assert await desk.take_back(id) is not None
    await desk.send_now()
    assert desk.trouble == ""


async def test_a_backend_that_never_tells_leaves_it_to_a_person(desk: Desk, garden: Garden) -> None:
    assert garden.line is not None
    garden.line.can_tell = False
    await desk._running.connect()

    async def settle(order: Order) -> Settled:
        raise AdapterError(Trouble.GONE, "the message is gone")

    garden.line.settle = settle  # type: ignore[method-assign]
    garden.line.breaks["warn"] = ("before", Trouble.IN_DOUBT)
    await decide(desk, garden, Verb.WARN)
    await after_hold(desk, garden)
    garden.clock.pass_(120)
    await desk.send_now()
    (found,) = desk.pending()
    assert found.standing is Standing.DOUBT


async def test_a_clock_that_is_set_back_neither_blocks_nor_sends_unasked(
    desk: Desk, garden: Garden
) -> None:
    id = await decide(desk, garden, Verb.BAN)
    garden.clock.pass_(-7200)
    await desk.send_now()
    assert not garden.community.is_banned("u-ana")
    found = desk.decision(id)
    assert found is not None and found.standing is Standing.RETURNED
    await desk.resume(id)
    await after_hold(desk, garden)
    assert garden.community.is_banned("u-ana")


async def test_a_clock_that_is_set_back_does_not_prolong_a_pause(
    desk: Desk, garden: Garden
) -> None:
    assert garden.line is not None
    garden.line.breaks["keep"] = ("before", Trouble.UNREACHABLE)
    await decide(desk, garden, Verb.KEEP)
    await after_hold(desk, garden)
    garden.clock.pass_(-1)
    await desk.send_now()
    assert desk.pending() == ()


async def test_a_journal_that_fails_after_the_backend_acted_doubles_nothing(
    desk: Desk, garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    await decide(desk, garden, Verb.WARN)
    append_all = desk._ledger.journal.append_all
    full = True

    def failing(entries: Any) -> Any:
        if full and any(isinstance(entry, Ended) for entry in entries):
            raise JournalError("the disk is full")
        return append_all(entries)

    monkeypatch.setattr(desk._ledger.journal, "append_all", failing)
    garden.clock.pass_(11)
    with pytest.raises(outbox.DeskError, match="full"):
        await desk.send_now()
    full = False
    garden.clock.pass_(120)
    await desk.send_now()
    assert desk.pending() == ()
    assert len(garden.community.inbox("u-ana")) == 1
    assert garden.line is not None
    assert sorted(garden.line.performed) == ["close", "warn"]


async def test_leaving_lets_nothing_go_out_after_the_lock_is_gone(
    desk: Desk, garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that hangs is broken off before another process may take over."""
    monkeypatch.setattr(outbox, "LEAVE_WITHIN", 0.05)
    hangs = asyncio.Event()
    cut = asyncio.Event()

    async def perform(real: Any, order: Order) -> Outcome:
        hangs.set()
        try:
            await asyncio.Event().wait()
        finally:
            assert desk.sends
            cut.set()
        raise AssertionError

    patch(garden, "perform", perform)
    await decide(desk, garden, Verb.WARN)
    garden.clock.pass_(11)
    running = asyncio.create_task(desk.run())
    await asyncio.wait_for(hangs.wait(), 5)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    leaving = await desk.close("send")
    assert cut.is_set()
    assert (leaving.sent, leaving.kept) == (0, 1)


async def test_what_was_sent_in_time_is_counted_when_leaving_takes_too_long(
    desk: Desk, garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LEAVE_WITHIN", 0.5)
    other = await another_case(desk, garden)

    async def perform(real: Any, order: Order) -> Outcome:
        if order.decision.case == other:
            await asyncio.Event().wait()
        done: Outcome = await real(order)
        return done

    patch(garden, "perform", perform)
    await decide_about(desk, garden.insult)
    await decide_about(desk, other)
    leaving = await desk.close("send")
    assert (leaving.sent, leaving.kept) == (1, 1)


@pytest.mark.parametrize("limited", [False, True])
async def test_whoever_may_have_closed_it_themselves_asks_before_the_message_is_dropped(
    garden: Garden, limited: bool
) -> None:
    """The first try may have closed the reports; a 429 after it does not settle that."""
    desk = garden.desk()
    line = garden.line
    assert line is not None
    tries = 0

    async def settle(order: Order) -> Settled:
        return Settled.CANNOT_TELL

    async def perform(real: Any, order: Order) -> Outcome:
        nonlocal tries
        if order.step.verb != Verb.CLOSE:
            done: Outcome = await real(order)
            return done
        tries += 1
        if tries == 1:
            await real(order)
            raise AdapterError(Trouble.IN_DOUBT, "the line broke")
        if tries == 2 and limited:
            return Outcome(Result.LIMITED, detail="slowly \x1b[31m", retry_after=1.0)
        return Outcome(Result.ALREADY, detail="closed before")

    line.settle = settle  # type: ignore[method-assign]
    patch(garden, "perform", perform)
    await desk.open()
    await desk.refresh()
    id = await decide(desk, garden, Verb.WARN)
    await after_hold(desk, garden)
    for _ in range(3):
        garden.clock.pass_(120)
        await desk.send_now()
        assert "\x1b" not in desk.trouble
        assert await desk.take_back(id) is None
    (found,) = desk.pending()
    assert found.standing is Standing.DOUBT
    await desk.close("keep")
