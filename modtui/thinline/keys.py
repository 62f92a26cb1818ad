"""Keys as bytes: what is whole, what is still to come, what is the tail of a key whose
head was taken for Escape."""

import re
from typing import Final, NamedTuple

LONE: Final = 0.025
"""Seconds after which an ESC that nothing follows was the Escape key."""
TAIL: Final = 0.5
"""Seconds after a lone Escape in which the tail of a sequence is not taken for keys, and
for which the rest of a begun sequence is awaited."""

ESC: Final = "\x1b"
ESC_SHOWN: Final = "\u241b"
PASTE: Final = "\x1b[200~"
PASTED: Final = "\x1b[201~"

_BEGUN = re.compile(r"\x1b+(?:\[(?:[0-?]*[ -/]*|M.{0,2})|O)?\Z", re.DOTALL)
"""A sequence whose end is missing."""
_TAIL = re.compile(r"\[(?:[0-?]*[ -/]*(?P<csi>[@-~])?)|O(?P<ss3>[ -~])?")
_KEPT_TAILS = ("[200~", "[201~", "[?", "[48;", "[0n")
"""Not keys: a paste's edge, and what the terminal answers."""


class Heard(NamedTuple):
    """``text`` is whole and for the parser; then ``escapes`` presses of Escape."""

    text: str = ""
    escapes: int = 0


class Sequences:
    """Sorts what was typed. ``now`` is any clock, in seconds.

    The text that it gives never ends within a sequence, unless its end did not come.
    """

    def __init__(self) -> None:
        self._held = ""
        self._since = 0.0
        self._escaped = float("-inf")
        self._pasting = False

    @property
    def deadline(self) -> float | None:
        """When ``late`` has something to say; None: not before more is typed."""
        if not self._held or self._pasting:
            return None
        if self._held.startswith(ESC):
            return self._since + (LONE if self._held.strip(ESC) == "" else TAIL)
        return self._escaped + TAIL

    def typed(self, text: str, now: float) -> Heard:
        """More was typed."""
        if self._held and not self._held.startswith(ESC):
            # The tail that was awaited goes on, or was none.
            text, self._held = self._held + text, ""
        if not self._held and not self._pasting and now < self._escaped + TAIL:
            text = self._without_tail(text)
            if not text:
                return Heard()
        text, self._held = self._held + text, ""
        if (begun := _BEGUN.search(text)) is not None:
            text, self._held = text[: begun.start()], begun.group()
            self._since = now
        return Heard(self._pasted_whole(text))

    def late(self, now: float) -> Heard:
        """Nothing more came until the deadline."""
        deadline = self.deadline
        if deadline is None or now < deadline:
            return Heard()
        held, self._held = self._held, ""
        if held.strip(ESC) == "":
            self._escaped = now
            return Heard(escapes=len(held))
        return Heard(held)

    def _without_tail(self, text: str) -> str:
        match = _TAIL.match(text)
        if match is None:
            return text
        tail, rest = match.group(), text[match.end() :]
        if match["csi"] is None and match["ss3"] is None and not rest:
            # Perhaps the tail of a tail: the deadline says when it was typed after all.
            self._held = text
            return ""
        if match["csi"] is None and match["ss3"] is None:
            return text
        self._escaped = float("-inf")
        return ESC + text if tail.startswith(_KEPT_TAILS) else rest

    def _pasted_whole(self, text: str) -> str:
        """The text, in which nothing that is pasted is taken for keys.

        Textual's parser looks for sequences within a paste too, and ends it at the first.
        """
        out: list[str] = []
        while text:
            edge = PASTED if self._pasting else PASTE
            before, found, text = text.partition(edge)
            out += (before.replace(ESC, ESC_SHOWN) if self._pasting else before, found)
            self._pasting ^= bool(found)
        return "".join(out)
