"""A desk's day: it is opened, keeps up with its backend, sends, and is left."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime

from modtui.adapters.base import Adapter, AdapterError
from modtui.journal import JournalError
from modtui.model import CaseKey
from modtui.text import Safe
from modtui.triage import words
from modtui.triage.board import Board
from modtui.triage.carrying import Carrier
from modtui.triage.errors import DeskError, unexpected
from modtui.triage.fates import Fate
from modtui.triage.grouping import Groups
from modtui.triage.ledger import Ledger
from modtui.triage.lock import SenderLock
from modtui.triage.looking import Looking
from modtui.triage.outbox import Leaving, Outbox
from modtui.triage.parts import Parts
from modtui.triage.reading import Reader
from modtui.triage.seat import Seat
from modtui.triage.unsent import Unsent
from modtui.triage.views import Change, Line

Told = Callable[[Change, CaseKey | None], None]


class Running:
    """Opens and shuts one desk, and does in between what nobody has to ask for.

    ``told`` hears what changed.
    """

    def __init__(
        self,
        parts: Parts,
        open_ledger: Callable[[], Ledger],
        lock: SenderLock,
        adapter: Adapter,
        seat: Seat,
        reader: Reader,
        board: Board,
        groups: Groups,
        looking: Looking,
        unsent: Unsent,
        carrier: Carrier,
        clock: Callable[[], datetime],
        told: Told,
    ) -> None:
        self._parts = parts
        self._open_ledger = open_ledger
        self._lock = lock
        self._adapter = adapter
        self._seat = seat
        self._reader = reader
        self._board = board
        self._groups = groups
        self._looking = looking
        self._unsent = unsent
        self._carrier = carrier
        self._clock = clock
        self._told = told
        self._fresh = False

    async def open(self) -> tuple[Safe, ...]:
        """Open and fold the journal, and show the queue as it was last known.

        Gives what is to be said of it. Raises DeskError where the journal cannot be used.
        """
        try:
            ledger = await asyncio.to_thread(self._open_ledger)
            try:
                await ledger.catch_up()
                sole = self._lock.take()
            except BaseException:
                ledger.close()
                raise
        except (JournalError, OSError) as error:
            raise DeskError.of(error) from error
        sender = self._carrier.sender(ledger, self._clock, self._fate_changed)
        outbox = Outbox(
            ledger,
            sender,
            self._lock,
            self._clock,
            self._fate_changed,
            lambda: self._seat.moderator,
            lambda: self._told(Change.OUTBOX, None),
        )
        self._parts.put(ledger, outbox)
        known = ledger.fates.moderator
        self._seat.moderator = known if known is None else self._seat.named(known)
        await self._reader.recall()
        return tuple(words.at_opening(ledger.journal.torn, ledger.fates, sole))

    async def connect(self) -> None:
        """Ask the backend who this is and what they can do. Raises AdapterError."""
        await self._seat.connect(self._adapter)
        self._parts.outbox.wake()
        self._told(Change.LINE, None)

    async def reach(self) -> bool:
        """Connect unless that was done; False where it fails, which the line tells."""
        try:
            if not self._seat.connected:
                await self.connect()
        except AdapterError as error:
            self._reader.trouble(str(error))
            return False
        return True

    async def rescore(self) -> None:
        """Sort by what became of earlier reports until now."""
        ledger = self._parts.ledger
        await self._reader.queue.rescore(ledger.accuracy.changed, ledger.fates.seq)

    async def refresh(self) -> Line:
        """Read the whole queue, connecting first. Trouble is told in the line, not raised."""
        # What was known when the desk was left, sorted and judged as of now.
        await self.rescore()
        if not self._fresh:
            self._fresh = True
            await self._reader.freshen()
        if not await self.reach():
            return self._reader.line
        line = await self._reader.refresh()
        await self._unsent.tidy()
        if line.complete and not line.trouble:
            self._looking.background.start(self._groups.follow())
        return line

    async def run(self, refresh: Callable[[], Awaitable[Line]]) -> None:
        """Send what is due and have the queue read now and then, until cancelled.

        ``refresh`` reads the queue.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_reading(refresh))
            tasks.create_task(
                self._parts.outbox.keep_sending(
                    connected=lambda: self._seat.connected,
                    trouble=self._reader.trouble,
                    stirred=self._stirred,
                )
            )

    async def _keep_reading(self, refresh: Callable[[], Awaitable[Line]]) -> None:
        failures = 0
        while True:
            line = self._reader.line
            failures = failures + 1 if line.trouble else 0
            if line.complete or line.trouble:
                wait = self._seat.settings.refresh
                # After trouble it is tried sooner, then less and less often.
                await asyncio.sleep(min(wait, 2.0 ** min(failures, 8)) if failures else wait)
            try:
                await refresh()
            except Exception as error:
                self._reader.trouble(unexpected(error))

    async def close(self, on_exit: str | None) -> Leaving:
        """Leave: what is held back is sent within five seconds or kept, as asked."""
        if not self._parts.there:
            return Leaving()
        ledger, outbox = self._parts.both()
        self._looking.background.close()
        await self._unsent.save()
        self._groups.close()
        send = (on_exit or self._seat.settings.on_exit) == "send" and self._seat.connected
        try:
            leaving = await outbox.leave(send=send)
            # What was sent now needs no draft any more; that is asked of parts still open.
            await self._unsent.close()
            await self._board.leave()
            self._reader.close()
            with contextlib.suppress(AdapterError):
                await self._adapter.close()
            await self._carrier.close()
        finally:
            await self._unsent.close()
            self._parts.take()
            ledger.close()
            self._lock.release()
        return leaving

    def _stirred(self) -> None:
        self._unsent.tidy_soon()
        self._told(Change.OUTBOX, None)

    def _fate_changed(self, fate: Fate) -> None:
        key = fate.decision.case
        if fate.complete:
            self._unsent.tidy_soon()
        if fate.returned is not None:
            self._reader.forget(key)
            self._looking.background.start(self._reader.reread(key))
        self._told(Change.OUTBOX, None)
        self._told(Change.CASE, key)
