"""What each verb does on Synapse, and how to learn later whether it was done."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from modtui.adapters.base import AdapterError, Order, Settled, Trouble
from modtui.adapters.http import HttpError
from modtui.adapters.matrix_decode import edited_by, read, room_and_event
from modtui.adapters.matrix_messages import is_in, send_into, send_once, transaction, was_sent
from modtui.adapters.matrix_power import MUTED, power_in
from modtui.adapters.matrix_server import MESSAGES, Server
from modtui.adapters.matrix_wire import Event
from modtui.model import Outcome, Result, Verb
from modtui.words import _

SUSPEND = "native:suspend"
UNSUSPEND = "native:unsuspend"
JOIN = "native:join-room"
_EDIT_PAGES = 5


class Act(NamedTuple):
    """An order about to be carried out, with what its verb needs at hand."""

    server: Server
    me: str
    order: Order
    sender_name: str

    @property
    def room(self) -> str:
        """The room it is about: the step's place, or else the case's."""
        return self.order.step.place or room_and_event(self.order.decision.case.native)[0]

    @property
    def event(self) -> str:
        """The event it is about: the step's subject, or else the case's."""
        return self.order.step.subject or room_and_event(self.order.decision.case.native)[1]

    async def person(self) -> str:
        """Whom it touches: whom the step names, or else the author."""
        if self.order.step.person:
            return self.order.step.person
        event = await self.server.event(self.room, self.event)
        if event is None:
            raise HttpError(Trouble.GONE, _("The server no longer has this message."))
        return event.sender


class Skill(NamedTuple):
    """How a verb is carried out, and how it is looked up afterwards."""

    do: Callable[[Act], Awaitable[Outcome]]
    settle: Callable[[Act], Awaitable[Settled]]


async def perform(act: Act) -> Outcome:
    """Carries the step out. Raises AdapterError where it cannot be known what came of it."""
    skill = SKILLS.get(act.order.step.verb)
    if skill is None:
        return Outcome(Result.FAILED, detail=_("Matrix does not know that verb."))
    try:
        return await skill.do(act)
    except HttpError as error:
        if error.trouble is Trouble.LIMITED:
            return Outcome(Result.LIMITED, detail=str(error), retry_after=error.retry_after)
        refused = {
            Trouble.DENIED: Result.DENIED,
            Trouble.GONE: Result.FAILED,
            Trouble.REFUSED: Result.FAILED,
        }.get(error.trouble)
        if refused is None:
            raise
        if error.status is not None and not error.code:
            # Something in between answered, not the server: nothing was decided there.
            raise AdapterError(Trouble.BROKEN, str(error)) from None
        return Outcome(refused, detail=str(error))


async def settle(act: Act) -> Settled:
    """Reads the server to learn whether the step was carried out."""
    skill = SKILLS.get(act.order.step.verb)
    return Settled.CANNOT_TELL if skill is None else await skill.settle(act)


def _told(happened: bool) -> Settled:
    return Settled.HAPPENED if happened else Settled.DID_NOT


# Reports


async def _close_reports(act: Act) -> Outcome:
    rows: Sequence[str] = act.order.step.reports or await _report_ids(act)
    deleted = [row for row in rows if await act.server.delete_report(row)]
    if deleted:
        return Outcome(Result.APPLIED, receipt=",".join(deleted))
    detail = _("The reports were closed before, by another moderator or an earlier try.")
    return Outcome(Result.ALREADY, detail=detail)


async def _report_ids(act: Act) -> list[str]:
    rows, _bad = await act.server.reports(room=act.room)
    return [str(row.id) for row in rows if row.event_id == act.event]


async def _reports_closed(act: Act) -> Settled:
    """Rows still there tell that it did not happen; rows gone do not tell who closed them."""
    rows = act.order.step.reports
    there = [row for row in rows if await act.server.report_exists(row)]
    return Settled.DID_NOT if rows and len(there) == len(rows) else Settled.CANNOT_TELL


# Redacting


async def _remove(act: Act) -> Outcome:
    found = await act.server.event(act.room, act.event)
    if found is None:
        return Outcome(Result.FAILED, detail=_("The server no longer has this message."))
    reading = read(found)
    edits: list[Event] = []
    if reading.redacted_by is not None:
        edits = await _edits_left(act, found)
    elif reading.edit is not None:
        edits = await _edits(act, found, reading.edit)
    receipt = ""
    if reading.redacted_by is None:
        receipt = await act.server.redact(
            act.room, act.event, transaction(act.order), act.order.step.reason
        )
    # A redaction leaves the text of every edit readable in the room (measured).
    for edit in edits:
        txn = transaction(act.order, edit.event_id)
        await act.server.redact(act.room, edit.event_id, txn, act.order.step.reason)
    if reading.redacted_by in (None, act.me):
        return Outcome(Result.APPLIED, receipt=receipt)
    detail = _("{person} redacted it first.").format(person=reading.redacted_by)
    return Outcome(Result.ALREADY, detail=detail)


async def _edits(act: Act, event: Event, latest: Event) -> list[Event]:
    """Edits of an event that still stands, newest first."""
    found: list[Event] = []
    start = None
    try:
        for _page in range(_EDIT_PAGES):
            events, start = await act.server.edits(act.room, act.event, start)
            found += events
            if start is None:
                break
    except HttpError as error:
        # In some rooms members see nothing from before they joined, and get 403.
        if error.code != "M_FORBIDDEN":
            raise
    if not found:
        found = [latest, *await _edits_left(act, event)]
    return list({edit.event_id: edit for edit in found}.values())


async def _edits_left(act: Act, event: Event) -> list[Event]:
    """Edits not yet redacted of a redacted event, which no longer names them: looked for
    in what its author sent since."""
    left: list[Event] = []
    start = None
    as_admin = True
    for _page in range(_EDIT_PAGES):
        try:
            events, start = await act.server.sent_by(
                act.room, event.sender, MESSAGES, limit=100, start=start, as_admin=as_admin
            )
        except HttpError as error:
            if not as_admin or error.code != "M_FORBIDDEN":
                raise
            as_admin = False
            continue
        for sent in events:
            if edited_by(sent) == act.event:
                left.append(sent)
        passed = not events or events[-1].origin_server_ts < event.origin_server_ts
        if start is None or passed:
            break
    return left


async def _removed(act: Act) -> Settled:
    found = await act.server.event(act.room, act.event)
    if found is None:
        return Settled.CANNOT_TELL
    mine = read(found).redacted_by == act.me
    return _told(mine and not await _edits_left(act, found))


# Messages


async def _message(act: Act) -> Outcome:
    person = await act.person()
    receipt = await send_once(act.server, act.me, act.order, person, act.sender_name)
    return Outcome(Result.APPLIED, receipt=receipt)


async def _messaged(act: Act) -> Settled:
    person = await act.person()
    return _told(await was_sent(act.server, act.me, act.order, person) is not None)


async def _escalate(act: Act) -> Outcome:
    """To the contact's account; without one into the room. Never to the author."""
    step = act.order.step
    if step.person:
        return await _message(act)
    if not step.route or not step.place:
        return Outcome(Result.FAILED, detail=_("Nobody is named to escalate to."))
    receipt = await send_into(act.server, act.me, act.order, step.place)
    return Outcome(Result.APPLIED, receipt=receipt)


