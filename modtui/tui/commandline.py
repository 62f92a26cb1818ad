"""The command line: what can be typed, what it completes to, and doing it.

Every action of the registry can be typed by its id on the screens where its key works. A verb
takes what it is to use, in any order: a rule, a length of time, a contact, a language, a
response. It still goes through its preview where it touches a person.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from modtui.actions import ACTIONS, BY_ID, Action
from modtui.model import Verb
from modtui.text import Safe, safe, safe_line
from modtui.triage.choices import Choices
from modtui.triage.views import CaseView
from modtui.tui import keys
from modtui.words import _
from modtui.yamlfile import closest, quoted

if TYPE_CHECKING:
    from modtui.rules.ruleset import Ruleset
    from modtui.tui.acting import Acting
    from modtui.tui.screens.sheet import Sheet

ALSO = {
    "approve": "keep", "delete": "remove", "silence": "mute", "quit": "leave", "q": "leave",
    "exit": "leave", "rules": "rule",
}  # fmt: skip
"""What people type for it elsewhere."""
FILTER_QUEUE = "filter-queue"
LEAVING = ("close", "app.leave")
FOREVER = ("forever", "permanent")
_UNITS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}


class Refused(Exception):
    """What was typed means nothing here. ``str()`` is a plain sentence."""


async def command(app: "Acting", sheet: "Sheet[Any]") -> None:
    """Asks for a command, and does it on the screen that it was asked on.

    It ends when the line is there, and the app looks at no other key before.
    """
    from modtui.tui.screens.command import CommandScreen

    def typed(text: str | None) -> None:
        if text:
            app.act_within(_told(app, sheet, text))

    await app.push_screen(CommandScreen(lambda text: fitting(app, sheet, text)), typed)


async def _told(app: "Acting", sheet: "Sheet[Any]", typed: str) -> None:
    try:
        await run(app, sheet, typed)
    except Refused as refusal:
        app.say(str(refusal), "bar-warn")


async def run(app: "Acting", sheet: "Sheet[Any]", typed: str) -> None:
    """Does what was typed. Raises Refused."""
    name, _blank, rest = typed.strip().lstrip(":").strip().partition(" ")
    name, rest = ALSO.get(name, name), rest.strip()
    action = _action(sheet, name)
    verb = name if action is None else _verb_of(action)
    if verb is not None and (action is None or rest):
        _decide(app, sheet, verb, rest.split())
    elif action is None:
        raise Refused(_unknown(app, sheet, name))
    elif not rest:
        await app.run_action(action.act, _namespace(sheet, action))
    elif action.id in ("rule", "change-rule"):
        _choose_rule(app, sheet, rest)
    elif action.id == "note" and (found := app.current()) is not None:
        from modtui.tui import deciding

        app.act(deciding.add_note(app, found[1], safe_line(rest, 2000)))
    elif not sheet.typed(action.id, rest):
        raise Refused(
            _("“{command}” takes nothing after it; you typed {words}.").format(
                command=action.id, words=quoted(rest)
            )
        )


def fitting(app: "Acting", sheet: "Sheet[Any]", typed: str) -> tuple[Safe, ...]:
    """What the last word of what is typed can become, whole and in the order of the registry."""
    *before, last = typed.lstrip(":").split(" ")
    words = _commands(app, sheet) if not before else _arguments(app, sheet, before[0])
    found = dict.fromkeys(word for word in words if word.startswith(last) and word not in before)
    return tuple(safe_line(word, 60) for word in found)


def _commands(app: "Acting", sheet: "Sheet[Any]") -> list[str]:
    known = [action.id for action in keys.actions(sheet.NAME) if action.act]
    # As it is called in the audit pane.
    more = ["filter"] if FILTER_QUEUE in known else []
    return [*known, *more, "quit", *_more_verbs(app, sheet)]


def _arguments(app: "Acting", sheet: "Sheet[Any]", name: str) -> Iterable[str]:
    name = ALSO.get(name, name)
    ruleset = app.desk.ruleset
    rules = [rule.id for rule in ruleset.rules]
    if name in ("rule", "change-rule"):
        return rules
    if name == Verb.ESCALATE:
        return [contact.id for contact in ruleset.contacts] + rules
    if _action(sheet, name) is not None and _verb_of(BY_ID[name]) is None:
        return ()
    responses = [response.id for response in ruleset.responses]
    return [*rules, *responses, *ruleset.languages]


def _more_verbs(app: "Acting", sheet: "Sheet[Any]") -> list[str]:
    """The verbs of this case that have no key of their own."""
    key = sheet.case_key()
    if key is None:
        return []
    try:
        states = app.desk.verbs(sheet.case_view(key))
    except KeyError:
        return []
    return [state.verb for state in states if state.verb not in BY_ID]


def _action(sheet: "Sheet[Any]", name: str) -> Action | None:
    found = (action for action in keys.actions(sheet.NAME) if action.act)
    if name == "leave" and sheet.NAME != "desk":
        # Quitting is leaving the screen, as its key does.
        return next((action for action in found if action.act in LEAVING), None)
    names = (name, FILTER_QUEUE) if name == "filter" else (name,)
    return next((action for action in found if action.id in names), None)


def _verb_of(action: Action) -> str | None:
    match = re.fullmatch(r"app\.verb\('([\w:-]+)'\)", action.act)
    return match[1] if match else None


def _namespace(sheet: "Sheet[Any]", action: Action) -> Any:
    return sheet.focused or sheet if action.context == "list" else sheet


def _unknown(app: "Acting", sheet: "Sheet[Any]", name: str) -> str:
    shown = quoted(name)
    elsewhere = BY_ID.get(name)
    if elsewhere is not None:
        from modtui.tui.screens.text import titles_of_contexts

        return _("{command} does nothing here. It is for: {where}.").format(
            command=shown, where=titles_of_contexts()[elsewhere.context]
        )
    hint = closest(name, (*_commands(app, sheet), *(action.id for action in ACTIONS)))
    more = _("{key} lists what fits").format(key="Tab")
    return _("There is no command {command}: {hint}").format(command=shown, hint=hint or more)


def _choose_rule(app: "Acting", sheet: "Sheet[Any]", word: str) -> None:
    rule = _rule(app.desk.ruleset, word)
    if rule is None:
        known = [rule.id for rule in app.desk.ruleset.rules]
        raise Refused(
            _("There is no rule {word}. {hint}").format(
                word=quoted(word), hint=closest(word, known)
            )
        )
    sheet.rule_chosen(rule)


def _rule(ruleset: "Ruleset", word: str) -> str | None:
    """The id of a rule, by its id or its key."""
    found = (rule.id for rule in ruleset.rules if word in (rule.id, rule.key) and word)
    return next(found, None)


def _decide(app: "Acting", sheet: "Sheet[Any]", verb: str, words: Sequence[str]) -> None:
    from modtui.tui import deciding

    found = app.current()
    if found is None:
        return
    key = found[1]
    try:
        view = sheet.case_view(key)
    except KeyError:
        raise Refused(_("This case cannot be read.")) from None
    if verb not in {state.verb for state in app.desk.verbs(view)}:
        raise Refused(_unknown(app, sheet, verb))
    wish = wished(app.desk.ruleset, verb, words, view)
    if several := sheet.chosen_cases():
        from modtui.tui import bulk

        app.act(bulk.decide(app, sheet, several, wish))
    else:
        app.act(deciding.decide(app, sheet, key, wish))


def wished(ruleset: "Ruleset", verb: str, words: Sequence[str], view: CaseView) -> Choices:
    """A verb with what was typed after it. Raises Refused with what was meant."""
    wish = Choices(verb)
    contacts = [contact.id for contact in ruleset.contacts] if verb == Verb.ESCALATE else []
    responses = [response.id for response in ruleset.responses]
    for word in words:
        choice: dict[str, object]
        # A contact's and a rule's id may be the same word: the contact is what is missing.
        if word in contacts:
            choice = {"contact": word}
        elif (rule := _rule(ruleset, word)) is not None:
            choice = {"rule": rule}
        elif (seconds := _seconds(word)) is not msgspec.UNSET:
            choice = {"seconds": seconds}
        elif word in responses:
            choice = {"response": word}
        elif word in ruleset.languages:
            choice = {"language": word}
        else:
            known = [*contacts, *(rule.id for rule in ruleset.rules), *responses]
            hint = closest(word, known) or _("a length of time is 30m, 12h, 7d, 2w or forever")
            raise Refused(
                _("{word} is no rule, length of time or response here: {hint}").format(
                    word=quoted(word), hint=hint
                )
            )
        wish = msgspec.structs.replace(wish, **choice)
    return wish


def _seconds(word: str) -> int | None | msgspec.UnsetType:
    if word in FOREVER:
        return None
    match = re.fullmatch(r"([1-9][0-9]{0,3})([mhdw])", word)
    return int(match[1]) * _UNITS[match[2]] if match else msgspec.UNSET


def common(words: Sequence[str]) -> Safe:
    """How far all these words are the same."""
    import os.path

    return safe(os.path.commonprefix(list(words)))
