"""What became of decisions that were made as one: counted as the journal is folded.

Each change of a fate costs the same here however many decisions a batch has.
"""

from datetime import datetime

from modtui.model import CaseKey, Decision
from modtui.triage.fatework import Fate

REMEMBERED = 20
"""Batches that are done and still remembered, with their cases."""


class Tally:
    """One batch so far. All dicts have ids of decisions in the order of deciding."""

    __slots__ = (
        "cases", "done", "dropped", "due", "first", "open", "started", "stuck", "taken_back",
    )  # fmt: skip

    def __init__(self, first: Decision) -> None:
        self.first = first
        self.cases: dict[str, CaseKey] = {}
        self.open: dict[str, None] = {}
        """Not settled: waits, is under way, or stuck."""
        self.started: dict[str, None] = {}
        """Of those, what can no longer be taken back."""
        self.stuck: dict[str, None] = {}
        """Of those, what goes on only when a person says how."""
        self.done = 0
        self.taken_back = 0
        self.dropped = 0
        self.due: datetime | None = None
        """When the hold-back of its last decision ends; all of them are held until then."""

    @property
    def waiting(self) -> int:
        """How many are still to be sent without asking anybody."""
        return len(self.open) - len(self.stuck)


class Batches:
    """The tallies of all batches that are not done, and of the newest that are."""

    def __init__(self) -> None:
        self._all: dict[str, Tally] = {}

    def get(self, batch: str) -> Tally | None:
        """The tally of one batch, unless it was done long ago."""
        return self._all.get(batch)

    def all(self) -> tuple[Tally, ...]:
        """Oldest first."""
        return tuple(self._all.values())

    def put(self, fate: Fate) -> None:
        """Count a fate as it is now."""
        decision = fate.decision
        if not decision.batch:
            return
        id = decision.id
        tally = self._all.get(decision.batch)
        if tally is None:
            tally = self._all[decision.batch] = Tally(decision)
            self._forget()
        if id not in tally.cases:
            tally.cases[id] = decision.case
            tally.open[id] = None
            tally.due = max(fate.due, tally.due) if tally.due is not None else fate.due
        if id not in tally.open:
            return
        for holds, ids in (
            (fate.started, tally.started),
            (fate.finished and not fate.settled, tally.stuck),
        ):
            if holds:
                ids[id] = None
            else:
                ids.pop(id, None)
        if fate.settled:
            for ids in (tally.open, tally.started):
                ids.pop(id, None)
            if fate.taken_back:
                tally.taken_back += 1
            elif fate.dropped:
                tally.dropped += 1
            else:
                tally.done += 1

    def _forget(self) -> None:
        done = [batch for batch, tally in self._all.items() if not tally.open]
        for batch in done[: max(len(done) - REMEMBERED, 0)]:
            del self._all[batch]
