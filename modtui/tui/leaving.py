"""A terminal that left before the program."""

import errno
import os
import termios


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
