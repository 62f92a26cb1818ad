"""What an adapter's author supplies: a backend that tests can fill and look into."""

import enum
from typing import NoReturn

import pytest

from modtui.adapters.base import Adapter, Order
from modtui.adapters.contract.standin import answer
from modtui.model import SENDS_TEXT, Capability, Case, CaseKey, Step, Verb

TOO_MANY = answer(429, b"Too many requests", kind="text/plain", Retry_After="30")


def unsupported(why: str) -> NoReturn:
    """The backend has no such thing, so that the test is skipped; ``why`` says it."""
    pytest.skip(why)


class Who(enum.StrEnum):
    """Whose account an adapter is given."""

    MODERATOR = "moderator"
    COLLEAGUE = "colleague"
    """Another one, who may do the same."""
    MEMBER = "member"
    """Somebody who may do less, or nothing."""


class Seeder:
    """A backend for one test, with an author, somebody who reports, and two moderators.

    What is done here and looked up here uses the backend's own means, never the adapter.
    Every method may call ``unsupported`` where the backend has no such thing.
    """

    page = 10
    """Cases to a page of the backend: the tests of the queue fill more than two."""
    ends_all = False
    """Ending a case closes all reports of it there, those too that came in unread."""
    author = ""
    """The id of the account that writes what is reported."""
    reporter = ""
    contact = ""
    """The id of an account that a case can be escalated to; empty: the backend has none."""

    def adapter(self, who: Who = Who.MODERATOR) -> Adapter:
        """A new adapter for that account, not opened yet."""
        raise NotImplementedError

    async def reported(self, text: str, reason: str = "spam") -> CaseKey:
        """A new post by the author, reported once. The case that the adapter makes of it."""
        raise NotImplementedError

    async def reported_privately(self, text: str) -> CaseKey:
        """The same with a message that only the two of them could read."""
        unsupported("no private messages are reported")

    async def reported_again(self, key: CaseKey, reason: str) -> None:
        """One more report of what a case is about, by somebody else."""
        unsupported("one report to a case")

    async def edited(self, key: CaseKey, text: str) -> None:
        """The author changes the text."""
        unsupported("texts cannot be edited")

    async def handled(self, key: CaseKey) -> None:
        """The colleague ends the case, without changing what it is about."""
        raise NotImplementedError

    async def cleared(self) -> None:
        """No case is left in the queue."""
        raise NotImplementedError

    async def times(self, order: Order) -> int:
        """How often the effect of a step can be seen on the backend.

        Of a state (removed, banned, closed) 1 while it is so, of its reverse (restore) 1
        while it is not; of a message how often it arrived. It is wholly done or not: half
        of it counts 0.
        """
        raise NotImplementedError

    def step(self, case: Case, verb: str, capability: Capability) -> Step:
        """The step to try a verb with: override it where the verb wants more."""
        return usual_step(case, verb, capability, contact=self.contact)

    def canned(self) -> tuple[str, ...]:
        """The texts of the canned messages that the backend has now, in its order."""
        raise NotImplementedError

    async def changed(self) -> CaseKey:
        """Something that whoever watches is told of: a new case, unless overridden."""
        return await self.reported("something new")


class WiredSeeder(Seeder):
    """A backend that is spoken to over HTTP."""

    origin = ""
    """Where it listens: ``http://127.0.0.1:8000``."""
    token = ""
    """The moderator's secret, which no sentence may show."""
    limited = TOO_MANY
    """The whole answer by which this backend says "too many requests, wait 30 seconds"."""

    def adapter_at(self, origin: str, who: Who = Who.MODERATOR) -> Adapter:
        """A new adapter that asks there in the backend's place."""
        raise NotImplementedError

    def adapter(self, who: Who = Who.MODERATOR) -> Adapter:
        return self.adapter_at(self.origin, who)

    async def signed_out(self) -> None:
        """The moderator's token is unknown or expired from now on."""
        raise NotImplementedError


def usual_step(case: Case, verb: str, capability: Capability, *, contact: str = "") -> Step:
    """The step that the desk would make of a verb; of parameters what is proposed."""
    subject = case.subject
    author = subject.author.id if subject.author else None
    says = verb in SENDS_TEXT or verb in (Verb.NOTE, Verb.LABEL)
    values = tuple(
        (known.name, known.default or (known.choices[0].value if known.choices else "chosen"))
        for known in capability.parameters
        if known.required or known.default
    )
    return Step(
        id=verb.removeprefix("native:"),
        verb=verb,
        person=(contact or None) if verb == Verb.ESCALATE else author,
        place=subject.place.id if subject.place else None,
        subject=subject.id,
        seconds=3600 if capability.timed else None,
        text=f"Said along with {verb}." if says else "",
        reason="" if says else "rule-2",
        reports=tuple(report.id for report in case.reports),
        values=values,
    )
