"""Keys belong to the person: the same story with other keys, and nothing but real keys named."""

import ast
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from modtui.actions import ACTIONS, BY_ID
from modtui.demo.opening import demo_desk, demo_file
from modtui.keymap import AZERTY, Keymap
from modtui.keypresets import NAMES, keymap
from modtui.tui import keys
from modtui.tui.screens.audit import AuditSheet
from modtui.tui.screens.case import CaseSheet
from modtui.tui.screens.outbox import OutboxSheet
from modtui.tui.screens.preview import PreviewSheet
from modtui.tui.screens.rules import RulesSheet
from tests.tui.conftest import Clock, Person, seated

ROOT = Path(__file__).resolve().parent.parent.parent
FRAUD = "Dear members, ignore the jealous people"


@asynccontextmanager
async def with_keys(
    folder: Path, own: Keymap, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Person]:
    """A moderator with these keys at the demo's desk."""
    clock = Clock()
    desk = demo_desk(folder, clock=clock)
    async with seated(desk, clock, demo_file(folder), size=size, keymap=own) as person:
        yield person


@pytest.mark.parametrize("name", NAMES)
async def test_a_sitting_goes_the_same_way_with_any_keys(tmp_path: Path, name: str) -> None:
    async with with_keys(tmp_path, keymap(name)) as person:
        await person.goes_to(FRAUD)
        await person.does("open")
        assert isinstance(person.app.screen, CaseSheet)
        await person.sees(f"{keys.of('keep')} keep", f"{keys.of('close-case')} back")
        first = person.app.screen.key
        await person.does("next", "previous")
        assert person.app.screen.key == first

        rule = person.desk.ruleset.rules[0]
        digits = {digit: typed for typed, digit in AZERTY.items()}
        await person.presses(digits[rule.key] if name == "azerty" else rule.key)
        await person.sees("The next verb uses it")
        await person.does("remove")
        await person.sees("About to decide", f"{keys.of('confirm')} yes, do it")
        assert isinstance(person.app.screen, PreviewSheet)
        assert person.app.screen.draft.rule == rule.id
        await person.does("confirm")
        await person.sees(f"{keys.of('undo')} takes it back")
        await person.does("close-case", "undo")
        await person.sees("taken back")
        assert not person.desk.pending()

        await person.does("keep", "outbox")
        assert isinstance(person.app.screen, OutboxSheet)
        await person.does("take-back", "close-outbox", "audit")
        assert isinstance(person.app.screen, AuditSheet)
        await person.does("close-audit", "sort")
        await person.sees(f"{keys.of('explain')} explains it")
        await person.does("leave")
        await person.until_changed(lambda: person.app.leaving)


async def test_a_key_that_was_given_away_does_nothing_and_names_the_real_help(
    tmp_path: Path,
) -> None:
    own = Keymap(keys={"remove": ("F",), "help": ("f1",)})
    async with with_keys(tmp_path, own) as person:
        await person.goes_to(FRAUD)
        await person.presses("r")
        await person.sees("This key does nothing here. F1 for help")
        await person.presses("F")
        assert isinstance(person.app.screen, PreviewSheet)


async def test_an_action_without_a_key_is_left_out_of_the_footer_and_can_be_typed(
    tmp_path: Path,
) -> None:
    async with with_keys(tmp_path, Keymap(keys={"ban": ()})) as person:
        await person.goes_to(FRAUD)
        assert " ban " not in person.lines()[-1]
        await person.presses("b")
        assert person.app.screen is person.app.desk_sheet
        await person.does("help")
        await person.sees(":ban", "ban the author")
        await person.does("close-text", "command")
        await person.presses(*"ban", "enter")
        await person.until_changed(lambda: isinstance(person.app.screen, PreviewSheet))


async def test_keys_can_change_places(tmp_path: Path) -> None:
    async with with_keys(tmp_path, Keymap(keys={"keep": ("r",), "remove": ("a",)})) as person:
        await person.goes_to(FRAUD)
        await person.presses("a")
        assert isinstance(person.app.screen, PreviewSheet)
        await person.does("cancel")
        await person.presses("r")
        await person.sees("Kept")


