"""The adapter for the embedded community: a small forum and chat in one file.

It is what the demo and the tests moderate, and a place to try modtui without a server. It
does everything that a backend would: posts go, bans run out, messages arrive.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import TypeVar

from modtui.adapters.base import About, AdapterError, Order, Page, Setting, Settled, Trouble
from modtui.adapters.local_records import (
    FAST,
    LABEL_LIMIT,
    SLOW,
    TEXT_LIMIT,
    Role,
    StoredPerson,
)
from modtui.adapters.local_snapshot import Snapshot
from modtui.adapters.local_store import Community
from modtui.adapters.local_view import case_of, context_of
from modtui.model import (
    Audience,
    Capability,
    Case,
    CaseKey,
    Context,
    Moderator,
    Outcome,
    Resend,
    Step,
    Unreadable,
    Verb,
)
from modtui.state import StateBusy, StateError, StateUnwritten
from modtui.text import safe_line
from modtui.words import _

PAGE = 50
MODERATES = frozenset({Role.MODERATOR, Role.ADMIN})

_Answer = TypeVar("_Answer")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class LocalAdapter:
    """Moderates the community in ``setting.file`` (see ``Community``).

    The account is ``setting.user``, or else the first moderator of the community; with
    ``setting.moderator`` the person who decides is that one, as the account is shared.
    Every act is kept by (decision, step), so sending one again changes nothing, and of two
    moderators on one case exactly one acts.
    """

    def __init__(self, setting: Setting, *, clock: Callable[[], datetime] = _utc_now):
        if setting.file is None:
            raise AdapterError(
                Trouble.REFUSED, _("A local community needs the file that it lives in (file:).")
            )
        self.community = Community(setting.file, clock=clock)
        self._name = setting.community
        self._setting = setting
        self._clock = clock
        self._moderator: Moderator | None = None

    @staticmethod
    def about() -> About:
        """What this adapter is for."""
        return About(_("the embedded community"), "docs/backends/local.md", _capabilities())

    async def open(self) -> Moderator:
        """Read the file, and find the account in it."""
        snapshot = await self._now()
        self._moderator = self._find_moderator(snapshot)
        return self._moderator

    async def capabilities(self) -> tuple[Capability, ...]:
        """All verbs: a moderator of a local community may use each of them."""
        return _capabilities()

    async def queue(self) -> AsyncIterator[Page]:
        """Open cases, oldest first, as they were when the first page was read."""
        snapshot = await self._now()
        waiting = snapshot.open_cases()
        for start in range(0, len(waiting), PAGE) or (0,):
            cases: list[Case] = []
            unreadable: list[Unreadable] = []
            for stored in waiting[start : start + PAGE]:
                found = case_of(snapshot, stored, self._name)
                if isinstance(found, Case):
                    cases.append(found)
                else:
                    unreadable.append(found)
            yield Page(tuple(cases), tuple(unreadable), total=len(waiting))

    async def case(self, key: CaseKey) -> Case | None:
        """The case as it is in the file now. Raises AdapterError where it cannot be read."""
        snapshot = await self._now()
        stored = snapshot.all.cases.get(f"{key.kind}/{key.native}")
        if stored is None or key.community != self._name:
            return None
        found = case_of(snapshot, stored, self._name)
        if isinstance(found, Unreadable):
            raise AdapterError(
                Trouble.BROKEN, _("The case is not readable: {why}.").format(why=found.why)
            )
        return found

    async def context(self, case: Case) -> Context:
        """The posts around the subject, its author, and what they wrote last."""
        return context_of(await self._now(), case)

    async def preparation(self, case: Case, verbs: frozenset[str]) -> tuple[Step, ...]:
        """Nothing has to be done first."""
        return ()

    async def perform(self, order: Order) -> Outcome:
        """Carry one step out, once: what was done before is answered as it was then."""
        if order.decision.case.community != self._name:
            raise AdapterError(Trouble.GONE, _("The case belongs to another community."))
        return await self._off_loop(lambda: self._perform(order))

    async def settle(self, order: Order) -> Settled:
        """Whether the log of acts has the step."""
        snapshot = await self._now()
        done = f"{order.decision.id}/{order.step.id}" in snapshot.all.acts
        return Settled.HAPPENED if done else Settled.DID_NOT

    async def close(self) -> None:
        """Let go of the file. Safe to call twice."""
        self.community.close()

    def _perform(self, order: Order) -> Outcome:
        # Only now: looking at the queue changes nothing.
        from modtui.adapters.local_acts import carry_out

        self._must_exist()
        with self.community.change() as edit:
            by = self._find_moderator(edit)
            return carry_out(edit, order, by, self._clock())

    def _find_moderator(self, snapshot: Snapshot) -> Moderator:
        people = snapshot.all.people
        wanted = self._setting.user
        account: StoredPerson | None
        if wanted:
            account = people.get(wanted)
        else:
            account = next((p for p in people.values() if p.role in MODERATES), None)
        if account is None or account.role not in MODERATES:
            sentence = _("{name} is no moderator of this community.")
            name = safe_line(wanted) if wanted else _("Nobody")
            raise AdapterError(Trouble.DENIED, sentence.format(name=name))
        if self._setting.moderator:
            shared = self._setting.moderator
            known = people.get(shared)
            return Moderator(shared, known.name if known is not None else shared, "config")
        return Moderator(account.id, account.name, "backend")

    async def _now(self) -> Snapshot:
        # One stat where nothing changed; a thread would cost more than that.
        fresh = self.community.fresh
        return fresh if fresh is not None else await self._off_loop(self._read)

    def _read(self) -> Snapshot:
        self._must_exist()
        return self.community.now

    def _must_exist(self) -> None:
        if not self.community.exists and not self.community.file.problem:
            sentence = _("There is no community in {file}.")
            raise AdapterError(
                Trouble.GONE, sentence.format(file=safe_line(str(self.community.file.path)))
            )

    async def _off_loop(self, work: Callable[[], _Answer]) -> _Answer:
        return await asyncio.to_thread(lambda: _translated(work))


def _translated(work: Callable[[], _Answer]) -> _Answer:
    """What the work answers, a StateError turned into the adapter's own."""
    try:
        return work()
    except StateBusy as error:
        raise AdapterError(Trouble.LIMITED, str(error), retry_after=1.0) from error
    except StateUnwritten as error:
        raise AdapterError(Trouble.UNREACHABLE, str(error)) from error
    except StateError as error:
        if error.changed:
            raise AdapterError(Trouble.IN_DOUBT, str(error)) from error
        raise AdapterError(Trouble.BROKEN, str(error)) from error


