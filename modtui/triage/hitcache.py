"""What texts hit, remembered between two starts: disposable, and without any text.

Kept for one ruleset, by the text's revision and, where rules ask for more than the text, the
case's answers to that (see ``Reader``). Opening the desk then matches only what is
new, and needs no matching engine where nothing is.
"""

import contextlib
from pathlib import Path

import msgspec

from modtui import __version__, privately
from modtui.model import Hit, Struct

MOST = 5000


class _Stored(Struct):
    made_by: str
    hits: dict[str, tuple[Hit, ...]]


class HitCache:
    """The hits of texts seen lately, in one file of mode 0600. Errors on it cost nothing
    but time: the texts are matched again."""

    def __init__(self, path: Path, ruleset: str) -> None:
        self._path = path
        self._made_by = f"{__version__}/{ruleset}"
        self._hits: dict[str, tuple[Hit, ...]] | None = None
        self._changed = False

    def _known(self) -> dict[str, tuple[Hit, ...]]:
        if self._hits is None:
            self._hits = {}
            with contextlib.suppress(OSError, msgspec.MsgspecError):
                stored = msgspec.msgpack.decode(self._path.read_bytes(), type=_Stored)
                if stored.made_by == self._made_by:
                    self._hits = stored.hits
        return self._hits

    def get(self, key: str) -> tuple[Hit, ...] | None:
        """The hits kept under a key, or None where that was not matched yet."""
        return self._known().get(key)

    def put(self, key: str, hits: tuple[Hit, ...]) -> None:
        """Remember what a case hits."""
        known = self._known()
        known[key] = hits
        self._changed = True
        while len(known) > MOST:
            del known[next(iter(known))]

    def renewed(self, ruleset: str) -> "HitCache":
        """An empty one for another ruleset, in the same file."""
        other = HitCache(self._path, ruleset)
        other._hits = {}
        return other

    def save(self) -> None:
        """Write the file anew if there is anything new."""
        if not self._changed:
            return
        with contextlib.suppress(OSError, ValueError):
            stored = msgspec.msgpack.encode(_Stored(self._made_by, self._known()))
            privately.replace_file(self._path, stored)
            self._changed = False
