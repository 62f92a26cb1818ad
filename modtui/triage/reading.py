"""Reads the backend: the queue page by page, contexts as they are wanted."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from modtui.adapters.base import Adapter, AdapterError, Page
from modtui.model import Case, CaseKey, Context, Hit
from modtui.rules.ruleset import Ruleset
from modtui.triage.queue import Queue
from modtui.triage.storing import BATCH
from modtui.triage.views import Change, Line

if TYPE_CHECKING:
    from modtui.adapters.budget import Reading

CONTEXTS = 200

Told = Callable[[Change, CaseKey | None], None]


class Reader:
    """What the backend last said, with its age."""

    def __init__(
        self,
        adapter: Adapter,
        queue: Queue,
        clock: Callable[[], datetime],
        told: Told,
    ) -> None:
        self._adapter = adapter
        self._clock = clock
        self._told = told
        self._contexts: OrderedDict[CaseKey, tuple[str, Context]] = OrderedDict()
        self._fetching: dict[CaseKey, tuple[asyncio.Task[Context], Reading]] = {}
        self._reading = asyncio.Lock()
        self.queue = queue
        self.line = Line()

    def _say(self, **changes: object) -> None:
        self.line = msgspec.structs.replace(self.line, **changes)
        self._told(Change.LINE, None)

    def trouble(self, sentence: str) -> None:
        """Say what stands between the desk and its backend; empty: nothing."""
        if sentence != self.line.trouble:
            self._say(trouble=sentence)

    async def recall(self) -> None:
        """Show what was known when the desk was left, with its age."""
        read_at = await self.queue.recall()
        self.line = msgspec.structs.replace(
            self.line, read_at=read_at, recalled=read_at is not None
        )

    async def refresh(self) -> Line:
        """Read the whole queue. On an error what is known stays, with its age."""
        async with self._reading:
            began = self._clock()
            self._say(reading=True, seen=0, total=None)
            try:
                before = self.queue.generation
                await self._read_all(began)
                if self.queue.generation != before:
                    # What came in before the cache was lost was lost with it.
                    await self._read_all(began)
            except AdapterError as error:
                self._say(reading=False, trouble=str(error))
            else:
                self._say(reading=False, trouble="", read_at=began, complete=True, recalled=False)
            finally:
                if self.line.reading:
                    self._say(reading=False)
            self._told(Change.QUEUE, None)
            self._told(Change.ARRIVALS, None)
            return self.line

    async def match(self, cases: Sequence[Case]) -> list[tuple[Hit, ...]]:
        """What texts hit that are in no queue, by the ruleset in force."""
        while True:
            judge = self.queue.judge
            # Loading the engines takes as long as matching very much.
            found = await asyncio.to_thread(judge.find, cases)
            if judge is self.queue.judge:
                return found

    async def _read_all(self, began: datetime) -> None:
        seen = 0
        self.queue.begin()
        async for page in self._adapter.queue():
            for part in _parts(page):
                await self.queue.put(part.cases, part.unreadable, began)
                seen += len(part.cases) + len(part.unreadable)
                if await self.queue.settle_in(whole=False):
                    self._told(Change.QUEUE, None)
                self._say(seen=seen, total=page.total)
        await self.queue.complete(began)
        await self.queue.settle_in(whole=True)

    async def judge(self, ruleset: Ruleset) -> None:
        """Judge by another ruleset from here on.

        All that is known is matched anew with the old one in force until that is done; then
        all hits change at once.
        """
        try:
            await self.queue.adopt(ruleset, self._judged)
        finally:
            self._judged(0)

    async def freshen(self) -> None:
        """Judge and sort what was known when the desk was left as of now."""
        try:
            moved = await self.queue.freshen(self._judged)
        finally:
            self._judged(0)
        if moved:
            self._told(Change.QUEUE, None)

    def _judged(self, count: int) -> None:
        if count != self.line.judged:
            self._say(judged=count)

    def hits_of(self, case: Case) -> tuple[Hit, ...]:
        """What a case hits that need not be in the queue."""
        return self.queue.judge.find((case,))[0]

    async def reread(self, key: CaseKey) -> Case | None:
        """One case as it is now. Raises AdapterError."""
        case = await self._adapter.case(key)
        if case is not None and case.handled is None:
            await self.queue.put((case,), (), self._clock())
            self._told(Change.CASE, key)
        return case

    def context(self, key: CaseKey, revision: str) -> Context | None:
        """What is known of a case's surroundings, if it is of this revision."""
        found = self._contexts.get(key)
        return found[1] if found and found[0] == revision else None

    async def fetch(self, case: Case) -> Context:
        """The surroundings, read once even where several ask. Raises AdapterError."""
        from modtui.adapters.budget import reading

        key, revision = case.key, case.subject.revision
        if (known := self.context(key, revision)) is not None:
            return known
        if key in self._fetching:
            task, begun = self._fetching[key]
            # What was read ahead may be waited for by now.
            begun.wanted(reading.get().priority)
        else:
            task = asyncio.ensure_future(self._adapter.context(case))
            self._fetching[key] = task, reading.get()
            task.add_done_callback(lambda _task: self._fetching.pop(key, None))
        # Shielded: one screen that closes must not take the answer from another.
        context = await asyncio.shield(task)
        self._contexts[key] = (revision, context)
        self._contexts.move_to_end(key)
        while len(self._contexts) > CONTEXTS:
            self._contexts.popitem(last=False)
        return context

    def forget(self, key: CaseKey) -> None:
        """Drop what is known around a case, after something was done about it."""
        self._contexts.pop(key, None)

    def close(self) -> None:
        """Stop reading ahead, and let go of the cache."""
        for task, _reading in list(self._fetching.values()):
            task.cancel()
        self.queue.close()


def _parts(page: Page) -> Iterator[Page]:
    """A page in parts that are put at once: some backends give all in one."""
    yield Page(page.cases[:BATCH], page.unreadable)
    for start in range(BATCH, len(page.cases), BATCH):
        yield Page(page.cases[start : start + BATCH])
