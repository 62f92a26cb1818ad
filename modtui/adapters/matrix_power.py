"""Who may do what in a Matrix room: power levels, read and changed."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from modtui.adapters.base import Trouble
from modtui.adapters.http import HttpError
from modtui.adapters.matrix_server import Server
from modtui.model import Verb

MUTED = -1
KEPT = "org.modtui.muted"
"""Where a muted person's own earlier level is kept, in the room's power levels."""
# From this version on those who made a room stand above all levels.
_CREATORS_RULE = 12

ROOM_VERBS = frozenset({Verb.REMOVE, Verb.MUTE, Verb.UNMUTE, Verb.BAN, Verb.UNBAN})


def _level(value: Any, default: int) -> int:
    """A level; old rooms hold some as text."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return default


class Power(NamedTuple):
    """A room's power levels (raw content, as it must be sent back whole) and its creators."""

    content: dict[str, Any]
    creators: frozenset[str]

    def of(self, person: str) -> float:
        """The person's level; infinite for creators of newer rooms."""
        if person in self.creators:
            return math.inf
        own = self.own(person)
        return _level(self.content.get("users_default"), 0) if own is None else own

    def own(self, person: str) -> int | None:
        """The level that the room names for the person, None where it names none."""
        users = self.content.get("users")
        level = users.get(person) if isinstance(users, Mapping) else None
        return None if level is None else _level(level, 0)

    def kept(self, person: str) -> int | None:
        """The person's own level before they were muted, None where they had none."""
        earlier = self.content.get(KEPT)
        level = earlier.get(person) if isinstance(earlier, Mapping) else None
        return None if level is None else _level(level, 0)

    def needed(self, verb: str) -> int:
        """The level that a verb takes in this room."""
        content = self.content
        events = content.get("events")
        events = events if isinstance(events, Mapping) else {}
        if verb == Verb.REMOVE:
            sending = _level(
                events.get("m.room.redaction"), _level(content.get("events_default"), 0)
            )
            return max(_level(content.get("redact"), 50), sending)
        if verb == Verb.BAN:
            return _level(content.get("ban"), 50)
        if verb == Verb.UNBAN:
            return max(_level(content.get("ban"), 50), _level(content.get("kick"), 50))
        default = _level(content.get("state_default"), 50)
        return _level(events.get("m.room.power_levels"), default)

    def may(self, me: str, verb: str, person: str | None) -> bool:
        """Whether ``me`` has the level, and stands above the person where that counts."""
        mine = self.of(me)
        above = verb not in (Verb.BAN, Verb.MUTE) or person is None or mine > self.of(person)
        return mine >= self.needed(verb) and above

    def with_level(self, person: str, level: int | None, kept: int | None) -> dict[str, Any]:
        """The content with the person's level set, or taken out where None."""
        content = dict(self.content)
        users = dict(content.get("users") or {})
        earlier = dict(content.get(KEPT) or {})
        if level is None:
            users.pop(person, None)
        else:
            users[person] = level
        if kept is None:
            earlier.pop(person, None)
        else:
            earlier[person] = kept
        content["users"] = users
        if earlier:
            content[KEPT] = earlier
        else:
            content.pop(KEPT, None)
        return content


async def power_in(server: Server, room: str) -> Power:
    """The power levels of a room the account is in. Raises DENIED where it is not."""
    created = await server.state(room, "m.room.create")
    levels = await server.state(room, "m.room.power_levels")
    creators: frozenset[str] = frozenset()
    if created is not None:
        more = created.content.get("additional_creators")
        named = [one for one in more if isinstance(one, str)] if isinstance(more, list) else []
        version = _level(created.content.get("room_version"), 1)
        if version >= _CREATORS_RULE or levels is None:
            creators = frozenset([created.sender, *named])
    return Power(levels.content if levels else {}, creators)


async def lacks(
    server: Server, room: str, me: str, verbs: frozenset[str], person: str | None
) -> str:
    """What the account needs for the verbs there: ``join``, ``power``, or empty for nothing."""
    if await server.membership(room, me) != "join":
        return "join"
    try:
        power = await power_in(server, room)
    except HttpError as error:
        if error.trouble is Trouble.DENIED:
            return "join"
        raise
    return "" if all(power.may(me, verb, person) for verb in verbs & ROOM_VERBS) else "power"
