"""What became of each decision so far: a fold of the journal, and nothing else.

Throw it away and it can be made again from the journal. The outbox is the part of it
that is not finished.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from modtui.journal.entries import (
    Answered,
    AnyEntry,
    Decided,
    Ended,
    Noted,
    Opened,
    Record,
    Resumed,
    Returned,
    RulesetUsed,
    Sending,
    TakenBack,
)
from modtui.model import DONE, CaseKey, Decision, Moderator, Outcome, Result, Step, Struct, Verb
from modtui.triage.views import Escalation, Standing

TOO_OLD = timedelta(hours=1)
EDITED = "edited"
"""Why a decision comes back when its text was edited; see ``modtui.triage.sender.Why``."""
RECENT = 1000
"""Settled decisions that are kept in memory, beside the newest of each escalated case."""
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


class Fates:
    """The fold, kept in memory: all that is unfinished, what is handed to somebody, and
    the recent rest."""

    def __init__(self) -> None:
        self.seq = 0
        self.moderator: Moderator | None = None
        self.ruleset = ""
        self._all: dict[str, Fate] = {}
        self._latest: dict[CaseKey, str] = {}
        self._undone: dict[str, str] = {}
        self._settled: dict[str, None] = {}
        self._escalated: dict[CaseKey, Escalation] = {}

    def apply(self, record: Record) -> None:
        """Take one record in. Records must come in order; one seen before is passed over."""
        if record.line.seq <= self.seq:
            return
        self.seq = record.line.seq
        if record.entry is None:
            return
        self._apply(record.entry, record.line.at)
        self._hand_over(record)
        if (fate := self._all.get(record.line.decision)) is not None:
            self._all[fate.decision.id] = msgspec.structs.replace(fate, changed=record.line.at)

    def _apply(self, entry: AnyEntry, at: datetime) -> None:
        match entry:
            case Opened(by=by):
                self.moderator = by
            case RulesetUsed(hash=hash):
                self.ruleset = hash
            case Decided(decision=decision, evidence=evidence):
                steps = tuple(StepFate(step) for step in decision.steps)
                even_so = decision.even_so
                before = self.of_case(decision.case)
                self._put(
                    Fate(
                        decision,
                        steps,
                        at,
                        at,
                        evidence.text,
                        even_so=even_so,
                        sent_as=decision.by.id,
                    )
                )
                self._latest[decision.case] = decision.id
                if before is not None:
                    self._put(before)
                if decision.undoes:
                    self._undone[decision.undoes] = decision.id
            case TakenBack(decision=id):
                # The order in the file decides between taking back and sending, also
                # where two processes do them at the same time.
                if (fate := self._all.get(id)) and not fate.started:
                    self._put(msgspec.structs.replace(fate, taken_back=True))
                    self._undone.pop(fate.decision.undoes or "", None)
                    self._step_back(fate.decision.case)
                elif fate and fate.stopped and not fate.doubtful:
                    self._put(msgspec.structs.replace(fate, dropped=True))
            case Sending(decision=id, step=step, attempt=attempt):
                fate = self._all.get(id)
                known = fate.step(step) if fate else None
                doubted = known is not None and (known.in_doubt or known.doubted)
                self._step(id, step, sent=True, doubted=doubted, outcome=None, attempts=attempt)
            case Ended(decision=id, step=step, outcome=outcome, settled_by=""):
                self._step(id, step, outcome=outcome)
            case Ended(decision=id, step=step, outcome=outcome):
                self._step(id, step, doubted=False, outcome=outcome)
            case Answered(decision=id, step=step, happened=happened):
                # Of two answers the first counts: what was settled is not sent again.
                if (fate := self._all.get(id)) and (on := fate.step(step)) and on.unknown:
                    self._answered(id, step, happened, at)
            case Returned(decision=id):
                if fate := self._all.get(id):
                    self._put(msgspec.structs.replace(fate, returned=entry))
            case Resumed(decision=id, by=by):
                if (fate := self._all.get(id)) and fate.stopped:
                    self._resumed(fate, at, by)
            case _:
                pass

    def _hand_over(self, record: Record) -> None:
        """Keep who a case was handed to, until it is dealt with: also when the decision
        itself was settled so long ago that it is forgotten."""
        at = record.line.at
        if isinstance(record.entry, Noted):
            waiting = self._escalated.get(record.entry.case)
            if waiting is not None and waiting.answered is None:
                said = msgspec.structs.replace(waiting, answered=at)
                self._escalated[record.entry.case] = said
            return
        if not isinstance(record.entry, Ended | Answered):
            return
        fate = self._all.get(record.entry.decision)
        if fate is None or not fate.complete:
            return
        decision = fate.decision
        known = self._escalated.get(decision.case)
        standing = fate.standing(at)
        if standing is Standing.ESCALATED and (known is None or known.decision != decision.id):
            route = next((s.route for s in decision.steps if s.verb == Verb.ESCALATE), "")
            self._escalated[decision.case] = Escalation(
                decision.id, decision.contact, decision.by.name, at, route
            )
        elif standing is Standing.CLOSED:
            self._escalated.pop(decision.case, None)

    def _answered(self, id: str, step: str, happened: bool, at: datetime) -> None:
        if happened:
            answer = Outcome(Result.APPLIED, detail="a moderator says that it happened")
            self._step(id, step, outcome=answer)
        else:
            self._step(id, step, sent=False, doubted=False, outcome=None)
            self._put(msgspec.structs.replace(self._all[id], since=at))

    def _resumed(self, fate: Fate, at: datetime, by: Moderator) -> None:
        edited = fate.returned is not None and fate.returned.why == EDITED
        steps = tuple(
            msgspec.structs.replace(step, outcome=None, sent=False) if step.refused else step
            for step in fate.steps
        )
        # Whoever resumes for another reason has not seen an edit yet.
        even_so = fate.even_so or edited
        self._put(
            msgspec.structs.replace(
                fate, returned=None, even_so=even_so, since=at, steps=steps, sent_as=by.id
            )
        )

    def _step_back(self, key: CaseKey) -> None:
        """What was decided about a case before counts again: the newest was taken back."""
        self._latest.pop(key, None)
        for fate in self.newest_first():
            if fate.decision.case == key and not fate.taken_back:
                self._latest[key] = fate.decision.id
                self._put(fate)
                return

    def _step(self, id: str, step_id: str, **changes: object) -> None:
        fate = self._all.get(id)
        if fate is None or fate.taken_back:
            return
        steps = tuple(
            msgspec.structs.replace(step, **changes) if step.step.id == step_id else step
            for step in fate.steps
        )
        self._put(msgspec.structs.replace(fate, steps=steps))

    def _put(self, fate: Fate) -> None:
        id = fate.decision.id
        self._all[id] = fate
        self._settled.pop(id, None)
        escalated = fate.complete and fate.standing(fate.changed) is Standing.ESCALATED
        if fate.settled and not (escalated and self._latest.get(fate.decision.case) == id):
            self._settled[id] = None
            while len(self._settled) > RECENT:
                oldest = next(iter(self._settled))
                del self._settled[oldest]
                gone = self._all.pop(oldest)
                if self._latest.get(gone.decision.case) == oldest:
                    del self._latest[gone.decision.case]

    def get(self, decision: str) -> Fate | None:
        """The fate of one decision, unless it was settled long ago."""
        return self._all.get(decision)

    def of_case(self, key: CaseKey) -> Fate | None:
        """The newest decision about a case."""
        return self._all.get(self._latest.get(key, ""))

    def cases(self) -> frozenset[CaseKey]:
        """The cases of which there is anything to tell."""
        return frozenset((*self._latest, *self._escalated))

    def escalation(self, key: CaseKey) -> Escalation | None:
        """Who a case was handed to, where it was not dealt with since."""
        return self._escalated.get(key)

    def unsettled(self) -> Iterator[Fate]:
        """All that is not done and not taken back, oldest first."""
        return (fate for fate in list(self._all.values()) if not fate.settled)

    def to_send(self) -> tuple[Fate, ...]:
        """What is to be sent without asking anybody, oldest first."""
        return tuple(fate for fate in self.unsettled() if not fate.finished)

    def newest_first(self) -> Iterator[Fate]:
        """All that is in memory, newest decision first, as the journal has them."""
        return reversed(list(self._all.values()))

    def is_undone(self, decision: str) -> bool:
        """Whether a later decision reverses it."""
        return decision in self._undone
