"""What the team noted on people: kept in the state file, beside the journal.

A note on a case stands in the journal, with the case. One on a person goes with them to all
their cases, and must be gone when they ask to be forgotten: so it is kept where it can be.
"""

import asyncio
from datetime import datetime
from typing import Any

import msgspec

from modtui.model import Struct
from modtui.state import StateError, StateFile
from modtui.triage.errors import DeskError
from modtui.triage.views import Remark

TABLE = "people"
LONGEST = 2000
"""Characters of one note."""


class _Kept(Struct):
    """One note as the state file has it."""

    person: str
    by: str
    at: datetime
    text: str


class People:
    """The notes on people, by the backend's id of the account."""

    def __init__(self, kept: StateFile) -> None:
        self._kept = kept
        self._stamp: tuple[int, ...] | None = None
        self._notes: dict[str, tuple[Remark, ...]] = {}

    def notes(self, person: str) -> tuple[Remark, ...]:
        """What was noted on somebody, the oldest first, as last read."""
        return self._notes.get(person, ())

    async def look(self) -> None:
        """Read the notes again if another process changed them. Raises DeskError."""
        if self._stamp is None or not self._kept.is_current(self._stamp):
            try:
                await asyncio.to_thread(self._read)
            except StateError as error:
                raise DeskError.of(error) from error

    async def add(self, person: str, by: str, at: datetime, text: str) -> None:
        """Note something on a person. Raises DeskError."""
        made = msgspec.to_builtins(_Kept(person, by, at, text[:LONGEST]))

        def write() -> None:
            with self._kept.change() as tables:
                tables.table(TABLE).insert(made)

        await self._change(write)

    async def forget(self, person: str) -> int:
        """Drop all notes on a person; how many there were. Raises DeskError."""
        await self.look()
        count = len(self.notes(person))

        def write() -> None:
            with self._kept.change() as tables:
                tables.table(TABLE).remove(lambda document: document.get("person") == person)

        if count:
            await self._change(write)
        return count

    async def _change(self, write: Any) -> None:
        try:
            await asyncio.to_thread(write)
            await asyncio.to_thread(self._read)
        except StateError as error:
            raise DeskError.of(error) from error

    def _read(self) -> None:
        # Read without TinyDB, which need not be there to show a case.
        with self._kept.steady() as (tables, stamp):
            found: dict[str, list[Remark]] = {}
            for document in (tables or {}).get(TABLE, {}).values():
                try:
                    kept = msgspec.convert(document, _Kept)
                except msgspec.ValidationError:
                    continue
                found.setdefault(kept.person, []).append(Remark(kept.at, kept.by, kept.text))
            self._notes = {
                person: tuple(sorted(notes, key=lambda note: note.at))
                for person, notes in found.items()
            }
            self._stamp = stamp
