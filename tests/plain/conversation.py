"""Somebody who talks with the desk in plain mode: hears until it asks, then types."""

import asyncio
import io
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from modtui.plain.running import converse
from modtui.plain.session import Session
from modtui.plain.typed import Typed
from modtui.plain.voice import Voice
from modtui.triage.desk import Desk

PATIENCE = 30.0
"""Seconds until a test gives up; nothing is expected to take long."""
BRIEF = 0.02
"""Seconds in which no other line may follow one that decides: here nobody types fast."""


class Clock:
    """The time of a conversation: it passes when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Heard(io.StringIO):
    """What was said, as a terminal would have it: with a call when a question stands there."""

    def __init__(self, asked: Callable[[], object]) -> None:
        super().__init__()
        self._asked = asked

    def write(self, text: str) -> int:
        written = super().write(text)
        if not text.endswith("\n"):
            self._asked()
        return written


class Conversation:
    """One session, from both ends."""

    def __init__(self, desk: Desk, clock: Clock, width: int) -> None:
        self.desk = desk
        self.clock = clock
        source, self._keys = os.pipe()
        loop = asyncio.get_running_loop()
        self._asked = asyncio.Event()
        self._out = Heard(lambda: loop.call_soon_threadsafe(self._asked.set))
        self._at = 0
        self.written = ""
        """Everything, with what was typed where a terminal would show it."""
        self.typed = Typed(source, moment=BRIEF)
        self.session = Session(desk, Voice(self._out, width), self.typed, patience=PATIENCE)
        self._source = source
        self.talk: asyncio.Task[None]

    def begin(self, *beside: Coroutine[Any, Any, None]) -> None:
        self.talk = asyncio.ensure_future(converse(self.session, [self.desk.run(), *beside]))
        self.talk.add_done_callback(lambda _task: self._asked.set())

    async def hears(self) -> str:
        """What is said until the next question, or the end."""
        async with asyncio.timeout(PATIENCE):
            await self._asked.wait()
        self._asked.clear()
        if self.talk.done():
            await self.talk
        text = self._out.getvalue()[self._at :]
        self._at += len(text)
        self.written += text
        return text

    def heard(self) -> str:
        """All that was said so far."""
        return self._out.getvalue()

    def types(self, *lines: str) -> None:
        """Types lines, all at once."""
        text = "".join(f"{line}\n" for line in lines)
        self.written += text
        os.write(self._keys, text.encode())

    async def answers(self, line: str) -> str:
        """Answers the question, and hears what comes of it as one paragraph."""
        self.types(line)
        return " ".join((await self.hears()).split())

    async def all_sent(self) -> None:
        """Lets the hold-back pass, and everything be sent."""
        self.clock.now += timedelta(seconds=60)
        await self.desk.send_now()

    def hang_up(self) -> None:
        """Types no more, ever."""
        if self._keys >= 0:
            os.close(self._keys)
        self._keys = -1

    async def end(self) -> None:
        self.hang_up()
        if not self.talk.done():
            async with asyncio.timeout(PATIENCE):
                await asyncio.wait({self.talk})
        os.close(self._source)


@asynccontextmanager
async def talking(
    desk: Desk, clock: Clock, width: int = 80, *beside: Coroutine[Any, Any, None]
) -> AsyncIterator[Conversation]:
    """A conversation that has come to its first question, with work going on beside it."""
    await desk.open()
    conversation = Conversation(desk, clock, width)
    conversation.begin(*beside)
    try:
        await conversation.hears()
        yield conversation
    finally:
        await conversation.end()
