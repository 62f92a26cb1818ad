"""The drivers to give to a Textual program as its ``driver_class``."""

import asyncio
import os
import selectors
import shutil
import signal
import sys
import time
from codecs import getincrementaldecoder
from contextlib import suppress
from threading import Lock
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from modtui.thinline.abilities import abilities
from modtui.thinline.keys import Sequences
from modtui.thinline.output import ANSWER, Output

READ = 4096
"""Bytes that are read at once."""


class QuickDriver(LinuxDriver):
    """Reads keys without polling: Escape is there in 25 ms instead of 105, and nothing wakes
    up while nothing is typed. What it writes is Textual's."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._post_loop = asyncio.get_running_loop()
        self._messages: list[Message] = []
        self._messages_lock = Lock()
        self._wakes: tuple[int, int] | None = None

    # To the program: all that was read at once, in one go.

    def send_message(self, message: Message) -> None:
        with self._messages_lock:
            self._messages.append(message)
            if len(self._messages) > 1:
                return
        # The loop is closed where the program has ended.
        with suppress(RuntimeError):
            self._post_loop.call_soon_threadsafe(self._post)

    def _post(self) -> None:
        with self._messages_lock:
            messages, self._messages = self._messages, []
        for message in messages:
            self._app.post_message(message)

    # From the terminal.

    def run_input_thread(self) -> None:
        if self._wakes is None:
            return
        wake = self._wakes[0]
        selector = selectors.SelectSelector()
        selector.register(self.fileno, selectors.EVENT_READ)
        selector.register(wake, selectors.EVENT_READ)
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        sequences = Sequences()
        ticks: float | None = None
        try:
            while True:
                now = time.monotonic()
                times = [at for at in (sequences.deadline, ticks) if at is not None]
                wait = max(min(times) - now, 0) if times else None
                ready = {key.fd for key, _mask in selector.select(wait)}
                if wake in ready:
                    return
                now = time.monotonic()
                if self.fileno in ready:
                    data = os.read(self.fileno, READ)
                    if not data:
                        # Nothing more will ever come; the program may go on.
                        selector.unregister(self.fileno)
                        continue
                    heard = sequences.typed(decode(data), now)
                else:
                    heard = sequences.late(now)
                text = self.replies(heard.text)
                self._deliver(parser, text, heard.escapes)
                if ticks is not None and now >= ticks:
                    ticks = None
                    for message in parser.tick():
                        self.process_message(message)
                if "\x1b" in text:
                    # Alt with a key: Textual's parser tells it by the time that passes.
                    ticks = now + constants.ESCAPE_DELAY + 0.001
        finally:
            selector.close()

    def _deliver(self, parser: XTermParser, text: str, escapes: int) -> None:
        # The parser takes an empty text for the end.
        if text:
            for message in parser.feed(text):
                self.process_message(message)
        for _press in range(escapes):
            self.process_message(events.Key("escape", "\x1b"))

    def replies(self, text: str) -> str:
        """What was read, without what is for the driver alone."""
        return text

    def start_application_mode(self) -> None:
        self._wakes = self._wakes or os.pipe()
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def disable_input(self) -> None:
        wakes = self._wakes
        if wakes is not None:
            os.write(wakes[1], b"x")
        super().disable_input()
        if wakes is not None:
            self._wakes = None
            for end in wakes:
                os.close(end)


class ThinDriver(QuickDriver):
    """Sends only the cells that differ, and drops what is stale where the line is slow."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._output: Output | None = None
        _drivers[app] = self

    def write(self, data: str) -> None:
        # None while the program is away in the shell: nothing of it is to be seen there.
        if self._output is not None:
            self._output.write(data)

    def repaint(self) -> None:
        """Send the whole screen again."""
        if self._output is not None:
            self._output.repaint()

    def replies(self, text: str) -> str:
        if ANSWER in text and self._output is not None:
            for _answer in range(text.count(ANSWER)):
                self._output.answered()
            return text.replace(ANSWER, "")
        return text

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.Resize):
            self.repaint()
        super().process_message(message)

    def start_application_mode(self) -> None:
        terminal = sys.__stderr__
        if terminal is None:
            raise OSError("there is no terminal to write to")
        fd = terminal.fileno()

        def size() -> tuple[int, int]:
            # As Textual asks: what it believes is what it draws for.
            columns, lines = shutil.get_terminal_size()
            return columns, lines

        def broken() -> None:
            with suppress(RuntimeError):
                self._post_loop.call_soon_threadsafe(self._app.refresh)

        self._output = Output(fd, terminal.encoding, abilities(), size, broken)
        super().start_application_mode()
        textual = signal.getsignal(signal.SIGWINCH)
        loop = self._post_loop

        def resized(number: int, frame: FrameType | None) -> None:
            # Not here: a signal may come while the output is busy with this thread.
            loop.call_soon_threadsafe(self.repaint)
            if callable(textual):
                textual(number, frame)

        signal.signal(signal.SIGWINCH, resized)

    def disable_input(self) -> None:
        if self._output is not None:
            self._output.settle()
        super().disable_input()

    def stop_application_mode(self) -> None:
        if self._output is not None:
            self._output.leave()
        super().stop_application_mode()

    def close(self) -> None:
        if self._output is not None:
            self._output.close()
            self._output = None
        super().close()


_drivers: "WeakKeyDictionary[App[Any], ThinDriver]" = WeakKeyDictionary()


def repaint(app: App[Any]) -> None:
    """Send the whole screen again, whatever the terminal shows; nothing where the program
    runs on another driver."""
    driver = _drivers.get(app)
    if driver is not None:
        driver.repaint()
