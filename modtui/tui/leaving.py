"""Leaving: what is said when the screen is gone, and a terminal that left first."""

import errno
import os
import termios

from modtui.text import Safe, safe
from modtui.triage.desk import Leaving
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
