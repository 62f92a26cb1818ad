"""Keys in the manner of other tools, as differences to our own.

Huggle's and listadmin's keys are those of their defaults: ``Q`` reverts and warns, ``G`` says
that an edit is good, ``Space`` goes on (Huggle 3, ``configuration.cpp``); approve, reject,
discard, skip, view body, full, undo, help, quit (the prompt of listadmin 2.40). What has no
counterpart here keeps our own key.
"""

from modtui.actions import ACTIONS, CHOOSING, on_screen
from modtui.keymap import Keymap

_BACK = ("q", "escape")
"""What leaves a screen as usual."""

PRESETS: dict[str, dict[str, tuple[str, ...]]] = {
    "modtui": {},
    "huggle": {
        # Q leaves every screen, for it leaves those on which q removes.
        **{action.id: ("Q", *_BACK) for action in ACTIONS if action.keys == _BACK},
        "remove": ("q", "r"),
        "keep": ("g", "a"),
        "next": ("space", "n"),
        "page-down": ("pagedown", "ctrl+d"),
        "let-in": ("+",),
        "leave": ("Q",),
        "close-case": ("Q", "escape"),
        "close-alike": ("Q", "escape"),
    },
    "listadmin": {
        "remove": ("d", "r"),
        "open": ("enter", "b", "f"),
        "ban": ("K",),
        "help": ("?", "h", "f1"),
        "happened": ("H",),
        "batch-happened": ("H",),
    },
}
AZERTY = "azerty"
"""May stand in a preset's place: our own keys on a French keyboard."""
NAMES = (*PRESETS, AZERTY)


def keymap(name: str) -> Keymap:
    """The keys of a preset. Raises KeyError."""
    if name == AZERTY:
        return Keymap(azerty=True)
    return Keymap(preset=name, keys=PRESETS[name])


def used_where_rules_are_chosen(preset: str) -> frozenset[str]:
    """The keys that do something where a rule's own key would choose it. Raises KeyError."""
    own = keymap(preset)
    return frozenset(
        key
        for screen in CHOOSING
        for action in on_screen(screen)
        if action.act
        for key in own.of(action.id, action.keys)
    )
