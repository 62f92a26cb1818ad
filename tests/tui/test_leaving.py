"""Leaving: what becomes of decisions that are still held back."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from modtui.demo.opening import demo_desk, demo_file
from modtui.tui.screens.desk import DeskSheet
from tests.tui.conftest import PATIENCE, Clock, Person, seated


@pytest.fixture
async def asked(tmp_path: Path, clock: Clock) -> AsyncIterator[Person]:
    """A moderator who is asked on leaving."""
    desk = demo_desk(tmp_path, clock=clock)
    desk.settings = msgspec.structs.replace(desk.settings, on_exit="ask")
    async with seated(desk, clock, demo_file(tmp_path)) as person:
        yield person


async def left(person: Person) -> str:
    await person.until_changed(lambda: person.app.parting is not None or not person.app.is_running)
    return person.app.parting or ""


async def test_with_nothing_held_back_nothing_is_asked(asked: Person) -> None:
    await asked.does("leave")
    assert await left(asked) == ""


async def test_on_exit_ask_asks_and_sends(asked: Person) -> None:
    await asked.does("keep", "keep", "leave")
    await asked.sees("2 decisions are held back", "Send them now", "Stay")
    await asked.presses("enter")
    assert await left(asked) == "2 decisions sent."


async def test_on_exit_ask_asks_and_keeps(asked: Person) -> None:
    await asked.does("keep", "leave")
    await asked.sees("1 decision is held back")
    await asked.presses("j", "enter")
    assert await left(asked) == "1 decision kept, sent when modtui is opened again."


async def test_on_exit_ask_can_be_answered_with_staying(asked: Person) -> None:
    await asked.does("keep", "leave")
    await asked.sees("Stay")
    await asked.presses("q")
    assert isinstance(asked.app.screen, DeskSheet) and not asked.app.leaving
    await asked.does("undo")
    await asked.sees("taken back")


async def test_a_signal_asks_nothing_and_keeps(asked: Person) -> None:
    await asked.does("keep")
    asked.app.stop(signal.SIGTERM)
    assert await left(asked) == "1 decision kept, sent when modtui is opened again."


async def test_one_press_too_many_on_the_way_back_does_not_leave(person: Person) -> None:
    await person.does("open")
    person.app.guard = PATIENCE
    await person.does("close-case", "leave")
    await person.sees("This is the queue: q once more leaves modtui.")
    await person.does("leave")
    await person.until_changed(lambda: person.app.leaving)


async def test_leaving_from_anywhere_is_always_meant(person: Person) -> None:
    await person.does("open")
    person.app.guard = PATIENCE
    await person.does("close-case")
    await person.presses("ctrl+q")
    await person.until_changed(lambda: person.app.leaving)
