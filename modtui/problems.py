"""What is wrong with a file that a person wrote, and reading such a file at all.

Kept apart from the YAML reader, which an unchanged file does not need.
"""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from modtui.model import Struct
from modtui.text import safe_line
from modtui.words import _

SIZE = 1_000_000
"""Bytes that a file may have."""


class Problem(Struct, frozen=True):
    """Something wrong at one place of a file, in plain words.

    ``line`` and ``column`` count from 1; line 0 means the file as a whole. All texts are
    safe to show. ``caret`` is how many terminal cells of ``excerpt`` come before the place.
    """

    file: str
    line: int
    column: int
    message: str
    excerpt: str = ""
    hint: str = ""
    caret: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        lines = [f"{place}: {self.message}"]
        if self.excerpt.strip():
            lines += [f"    {self.excerpt}", f"    {' ' * self.caret}^"]
        lines += [f"    {self.hint}"] if self.hint else []
        return "\n".join(lines)


class FileProblems(Exception):
    """A file cannot be used. ``problems`` are all that were found, ordered by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = sorted(set(problems), key=lambda p: (p.file, p.line, p.column, p.message))
        self.problems = tuple(found)
        super().__init__("\n".join(str(problem) for problem in found))


def read_source(path: Path) -> bytes:
    """The bytes of a file. Raises FileProblems: missing, unreadable, not a file, too big."""
    name = safe_line(str(path), 300)

    def refuse(message: str, hint: str = "") -> FileProblems:
        return FileProblems([Problem(name, 0, 0, message, hint=hint)])

    try:
        # Not blocking: opening a pipe that nobody writes to would wait for ever.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0))
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise refuse(_("this is not a file"), _("a YAML file was expected here"))
            source = file.read(SIZE + 1)
    except FileNotFoundError:
        raise refuse(_("there is no such file")) from None
    except IsADirectoryError:
        raise refuse(_("this is a folder, not a file")) from None
    except PermissionError:
        raise refuse(
            _("this file may not be read by you"), _("look at its owner and mode")
        ) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise refuse(
            _("this file cannot be read: {why}").format(why=safe_line(why or "", 100))
        ) from None
    if len(source) > SIZE:
        raise refuse(_("this file is larger than {size:,} bytes").format(size=SIZE))
    return source
