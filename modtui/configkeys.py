"""What may stand under ``keys:`` in ``modtui.yaml``, and every way in which it can be wrong."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from modtui.actions import ACTIONS, BY_ID, TYPED, Action, leaving, on_screen, screens
from modtui.configparts import Part, Text
from modtui.keymap import AZERTY as DIGITS
from modtui.keymap import RESERVED, TAKEN, Keymap, key_of, shown
from modtui.keypresets import AZERTY, NAMES, PRESETS
from modtui.problems import Problem
from modtui.words import _
from modtui.yamlfile import Document, Where, closest, quoted

LEADING = frozenset({"open", "choose", "choose-rule", "search-choose", "run-command", "done"})
"""What may lead to a preview, besides verbs: what confirms there must be another key."""
NEEDED = ("help", "command")
"""Without these nobody would find, or could type, what has no key."""


def _listed(value: Any) -> Any:
    """One key stands for a list of one; digits are keys too, as far as the shape goes."""
    many = value if isinstance(value, list) else [value]
    return [str(key) if type(key) is int else key for key in many]


class KeysPart(Part):
    """``keys:`` in its long form; the name of a preset alone is the short one."""

    preset: Text = "modtui"
    azerty: bool = False
    bind: dict[Text, Annotated[list[Text], BeforeValidator(_listed)]] = {}


def _long(value: Any) -> Any:
    return {"preset": value} if isinstance(value, str) else value


Keys = Annotated[KeysPart, BeforeValidator(_long), Field()]


def keymap_of(part: KeysPart) -> Keymap:
    """The keys as they were meant. ``check_keys`` found nothing wrong with them."""
    bound = {action: tuple(key_of(key) or "" for key in keys) for action, keys in part.bind.items()}
    azerty = part.azerty or part.preset == AZERTY
    preset = "modtui" if part.preset == AZERTY else part.preset
    return Keymap(preset=preset, azerty=azerty, keys={**PRESETS[preset], **bound})


def check_keys(document: Document, keys: Any) -> Iterator[Problem]:
    """What is wrong with ``keys:``. Takes data of any shape; the schema tells of wrong shapes."""
    where: Where = ("keys",)
    part = keys if isinstance(keys, dict) else {}
    preset = keys if isinstance(keys, str) else part.get("preset", "modtui")
    if not isinstance(preset, str):
        return
    if preset not in NAMES:
        hint = closest(preset, NAMES) or _("there are: {names}").format(names=", ".join(NAMES))
        place = (*where, "preset") if part else where
        yield document.problem(place, _("there are no keys of this name"), hint)
        return
    azerty = preset == AZERTY or part.get("azerty") is True
    made: dict[str, tuple[str, ...]] = dict(PRESETS.get(preset, {}))
    places: dict[tuple[str, str], Where] = {}
    bind = part.get("bind")
    wrong = False
    for action, written in bind.items() if isinstance(bind, dict) else ():
        place = (*where, "bind", action)
        if problem := _action(document, place, action):
            wrong = True
            yield problem
            continue
        many = _listed(written)
        if not all(isinstance(key, str) for key in many):
            return
        found: list[str] = []
        for index, key in enumerate(many):
            at = (*place, index) if isinstance(written, list) else place
            if problem := _key(document, at, BY_ID[action], key, azerty):
                wrong = True
                yield problem
            elif (known := key_of(key)) is not None and known not in found:
                found.append(known)
                places[action, known] = at
        made[action] = tuple(found)
    if not wrong:
        keymap = Keymap(preset=preset, azerty=azerty, keys=made)
        for clash in clashes(keymap):
            yield _told(document, where, places, *clash)
        yield from _locked_in(document, where, keymap)


def _action(document: Document, where: Where, name: str) -> Problem | None:
    action = BY_ID.get(name)
    if action is None:
        known = [action.id for action in ACTIONS if action.act]
        hint = closest(name, known) or _("docs/keys.md lists them")
        return document.problem(where, _("there is no action of this name"), hint, key=True)
    if not action.act:
        message = _("this one keeps its keys")
        hint = _("rules have their keys from the ruleset") if name == "rule-key" else ""
        return document.problem(where, message, hint, key=True)
    return None


def _key(
    document: Document, where: Where, action: Action, written: str, azerty: bool
) -> Problem | None:
    key = key_of(written)
    names = ("enter", "escape", "space", "tab", "backspace", "pageup", "pagedown", "home", "end")
    if key is None:
        hint = closest(written, names) or _("one character, or a name such as enter, f2, ctrl+r")
        return document.problem(where, _("there is no key of this name"), hint)
    if key in RESERVED:
        message = _("{key} cannot be a key: slow lines make it out of arrow keys")
        hint = _("take a small letter, or another capital than A, B, C, D, O")
        return document.problem(where, message.format(key=quoted(key)), hint)
    if key in TAKEN:
        message = _("{key} means the same everywhere, and cannot mean anything else")
        return document.problem(where, message.format(key=shown(key)))
    if key in "0123456789" or (azerty and key in DIGITS):
        message = _("digits choose rules: {key} cannot do anything else")
        return document.problem(where, message.format(key=quoted(key)))
    if action.context in TYPED and len(key) == 1:
        hint = _("take a key with Ctrl, or one such as escape or f2")
        return document.problem(where, _("letters are typed there"), hint)
    return None


def clashes(keymap: Keymap) -> Iterator[tuple[str, Action, Action, bool]]:
    """Each key with two actions that it would have, once. The last part: whether it would
    confirm in a preview what it began."""
    told: set[tuple[str, str, str]] = set()
    for screen in screens():
        seen: dict[str, Action] = {}
        for action in on_screen(screen):
            for key in keymap.of(action.id, action.keys):
                other = seen.setdefault(key, action)
                if other is not action and (key, other.id, action.id) not in told:
                    told.add((key, other.id, action.id))
                    yield key, other, action, False
    confirm = BY_ID["confirm"]
    begins = [action for action in ACTIONS if action.context == "verbs" or action.id in LEADING]
    for key in keymap.of("confirm", confirm.keys):
        begun = [action for action in begins if key in keymap.of(action.id, action.keys)]
        for action in begun[:1]:
            yield key, action, confirm, True


def _told(
    document: Document,
    where: Where,
    places: dict[tuple[str, str], Where],
    key: str,
    first: Action,
    second: Action,
    confirms: bool,
) -> Problem:
    """A clash, at the place of the one that was bound in this file."""
    at = places.get((second.id, key))
    other = first
    if at is None:
        at, other = places.get((first.id, key)), second
    name = quoted(shown(key))
    if confirms:
        message = _("{key} would begin a decision and confirm it: it is the key of {other} too")
        hint = _("a key that is pressed twice must not decide")
    else:
        message = _("{key} is the key of {other} on the same screen")
        hint = _("give one of them another key")
    return document.problem(at or where, message.format(key=name, other=other.id), hint)


def _locked_in(document: Document, where: Where, keymap: Keymap) -> Iterator[Problem]:
    """Screens that could not be left, and what must have a key."""
    for name in NEEDED:
        if not keymap.of(name, BY_ID[name].keys):
            place = (*where, "bind", name)
            yield document.problem(place, _("{action} needs a key").format(action=name))
    told: set[str] = set()
    for screen in screens():
        ways = leaving(screen)
        if not any(keymap.of(action.id, action.keys) for action in ways):
            action = ways[0].id
            if action not in told:
                told.add(action)
                message = _("without a key for {action} there is no way to leave that screen")
                place = (*where, "bind", action)
                yield document.problem(place, message.format(action=action))
