"""What the Matrix adapter reads from a real Synapse, and what it says it may do."""

from datetime import UTC, datetime

import pytest

from modtui.adapters.base import AdapterError, Order, Trouble
from modtui.adapters.contract.wire import cuttable
from modtui.adapters.matrix import MatrixAdapter
from modtui.model import Result
from tests.adapters.standin import Request
from tests.live.world import World, adapter_at, adapter_of, all_cases, done, order, the_case

pytestmark = pytest.mark.live


async def test_the_account_is_who_the_server_says(adapter: MatrixAdapter, world: World) -> None:
    me = await adapter.open()
    assert (me.id, me.source) == (world.mod.id, "backend")
    assert me.name == world.mod.id[1:].split(":")[0]


async def test_reports_of_one_message_are_one_case(adapter: MatrixAdapter, world: World) -> None:
    event = world.reported(reason="first")
    world.server.report(world.owner, world.room, event, "second")
    other = world.reported("another thing")
    cases = {case.key: case for case in await all_cases(adapter)}
    case = cases[world.key(event)]
    assert [report.reason for report in case.reports] == ["first", "second"]
    assert [r.reporter.id for r in case.reports if r.reporter] == [world.ben.id, world.owner.id]
    assert case.subject.text == "buy my pills"
    assert case.subject.author is not None
    assert case.subject.author.id == world.ana.id
    assert case.subject.author.name == world.ana.id[1:].split(":")[0]
    assert case.subject.place is not None
    assert case.subject.place.shown == "Lobby"
    assert case.handled is None
    assert world.key(other) in cases


async def test_the_whole_queue_is_read_while_reports_are_deleted(world: World) -> None:
    events = [world.server.send(world.ana, world.room, f"message {n}") for n in range(240)]
    for event in events:
        world.server.report(world.ben, world.room, event)
    path = "/_synapse/admin/v1/event_reports"
    rows = world.server.call(world.mod, "GET", path, dir="f", limit=1000)["event_reports"]
    leaving = [row["id"] for row in rows[:60]]
    stay = {row["event_id"] for row in rows[60:]} & set(events)
    assert len(stay) >= 180

    def another_moderator(request: Request) -> None:
        if request.path == path and "from=" in request.target and "from=0&" not in request.target:
            while leaving:
                world.server.delete_report(world.mod, leaving.pop())

    async with cuttable(world.server.origin) as line:
        line.watch = another_moderator
        adapter = adapter_at(line.origin, world.mod)
        found = [case.key for case in await all_cases(adapter)]
        await adapter.close()
    assert not leaving
    assert len(found) == len(set(found))
    assert {world.key(event) for event in stay} <= set(found)


async def test_an_edited_message_shows_both_texts(adapter: MatrixAdapter, world: World) -> None:
    event = world.reported("hello friends")
    before = await the_case(adapter, world.key(event))
    world.server.edit(world.ana, world.room, event, "hello idiots")
    after = await the_case(adapter, world.key(event))
    assert after.subject.text == "hello idiots"
    assert after.subject.earlier_text == "hello friends"
    assert after.subject.edited is not None
    assert after.subject.revision != before.subject.revision


async def test_a_formatted_text_cannot_hide_what_clients_show(
    adapter: MatrixAdapter, world: World
) -> None:
    content = {
        "msgtype": "m.text",
        "body": "good morning",
        "format": "org.matrix.custom.html",
        "formatted_body": '<b>buy</b> <a href="https://evil.example">pills</a>',
        "m.new_content": {"msgtype": "m.text", "body": "innocent"},
    }
    event = world.server.send(world.ana, world.room, content)
    world.server.report(world.ben, world.room, event)
    text = (await the_case(adapter, world.key(event))).subject.text
    assert "good morning" in text
    assert "buy" in text and "pills" in text and "https://evil.example" in text
    assert "innocent" not in text


async def test_an_encrypted_message_says_that_it_cannot_be_read(
    adapter: MatrixAdapter, world: World
) -> None:
    content = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "ciphertext": "AwgAEnAC",
        "sender_key": "key",
        "device_id": "DEV",
        "session_id": "session",
    }
    event = world.server.send(world.ana, world.room, content, "m.room.encrypted")
    world.server.report(world.ben, world.room, event)
    subject = (await the_case(adapter, world.key(event))).subject
    assert subject.text == ""
    assert "Encrypted" in subject.obstacle


