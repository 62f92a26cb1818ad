"""One budget of requests for each backend: what a person sends goes before what is read ahead."""

import asyncio
import enum
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar


class Priority(enum.IntEnum):
    """What goes first when requests wait for each other; lowest first."""

    SEND = 0
    READ = 1
    PREFETCH = 2


class Reading:
    """A read of several requests, and what it is for. Reading ahead may become wanted."""

    def __init__(self, priority: Priority) -> None:
        self.priority = priority
        self.woken: Callable[[], None] = lambda: None
        """Called when it is wanted more than before; set by the budget it waits for."""

    def wanted(self, priority: Priority) -> None:
        """A person waits for it now, who did not before: its turn comes earlier."""
        if priority < self.priority:
            self.priority = priority
            self.woken()


reading: ContextVar[Reading] = ContextVar("reading", default=Reading(Priority.READ))  # noqa: B039
"""What the reads made from here on are for: set it around reading ahead."""


class Budget:
    """At most ``limit`` requests at a time, of which reads never take the last one.

    Reading ahead leaves two free. After a backend asked to wait, reads wait; sends do
    not, because whoever sends is told and waits on its own.
    """

    def __init__(self, limit: int = 6) -> None:
        self._limit = max(limit, 3)
        self._busy = 0
        self._waiting: list[tuple[int, Priority | Reading, asyncio.Future[None]]] = []
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
    async def slot(self, need: Priority | Reading) -> AsyncIterator[None]:
        """Waits until a request of this priority may start; free again when left."""
        if need is not Priority.SEND:
            await self._quiet()
        await self._acquire(need)
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

    async def _acquire(self, need: Priority | Reading) -> None:
        if not self._waiting and self._fits(_priority(need)):
            self._busy += 1
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((next(self._numbers), need, future))
        if isinstance(need, Reading):
            need.woken = self._wake
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
        # Few wait at a time, and what they are for may change meanwhile: no heap.
        self._waiting = [entry for entry in self._waiting if not entry[2].done()]
        for entry in sorted(self._waiting, key=lambda entry: (_priority(entry[1]), entry[0])):
            if not self._fits(_priority(entry[1])):
                return
            self._waiting.remove(entry)
            self._busy += 1
            entry[2].set_result(None)


def _priority(need: Priority | Reading) -> Priority:
    return need.priority if isinstance(need, Reading) else need
