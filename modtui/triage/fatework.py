"""One decision and how far it got, step by step."""

from datetime import datetime, timedelta

from modtui.journal.entries import Returned
from modtui.model import DONE, Decision, Outcome, Result, Step, Struct, Verb
from modtui.triage.views import Standing

TOO_OLD = timedelta(hours=1)
EDITED = "edited"
"""Why a decision comes back when its text was edited; see ``modtui.triage.sender.Why``."""
_NOT_DONE = frozenset({Result.LIMITED, Result.FAILED, Result.DENIED})


class StepFate(Struct):
    """How far one step got. ``sent`` with no outcome: it may or may not have happened.

    ``doubted``: it was sent again while that was so, and an earlier try may have done it.
    """

    step: Step
    attempts: int = 0
    sent: bool = False
    doubted: bool = False
    outcome: Outcome | None = None

    @property
    def done(self) -> bool:
        """Whether nothing more is to be sent for it."""
        return self.outcome is not None and self.outcome.result in DONE

    @property
    def in_doubt(self) -> bool:
        """Whether it went out and no answer was recorded."""
        return self.sent and self.outcome is None

    @property
    def unknown(self) -> bool:
        """Whether reading the backend could not tell either, so that a person must."""
        return self.outcome is not None and self.outcome.result is Result.UNKNOWN

    @property
    def reached(self) -> bool:
        """Whether it may have changed something."""
        if self.in_doubt or self.doubted:
            return True
        return self.outcome is not None and self.outcome.result not in _NOT_DONE

    @property
    def refused(self) -> bool:
        """Whether it failed for good; an outcome with a time to wait is tried again."""
        return (
            self.outcome is not None
            and not self.done
            and not self.unknown
            and self.outcome.retry_after is None
        )


class Fate(Struct):
    """One decision and how far it got.

    ``since`` starts the hour after which it is asked about again, ``changed`` is the time
    of its newest record, ``then`` the text that the person saw, as far as it is kept.
    ``dropped``: it stopped half-way, and its rest was let go. ``sent_as`` is the account
    that it is to be sent with: of whoever decided, or resumed it.
    """

    decision: Decision
    steps: tuple[StepFate, ...]
    since: datetime
    changed: datetime
    then: str = ""
    taken_back: bool = False
    dropped: bool = False
    returned: Returned | None = None
    even_so: bool = False
    sent_as: str = ""

    @property
    def due(self) -> datetime:
        """When its hold-back ends."""
        # Resumed after the clock was set back, it counts from then.
        return min(self.decision.at, self.since) + timedelta(seconds=self.decision.hold)

    @property
    def started(self) -> bool:
        """Whether any of its acting steps may have changed something."""
        return any(step.reached for step in self.steps if not step.step.preparing)

    @property
    def doubtful(self) -> bool:
        """Whether it is not known of a step whether it was carried out."""
        return any(step.in_doubt or step.unknown for step in self.steps)

    @property
    def stopped(self) -> bool:
        """Whether it came back or was refused, so that a person must say how it goes on."""
        back = self.returned is not None or any(step.refused for step in self.steps)
        return back and not self.settled

    @property
    def finished(self) -> bool:
        """Whether nothing more will be sent without a person."""
        return (
            self.taken_back
            or self.dropped
            or self.returned is not None
            or any(step.unknown or step.refused for step in self.steps)
            or all(step.done for step in self.steps)
        )

    @property
    def complete(self) -> bool:
        """Whether every step was carried out."""
        return not self.taken_back and all(step.done for step in self.steps)

    @property
    def settled(self) -> bool:
        """Whether it asks nothing more of anybody."""
        return self.taken_back or self.dropped or self.complete

    def step(self, id: str) -> StepFate | None:
        """The step of that id."""
        return next((step for step in self.steps if step.step.id == id), None)

    def standing(self, now: datetime) -> Standing:
        """Where its case stands because of it."""
        if self.taken_back:
            return Standing.OPEN
        if self.dropped:
            closed = any(s.done and s.step.verb in (Verb.KEEP, Verb.CLOSE) for s in self.steps)
            return Standing.CLOSED if closed else Standing.OPEN
        if any(step.unknown for step in self.steps):
            return Standing.DOUBT
        if self.returned is not None:
            return Standing.RETURNED
        if any(step.refused for step in self.steps):
            return Standing.FAILED
        if self.complete:
            verbs = {step.step.verb for step in self.steps}
            if verbs & {Verb.KEEP, Verb.CLOSE} or self.decision.undoes:
                return Standing.CLOSED
            return Standing.ESCALATED if Verb.ESCALATE in verbs else Standing.OPEN
        if not self.started and now < self.due:
            return Standing.HELD_BACK
        if any(step.outcome is not None and not step.done for step in self.steps):
            return Standing.WAITING
        return Standing.SENDING
