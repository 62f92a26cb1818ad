"""What a rule veils is shown only when it is asked for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from modtui.model import CaseKey, Verb
from modtui.tui.screens.rules import RulesSheet
from tests.triage.garden import RULES, Garden
from tests.tui.conftest import Clock, Person, seated

SECRET = "forbiddenword"
TEXT = f"Look at this {SECRET}, everybody"
VEIL = "Veiled: it hits the rule “Never repeat this”. z"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def garden(tmp_path: Path) -> Garden:
    garden = Garden(tmp_path)
    garden.community.add_post("t1", "u-rose", "What lovely weather")
    garden.secret = garden.flagged(TEXT)  # type: ignore[attr-defined]
    garden.community.add_post("t1", "u-ana", TEXT)
    return garden


@pytest.fixture
async def person(garden: Garden) -> AsyncIterator[Person]:
    clock = Clock()
    clock.now = garden.clock.now
    garden.clock = clock  # type: ignore[assignment]
    async with seated(garden.desk(), clock, garden.file, (80, 40)) as person:
        yield person


async def opened(person: Person) -> CaseKey:
    key = await person.goes_to(SECRET)
    await person.does("open")
    await person.sees("── Around it", "What lovely weather", "What else they wrote lately")
    return key


async def test_the_queue_names_the_rule_in_place_of_the_text(person: Person) -> None:
    await person.sees("veiled: Never repeat this", "You idiot")
    assert SECRET not in person.screen()


async def test_a_case_shows_its_text_nowhere_until_it_is_asked_for(person: Person) -> None:
    await opened(person)
    await person.sees(f"▌ {VEIL} shows it.", "z show it", "rude")
    # It was said twice: in the case, and again in the thread and in what else they wrote.
    assert SECRET not in person.screen()
    await person.does("unveil")
    await person.sees(f"▌ {TEXT}")
    assert VEIL not in person.screen()
    assert "z show it" not in person.screen()
    await person.does("unveil")
    await person.sees(f"▌ {VEIL}")
    assert SECRET not in person.screen()


async def test_what_is_not_veiled_stays_as_it_was_and_z_says_so(
    person: Person, garden: Garden
) -> None:
    garden.community.add_thread("roses", "Quiet", id="t3")
    garden.community.flag(garden.community.add_post("t3", "u-paul", "A quiet word"), "u-rose", "")
    await person.does("refresh", "let-in")
    await person.goes_to("A quiet word")
    await person.does("open")
    await person.sees("▌ A quiet word", "Nothing else was said there.")
    assert "z show it" not in person.screen()
    await person.does("unveil")
    await person.sees("No rule veils this text.", "▌ A quiet word")


async def test_an_edit_is_veiled_before_and_after(person: Person, garden: Garden) -> None:
    key: CaseKey = garden.secret  # type: ignore[attr-defined]
    garden.community.edit_post(key.native, f"{TEXT}, I said")
    await person.does("refresh", "let-in")
    await opened(person)
    await person.sees("Before the last edit")
    assert SECRET not in person.screen()
    await person.does("unveil")
    await person.sees("{+")


async def test_a_decision_that_came_back_does_not_quote_it(person: Person, garden: Garden) -> None:
    key: CaseKey = garden.secret  # type: ignore[attr-defined]
    desk = person.desk
    await desk.decide(await desk.draft(await desk.look(key), Verb.REMOVE))
    garden.community.edit_post(key.native, f"{TEXT}, I said")
    await person.sent()
    await opened(person)
    await person.sees("Your decision was not sent")
    assert SECRET not in person.screen()


async def test_unveiling_one_case_unveils_no_other_and_ends_with_the_screen(
    person: Person, garden: Garden
) -> None:
    garden.community.add_thread("roses", "Watering", id="t2")
    post = garden.community.add_post("t2", "u-paul", f"Another {SECRET} here")
    garden.community.flag(post, "u-rose", "rude")
    await person.does("refresh", "let-in")
    await opened(person)
    await person.does("unveil")
    await person.sees(f"▌ {TEXT}")
    while person.app.screen.case_key().native != post:  # type: ignore[attr-defined]
        await person.does("next")
    await person.sees(f"▌ {VEIL}", "“Watering”")
    assert SECRET not in person.screen()
    await person.does("close-case", "first")
    await opened(person)
    await person.sees(f"▌ {VEIL}")
    assert SECRET not in person.screen()


async def test_the_rules_beside_a_case_veil_it_until_it_was_unveiled(person: Person) -> None:
    await opened(person)
    await person.does("rule")
    assert isinstance(person.app.screen, RulesSheet)
    await person.does("first")
    await person.sees(f"▌ {VEIL} in the case shows it.")
    # The examples of the rule itself are the community's own words.
    assert TEXT not in person.screen()
    await person.does("close-rules", "unveil", "rule")
    await person.does("first")
    await person.sees(f"▌ {TEXT}")


async def test_a_rule_that_veils_from_now_on_veils_at_once(tmp_path: Path) -> None:
    rules = tmp_path / "own.yaml"
    text = RULES.read_text("utf-8")
    assert "    veiled: true\n" in text
    rules.write_text(text.replace("    veiled: true\n", ""), "utf-8")
    garden, clock = Garden(tmp_path), Clock()
    clock.now = garden.clock.now
    garden.flagged(TEXT)
    garden.clock = clock  # type: ignore[assignment]
    async with seated(garden.desk(rules=rules), clock, garden.file) as person:
        await person.sees(TEXT[:20])
        rules.write_text(text, "utf-8")
        await person.desk.reload_rules()
        await person.sees("veiled: Never repeat this")
        assert SECRET not in person.screen()
