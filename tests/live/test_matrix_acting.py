"""What each verb does on a real Synapse. What happened is asked of Synapse itself."""

import msgspec
import pytest

from modtui.adapters.base import Order, Settled
from modtui.adapters.matrix import MatrixAdapter
from modtui.model import Result
from tests.live.world import World, adapter_of, done, order, the_case

pytestmark = pytest.mark.live


async def test_keep_deletes_the_reports_it_names(adapter: MatrixAdapter, world: World) -> None:
    event = world.reported()
    reports = tuple(str(one) for one in world.server.reports(world.mod, event))
    late = "a report that came after the decision"
    world.server.report(world.owner, world.room, event, late)
    outcome = await done(adapter, order(world, event, "keep", reports=reports))
    assert outcome.receipt == ",".join(reports)
    assert len(world.server.reports(world.mod, event)) == 1
    case = await the_case(adapter, world.key(event))
    assert [report.reason for report in case.reports] == [late]


async def test_closing_tells_that_somebody_was_first(adapter: MatrixAdapter, world: World) -> None:
    event = world.reported()
    world.server.report(world.owner, world.room, event)
    reports = world.server.reports(world.mod, event)
    closing = order(world, event, "close", reports=tuple(str(one) for one in reports))
    world.server.delete_report(world.mod, reports[0])
    await done(adapter, closing)
    assert world.server.reports(world.mod, event) == []
    again = await adapter.perform(closing)
    assert again.result is Result.ALREADY


async def test_remove_redacts_once_with_its_reason_and_its_edits(
    adapter: MatrixAdapter, world: World
) -> None:
    event = world.reported("fine")
    edits = [world.server.edit(world.ana, world.room, event, f"slur {n}") for n in range(3)]
    world.admit()
    removing = order(world, event, "remove", reason="rule 2")
    assert await adapter.settle(removing) is Settled.DID_NOT
    outcome = await done(adapter, removing)
    for edit in edits:
        assert world.server.redacted(world.ben, world.room, edit)
    assert await adapter.settle(removing) is Settled.HAPPENED
    await done(adapter, removing)
    redactions = world.server.events(world.ben, world.room, "m.room.redaction")
    mine = [one for one in redactions if one["content"].get("redacts") == event]
    assert [one["event_id"] for one in mine] == [outcome.receipt]
    assert mine[0]["content"]["reason"] == "rule 2"
    assert len(redactions) == 4


async def test_edits_from_before_the_moderator_joined_are_redacted_too(
    adapter: MatrixAdapter, world: World
) -> None:
    hidden = {"type": "m.room.history_visibility", "content": {"history_visibility": "joined"}}
    world.room = world.server.room(world.owner, world.ana, world.ben, initial_state=[hidden])
    event = world.reported("fine")
    edits = [world.server.edit(world.ana, world.room, event, f"slur {n}") for n in range(2)]
    world.admit()
    await done(adapter, order(world, event, "remove"))
    for gone in (event, *edits):
        assert world.server.redacted(world.ben, world.room, gone)


async def test_an_interrupted_removal_goes_on_with_the_edits(
    adapter: MatrixAdapter, world: World
) -> None:
    event = world.reported("fine")
    edit = world.server.edit(world.ana, world.room, event, "slur")
    world.admit()
    world.server.redact(world.mod, world.room, event)
    removing = order(world, event, "remove")
    assert await adapter.settle(removing) is Settled.DID_NOT
    await done(adapter, removing)
    assert world.server.redacted(world.ben, world.room, edit)
    assert await adapter.settle(removing) is Settled.HAPPENED


async def test_remove_leaves_it_at_another_moderators_redaction(
    adapter: MatrixAdapter, world: World
) -> None:
    event = world.reported()
    world.admit()
    world.server.redact(world.owner, world.room, event)
    removing = order(world, event, "remove")
    assert await adapter.settle(removing) is Settled.DID_NOT
    outcome = await adapter.perform(removing)
    assert outcome.result is Result.ALREADY
    assert world.owner.id in outcome.detail
    assert len(world.server.events(world.ben, world.room, "m.room.redaction")) == 1


