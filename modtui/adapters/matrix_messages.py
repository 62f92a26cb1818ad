"""Messages to people and into rooms: one message for each order."""

import hashlib

from modtui.adapters.base import Order, Trouble
from modtui.adapters.http import HttpError
from modtui.adapters.matrix_server import Server

REF = "org.modtui.ref"
"""The key in a message that names the order it was sent for."""
DIRECT = "m.direct"
_ROOMS = 5
_BACK = 50


def reference(order: Order) -> str:
    """Names an order for good."""
    return f"{order.decision.id}/{order.step.id}"


def transaction(order: Order, part: str = "") -> str:
    """A transaction id that is the same on every try of the order."""
    return "modtui-" + hashlib.sha256(f"{reference(order)}/{part}".encode()).hexdigest()[:24]


def alias_of(order: Order, me: str) -> str:
    """The alias of the room that would be made for the order."""
    return f"#{transaction(order, 'room')}:{me.partition(':')[2]}"


async def send_once(server: Server, me: str, order: Order, person: str, name: str) -> str:
    """Sends the order's text to the person, making a room where there is none; its id.

    The same order again finds what the first try left: the room by its alias, which the
    server gives out once, and the message by its reference.
    """
    direct = await _direct_rooms(server, me, person)
    room = await _usable(server, me, person, direct)
    if room is None:
        room = await _make(server, me, order, person, name)
        await _remember(server, me, person, room)
    elif (sent := await _find(server, me, room, order)) is not None:
        return sent
    content = {"msgtype": "m.text", "body": order.step.text, REF: reference(order)}
    return await server.send(room, transaction(order), content)


async def send_into(server: Server, me: str, order: Order, room: str) -> str:
    """Sends the order's text into a room once; the message's id."""
    if (sent := await _find(server, me, room, order)) is not None:
        return sent
    content = {
        "msgtype": "m.text",
        "body": order.step.text,
        REF: reference(order),
        # Nobody is called by a name that stands in the text.
        "m.mentions": {},
    }
    return await server.send(room, transaction(order), content)


async def is_in(server: Server, me: str, order: Order, room: str) -> str | None:
    """The id of the order's message in a room; None where it is not."""
    return await _find(server, me, room, order)


async def was_sent(server: Server, me: str, order: Order, person: str) -> str | None:
    """The id of the order's message, looked for in every room it may be in; None if nowhere."""
    rooms = await _direct_rooms(server, me, person)
    made = await server.resolve(alias_of(order, me))
    for room in dict.fromkeys([*([made] if made else []), *rooms]):
        found = await _find(server, me, room, order)
        if found is not None:
            return found
    return None


async def _find(server: Server, me: str, room: str, order: Order) -> str | None:
    try:
        events, _more = await server.sent_by(
            room, me, ("m.room.message",), limit=_BACK, as_admin=False
        )
    except HttpError as error:
        if error.trouble in (Trouble.DENIED, Trouble.GONE):
            return None
        raise
    wanted, txn = reference(order), transaction(order)
    for event in events:
        if event.content.get(REF) == wanted or event.unsigned.get("transaction_id") == txn:
            return event.event_id
    return None


async def _direct_rooms(server: Server, me: str, person: str) -> list[str]:
    """Rooms that the account marked as direct with the person, newest first."""
    content = await server.account_data(me, DIRECT)
    rooms = content.get(person)
    if not isinstance(rooms, list):
        return []
    return [room for room in reversed(rooms) if isinstance(room, str)][:_ROOMS]


async def _usable(server: Server, me: str, person: str, rooms: list[str]) -> str | None:
    """The first room in which just the two are, and which is not encrypted."""
    for room in rooms:
        try:
            states = await server.all_state(room)
        except HttpError as error:
            if error.trouble in (Trouble.DENIED, Trouble.GONE, Trouble.BROKEN):
                continue
            raise
        inside = {
            state.state_key: state.content.get("membership")
            for state in states
            if state.type == "m.room.member"
            and state.content.get("membership") in ("join", "invite")
        }
        # Plain text in an encrypted room would be shown with a warning, or not at all.
        plain = not any(state.type == "m.room.encryption" for state in states)
        if plain and inside.get(me) == "join" and inside.keys() == {me, person}:
            return room
    return None


async def _make(server: Server, me: str, order: Order, person: str, name: str) -> str:
    alias = alias_of(order, me)
    body = {
        "preset": "private_chat",
        "is_direct": True,
        "invite": [person],
        "name": name,
        "room_alias_name": alias[1:].partition(":")[0],
    }
    try:
        return await server.create_room(body)
    except HttpError as error:
        if error.code != "M_ROOM_IN_USE":
            raise
        found = await server.resolve(alias)
        if found is None:
            raise
        return found


async def _remember(server: Server, me: str, person: str, room: str) -> None:
    content = await server.account_data(me, DIRECT)
    rooms = content.get(person)
    rooms = rooms if isinstance(rooms, list) else []
    if room not in rooms:
        await server.set_account_data(me, DIRECT, {**content, person: [*rooms, room]})
