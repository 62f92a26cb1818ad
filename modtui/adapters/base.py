"""What an adapter is: the protocol that every backend is spoken through.

An adapter turns one backend's API into the words of ``modtui.model``. It keeps no record
of its own, never retries a change by itself, and never decides. Only ``perform`` changes
anything on the backend; all other calls read.
"""

import enum
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Protocol

from modtui.model import (
    Capability,
    Case,
    CaseKey,
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
    """One backend, for one account. Every method may raise AdapterError, and nothing else."""

    async def open(self) -> Moderator:
        """Connect, and say who the account is according to the backend."""

    async def capabilities(self) -> tuple[Capability, ...]:
        """What this account may do on this instance, asked of the backend where it tells.

        Verbs that the backend lacks are left out or come with ``why_not``. Called after
        ``open`` and again on request.
        """

    def queue(self) -> AsyncIterator[Page]:
        """All open cases, page by page, none twice, none skipped while items leave.

        Ends normally only when the backend said that the queue is complete; an error
        raises AdapterError, so that a queue is never taken for empty by mistake.
        """

    async def case(self, key: CaseKey) -> Case | None:
        """The case as it is on the backend now, or None where it does not exist.

        A case that somebody handled comes with ``handled`` set where the backend still
        knows it.
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
        IN_DOUBT or BACKEND when it cannot be known whether the change was made. An
        escalation whose step names a ``route`` and no person goes into the room
        ``step.place``; it is given only to adapters whose capability says ``rooms``.
        """

    async def settle(self, order: Order) -> Settled:
        """Read the backend to learn whether a step in doubt was carried out."""

    async def close(self) -> None:
        """Let go of connections. Safe to call twice."""


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


AdapterFactory = Callable[[Setting], Adapter]
