"""When the line breaks, others are quicker, or a text was changed: it is said, and asked."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from modtui.adapters.base import AdapterError, Page, Trouble
from modtui.model import Step
from modtui.triage.desk import Desk
from tests.plain.conversation import Clock, Conversation, talking
from tests.triage.garden import Garden


async def decided(conversation: Conversation, garden: Garden, *answers: str) -> str:
    for answer in answers:
        await conversation.answers(answer)
    garden.clock.pass_(60)
    await conversation.desk.send_now()
    return await conversation.answers("")


def garden_desk(tmp_path: Path) -> tuple[Garden, Desk]:
    garden = Garden(tmp_path)
    return garden, garden.desk()


async def test_what_was_edited_meanwhile_comes_back_and_goes_even_so(tmp_path: Path) -> None:
    garden, desk = garden_desk(tmp_path)
    async with talking(desk, Clock()) as person:
        await person.answers("r")
        await person.answers("y")
        garden.community.edit_post(garden.insult.native, "You idiot, cut roses so.")
        said = await decided(person, garden)
        assert "Came back: removed + warned: Ana." in said and "edited it" in said
        said = await person.answers("again")
        assert 'Taken out: "that is not how' in said and "y sends it even so" in said
        assert "It is sent even so." in await person.answers("y")
        assert "Sent: removed + warned: Ana." in await decided(person, garden)


async def test_a_step_in_doubt_is_asked_about(tmp_path: Path) -> None:
    garden, desk = garden_desk(tmp_path)
    assert garden.line is not None
    garden.line.can_tell = False
    garden.line.breaks["warn"] = ("after", Trouble.IN_DOUBT)
    async with talking(desk, Clock()) as person:
        await decided(person, garden, "r", "y")
        garden.clock.pass_(120)
        said = await decided(person, garden)
        assert "In doubt: removed + warned: Ana. Did it happen? U asks you." in said
        said = await person.answers("U")
        assert "Did it happen (warned)?" in said and said.endswith("h happened, d not, q back:")
        await person.answers("h")
        assert desk.pending() == ()


async def test_ctrl_c_turns_back_while_the_server_is_waited_for(tmp_path: Path) -> None:
    garden, desk = garden_desk(tmp_path)
    assert garden.line is not None
    asked = asyncio.Event()

    async def preparation(*_case: object) -> tuple[Step, ...]:
        asked.set()
        await asyncio.Event().wait()
        return ()

    garden.line.preparation = preparation  # type: ignore[attr-defined]
    async with talking(desk, Clock()) as person:
        person.types("r")
        await asked.wait()
        person.typed.interrupt()
        said = await person.hears()
        assert "Nothing was done." in said and "Leave modtui?" in said
        assert desk.pending() == ()


async def test_a_yes_that_was_typed_before_the_preview_was_heard_is_none(tmp_path: Path) -> None:
    garden, desk = garden_desk(tmp_path)
    assert garden.line is not None
    asked, answered = asyncio.Event(), asyncio.Event()

    async def preparation(*_case: object) -> tuple[Step, ...]:
        asked.set()
        await answered.wait()
        return ()

    garden.line.preparation = preparation  # type: ignore[attr-defined]
    async with talking(desk, Clock()) as person:
        person.types("r")
        await asked.wait()
        person.types("y")
        answered.set()
        said = await person.hears()
        assert "Typed before the question was asked: nothing was done." in said
        assert said.endswith("rule or ? ") and desk.pending() == ()


async def test_trouble_with_the_line_is_said_once(tmp_path: Path) -> None:
    garden, desk = garden_desk(tmp_path)
    assert garden.line is not None
    garden.line.breaks["remove"] = ("before", Trouble.UNREACHABLE)
    async with talking(desk, Clock()) as person:
        said = await decided(person, garden, "r", "y")
        assert "Waiting to be sent: removed + warned: Ana." in said
        assert "Waiting" not in await person.answers("")


async def test_an_unread_queue_is_not_called_empty_and_is_heard_once_it_is_there(
    tmp_path: Path,
) -> None:
    garden, desk = garden_desk(tmp_path)
    assert garden.line is not None
    whole = garden.line.queue

    async def queue() -> AsyncIterator[Page]:
        raise AdapterError(Trouble.UNREACHABLE, "the line is down")
        yield

    garden.line.queue = queue  # type: ignore[attr-defined]
    async with talking(desk, Clock()) as person:
        assert "garden: the queue is not read yet." in person.written
        assert "Trouble: the line is down" in person.written and "0 cases" not in person.written
        garden.line.queue = whole  # type: ignore[attr-defined]
        said = await person.answers("refresh")
        assert "Trouble is over." in said and "1 of 1: medium, respect, by Ana" in said


async def test_new_cases_wait_until_they_are_let_in(tmp_path: Path) -> None:
    garden, desk = garden_desk(tmp_path)
    async with talking(desk, Clock()) as person:
        await person.answers("list")
        garden.flagged("Such an idiot again")
        await desk.refresh()
        assert "1 new case waits: g lets them in." in await person.answers("")
        assert "new case" not in await person.answers("")
        assert "1 case let in" in await person.answers("g")
        await person.answers("s")
        assert "Such an idiot again" in person.written


async def test_a_veiled_text_is_read_only_when_asked_for(tmp_path: Path) -> None:
    garden, desk = garden_desk(tmp_path)
    garden.flagged("a forbiddenword stands here")
    async with talking(desk, Clock()) as person:
        assert 'Veiled: it hits the rule "Never repeat this". z reads it.' in person.written
        assert "Hits rule secret. Never repeat this; severe." in person.written
        await person.answers("t")
        await person.answers("text")
        await person.answers("i")
        await person.answers("list")
        assert "forbidden" not in person.written
        assert "a forbiddenword stands here" in await person.answers("z")
        assert 'Hits rule secret: "forbiddenword".' in await person.answers("again")


async def test_after_an_error_of_our_own_what_is_held_back_is_kept(tmp_path: Path) -> None:
    garden, desk = garden_desk(tmp_path)
    breaks = asyncio.Event()

    async def breaking() -> None:
        await breaks.wait()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        async with talking(desk, Clock(), 80, breaking()) as person:
            await person.answers("a")
            breaks.set()
            await asyncio.wait({person.talk})
            assert "1 decision kept" in person.heard()
            await person.talk


async def test_when_all_is_decided_it_is_said(tmp_path: Path) -> None:
    garden, desk = garden_desk(tmp_path)
    async with talking(desk, Clock()) as person:
        said = await person.answers("a")
        assert "every case is decided" in said
        garden.clock.pass_(60)
        await desk.send_now()
        await desk.refresh()
        await desk.take_in()
        assert (await person.answers("")).endswith("No case: refresh, last, quit or ?")
        for typed in ("a", "t", "N", "s", "xyz"):
            await person.answers(typed)
        await person.answers("q")
