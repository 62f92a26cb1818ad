"""Thousands of decisions at once over HTTP: each carried out once, whatever happens between.

``MODTUI_TEST_CROWD=5000`` (``make test-crowd``) is the whole of it; the suite takes fewer.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from modtui.adapters.base import Adapter
from modtui.model import CaseKey, Verb
from modtui.paths import StorePaths
from modtui.triage.choices import Choices
from modtui.triage.desk import Desk, Settings
from modtui.triage.opening import build
from modtui.triage.views import Batch, Recorded
from tests.adapters.standin import standing_in
from tests.triage.crowd import Crowd, CrowdAdapter
from tests.triage.garden import RULES, Clock

MANY = int(os.environ.get("MODTUI_TEST_CROWD", "300"))
AUTHORS = max(MANY // 10, 5)
PATIENCE = 10 + MANY / 10


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def crowd() -> AsyncIterator[tuple[Crowd, str]]:
    made = Crowd(MANY + 1, AUTHORS)
    async with standing_in(made) as server:
        yield made, server.origin


def store(folder: Path) -> StorePaths:
    return StorePaths(
        folder / "journal",
        folder / "index.sqlite",
        folder / "state.json",
        folder,
        folder / "lock",
    )


async def opened(folder: Path, origin: str, clock: Clock) -> Desk:
    adapter: Adapter = CrowdAdapter(origin)
    settings = Settings(hold_back=10)
    desk = build("crowd", adapter, RULES, store(folder), settings, clock=clock)
    await desk.open()
    await desk.refresh()
    return desk


@pytest.fixture
async def desk(tmp_path: Path, crowd: tuple[Crowd, str], clock: Clock) -> AsyncIterator[Desk]:
    desk = await opened(tmp_path, crowd[1], clock)
    yield desk
    await desk.close("keep")


def cases() -> list[CaseKey]:
    return [CaseKey("crowd", "post", f"p{number}") for number in range(MANY)]


async def decided(desk: Desk) -> Recorded:
    made = await desk.draft_all(cases(), Choices(Verb.REMOVE, rule="respect"))
    assert (len(made.drafts), made.left_out) == (MANY, ())
    written = await desk.decide_all(made)
    assert written.decided == MANY
    return written


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.01)


def batch(desk: Desk, id: str) -> Batch:
    found = desk.batches.get(id)
    assert found is not None
    return found


def once_each(crowd: Crowd) -> None:
    assert set(crowd.acts.values()) == {1}
    assert sum(verb == Verb.REMOVE for _id, verb in crowd.acts) == MANY
    assert sum(verb == Verb.CLOSE for _id, verb in crowd.acts) == MANY
    assert sum(verb == Verb.WARN for _id, verb in crowd.acts) == min(AUTHORS, MANY)


@pytest.mark.timeout(600)
async def test_all_are_carried_out_once_with_pauses_failures_and_retries(
    desk: Desk, crowd: tuple[Crowd, str], clock: Clock
) -> None:
    server, _origin = crowd
    server.refuses = {f"p{number}" for number in range(5, MANY, MANY // 10)}
    server.drops = {f"p{number}" for number in range(7, MANY, MANY // 5)}
    refused, began = len(server.refuses), time.perf_counter()
    written = await decided(desk)
    print(f"\n{MANY} drafted and written in {time.perf_counter() - began:.1f} s")
    clock.pass_(11)
    began = time.perf_counter()
    running = asyncio.create_task(desk.run())
    try:
        await until(lambda: batch(desk, written.batch).done > MANY // 10)
        desk.batches.pause(written.batch, True)
        before = batch(desk, written.batch)
        # One more is on its way at most.
        await asyncio.sleep(0.2)
        now = batch(desk, written.batch)
        assert now.done + now.stuck <= before.done + before.stuck + 1
        desk.batches.pause(written.batch, False)
        await until(lambda: moved_on(desk, clock, written.batch))
        assert batch(desk, written.batch).stuck == refused
        server.refuses.clear()
        assert await desk.batches.resume(written.batch) == refused
        await until(lambda: moved_on(desk, clock, written.batch))
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    took = time.perf_counter() - began
    print(f"sent in {took:.1f} s, {took / MANY * 1000:.1f} ms each")
    assert batch(desk, written.batch).done == MANY
    assert desk.pending() == ()
    once_each(server)


def moved_on(desk: Desk, clock: Clock, id: str) -> bool:
    """Whether all of it is done or stuck; time passes for what is put off meanwhile."""
    if desk._outbox.trouble:
        clock.pass_(1)
        desk._outbox.wake()
    return not batch(desk, id).waiting


@pytest.mark.timeout(600)
async def test_the_loop_is_never_held_up_and_another_decision_goes_first(
    desk: Desk, crowd: tuple[Crowd, str], clock: Clock
) -> None:
    server, _origin = crowd
    longest = 0.0
    going = True

    async def watch() -> None:
        nonlocal longest
        while going:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before)

    watching = asyncio.create_task(watch())
    written = await decided(desk)
    clock.pass_(11)
    running = asyncio.create_task(desk.run())
    try:
        await until(lambda: batch(desk, written.batch).done > MANY // 20)
        other = CaseKey("crowd", "post", f"p{MANY}")
        await desk.decide(await desk.draft(desk.view(other), Verb.KEEP))
        clock.pass_(11)
        at = len(server.order)
        await until(lambda: server.acts[other.native, Verb.KEEP])
        # Before it comes what was on its way, and no more.
        assert server.order.index(other.native) - at <= 6
        desk.batches.pause(written.batch, True)
        before = batch(desk, written.batch)
        taken = await desk.batches.take_back(written.batch)
        assert taken >= before.waiting - 1
        await until(lambda: not batch(desk, written.batch).waiting)
    finally:
        going = False
        running.cancel()
        await asyncio.gather(running, watching, return_exceptions=True)
    now = batch(desk, written.batch)
    assert now.done + now.taken_back == MANY
    print(f"\nlongest wait for the loop: {longest * 1000:.0f} ms")
    # Not a measure: a loop that is held up by thousands waits for seconds.
    assert longest < 2.0
    assert set(server.acts.values()) == {1}


@pytest.mark.timeout(600)
async def test_a_killed_desk_goes_on_where_it_was(
    tmp_path: Path, crowd: tuple[Crowd, str], clock: Clock
) -> None:
    server, origin = crowd
    first = await opened(tmp_path, origin, clock)
    written = await decided(first)
    clock.pass_(11)
    running = asyncio.create_task(first.run())
    await until(lambda: batch(first, written.batch).done > MANY // 3)
    # Killed, in the midst of a request: the lock falls with the process.
    running.cancel()
    sending = first._outbox._round
    assert sending is not None
    sending.cancel()
    await asyncio.gather(running, sending, return_exceptions=True)
    first._lock.release()
    again = await opened(tmp_path, origin, clock)
    now = batch(again, written.batch)
    assert now.size == MANY and now.waiting < MANY - MANY // 3
    while batch(again, written.batch).waiting:
        await again.send_now()
        clock.pass_(5)
    assert batch(again, written.batch).done == MANY
    once_each(server)
    assert again.trail.verify().ok
    await again.close("keep")
    await first._adapter.close()
