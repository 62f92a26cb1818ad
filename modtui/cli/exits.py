"""What the exit status says. Scripts lean on these: they only ever grow.

======  ===============================================================================
0       done, or the answer is yes
1       a problem was found, the answer is no, or the person said no
2       the command line or the configuration is wrong; nothing was tried
3       the backend cannot be reached, asks to wait, or refused
4       the decision came back: edited, or handled by another moderator
5       nobody knows whether a step was carried out; a person must say (``modtui answer``)
6       the journal cannot be used, or is not intact
130     interrupted
======  ===============================================================================
"""

import enum


class Exit(enum.IntEnum):
    """The exit statuses by name; see the table above."""

    OK = 0
    PROBLEM = 1
    USAGE = 2
    BACKEND = 3
    RETURNED = 4
    UNKNOWN = 5
    JOURNAL = 6
    INTERRUPTED = 130


class Stop(Exception):
    """A command cannot go on: the sentence is said and the status returned."""

    def __init__(self, status: Exit, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
