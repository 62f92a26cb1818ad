"""What is read ahead, and how long a held key keeps from reading at all."""

from typing import TYPE_CHECKING

from modtui.model import CaseKey

if TYPE_CHECKING:
    from modtui.tui.widgets.queue import Queue

LULL = 0.15
"""Seconds without another case after which a case is read for: a held key reads none."""
AHEAD = 10
"""How many cases are read ahead at most."""


def following(queue: "Queue", key: CaseKey) -> list[CaseKey]:
    """The undecided cases after one, the next first."""
    found: list[CaseKey] = []
    row = queue.undecided(key)
    while row is not None and row.key != key and row.key not in found and len(found) < AHEAD:
        found.append(row.key)
        row = queue.undecided(row.key)
    return found
