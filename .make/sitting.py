"""A desk on the demo that is always the same, for the pictures of the documentation.

The community, its seed and the time do not change, so that a picture changes only when a
screen does.
"""

import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from textual.pilot import Pilot  # noqa: E402

from modtui.demo.opening import demo_desk  # noqa: E402
from modtui.tui.app import DeskApp  # noqa: E402

IMAGES = ROOT / "docs" / "images"
FONTS = re.compile(r"\s*@font-face \{.*?\}", re.S)
# What stands where something is still to come.
COMING = ("loading", "looking at it…", "by itself…")


class Sitting:
    """Somebody at the desk, who presses keys and waits until all is shown."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
        self.app: DeskApp
        self.pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.rest()

    async def to(self, words: str) -> None:
        """Puts the cursor on the first case with these words."""
        queue = self.app.desk_sheet.queue
        queue.move_to(next(i for i, row in enumerate(queue.rows) if words in row.excerpt))
        await self.rest()

    async def send(self) -> None:
        """Lets the hold-back pass, and everything be sent."""
        self.now += timedelta(minutes=1)
        await self.app.desk.send_now()
        await self.app.desk.refresh()
        await self.rest()

    async def rest(self) -> None:
        """Until nothing is read or drafted any more that the screen will show."""
        before = ""
        while True:
            await self.pilot.pause(0.25)
            screen = self._screen()
            if screen == before and not any(words in screen for words in COMING):
                return
            before = screen

    def picture(self, title: str) -> str:
        """The screen as SVG. Fonts from elsewhere are left out: a picture fetches nothing."""
        return FONTS.sub("", self.app.export_screenshot(title=title))

    def _screen(self) -> str:
        strips = self.app.screen._compositor.render_strips(self.app.size)
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@asynccontextmanager
async def sitting(size: tuple[int, int]) -> AsyncIterator[Sitting]:
    """A desk that was just opened, in a terminal of so many columns and lines."""
    made = Sitting()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MODTUI_HOME"] = folder
        desk = demo_desk(Path(folder) / "demo", seed=1, clock=lambda: made.now)
        made.app = DeskApp(desk, guard=0, clock=lambda: made.now)
        async with made.app.run_test(size=size) as made.pilot:
            while not (made.app.opened and desk.line.complete):
                await made.pilot.pause(0.01)
            while not any(row.alike for row in desk.rows()):
                await made.pilot.pause(0.01)
            await made.rest()
            yield made
