"""A letter means in plain mode what its key means on the desk."""

import pytest

from modtui.actions import ACTIONS
from modtui.keymap import RESERVED
from modtui.plain.commands import AT_A_CASE, AT_A_PREVIEW, IN_THE_OUTBOX, Command, Vocabulary, find


@pytest.mark.parametrize("commands", [AT_A_CASE, AT_A_PREVIEW, IN_THE_OUTBOX])
def test_letters_are_the_desks_own(commands: tuple[Command, ...]) -> None:
    keys = {action.id: action.keys for action in ACTIONS}
    for command in commands:
        if command.letter and command.id in keys:
            assert command.letter in keys[command.id], command.id


def test_every_verb_of_the_desk_can_be_typed() -> None:
    known = {command.id for command in AT_A_CASE}
    verbs = {action.id for action in ACTIONS if action.act.startswith("app.verb(")}
    assert verbs and verbs <= known


@pytest.mark.parametrize("commands", [AT_A_CASE, AT_A_PREVIEW, IN_THE_OUTBOX])
def test_no_letter_and_no_word_means_two_things(commands: tuple[Command, ...]) -> None:
    letters = [command.letter for command in commands if command.letter]
    words = [word for command in commands for word in {command.id, command.word()}]
    assert len(letters) == len(set(letters))
    assert len(words) == len(set(words))
    assert not RESERVED & set(letters)


def test_letters_are_those_of_the_persons_own_keys() -> None:
    own = {"remove": ("q", "r"), "leave": ("Q",), "keep": ("space", "g"), "help": ("f1",)}
    words = Vocabulary(lambda id, usual: own.get(id, usual))
    for letter, id in {"q": "remove", "Q": "leave", "g": "keep", "?": "help", "w": "warn"}.items():
        found = find(words.at_case, letter)
        assert found is not None and found.id == id
    assert words.short("let-in") == "in"
    assert find(words.at_case, "r") is None and find(words.at_case, "remove") is not None


def test_an_abbreviation_is_no_command() -> None:
    assert find(AT_A_CASE, "rem") is None
    assert find(AT_A_CASE, "Remove") is find(AT_A_CASE, "r")
    assert find(AT_A_CASE, "U") is not find(AT_A_CASE, "u")
