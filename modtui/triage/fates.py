"""What became of each decision so far: a fold of the journal, and nothing else.

Throw it away and it can be made again from the journal. The outbox is the part of it
that is not finished.
"""

from collections.abc import Iterator
from datetime import datetime

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
from modtui.model import CaseKey, Moderator, Outcome, Result, Verb
from modtui.triage.batches import Batches
from modtui.triage.fatework import EDITED, TOO_OLD, Fate, StepFate
from modtui.triage.views import Escalation, Standing

RECENT = 1000
"""Settled decisions that are kept in memory, beside the newest of each escalated case."""


class Fates:
    """The fold, kept in memory: all that is unfinished, what is handed to somebody, and
    the recent rest."""

    def __init__(self, recent: int = RECENT) -> None:
        self._recent = recent
        self.seq = 0
        self.moderator: Moderator | None = None
        self.ruleset = ""
        self.batches = Batches()
        self._all: dict[str, Fate] = {}
        self._unsettled: dict[str, None] = {}
        self._alone: dict[str, None] = {}
        """What is unsettled and of no batch."""
        self._about: dict[CaseKey, list[str]] = {}
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
                self._about.setdefault(decision.case, []).append(decision.id)
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
        for id in reversed(self._about.get(key, [])):
            fate = self._all[id]
            if not fate.taken_back:
                self._latest[key] = id
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
        self.batches.put(fate)
        if fate.settled:
            self._unsettled.pop(id, None)
            self._alone.pop(id, None)
        elif id not in self._unsettled:
            self._unsettled[id] = None
            if not fate.decision.batch:
                self._alone[id] = None
        escalated = fate.complete and fate.standing(fate.changed) is Standing.ESCALATED
        if fate.settled and not (escalated and self._latest.get(fate.decision.case) == id):
            self._settled[id] = None
            while len(self._settled) > self._recent:
                oldest = next(iter(self._settled))
                del self._settled[oldest]
                gone = self._all.pop(oldest)
                about = self._about[gone.decision.case]
                about.remove(oldest)
                if not about:
                    del self._about[gone.decision.case]
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
        return (self._all[id] for id in tuple(self._unsettled) if id in self._unsettled)

    def unsettled_about(self, key: CaseKey) -> tuple[Fate, ...]:
        """The same, about one case."""
        return tuple(self._all[id] for id in self._about.get(key, ()) if id in self._unsettled)

    def alone(self) -> Iterator[Fate]:
        """All that is not done and not taken back and was not decided in a batch."""
        return (self._all[id] for id in tuple(self._alone) if id in self._alone)

    def held_until(self, fate: Fate) -> datetime:
        """When the hold-back ends: that of its whole batch, where it is of one."""
        tally = self.batches.get(fate.decision.batch) if fate.decision.batch else None
        return fate.due if tally is None or tally.due is None else max(fate.due, tally.due)

    def to_send(self) -> tuple[Fate, ...]:
        """What is to be sent without asking anybody, oldest first."""
        return tuple(fate for fate in self.unsettled() if not fate.finished)

    def newest_first(self) -> Iterator[Fate]:
        """All that is in memory, newest decision first, as the journal has them."""
        return reversed(list(self._all.values()))

    def is_undone(self, decision: str) -> bool:
        """Whether a later decision reverses it."""
        return decision in self._undone


__all__ = ["EDITED", "TOO_OLD", "Fate", "Fates", "StepFate"]
