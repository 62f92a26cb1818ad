"""The start and the end of the program: fast, and leaving nothing behind that it should not."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from modtui import crashes
from modtui.demo.opening import demo_desk, demo_file
from modtui.triage.desk import Desk
from modtui.tui.app import DeskApp, run_desk
from tests.tui.conftest import Clock, Person, seated

HEAVY = (
    "httpx", "pydantic", "yaml", "click", "re2", "ahocorasick_rs", "regex", "tinydb", "difflib",
    "sqlite3", "importlib.metadata", "textual.widgets._data_table", "textual.widgets._markdown",
    "textual.widgets._text_area", "modtui.journal", "modtui.tui.deciding",
    "modtui.tui.case_words", "modtui.tui.screens.case",
)  # fmt: skip


def test_the_app_imports_nothing_that_its_first_screen_does_not_show() -> None:
    code = f"import sys, modtui.tui.app; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    alone = subprocess.run(
        [sys.executable, "-c", code.replace("modtui.tui.app", "textual.app")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert set(done.stdout.split()) <= set(alone.stdout.split())


async def test_a_desk_that_is_made_late_shows_its_outline_and_takes_no_verb(
    tmp_path: Path, clock: Clock
) -> None:
    typed = threading.Event()

    def make() -> Desk:
        typed.wait(20)
        return demo_desk(tmp_path, clock=clock)

    app = DeskApp(make, name="soon", guard=0, clock=clock)
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(app, pilot, clock, demo_file(tmp_path))
        assert "soon" in person.screen() and "opening" in person.screen()
        await pilot.press("U", "a", "L", "question_mark", "v", "enter")
        assert app.screen is app.desk_sheet
        typed.set()
        await person.sees("spoke-and-solder", "read just now")
        assert not person.desk.pending()


def test_what_making_the_desk_raises_comes_out_with_the_terminal_restored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> None:
        raise LookupError("no such community")

    monkeypatch.setattr(DeskApp, "run", lambda self, **_: _headless(self))
    with pytest.raises(LookupError, match="no such community"):
        run_desk(broken)  # type: ignore[arg-type]


def _headless(app: DeskApp) -> None:
    import asyncio

    asyncio.run(app.run_async(headless=True, size=(80, 24)))


async def test_a_crash_shows_no_local_variable(tmp_path: Path, clock: Clock) -> None:
    desk = demo_desk(tmp_path, clock=clock)
    kept: list[DeskApp] = []
    with pytest.raises(ZeroDivisionError):
        async with seated(desk, clock, demo_file(tmp_path)) as person:
            kept.append(person.app)
            whisper = "what a member wrote"

            def crash() -> None:
                words = whisper.upper()
                raise ZeroDivisionError(f"{len(words)}\x1b[2J")

            person.app.call_later(crash)
            await person.pilot.pause()
    (app,) = kept
    assert app.crashed is not None
    told = crashes.words(app.crashed, app.parting)
    assert "ZeroDivisionError" in told and "test_opening.py" in told
    assert "WHAT A MEMBER WROTE" not in told and "\x1b" not in told