async def test_a_redacted_message_still_shows_admins_its_text(
    adapter: MatrixAdapter, world: World
) -> None:
    event = world.reported("gone now")
    before = await the_case(adapter, world.key(event))
    world.server.redact(world.owner, world.room, event)
    after = await the_case(adapter, world.key(event))
    assert after.subject.removed
    assert after.subject.text == "gone now"
    assert world.owner.id in after.subject.obstacle
    assert after.subject.revision != before.subject.revision


async def test_a_message_that_never_was_is_no_case(adapter: MatrixAdapter, world: World) -> None:
    assert await adapter.case(world.key("$nosuchevent")) is None


async def test_the_context_shows_neighbours_and_the_author(
    adapter: MatrixAdapter, world: World
) -> None:
    said = world.server.send(world.ben, world.room, "before it")
    world.server.edit(world.ben, world.room, said, "before it, edited")
    event = world.reported("the bad one")
    world.server.send(world.owner, world.room, "after it")
    second = world.reported("another bad one")
    case = await the_case(adapter, world.key(event))
    context = await adapter.context(case)
    assert [post.text for post in context.before] == ["before it, edited"]
    assert [post.text for post in context.after] == ["after it", "another bad one"]
    assert context.missing == ()
    assert context.author is not None
    assert context.author.since is not None
    assert abs((context.author.since - datetime.now(UTC)).days) < 2
    assert context.author.sanctions == ()
    assert context.author.reports_against == 1
    assert context.recent is not None
    assert [post.id for post in context.recent] == [second]


async def test_sanctions_of_the_author_are_told(adapter: MatrixAdapter, world: World) -> None:
    event = world.reported()
    world.admit()
    await done(adapter, order(world, event, "native:suspend"))
    await done(adapter, order(world, event, "mute"))
    context = await adapter.context(await the_case(adapter, world.key(event)))
    assert context.author is not None
    assert context.author.sanctions is not None
    assert [sanction.verb for sanction in context.author.sanctions] == ["suspended", "mute"]


async def test_who_is_no_admin_is_told_so(world: World) -> None:
    event = world.reported()
    adapter = adapter_of(world, world.owner)
    await adapter.open()
    capabilities = {one.verb: one for one in await adapter.capabilities()}
    for verb in ("keep", "close", "native:suspend", "native:join-room"):
        assert "admin" in capabilities[verb].why_not
    with pytest.raises(AdapterError, match="no server admin") as caught:
        await all_cases(adapter)
    assert caught.value.trouble is Trouble.DENIED
    # What is offered all the same works: the owner has power in this room.
    assert capabilities["remove"].allowed
    world.server.edit(world.ana, world.room, event, "slur")
    await done(adapter, order(world, event, "remove"))
    assert world.server.redacted(world.ben, world.room, event)
    await adapter.close()


async def test_a_room_is_joined_as_admin_only_where_that_is_needed(
    adapter: MatrixAdapter, world: World
) -> None:
    event = world.reported()
    case = await the_case(adapter, world.key(event))
    assert await adapter.preparation(case, frozenset({"keep", "warn"})) == ()
    refused = await adapter.perform(order(world, event, "remove"))
    assert refused.result is Result.DENIED
    (step,) = await adapter.preparation(case, frozenset({"remove", "close"}))
    assert step.preparing
    assert "Lobby" in step.reason
    joining = order(world, event, "remove")
    await done(adapter, Order(joining.decision, step))
    await done(adapter, Order(joining.decision, step))
    assert world.server.membership(world.owner, world.room, world.mod.id) == "join"
    assert await adapter.preparation(case, frozenset({"remove", "mute", "ban"})) == ()
    await done(adapter, joining)
    assert world.server.redacted(world.ben, world.room, event)


async def test_a_private_room_of_an_older_version_is_joined_too(
    adapter: MatrixAdapter, world: World
) -> None:
    world.room = world.server.room(
        world.owner, world.ana, world.ben, preset="private_chat", room_version="10", name="Den"
    )
    event = world.reported()
    case = await the_case(adapter, world.key(event))
    (step,) = await adapter.preparation(case, frozenset({"remove"}))
    removing = order(world, event, "remove")
    await done(adapter, Order(removing.decision, step))
    await done(adapter, removing)
    assert world.server.redacted(world.ben, world.room, event)
