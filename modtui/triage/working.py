"""Long work that a person watches: how far it is, and their wish to pause or stop it."""

import asyncio
from collections.abc import Callable


class Work:
    """How far some work is. Whoever does it calls ``step`` now and then.

    ``told`` is called after each step, and when it is paused or goes on.
    """

    def __init__(self, total: int, told: Callable[[], None] = lambda: None) -> None:
        self.total = total
        self.done = 0
        self.stopped = False
        self._told = told
        self._going = asyncio.Event()
        self._going.set()

    @property
    def paused(self) -> bool:
        """Whether the person wants it to wait."""
        return not self._going.is_set()

    def pause(self) -> None:
        """Wait at the next step, or go on where it waits."""
        if self.paused:
            self._going.set()
        else:
            self._going.clear()
        self._told()

    def stop(self) -> None:
        """End at the next step."""
        self.stopped = True
        self._going.set()

    async def step(self, count: int = 1) -> bool:
        """So much more is done. Others have their turn, also where the work never waits.

        Waits while it is paused; False where it is to end.
        """
        self.done += count
        self._told()
        await asyncio.sleep(0)
        await self._going.wait()
        return not self.stopped