async def test_a_warning_arrives_once_in_one_room(adapter: MatrixAdapter, world: World) -> None:
    event = world.reported()
    warning = order(world, event, "warn", text="Please stop.")
    assert await adapter.settle(warning) is Settled.DID_NOT
    await done(adapter, warning)
    assert await adapter.settle(warning) is Settled.HAPPENED
    # As after a restart of the server: transaction ids hold for one token only.
    fresh = adapter_of(world, world.server.another_token(world.mod))
    await done(fresh, warning)
    await fresh.close()
    told = world.server.direct_messages(world.ana)
    told.pop(world.room)
    assert list(told.values()) == [["Please stop."]]
    second = order(world, event, "reply", text="Thank you.")
    await done(adapter, second)
    told = world.server.direct_messages(world.ana)
    told.pop(world.room)
    assert list(told.values()) == [["Please stop.", "Thank you."]]


async def test_an_escalation_reaches_a_room_once_and_nobody_else(
    adapter: MatrixAdapter, world: World
) -> None:
    event = world.reported()
    room = world.server.room(world.mod, world.owner)
    made = order(world, event, "escalate", text="@room please look.")
    step = msgspec.structs.replace(made.step, person=None, place=room, route=f"room {room}")
    handing = Order(made.decision, step)
    assert await adapter.settle(handing) is Settled.DID_NOT
    await done(adapter, handing)
    assert await adapter.settle(handing) is Settled.HAPPENED
    fresh = adapter_of(world, world.server.another_token(world.mod))
    await done(fresh, handing)
    await fresh.close()
    found = world.server.events(world.owner, room, "m.room.message")
    assert [one["content"]["body"] for one in found] == ["@room please look."]
    assert found[0]["content"]["m.mentions"] == {}
    assert not [r for r in world.server.direct_messages(world.ana) if r != world.room]
    elsewhere = world.server.room(world.owner)
    step = msgspec.structs.replace(step, place=elsewhere, route=f"room {elsewhere}")
    refused = await adapter.perform(Order(made.decision, step))
    assert refused.result in (Result.DENIED, Result.FAILED)


async def test_an_escalation_to_nobody_reaches_nobody(adapter: MatrixAdapter, world: World) -> None:
    made = order(world, world.reported(), "escalate", text="Please look.")
    step = msgspec.structs.replace(made.step, person=None)
    assert (await adapter.perform(Order(made.decision, step))).result is Result.FAILED
    assert not [r for r in world.server.direct_messages(world.ana) if r != world.room]


async def test_ban_and_unban(adapter: MatrixAdapter, world: World) -> None:
    event = world.reported()
    world.admit()
    banning = order(world, event, "ban", reason="rule 3")
    await done(adapter, banning)
    member = world.server.state(world.owner, world.room, "m.room.member", world.ana.id)
    assert (member["membership"], member["reason"]) == ("ban", "rule 3")
    assert (await adapter.perform(banning)).result is Result.ALREADY
    unbanning = order(world, event, "unban")
    await done(adapter, unbanning)
    assert world.server.membership(world.owner, world.room, world.ana.id) == "leave"
    assert (await adapter.perform(unbanning)).result is Result.ALREADY


async def test_mute_and_unmute_give_back_the_earlier_level(
    adapter: MatrixAdapter, world: World
) -> None:
    event = world.reported()
    world.admit()
    levels = world.server.state(world.owner, world.room, "m.room.power_levels")
    levels["users"][world.ana.id] = 10
    path = f"/_matrix/client/v3/rooms/{world.room}/state/m.room.power_levels/"
    world.server.call(world.mod, "PUT", path, levels)
    muting = order(world, event, "mute")
    await done(adapter, muting)
    assert await adapter.settle(muting) is Settled.HAPPENED
    assert (await adapter.perform(muting)).result is Result.ALREADY
    with pytest.raises(Exception, match="403"):
        world.server.send(world.ana, world.room, "still here")
    await done(adapter, order(world, event, "unmute"))
    assert world.server.state(world.owner, world.room, "m.room.power_levels") == levels
    world.server.send(world.ana, world.room, "back again")


async def test_accounts_of_other_servers_cannot_be_suspended(
    adapter: MatrixAdapter, world: World
) -> None:
    event = world.reported()
    what = order(world, event, "native:suspend", person="@eve:elsewhere.example")
    assert (await adapter.perform(what)).result is Result.FAILED
