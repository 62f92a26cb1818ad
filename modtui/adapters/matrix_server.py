"""The calls of Synapse's admin API and of the Matrix client API that moderating needs.

Each method is one question or one change; what they mean together is said elsewhere.
"""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from modtui.adapters.base import Setting, Trouble
from modtui.adapters.http import Client, HttpError, Refusal, path_of
from modtui.adapters.jsonwire import decode, readable
from modtui.adapters.matrix_reports import REPORTS, UnreadableRow, all_reports
from modtui.adapters.matrix_wire import (
    Account,
    Anything,
    Around,
    Chunk,
    ErrorBody,
    Event,
    Fetched,
    Made,
    Memberships,
    Profile,
    ReportId,
    ReportPage,
    ReportRow,
    Room,
    State,
    Version,
    WhoAmI,
)

ADMIN = ("_synapse", "admin", "v1")
CLIENT = ("_matrix", "client", "v3")
MESSAGES = ("m.room.message", "m.room.encrypted", "m.sticker")


def read_refusal(body: bytes) -> Refusal:
    """What a Matrix error says. Raises Undecodable where it is none."""
    error = decode(body, ErrorBody)
    wait = None if error.retry_after_ms is None else error.retry_after_ms / 1000
    return Refusal(error.errcode, error.error, wait)


