"""The message of a decision in other words: responses, and what a person types."""

import msgspec
import pytest

from modtui.model import Capability, Verb
from modtui.triage.desk import Desk
from modtui.triage.views import Draft
from tests.triage.garden import Garden


@pytest.fixture
async def draft(desk: Desk, garden: Garden) -> Draft:
    return await desk.draft(await desk.look(garden.insult), Verb.REMOVE)


async def test_what_fits_the_decision_and_its_rule_is_offered_first(
    desk: Desk, draft: Draft
) -> None:
    offers = desk.composer().offers(draft)
    assert [offer.response.id for offer in offers] == [
        "respect-warn", "respect-mute", "bye", "quote",
    ]  # fmt: skip
    assert [offer.own for offer in offers] == [True, True, True, False]
    assert [offer.fits for offer in offers] == [True, False, False, True]


async def test_a_response_reads_as_the_person_would_get_it(desk: Desk, draft: Draft) -> None:
    composer = desk.composer()
    by_id = {offer.response.id: offer.response for offer in composer.offers(draft)}
    french = composer.worded(draft, by_id["respect-warn"], "fr")
    assert french.text.startswith("Bonjour Ana, votre message")
    assert "Restez respectueux" in french.text and "{{" not in french.text
    only_english = composer.worded(draft, by_id["bye"], "fr")
    assert "Be respectful" in only_english.text, "not half in one language and half in another"
    same = await desk.draft(draft.view, Verb.REMOVE, response="respect-warn", language="fr")
    assert same.message == french.text


async def test_placeholders_that_a_person_types_are_filled_in(desk: Desk, draft: Draft) -> None:
    typed = "Dear {{author}},\n\n\nthe rule is “{{rule}}”."
    made = await desk.draft(draft.view, Verb.REMOVE, message=typed)
    assert "Dear Ana," in made.message and "“Be respectful”" in made.message
    assert made.problems == ()
    told = await desk.composer().remarks(draft, typed)
    assert told.text == made.message


async def test_a_placeholder_that_means_nothing_never_reaches_the_person(
    desk: Desk, draft: Draft
) -> None:
    made = await desk.draft(draft.view, Verb.REMOVE, message="Dear {{autor}}, hello")
    assert made.problems == ("The message has no value for {{autor}}.",)
    told = await desk.composer().remarks(draft, "Dear {{autor}}, hello")
    assert told.gaps == made.problems


async def test_what_a_person_types_is_not_touched_otherwise(desk: Desk, draft: Draft) -> None:
    typed = "  Dear Ana,\n\n\n\nhello  \n"
    made = await desk.draft(draft.view, Verb.REMOVE, message=typed)
    assert made.message == typed


async def test_where_the_backend_cannot_speak_no_message_is_shown(garden: Garden) -> None:
    desk = garden.desk()
    line = garden.line
    assert line is not None
    known = await line.capabilities()

    async def mute() -> tuple[Capability, ...]:
        off = "Messages are turned off."
        return tuple(
            msgspec.structs.replace(one, why_not=off) if one.verb == "warn" else one
            for one in known
        )

    line.capabilities = mute  # type: ignore[method-assign]
    await desk.open()
    await desk.refresh()
    made = await desk.draft(await desk.look(garden.insult), Verb.REMOVE)
    assert made.message == "" and made.silent == "Messages are turned off."
    assert made.problems == ()
    await desk.close("keep")
