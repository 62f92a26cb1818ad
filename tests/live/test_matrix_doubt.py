"""The Matrix adapter when the line to a real Synapse breaks, or Synapse asks to wait."""

import itertools

import pytest

from modtui.adapters.base import AdapterError, Setting, Settled, Trouble
from modtui.adapters.contract.wire import cuttable
from modtui.adapters.matrix import MatrixAdapter
from modtui.model import Result
from tests.adapters.standin import Request
from tests.live.synapse import Synapse
from tests.live.world import World, adapter_at, adapter_of, done, order, the_case

pytestmark = pytest.mark.live


@pytest.mark.parametrize("lost", ["createRoom", "account_data", "/send/"])
@pytest.mark.parametrize("when", ["cut_before", "cut_after"])
async def test_a_warning_whose_line_broke_arrives_once_all_the_same(
    world: World, lost: str, when: str
) -> None:
    event = world.reported()
    warning = order(world, event, "warn", text="Please stop.")

    def changes(request: Request) -> bool:
        return request.method != "GET" and lost in request.path

    async with cuttable(world.server.origin) as line:
        setattr(line, when, changes)
        adapter = adapter_at(line.origin, world.mod)
        with pytest.raises(AdapterError) as caught:
            await adapter.perform(warning)
        assert caught.value.trouble is Trouble.IN_DOUBT
        await adapter.close()
    adapter = adapter_of(world, world.server.another_token(world.mod))
    arrived = lost == "/send/" and when == "cut_after"
    expected = Settled.HAPPENED if arrived else Settled.DID_NOT
    assert await adapter.settle(warning) is expected
    await done(adapter, warning)
    assert await adapter.settle(warning) is Settled.HAPPENED
    await adapter.close()
    assert len(world.server.invitations(world.ana)) == 1
    told = world.server.direct_messages(world.ana)
    told.pop(world.room)
    assert list(told.values()) == [["Please stop."]]


@pytest.mark.parametrize("when", ["cut_before", "cut_after"])
async def test_whether_the_room_was_joined_is_settled_by_reading(world: World, when: str) -> None:
    event = world.reported()
    what = order(world, event, "native:join-room")
    async with cuttable(world.server.origin) as line:
        setattr(line, when, lambda request: request.method != "GET" and "/join/" in request.path)
        adapter = adapter_at(line.origin, world.mod)
        with pytest.raises(AdapterError) as caught:
            await adapter.perform(what)
        assert caught.value.trouble is Trouble.IN_DOUBT
        await adapter.close()
    adapter = adapter_of(world)
    happened = when == "cut_after"
    assert await adapter.settle(what) is (Settled.HAPPENED if happened else Settled.DID_NOT)
    again = await adapter.perform(what)
    assert again.result in (Result.APPLIED, Result.ALREADY)
    assert await adapter.settle(what) is Settled.HAPPENED
    await adapter.close()


async def test_reports_that_are_gone_after_a_doubt_are_nobodys(world: World) -> None:
    event = world.reported()
    report = str(world.server.reports(world.mod, event)[0])
    closing = order(world, event, "close", reports=(report,))
    async with cuttable(world.server.origin) as line:
        line.cut_after = lambda request: request.method == "DELETE"
        adapter = adapter_at(line.origin, world.mod)
        assert await adapter.settle(closing) is Settled.DID_NOT
        with pytest.raises(AdapterError):
            await adapter.perform(closing)
        assert await adapter.settle(closing) is Settled.CANNOT_TELL
        line.cut_after = lambda request: False
        assert (await adapter.perform(closing)).result is Result.ALREADY
        await adapter.close()


async def test_checking_one_case_does_not_read_the_whole_queue(world: World) -> None:
    event = world.reported()
    async with cuttable(world.server.origin) as line:
        adapter = adapter_at(line.origin, world.mod)
        await adapter.open()
        before = len(line.requests)
        await the_case(adapter, world.key(event))
        await adapter.close()
        asked = line.requests[before:]
    assert len(asked) <= 3
    lists = [request.target for request in asked if "event_reports" in request.path]
    assert len(lists) == 1 and "event_sender_user_id=" in lists[0]


async def test_private_details_of_accounts_are_never_asked_for(world: World) -> None:
    event = world.reported()
    async with cuttable(world.server.origin) as line:
        adapter = adapter_at(line.origin, world.mod)
        context = await adapter.context(await the_case(adapter, world.key(event)))
        await adapter.close()
        assert not any("whois" in request.path for request in line.requests)
    assert context.author is not None


async def test_a_token_of_another_account_is_refused(world: World) -> None:
    token = world.ben.token
    setting = Setting("test", server=world.server.origin, token=lambda: token, user=world.mod.id)
    adapter = MatrixAdapter(setting)
    with pytest.raises(AdapterError, match="another account"):
        await adapter.open()
    await adapter.close()


async def test_a_moderator_who_is_too_quick_is_told_how_long_to_wait(
    limited_synapse: Synapse,
) -> None:
    world = World(limited_synapse)
    world.admit()
    other = limited_synapse.register("kim")
    limited_synapse.join(other, world.room)
    adapter = adapter_of(world)
    for author, number in itertools.product((world.ana, other), range(8)):
        event = limited_synapse.send(author, world.room, f"message {number}")
        outcome = await adapter.perform(order(world, event, "remove"))
        if outcome.result is Result.LIMITED:
            break
    assert outcome.result is Result.LIMITED
    assert outcome.retry_after is not None and outcome.retry_after > 0
    assert not limited_synapse.redacted(world.ben, world.room, event)
    # Another bucket: reports can be closed, and the queue read, meanwhile.
    limited_synapse.report(world.ben, world.room, event)
    (report,) = limited_synapse.reports(world.mod, event)
    await done(adapter, order(world, event, "keep", reports=(str(report),)))
    await adapter.close()
