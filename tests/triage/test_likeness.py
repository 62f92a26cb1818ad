"""Which texts are near-identical, and that the queue tells it of its cases."""

import asyncio

import pytest

from modtui.model import CaseKey
from modtui.triage.desk import Desk
from modtui.triage.grouping import Axis
from modtui.triage.likeness import ALIKE, Sign, folded, likeness, sign
from tests.triage.garden import Garden

MEDS = "Cheap meds, no prescription, delivered in plain box! Order now https://a.example/?x={n}"


def alike(one: str, other: str) -> bool:
    a, b = sign(one), sign(other)
    return bool(set(a.bands) & set(b.bands)) and likeness(a.hashes, b.hashes) >= ALIKE


@pytest.mark.parametrize(
    "other",
    [
        MEDS.format(n=7).upper(),
        MEDS.format(n=12345),
        MEDS.format(n=1).replace(" ", "   "),
        "CHEAP MEDS no prescription needed, delivered in a plain box >> http://b.example/r",
        "Cheap meds, no prescription, delivered in plain b\u200box! Order now www.c.example/9",
        MEDS.format(n=1).replace("now", "today, friends"),
    ],
)
def test_case_spacing_digits_links_and_a_few_words_do_not_hide_a_copy(other: str) -> None:
    assert alike(MEDS.format(n=1), other)


@pytest.mark.parametrize(
    "other",
    [
        "Casino bonus 200% for new players, no deposit, only this week http://a.example/1",
        "I would never order meds without a prescription, and neither should you, my friends.",
        "",
    ],
)
def test_other_texts_are_not_alike(other: str) -> None:
    assert not alike(MEDS.format(n=1), other)


def test_short_texts_must_be_equal_once_folded() -> None:
    assert alike("First!!", "first")
    assert alike("call 555-0199", "CALL 555 0123")
    assert not alike("first", "fist")


def test_where_a_link_leads_counts_only_where_there_is_nothing_else() -> None:
    assert folded("see https://a.example/x") == folded("see http://b.example/y/z")
    assert folded("https://a.example/x") != folded("https://b.example/x")


def test_texts_without_words_between_blanks_are_compared_too() -> None:
    text = "稳赚不赔，加我微信，每天只要十分钟，月入过万不是梦，机会难得，先到先得，赶快行动"
    assert alike(text, text.replace("赶快行动", "马上联系我"))
    other = "补过的也好意思拿出来？白痴才会用，你们这里的人真是没有一点常识，太可笑了，散了吧"
    assert not alike(text, other)


def test_nothing_to_compare_has_no_sign() -> None:
    assert sign("") == sign(" \n!!! ") == Sign()


def test_odd_text_is_signed_without_fuss() -> None:
    for text in ("\ud800" * 50, "\0" * 50, "a\u0301" * 5000, "x" * 1_000_000):
        sign(text)


async def settled(desk: Desk) -> None:
    async with asyncio.timeout(10):
        while not desk._groups.settled:
            await asyncio.sleep(0.005)


@pytest.fixture
async def wave(desk: Desk, garden: Garden) -> list[CaseKey]:
    garden.community.add_person("Ben", id="u-ben")
    keys = [garden.flagged(MEDS.format(n=n), "u-ben" if n % 2 else "u-ana") for n in range(4)]
    await desk.refresh()
    await desk.take_in()
    await settled(desk)
    return keys


async def counted(desk: Desk, key: CaseKey) -> tuple[int, int]:
    desk.row(key)
    await settled(desk)
    row = desk.row(key)
    assert row is not None
    return row.alike, row.same_author


async def test_rows_tell_how_many_say_the_same_and_how_many_are_by_the_author(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    assert await counted(desk, wave[0]) == (3, 2)
    assert await counted(desk, wave[1]) == (3, 1)
    assert await counted(desk, garden.insult) == (0, 2)


async def test_a_group_begins_with_its_case(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    same = await desk.group(wave[2], Axis.TEXT)
    assert same[0] == wave[2] and set(same) == set(wave)
    theirs = await desk.group(wave[2], Axis.AUTHOR)
    assert set(theirs) == {wave[0], wave[2], garden.insult}


async def test_an_edited_text_leaves_its_group(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    garden.community.edit_post(wave[3].native, "I am sorry, I was drunk, please forget about it.")
    await desk.refresh()
    await asyncio.sleep(0)
    await settled(desk)
    assert set(await desk.group(wave[0], Axis.TEXT)) == set(wave[:3])


async def test_what_left_the_queue_leaves_nothing_behind(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    paul = garden.desk("u-paul", store="paul", hold=0)
    await paul.open()
    await paul.refresh()
    await paul.decide(await paul.draft(await paul.look(wave[0]), "keep"))
    await paul.send_now()
    await paul.close("keep")
    await desk.refresh()
    await asyncio.sleep(0)
    await settled(desk)
    count = "SELECT count(*) FROM signs"
    assert desk._cache.read(lambda db: db.execute(count).fetchone()[0]) == 4
    assert set(await desk.group(wave[1], Axis.TEXT)) == set(wave[1:])


async def test_what_is_decided_already_is_not_in_the_group(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    await desk.decide(await desk.draft(await desk.look(wave[0]), "keep"))
    assert set(await desk.group(wave[1], Axis.TEXT)) == set(wave[1:])