async def _escalated(act: Act) -> Settled:
    step = act.order.step
    if step.person:
        return await _messaged(act)
    return _told(await is_in(act.server, act.me, act.order, step.place or "") is not None)


# Members


async def _ban(act: Act) -> Outcome:
    person = await act.person()
    if await act.server.membership(act.room, person) == "ban":
        return Outcome(Result.ALREADY, detail=_("The person was banned from the room before."))
    await act.server.in_room(act.room, "ban", person, act.order.step.reason)
    return Outcome(Result.APPLIED)


async def _unban(act: Act) -> Outcome:
    person = await act.person()
    # Synapse takes an unban of somebody who never was there, and it leaves a trace in the room.
    inside = await act.server.membership(act.room, act.me) == "join"
    if inside and await act.server.membership(act.room, person) != "ban":
        return Outcome(Result.ALREADY, detail=_("The person is not banned from the room."))
    try:
        await act.server.in_room(act.room, "unban", person, act.order.step.reason)
    except HttpError as error:
        if error.code == "M_BAD_STATE":
            return Outcome(Result.ALREADY, detail=_("The person is not banned from the room."))
        raise
    return Outcome(Result.APPLIED)


async def _is_banned(act: Act) -> bool | None:
    if await act.server.membership(act.room, act.me) != "join":
        return None
    return await act.server.membership(act.room, await act.person()) == "ban"


