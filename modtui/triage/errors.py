"""What a desk raises, and how it speaks of what nobody expected."""

import traceback
from pathlib import PurePath

from modtui.text import Safe, safe
from modtui.words import _


class DeskError(Exception):
    """Something could not be done. ``str()`` is a plain sentence, safe to show."""

    @classmethod
    def of(cls, error: Exception) -> "DeskError":
        """The same in the desk's words, made safe."""
        return cls(safe(str(error)))


def unexpected(error: Exception) -> Safe:
    """A sentence for an error that should not happen: its kind and its place, no values."""
    frames = traceback.extract_tb(error.__traceback__)
    kind = type(error).__name__
    if frames:
        kind = f"{kind}, {PurePath(frames[-1].filename).name}:{frames[-1].lineno}"
    return safe(_("Something unexpected went wrong ({kind}); it is tried again.").format(kind=kind))
