"""Choosing a response: filtered as one types, shown as the person would get it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from modtui.tui.screens.preview import PreviewSheet
from modtui.tui.screens.responses import ResponsesSheet
from tests.triage.garden import RULES, Garden
from tests.tui.conftest import Clock, Person, seated

MANY = 50


@pytest.fixture
def garden(tmp_path: Path) -> Garden:
    return Garden(tmp_path)


@pytest.fixture
def rules(garden: Garden) -> Path:
    """Fifty responses more, one of them worth finding."""
    more = "".join(
        f'  extra-{n}:\n    text: {{en: "Hello {{{{author|there}}}},\\n\\nextra text {n}."}}\n'
        for n in range(MANY - 1)
    )
    more += (
        '  tea:\n    text:\n      en: "Hello {{author|there}},\\n\\ncome to the tea room."\n'
        '      fr: "Bonjour {{author|à vous}},\\n\\nvenez au salon de thé ÉTÉ."\n'
    )
    file = garden.folder / "many.yaml"
    text = RULES.read_text("utf-8").replace("responses:\n", "responses:\n" + more, 1)
    file.write_text(text, "utf-8")
    return file


@pytest.fixture
async def person(garden: Garden, rules: Path) -> AsyncIterator[Person]:
    clock: Clock = garden.clock  # type: ignore[assignment]  # the same, made there
    async with seated(garden.desk(rules=rules), clock, garden.file) as person:
        yield person


async def opens(person: Person) -> ResponsesSheet:
    await person.does("remove", "response")
    await person.sees("Which response?")
    sheet = person.app.screen
    assert isinstance(sheet, ResponsesSheet)
    return sheet


def shown(sheet: ResponsesSheet) -> list[str]:
    return [offer.response.id for offer in sheet.list.offers]


async def test_the_rules_own_come_first_and_the_one_in_use_is_shown(person: Person) -> None:
    sheet = await opens(person)
    assert len(shown(sheet)) == MANY + 4
    assert shown(sheet)[:3] == ["respect-warn", "respect-mute", "bye"]
    await person.sees("›● respect-warn", "1/54", "Hello Ana, your post in Roses called")
    await person.does("response-next")
    await person.sees("›● respect-mute", "it happened again", "written for other verbs: mute")


@pytest.mark.parametrize("typed", ["the ete", "salon", "TE\u0301A rooM"])
async def test_typing_filters_by_words_of_any_language_whatever_case_and_accents(
    person: Person, typed: str
) -> None:
    sheet = await opens(person)
    await person.presses(*("space" if letter == " " else letter for letter in typed))
    assert shown(sheet) == ["tea"]
    await person.sees("1/1 of 54", "come to the tea room")


async def test_tab_switches_the_language_and_enter_takes_both(person: Person) -> None:
    await opens(person)
    await person.presses(*"salon")
    await person.does("response-language")
    await person.sees("[fr]", "Bonjour Ana,", "venez au salon de thé")
    await person.presses("enter")
    sheet = person.app.screen
    assert isinstance(sheet, PreviewSheet)
    await person.until_changed(lambda: sheet.draft.response == "tea")
    assert sheet.draft.language == "fr"
    assert sheet.draft.message == "Bonjour Ana,\n\nvenez au salon de thé ÉTÉ."


async def test_what_is_not_written_in_a_language_is_said_so(person: Person) -> None:
    await opens(person)
    await person.presses(*"extra", "space", "4", "2")
    await person.does("response-language")
    await person.sees("Not written in fr yet: it is in en.", "extra text 42.")


async def test_no_response_with_such_words_takes_nothing(person: Person) -> None:
    sheet = await opens(person)
    await person.presses(*"zzz")
    await person.sees("No response has these words.", "0/0 of 54")
    await person.presses("enter")
    assert person.app.screen is sheet
    await person.presses("escape")
    await person.sees("About to decide", "Hello Ana, your post in Roses called")


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (99, 30), (100, 30), (160, 40)])
async def test_it_fits_every_screen(garden: Garden, rules: Path, size: tuple[int, int]) -> None:
    clock: Clock = garden.clock  # type: ignore[assignment]  # the same, made there
    async with seated(garden.desk(rules=rules), clock, garden.file, size) as person:
        sheet = await opens(person)
        await person.sees("respect-warn", "Hello Ana, your post", "Enter take")
        assert all(len(line) == size[0] for line in person.lines())
        beside = sheet.list.region.y == sheet.reading.region.y
        assert beside is (size[0] >= 100)
        for _down in range(MANY + 3):
            sheet.action_move(1)
        await person.sees("54/54", "›  quote", "you wrote You idiot")