@pytest.mark.parametrize("name", NAMES)
async def test_help_and_palette_show_the_keys_of_the_person(tmp_path: Path, name: str) -> None:
    async with with_keys(tmp_path, keymap(name), size=(80, 250)) as person:
        await person.does("help")
        for action in ACTIONS:
            told = keys.keys_shown(action)
            assert any(line.startswith(f"   {told} ") for line in person.lines()), action.id
        await person.does("close-text")
        await person.presses("ctrl+p", *"remove it")
        await person.sees(f"({keys.keys_shown(BY_ID['remove'])})")


async def test_in_the_list_of_verbs_leaving_stays_leaving(tmp_path: Path) -> None:
    """Where q removes, it still leaves the list that names every verb."""
    async with with_keys(tmp_path, keymap("huggle")) as person:
        await person.goes_to(FRAUD)
        await person.does("verbs")
        await person.sees("Which verb?")
        await person.presses("q")
        assert person.app.screen is person.app.desk_sheet
        await person.does("verbs")
        await person.presses("r")
        await person.until_changed(lambda: isinstance(person.app.screen, PreviewSheet))


async def test_searching_the_rules_begins_at_once(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("open", "search-rules")
    sheet = person.app.screen
    assert isinstance(sheet, RulesSheet)
    await person.presses(*"privacy", "enter")
    await person.sees("The next verb uses it")
    await person.does("remove", "search-change")
    await person.presses(*"fraud", "enter")
    await person.until_drafted("scam")


async def test_next_and_previous_pass_over_what_is_decided(person: Person) -> None:
    queue = person.app.desk_sheet.queue
    await person.does("down", "keep", "previous")
    assert queue.cursor == 0
    await person.does("next")
    assert queue.cursor == 2
    await person.does("previous", "previous")
    assert queue.cursor == len(queue.rows) - 1


async def test_a_dot_keeps_one_decision_on_its_case(person: Person) -> None:
    queue = person.app.desk_sheet.queue
    await person.does("stay")
    await person.sees("The next verb stays here.")
    await person.does("keep")
    assert queue.cursor == 0 and len(person.desk.pending()) == 1
    await person.does("undo", "stay", "down", "keep")
    assert queue.cursor == 2, "another key in between lets go of it"


async def test_a_key_that_is_held_down_decides_once(person: Person) -> None:
    await person.does("keep")
    person.app.guard = 1000.0
    await person.does("keep")
    await person.does("keep")
    assert len(person.desk.pending()) == 1


async def test_undo_held_down_takes_back_one_decision(person: Person) -> None:
    await person.does("keep", "keep", "keep")
    person.app.guard = 1000.0
    await person.does("undo", "undo")
    assert len(person.desk.pending()) == 2


def sentences() -> list[tuple[str, str]]:
    """Every sentence of the screens, with the file it is in."""
    found = []
    for file in sorted((ROOT / "modtui" / "tui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "plural"):
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                found += [(file.name, text) for text in texts if isinstance(text, str)]
    return found


def test_no_sentence_names_a_key_by_itself() -> None:
    named = re.compile(r"(?:^|[\s(–·])(?:[b-hj-zB-HJ-Z]|[/?=:.])(?=[ ,:)]|$)|Esc\b|PgDn|Tab\b")
    # A prompt's Enter and Esc are not configured; "{n} s" are seconds, "/" is no key there.
    found = [
        (file, text)
        for file, text in sentences()
        if named.search(text.replace("} s", "}").replace("age / goal", ""))
        and file != "asking.py"
    ]
    assert found == []


def test_the_page_of_keys_is_what_the_bindings_say() -> None:
    done = subprocess.run([sys.executable, ROOT / ".make" / "keys.py", "--check"], text=True)
    assert done.returncode == 0


@pytest.mark.parametrize("name", NAMES)
def test_one_key_leaves_every_screen(name: str) -> None:
    own = keymap(name)
    usual = BY_ID["close-case"]
    back = own.of(usual.id, usual.keys)[0]
    for action in ACTIONS:
        if action.keys == usual.keys:
            assert back in own.of(action.id, action.keys), action.id
