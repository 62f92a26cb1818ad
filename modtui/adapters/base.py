"""What an adapter is: the protocol that every backend is spoken through.

An adapter turns one backend's API into the words of ``modtui.model``. It keeps no record
of its own, never retries a change by itself, and never decides. Only ``perform`` changes
anything on the backend, and ``claim`` and ``release`` where it has them; all other calls
read. How to write one is in ``docs/writing-an-adapter.md``.

``Adapter`` is what every adapter is. ``Claims``, ``Watches`` and ``Responds`` are what one
can be besides, simply by having those methods.
"""

import enum
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Protocol, runtime_checkable

from modtui.model import (
    Canned,
    Capability,
    Case,
    CaseKey,
    Claim,
    Context,
    Decision,
    Moderator,
    Outcome,
    Step,
    Struct,
    Unreadable,
)


class Trouble(enum.StrEnum):
    """Why a backend could not be used, as far as it matters to the caller."""

    UNREACHABLE = "unreachable"
    """The request certainly never reached the backend."""
    IN_DOUBT = "in doubt"
    """The request may have been carried out: the line broke before the answer."""
    LIMITED = "limited"
    """Too many requests; nothing was done."""
    SIGNED_OUT = "signed out"
    """The token is unknown or expired; nothing was done."""
    DENIED = "denied"
    """The account may not do this; nothing was done."""
    GONE = "gone"
    """What was asked for does not exist; nothing was done."""
    REFUSED = "refused"
    """The backend refused the request as it stands; nothing was done."""
    BROKEN = "broken"
    """The backend answered, but not in a way that can be understood."""
    BACKEND = "backend error"
    """The backend says that it failed (5xx); a change may or may not have been made."""


class AdapterError(Exception):
    """A backend could not be used. ``str()`` is one plain sentence, safe to show.

    It holds no secret and no raw remote text: what came from the backend went through
    ``modtui.text`` first. ``retry_after`` is in seconds. ``route`` names the way to a
    contact where the trouble is on it: the backend can still be used.
    """

    def __init__(self, trouble: Trouble, sentence: str, *, retry_after: float | None = None):
        super().__init__(sentence)
        self.trouble = trouble
        self.retry_after = retry_after
        self.route = ""


class Page(Struct):
    """A part of the queue. ``total`` is the backend's own count, where it tells one."""

    cases: tuple[Case, ...]
    unreadable: tuple[Unreadable, ...] = ()
    total: int | None = None


class Order(Struct):
    """A step on its way to the backend, with the decision it belongs to.

    ``(decision.id, step.id)`` never changes between tries: derive idempotency keys
    (transaction ids, aliases) from it.
    """

    decision: Decision
    step: Step


class Settled(enum.StrEnum):
    """What reading the backend told about a step in doubt."""

    HAPPENED = "happened"
    DID_NOT = "did not happen"
    CANNOT_TELL = "cannot tell"


