"""What a person changed in a decision, kept until the decision is sent.

A crash, a line that breaks or another moderator's act must not cost anybody what they
wrote. It stands in the state file soon after each change, by case, verb and person.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from modtui.model import CaseKey, Struct
from modtui.state import StateError, StateFile
from modtui.triage.choices import Choices

if TYPE_CHECKING:
    from tinydb.table import Table

TABLE = "drafts"
PAUSE = 0.5
"""Seconds from a change until it is written: what a power cut can cost."""
GONE = timedelta(days=30)
"""How long a draft outlives its case."""

Person = tuple[str, str]
"""A moderator's id, and their name where several share one account."""


class Written(Struct):
    """A message that a person wrote in place of a response's text."""

    rule: str
    response: str
    language: str
    text: str


class KeptDraft(Struct):
    """One decision as far as a person got with it.

    ``at`` is when they last changed it, ``author`` the id of whom the case is about,
    ``gone`` since when there is nothing to decide about the case.
    """

    case: CaseKey
    choices: Choices
    at: datetime
    by: Person = ("", "")
    author: str = ""
    written: tuple[Written, ...] = ()
    gone: datetime | None = None

    @property
    def slot(self) -> "Slot":
        """What there is one draft for."""
        return self.case, self.choices.verb, self.by


Slot = tuple[CaseKey, str, Person]
Judged = Callable[[KeptDraft], KeptDraft | None]


async def _pause() -> None:
    await asyncio.sleep(PAUSE)


class DraftKeeper:
    """The drafts of one store. Written off the event loop, some changes at a time.

    ``pause`` is awaited between a change and writing it; ``told`` is called when the file
    can no longer be written, or can be again.
    """

    def __init__(
        self,
        file: StateFile,
        told: Callable[[], None],
        pause: Callable[[], Awaitable[None]] = _pause,
    ) -> None:
        self._file = file
        self._told = told
        self._pause = pause
        self._waiting: dict[Slot, KeptDraft | None] = {}
        self._timer: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._writing = asyncio.Lock()
        self._aside = ""
        self.trouble = ""
        """Why drafts are not being kept, in a plain sentence; empty: they are."""

    async def of(self, slot: Slot) -> KeptDraft | None:
        """What was kept, as it is now. Trouble with the file counts as nothing."""
        async with self._writing:
            if slot in self._waiting:
                return self._waiting[slot]
            return next((draft for draft in await self._read() if draft.slot == slot), None)

    def keep(self, draft: KeptDraft) -> None:
        """Take the place of what was kept for the same case, verb and person."""
        self._waiting[draft.slot] = draft
        self._soon()

    def drop(self, slot: Slot) -> None:
        """It was thrown away."""
        self._waiting[slot] = None
        self._soon()

    async def flush(self) -> None:
        """Write what waits, now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        await self._write()

    async def close(self) -> None:
        """Write what waits, and let go of the file."""
        await self.flush()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._file.close()

    async def tidy(self, judged: Judged) -> None:
        """Let go of what is not needed any more, as ``judged`` says of each."""
        async with self._writing:
            kept = await self._read()
            changed = {
                draft.slot: (draft, now)
                for draft in kept
                if draft.slot not in self._waiting and (now := judged(draft)) != draft
            }
            if not changed:
                return
            # What cannot be tidied now is looked at again the next time.
            await self._put(lambda table: _settle(table, changed))

    def tidy_soon(self, judged: Judged) -> None:
        """The same, and nobody waits for it."""
        self._start(self.tidy(judged))

    async def erase(self, author: str) -> int:
        """Remove the drafts of all cases about a person; how many there were.

        Raises StateError.
        """
        for slot, draft in list(self._waiting.items()):
            if draft is not None and draft.author == author:
                self._waiting[slot] = None
        await self.flush()
        async with self._writing:
            return await asyncio.to_thread(self._erase, author)

    def _erase(self, author: str) -> int:
        with self._file.change() as tables:
            table = tables.table(TABLE)
            ids = [id for id, draft in _drafts(table) if draft.author == author]
            if ids:
                table.remove(doc_ids=ids)
            return len(ids)

    def _soon(self) -> None:
        if self._timer is None:
            self._timer = self._start(self._after_pause())

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _after_pause(self) -> None:
        await self._pause()
        self._timer = None
        await self._write()

    async def _read(self) -> tuple[KeptDraft, ...]:
        try:
            # Not through TinyDB: most often there is nothing, and it need not be imported.
            tables = await asyncio.to_thread(self._file.read)
        except StateError:
            return ()
        if self._file.problem != self._aside:
            self._aside = self.trouble = self._file.problem
            self._told()
        return tuple(draft for _id, draft in _decoded((tables or {}).get(TABLE, {}).items()))

    async def _write(self) -> None:
        async with self._writing:
            waiting, self._waiting = self._waiting, {}
            if waiting and not await self._put(lambda table: _replace(table, waiting)):
                # Tried again with the next change; what came meanwhile is newer.
                self._waiting = {**waiting, **self._waiting}

    async def _put(self, change: "Callable[[Table], None]") -> bool:
        def put() -> None:
            with self._file.change() as tables:
                change(tables.table(TABLE))

        trouble = ""
        try:
            await asyncio.to_thread(put)
        except StateError as error:
            trouble = str(error)
        if bool(trouble) != bool(self.trouble):
            self.trouble = trouble
            self._told()
        return not trouble


def _decoded(rows: Iterable[tuple[Any, Any]]) -> Iterator[tuple[int, KeptDraft]]:
    for id, row in rows:
        try:
            yield int(id), msgspec.convert(row, KeptDraft)
        except (msgspec.ValidationError, ValueError):
            continue  # a newer modtui wrote it: left to that one


def _drafts(table: "Table") -> Iterator[tuple[int, KeptDraft]]:
    return _decoded((row.doc_id, dict(row)) for row in table.all())


def _replace(table: "Table", waiting: Mapping[Slot, KeptDraft | None]) -> None:
    ids = [id for id, draft in _drafts(table) if draft.slot in waiting]
    new = [msgspec.to_builtins(draft) for draft in waiting.values() if draft is not None]
    if ids:
        table.remove(doc_ids=ids)
    if new:
        table.insert_multiple(new)


def _settle(table: "Table", changed: Mapping[Slot, tuple[KeptDraft, KeptDraft | None]]) -> None:
    # Another desk may have kept a newer one since it was looked at.
    same = {
        draft.slot: changed[draft.slot][1]
        for _id, draft in _drafts(table)
        if draft.slot in changed and changed[draft.slot][0] == draft
    }
    _replace(table, same)
