"""The record keeps as much of a text as the rules allow, by whatever way it comes."""

import pytest

from modtui.model import CaseKey, Verb
from modtui.triage.desk import Desk
from tests.triage.garden import Garden
from tests.triage.test_deciding import after_hold

SECRET = "forbiddenword"


def written(garden: Garden) -> bytes:
    """The record and what is made from it: not the case cache, which forgets by itself."""
    return b"".join(
        path.read_bytes()
        for path in garden.folder.glob("desk/**/*")
        if path.is_file()
        and path.suffix in (".jsonl", ".sqlite", ".sqlite-wal")
        and not path.name.startswith("cases.")
    )


async def flagged(desk: Desk, garden: Garden, text: str, reason: str = "rude") -> CaseKey:
    key = garden.flagged(text)
    garden.community.add_person("Tom", id="u-tom")
    garden.community.flag(key.native, "u-tom", reason)
    await desk.refresh()
    await desk.take_in()
    return key


@pytest.mark.parametrize("verb", [Verb.REMOVE, Verb.ESCALATE])
@pytest.mark.parametrize("rule", ["respect", "secret", "quoting"])
async def test_the_strictest_rule_that_is_hit_decides_whatever_rule_is_chosen(
    desk: Desk, garden: Garden, verb: str, rule: str
) -> None:
    key = await flagged(desk, garden, f"You idiot: {SECRET}", f"it says {SECRET}")
    draft = await desk.draft(await desk.look(key), verb, rule=rule)
    assert SECRET not in draft.message
    await desk.decide(draft)
    await after_hold(desk, garden)
    desk.trail.entries()
    assert b"respect" in written(garden)
    assert SECRET.encode() not in written(garden)


async def test_what_is_escalated_without_a_rule_is_kept_no_more(desk: Desk, garden: Garden) -> None:
    key = await flagged(desk, garden, f"A {SECRET}.")
    draft = await desk.draft(await desk.look(key), Verb.ESCALATE, rule="", contact="admins")
    assert draft.problems == ()
    await desk.decide(draft)
    assert SECRET.encode() not in written(garden)


async def test_an_edit_is_judged_by_what_it_says_now(desk: Desk, garden: Garden) -> None:
    """The text that was decided on could be kept; what it was changed to must not be."""
    draft = await desk.draft(await desk.look(garden.insult), Verb.REMOVE)
    await desk.decide(draft)
    garden.community.edit_post(garden.insult.native, f"Now a {SECRET}.")
    await after_hold(desk, garden)
    returned = desk.view(garden.insult).returned
    assert returned is not None and returned.why == "edited"
    assert SECRET.encode() not in written(garden)


async def test_undoing_keeps_no_more_than_deciding_did(desk: Desk, garden: Garden) -> None:
    key = await flagged(desk, garden, f"You idiot: {SECRET}")
    made = await desk.decide(await desk.draft(await desk.look(key), Verb.REMOVE, rule="respect"))
    await after_hold(desk, garden)
    draft = await desk.inverse(made.id)
    assert draft is not None
    await desk.decide(draft)
    assert SECRET.encode() not in written(garden)
