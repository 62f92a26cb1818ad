"""What a message says to a person, before it is sent."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from modtui.model import Verb
from modtui.triage.desk import Desk, DeskError
from tests.triage.garden import RULES, Garden

RUDE = "You are an idiot. (rule: Be respectful) You can post it again. Answer to appeal."


@pytest.fixture
async def strict(garden: Garden) -> AsyncIterator[Desk]:
    """A desk whose ruleset holds back what fails the respect check."""
    file = garden.folder / "strict.yaml"
    text = RULES.read_text("utf-8")
    file.write_text(text.replace("voice:\n", "voice:\n  respect: block\n"), "utf-8")
    desk = garden.desk(rules=file)
    await desk.open()
    await desk.refresh()
    yield desk
    await desk.close("keep")


async def test_advice_names_the_place_and_a_better_wording_and_lets_it_pass(
    desk: Desk, garden: Garden
) -> None:
    draft = await desk.draft(await desk.look(garden.insult), Verb.WARN, message=RUDE)
    (person,) = (one for one in draft.advice if one.kind == "person")
    assert "idiot" in draft.message[person.start : person.end]
    assert person.better
    assert draft.problems == ()
    await desk.decide(draft)


async def test_a_ruleset_can_hold_the_message_back_until_it_is_reworded(
    strict: Desk, garden: Garden
) -> None:
    view = await strict.look(garden.insult)
    draft = await strict.draft(view, Verb.WARN, message=RUDE)
    assert any("reword" in problem for problem in draft.problems)
    with pytest.raises(DeskError):
        await strict.decide(draft)
    better = RUDE.replace("You are an idiot.", "Your post called Paul names.")
    draft = await strict.draft(view, Verb.WARN, message=better)
    assert draft.problems == ()
    await strict.decide(draft)


async def test_what_the_author_wrote_is_not_held_against_the_message(
    strict: Desk, garden: Garden
) -> None:
    view = await strict.look(garden.insult)
    kind = RUDE.replace("You are an idiot.", f"You wrote: {view.case.subject.text}")
    draft = await strict.draft(view, Verb.WARN, message=kind)
    assert not any(one.kind == "person" for one in draft.advice)


async def test_what_is_handed_to_a_contact_is_not_looked_at(strict: Desk, garden: Garden) -> None:
    draft = await strict.draft(await strict.look(garden.insult), Verb.ESCALATE)
    assert draft.message and draft.advice == () and draft.problems == ()


async def test_a_wording_file_of_ones_own_that_is_broken_is_told(
    garden: Garden, tmp_path: Path
) -> None:
    folder = tmp_path / "wording"
    folder.mkdir()
    (folder / "en.toml").write_text("[nonsense]\n")
    desk = garden.desk(wording=folder)
    await desk.open()
    await desk.refresh()
    draft = await desk.draft(await desk.look(garden.insult), Verb.WARN)
    assert any("en.toml" in one.message for one in draft.advice)
    await desk.close("keep")
