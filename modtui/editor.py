"""Which editor the person uses."""

import contextlib
import os
import shlex
import shutil

TRIED = ("editor", "nano", "vi")
"""Where neither VISUAL nor EDITOR is set."""


def editor() -> list[str]:
    """The command of the person's editor, as words; empty where there is none."""
    for name in ("VISUAL", "EDITOR"):
        with contextlib.suppress(ValueError):
            if words := shlex.split(os.environ.get(name, "")):
                return words
    return next(([name] for name in TRIED if shutil.which(name)), [])
