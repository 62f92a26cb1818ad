"""From what the terminal shows to what it should show."""

from typing import cast

from modtui.thinline.abilities import Abilities
from modtui.thinline.blocks import moved
from modtui.thinline.cells import Cell, Piece, disputed
from modtui.thinline.pencil import Pencil, erasable
from modtui.thinline.pens import PLAIN
from modtui.thinline.picture import Picture
from modtui.thinline.strokes import Stroke, strokes, tail


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
        found: list[Stroke] = []
        whole: list[int] = []
        for y, row in enumerate(rows):
            shown = self._shown[y]
            if row is not shown and row != shown:
                if row.disputed or shown.disputed:
                    whole.append(y)
                else:
                    found += strokes(y, shown.cells, row.cells, self._can.erases_coloured)
                    row = _merged(shown, row)
            self._shown[y] = row
        if found:
            self._draw(found)
        for y in whole:
            self._whole_row(y, rows[y])
        self._pencil.move(*cursor)
        return self._pencil.taken()

    def plain(self) -> str:
        """What makes the terminal write plainly again."""
        pen, self._pencil.pen = self._pencil.pen, PLAIN
        return "" if pen == PLAIN else "\x1b]8;;\x1b\\\x1b[m" if pen and pen.link else "\x1b[m"

    def _draw(self, found: list[Stroke]) -> None:
        """Line by line, or pen by pen where that is shorter."""
        by_line = self._drawn(found)
        pens = {stroke.pen: None for stroke in found}
        if 1 < len(pens) < len(found):
            held = self._pencil.pen
            order = sorted(pens, key=lambda pen: pen != held)
            places = {pen: at for at, pen in enumerate(order)}
            by_pen = self._drawn(sorted(found, key=lambda stroke: places[stroke.pen]))
            if by_pen.length < by_line.length:
                by_line = by_pen
        by_line.out[:0] = self._pencil.out
        self._pencil = by_line

    def _drawn(self, found: list[Stroke]) -> Pencil:
        pencil = self._pencil.copy()
        for y, x, _pen, cells, rest in found:
            if cells:
                pencil.begin(y, x, cells[0])
                self._write(pencil, y, x, cells)
                x += len(cells)
            if rest is not None:
                if not cells:
                    pencil.begin(y, x, rest)
                pencil.erase(rest, None)
        return pencil

    def _write(self, pencil: Pencil, y: int, x: int, cells: tuple[Cell, ...]) -> None:
        """Write cells that follow each other, leaving long blanks to erasing."""
        if not self._can.erases_cells:
            pencil.write(cells)
            return
        start = at = 0
        while at < len(cells):
            blank = cells[at]
            end = at + 1
            if blank[0] == " " and erasable(blank, self._can.erases_coloured):
                while end < len(cells) and cells[end] == blank:
                    end += 1
                # Erasing leaves the cursor where it is: it takes a step as well.
                if end - at > 2 * pencil.step_cost(end - at):
                    pencil.write(cells[start:at])
                    pencil.erase(blank, end - at)
                    if end < len(cells):
                        pencil.move(y, x + end)
                    start = end
            at = end
        pencil.write(cells[start:])

    def _whole_row(self, y: int, row: Piece) -> None:
        """Every cell anew, with the column said again after what terminals dispute."""
        pencil = self._pencil
        cells = row.cells
        end = tail(cells, self._can.erases_coloured)
        run: list[Cell] = []
        start = 0
        for x, cell in enumerate(cells[:end]):
            if cell is None:
                self._run(y, start, run)
                run, start = [], x + 1
                continue
            run.append(cell)
            after = cells[x + 1] if x + 1 < len(cells) else None
            whole = after is None or after[0] != ""
            if whole and any(disputed(text) for text, _pen in run[-2:]):
                self._run(y, start, run)
                run, start = [], x + 1
                # Absolute, as nobody knows where it is.
                pencil.y = pencil.x = None
        self._run(y, start, run)
        if end < len(cells):
            rest = cast(Cell, cells[-1])
            pencil.begin(y, end, rest)
            pencil.erase(rest, None)

    def _run(self, y: int, x: int, run: list[Cell]) -> None:
        if run:
            self._pencil.begin(y, x, run[0])
            self._pencil.write(run)


def _merged(shown: Piece, row: Piece) -> Piece:
    """What a line shows where some of its cells were not to be touched."""
    if None not in row.cells:
        return row
    cells = tuple(b if b is not None else a for a, b in zip(shown.cells, row.cells, strict=True))
    return Piece(cells, row.disputed or shown.disputed)
