"""Whose keys do what: one person's keys, as differences to those of the registry.

A key is written as people write it: its character, or its name (``enter``, ``ctrl+r``).
"""

import re

from modtui.model import Struct

RESERVED = frozenset("ABCDO[")
"""Keys that carry nothing: an arrow key that a slow line split into pieces arrives as Escape
followed by those, and must not act."""
AZERTY = dict(zip("&é\"'(-è_çà", "1234567890", strict=True))
"""The digits of a French keyboard without Shift."""
TAKEN = frozenset({"ctrl+c", "ctrl+q"})
"""What leaves from anywhere, whatever else is configured."""
NAMES = (
    "enter", "escape", "space", "tab", "backspace", "delete", "insert", "home", "end",
    "pageup", "pagedown", "up", "down", "left", "right", *(f"f{n}" for n in range(1, 13)),
)  # fmt: skip
"""The names of keys that are no characters."""
_OTHERWISE = {
    "esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "pgup": "pageup",
    "pgdn": "pagedown", "pgdown": "pagedown", " ": "space", "comma": ",", "colon": ":",
    "slash": "/", "dot": ".", "period": ".", "question_mark": "?", "equals_sign": "=",
}  # fmt: skip
_SHOWN = {
    "enter": "Enter", "escape": "Esc", "space": "Space", "pagedown": "PgDn", "pageup": "PgUp",
    "home": "Home", "end": "End", "up": "↑", "down": "↓", "left": "←", "right": "→",
    "tab": "Tab", "backspace": "Backspace", "delete": "Del", "insert": "Ins",
}  # fmt: skip
_SAME_AS = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter", "ctrl+h": "backspace"}
"""What a terminal cannot tell apart."""


class Keymap(Struct):
    """The keys of one person. ``keys`` leads from an action's id to its keys, the one to be
    shown first; actions that are not in it keep those of the registry. An action without a
    key can still be typed. ``azerty``: the unshifted characters of the digit keys of a French
    keyboard count as digits.
    """

    preset: str = "modtui"
    azerty: bool = False
    keys: dict[str, tuple[str, ...]] = {}

    def of(self, action: str, usual: tuple[str, ...]) -> tuple[str, ...]:
        """The keys of an action, ``usual`` being those of the registry."""
        return self.keys.get(action, usual)

    def digit(self, character: str) -> str:
        """What a character means where rules are chosen by their keys."""
        return AZERTY.get(character, character) if self.azerty else character


def key_of(written: str) -> str | None:
    """A key as somebody wrote it, in our spelling; None where there is no such key."""
    if len(written) == 1 and written != " ":
        return written if written.isprintable() else None
    name = written.strip().casefold().replace(" ", "")
    name = _OTHERWISE.get(written.casefold(), _OTHERWISE.get(name, name))
    if name in NAMES or len(name) == 1:
        return name
    held = re.fullmatch(r"(?:ctrl|control|c|\^)[+-]?([a-z])|\^([a-z])", name)
    if held is None:
        return None
    name = f"ctrl+{held[1] or held[2]}"
    return _SAME_AS.get(name, name)


def shown(key: str) -> str:
    """A key as the screen shows it: ``Ctrl+P``, ``Enter``, ``↓``."""
    if key.startswith("ctrl+"):
        return "Ctrl+" + key[5:].upper()
    if key.startswith("shift+"):
        return "Shift+" + shown(key[6:])
    return _SHOWN.get(key) or (key.upper() if len(key) > 1 else key)
