"""One budget of requests for each backend: what a person sends goes before what is read ahead."""

import asyncio
import enum
import heapq
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar


class Priority(enum.IntEnum):
    """What goes first when requests wait for each other; lowest first."""

    SEND = 0
    READ = 1
    PREFETCH = 2


reading: ContextVar[Priority] = ContextVar("reading", default=Priority.READ)
"""The priority of reads made from here on: set it to PREFETCH around reading ahead."""


class Budget:
    """At most ``limit`` requests at a time, of which reads never take the last one.

    Reading ahead leaves two free. After a backend asked to wait, reads wait; sends do
    not, because whoever sends is told and waits on its own.
    """

    def __init__(self, limit: int = 6) -> None:
        self._limit = max(limit, 3)
        self._busy = 0
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._quiet_until = 0.0

    @property
    def busy(self) -> int:
        """How many requests are under way."""
        return self._busy

    @property
    def quiet(self) -> float:
        """Seconds until reads may start again; 0 where they may now."""
        return max(0.0, self._quiet_until - asyncio.get_running_loop().time())

    def pause(self, seconds: float) -> None:
        """Let no read start for that long."""
        now = asyncio.get_running_loop().time()
        self._quiet_until = max(self._quiet_until, now + seconds)

    @asynccontextmanager
    async def slot(self, priority: Priority) -> AsyncIterator[None]:
        """Waits until a request of this priority may start; free again when left."""
        if priority is not Priority.SEND:
            await self._quiet()
        await self._acquire(priority)
        try:
            yield
        finally:
            self._busy -= 1
            self._wake()

    async def _quiet(self) -> None:
        while left := self.quiet:
            await asyncio.sleep(left)

    def _fits(self, priority: int) -> bool:
        return self._busy < self._limit - priority

    async def _acquire(self, priority: Priority) -> None:
        if not self._waiting and self._fits(priority):
            self._busy += 1
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority, next(self._numbers), future))
        self._wake()
        try:
            await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                # The slot was handed over in the same moment: pass it on.
                self._busy -= 1
                self._wake()
            raise

    def _wake(self) -> None:
        while self._waiting:
            priority, _, future = self._waiting[0]
            if future.done():
                heapq.heappop(self._waiting)
            elif self._fits(priority):
                heapq.heappop(self._waiting)
                self._busy += 1
                future.set_result(None)
            else:
                return
