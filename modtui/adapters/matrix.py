"""Matrix: the reports of a Synapse homeserver, for one server admin's account.

The queue is Synapse's list of reported events, one case for each event. What was measured
of Synapse, and what can slip through between reading and acting, is in
``docs/backends/matrix.md``.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence

import msgspec

from modtui.adapters.base import About, AdapterError, Order, Page, Setting, Settled, Trouble
from modtui.adapters.http import HttpError
from modtui.adapters.jsonwire import Undecodable, readable
from modtui.adapters.matrix_acts import JOIN, Act, perform, settle
from modtui.adapters.matrix_capabilities import capabilities_of
from modtui.adapters.matrix_decode import (
    case_of,
    gone_subject,
    names_of,
    native_of,
    place_of,
    post_of,
    read,
    room_and_event,
    sanctions_of,
    subject_of,
    time_of,
)
from modtui.adapters.matrix_power import MUTED, ROOM_VERBS, Power, lacks
from modtui.adapters.matrix_server import MESSAGES, Server
from modtui.adapters.matrix_wire import Event, ReportRow
from modtui.model import (
    Capability,
    Case,
    CaseKey,
    Context,
    Kind,
    Moderator,
    Outcome,
    Person,
    Post,
    Sanction,
    Step,
    Unreadable,
)
from modtui.words import _

CASES = 20
"""Cases to a page: their texts are read side by side."""
AROUND = 16
RECENT = 10
_NAMES = ("m.room.member",)


class MatrixAdapter:
    """One community on one homeserver. See ``modtui.adapters.base.Adapter``.

    ``server`` is the homeserver's own address (no ``.well-known`` is followed), ``token``
    an access token. Options: ``room_name``, the name of direct-message rooms.
    """

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._community = setting.community
        self._server = Server(setting)
        self._me: Moderator | None = None
        self._barred = ""

    @staticmethod
    def about() -> About:
        """What this adapter is for."""
        able = capabilities_of(barred="", suspends=True)
        return About("Matrix (Synapse)", "docs/backends/matrix.md", able)

    async def open(self) -> Moderator:
        """Who the account is. Raises AdapterError where it is not the configured one."""
        if self._setting.token is None:
            raise AdapterError(Trouble.SIGNED_OUT, _("No token is configured for Matrix."))
        me = await self._server.whoami()
        wanted = self._setting.user
        if wanted and wanted not in (me, me[1:].partition(":")[0]):
            raise AdapterError(
                Trouble.DENIED,
                _("The token belongs to another account than the configured user."),
            )
        name = await self._server.display_name(me)
        self._barred = await self._why_no_reports()
        if self._setting.moderator:
            self._me = Moderator(me, self._setting.moderator, "config")
        else:
            self._me = Moderator(me, name or me, "backend")
        return self._me

    async def _why_no_reports(self) -> str:
        """Why this account cannot see reports here; empty where it can."""
        try:
            admin = await self._server.may_read_reports()
        except HttpError as error:
            if error.trouble is not Trouble.GONE:
                raise
            return _("This server has no list of reports for admins: only Synapse has one.")
        if admin:
            return ""
        return _(
            "This account is no server admin, and Synapse shows reports to nobody else: "
            "power in rooms is not enough."
        )

    async def _who(self) -> str:
        me = self._me or await self.open()
        return me.id

    async def capabilities(self) -> tuple[Capability, ...]:
        """Asked of the server: admin rights, and whether its version can suspend."""
        me = await self._who()
        self._barred = await self._why_no_reports()
        suspends = not self._barred and await self._server.knows("suspend", me)
        return capabilities_of(barred=self._barred, suspends=suspends)

    async def queue(self) -> AsyncIterator[Page]:
        """All reported events, longest waiting first."""
        await self._who()
        if why := await self._why_no_reports():
            raise AdapterError(Trouble.DENIED, why)
        rows, bad = await self._server.reports()
        by_event: dict[str, list[ReportRow]] = {}
        for row in rows:
            by_event.setdefault(native_of(row.room_id, row.event_id), []).append(row)
        total = len(by_event) + len(bad)
        unreadable = tuple(
            Unreadable(CaseKey(self._community, Kind.MESSAGE, f"report {row.number}"), row.why)
            for row in bad
        )
        cases = list(by_event.items())
        if not cases:
            yield Page((), unreadable, total)
        for start in range(0, len(cases), CASES):
            part = cases[start : start + CASES]
            read_ = await asyncio.gather(*(self._reported(id, its) for id, its in part))
            yield Page(
                tuple(case for case in read_ if isinstance(case, Case)),
                tuple(case for case in read_ if isinstance(case, Unreadable)) + unreadable,
                total,
            )
            unreadable = ()

    async def _reported(self, native: str, rows: Sequence[ReportRow]) -> Case | Unreadable:
        key = CaseKey(self._community, Kind.MESSAGE, native)
        try:
            return await self._case(key, rows[0].room_id, rows[0].event_id, rows)
        except HttpError as error:
            # One event that the server chokes on must not take the queue with it.
            if error.status in (500, 400) or error.trouble is Trouble.BROKEN:
                return Unreadable(key, str(error))
            raise

    async def _case(self, key: CaseKey, room: str, id: str, rows: Sequence[ReportRow]) -> Case:
        place = place_of(room, rows[0] if rows else None)
        found = await self._server.around(room, id, 0, _NAMES)
        if found is None:
            sender = rows[0].sender if rows else None
            return case_of(key, gone_subject(room, id, sender, place), rows)
        names = names_of(readable(found.state, Event))
        reading = read(found.event)
        if reading.redacted_by is not None:
            reading = read(found.event, await self._server.original(id))
        return case_of(key, subject_of(reading, place, names), rows)

    async def case(self, key: CaseKey) -> Case | None:
        """The event with the reports that are left of it; none left means handled.

        Asks only for reports of its author in its room, not for the whole queue.
        """
        await self._who()
        try:
            room, id = room_and_event(key.native)
        except Undecodable:
            return None
        event = await self._server.event(room, id)
        rows, _bad = await self._server.reports(room=room, sender=event.sender if event else None)
        rows = [row for row in rows if row.event_id == id and row.room_id == room]
        if event is None and not rows:
            return None
        return await self._case(key, room, id, rows)

    async def context(self, case: Case) -> Context:
        """Messages around, the author's account, what else they said in the room."""
        await self._who()
        missing: list[str] = []
        author = case.subject.author
        around, person, recent = await asyncio.gather(
            self._around(case, missing),
            self._author(author, case, missing),
            self._recent(author, case, missing),
        )
        before, after = around
        return Context(before, after, person, recent, tuple(missing))

    async def _around(
        self, case: Case, missing: list[str]
    ) -> tuple[tuple[Post, ...], tuple[Post, ...]]:
        room, id = room_and_event(case.key.native)
        try:
            found = await self._server.around(room, id, AROUND, (*MESSAGES, *_NAMES))
        except HttpError as error:
            _only_this_part(error)
            missing.append(_("the messages around it: {why}").format(why=error))
            return (), ()
        if found is None:
            missing.append(_("the messages around it, as the message is gone"))
            return (), ()
        names = names_of(readable(found.state, Event))

        def posts(raws: list[msgspec.Raw]) -> tuple[Post, ...]:
            events = readable(raws, Event)
            if len(events) < len(raws):
                missing.append(_("a message around it that cannot be read"))
            messages = (event for event in events if event.type in MESSAGES)
            return tuple(post for event in messages if (post := post_of(event, names)))

        return posts(found.events_before)[::-1], posts(found.events_after)

    async def _author(self, author: Person | None, case: Case, missing: list[str]) -> Person | None:
        """The author with what the server tells. Reports are those beside this case's own."""
        if author is None:
            return None
        room = room_and_event(case.key.native)[0]
        try:
            account, memberships, reports, levels = await asyncio.gather(
                self._server.account(author.id),
                self._server.memberships(author.id),
                self._server.report_count(author.id),
                self._server.current(room, "m.room.power_levels"),
            )
        except HttpError as error:
            _only_this_part(error)
            missing.append(_("the author's account: {why}").format(why=error))
            return author
        level = Power(levels or {}, frozenset()).of(author.id)
        in_rooms: list[Sanction] = []
        if level <= MUTED:
            in_rooms.append(Sanction("mute", reason=room))
        banned = [id for id, membership in (memberships or {}).items() if membership == "ban"]
        in_rooms += [Sanction("ban", reason=id) for id in sorted(banned, key=lambda id: id != room)]
        if account is None:
            missing.append(_("the author's account, which is on another server"))
        roles = [_("server admin")] if account and account.admin else []
        if level > 0:
            roles.append(_("power {level:g} in the room").format(level=level))
        others = reports - len(case.reports)
        return Person(
            id=author.id,
            name=author.name or (account.displayname if account else "") or "",
            since=time_of(account.creation_ts * 1000) if account and account.creation_ts else None,
            roles=tuple(roles),
            sanctions=(*sanctions_of(account), *in_rooms) if account else tuple(in_rooms) or None,
            reports_against=max(others, 0),
            link=author.link,
        )

    async def _recent(
        self, author: Person | None, case: Case, missing: list[str]
    ) -> tuple[Post, ...] | None:
        if author is None:
            return None
        room, id = room_and_event(case.key.native)
        try:
            events, _more = await self._server.sent_by(room, author.id, MESSAGES, limit=RECENT + 5)
        except HttpError as error:
            _only_this_part(error)
            missing.append(_("the author's recent messages: {why}").format(why=error))
            return None
        names = {author.id: author.name}
        posts = (post_of(event, names) for event in events if event.event_id != id)
        return tuple(post for post in posts if post)[:RECENT]

    async def preparation(self, case: Case, verbs: frozenset[str]) -> tuple[Step, ...]:
        """Joining the room as its admin, where the verbs need power that is not there."""
        me = await self._who()
        if self._barred or not verbs & ROOM_VERBS:
            return ()
        room = room_and_event(case.key.native)[0]
        author = case.subject.author.id if case.subject.author else None
        needs = await lacks(self._server, room, me, verbs, author)
        if not needs:
            return ()
        shown = case.subject.place.shown if case.subject.place else room
        if needs == "join":
            what = _("Joins {room} and takes its admin's power there. Everybody in it sees both.")
        else:
            what = _("Takes the admin's power in {room}. Everybody in it sees that.")
        reason = what.format(room=shown)
        return (Step(id="join-room", verb=JOIN, place=room, reason=reason, preparing=True),)

    async def perform(self, order: Order) -> Outcome:
        """Carries one step out. The same order again never acts twice."""
        return await perform(await self._act(order))

    async def settle(self, order: Order) -> Settled:
        """Whether a step in doubt was carried out, as far as the server can tell."""
        return await settle(await self._act(order))

    async def _act(self, order: Order) -> Act:
        me = await self._who()
        name = self._setting.options.get("room_name") or _("{community}: moderators").format(
            community=self._community
        )
        return Act(self._server, me, order, name)

    async def close(self) -> None:
        """Let go of connections. Safe to call twice."""
        await self._server.http.close()


def _only_this_part(error: HttpError) -> None:
    """Lets an error pass that concerns one part; raises one that concerns the whole line."""
    if error.trouble in (Trouble.SIGNED_OUT, Trouble.UNREACHABLE, Trouble.LIMITED):
        raise error
