"""The screen as Textual wants it, gathered from what it writes."""

import re
from typing import Final, NamedTuple

from modtui.thinline.cells import Cell, Piece, piece

SYNC_START: Final = "\x1b[?2026h"
SYNC_END: Final = "\x1b[?2026l"

_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")
_HARMLESS = re.compile(
    r"(?:\x07|\x1b\[[?<=>][0-9;$]*[A-Za-z]|\x1b\](?!8;)[^\x07\x1b]*(?:\x07|\x1b\\))*"
)
"""Bell, modes, questions, titles, clipboard: what changes no cell and moves no cursor."""

KEPT = 4096
"""How many pieces of lines are kept at most."""


class Picture(NamedTuple):
    """What is to be seen: the lines from the top, and (line, column) of the cursor."""

    rows: list[Piece]
    cursor: tuple[int, int]


class Canvas:
    """Takes in what Textual writes. Lines are never changed, only replaced, so that two
    pictures share those that are the same."""

    def __init__(self, width: int, height: int) -> None:
        self._pieces: dict[str, Piece | None] = {}
        self._lines: dict[tuple[Cell | None, ...], Piece] = {}
        self._cursor = (0, 0)
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        """Another size: what was there is not known any more."""
        self.width = width
        self.height = height
        self.clear()

    def clear(self) -> None:
        """Nothing is known of what should be seen."""
        unknown = Piece((None,) * self.width, False)
        self._rows = [unknown] * self.height
        y, x = self._cursor
        self._cursor = (min(y, self.height - 1), min(x, self.width - 1))

    def picture(self) -> Picture:
        """What is to be seen now."""
        return Picture(self._rows.copy(), self._cursor)

    def take(self, data: str) -> bool:
        """Take in a write that only places cells. False where it does anything else;
        nothing is changed then."""
        first, *rest = _MOVE.split(data)
        if first or not rest:
            return False
        found: list[tuple[int, int, Piece]] = []
        for at in range(0, len(rest), 3):
            y, x = int(rest[at]) - 1, int(rest[at + 1]) - 1
            for line in rest[at + 2].split("\n"):
                part = self._piece(line)
                if part is None or x < 0 or y < 0:
                    return False
                found.append((y, x, part))
                y, x = y + 1, 0
        for y, x, part in found:
            if part.cells and y < self.height and x < self.width:
                self._rows[y] = self._placed(self._rows[y], x, part)
        # A move that ends the write is where the cursor stays.
        y, x, part = found[-1]
        self._cursor = (min(y, self.height - 1), min(x + len(part.cells), self.width - 1))
        return True

    def _piece(self, chunk: str) -> Piece | None:
        try:
            return self._pieces[chunk]
        except KeyError:
            if len(self._pieces) >= KEPT:
                self._pieces.clear()
            found = piece(chunk)
            if found is not None:
                found = self._line(found.cells, found.disputed)
            self._pieces[chunk] = found
            return found

    def _line(self, cells: tuple[Cell | None, ...], is_disputed: bool) -> Piece:
        """The same object for the same cells, so that equal lines are found by identity."""
        known = self._lines.get(cells)
        if known is None:
            if len(self._lines) >= KEPT:
                self._lines.clear()
            known = self._lines[cells] = Piece(cells, is_disputed)
        return known

    def _placed(self, row: Piece, x: int, part: Piece) -> Piece:
        width = self.width
        if x == 0 and len(part.cells) == width:
            return part
        new = part.cells[: width - x]
        end = x + len(new)
        left, right = list(row.cells[:x]), list(row.cells[end:])
        # Half of a wide character is none.
        if left and _is_tail(row.cells[x]) and (lead := left[-1]) is not None:
            left[-1] = (" ", lead[1])
        if right and _is_tail(right[0]) and right[0] is not None:
            right[0] = (" ", right[0][1])
        cells = (*left, *new, *right)
        return self._line(cells, part.disputed or (row.disputed and _has_disputed(cells)))


def _is_tail(cell: Cell | None) -> bool:
    return cell is not None and cell[0] == ""


def _has_disputed(cells: tuple[Cell | None, ...]) -> bool:
    from modtui.thinline.cells import disputed

    return any(cell is not None and disputed(cell[0]) for cell in cells)


def harmless(data: str) -> bool:
    """Whether a write leaves every cell and the cursor as they are."""
    return _HARMLESS.fullmatch(data) is not None
