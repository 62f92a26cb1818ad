"""The rules beside a case: read, searched, chosen, and edited while the desk is open."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual import events

from modtui.adapters.base import Setting
from modtui.adapters.local import LocalAdapter
from modtui.demo.names import NAME, ROUTES, YOU
from modtui.demo.opening import demo_desk, demo_file
from modtui.paths import StorePaths
from modtui.shipped import shipped
from modtui.triage.desk import Desk, Settings
from modtui.triage.opening import build
from modtui.tui.screens.preview import PreviewSheet
from modtui.tui.screens.problems import ProblemsSheet
from modtui.tui.screens.rules import RulesSheet
from modtui.words import use
from tests.tui.conftest import Clock, Person, seated

FRAUD = "Dear members, ignore the jealous people"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A ruleset of the community's own."""
    file = tmp_path / "own-rules.yaml"
    file.write_bytes((shipped("rulesets") / "community-en.yaml").read_bytes())
    return file


def own_desk(folder: Path, file: Path, clock: Clock, *, restricted: bool = False) -> Desk:
    """The demo's community, judged by a ruleset that can be edited."""
    demo_desk(folder, clock=clock)
    setting = Setting(community=NAME, file=demo_file(folder), user=YOU)
    store = StorePaths(
        folder / "journal", folder / "index", folder / "state", folder / "cache", folder / "lock"
    )
    settings = Settings(routes=ROUTES, restricted=restricted)
    return build(NAME, LocalAdapter(setting, clock=clock), file, store, settings, clock=clock)


@pytest.fixture
async def editor(tmp_path: Path, file: Path, clock: Clock) -> AsyncIterator[Person]:
    """A moderator whose community has rules of its own."""
    async with seated(own_desk(tmp_path, file, clock), clock, demo_file(tmp_path)) as person:
        yield person


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


async def comes_back(person: Person) -> None:
    """The terminal says that its window has the person's attention again."""
    person.app.post_message(events.AppFocus())
    await person.at_rest()


def marked(person: Person) -> str:
    """What is marked on the screen as found by a rule."""
    strips = person.app.screen._compositor.render_strips(person.app.size)
    hit = person.app.looks.ground + person.app.looks["hit"]
    return " ".join(
        segment.text.strip()
        for strip in strips
        for segment in strip
        if segment.style is not None and segment.style.bgcolor == hit.bgcolor
    )


