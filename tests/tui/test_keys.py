"""The keys: one registry, told truly by footer, help and palette."""

import string

import pytest

from modtui.actions import ACTIONS
from modtui.keymap import RESERVED
from modtui.shipped import names, shipped
from modtui.tui import keys
from modtui.tui.pieces import cells
from modtui.tui.screens.text import TextSheet, help_words
from modtui.tui.theme import DUSK, Looks
from modtui.tui.widgets.bars import Footer
from tests.tui.conftest import Person

SCREENS = (
    "desk", "case", "link", "preview", "outbox", "audit", "choice", "responses", "rules",
    "searching", "problems", "text", "writing", "command", "filtering", "views", "alike",
    "bulk", "batch",
)  # fmt: skip


@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_does_two_things_on_one_screen(screen: str) -> None:
    seen: dict[str, str] = {}
    for action in keys.actions(screen):
        for key in action.keys:
            assert key not in seen, f"{key}: {action.id} and {seen[key]}"
            seen[key] = action.id


def test_tails_of_arrow_keys_carry_nothing() -> None:
    for action in ACTIONS:
        assert not RESERVED & set(action.keys), action.id


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_can_be_left_without_escape(screen: str) -> None:
    leaving = [a for a in keys.actions(screen) if "escape" in a.keys or a.id == "leave"]
    assert leaving and any(key != "escape" for action in leaving for key in action.keys)


@pytest.mark.parametrize("name", names("rulesets"))
def test_rule_keys_of_shipped_rulesets_are_free_where_rules_are_chosen(name: str) -> None:
    from modtui.rules.loader import load

    for rule in load(shipped("rulesets") / f"{name}.yaml").rules:
        for screen in ("desk", "case", "link", "preview", "rules"):
            assert not keys.is_bound(screen, rule.key), f"{rule.id}: {rule.key} on {screen}"


async def test_the_help_lists_every_binding_that_works(person: Person) -> None:
    await person.does("help")
    assert isinstance(person.app.screen, TextSheet)
    words = help_words("desk", person.desk.ruleset)
    told = {"".join(piece.text for piece in line.lead).strip() for line in words}
    for action in ACTIONS:
        assert keys.keys_shown(action) in told, action.id
    await person.does("close-text")
    bound = {
        key
        for _, map_ in person.app.screen._modal_binding_chain
        for key, found in map_.key_to_bindings.items()
        if any(not binding.system for binding in found)
    }
    told_keys = {keys.key_name(key) for action in keys.actions("desk") for key in action.keys}
    textuals = {"ctrl+q", "ctrl+c", "super+c", "tab", "shift+tab"}
    assert bound - told_keys <= textuals


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("width", [20, 40, 60, 79, 80, 120])
def test_the_footer_never_clips_a_hint(screen: str, width: int) -> None:
    hints = keys.hints(screen)
    fitting = Footer(Looks(DUSK), hints).fitting(width)
    assert 1 + sum(cells(key) + cells(word) + 3 for key, word in fitting) - 2 <= width
    assert fitting[0] == hints[0]


async def test_a_key_that_does_nothing_says_where_help_is(person: Person) -> None:
    await person.presses("z")
    assert "? for help" in person.screen()
    assert not person.desk.pending()


async def test_pieces_of_an_arrow_key_do_nothing_at_all(person: Person) -> None:
    before = person.screen()
    for key in "[ABCDO":
        await person.presses(key)
    assert person.screen() == before


async def test_a_paste_is_never_taken_for_keys(person: Person) -> None:
    from textual import events

    person.app.post_message(events.Paste(string.ascii_letters))
    await person.at_rest()
    assert not person.desk.pending()
    assert person.app.screen is person.app.desk_sheet


async def test_a_verb_right_after_its_case_came_up_is_dropped_and_said_so(person: Person) -> None:
    person.app.guard = 1000.0
    await person.does("open")
    await person.does("keep")
    assert "Too quick" in person.screen()
    assert not person.desk.pending()


async def test_a_page_turned_in_the_palette_before_its_list_is_there_harms_nothing(
    person: Person,
) -> None:
    from textual import events

    for key in ("ctrl+p", "pageup", "pagedown", "pageup", "end"):
        person.app.post_message(events.Key(key, None))
    await person.until_changed(lambda: "Palette" in type(person.app.screen).__name__)
    await person.presses("escape")
    assert person.app.crashed is None


async def test_the_palette_draws_nothing_but_words(person: Person) -> None:
    before = set(person.screen())
    await person.does("palette")
    await person.sees("warn the author")
    drawn = {sign for sign in set(person.screen()) - before if not sign.isascii()}
    assert drawn <= {"…"}


async def test_the_palette_runs_our_own_actions_by_name(person: Person) -> None:
    await person.presses("ctrl+p")
    await person.presses(*"audit")
    await person.until_changed(lambda: "what was decided" in person.screen())
    await person.presses("enter")
    await person.sees("Audit", "Nothing was decided")
