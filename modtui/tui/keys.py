"""Every key of the desk, by screen: bindings, footer and help are all made from here."""

from collections.abc import Iterable, Iterator

from textual.binding import Binding

from modtui.tui.actions import ACTIONS, Action

ALIASES = {
    "desk": ("queue", "verbs", "desk", "list", "all"),
    "case": ("case", "verbs", "desk", "list", "all"),
    "alike": ("alike", "verbs", "list", "all"),
    "searching": ("searching",),
    "filtering": ("filtering",),
    "responses": ("responses",),
    "writing": ("writing",),
}  # fmt: skip
"""The contexts that work together: where cases are decided, and where letters are typed."""

_SHOWN = {
    "enter": "Enter", "escape": "Esc", "space": "Space", "pagedown": "PgDn", "pageup": "PgUp",
    "home": "Home", "end": "End", "up": "↑", "down": "↓", "tab": "Tab", "f1": "F1",
}  # fmt: skip


def contexts(screen: str) -> tuple[str, ...]:
    """The contexts whose keys work on a screen."""
    return ALIASES.get(screen, (screen, "list", "all"))


def actions(screen: str) -> Iterator[Action]:
    """What the keys do on a screen, in the order of the registry."""
    wanted = contexts(screen)
    return (action for action in ACTIONS if action.context in wanted)


def bindings(context: str) -> list[Binding]:
    """Textual's bindings for one context."""
    return [
        Binding(",".join(key_name(key) for key in action.keys), action.act, show=False)
        for action in ACTIONS
        if action.context == context and action.act
    ]


def of_verb(verb: str) -> str:
    """The key of a verb, or nothing."""
    act = f"app.verb('{verb}')"
    return next((shown(action.keys[0]) for action in ACTIONS if action.act == act), "")


def key_name(key: str) -> str:
    """Textual's name of a key: ``question_mark`` for ``?``."""
    return _NAMES.get(key, key)


_NAMES = {"?": "question_mark", "=": "equals_sign", "/": "slash", "*": "asterisk"}


def shown(key: str) -> str:
    """A key as people write it: ``Ctrl+P``, ``Enter``, ``↓``."""
    if key.startswith("ctrl+"):
        return "Ctrl+" + key[5:].upper()
    return _SHOWN.get(key, key)


def keys_shown(action: Action) -> str:
    """All keys of an action; a run of digits in short."""
    if len(action.keys) > 3:
        return f"{action.keys[0]}…{action.keys[-1]}"
    return " ".join(shown(key) for key in action.keys)


def hints(screen: str, without: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Key and word for the footer, the most needed first."""
    left_out = set(without)
    found = [action for action in actions(screen) if action.short and action.id not in left_out]
    found.sort(key=lambda action: -action.weight)
    hints = []
    for action in found:
        assert action.short is not None  # noqa: S101 - filtered above
        # Moving is one hint for both directions.
        keys = {"down": "j/k", "search-next": "↑/↓", "response-next": "↑/↓"}.get(
            action.id
        ) or shown(action.keys[0])
        hints.append((keys, action.short()))
    return hints


def is_bound(screen: str, key: str) -> bool:
    """Whether a key (Textual's name or its character) does something on a screen."""
    return any(
        key == bound or key == key_name(bound)
        for action in actions(screen)
        if action.act
        for bound in action.keys
    )
