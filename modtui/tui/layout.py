"""How the desk shares out the width of a terminal."""

WIDE = 120
"""Columns from which queue and case stand side by side."""
VERY_WIDE = 180
"""Columns from which thread and person have a pane of their own."""


def shares(width: int) -> tuple[int, ...]:
    """Cells of the queue, of the case, and of what is around it: as many as there are panes."""
    if width < WIDE:
        return (width,)
    if width < VERY_WIDE:
        queue = max(width * 9 // 20, 56)
        return queue, width - queue
    queue, around = width * 33 // 100, width * 30 // 100
    return queue, width - queue - around, around
