"""A program on a pseudo-terminal: what it writes, what its screen shows, what it costs.

Linux only: CPU time comes from /proc, in nanoseconds.
"""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyte

# What a terminal answers when asked what it is; a program may wait for it.
ANSWERS = (
    (b"\x1b[c", b"\x1b[?62;c"),
    (b"\x1b[5n", b"\x1b[0n"),
    (b"\x1b[6n", b"\x1b[1;1R"),
    (b"\x1b[?2026$p", b"\x1b[?2026;0$y"),
    (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
)


class Terminal:
    """A running program. ``written`` is every byte that it sent to its terminal."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (80, 24)
    ) -> None:
        self.began = time.perf_counter()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            # Ignored signals are inherited; a person's terminal does not begin with any.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execvpe(command[0], list(command), dict(env))  # noqa: S606
        columns, lines = size
        self._say_size(columns, lines)
        self.written = bytearray()
        self.status: int | None = None
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)

    def _say_size(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def resize(self, columns: int, lines: int) -> None:
        """Someone pulls at the window. The program hears of it also where nothing changed."""
        self._screen.resize(lines, columns)
        self._say_size(columns, lines)
        os.kill(self.pid, signal.SIGWINCH)

    @property
    def screen(self) -> str:
        """What stands on the screen, line by line."""
        # Not ``display``: it fails while half of a wide character is overwritten.
        screen = self._screen
        rows = (screen.buffer[y] for y in range(screen.lines))
        lines = ("".join(row[x].data for x in range(screen.columns)) for row in rows)
        return "\n".join(line.rstrip() for line in lines)

    def read(self, wait: float) -> bool:
        """Take in what the program writes within ``wait`` seconds. False at its end."""
        if not select.select([self._terminal], [], [], wait)[0]:
            return True
        try:
            new = os.read(self._terminal, 65536)
        except OSError:
            return False
        self.written += new
        self._stream.feed(new)
        for question, answer in ANSWERS:
            if question in new:
                os.write(self._terminal, answer)
        return bool(new)

    def wait_for(self, text: str, limit: float = 30.0) -> float:
        """Read until the screen shows the text. Gives the seconds since the start.

        Raises TimeoutError with the screen.
        """
        deadline = time.perf_counter() + limit
        while text not in self.screen:
            if time.perf_counter() > deadline or not self.read(0.05):
                raise TimeoutError(f"{text!r} was not shown; the screen:\n{self.screen}")
        return time.perf_counter() - self.began

    def settle(self, quiet: float = 0.3, limit: float = 10.0) -> None:
        """Read until the program has written nothing for ``quiet`` seconds."""
        deadline = time.perf_counter() + limit
        before = -1
        while before != len(self.written) and time.perf_counter() < deadline:
            before = len(self.written)
            self.read(quiet)

    def feed(self, data: bytes) -> None:
        """Something else writes to the terminal."""
        self._stream.feed(data)

    def press(self, keys: str) -> None:
        """Send keys, as a terminal does."""
        os.write(self._terminal, keys.encode())

    def cpu_seconds(self) -> float:
        """CPU time of the program and all its threads so far."""
        total = 0
        for task in Path(f"/proc/{self.pid}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError, IndexError):
                total += int(task.read_text().split()[0])
        return total / 1e9

    def wait(self, limit: float = 20.0) -> int:
        """Wait for the program to end by itself; its exit status. Raises TimeoutError."""
        deadline = time.perf_counter() + limit
        while time.perf_counter() < deadline:
            alive = self.read(0.05)
            pid, status = os.waitpid(self.pid, 0 if not alive else os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                return self.status
        raise TimeoutError(f"it did not end; the screen:\n{self.screen}")

    def hang_up(self) -> None:
        """The terminal goes away, as when a line breaks; the program goes on."""
        os.close(self._terminal)
        self._terminal = -1

    def ended(self, limit: float = 20.0) -> int:
        """Wait for the end of a program whose terminal hung up. Raises TimeoutError."""
        deadline = time.perf_counter() + limit
        while time.perf_counter() < deadline:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                return self.status
            time.sleep(0.02)
        raise TimeoutError("it did not end")

    def close(self) -> None:
        """End the program if it still runs. Safe to call twice."""
        if self.status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.status = -signal.SIGKILL
        with contextlib.suppress(OSError):
            os.close(self._terminal)


class Shown(NamedTuple):
    """Until the text was on the screen: seconds, CPU seconds, and bytes written."""

    seconds: float
    cpu: float
    bytes: int


def until_shown(command: Sequence[str], text: str, env: Mapping[str, str]) -> Shown:
    """Run a command until its screen shows the text, then end it. Raises TimeoutError."""
    terminal = Terminal(command, env)
    try:
        seconds = terminal.wait_for(text)
        return Shown(seconds, terminal.cpu_seconds(), len(terminal.written))
    finally:
        terminal.close()
