"""From what the terminal shows to what it should show."""

from typing import cast

from modtui.thinline.abilities import Abilities
from modtui.thinline.blocks import moved
from modtui.thinline.cells import Cell, Cells, Piece, disputed
from modtui.thinline.pencil import Pencil, erasable
from modtui.thinline.pens import PLAIN, Pen, change, to_blank
from modtui.thinline.picture import Picture

Span = tuple[int, int]
"""Columns, the end not included."""


class Painter:
    """Remembers what the terminal shows."""

    def __init__(self, can: Abilities) -> None:
        self._can = can
        self._pencil = Pencil(0, can.deltas)
        self._shown: list[Piece] = []
        self._unknown = Piece((), False)
        self._cursor = (0, 0)

    def forget(self) -> None:
        """Something else wrote to the terminal: nothing of it is known."""
        self._shown = [self._unknown] * len(self._shown)
        self._pencil.forget()

    def paint(self, picture: Picture) -> str:
        """What to send so that this picture is seen; empty where it is."""
        rows, cursor = picture
        pencil = self._pencil
        width = len(rows[0].cells) if rows else 0
        if len(rows) != len(self._shown) or width != pencil.width:
            self._unknown = Piece((None,) * width, False)
            self._shown = [self._unknown] * len(rows)
            pencil.width = width
            pencil.forget()
        if self._can.scrolls and (move := moved(self._shown, rows)) is not None:
            pencil.scroll(*move, len(rows) - 1)
            top, bottom, up = move
            # What comes in is blank, in a colour that depends on the terminal.
            empty = [self._unknown] * abs(up)
            block = self._shown[top : bottom + 1]
            self._shown[top : bottom + 1] = block[up:] + empty if up > 0 else empty + block[:up]
        for y, row in enumerate(rows):
            shown = self._shown[y]
            if row is not shown and row != shown:
                if row.disputed or shown.disputed:
                    self._whole_row(y, row)
                else:
                    self._row(y, shown.cells, row.cells)
                    row = _merged(shown, row)
            self._shown[y] = row
        pencil.move(*cursor)
        return pencil.taken()

    def plain(self) -> str:
        """What makes the terminal write plainly again."""
        pen, self._pencil.pen = self._pencil.pen, PLAIN
        return "" if pen == PLAIN else "\x1b]8;;\x1b\\\x1b[m" if pen and pen.link else "\x1b[m"

    # One line.

    def _whole_row(self, y: int, row: Piece) -> None:
        """Every cell anew, with the column said again after what terminals dispute."""
        pencil = self._pencil
        cells = row.cells
        tail = self._tail(cells)
        run: list[Cell] = []
        start = 0
        for x, cell in enumerate(cells[:tail]):
            if cell is None:
                self._write(y, start, run)
                run, start = [], x + 1
                continue
            run.append(cell)
            after = cells[x + 1] if x + 1 < len(cells) else None
            whole = after is None or after[0] != ""
            if whole and any(disputed(text) for text, _pen in run[-2:]):
                self._write(y, start, run)
                run, start = [], x + 1
                # Absolute, as nobody knows where it is.
                pencil.y = pencil.x = None
        self._write(y, start, run)
        if tail < len(cells):
            pencil.move(y, tail)
            pencil.erase(cast(Cell, cells[-1]), None)

    def _write(self, y: int, x: int, run: list[Cell]) -> None:
        if run:
            self._pencil.begin(y, x, run[0])
            self._pencil.write(run)

    def _tail(self, cells: Cells) -> int:
        """Where the blank end begins that erasing can make."""
        last = cells[-1] if cells else None
        if not self._erases(last):
            return len(cells)
        at = len(cells)
        while at and cells[at - 1] == last:
            at -= 1
        return at

    def _erases(self, cell: Cell | None) -> bool:
        return cell is not None and erasable(cell) and (self._can.erases_coloured or not cell[1].bg)

    def _row(self, y: int, old: Cells, new: Cells) -> None:
        changed = [x for x, cell in enumerate(new) if cell is not None and cell != old[x]]
        if not changed:
            return
        tail = self._tail(new)
        erased = [x for x in changed if x >= tail]
        if len(erased) > 3:
            changed = changed[: -len(erased)]
        else:
            erased = []
        pencil = self._pencil
        for first, last in self._spans(new, changed):
            self._span(y, first, cast("tuple[Cell, ...]", new[first:last]))
        if erased:
            pencil.begin(y, erased[0], cast(Cell, new[-1]))
            pencil.erase(cast(Cell, new[-1]), None)

    def _spans(self, new: Cells, changed: list[int]) -> list[Span]:
        """The changed columns as spans; what lies between two is written again where that
        is shorter than the way."""
        spans: list[Span] = []
        for x in changed:
            first = x
            while (cell := new[first]) is not None and cell[0] == "" and first:
                first -= 1
            last = x + 1
            while last < len(new) and (cell := new[last]) is not None and cell[0] == "":
                last += 1
            if spans and self._joins(new, spans[-1][1], first):
                first = spans.pop()[0]
            spans.append((first, last))
        return spans

    def _joins(self, new: Cells, end: int, start: int) -> bool:
        gap = start - end
        if gap <= 0:
            return True
        if gap > 8 or None in new[end:start]:
            return False
        pen = cast(Cell, new[end - 1])[1]
        cost = 0
        direct = self._cost(pen, cast(Cell, new[start]))
        for cell in cast("tuple[Cell, ...]", new[end : start + 1]):
            cost += self._cost(pen, cell)
            pen = to_blank(pen, cell[1]) if cell[0] == " " else cell[1]
        text = "".join(cast(Cell, cell)[0] for cell in new[end:start])
        return cost + len(text.encode()) <= direct + self._pencil.step_cost(gap)

    def _cost(self, pen: Pen, cell: Cell) -> int:
        target = to_blank(pen, cell[1]) if cell[0] == " " else cell[1]
        return 0 if pen == target else len(change(pen, target, self._can.deltas))

    def _span(self, y: int, x: int, cells: tuple[Cell, ...]) -> None:
        """Write cells that follow each other, leaving long blanks to erasing."""
        pencil = self._pencil
        pencil.begin(y, x, cells[0])
        if not self._can.erases_cells:
            pencil.write(cells)
            return
        start = at = 0
        while at < len(cells):
            blank = cells[at]
            end = at + 1
            if self._erases(blank):
                while end < len(cells) and cells[end] == blank:
                    end += 1
                # Erasing leaves the cursor where it is: it takes a step as well.
                if end - at > 2 * pencil.step_cost(end - at):
                    pencil.write(cells[start:at])
                    pencil.move(y, x + at)
                    pencil.erase(blank, end - at)
                    if end < len(cells):
                        pencil.move(y, x + end)
                    start = end
            at = end
        pencil.write(cells[start:])


def _merged(shown: Piece, row: Piece) -> Piece:
    """What a line shows where some of its cells were not to be touched."""
    if None not in row.cells:
        return row
    cells = tuple(b if b is not None else a for a, b in zip(shown.cells, row.cells, strict=True))
    return Piece(cells, row.disputed or shown.disputed)