class Server:
    """One homeserver, for the account whose token it is given."""

    def __init__(self, setting: Setting) -> None:
        self.http = Client(
            setting.server,
            token=setting.token,
            read_refusal=read_refusal,
            proxy=setting.proxy,
        )

    # Who is asking

    async def whoami(self) -> str:
        """The id of the account."""
        return (await self.http.get(path_of(*CLIENT, "account", "whoami"), WhoAmI)).user_id

    async def display_name(self, person: str) -> str:
        """The name the account shows; empty where it has none."""
        try:
            profile = await self.http.get(path_of(*CLIENT, "profile", person), Profile)
        except HttpError as error:
            if error.trouble in (Trouble.GONE, Trouble.DENIED):
                return ""
            raise
        return profile.displayname or ""

    async def version(self) -> str | None:
        """Synapse's version, or None where the server is not one or does not tell."""
        try:
            found = await self.http.get(path_of(*ADMIN, "server_version"), Version)
        except HttpError as error:
            if error.trouble in (Trouble.GONE, Trouble.DENIED, Trouble.REFUSED):
                return None
            raise
        return found.server_version

    async def may_read_reports(self) -> bool:
        """Whether the account is a server admin. Raises HttpError where there is no queue."""
        try:
            await self.http.get(REPORTS, ReportPage, query={"limit": 1})
        except HttpError as error:
            if error.code == "M_FORBIDDEN":
                return False
            raise
        return True

    async def knows(self, *path: str) -> bool:
        """Whether the server has that admin call: it answers 405 to GET, not 404, if so."""
        try:
            await self.http.request("GET", path_of(*ADMIN, *path))
        except HttpError as error:
            if error.status in (404, 405):
                return error.status == 405
            raise
        return True

    # Reports

    async def reports(
        self, *, room: str | None = None, sender: str | None = None
    ) -> tuple[list[ReportRow], list[UnreadableRow]]:
        """All reports, or those of one author in one room; see ``matrix_reports``.

        The room is compared as a part of the id only: the caller compares again.
        """
        return await all_reports(self.http, room, sender)

    async def report_exists(self, report: str) -> bool:
        """Whether the report is still there."""
        try:
            await self.http.get(path_of(*ADMIN, "event_reports", report), ReportId)
        except HttpError as error:
            if error.code == "M_NOT_FOUND":
                return False
            raise
        return True

    async def delete_report(self, report: str) -> bool:
        """Deletes a report for good. False where somebody did so before."""
        try:
            await self.http.change("DELETE", path_of(*ADMIN, "event_reports", report), Anything)
        except HttpError as error:
            if error.code == "M_NOT_FOUND":
                return False
            raise
        return True

    async def report_count(self, sender: str) -> int:
        """How many reports there are of anything the account sent."""
        query: dict[str, str | int] = {"limit": 1, "event_sender_user_id": sender}
        path = REPORTS
        return (await self.http.get(path, ReportPage, query=query)).total

    # Rooms, read as admin: no membership needed

    async def around(
        self, room: str, event: str, limit: int, types: tuple[str, ...]
    ) -> Around | None:
        """The event and up to ``limit`` neighbours of these types; None where it is gone.

        The event comes with its latest edit and its redaction (measured: also for admins
        who are not in the room).
        """
        wanted = json.dumps({"types": types, "lazy_load_members": True})
        path = path_of(*ADMIN, "rooms", room, "context", event)
        try:
            return await self.http.get(path, Around, query={"limit": limit, "filter": wanted})
        except HttpError as error:
            if error.code == "M_NOT_FOUND":
                return None
            raise

    async def event(self, room: str, event: str) -> Event | None:
        """The event alone, with its latest edit and its redaction.

        Who is no admin gets it as members do, and DENIED where they are none.
        """
        try:
            found = await self.around(room, event, 0, ("m.room.member",))
        except HttpError as error:
            if error.code != "M_FORBIDDEN":
                raise
        else:
            return found.event if found else None
        path = path_of(*CLIENT, "rooms", room, "event", event)
        try:
            return await self.http.get(path, Event)
        except HttpError as error:
            if error.code == "M_NOT_FOUND":
                return None
            raise

    async def original(self, event: str) -> Event | None:
        """The event as it was sent, also after its redaction, while Synapse keeps it."""
        try:
            found = await self.http.get(path_of(*ADMIN, "fetch_event", event), Fetched)
        except HttpError as error:
            if error.trouble in (Trouble.GONE, Trouble.BROKEN):
                return None
            raise
        return found.event if found.event.content else None

    async def sent_by(
        self,
        room: str,
        person: str,
        types: tuple[str, ...],
        *,
        limit: int,
        start: str | None = None,
        as_admin: bool = True,
    ) -> tuple[list[Event], str | None]:
        """What the person sent there, newest first, and where to go on."""
        query: dict[str, str | int] = {
            "dir": "b",
            "limit": limit,
            "filter": json.dumps({"senders": [person], "types": types}),
        }
        if start:
            query["from"] = start
        base = ADMIN if as_admin else CLIENT
        chunk = await self.http.get(path_of(*base, "rooms", room, "messages"), Chunk, query=query)
        return readable(chunk.chunk, Event), chunk.end

    async def current(self, room: str, kind: str) -> dict[str, Any] | None:
        """The content of a state event, read as admin; None where the room has none."""
        path = path_of(*ADMIN, "rooms", room, "state")
        found = await self.http.get(path, State, query={"type": kind})
        for event in readable(found.state, Event):
            if event.state_key == "":
                return event.content
        return None

    # Rooms, read as a member

    async def state(self, room: str, kind: str, key: str = "") -> Event | None:
        """A state event of a room the account is in; None where there is none."""
        path = path_of(*CLIENT, "rooms", room, "state", kind) + "/"
        if key:
            path += path_of(key)[1:]
        try:
            return await self.http.get(path, Event, query={"format": "event"})
        except HttpError as error:
            if error.code == "M_NOT_FOUND":
                return None
            raise

    async def all_state(self, room: str) -> list[Event]:
        """Every state event of a room the account is in. Raises DENIED where it is not."""
        path = path_of(*CLIENT, "rooms", room, "state")
        return readable(await self.http.get(path, list[msgspec.Raw]), Event)

    async def membership(self, room: str, person: str) -> str:
        """``join``, ``leave``, ``ban``…; empty where there was none or it is not told."""
        try:
            event = await self.state(room, "m.room.member", person)
        except HttpError as error:
            if error.code == "M_FORBIDDEN":
                return ""
            raise
        found = event.content.get("membership") if event else ""
        return found if isinstance(found, str) else ""

    async def edits(
        self, room: str, event: str, start: str | None
    ) -> tuple[list[Event], str | None]:
        """Edits of an event that is not redacted, and where to go on."""
        base = ("_matrix", "client", "v1", "rooms", room, "relations", event, "m.replace")
        query: dict[str, str | int] = {"limit": 100}
        if start:
            query["from"] = start
        path = path_of(*base)
        found = await self.http.get(path, _Relations, query=query)
        return readable(found.chunk, Event), found.next_batch

    # People

    async def account(self, person: str) -> Account | None:
        """What the admin API says of an account of this server; None for any other."""
        path = path_of("_synapse", "admin", "v2", "users", person)
        try:
            return await self.http.get(path, Account)
        except HttpError as error:
            if error.trouble in (Trouble.GONE, Trouble.REFUSED):
                return None
            raise

    async def memberships(self, person: str) -> Mapping[str, str] | None:
        """The account's membership of every room; None where the server does not tell."""
        path = path_of(*ADMIN, "users", person, "memberships")
        try:
            return (await self.http.get(path, Memberships)).memberships
        except HttpError as error:
            if error.trouble in (Trouble.GONE, Trouble.REFUSED):
                return None
            raise

    # Changes

    async def redact(self, room: str, event: str, txn: str, reason: str) -> str:
        """Redacts an event; the id of the redaction."""
        path = path_of(*CLIENT, "rooms", room, "redact", event, txn)
        body = {"reason": reason} if reason else {}
        return (await self.http.change("PUT", path, Made, body)).event_id

    async def in_room(self, room: str, act: str, person: str, reason: str) -> None:
        """``ban`` or ``unban``."""
        body = {"user_id": person} | ({"reason": reason} if reason else {})
        await self.http.change("POST", path_of(*CLIENT, "rooms", room, act), Anything, body)

    async def put_state(self, room: str, kind: str, content: dict[str, Any]) -> str:
        """Sets a state event; its id, the old one where nothing changed."""
        path = path_of(*CLIENT, "rooms", room, "state", kind) + "/"
        return (await self.http.change("PUT", path, Made, content)).event_id

    async def send(self, room: str, txn: str, content: dict[str, Any]) -> str:
        """Sends a message; its id."""
        path = path_of(*CLIENT, "rooms", room, "send", "m.room.message", txn)
        return (await self.http.change("PUT", path, Made, content)).event_id

    async def create_room(self, body: dict[str, Any]) -> str:
        """Makes a room; its id."""
        return (await self.http.change("POST", path_of(*CLIENT, "createRoom"), Room, body)).room_id

    async def make_room_admin(self, room: str) -> None:
        """Gives this account the power of the room's admin, and an invitation if needed."""
        path = path_of(*ADMIN, "rooms", room, "make_room_admin")
        await self.http.change("POST", path, Anything, {})

    async def join(self, room: str) -> None:
        """Joins a room."""
        await self.http.change("POST", path_of(*CLIENT, "join", room), Anything, {})

    async def suspend(self, person: str, on: bool) -> None:
        """Suspends an account of this server, or lifts that."""
        path = path_of(*ADMIN, "suspend", person)
        await self.http.change("PUT", path, Anything, {"suspend": on})

    async def resolve(self, alias: str) -> str | None:
        """The room of an alias, or None."""
        path = path_of(*CLIENT, "directory", "room", alias)
        try:
            return (await self.http.get(path, Room)).room_id
        except HttpError as error:
            if error.code == "M_NOT_FOUND":
                return None
            raise

    async def account_data(self, person: str, kind: str) -> dict[str, Any]:
        """The account's own settings of a kind; empty where there are none."""
        path = path_of(*CLIENT, "user", person, "account_data", kind)
        try:
            return await self.http.get(path, dict[str, Any])
        except HttpError as error:
            if error.code == "M_NOT_FOUND":
                return {}
            raise

    async def set_account_data(self, person: str, kind: str, content: dict[str, Any]) -> None:
        """Replaces the account's own settings of a kind."""
        path = path_of(*CLIENT, "user", person, "account_data", kind)
        await self.http.change("PUT", path, Anything, content)


class _Relations(Chunk):
    next_batch: str | None = None
