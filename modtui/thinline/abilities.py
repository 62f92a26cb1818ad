"""What the terminal can do, as far as the output depends on it."""

import os
from collections.abc import Mapping
from typing import NamedTuple


class Abilities(NamedTuple):
    """``erases_coloured``: erasing fills with the background colour (bce).
    ``erases_cells``: has ECH. ``scrolls``: can insert and delete lines. ``deltas``: takes
    attributes away one by one. ``whole_frames``: synchronised output does good where it is
    offered."""

    erases_coloured: bool = False
    erases_cells: bool = False
    scrolls: bool = True
    deltas: bool = True
    whole_frames: bool = True


def abilities(environment: Mapping[str, str] = os.environ) -> Abilities:
    """What the terminal of this environment can do.

    From terminfo; a terminal that it does not know gets what all have. Inside tmux and
    screen, a colour is never left to erasing, whatever ``TERM`` says, and there are no
    synchronised frames: tmux repaints whole panes for each.
    """
    term = environment.get("TERM", "")
    multiplexed = (
        "TMUX" in environment or "STY" in environment or term.startswith(("tmux", "screen"))
    )
    deltas = not term.startswith("linux")
    try:
        import curses

        curses.setupterm(term, 1)
        flags = {name: curses.tigetstr(name) is not None for name in ("il", "dl", "ech")}
        coloured = curses.tigetflag("bce") > 0
    except Exception:
        # No curses, or no such terminal: both are no reason not to run.
        return Abilities(
            scrolls=term not in ("", "dumb"), deltas=deltas, whole_frames=not multiplexed
        )
    return Abilities(
        erases_coloured=coloured and not multiplexed,
        erases_cells=flags["ech"],
        scrolls=flags["il"] and flags["dl"],
        deltas=deltas,
        whole_frames=not multiplexed,
    )
