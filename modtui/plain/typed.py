"""What the person types, line by line, without holding up the desk.

A decision is only ever taken from a line that was typed by itself: several lines that come
at once were pasted, and what came before its question was asked answers something else.
"""

import asyncio
import os
import select
import stat
from collections import deque

from modtui.text import safe

MOMENT = 0.15
"""Seconds after a line in which no other may follow where it is to decide."""
LONGEST = 20_000
_CHUNK = 65_536
_MOST = 1_000_000
"""Bytes of a pasted block that are thrown away before giving up."""


class Ended(Exception):
    """Nothing more will be typed: the end of the input, or the line broke."""


class Interrupted(Exception):
    """Ctrl+C."""


class Several(Exception):
    """More than one line came at once."""


class Typed:
    """Lines from a file descriptor: a terminal, a pipe or a file."""

    def __init__(self, source: int, *, moment: float = MOMENT, encoding: str = "utf-8") -> None:
        self._source = source
        self._moment = moment
        self._encoding = encoding
        self._rest = b""
        self._lines: deque[str] = deque()
        self._ended = False
        self._interrupted = False
        self._woken: asyncio.Future[None] | None = None
        self.stirred = asyncio.Event()
        """Set when Ctrl+C was pressed or nothing more is read, for whoever waits for
        something else meanwhile."""
        # Only what can be waited for is waited for: a file always has its answer ready.
        mode = os.fstat(source).st_mode
        self._waits = stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(source)

    def interrupt(self) -> None:
        """Ctrl+C was pressed: whoever waits for a line is told."""
        self._interrupted = True
        self.stirred.set()
        self._wake()

    def end(self) -> None:
        """Nothing more is read: the program is to end."""
        self._ended = True
        self.stirred.set()
        self._wake()

    def overhear(self) -> None:
        """Ctrl+C and what was typed meanwhile were for somebody else: an editor."""
        self._interrupted = False
        if not self._ended:
            self.stirred.clear()
        self.forget()

    def look_up(self) -> None:
        """Raises Ended and Interrupted where the person wants to be asked no more."""
        self.stirred.clear()
        if self._ended:
            self.stirred.set()
            raise Ended
        if self._interrupted:
            self._interrupted = False
            self.forget()
            raise Interrupted

    def forget(self) -> bool:
        """Throw away what was typed before now. True where there was something."""
        while self._ready() and not self._ended and self._read():
            pass
        dropped = bool(self._lines or self._rest)
        self._lines.clear()
        self._rest = b""
        return dropped

    async def line(self) -> str:
        """The next line, safe, without its end. Raises Ended and Interrupted."""
        while True:
            if self._lines and not self._interrupted:
                return self._lines.popleft()
            self.look_up()
            await self._more(None)

    async def alone(self) -> str:
        """The next line, where no other comes with it.

        Raises Several, with all of them thrown away, and what ``line`` raises.
        """
        line = await self.line()
        if not self._lines and not self._rest and not self._ended:
            await self._more(self._moment)
        if not self._lines and not self._rest:
            return line
        thrown = 0
        while not self._ended and thrown < _MOST and await self._more(self._moment):
            thrown += sum(len(line) for line in self._lines) + len(self._rest)
            self._lines.clear()
            self._rest = b""
        self.forget()
        raise Several

    async def _more(self, seconds: float | None) -> bool:
        """Wait for input and take it in. False where none came in time."""
        if not self._waits:
            return self._read()
        loop = asyncio.get_running_loop()
        woken = self._woken = loop.create_future()
        loop.add_reader(self._source, self._wake)
        try:
            async with asyncio.timeout(seconds):
                await woken
        except TimeoutError:
            return False
        finally:
            loop.remove_reader(self._source)
            self._woken = None
        return self._ready() and self._read()

    def _wake(self) -> None:
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)

    def _ready(self) -> bool:
        return not self._waits or bool(select.select([self._source], [], [], 0)[0])

    def _read(self) -> bool:
        try:
            new = os.read(self._source, _CHUNK)
        except OSError:
            # A terminal that hung up.
            new = b""
        if not new:
            # What has no end was not meant yet.
            self._ended, self._rest = True, b""
            return False
        *lines, self._rest = (self._rest + new[-_MOST:]).split(b"\n")
        self._rest = self._rest[-_CHUNK:]
        for line in lines:
            text = line.decode(self._encoding, "replace").removesuffix("\r")
            self._lines.append(safe(text, LONGEST))
        return True
