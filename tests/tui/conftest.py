"""A moderator at the real desk, on the demo's real community, pressing the real keys."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from modtui.actions import BY_ID
from modtui.adapters.base import Setting
from modtui.adapters.local import LocalAdapter
from modtui.adapters.local_store import Community
from modtui.demo.names import NAME, YOU
from modtui.demo.opening import demo_desk, demo_file
from modtui.keymap import Keymap
from modtui.model import CaseKey
from modtui.triage.desk import Desk
from modtui.tui import keys
from modtui.tui.app import DeskApp
from modtui.tui.screens.preview import PreviewSheet
from modtui.tui.theme import DUSK, ThemeFile

BEGIN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

PATIENCE = 20.0
"""Seconds until a test gives up; nothing is expected to take long."""


class Clock:
    """The time of a test: it passes when it is told to."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Person:
    """Who sits at the desk: presses what the registry of keys says, and looks."""

    def __init__(self, app: DeskApp, pilot: Pilot[None], clock: Clock, file: Path) -> None:
        self.app = app
        self.pilot = pilot
        self.clock = clock
        self.file = file

    @property
    def desk(self) -> Desk:
        return self.app.desk

    @property
    def community(self) -> Community:
        """The community as its file says it is now."""
        return Community(self.file, clock=self.clock)

    def lines(self) -> list[str]:
        """What the screen shows, line by line."""
        strips = self.app.screen._compositor.render_strips(self.app.size)
        return ["".join(segment.text for segment in strip) for strip in strips]

    def screen(self) -> str:
        return "\n".join(self.lines())

    async def does(self, *actions: str) -> None:
        """Presses the first key of each action."""
        for action in actions:
            await self.pilot.press(keys.key_name(keys.keys_of(BY_ID[action])[0]))
            await self.at_rest()

    async def presses(self, *names: str) -> None:
        for name in names:
            await self.pilot.press(keys.key_name(name))
            await self.at_rest()

    async def at_rest(self) -> None:
        """Until what the last key began is done, or waits for the person."""
        await self.pilot.pause()
        screens = len(self.app.screen_stack)
        while self.app.busy and len(self.app.screen_stack) <= screens and not self.asked():
            await asyncio.sleep(0.005)
        await self.pilot.pause()

    def asked(self) -> bool:
        return getattr(self.app.screen, "NAME", "asking") not in ("desk", "case", "audit", "outbox")

    async def sees(self, *words: str) -> None:
        """Until all the words are on the screen."""
        try:
            await self.until_changed(lambda: all(word in self.screen() for word in words))
        except TimeoutError:
            missing = [word for word in words if word not in self.screen()]
            raise AssertionError(f"not seen: {missing}\n{self.screen()}") from None

    async def until_changed(self, what: Callable[[], bool]) -> None:
        """Until something on the screen is so. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while not what():
                await self.pilot.pause(0.01)

    async def until_drafted(self, rule: str) -> None:
        """Until the preview shows this rule."""
        sheet = self.app.screen
        assert isinstance(sheet, PreviewSheet)
        await self.until_changed(lambda: sheet.draft.rule == rule)

    async def sent(self) -> None:
        """Lets the hold-back pass, and everything be sent."""
        self.clock.pass_(60)
        await self.desk.send_now()
        await self.pilot.pause()

    async def open_cases(self) -> set[CaseKey]:
        """What the community itself says is still to be dealt with."""
        adapter = LocalAdapter(Setting(community=NAME, file=self.file, user=YOU), clock=self.clock)
        await adapter.open()
        return {case.key async for page in adapter.queue() for case in page.cases}

    async def goes_to(self, text: str) -> CaseKey:
        """Moves down to the first case whose text has these words."""
        queue = self.app.desk_sheet.queue
        at = next(i for i, row in enumerate(queue.rows) if text in row.excerpt)
        while queue.cursor < at:
            await self.pilot.press("j")
        assert queue.current is not None
        return queue.current.key


Sitting = Callable[..., Awaitable[Person]]


@asynccontextmanager
async def seated(
    desk: Desk,
    clock: Clock,
    file: Path,
    size: tuple[int, int] = (80, 24),
    theme: ThemeFile = DUSK,
    keymap: Keymap | None = None,
    app: type[DeskApp] = DeskApp,
) -> AsyncIterator[Person]:
    """The app on a desk, once the queue was read."""
    made = app(desk, guard=0, clock=clock, theme=theme, keymap=keymap)
    async with made.run_test(size=size) as pilot:
        person = Person(made, pilot, clock, file)
        while not (made.opened and desk.line.complete and made.desk_sheet.queue.count()):
            await pilot.pause(0.01)
        await pilot.pause()
        yield person
    await desk.close("keep")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def person(tmp_path: Path, clock: Clock) -> AsyncIterator[Person]:
    """A moderator at the demo's desk, in a terminal of 80 columns and 24 lines."""
    desk = demo_desk(tmp_path, clock=clock)
    async with seated(desk, clock, demo_file(tmp_path)) as person:
        yield person
