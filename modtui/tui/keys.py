"""The keys of the person who sits here, by screen: bindings, footer, help and every sentence
that names a key are made from here.

Like the language of the interface, the keys in force are those of the process: ``use`` sets
them before the first screen is made. Textual's bindings are made once, with the usual keys and
the actions' ids; a person's own go over them as Textual's keymap, so that the usual ones cost
nothing.
"""

from collections.abc import Iterable
from functools import cache

from textual.binding import Binding
from textual.keys import _character_to_key

from modtui.actions import ACTIONS, BY_ID, Action, contexts, leaving, on_screen
from modtui.keymap import AZERTY, Keymap, shown

UNBOUND = "no-key"
"""What Textual is told is the key of an action that has none; no terminal sends it."""

_in_force = Keymap()


def use(keymap: Keymap) -> None:
    """These are the keys from now on."""
    global _in_force
    _in_force = keymap
    _bound.cache_clear()


def keymap() -> Keymap:
    """The keys in force."""
    return _in_force


def keys_of(action: Action) -> tuple[str, ...]:
    """The keys of an action; empty where it can only be typed."""
    return _in_force.of(action.id, action.keys)


def of(action: str) -> str:
    """The key of an action as sentences name it; ``:undo`` where it can only be typed."""
    keys = keys_of(BY_ID[action])
    return shown(keys[0]) if keys else f":{action}"


def out_of(screen: str) -> str:
    """The key that leaves a screen, as sentences name it."""
    return of(leaving(screen)[0].id)


def undo_on(screen: str) -> str:
    """The key that takes a decision back on a screen; empty where none does."""
    found = (action.id for action in on_screen(screen) if action.id in ("undo", "take-back"))
    return next((of(action) for action in found), "")


def of_verb(verb: str, screen: str) -> str:
    """A key of a verb that does nothing else on a screen, or nothing."""
    act = f"app.verb('{verb}')"
    found = (key for action in ACTIONS if action.act == act for key in keys_of(action))
    return next((key for key in found if not is_bound(screen, key)), "")


def keys_shown(action: Action) -> str:
    """All keys of an action; a run of digits in short."""
    keys = keys_of(action)
    if len(keys) > 5:
        return f"{keys[0]}…{keys[-1]}"
    return " ".join(shown(key) for key in keys) or f":{action.id}"


def rule_key(key: str) -> str:
    """A rule's own key, and what else counts as it: ``1 &``."""
    if not _in_force.azerty:
        return key
    return " ".join((key, *(typed for typed, digit in AZERTY.items() if digit == key)))


def key_name(key: str) -> str:
    """Textual's name of a key: ``question_mark`` for ``?``."""
    return _character_to_key(key) if len(key) == 1 else key


def bindings(context: str) -> list[Binding]:
    """Textual's bindings for one context, with the usual keys."""
    return [
        Binding(",".join(key_name(key) for key in action.keys), action.act, show=False,
                id=action.id)
        for action in ACTIONS
        if action.context == context and action.act
    ]  # fmt: skip


def textual_keymap() -> dict[str, str]:
    """What Textual is to know of the person's own keys."""
    return {
        action: ",".join(key_name(key) for key in keys) or UNBOUND
        for action, keys in _in_force.keys.items()
    }


def actions(screen: str) -> Iterable[Action]:
    """What the keys do on a screen, in the order of the registry."""
    return on_screen(screen)


def hints(screen: str, without: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Key and word for the footer, the most needed first. What can only be typed is left out."""
    left_out = set(without)
    found = [
        (action, action.short)
        for action in on_screen(screen)
        if action.short is not None and action.id not in left_out and keys_of(action)
    ]
    found.sort(key=lambda pair: -pair[0].weight)
    # Moving is one hint for both directions.
    both = {
        "down": "up",
        "search-next": "search-previous",
        "response-next": "response-previous",
    }
    return [
        (of(a.id) + (f"/{of(both[a.id])}" if a.id in both else ""), short()) for a, short in found
    ]


@cache
def _bound(screen: str) -> frozenset[str]:
    bound = [key for action in on_screen(screen) if action.act for key in keys_of(action)]
    return frozenset((*bound, *map(key_name, bound)))


def is_bound(screen: str, key: str) -> bool:
    """Whether a key (Textual's name or its character) does something on a screen."""
    return key in _bound(screen)


__all__ = [
    "actions", "bindings", "contexts", "hints", "is_bound", "key_name", "keymap", "keys_of",
    "keys_shown", "of", "of_verb", "out_of", "rule_key", "shown", "textual_keymap", "undo_on",
    "use",
]  # fmt: skip
