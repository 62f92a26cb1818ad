"""The seat at a desk: how the person wants it, who they are there, and what they can do."""

from collections.abc import Mapping
from pathlib import Path

from modtui.adapters.base import Adapter, AdapterError, Responds, Trouble
from modtui.configroutes import Destination
from modtui.model import Capability, Case, Moderator, Struct, Verb, offered_for
from modtui.rules.ruleset import Response
from modtui.text import safe
from modtui.triage import escalating
from modtui.triage.errors import DeskError
from modtui.triage.escalating import Way
from modtui.triage.views import Draft, VerbState
from modtui.words import _

COMMON = (
    Verb.KEEP,
    Verb.REMOVE,
    Verb.WARN,
    Verb.MUTE,
    Verb.BAN,
    Verb.LOCK,
    Verb.ESCALATE,
    Verb.REPLY,
)
NATIVE = "native:"


class Settings(Struct):
    """How the person wants their desk. Times are in seconds."""

    hold_back: float = 10.0
    on_exit: str = "send"
    refresh: float = 60.0
    routes: tuple[tuple[str, Destination | str], ...] = ()
    """By contact; a plain text is an account of the backend."""
    moderator: str = ""
    zone: str = ""
    role: str = ""
    may: tuple[str, ...] | None = None
    """The verbs of the role; what is not among them is proposed to a contact. None: all."""
    restricted: bool = False
    """Nothing may be started or written where the person at the desk says."""
    checkpoint_cmd: tuple[str, ...] = ()
    """What a checkpoint is given to, on its standard input."""
    proxy: str | None = None
    views: tuple[tuple[str, str], ...] = ()
    """Filters of the queue that the configuration gives, with their names."""
    audit_views: tuple[tuple[str, str], ...] = ()
    """The same for the audit trail."""
    sites: tuple[str, ...] = ()
    """Addresses of the community, that a link may pretend to lead to."""
    mask_slurs: bool = True
    """Whether words that a rule masks are shown only when asked for."""
    wording: Path | None = None
    """Folder of wording files for the respect check that go before those of modtui."""


class Seat:
    """Who sits at a desk, and what they can do: known once the backend was reached.

    The moderator may be known before that, from the journal.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.moderator: Moderator | None = None
        self.capabilities: Mapping[str, Capability] = {}
        self.ways: Mapping[str, Way] = {}
        self.canned: tuple[Response, ...] = ()
        """Messages that the backend keeps, as responses."""
        self.connected = False

    async def connect(self, adapter: Adapter) -> None:
        """Ask the backend who this is and what they can do. Raises AdapterError."""
        account = self.named(await adapter.open())
        by_verb = {found.verb: found for found in await adapter.capabilities()}
        self.ways = escalating.ways(
            self.settings.routes,
            by_verb.get(Verb.ESCALATE),
            restricted=self.settings.restricted,
        )
        self.capabilities = escalating.capabilities(by_verb, self.ways)
        self.canned = await _canned(adapter)
        self.moderator = account
        self.connected = True

    def named(self, account: Moderator) -> Moderator:
        """The account, with the person's name where several share it."""
        if not self.settings.moderator:
            return account
        return Moderator(account.id, self.settings.moderator, "config")

    def who(self) -> Moderator:
        """The moderator. Raises DeskError where that is not known yet."""
        if self.moderator is None:
            raise DeskError(_("The server has not said yet who you are: nothing was recorded."))
        return self.moderator

    def person(self) -> tuple[str, str]:
        """Who sits here, as far as known: the account, and the name where several share it."""
        if self.moderator is None:
            return "", self.settings.moderator
        return self.moderator.id, self.settings.moderator

    def account(self) -> str:
        """Who is signed in, as the backend said in this session; empty: not asked yet."""
        return self.moderator.id if self.moderator is not None and self.connected else ""

    def routed(self) -> dict[str, Way]:
        """By contact, the ways that can be looked at now.

        Where the backend was not reached, only those that lead past it.
        """
        known = escalating.ways(self.settings.routes, None, restricted=self.settings.restricted)
        if self.connected:
            return {contact: self.ways.get(contact, way) for contact, way in known.items()}
        return {contact: way for contact, way in known.items() if way.outside}

    def allowed(self) -> frozenset[str] | None:
        """The verbs that the role may use itself; None: all."""
        return escalating.allowed(self.settings.may, self.capabilities)

    def check_role(self, draft: Draft) -> None:
        """Raises DeskError for what the role may not do, whoever made the draft."""
        allowed = self.allowed()
        if allowed is None:
            return
        speaks = draft.verb in allowed
        for step in draft.steps:
            # What is said to the person goes with what was done.
            with_it = step.preparing or (speaks and step.verb == Verb.WARN)
            if step.verb not in allowed and not with_it:
                raise DeskError(
                    safe(
                        _("The role {role} may not do this here ({verb}).").format(
                            role=self.settings.role, verb=step.verb
                        )
                    )
                )

    def capabilities_for(self, case: Case) -> Mapping[str, Capability]:
        """By verb, what can be done about a case."""
        why_not = _("The server does not offer it for this case.")
        return offered_for(case, self.capabilities, why_not)

    def verbs(self, case: Case | None = None) -> tuple[VerbState, ...]:
        """The common verbs in their fixed order, then those that only this backend has.

        Of a case, what can be done about it; without one, what the account can do at all.
        """
        capabilities = self.capabilities if case is None else self.capabilities_for(case)
        lacking = _("This backend cannot do that.")
        if not self.connected:
            lacking = _("The server was not reached yet.")
        natives = (
            verb
            for verb, known in capabilities.items()
            if verb.startswith(NATIVE) and not known.preparing
        )
        states = []
        allowed = self.allowed()
        escalates = capabilities.get(Verb.ESCALATE)
        for verb in (*COMMON, *natives):
            known = capabilities.get(verb)
            if allowed is not None and verb not in allowed and escalates is not None:
                # It can be proposed, whatever this account could do itself.
                label = known.label if known is not None else verb
                states.append(VerbState(verb, label, escalates.why_not, known))
            elif known is None:
                states.append(VerbState(verb, verb, lacking))
            else:
                states.append(VerbState(verb, known.label, known.why_not, known))
        return tuple(states)


async def _canned(adapter: Adapter) -> tuple[Response, ...]:
    """Messages that the backend keeps. Raises AdapterError, but not where there are none."""
    if not isinstance(adapter, Responds):
        return ()
    try:
        found = await adapter.responses()
    except AdapterError as error:
        if error.trouble in (Trouble.DENIED, Trouble.GONE):
            return ()
        raise
    return tuple(
        # What a ruleset calls its own never has a colon in it.
        Response(f"{NATIVE}{canned.id}", ((canned.language or "", canned.text),))
        for canned in found
    )
