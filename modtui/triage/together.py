"""What is done with decisions that were made as one: watched, paused, taken back, tried again."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from modtui.journal import JournalError
from modtui.journal.entries import Resumed, TakenBack
from modtui.model import CaseKey, Moderator
from modtui.triage.batches import Tally
from modtui.triage.errors import DeskError
from modtui.triage.fates import Fate
from modtui.triage.ledger import Ledger
from modtui.triage.sender import Sender
from modtui.triage.views import Batch, Standing

CHUNK = 100
"""Entries written with one sync, after which others have their turn."""


class Together:
    """The batches of one store."""

    def __init__(
        self,
        ledger: Ledger,
        sender: Sender,
        clock: Callable[[], datetime],
        changed: Callable[[Fate], None],
        moderator: Callable[[], Moderator | None],
        stirred: Callable[[], None],
    ) -> None:
        self._ledger = ledger
        self._sender = sender
        self._clock = clock
        self._changed = changed
        self._moderator = moderator
        self._stirred = stirred

    def unfinished(self) -> tuple[Batch, ...]:
        """The batches that are not done, oldest first."""
        found = (self._told(tally) for tally in self._ledger.fates.batches.all() if tally.open)
        return tuple(batch for batch in found if batch.waiting or batch.stuck)

    def get(self, batch: str) -> Batch | None:
        """How a batch stands, unless it was done long ago."""
        tally = self._ledger.fates.batches.get(batch)
        return self._told(tally) if tally is not None else None

    def members(self, batch: str) -> Sequence[tuple[str, CaseKey]]:
        """Its decisions and their cases, in the order of deciding."""
        tally = self._ledger.fates.batches.get(batch)
        return tuple(tally.cases.items()) if tally is not None else ()

    def stuck(self, batch: str) -> tuple[str, ...]:
        """Its decisions that wait for a person."""
        tally = self._ledger.fates.batches.get(batch)
        return self._stuck(tally) if tally is not None else ()

    def _stuck(self, tally: Tally) -> tuple[str, ...]:
        """Without those whose case was decided anew since, where nothing is in doubt."""
        fates = self._ledger.fates
        return tuple(
            id
            for id in tally.stuck
            if (fate := fates.get(id)) is not None
            and (fates.of_case(fate.decision.case) is fate or fate.doubtful)
        )

    def _told(self, tally: Tally) -> Batch:
        first, now = tally.first, self._clock()
        left = (tally.due - now).total_seconds() if tally.due is not None else 0.0
        return Batch(
            id=first.batch,
            first=first,
            asked=max(first.batch_size, len(tally.cases)),
            size=len(tally.cases),
            waiting=tally.waiting,
            stuck=len(self._stuck(tally)),
            done=tally.done,
            taken_back=tally.taken_back,
            dropped=tally.dropped,
            started=len(tally.started),
            seconds=max(left, 0.0),
            paused=first.batch in self._sender.paused,
        )

    def pause(self, batch: str, paused: bool) -> None:
        """Send nothing more of a batch for now, or go on with it.

        It lasts until the program ends: what was decided is sent then, when it is opened
        again.
        """
        if paused:
            self._sender.paused.add(batch)
        else:
            self._sender.paused.discard(batch)
        self._stirred()

    async def take_back(self, batch: str) -> int:
        """Take back all of a batch that nothing of was sent. Gives how many that were.

        Raises DeskError where that could not be written: what was written until then counts.
        """
        tally = self._ledger.fates.batches.get(batch)
        if tally is None:
            return 0
        held = [self._ledger.fates.get(id) for id in reversed(tally.open)]
        before = tally.taken_back
        await self.take_back_all(fate for fate in held if fate and not fate.finished)
        return tally.taken_back - before

    async def take_back_all(self, fates: Iterable[Fate], by: Moderator | None = None) -> None:
        """Take back several decisions, as far as none of their steps is on its way."""
        waiting = [fate for fate in fates if not fate.started]
        by = by or self._moderator()
        entries = [TakenBack(f.decision.id, f.decision.case, by or f.decision.by) for f in waiting]
        await self._write(entries)
        for fate in waiting:
            self._changed(self._ledger.fates.get(fate.decision.id) or fate)

    async def resume(self, batch: str) -> int:
        """Send all of a batch that came back or was refused after all; gives how many.

        What is in doubt is a question to a person, and stays; so does a case that was
        decided anew since. Raises DeskError.
        """
        fates = self._ledger.fates
        again = []
        for id in self.stuck(batch):
            fate = fates.get(id)
            if fate is None or fates.of_case(fate.decision.case) is not fate:
                continue
            if fate.standing(self._clock()) in (Standing.RETURNED, Standing.FAILED):
                again.append(fate)
        by = self._moderator()
        entries = [Resumed(f.decision.id, f.decision.case, by or f.decision.by) for f in again]
        await self._write(entries)
        for fate in again:
            self._changed(fates.get(fate.decision.id) or fate)
        self._stirred()
        return len(again)

    async def _write(self, entries: Sequence[TakenBack] | Sequence[Resumed]) -> None:
        try:
            for start in range(0, len(entries), CHUNK):
                await self._ledger.write_all(entries[start : start + CHUNK])
        except JournalError as error:
            raise DeskError.of(error) from error