async def test_a_case_is_read_beside_the_rule_that_it_breaks(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("rule")
    await person.sees("› 5 !!  No fraud", "● hits here", "Do not trick people out of money")
    await person.sees("this rule marks 1 place", "Dear members, ignore", "What follows", "banned")
    assert "verify" in marked(person)
    await person.presses("space")
    await person.sees("This breaks it", "✗ Free nitro")
    await person.presses("space")
    await person.sees("This does not", "✓ Never share your password")


async def test_moving_to_another_rule_shows_what_that_one_finds(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("rule")
    await person.sees("this rule marks 1 place")
    await person.does("up")
    await person.sees("No hatred against groups ·", "finds nothing in it by itself")
    assert marked(person) == ""
    await person.does("down")
    await person.sees("this rule marks 1 place")
    assert "verify" in marked(person)


async def test_enter_chooses_the_rule_for_the_next_verb(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("rule", "up")
    await person.presses("enter")
    await person.sees("Rule: No hatred against groups. The next verb uses it.")
    await person.does("remove")
    sheet = person.app.screen
    assert isinstance(sheet, PreviewSheet) and sheet.draft.rule == "hate"


async def test_a_rules_own_key_chooses_it_at_once(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("open", "rule")
    await person.presses("3")
    await person.sees("Rule: No harassment. The next verb uses it.")
    await person.does("rule")
    await person.sees("› 3 !!  No harassment")


async def test_going_back_chooses_nothing(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("rule", "close-rules")
    assert person.app.screen is person.app.desk_sheet
    assert person.app.chosen is None


async def test_typing_finds_a_rule_in_any_of_its_languages_and_enter_chooses_it(
    person: Person,
) -> None:
    await person.goes_to(FRAUD)
    await person.does("rule", "search")
    await person.presses(*"Beleidigungen")
    await person.sees("› 2 !   Respect each other", "1/1 of 10")
    assert "No advertising" not in person.screen()
    await person.presses("enter")
    await person.sees("Rule: Respect each other")


async def test_accents_and_case_do_not_matter_when_searching(person: Person) -> None:
    await person.does("rule", "search")
    await person.presses(*"PUBLICITE", "space", *"pas")
    await person.sees("› 1 !   No advertising", "1/1 of 10")


async def test_a_search_without_a_find_says_so_and_escape_ends_it(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("rule", "search")
    await person.presses(*"zzz")
    await person.sees("No rule has these words")
    await person.presses("enter")
    assert isinstance(person.app.screen, RulesSheet)
    await person.presses("escape")
    await person.sees("› 5 !!  No fraud", "5/10")
    await person.presses("escape")
    assert person.app.screen is person.app.desk_sheet


async def test_arrows_move_among_what_was_found_while_typing(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("rule", "search")
    await person.presses("n", "o", "down")
    sheet = person.app.screen
    assert isinstance(sheet, RulesSheet)
    assert sheet.search.value == "no" and sheet.list.cursor > 0


async def test_the_preview_chooses_from_the_same_screen(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("remove")
    preview = person.app.screen
    await person.does("change-rule")
    await person.sees("● hits here", "this rule marks 1 place")
    await person.presses("2")
    await person.until_changed(lambda: person.app.screen is preview)
    await person.until_drafted("respect")


async def test_without_a_case_the_rules_are_only_read(tmp_path: Path, clock: Clock) -> None:
    desk = demo_desk(tmp_path, clock=clock)
    async with seated(desk, clock, demo_file(tmp_path)) as person:
        queue = person.app.desk_sheet.queue
        queue.rows = ()
        queue.changed()
        await person.does("rule")
        await person.sees("The rules", "No advertising", "This breaks it")
        assert "choose" not in person.lines()[-1]
        await person.presses("enter")
        await person.sees("No case is open")
        await person.presses("6")
        await person.sees("› 6 !!  Private things stay private")
        await person.does("close-rules")
        assert person.app.screen is person.app.desk_sheet


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
async def test_list_and_text_fit_every_terminal(
    size: tuple[int, int], tmp_path: Path, clock: Clock
) -> None:
    desk = demo_desk(tmp_path, clock=clock)
    async with seated(desk, clock, demo_file(tmp_path), size) as person:
        await person.goes_to(FRAUD)
        await person.does("rule")
        await person.sees("› 5 !!  No fraud", "● hits here", "Do not trick people")
        row = next(line for line in person.lines() if "› 5" in line)
        below = next(line for line in person.lines() if "Do not trick people" in line)
        beside = below.index("Do not trick people") > row.index("No fraud")
        assert beside is (size[0] >= 120)
        assert all(len(line) <= size[0] for line in person.lines())


async def test_titles_are_in_the_readers_language(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "fr_FR.UTF-8")
    use(None)
    await person.goes_to(FRAUD)
    await person.does("rule")
    await person.sees("Pas de publicité", "Respectez-vous")


async def test_an_edited_file_is_taken_in_force_when_the_person_comes_back(
    editor: Person, file: Path
) -> None:
    await editor.goes_to(FRAUD)
    await editor.does("rule")
    edit(file, "en: No fraud", "en: No tricks")
    edit(file, "- verify your wallet", "- ignore the jealous")
    await comes_back(editor)
    await editor.sees("The ruleset was read again", "› 5 !!  No tricks")
    await editor.until_changed(lambda: "ignore the jealous" in marked(editor))
    await editor.does("close-rules", "open")
    await editor.sees("No tricks")


async def test_reading_the_queue_again_sees_an_edited_file_too(editor: Person, file: Path) -> None:
    edit(file, "en: No fraud", "en: No tricks")
    await editor.does("refresh", "rule")
    await editor.sees("No tricks")


async def test_a_broken_edit_says_so_until_it_is_mended(editor: Person, file: Path) -> None:
    edit(file, "severity: severe", "severity: sevre")
    await comes_back(editor)
    await editor.sees("Edited ruleset: 2 problems, the old one is in force")
    # What else was said goes with the next key; this stays.
    await editor.does("down")
    await editor.sees("Edited ruleset: 2 problems")
    await editor.does("rule", "rule-problems")
    await editor.sees("Problems in own-rules.yaml", "severity: sevre", "did you mean “severe”?")
    assert isinstance(editor.app.screen, ProblemsSheet)
    edit(file, "severity: sevre", "severity: severe")
    await comes_back(editor)
    await editor.until_changed(lambda: isinstance(editor.app.screen, RulesSheet))
    await editor.sees("The ruleset was read again")
    assert "Edited ruleset" not in editor.screen()


async def test_a_message_in_the_making_keeps_the_rule_it_was_drafted_by(
    editor: Person, file: Path
) -> None:
    await editor.goes_to(FRAUD)
    await editor.does("remove")
    await editor.sees("No fraud")
    before = editor.desk.ruleset.hash
    edit(file, "en: No fraud", "en: No tricks")
    await comes_back(editor)
    await editor.does("confirm")
    await editor.until_changed(lambda: bool(editor.desk.pending()))
    assert editor.desk.pending()[0].decision.ruleset == before != editor.desk.ruleset.hash


async def test_the_shipped_ruleset_is_not_edited_but_it_is_said_how_to_copy_it(
    person: Person, own_home: Path
) -> None:
    await person.does("rule", "edit-rules")
    await person.sees("comes with modtui", "cp ", "community-en.yaml", "ruleset: ./community-en")
    await person.does("close-text")
    assert isinstance(person.app.screen, RulesSheet)


async def test_where_it_is_restricted_no_editor_is_started(
    tmp_path: Path, file: Path, clock: Clock
) -> None:
    desk = own_desk(tmp_path, file, clock, restricted=True)
    async with seated(desk, clock, demo_file(tmp_path)) as person:
        await person.does("rule", "edit-rules")
        await person.sees("The editor is turned off here")
