"""What is typed: a line that decides comes by itself."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from modtui.plain.typed import Ended, Interrupted, Several, Typed


class Keyboard:
    def __init__(self) -> None:
        source, self.keys = os.pipe()
        self.typed = Typed(source, moment=0.02)
        self.source = source

    def types(self, text: str) -> None:
        os.write(self.keys, text.encode())

    def close(self) -> None:
        if self.keys >= 0:
            os.close(self.keys)
        self.keys = -1


@pytest.fixture
def keyboard() -> Iterator[Keyboard]:
    keyboard = Keyboard()
    yield keyboard
    keyboard.close()
    os.close(keyboard.source)


async def test_a_line_that_comes_by_itself_is_taken(keyboard: Keyboard) -> None:
    keyboard.types("remove spam\r\n")
    assert await keyboard.typed.alone() == "remove spam"


@pytest.mark.parametrize("text", ["r\ny\n", "r\ny", "a\n\n", "\n\n\n", "a\n" * 50_000])
async def test_of_several_lines_none_is_taken(keyboard: Keyboard, text: str) -> None:
    pasted = asyncio.create_task(asyncio.to_thread(keyboard.types, text))
    with pytest.raises(Several):
        await keyboard.typed.alone()
    await pasted
    keyboard.types("q\n")
    assert await keyboard.typed.alone() == "q"


async def test_what_was_typed_before_the_question_is_thrown_away(keyboard: Keyboard) -> None:
    keyboard.types("y\n")
    assert keyboard.typed.forget()
    assert not keyboard.typed.forget()
    keyboard.types("no\n")
    assert await keyboard.typed.alone() == "no"


async def test_the_end_is_told_and_a_line_without_its_end_is_not_taken(
    keyboard: Keyboard,
) -> None:
    keyboard.types("y")
    keyboard.close()
    with pytest.raises(Ended):
        await keyboard.typed.alone()


async def test_ctrl_c_ends_the_wait_and_only_this_one(keyboard: Keyboard) -> None:
    waiting = asyncio.create_task(keyboard.typed.line())
    await asyncio.sleep(0)
    keyboard.typed.interrupt()
    with pytest.raises(Interrupted):
        await waiting
    keyboard.types("go on\n")
    assert await keyboard.typed.line() == "go on"


async def test_many_lines_may_come_where_none_decides(keyboard: Keyboard) -> None:
    keyboard.types("one\n\ntwo\n.\n")
    assert [await keyboard.typed.line() for _ in range(4)] == ["one", "", "two", "."]


async def test_no_control_character_is_taken_as_it_is(keyboard: Keyboard) -> None:
    keyboard.types("\x1b[A\x07\u202e\x9b\n")
    line = await keyboard.typed.line()
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 or c == "\u202e" for c in line)


async def test_a_file_can_be_typed_from_and_decides_nothing(tmp_path: Path) -> None:
    file = tmp_path / "answers"
    file.write_text("r\ny\n")
    source = os.open(file, os.O_RDONLY)
    try:
        typed = Typed(source)
        with pytest.raises(Several):
            await typed.alone()
        with pytest.raises(Ended):
            await typed.alone()
    finally:
        os.close(source)
