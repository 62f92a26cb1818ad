"""Which block of lines moved, so that the terminal can move it."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from modtui.thinline.cells import Piece

WORTH = 30
"""Cells that a move must spare: it costs some twenty bytes itself."""
TRIED = 2
"""How many distances are weighed."""


class Move(NamedTuple):
    """The lines from top to bottom (both included) go up by ``up``; negative: down."""

    top: int
    bottom: int
    up: int


def moved(shown: Sequence[Piece], wanted: Sequence[Piece]) -> Move | None:
    """The move that spares most, or None where none is worth it."""
    changed = [y for y, row in enumerate(wanted) if row is not shown[y]]
    if len(changed) < 2:
        return None
    places = {id(row): y for y, row in enumerate(shown)}
    repeated = {row for row, count in Counter(map(id, shown)).items() if count > 1}
    votes: dict[int, list[int]] = {}
    for y in changed:
        row = id(wanted[y])
        if row in places and row not in repeated and places[row] != y:
            votes.setdefault(places[row] - y, []).append(y)
    best: Move | None = None
    spared = WORTH
    for up in sorted(votes, key=lambda up: -len(votes[up]))[:TRIED]:
        first, last = votes[up][0], votes[up][-1]
        move = Move(first + min(up, 0), last + max(up, 0), up)
        gain = _spared(shown, wanted, move)
        if gain > spared:
            best, spared = move, gain
    return best


def _spared(shown: Sequence[Piece], wanted: Sequence[Piece], move: Move) -> int:
    top, bottom, up = move
    gain = 0
    for y in range(top, bottom + 1):
        row = wanted[y]
        gain += _differ(shown[y], row)
        source = y + up
        gain -= _differ(shown[source], row) if top <= source <= bottom else _filled(row)
    return gain


def _filled(row: Piece) -> int:
    """What an empty line costs to fill."""
    return sum(cell is not None and cell[0] != " " for cell in row.cells)


def _differ(old: Piece, new: Piece) -> int:
    """What it costs to turn one line into another. Blanks are erased, next to free."""
    if old is new:
        return 0
    return sum(
        b is not None and b[0] != " " and a != b for a, b in zip(old.cells, new.cells, strict=True)
    )