class Adapter(Protocol):
    """One backend, for one account. Every method may raise AdapterError, and nothing else.

    Calls come from one event loop, several at a time: a queue is read while a case is
    looked at and a decision sent. Nothing may be asked of the backend before ``open``.
    """

    async def open(self) -> Moderator:
        """Connect, and say who the account is according to the backend."""

    async def capabilities(self) -> tuple[Capability, ...]:
        """What this account may do on this instance, asked of the backend where it tells.

        Verbs that the backend lacks are left out or come with ``why_not``. Called after
        ``open`` and again on request. Where the backend says for each case what can be done
        about it, ``Case.offered`` says that, and this what can be done at all: the re-send
        of a verb that is offered for a case alone is looked up there.
        """

    def queue(self) -> AsyncIterator[Page]:
        """All open cases, page by page, none twice, none skipped while items leave.

        Ends normally only when the backend said that the queue is complete; an error
        raises AdapterError, so that a queue is never taken for empty by mistake.
        """

    async def case(self, key: CaseKey) -> Case | None:
        """The case as it is on the backend now, or None where it does not exist.

        A case that somebody handled comes with ``handled`` set where the backend still
        knows it. Its key never names another case later: where the backend uses numbers
        again, the key holds more than the number.
        """

    async def context(self, case: Case) -> Context:
        """What is around the subject and what is known of the author.

        Parts that could not be had are named in ``Context.missing``, in plain words.
        """

    async def preparation(self, case: Case, verbs: frozenset[str]) -> tuple[Step, ...]:
        """The steps that must come first so that the verbs can work (joining a room).

        Each has ``preparing`` set and a ``reason`` that says in plain words what will be
        done and who sees it.
        """

    async def perform(self, order: Order) -> Outcome:
        """Carry one step out, once. Never repeats the changing request by itself.

        Returns an outcome only when the backend answered. Raises AdapterError with
        IN_DOUBT or BACKEND when it cannot be known whether the change was made. A step that
        is several requests there (taking a post away with its edits) goes on where an
        earlier try stopped. Where the backend compares before it writes (a version), what
        the person saw is in ``order.decision.seen``, the revision that the adapter itself
        gave the subject. What the backend closed along with it is in ``Outcome.closed``;
        where it leaves the case open all the same, the outcome is partial. An escalation
        whose step names a ``route`` and no person goes into the room ``step.place``; it is
        given only to adapters whose capability says ``rooms``.
        """

    async def settle(self, order: Order) -> Settled:
        """Read the backend to learn whether a step in doubt was carried out, wholly.

        A wrong answer does harm: HAPPENED loses the step, DID_NOT does it twice. In doubt
        it is CANNOT_TELL; then the step is sent again if its re-send is safe, and a person
        is asked if not.
        """

    async def close(self) -> None:
        """Let go of connections. Safe to call twice."""


CLAIM = "claim"
"""The verb of the capability that says whether and how cases can be claimed here: ``label``
and ``about`` in the backend's words, ``why_not`` where it is turned off, ``preparing`` set."""


@runtime_checkable
class Claims(Protocol):
    """An adapter whose backend lets a moderator say "I am on it".

    A claim that stands is in ``Case.claim``. Where the backend wants one before it takes a
    decision, ``preparation`` gives the claim as a step.
    """

    async def claim(self, key: CaseKey) -> Claim | None:
        """Claim a case. None: it is one's own now; else the claim of whoever was first.

        Never takes a case away from somebody: where the backend would let it, the adapter
        reads before.
        """

    async def release(self, key: CaseKey) -> None:
        """Let go of one's own claim; nothing where there is none, or it is another's."""


@runtime_checkable
class Watches(Protocol):
    """An adapter whose backend tells that something changed, or that can look for it cheaply."""

    def changes(self) -> AsyncIterator[tuple[CaseKey, ...]]:
        """The cases that came, changed or left; empty: something did, not said what.

        The first, an empty one, comes as soon as it watches: what happens after that is
        told, and what happened before is in the queue that is read then. Waits between
        changes (a long poll, a stream, a cheap question now and then), within
        the backend's limits, and never ends by itself. The queue is read again after each,
        so that a change told too often costs requests and one not told is a case not seen.
        """


@runtime_checkable
class Responds(Protocol):
    """An adapter whose backend keeps canned messages for its moderators."""

    async def responses(self) -> tuple[Canned, ...]:
        """All of them, in the backend's order."""


class About(Struct):
    """What an adapter is for, said without asking any backend.

    ``backend`` is what it speaks to, ``page`` where its documentation is (an address, or a
    path in modtui's own), ``capabilities`` what it can do where the account may do all.
    """

    backend: str
    page: str = ""
    capabilities: tuple[Capability, ...] = ()


class Setting(Struct):
    """What an adapter is made from: one community's part of ``modtui.yaml``.

    ``server`` is an origin (``https://example.org``) and ``token`` gives the secret when
    asked, so that it is not kept in a struct that could be printed. ``file`` is for
    backends that are a file. ``proxy`` is used only when set.
    """

    community: str
    server: str = ""
    token: Callable[[], str] | None = None
    file: Path | None = None
    proxy: str | None = None
    user: str = ""
    moderator: str = ""
    options: dict[str, str] = {}


class AdapterFactory(Protocol):
    """What is registered under the name of an adapter: usually its class."""

    def __call__(self, setting: Setting, /) -> Adapter:
        """An adapter for one community. Asks the backend nothing.

        Raises AdapterError where the setting lacks something.
        """

    def about(self) -> About:
        """What this adapter is for."""
