"""How contacts are reached, and what somebody in a role may only propose."""

from collections.abc import Collection, Iterable, Mapping

from modtui.configroutes import (
    Destination,
    ToCommand,
    ToEmail,
    ToPerson,
    ToRoom,
    ToWebhook,
    host,
    named,
)
from modtui.model import Capability, Resend, Struct, Verb
from modtui.text import safe_line
from modtui.words import _


class Way(Struct):
    """How a contact is reached.

    ``route`` is what the step records of it; empty for an account of the backend.
    ``outside``: not the backend carries it, but a route of ``modtui.routes``. ``why_not``
    is empty where it can be used.
    """

    destination: Destination
    label: str
    seen_by: str
    resend: Resend
    route: str = ""
    outside: bool = False
    limit: int | None = None
    why_not: str = ""

    @property
    def person(self) -> str | None:
        """The account of the backend that it leads to."""
        return self.destination.person if isinstance(self.destination, ToPerson) else None

    @property
    def room(self) -> str | None:
        """The room of the backend that it leads to."""
        return self.destination.room if isinstance(self.destination, ToRoom) else None


def ways(
    routes: Iterable[tuple[str, Destination | str]],
    escalates: Capability | None,
    *,
    restricted: bool,
) -> dict[str, Way]:
    """How each contact is reached, by its id.

    ``escalates`` is what the backend says of escalating; None where it cannot.
    """
    return {
        contact: _way(ToPerson(to) if isinstance(to, str) else to, escalates, restricted)
        for contact, to in routes
    }


def _way(to: Destination, escalates: Capability | None, restricted: bool) -> Way:
    match to:
        case ToEmail():
            label = _("E-mail to {address}").format(address=safe_line(", ".join(to.to), 80))
            seen = _("Whoever reads that mailbox sees it; it leaves this backend.")
            return Way(to, label, seen, Resend.UNKNOWN, named(to), outside=True)
        case ToWebhook():
            where = host(to) or _("an address that is kept secret")
            label = _("Webhook at {host}").format(host=safe_line(where, 80))
            seen = _("Whoever reads there sees it; it leaves this backend.")
            resend = Resend.SAFE if to.safe else Resend.UNKNOWN
            return Way(to, label, seen, resend, named(to), outside=True)
        case ToCommand():
            name = safe_line(to.argv[0].rpartition("/")[2], 60)
            label = _("Command {name}").format(name=name)
            seen = _("It depends on the command who sees it.")
            why_not = _("Commands are turned off here (restricted: true).") if restricted else ""
            return Way(to, label, seen, Resend.UNKNOWN, named(to), outside=True, why_not=why_not)
    return _on_backend(to, escalates)


def _on_backend(to: ToPerson | ToRoom, escalates: Capability | None) -> Way:
    lacking = _("This backend cannot do that.")
    if escalates is None:
        return Way(to, "", "", Resend.UNKNOWN, _route(to), why_not=lacking)
    label, seen, why_not = escalates.label, escalates.seen_by, escalates.why_not
    if isinstance(to, ToRoom):
        label = _("Message into {room}").format(room=safe_line(to.room, 80))
        seen = _("Everybody in {room} sees it.").format(room=safe_line(to.room, 80))
        if not escalates.rooms:
            why_not = why_not or _("This backend cannot write into a room.")
    return Way(
        to, label, seen, escalates.resend, _route(to), limit=escalates.limit, why_not=why_not
    )


def _route(to: ToPerson | ToRoom) -> str:
    return named(to) if isinstance(to, ToRoom) else ""


def capabilities(
    found: Mapping[str, Capability], known: Mapping[str, Way]
) -> dict[str, Capability]:
    """What can be done here, with escalating where only a route of our own makes it possible."""
    able = dict(found)
    here = able.get(Verb.ESCALATE)
    outside = any(way.outside and not way.why_not for way in known.values())
    if outside and (here is None or here.why_not):
        able[Verb.ESCALATE] = Capability(Verb.ESCALATE, _("Escalate"), Resend.UNKNOWN)
    return able


def allowed(
    may: Collection[str] | None, capabilities: Mapping[str, Capability]
) -> frozenset[str] | None:
    """The verbs that a role may use itself, with what takes them back; None: all.

    Closing reports comes with what deals with a case, and so needs no leave of its own.
    """
    if may is None:
        return None
    backward = {known.inverse for verb in may if (known := capabilities.get(verb)) is not None}
    return frozenset({*may, *(verb for verb in backward if verb), Verb.CLOSE})


def is_outside(route: str) -> bool:
    """Whether a step's route leads past the backend."""
    return route.partition(" ")[0] in ("email", "webhook", "command")
