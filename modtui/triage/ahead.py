"""What is read in the background: the cases that a person is likely to open next."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable

from modtui.adapters.base import AdapterError
from modtui.journal import JournalError
from modtui.model import CaseKey
from modtui.triage.errors import DeskError

ATATIME = 4
"""Cases read at the same time; the budget of requests may let fewer through."""
EXPECTED = (AdapterError, JournalError, DeskError, KeyError)


class Background:
    """What is being read ahead, or again, and nobody waits for.

    It may fail: whoever opens the case asks again and is told.
    """

    def __init__(self, read: Callable[[CaseKey], Coroutine[object, object, object]]) -> None:
        self._read = read
        self._wanted: list[CaseKey] = []
        self._under_way: set[CaseKey] = set()
        self._tasks: set[asyncio.Future[object]] = set()

    def start(self, reading: Coroutine[object, object, object]) -> None:
        """Read something without waiting."""
        task = asyncio.ensure_future(reading)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def ahead(self, keys: Iterable[CaseKey]) -> None:
        """Read these cases, in this order, and none any more that was only wished for before."""
        self._wanted = [key for key in keys if key not in self._under_way]
        for _ in range(min(len(self._wanted), ATATIME - len(self._under_way))):
            self._next()

    def close(self) -> None:
        """Read no more."""
        self._wanted = []
        for task in self._tasks:
            task.cancel()

    def _next(self) -> None:
        if self._wanted:
            key = self._wanted.pop(0)
            self._under_way.add(key)
            self.start(self._one(key))

    async def _one(self, key: CaseKey) -> None:
        # Only now, and for this task only: what a person waits for goes first.
        from modtui.adapters.budget import Priority, Reading, reading

        reading.set(Reading(Priority.PREFETCH))
        try:
            await self._read(key)
        finally:
            self._under_way.discard(key)
            self._next()

    def _done(self, task: asyncio.Future[object]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, EXPECTED):
            raise error
