"""What has to be written in a line, cut where the pen changes."""

from typing import Final, NamedTuple, cast

from modtui.thinline.cells import Cell, Cells
from modtui.thinline.pencil import erasable
from modtui.thinline.pens import SEEN_ON_BLANK, Pen

GAP: Final = 5
"""Cells that need not be written and are, so that no move is needed."""
ERASED: Final = 3
"""Blank cells at the end of a line from which erasing is shorter."""


class Stroke(NamedTuple):
    """Cells to write one after the other with one pen. ``rest``: what the line is then
    erased with to its end, None where it is not."""

    y: int
    x: int
    pen: Pen
    cells: tuple[Cell, ...]
    rest: Cell | None = None


def tail(cells: Cells, coloured: bool) -> int:
    """Where the blank end begins that erasing can make; ``coloured``: in any colour."""
    last = cells[-1] if cells else None
    at = len(cells)
    if last is None or not erasable(last, coloured):
        return at
    while at and cells[at - 1] == last:
        at -= 1
    return at


def strokes(y: int, old: Cells, new: Cells, coloured: bool) -> list[Stroke]:
    """What turns one line into the other, from left to right. ``coloured``: erasing fills
    with any colour."""
    changed = [
        x
        for x, cell in enumerate(new)
        if cell is not None and cell is not old[x] and cell != old[x]
    ]
    if not changed:
        return []
    end = tail(new, coloured)
    erased = [x for x in changed if x >= end]
    if len(erased) <= ERASED:
        erased = []
    found: list[Stroke] = []
    first = last = -1
    pen: Pen | None = None
    settled = False
    for x in changed[: len(changed) - len(erased)]:
        if x < last:
            continue
        start = x
        while start and (cell := new[start]) is not None and cell[0] == "":
            start -= 1
        cell = cast(Cell, new[start])
        if pen is not None and start - last <= GAP and None not in new[last:start]:
            between = cast("tuple[Cell, ...]", new[last : start + 1])
            fits, its_pen, its_settled = _under(pen, settled, between)
            if fits:
                pen, settled, last = its_pen, its_settled, _end(new, start)
                continue
        if pen is not None:
            found.append(Stroke(y, first, pen, cast("tuple[Cell, ...]", new[first:last])))
        first, pen, last = start, cell[1], _end(new, start)
        settled = cell[0] != " " or bool(pen.attributes & SEEN_ON_BLANK)
    if pen is not None:
        found.append(Stroke(y, first, pen, cast("tuple[Cell, ...]", new[first:last])))
    if erased:
        rest = cast(Cell, new[-1])
        if found and last == erased[0] and found[-1].pen.bg == rest[1].bg:
            found[-1] = found[-1]._replace(rest=rest)
        else:
            found.append(Stroke(y, erased[0], rest[1], (), rest))
    return found


def _under(pen: Pen, settled: bool, cells: tuple[Cell, ...]) -> tuple[bool, Pen, bool]:
    """Whether one pen does for these cells too, which, and whether a character settled it:
    of a blank, only the background counts."""
    for text, its in cells:
        if its == pen:
            settled = settled or text != " "
        elif text == " " and not its.attributes & SEEN_ON_BLANK:
            if its.bg != pen.bg or its.link != pen.link or pen.attributes & SEEN_ON_BLANK:
                return False, pen, settled
        elif settled or its.bg != pen.bg or its.link != pen.link or its.attributes & SEEN_ON_BLANK:
            return False, pen, settled
        else:
            pen, settled = its, True
    return True, pen, settled


def _end(cells: Cells, x: int) -> int:
    """The column after the character that begins at ``x``."""
    x += 1
    while x < len(cells) and (cell := cells[x]) is not None and cell[0] == "":
        x += 1
    return x
