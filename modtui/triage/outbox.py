"""Decisions on their way: what waits, what came back, and what a person can still do."""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from modtui.journal import JournalError
from modtui.journal.entries import Answered, Resumed, TakenBack
from modtui.model import CaseKey, Decision, Moderator, Struct
from modtui.triage import words
from modtui.triage.errors import DeskError, unexpected
from modtui.triage.fates import Fate
from modtui.triage.ledger import Ledger
from modtui.triage.lock import SenderLock
from modtui.triage.sender import Sender
from modtui.triage.together import Together
from modtui.triage.views import Pending, Standing
from modtui.words import _

LEAVE_WITHIN = 5.0
LOOK_AROUND = 5.0
"""Seconds between looks for what other processes wrote, and for the sender's place."""


class Leaving(Struct):
    """What became of the outbox when the desk was closed."""

    sent: int = 0
    kept: int = 0
    doubt: int = 0


class Outbox:
    """All decisions of a store that are not settled, whoever wrote them."""

    def __init__(
        self,
        ledger: Ledger,
        sender: Sender,
        lock: SenderLock,
        clock: Callable[[], datetime],
        changed: Callable[[Fate], None],
        moderator: Callable[[], Moderator | None],
        told: Callable[[], None],
    ) -> None:
        self._ledger = ledger
        self._sender = sender
        self._lock = lock
        self._clock = clock
        self._changed = changed
        self._moderator = moderator
        self._told = told
        self.together = Together(ledger, sender, clock, changed, moderator, self._stirred)
        """What is done with a whole batch."""
        self._round: asyncio.Future[int] | None = None
        self._wake = asyncio.Event()

    @contextlib.contextmanager
    def holding(self, batch: str) -> Iterator[None]:
        """While a batch is being written nothing of it is sent."""
        self._sender.paused.add(batch)
        try:
            yield
        finally:
            self._sender.paused.discard(batch)
            self.wake()

    def _stirred(self) -> None:
        self.wake()
        self._told()

    def wake(self) -> None:
        """Something changed: look again now."""
        self._wake.set()

    @property
    def trouble(self) -> str:
        """What stood in the way at the last try to send; empty: nothing."""
        return self._sender.trouble

    def pending(self, *, alone: bool = False) -> tuple[Pending, ...]:
        """Decisions that are not done: held back, on their way, unknown, come back.

        One that came back or failed leaves the list once its case was decided anew, but
        not while it is unknown whether a step of it was carried out. ``alone``: only those
        of no batch.
        """
        fates = self._ledger.fates
        return tuple(
            self.describe(fate)
            for fate in (fates.alone() if alone else fates.unsettled())
            if fates.of_case(fate.decision.case) is fate or not fate.finished or fate.doubtful
        )

    def describe(self, fate: Fate) -> Pending:
        """How one decision stands."""
        standing = fate.standing(self._clock())
        if standing is Standing.RETURNED and fate.returned is not None:
            detail = words.why(fate.returned.why)
        else:
            detail = words.refusal(fate) or words.waiting_for(fate)
        return Pending(
            fate.decision,
            standing,
            max((fate.due - self._clock()).total_seconds(), 0.0),
            tuple((s.step.id, s.outcome) for s in fate.steps if s.outcome is not None),
            detail,
        )

    def _held_back(self) -> Iterator[Fate]:
        for fate in self._ledger.fates.newest_first():
            if not fate.started and not fate.finished:
                yield fate

    async def take_back(self, decision: str | None) -> Decision | None:
        """Take back a decision that nothing of was sent: the named one, whatever holds
        it, else the newest that is within its hold-back, with the whole batch that it was
        made in. None where there is none.
        """
        await self._look_around()
        for fate in self._held_back():
            if fate.decision.id == decision:
                return await self._take_back(fate)
            if decision is None and self._clock() < self._ledger.fates.held_until(fate):
                if not fate.decision.batch:
                    return await self._take_back(fate)
                count = await self.together.take_back(fate.decision.batch)
                return fate.decision if count else None
        return None

    async def _take_back(self, fate: Fate, by: Moderator | None = None) -> Decision | None:
        decision = fate.decision
        by = by or self._moderator() or decision.by
        await self._write(TakenBack(decision.id, decision.case, by))
        now = self._ledger.fates.get(decision.id) or fate
        self._changed(now)
        # The sender may have announced it first; then it is under way.
        return decision if now.taken_back else None

    def in_the_way(self, key: CaseKey) -> tuple[tuple[Fate, ...], str]:
        """What deciding about a case now would replace, and why it cannot be decided.

        Two decisions about one case must not both be carried out unseen by each other.
        """
        replaced = []
        for fate in self._ledger.fates.unsettled_about(key):
            if any(step.unknown for step in fate.steps):
                return (), _("It is unknown whether the last decision arrived: say so first.")
            if fate.finished:
                continue
            if fate.started:
                said = _("The last decision about this case is on its way ({verbs}): wait for it.")
                return (), said.format(verbs=words.acts(fate))
            replaced.append(fate)
        return tuple(replaced), ""

    async def make_way(self, key: CaseKey, by: Moderator, but: str = "") -> None:
        """Take back what is held back about a case, as it is decided anew.

        Raises DeskError where something is on its way already, unless ``but`` names the
        new decision, which is written then.
        """
        await self._look_around()
        replaced, why_not = self.in_the_way(key)
        if why_not and not but:
            raise DeskError(why_not)
        for fate in replaced:
            if fate.decision.id != but:
                await self._take_back(fate, by)
        if not but and (why_not := self.in_the_way(key)[1]):
            raise DeskError(why_not)

    async def taken(self, keys: Iterable[CaseKey]) -> dict[CaseKey, str]:
        """Of several cases those that cannot be decided along with others, each with why:
        a decision about it is on its way, or held back. Raises DeskError."""
        await self._look_around()
        found = {}
        for key in keys:
            replaced, why_not = self.in_the_way(key)
            if replaced or why_not:
                found[key] = why_not or _("It was decided meanwhile.")
        return found

    async def clear_for(self, made: Mapping[CaseKey, str], by: Moderator) -> None:
        """Take back what others decided about cases while these decisions were written."""
        await self._look_around()
        replaced = [
            fate
            for key, id in made.items()
            for fate in self.in_the_way(key)[0]
            if fate.decision.id != id
        ]
        await self.together.take_back_all(replaced, by)

    def last_sent(self) -> Decision | None:
        """The newest decision that was carried out and not reversed since."""
        fates = self._ledger.fates
        for fate in fates.newest_first():
            decision = fate.decision
            if fate.complete and not decision.undoes and not fates.is_undone(decision.id):
                return decision
        return None

    async def answer(self, decision: str, step: str, happened: bool) -> None:
        """A person says whether an unknown step happened; if not, it is sent again."""
        await self._look_around()
        fate = self._ledger.fates.get(decision)
        found = fate.step(step) if fate else None
        if fate is None or found is None or not found.unknown:
            raise DeskError(_("There is no such question."))
        by = self._moderator() or fate.decision.by
        await self._write(Answered(decision, step, fate.decision.case, by, happened))
        self._changed(fate)
        self.wake()

    async def resume(self, decision: str) -> None:
        """Send what came back, or whose step was refused, after all."""
        await self._look_around()
        fate = self._ledger.fates.get(decision)
        again = (Standing.RETURNED, Standing.FAILED)
        if fate is None or fate.standing(self._clock()) not in again:
            raise DeskError(_("This decision does not wait for that."))
        if self._ledger.fates.of_case(fate.decision.case) is not fate:
            raise DeskError(_("This case was decided anew since."))
        by = self._moderator() or fate.decision.by
        await self._write(Resumed(decision, fate.decision.case, by))
        self._changed(fate)
        self.wake()

    async def drop(self, decision: str) -> None:
        """Let go of a decision that came back or was refused, or of what is left of it."""
        await self._look_around()
        fate = self._ledger.fates.get(decision)
        if fate is None or not fate.stopped:
            raise DeskError(_("Only a decision that came back can be dropped."))
        if fate.doubtful:
            raise DeskError(_("Say first whether what is unknown happened."))
        await self._take_back(fate)
        now = self._ledger.fates.get(decision)
        if now is not None and not now.settled:
            raise DeskError(_("It is being sent again: it cannot be dropped."))

    async def _look_around(self) -> None:
        """Fold in what other processes wrote. Raises DeskError."""
        try:
            await self._ledger.catch_up()
        except JournalError as error:
            raise DeskError.of(error) from error

    async def _write(self, entry: TakenBack | Answered | Resumed) -> None:
        try:
            await self._ledger.write(entry)
        except JournalError as error:
            raise DeskError.of(error) from error

    # Sending.

    async def keep_sending(
        self,
        connected: Callable[[], bool],
        trouble: Callable[[str], None],
        stirred: Callable[[], None],
    ) -> None:
        """Send what is due until cancelled. A step on its way is never cut short.

        ``trouble`` is told what stands in the way, ``stirred`` is called where another
        process wrote to the store.
        """
        while True:
            self._wake.clear()
            wait = LOOK_AROUND
            try:
                if await self._ledger.catch_up():
                    stirred()
                if connected() and self._lock.take():
                    self._round = asyncio.ensure_future(self._sender.send_due())
                    await asyncio.shield(self._round)
                    wait = self._wait()
                    if self._sender.trouble:
                        trouble(self._sender.trouble)
            except (JournalError, OSError) as error:
                # An OSError: of the lock's file, on a disk that was taken away, say.
                trouble(str(DeskError.of(error)))
            except Exception as error:
                trouble(unexpected(error))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), wait)

    def _wait(self) -> float:
        due = self._sender.next_due()
        if due is None:
            return LOOK_AROUND
        return min(max((due - self._clock()).total_seconds(), 0.02), LOOK_AROUND)

    async def send_now(self, *, all_held: bool = False) -> int:
        """Send what is due, or all that is held back too, once. Gives the number completed.

        Raises DeskError where another process sends for this store.
        """
        try:
            if not self._lock.take():
                raise DeskError(_("Another modtui sends for this community."))
            await self._ledger.catch_up()
            return await self._sender.send_due(all_held=all_held)
        except (JournalError, OSError) as error:
            raise DeskError.of(error) from error

    async def leave(self, *, send: bool) -> Leaving:
        """Finish what is on its way; send what is held back within five seconds, or keep it."""
        before = [fate.decision.id for fate in self._ledger.fates.to_send()]
        with contextlib.suppress(TimeoutError, JournalError):
            async with asyncio.timeout(LEAVE_WITHIN):
                if self._round is not None:
                    await asyncio.wait({self._round})
                if send and self._lock.held:
                    await self._sender.send_due(all_held=True)
        await self._break_off()
        fates = self._ledger.fates
        sent = sum((fate := fates.get(id)) is None or fate.complete for id in before)
        left = tuple(self._ledger.fates.unsettled())
        return Leaving(
            sent,
            kept=sum(not fate.finished for fate in left),
            doubt=sum(fate.standing(self._clock()) is Standing.DOUBT for fate in left),
        )

    async def _break_off(self) -> None:
        """End a round that takes too long: once the lock is gone, another process may send.

        The step on its way is in doubt then, and is read about before it is sent again.
        """
        if self._round is None:
            return
        self._round.cancel()
        await asyncio.wait({self._round})
        if not self._round.cancelled():
            # Said already where it was waited for; asked here so that it counts as seen.
            self._round.exception()
