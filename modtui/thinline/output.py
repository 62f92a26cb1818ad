"""What goes to the terminal, written by a thread of its own.

The program never waits for the line: it leaves the newest picture, and whenever the line
is free the difference to what was really written is sent. What lies between is dropped.
"""

import os
import select
import time
from collections.abc import Callable
from threading import Condition, Thread
from typing import Final

from modtui.thinline.abilities import Abilities
from modtui.thinline.painter import Painter
from modtui.thinline.picture import SYNC_END, SYNC_START, Canvas, harmless

QUESTION: Final = "\x1b[5n"
"""Are you well? The answer tells that all before it has reached the terminal."""
ANSWER: Final = "\x1b[0n"

POINTER: Final = "\x1b]22;"
"""Begins what sets the mouse pointer's shape."""

ASKED_EVERY: Final = 512
"""Bytes between two questions, where much is written at once."""
UNDERWAY: Final = 2048
"""Bytes that may be on their way to the terminal before the next picture waits. The line
has buffers (20 kB in Linux for a pseudo-terminal, megabytes in SSH): what lies in them
cannot be taken back, and on a slow line it is seconds old when it arrives."""
FORGIVEN: Final = 0.5
"""Seconds of silence after which everything counts as arrived."""
PATIENCE: Final = 3.0
"""Seconds to wait for an answer before writing on."""
LAST_WAIT: Final = 0.3
"""Seconds to wait for an answer when leaving, so that the shell does not get it."""
FAREWELL: Final = 10.0
"""Seconds that a terminal which takes nothing can hold up the end of the program."""
WORTH_A_FRAME: Final = 600
"""Bytes from which a synchronised frame is worth its sixteen."""

Item = Callable[[], str]


class Output:
    """Takes what Textual writes, gives the terminal ``fd`` what it needs.

    ``size`` tells the terminal's size now; ``broken`` is called, from another thread,
    where pictures cannot be painted: Textual's output then goes through as it is.
    """

    def __init__(
        self,
        fd: int,
        encoding: str,
        can: Abilities,
        size: Callable[[], tuple[int, int]],
        broken: Callable[[], None],
    ) -> None:
        self._fd = fd
        self._encoding = encoding
        self._can = can
        self._size = size
        self._broken = broken
        self.failure: Exception | None = None
        self._canvas = Canvas(*size())
        self._painter = Painter(can)
        self._items: list[Item] = []
        self._fresh = False
        self._frames = False
        self._open = True
        self._closing = False
        self._gone = False
        self._pointer = ""
        self._change = Condition()
        self._sent = 0
        self._arrived = 0
        self._asked: int | None = None
        self._asked_when = 0.0
        self._answers = False
        self._written_when = 0.0
        self._thread = Thread(target=self._run, name="thinline-output", daemon=True)
        self._thread.start()

    # From the program's side. Nothing here waits for the line.

    def write(self, data: str) -> None:
        """Something that Textual writes."""
        with self._change:
            if self._gone:
                return
            canvas = self._canvas
            if data in (SYNC_START, SYNC_END):
                self._frames = self._can.whole_frames
                return
            if data.startswith(POINTER):
                # Textual says it for every screen, mostly the same.
                if data == self._pointer:
                    return
                self._pointer = data
            if self.failure is not None or harmless(data):
                self._items.append(lambda: data)
            elif not self._open:
                return
            else:
                size = self._size()
                if size != (canvas.width, canvas.height):
                    canvas.resize(*size)
                if canvas.take(data):
                    self._fresh = True
                else:
                    self._through(data)
            self._change.notify_all()

    def _through(self, data: str) -> None:
        """Something that is no frame: in its place, and what it did is not known."""
        picture = self._canvas.picture()
        if self._fresh:
            self._items.append(lambda: self._painter.paint(picture))
        self._items += [self._painter.plain, lambda: data, self._forget]
        self._canvas.clear()
        self._fresh = False

    def _forget(self) -> str:
        self._painter.forget()
        return ""

    def repaint(self) -> None:
        """Send the whole picture again: who knows what the terminal shows."""
        with self._change:
            self._items.append(self._forget)
            self._fresh = self._open
            self._change.notify_all()

    def leave(self) -> None:
        """No more pictures: what is written from now on gives the terminal back."""
        with self._change:
            if self._open:
                self._open = self._fresh = False
                self._items.append(self._painter.plain)
                self._change.notify_all()

    def close(self) -> None:
        """Write what is left, and end."""
        with self._change:
            self._closing = True
            self._change.notify_all()
        self._thread.join(FAREWELL)

    # What the terminal answers.

    def answered(self) -> None:
        """The answer came."""
        with self._change:
            self._answers = True
            if self._asked is not None:
                self._arrived, self._asked = self._asked, None
                self._change.notify_all()

    def settle(self) -> None:
        """Wait a moment for an answer that is still to come."""
        with self._change:
            recent = time.monotonic() - self._asked_when < FORGIVEN
            if self._answers or recent:
                self._change.wait_for(lambda: self._asked is None, LAST_WAIT)

    # The thread.

    def _run(self) -> None:
        while self._wait():
            with self._change:
                items, self._items = self._items, []
                picture = self._canvas.picture() if self._fresh else None
                self._fresh = False
            data = "".join([item() for item in items])
            if picture is not None:
                try:
                    painted = self._painter.paint(picture)
                except Exception as error:
                    # Better the whole screen by Textual than none.
                    self.failure = error
                    self._painter.forget()
                    self._broken()
                    painted = "\x1b[r\x1b[m"
                if self._frames and len(painted) > WORTH_A_FRAME:
                    painted = SYNC_START + painted + SYNC_END
                data += painted
            if data:
                self._send(data)

    def _wait(self) -> bool:
        """Until there is something to write and the line is free; False at the end."""
        with self._change:
            self._change.wait_for(lambda: self._items or self._fresh or self._closing)
            if self._late():
                self._change.wait_for(lambda: self._closing or not self._late(), PATIENCE)
                self._asked = None
            if self._closing and not self._items:
                return False
        try:
            select.select([], [self._fd], [])
        except (OSError, ValueError):
            self._gone = True
            return False
        return True

    def _late(self) -> bool:
        return self._answers and self._asked is not None and self._sent - self._arrived > UNDERWAY

    def _send(self, text: str) -> None:
        data = text.encode(self._encoding, "replace")
        now = time.monotonic()
        with self._change:
            if now - self._written_when > FORGIVEN and self._asked is None:
                self._arrived = self._sent
            self._sent += len(data)
            # A terminal that did not answer once is not asked again.
            if self._open and self._asked is None and self._sent - self._arrived > ASKED_EVERY:
                data += QUESTION.encode()
                self._asked, self._asked_when = self._sent, now
        try:
            while data:
                data = data[os.write(self._fd, data) :]
        except OSError:
            # The terminal hung up; the program hears of it by a signal.
            self._gone = True
        self._written_when = time.monotonic()