async def _banned(act: Act) -> Settled:
    found = await _is_banned(act)
    return Settled.CANNOT_TELL if found is None else _told(found)


async def _unbanned(act: Act) -> Settled:
    found = await _is_banned(act)
    return Settled.CANNOT_TELL if found is None else _told(not found)


async def _mute(act: Act) -> Outcome:
    person = await act.person()
    power = await power_in(act.server, act.room)
    level = power.of(person)
    if level <= MUTED:
        return Outcome(Result.ALREADY, detail=_("The person was muted in the room before."))
    if person in power.creators:
        detail = _("Who made the room cannot be muted in it.")
        return Outcome(Result.DENIED, detail=detail)
    own = power.own(person)
    content = power.with_level(person, MUTED, kept=own)
    receipt = await act.server.put_state(act.room, "m.room.power_levels", content)
    return Outcome(Result.APPLIED, receipt=receipt)


async def _unmute(act: Act) -> Outcome:
    person = await act.person()
    power = await power_in(act.server, act.room)
    if power.of(person) > MUTED:
        return Outcome(Result.ALREADY, detail=_("The person is not muted in the room."))
    content = power.with_level(person, power.kept(person), kept=None)
    receipt = await act.server.put_state(act.room, "m.room.power_levels", content)
    return Outcome(Result.APPLIED, receipt=receipt)


async def _muted(act: Act) -> Settled:
    power = await power_in(act.server, act.room)
    return _told(power.of(await act.person()) <= MUTED)


async def _unmuted(act: Act) -> Settled:
    power = await power_in(act.server, act.room)
    return _told(power.of(await act.person()) > MUTED)


# Accounts


async def _set_suspended(act: Act, on: bool) -> Outcome:
    person = await act.person()
    account = await act.server.account(person)
    if account is None:
        detail = _("{person} has no account on this server.").format(person=person)
        return Outcome(Result.FAILED, detail=detail)
    if bool(account.suspended) == on:
        state = _("suspended") if on else _("not suspended")
        detail = _("The account was {state} before.").format(state=state)
        return Outcome(Result.ALREADY, detail=detail)
    await act.server.suspend(person, on)
    return Outcome(Result.APPLIED)


async def _suspend(act: Act) -> Outcome:
    return await _set_suspended(act, True)


async def _unsuspend(act: Act) -> Outcome:
    return await _set_suspended(act, False)


async def _is_suspended(act: Act) -> bool | None:
    account = await act.server.account(await act.person())
    return None if account is None else bool(account.suspended)


async def _suspended(act: Act) -> Settled:
    return _told(await _is_suspended(act) is True)


async def _unsuspended(act: Act) -> Settled:
    return _told(await _is_suspended(act) is False)


# Joining


async def _join(act: Act) -> Outcome:
    await act.server.make_room_admin(act.room)
    await act.server.join(act.room)
    return Outcome(Result.APPLIED)


async def _joined(act: Act) -> Settled:
    return _told(await act.server.membership(act.room, act.me) == "join")


SKILLS: dict[str, Skill] = {
    Verb.KEEP: Skill(_close_reports, _reports_closed),
    Verb.CLOSE: Skill(_close_reports, _reports_closed),
    Verb.REMOVE: Skill(_remove, _removed),
    Verb.WARN: Skill(_message, _messaged),
    Verb.REPLY: Skill(_message, _messaged),
    Verb.ESCALATE: Skill(_escalate, _escalated),
    Verb.BAN: Skill(_ban, _banned),
    Verb.UNBAN: Skill(_unban, _unbanned),
    Verb.MUTE: Skill(_mute, _muted),
    Verb.UNMUTE: Skill(_unmute, _unmuted),
    SUSPEND: Skill(_suspend, _suspended),
    UNSUSPEND: Skill(_unsuspend, _unsuspended),
    JOIN: Skill(_join, _joined),
}
