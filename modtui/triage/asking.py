"""What can be asked of the queue and of the audit trail, and the filters kept under a name."""

import asyncio

from modtui.filters.fields import Field
from modtui.filters.shapes import Filter
from modtui.journal import JournalError, Record
from modtui.state import StateFile
from modtui.triage import savedviews
from modtui.triage.asked import read
from modtui.triage.errors import DeskError
from modtui.triage.ledger import OpenLedger
from modtui.triage.narrowing import Narrowing
from modtui.triage.savedviews import View
from modtui.triage.views import Pane

MOST = 10_000
"""Entries that are counted at most."""
_PEOPLE = {"author": "author", "by": "moderator"}
"""Fields whose values the index knows, with its columns."""


class Asking:
    """Both lists of one desk. Every method may raise DeskError."""

    def __init__(self, narrowing: Narrowing, ledger: OpenLedger, kept: StateFile) -> None:
        self._narrowing = narrowing
        self._ledger = ledger
        self._kept = kept

    @property
    def filter(self) -> str:
        """What the queue is narrowed to, as it was typed; empty: all rows are shown."""
        return self._narrowing.text

    async def narrow(self, text: str) -> None:
        """Show only the rows that fit; all with an empty filter. Raises BadFilter."""
        await self._narrowing.narrow(text)

    async def count(self, filter: Filter, pane: Pane) -> int:
        """How many rows or entries fit; of entries ``MOST`` at most."""
        if pane is Pane.QUEUE:
            return await self._narrowing.count(filter)
        now, zone = self._narrowing.now, self._narrowing.zone
        try:
            index = await self._ledger().indexed()
            return await asyncio.to_thread(index.count, filter, most=MOST, now=now, zone=zone)
        except JournalError as error:
            raise DeskError.of(error) from error

    async def offered(self, field: Field, part: str, pane: Pane) -> tuple[str, ...]:
        """Values of a field that are known here and may have a text in them."""
        if pane is Pane.QUEUE:
            return await self._narrowing.seen(field.name, part)
        if field.name not in _PEOPLE:
            return self._narrowing.known(field.name)
        try:
            index = await self._ledger().indexed()
            return await asyncio.to_thread(index.names, _PEOPLE[field.name], part)
        except JournalError as error:
            raise DeskError.of(error) from error

    def entries(self, text: str, *, before: int | None, limit: int) -> tuple[Record, ...]:
        """Entries of the journal that fit, newest first. Raises BadFilter."""
        filter = read(text, Pane.AUDIT)
        now, zone = self._narrowing.now, self._narrowing.zone
        try:
            index = self._ledger().index()
            return index.page(filter, before=before, limit=limit, now=now, zone=zone)
        except JournalError as error:
            raise DeskError.of(error) from error

    def views(self, pane: Pane) -> tuple[View, ...]:
        """The filters that are kept under a name for a list."""
        return savedviews.views(self._kept, self._given(pane), pane)

    async def save_view(self, pane: Pane, name: str, filter: str) -> View:
        """Keep a filter under a name, in place of an earlier one of that name."""
        given = self._given(pane)
        return await asyncio.to_thread(savedviews.save, self._kept, given, pane, name, filter)

    async def delete_view(self, pane: Pane, name: str) -> None:
        """Forget a filter that was kept under a name."""
        await asyncio.to_thread(savedviews.delete, self._kept, pane, name)

    def _given(self, pane: Pane) -> tuple[tuple[str, str], ...]:
        settings = self._narrowing.settings
        return settings.views if pane is Pane.QUEUE else settings.audit_views