def _capabilities() -> tuple[Capability, ...]:
    nobody = _("Only moderators see it.")
    person = _("The person gets a private message; nobody else sees it.")
    everyone = _("Everybody sees that the post is gone; the author is not told.")
    told = Audience.MODERATORS
    out = _("The person sees it when they next try to write.")

    def can(
        verb: str,
        label: str,
        seen_by: str,
        *,
        inverse: str | None = None,
        timed: bool = False,
        limit: int | None = None,
        about: str = "",
        rooms: bool = False,
        reason: Audience = Audience.NOBODY,
    ) -> Capability:
        return Capability(
            verb=str(verb),
            label=label,
            resend=Resend.SAFE,
            inverse=str(inverse) if inverse is not None else None,
            seen_by=seen_by,
            timed=timed,
            limit=limit,
            about=about,
            rooms=rooms,
            reason=reason,
        )

    return (
        can(
            Verb.KEEP,
            _("Keep"),
            nobody,
            about=_("Closes the reports; what waits for approval is published."),
        ),
        can(
            Verb.REMOVE,
            _("Remove"),
            everyone,
            inverse=Verb.RESTORE,
            about=_("Takes the post out of the thread; what waits for approval is rejected."),
        ),
        can(Verb.RESTORE, _("Restore"), _("Everybody sees the post again.")),
        can(Verb.WARN, _("Warn"), person, limit=TEXT_LIMIT),
        can(Verb.MUTE, _("Mute"), out, inverse=Verb.UNMUTE, timed=True, reason=told),
        can(Verb.UNMUTE, _("Unmute"), out),
        can(Verb.BAN, _("Ban"), out, inverse=Verb.UNBAN, timed=True, reason=told),
        can(Verb.UNBAN, _("Unban"), out),
        can(
            Verb.LOCK,
            _("Lock thread"),
            _("Everybody sees that the thread is locked."),
            inverse=Verb.UNLOCK,
        ),
        can(Verb.UNLOCK, _("Unlock thread"), _("Everybody sees that the thread is open.")),
        can(Verb.LABEL, _("Label"), nobody, limit=LABEL_LIMIT),
        can(
            Verb.ESCALATE,
            _("Escalate"),
            _("The contact gets a private message; the author is not told."),
            limit=TEXT_LIMIT,
            rooms=True,
        ),
        can(Verb.REPLY, _("Reply"), person, limit=TEXT_LIMIT),
        can(Verb.NOTE, _("Note"), nobody),
        can(
            SLOW,
            _("Slow mode"),
            _("Everybody sees that each member can write every ten minutes."),
            inverse=FAST,
            about=_("slows the thread down"),
        ),
        can(
            FAST,
            _("Slow mode off"),
            _("Everybody sees that the thread is as before."),
            about=_("lets everybody write as before"),
        ),
        can(Verb.CLOSE, _("Close"), nobody, about=_("Ends the reports of the case.")),
    )
