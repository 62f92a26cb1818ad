"""What Synapse sends, as far as it is read. Untrusted: events come from anybody's server.

Fields that hold e-mail or IP addresses are not named, and so never decoded.
"""

from typing import Any

import msgspec

from modtui.model import Struct


class Event(Struct):
    """An event as clients see it. ``content`` is whatever its sender put there."""

    type: str
    sender: str
    event_id: str = ""
    origin_server_ts: int = 0
    content: dict[str, Any] = {}
    unsigned: dict[str, Any] = {}
    state_key: str | None = None
    redacts: Any = None


class ReportRow(Struct):
    """One report of an event. ``sender`` is None where the event is gone from the server."""

    id: int
    received_ts: int
    room_id: str
    event_id: str
    user_id: str
    reason: str | None = None
    sender: str | None = None
    canonical_alias: str | None = None
    name: str | None = None


class ReportId(Struct):
    """As much of a report as must be readable to name it."""

    id: int


class ReportPage(Struct):
    """``next_token`` is absent where no rows follow."""

    event_reports: list[msgspec.Raw]
    total: int
    next_token: int | None = None


class Around(Struct):
    """An event with its neighbours; those before it come newest first."""

    event: Event
    events_before: list[msgspec.Raw] = []
    events_after: list[msgspec.Raw] = []
    state: list[msgspec.Raw] = []


class Fetched(Struct):
    """An event as it was sent, also where it is redacted now."""

    event: Event


class Chunk(Struct):
    """A part of a room's timeline."""

    chunk: list[msgspec.Raw]
    end: str | None = None


class State(Struct):
    """State events of a room, as the admin API gives them."""

    state: list[msgspec.Raw]


class Account(Struct):
    """An account on this server. ``creation_ts`` is in seconds (in the user list: ms)."""

    displayname: str | None = None
    admin: bool | int = False
    deactivated: bool | int = False
    locked: bool | int = False
    shadow_banned: bool | int = False
    suspended: bool | int = False
    creation_ts: int | None = None


class Memberships(Struct):
    """Rooms that an account of this server has to do with, and how."""

    memberships: dict[str, str]


class WhoAmI(Struct):
    """Whose token it is."""

    user_id: str


class Profile(Struct):
    """What an account shows of itself."""

    displayname: str | None = None


class Version(Struct):
    """Synapse's version."""

    server_version: str


class Made(Struct):
    """The receipt of an event that was sent."""

    event_id: str = ""


class Room(Struct):
    """The receipt of a room that was made, joined or resolved."""

    room_id: str


class Anything(Struct):
    """An answer whose content does not matter, as long as it is a JSON object."""


class ErrorBody(Struct):
    """Matrix' standard error."""

    errcode: str = ""
    error: str = ""
    retry_after_ms: float | None = None
