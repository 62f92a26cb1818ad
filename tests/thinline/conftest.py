"""A Textual program that writes into our hands, and terminals to show what came of it."""

import asyncio
from collections.abc import Callable
from typing import Any

import pyte
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size

from modtui.thinline.abilities import Abilities
from modtui.thinline.painter import Painter
from modtui.thinline.picture import Canvas, harmless

XTERM = Abilities(erases_coloured=True, erases_cells=True)
SCREEN = Abilities(deltas=False)

Look = tuple[str, str, str, bool, bool, bool, bool, bool]


class Glass:
    """A terminal that only shows."""

    def __init__(self, width: int, height: int) -> None:
        self._screen = pyte.Screen(width, height)
        self._stream = pyte.Stream(self._screen)
        self.bytes = 0

    def feed(self, data: str) -> None:
        self.bytes += len(data.encode())
        self._stream.feed(data)

    def resize(self, width: int, height: int) -> None:
        self._screen.resize(height, width)

    @property
    def cursor(self) -> tuple[int, int]:
        cursor = self._screen.cursor
        # The emulation leaves it outside when the screen shrinks.
        return min(cursor.y, self._screen.lines - 1), min(cursor.x, self._screen.columns - 1)

    @property
    def text(self) -> list[str]:
        return list(self._screen.display)

    def cells(self) -> list[list[Look]]:
        """Each cell as it can be seen: what a blank does not show does not count."""
        found = []
        for y in range(self._screen.lines):
            row = []
            for x in range(self._screen.columns):
                c = self._screen.buffer[y][x]
                if c.data == " " and not (c.reverse or c.underscore or c.strikethrough):
                    row.append((" ", "", c.bg, False, False, False, False, False))
                else:
                    row.append(
                        (c.data, c.fg, c.bg, c.bold, c.italics, c.underscore, c.strikethrough,
                         c.reverse)
                    )  # fmt: skip
            found.append(row)
        return found


class Pair:
    """Two terminals: one gets what Textual writes, one what the thin line makes of it.

    ``drops`` says before each frame whether the line is too slow to show it.
    """

    def __init__(
        self,
        width: int = 80,
        height: int = 24,
        can: Abilities = XTERM,
        drops: Callable[[], bool] = lambda: False,
    ) -> None:
        self.full = Glass(width, height)
        self.thin = Glass(width, height)
        self.canvas = Canvas(width, height)
        self.painter = Painter(can)
        self._drops = drops
        self.raw: list[str] = []

    def write(self, data: str) -> None:
        self.full.feed(data)
        if harmless(data):
            self.thin.feed(data)
        elif not self.canvas.take(data):
            self.raw.append(data)
        elif not self._drops():
            self.paint()

    def paint(self) -> str:
        data = self.painter.paint(self.canvas.picture())
        self.thin.feed(data)
        return data

    def resize(self, width: int, height: int) -> None:
        self.full.resize(width, height)
        self.thin.resize(width, height)
        self.canvas.resize(width, height)
        self.painter.forget()

    def check(self, what: object = "") -> None:
        self.paint()
        assert self.raw == []
        assert self.thin.cells() == self.full.cells(), (
            f"after {what}: {differing(self.full, self.thin)}"
        )
        assert self.thin.cursor == self.full.cursor, f"the cursor after {what}"


def differing(full: Glass, thin: Glass) -> str:
    """The first lines that differ, in words."""
    lines = []
    for y, (a, b) in enumerate(zip(full.cells(), thin.cells(), strict=True)):
        for x, (one, other) in enumerate(zip(a, b, strict=True)):
            if one != other:
                lines.append(f"line {y} column {x}: {one} without, {other} with\n{full.text[y]}")
                break
    return "\n".join(lines[:3])


class Hands(Driver):
    """The driver of a program without a terminal."""

    pair: Pair

    def write(self, data: str) -> None:
        self.pair.write(data)

    def start_application_mode(self) -> None:
        canvas = self.pair.canvas
        self.resize(canvas.width, canvas.height)

    def resize(self, width: int, height: int) -> None:
        size = Size(width, height)
        asyncio.get_running_loop().call_soon(self._app.post_message, events.Resize(size, size))

    def disable_input(self) -> None:
        pass

    def stop_application_mode(self) -> None:
        pass


def in_hands(app: App[Any], pair: Pair) -> None:
    """Let the program write to this pair of terminals."""
    app.driver_class = type("HandsOfThisTest", (Hands,), {"pair": pair})
