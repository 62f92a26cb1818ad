"""What is read and known around a case: ahead of time, covered, and of the person."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from modtui.model import Case, CaseKey, Context
from modtui.triage.desk import Desk, DeskError
from modtui.triage.veiling import BULLET
from tests.triage.garden import RULES, Garden

MASKS = """
  - id: slurs
    title: {en: No slurs, fr: Pas d'insultes}
    text: {en: Not here., fr: Pas ici.}
    severity: high
    masks: true
    match: {keywords: [zzslur, zz slur, q]}
    examples: {violates: ["zzslur"], allows: ["a rose"]}
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(RULES.read_text("utf-8") + MASKS.lstrip("\n"), "utf-8")
    return path


def row_text(desk: Desk, key: CaseKey) -> str:
    row = desk.row(key)
    assert row is not None
    return row.excerpt


async def test_words_that_a_rule_masks_keep_their_first_letter_in_the_queue(
    garden: Garden, rules: Path
) -> None:
    key = garden.flagged("You zzslur and zz\nslur, q")
    desk = garden.desk(rules=rules)
    await desk.open()
    await desk.refresh()
    dots = BULLET * 5
    assert row_text(desk, key) == f"You z{dots} and z{BULLET}\n{BULLET * 4}, {BULLET}"
    assert "zzslur" in desk.view(key).case.subject.text
    await desk.close("keep")


async def test_who_wants_no_masks_sees_none(garden: Garden, rules: Path) -> None:
    import msgspec

    key = garden.flagged("You zzslur")
    desk = garden.desk(rules=rules)
    desk.settings = msgspec.structs.replace(desk.settings, mask_slurs=False)
    await desk.open()
    await desk.refresh()
    assert row_text(desk, key) == "You zzslur"
    await desk.close("keep")


async def test_texts_around_a_case_are_not_known_to_be_harmless_before_they_were_judged(
    garden: Garden, desk: Desk
) -> None:
    garden.community.add_post("t1", "u-rose", "A forbiddenword again")
    assert desk.cover().hits("A forbiddenword again") is None
    await desk.look(garden.insult)
    hits = desk.cover().hits("A forbiddenword again")
    assert hits is not None and [hit.rule for hit in hits] == ["secret"]
    await desk.reload_rules()


async def test_another_ruleset_judges_what_is_around_anew(garden: Garden, rules: Path) -> None:
    garden.community.add_post("t1", "u-rose", "A lovely rose")
    desk = garden.desk(rules=rules)
    await desk.open()
    await desk.refresh()
    await desk.look(garden.insult)
    assert desk.cover().hits("A lovely rose") == ()
    rules.write_text(rules.read_text("utf-8").replace("zz slur", "lovely"), "utf-8")
    await desk.reload_rules()
    assert desk.cover().hits("A lovely rose") is None
    await desk.look(garden.insult)
    hits = desk.cover().hits("A lovely rose")
    assert hits is not None and [hit.rule for hit in hits] == ["slurs"]
    await desk.close("keep")


# Notes on people.


async def test_a_note_on_a_person_is_there_with_all_their_cases_and_at_every_desk(
    garden: Garden, desk: Desk
) -> None:
    other = garden.flagged("Quite harmless")
    await desk.refresh()
    await desk.note_person("u-ana", "Promised to write to us first.")
    await desk.look(garden.insult)
    for key in (garden.insult, other):
        (note,) = desk.view(key).about_person
        assert (note.by, note.text) == ("Marie", "Promised to write to us first.")
        assert note.at == garden.clock()
    again = garden.desk()
    await again.open()
    assert not again.sends
    await again.refresh()
    assert [note.text for note in (await again.look(other)).about_person] == [note.text]
    # Another desk adds one: it is there at the next look.
    garden.clock.pass_(60)
    await again.note_person("u-ana", "She did.")
    assert len((await desk.look(garden.insult)).about_person) == 2
    await again.close("keep")


async def test_who_is_forgotten_leaves_no_note(garden: Garden, desk: Desk) -> None:
    await desk.note_person("u-ana", "one")
    await desk.note_person("u-ana", "two")
    await desk.note_person("u-paul", "three")
    assert (await desk.forget_person("u-ana")).notes == 2
    assert (await desk.forget_person("u-ana")).notes == 0
    await desk.refresh()
    assert (await desk.look(garden.insult)).about_person == ()
    raw = garden.store().state.read_text("utf-8")
    assert "one" not in raw and "u-ana" not in raw and "three" in raw


async def test_notes_that_cannot_be_read_are_said_with_the_case(garden: Garden, desk: Desk) -> None:
    state = garden.store().state
    state.parent.mkdir(parents=True, exist_ok=True)
    state.mkdir()
    view = await desk.look(garden.insult)
    assert view.context is not None
    assert "state.json" in view.trouble
    with pytest.raises(DeskError):
        await desk.note_person("u-ana", "lost")


# Reading ahead.


class Slow:
    """A backend that answers about a case only when it is let."""

    def __init__(self, context: Callable[[Case], Awaitable[Context]]) -> None:
        self._context = context
        self.asked: list[CaseKey] = []
        self.lets = asyncio.Event()

    async def __call__(self, case: Case) -> Context:
        self.asked.append(case.key)
        await self.lets.wait()
        return await self._context(case)


async def whatever_is_due() -> None:
    """Lets everything run that waits for nothing."""
    for _ in range(100):
        await asyncio.sleep(0)


@pytest.fixture
def slow(garden: Garden, desk: Desk) -> Slow:
    assert garden.line is not None
    slow = Slow(garden.line.context)  # type: ignore[arg-type]
    garden.line.context = slow  # type: ignore[attr-defined]
    return slow


async def test_a_few_cases_are_read_ahead_at_a_time_and_old_wishes_let_go(
    garden: Garden, desk: Desk, slow: Slow
) -> None:
    keys = [garden.flagged(f"Post {n}") for n in range(20)]
    await desk.refresh()
    desk.prefetch(keys[:10])
    await whatever_is_due()
    assert slow.asked == keys[:4]
    desk.prefetch(keys[12:16])
    slow.lets.set()
    while any(desk.view(key).context is None for key in (*keys[:4], *keys[12:16])):
        await asyncio.sleep(0)
    assert slow.asked == [*keys[:4], *keys[12:16]]
    # What was read ahead is whole: nothing is asked when it is opened.
    view = await desk.look(keys[12])
    assert view.context is not None and len(slow.asked) == 8


async def test_a_case_that_is_opened_while_it_is_read_ahead_is_asked_for_once(
    garden: Garden, desk: Desk, slow: Slow
) -> None:
    from modtui.adapters.budget import Priority, reading

    seen = []
    before = slow._context

    async def context(case: Case) -> Context:
        seen.append(reading.get().priority)
        return await before(case)

    slow._context = context
    desk.prefetch((garden.insult,))
    while not slow.asked:
        await asyncio.sleep(0)
    looking = asyncio.create_task(desk.look(garden.insult))
    await whatever_is_due()
    slow.lets.set()
    await looking
    assert slow.asked == [garden.insult]
    assert seen == [Priority.READ]


async def test_a_covered_case_is_the_same_but_for_what_rules_cover(
    garden: Garden, rules: Path
) -> None:
    garden.community.add_post("t1", "u-rose", "Somebody said zzslur")
    garden.community.add_post("t1", "u-paul", "A forbiddenword")
    key = garden.flagged("You zzslur")
    desk = garden.desk(rules=rules)
    await desk.open()
    await desk.refresh()
    view = await desk.look(key)
    shown = desk.covered(view)
    assert shown.case.subject.text == f"You z{BULLET * 5}"
    assert shown.context is not None
    texts = [post.text for post in shown.context.before]
    assert texts[1:] == [f"Somebody said z{BULLET * 5}", "(veiled: Never repeat this)"]
    assert desk.covered(shown).case == shown.case
    assert shown.hits == view.hits and view.case.subject.text == "You zzslur"
    harmless = await desk.look(garden.insult)
    assert desk.covered(harmless).case == harmless.case
    await desk.close("keep")
