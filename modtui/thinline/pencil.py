"""Where the terminal's cursor is and what pen it holds; writes in the fewest bytes."""

from modtui.thinline.cells import Cell
from modtui.thinline.pens import SEEN_ON_BLANK, Pen, change, to_blank


class Pencil:
    """Collects what to send. A position or a pen that is not known is None."""

    def __init__(self, width: int, deltas: bool) -> None:
        self.width = width
        self.deltas = deltas
        self.out: list[str] = []
        self.y: int | None = None
        self.x: int | None = None
        self.pen: Pen | None = None

    def forget(self) -> None:
        """Something else wrote to the terminal."""
        self.y = self.x = self.pen = None

    def taken(self) -> str:
        """What is to be sent; the collection begins anew."""
        data = "".join(self.out)
        self.out.clear()
        return data

    def move(self, y: int, x: int) -> None:
        """Go to a cell."""
        if self.y != y or self.x != x:
            self.out.append(self._way(y, x))
            self.y, self.x = y, x

    def step_cost(self, count: int) -> int:
        """Bytes to go ``count`` cells to the right."""
        return 3 if count == 1 else 3 + len(str(count))

    def _way(self, y: int, x: int) -> str:
        ways = [f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H" if y else "\x1b[H"]
        if self.y == y:
            ways.append(f"\x1b[{x + 1}G" if x else "\r")
            if self.x is not None:
                ways.append(_steps(x - self.x, "C", "D"))
        elif self.y is not None:
            if x == 0 and y == self.y + 1:
                ways.append("\r\n")
            elif self.x == x:
                ways += [_steps(y - self.y, "B", "A"), f"\x1b[{y + 1}d"]
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

    def scroll(self, top: int, bottom: int, up: int) -> None:
        """Move the lines from top to bottom (both included) up; negative: down."""
        self.out.append(f"\x1b[{top + 1};{bottom + 1}r")
        # Setting the region moves the cursor, to where depends on the terminal.
        self.y = self.x = None
        self.move(top, 0)
        count = abs(up)
        self.out.append(f"\x1b[{count if count > 1 else ''}{'M' if up > 0 else 'L'}\x1b[r")
        self.y = self.x = None

    def _advance(self, count: int) -> None:
        if self.x is not None:
            self.x += count
            if self.x >= self.width:
                # Terminals differ on where the cursor is after the last column.
                self.y = self.x = None


def _steps(count: int, forward: str, back: str) -> str:
    letter = forward if count > 0 else back
    if back == "D" and -4 < count < 0:
        return "\b" * -count
    return f"\x1b[{abs(count) if abs(count) > 1 else ''}{letter}"


def erasable(cell: Cell | None) -> bool:
    """Whether erasing can make this cell, given the right background."""
    return (
        cell is not None
        and cell[0] == " "
        and not cell[1].link
        and not cell[1].attributes & SEEN_ON_BLANK
    )
