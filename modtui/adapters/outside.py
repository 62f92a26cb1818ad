"""Adapters of other packages: which there are, found without waking all that is installed.

Asking ``importlib.metadata`` costs as much as starting Python (measured), and all of it to
learn one line of one file. So that file is looked for by hand, as the specification of entry
points describes it; what is installed in a way that has no such files (in a zip, say) is
asked for properly.
"""

import os
import sys
from collections.abc import Iterator

from modtui.adapters import GROUP

_FILE = "entry_points.txt"
_FOLDERS = (".dist-info", ".egg-info")


def registered(name: str) -> str | None:
    """The place (``module:attribute``) that a name stands for; None where there is none.

    Of several packages that register the name, the first on the path counts, as it does
    for imports.
    """
    for text in _files():
        for found, place in entries(text):
            if found == name:
                return place
    from importlib.metadata import entry_points

    return next((entry.value for entry in entry_points(group=GROUP, name=name)), None)


def entries(text: str) -> Iterator[tuple[str, str]]:
    """The names of our group in an ``entry_points.txt``, each with its place."""
    ours = False
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            ours = line == f"[{GROUP}]"
        elif ours and "=" in line and not line.startswith(("#", ";")):
            name, _equals, place = line.partition("=")
            yield name.strip(), place.strip()


def _files() -> Iterator[str]:
    """The files of entry points on the path that name our group."""
    mark = f"[{GROUP}]".encode()
    for folder in sys.path:
        try:
            found = sorted(os.listdir(folder or "."))
        except OSError:
            continue
        for name in found:
            if name.endswith(_FOLDERS):
                try:
                    with open(os.path.join(folder, name, _FILE), "rb") as file:
                        text = file.read()
                except OSError:
                    continue
                if mark in text:
                    yield text.decode("utf-8", "replace")
