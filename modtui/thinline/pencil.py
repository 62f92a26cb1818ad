"""Where the terminal's cursor is and what pen it holds; writes in the fewest bytes."""

from collections import deque
from typing import Final

from modtui.thinline.cells import Cell
from modtui.thinline.pens import SEEN_ON_BLANK, Pen, change, to_blank

SAVE: Final = "\x1b7"
BACK: Final = "\x1b8" + SAVE
"""Back to the saved place and pen. Saved again, as some terminals forget it by that."""
DEAR: Final = 20
"""Bytes from which the way to a place is worth saving it, or more than what is saved."""
STALE: Final = 16
"""Places begun at until one that was saved and is not used gives way to another."""


class Pencil:
    """Collects what to send. A position or a pen that is not known is None.

    A terminal can save one place with its pen, and go back in two bytes. A status line that
    changes by a digit at every key costs five bytes that way instead of forty.
    """

    def __init__(self, width: int, deltas: bool) -> None:
        self.width = width
        self.deltas = deltas
        self.out: list[str] = []
        self.y: int | None = None
        self.x: int | None = None
        self.pen: Pen | None = None
        self._saved: tuple[int, int, Pen] | None = None
        self._unused = 0
        self._worth = 0
        self._dear: deque[tuple[int, Pen]] = deque(maxlen=STALE)

    def copy(self) -> "Pencil":
        """Another one in the same state, with nothing collected."""
        other = Pencil(self.width, self.deltas)
        other.y, other.x, other.pen = self.y, self.x, self.pen
        other._saved, other._unused, other._worth = self._saved, self._unused, self._worth
        other._dear = self._dear.copy()
        return other

    def forget(self) -> None:
        """Something else wrote to the terminal."""
        self.y = self.x = self.pen = self._saved = None

    @property
    def length(self) -> int:
        """How much was collected."""
        return sum(map(len, self.out))

    def taken(self) -> str:
        """What is to be sent; the collection begins anew."""
        data = "".join(self.out)
        self.out.clear()
        return data

    def move(self, y: int, x: int) -> None:
        """Go to a cell."""
        if self.y != y or self.x != x:
            self.out.append(self._way(y, x, self.y, self.x))
            self.y, self.x = y, x

    def begin(self, y: int, x: int, cell: Cell) -> None:
        """Go to a cell and take up its pen, by way of the saved place where that is shorter."""
        direct = len(self._way(y, x, self.y, self.x)) + self._turn(self.pen, cell)
        self._unused += 1
        if self._saved is not None:
            its_y, its_x, its_pen = self._saved
            back = len(BACK) + self._turn(its_pen, cell)
            if (its_y, its_x) != (y, x):
                back += len(self._way(y, x, its_y, its_x))
            if back < direct:
                self.out.append(BACK)
                self.y, self.x, self.pen = self._saved
                self._unused, self._worth = 0, direct - back
        self.move(y, x)
        self.hold_for(cell)
        if direct >= DEAR and self.pen is not None:
            place = (y, self.pen)
            if place in self._dear and (direct > self._worth + DEAR or self._unused >= STALE):
                self.out.append(SAVE)
                self._saved = (y, x, self.pen)
                self._unused, self._worth = 0, direct - 4
            self._dear.append(place)

    def _turn(self, pen: Pen | None, cell: Cell) -> int:
        """Bytes to take up the pen of a cell."""
        wanted = cell[1]
        if cell[0] == " " and pen is not None:
            wanted = to_blank(pen, wanted)
        return 0 if pen == wanted else len(change(pen, wanted, self.deltas))

    def step_cost(self, count: int) -> int:
        """Bytes to go ``count`` cells to the right."""
        return 3 if count == 1 else 3 + len(str(count))

    def _way(self, y: int, x: int, from_y: int | None, from_x: int | None) -> str:
        if (from_y, from_x) == (y, x):
            return ""
        ways = [f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H" if y else "\x1b[H"]
        if from_y == y:
            ways.append(f"\x1b[{x + 1}G" if x else "\r")
            if from_x is not None:
                ways.append(_steps(x - from_x, "C", "D"))
        elif from_y is not None:
            if x == 0 and y == from_y + 1:
                ways.append("\r\n")
            elif from_x == x:
                ways += [_steps(y - from_y, "B", "A"), f"\x1b[{y + 1}d"]
            if y == from_y + 1 and from_x is not None:
                # Down a line in the same column; never at the end of the screen, as the
                # line is there.
                ways.append("\x1bD" + self._way(y, x, y, from_x))
        return min(ways, key=len)

    def hold(self, pen: Pen) -> None:
        """Take up a pen."""
        if self.pen != pen:
            self.out.append(change(self.pen, pen, self.deltas))
            self.pen = pen

    def hold_for(self, cell: Cell) -> None:
        """Take up a pen under which this cell looks as it should."""
        text, pen = cell
        if text == " " and self.pen is not None:
            pen = to_blank(self.pen, pen)
        self.hold(pen)

    def write(self, cells: "list[Cell] | tuple[Cell, ...]") -> None:
        """Write cells from where the cursor is, changing pens on the way."""
        out = self.out
        before: Pen | None = None
        for cell in cells:
            text, pen = cell
            # The same pen for the same cell: what is held already fits.
            if pen is not before or text == " ":
                self.hold_for(cell)
                before = pen if text != " " else None
            out.append(text)
        self._advance(len(cells))

    def erase(self, blank: Cell, count: int | None) -> None:
        """Blank cells from the cursor on; None: to the end of the line. It stays."""
        self.hold_for(blank)
        self.out.append("\x1b[K" if count is None else f"\x1b[{count}X")

    def scroll(self, top: int, bottom: int, up: int, last: int) -> None:
        """Move the lines from top to bottom (both included) up; negative: down.

        What is deleted above is inserted below, or the other way round, so that the lines
        below the block stay where they are: shorter than a region that scrolls, and it
        leaves the cursor where the new line is. ``last`` is the last line of the screen.
        """
        count = abs(up)
        below = bottom - count + 1
        if up > 0:
            self._lines(top, count, "M")
            if bottom < last:
                self._lines(below, count, "L")
        else:
            if bottom < last:
                self._lines(below, count, "M")
            self._lines(top, count, "L")

    def _lines(self, y: int, count: int, letter: str) -> None:
        self.move(y, 0)
        self.out.append(f"\x1b[{count if count > 1 else ''}{letter}")

    def _advance(self, count: int) -> None:
        if self.x is not None:
            self.x += count
            if self.x >= self.width:
                # Terminals differ on the column after the last one, not on the line.
                self.x = None


def _steps(count: int, forward: str, back: str) -> str:
    letter = forward if count > 0 else back
    return f"\x1b[{abs(count) if abs(count) > 1 else ''}{letter}"


def erasable(cell: Cell, coloured: bool) -> bool:
    """Whether erasing can make this cell; ``coloured``: in any colour."""
    text, pen = cell
    return (
        text == " "
        and not pen.link
        and not pen.attributes & SEEN_ON_BLANK
        and (coloured or not pen.bg)
    )
