"""How far long work is, as one line of cells."""

from modtui.tui.pieces import Line, say
from modtui.words import _

CELLS = 20


def progress(done: int, total: int, *, paused: bool = False) -> Line:
    """A bar, how much of how much is done, and what remains."""
    part = min(max(done / total, 0.0), 1.0) if total else 1.0
    full = int(part * CELLS)
    words = _("{done} of {total}").format(done=done, total=total)
    left = max(total - done, 0)
    rest = _("{n} left").format(n=left) if left else _("done")
    out = (
        say("█" * full, "accent"),
        say("░" * (CELLS - full), "dim"),
        say(f"  {words}", "title"),
        say(f" · {rest}", "dim"),
    )
    return (*out, say("  " + _("paused"), "warn")) if paused else out
