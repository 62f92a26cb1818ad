"""The journal as the desk uses it: written off the event loop, folded as it grows.

Several processes may write to one store; what others wrote is folded in order with ours.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from modtui.journal import Journal, JournalError
from modtui.journal.entries import AnyEntry, Record
from modtui.triage.accuracy import Accuracy
from modtui.triage.fates import Fates
from modtui.words import _

if TYPE_CHECKING:
    from modtui.journal.index import Index


OpenLedger = Callable[[], "Ledger"]


class Ledger:
    """One store's journal, its fold and its index, which is opened when first asked."""

    def __init__(self, journal: Journal, open_index: "Callable[[], Index]") -> None:
        self.journal = journal
        self._open_index = open_index
        self._index: Index | None = None
        self.fates = Fates()
        self.accuracy = Accuracy()
        self._writing = asyncio.Lock()

    async def write(self, entry: AnyEntry) -> Record:
        """Append and sync, then fold. Raises JournalError; unless its sentence says
        otherwise, nothing was written then.

        Once begun it is finished even where the caller is cancelled: what stands in the
        file must stand in the fold.
        """
        (record,) = await self.write_all((entry,))
        return record

    async def write_all(self, entries: Sequence[AnyEntry]) -> tuple[Record, ...]:
        """Append several with one sync, then fold: all of them, or none where it raises."""
        return await asyncio.shield(asyncio.ensure_future(self._write(entries)))

    async def _write(self, entries: Sequence[AnyEntry]) -> tuple[Record, ...]:
        async with self._writing:
            records = await asyncio.to_thread(self.journal.append_all, entries)
            if records and records[0].line.seq == self.fates.seq + 1:
                for record in records:
                    self._apply(record)
            elif records:
                await self._fold_others()
            return records

    async def _fold_others(self) -> None:
        """Fold in what others wrote before our newest entry, and that."""
        try:
            await self._fold()
        except JournalError as error:
            raise JournalError(
                _(
                    "This was written down, but what others wrote before it was not read: {why}"
                ).format(why=error)
            ) from error

    async def catch_up(self) -> bool:
        """Fold in what others wrote. True where there was anything."""
        async with self._writing:
            before = self.fates.seq
            await self._fold()
            return self.fates.seq != before

    async def _fold(self) -> None:
        for record in await asyncio.to_thread(lambda: tuple(self.journal.read(self.fates.seq))):
            self._apply(record)

    def _apply(self, record: Record) -> None:
        self.fates.apply(record)
        self.accuracy.apply(record, self.fates)

    def index(self) -> "Index":
        """The index, with everything written so far in it. Raises JournalError."""
        if self._index is None:
            self._index = self._open_index()
        self._index.catch_up()
        return self._index

    async def indexed(self) -> "Index":
        """The same, made off the event loop."""
        return await asyncio.to_thread(self.index)

    def close(self) -> None:
        """Close files. Safe to call twice."""
        if self._index is not None:
            with contextlib.suppress(Exception):
                self._index.close()
        self.journal.close()
