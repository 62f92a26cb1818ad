"""The demo's desk, at a backend that takes its time: slow_desk.py SECONDS."""

import asyncio
import sys
from collections.abc import Callable
from typing import TypeVar

from modtui.adapters.local import LocalAdapter
from modtui.demo.names import NAME
from modtui.demo.opening import demo_desk
from modtui.paths import paths
from modtui.tui.app import run_desk

Answer = TypeVar("Answer")


class SlowAdapter(LocalAdapter):
    """Each answer is late by the same time."""

    seconds = 0.3

    async def _off_loop(self, work: Callable[[], Answer]) -> Answer:
        await asyncio.sleep(self.seconds)
        return await super()._off_loop(work)


if __name__ == "__main__":
    SlowAdapter.seconds = float(sys.argv[1])
    import modtui.demo.opening as opening

    opening.LocalAdapter = SlowAdapter  # type: ignore[misc]
    sys.exit(run_desk(lambda: demo_desk(paths().demo), name=NAME))
