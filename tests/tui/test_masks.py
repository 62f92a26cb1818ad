"""Words that a rule masks, and veiled posts in other people's threads."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from tests.triage.garden import RULES, Garden
from tests.triage.test_around_a_case import MASKS
from tests.tui.conftest import Clock, Person, seated

MASKED = "z" + "•" * 5


@pytest.fixture
def garden(tmp_path: Path) -> Garden:
    return Garden(tmp_path)


@pytest.fixture
async def person(garden: Garden, tmp_path: Path) -> AsyncIterator[Person]:
    rules = tmp_path / "own.yaml"
    rules.write_text(RULES.read_text("utf-8") + MASKS.lstrip("\n"), "utf-8")
    garden.community.add_post("t1", "u-rose", "Somebody said zzslur before")
    key = garden.flagged("Old zzslur, you")
    garden.community.edit_post(key.native, "New ZZslur, you two")
    garden.flagged("A harmless rose")
    garden.community.add_post("t1", "u-paul", "A forbiddenword, said to nobody")
    garden.flagged("The forbiddenword itself")
    clock = Clock()
    clock.now = garden.clock.now
    garden.clock = clock  # type: ignore[assignment]
    async with seated(garden.desk(rules=rules), clock, garden.file, (100, 45)) as person:
        yield person


async def test_a_masked_word_shows_nowhere_until_it_is_asked_for(person: Person) -> None:
    await person.sees(f"New Z{MASKED[1:]}, you two")
    await person.goes_to("New Z")
    await person.does("open")
    await person.sees(
        f"▌ New Z{MASKED[1:]}, you two",
        f"said {MASKED} before",
        f"[-Old {MASKED}, you-]",
        "z show it",
    )
    assert "zslur" not in person.screen().casefold()
    await person.does("unveil")
    await person.sees("▌ New ZZslur, you two", "said zzslur before", "[-Old zzslur, you-]")
    assert "•" not in person.screen()
    await person.does("unveil")
    await person.sees(f"▌ New Z{MASKED[1:]}")


async def test_it_is_masked_again_where_another_case_was_seen_meanwhile(person: Person) -> None:
    await person.goes_to("New Z")
    await person.does("open", "unveil")
    await person.sees("▌ New ZZslur")
    await person.does("next", "previous")
    await person.sees(f"▌ New Z{MASKED[1:]}")


async def test_the_rules_beside_a_case_mask_it_too(person: Person) -> None:
    await person.goes_to("New Z")
    await person.does("open", "rule")
    await person.sees(f"▌ New Z{MASKED[1:]}")
    assert "ZZslur" not in person.screen()


async def test_who_wants_no_masks_sees_the_words(person: Person) -> None:
    person.desk.settings = msgspec.structs.replace(person.desk.settings, mask_slurs=False)
    await person.goes_to("New Z")
    await person.does("open")
    await person.sees("▌ New ZZslur, you two", "said zzslur before")


async def test_a_veiled_post_stays_veiled_in_the_thread_of_another_case(person: Person) -> None:
    await person.goes_to("A harmless rose")
    await person.does("open")
    await person.sees("▌ A harmless rose", "Paul just now: Veiled: it hits the rule")
    assert "forbiddenword" not in person.screen()
    assert f"said {MASKED} before" in person.screen()
    await person.does("unveil")
    await person.sees("A forbiddenword, said to nobody", "The forbiddenword itself")


async def test_a_wide_desk_covers_it_in_every_pane(person: Person) -> None:
    await person.pilot.resize_terminal(200, 50)
    await person.goes_to("New Z")
    await person.sees(f"▌ New Z{MASKED[1:]}, you two", f"said {MASKED} before")
    assert "zslur" not in person.screen().casefold()
    assert "forbiddenword" not in person.screen()
    await person.does("open", "unveil")
    await person.sees("▌ New ZZslur, you two", "A forbiddenword, said to nobody")
    await person.does("close-case", "down", "up")
    await person.sees(f"▌ New Z{MASKED[1:]}, you two")
    assert "forbiddenword" not in person.screen()


async def test_cases_beside_those_alike_are_masked_too(person: Person, garden: Garden) -> None:
    for ending in ("two, every one", "too, every one"):
        garden.flagged(f"Here is a zzslur for each of all of you {ending} of you")
    await person.desk.refresh()
    await person.does("let-in")
    await person.until_changed(lambda: person.desk._groups.settled)
    await person.goes_to("Here is a")
    await person.does("alike")
    await person.sees("2 cases say this", f"Here is a {MASKED} for", "[-two,-]")
    assert "zslur" not in person.screen().casefold()
    await person.does("axis")
    await person.sees("cases by this author", f"Here is a {MASKED} for")
    assert "zslur" not in person.screen().casefold()
