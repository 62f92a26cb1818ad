"""A slow line between a program's pseudo-terminal and the person.

As SSH does it: what the program writes is taken at once and waits in a buffer without an
end, so that nothing but the program itself can keep old frames from piling up there.
"""

import os
import select
import time
from collections import deque
from collections.abc import Mapping, Sequence

from benchmarks.terminal import ANSWERS, Terminal


class SlowLine(Terminal):
    """``rate`` in bytes a second, ``delay`` in seconds each way. What has come through is on
    the screen; keys and answers take their delay too."""

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        size: tuple[int, int] = (80, 24),
        *,
        rate: float = 8000,
        delay: float = 0.06,
    ) -> None:
        super().__init__(command, env, size)
        self.rate = rate
        self.delay = delay
        self._free = time.perf_counter()
        self._underway: deque[tuple[float, bytes]] = deque()
        self._typed: deque[tuple[float, bytes]] = deque()

    def read(self, wait: float) -> bool:
        """Let this time pass on the line, or less where something arrives."""
        until = time.perf_counter() + wait
        while True:
            now = time.perf_counter()
            while self._typed and self._typed[0][0] <= now:
                os.write(self._terminal, self._typed.popleft()[1])
            came = False
            while self._underway and self._underway[0][0] <= now:
                self._show(self._underway.popleft()[1])
                came = True
            if came or now >= until:
                return True
            due = [until, *(queue[0][0] for queue in (self._underway, self._typed) if queue)]
            if select.select([self._terminal], [], [], max(min(due) - now, 0))[0]:
                try:
                    data = os.read(self._terminal, 65536)
                except OSError:
                    return False
                self._send(data)

    def press(self, keys: str) -> None:
        """Keys, as they leave the keyboard."""
        self._typed.append((time.perf_counter() + self.delay, keys.encode()))

    @property
    def quiet(self) -> bool:
        """Whether nothing is on its way."""
        return not self._underway and not self._typed

    def _send(self, data: bytes) -> None:
        # Packets of a size that a slow line carries in some milliseconds.
        for at in range(0, len(data), 64):
            part = data[at : at + 64]
            self._free = max(self._free, time.perf_counter()) + len(part) / self.rate
            self._underway.append((self._free + self.delay, part))

    def _show(self, data: bytes) -> None:
        before = len(self.written)
        self.written += data
        self._stream.feed(data)
        for question, answer in ANSWERS:
            # It may have come in two parts.
            begin = max(before - len(question) + 1, 0)
            for _ in range(self.written.count(question, begin)):
                self._typed.append((time.perf_counter() + self.delay, answer))
