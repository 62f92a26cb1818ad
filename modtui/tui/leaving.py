"""Leaving: what is said when the screen is gone, and a terminal that left first."""

import errno
import os
import termios

from modtui.text import Safe, safe
from modtui.triage.desk import Desk, Leaving
from modtui.triage.views import Standing
from modtui.words import plural


def without_terminal() -> bool:
    """Where the terminal is gone, what is still written goes nowhere, and it is True.

    A write to a terminal that hung up fails, and Textual's output thread then ends and
    leaves everybody waiting who has something to write.
    """
    gone = False
    for number in (0, 1, 2):
        try:
            termios.tcgetattr(number)
        except termios.error as error:
            # A file or pipe says that it is no terminal.
            if error.args[0] != errno.EIO:
                continue
        else:
            continue
        os.dup2(os.open(os.devnull, os.O_RDWR), number)
        gone = True
    return gone


def parting(leaving: Leaving) -> Safe | None:
    """What leaving did, in a sentence; None where nothing was on its way."""
    words = []
    if leaving.sent:
        words.append(plural("{count} decision sent", "{count} decisions sent", leaving.sent))
    if leaving.kept:
        words.append(
            plural(
                "{count} decision kept, sent when modtui is opened again",
                "{count} decisions kept, sent when modtui is opened again",
                leaving.kept,
            )
        )
    if leaving.doubt:
        words.append(
            plural(
                "{count} decision in doubt: you will be asked",
                "{count} decisions in doubt: you will be asked",
                leaving.doubt,
            )
        )
    return safe("; ".join(words) + ".") if words else None


def what_was_kept(desk: Desk) -> Safe | None:
    """What a crash left of the decisions that were on their way; None: there was none."""
    try:
        pending = desk.pending()
    except Exception:
        # The desk itself is what broke: the journal has them all the same.
        return None
    held = sum(found.standing in (Standing.HELD_BACK, Standing.WAITING) for found in pending)
    going = sum(found.standing is Standing.SENDING for found in pending)
    words = []
    if held:
        words.append(
            plural(
                "{count} decision is held back and will be sent at the next start.",
                "{count} decisions are held back and will be sent at the next start.",
                held,
            )
        )
    if going:
        words.append(
            plural(
                "{count} decision was on its way; the next start looks up what became of it.",
                "{count} decisions were on their way; the next start looks up what became of them.",
                going,
            )
        )
    return safe(" ".join(words)) if words else None
