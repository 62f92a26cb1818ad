"""What the screen does when a disk is full or a server does not answer: it stays, and says so."""

import asyncio
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from modtui.adapters.local import LocalAdapter
from modtui.tui.screens.audit import AuditSheet
from modtui.tui.screens.case import CaseSheet
from modtui.tui.screens.desk import DeskSheet
from modtui.tui.screens.preview import PreviewSheet
from tests.tui.conftest import Person


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can grow meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


async def test_on_a_full_disk_nothing_is_decided_and_the_desk_goes_on(person: Person) -> None:
    with full_disk():
        await person.does("keep")
        await person.sees("Nothing was written")
        await person.does("open")
        await person.until_changed(lambda: isinstance(person.app.screen, CaseSheet))
        await person.does("close-case", "remove")
        await person.sees("About to decide", "What was decided before about them cannot be read")
        await person.does("cancel", "audit")
        assert isinstance(person.app.screen, AuditSheet)
        await person.sees("What was decided cannot be read now")
    assert not person.desk.pending()
    await person.does("close-audit", "keep")
    await person.sees("sends in")
    await person.does("audit")
    await person.sees("Kept")


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """A backend that does not answer what a decision needs, until the event is set."""
    answers = asyncio.Event()

    async def preparation(*_asked: object) -> tuple[()]:
        await answers.wait()
        return ()

    monkeypatch.setattr(LocalAdapter, "preparation", preparation)
    return answers


async def test_waiting_for_the_backend_is_said_and_can_be_ended(
    person: Person, silent: asyncio.Event, tmp_path: Path
) -> None:
    await person.pilot.press("r")
    await person.sees("Asking the server what this needs")
    await person.pilot.press("q")
    await person.sees("Nothing was done")
    assert isinstance(person.app.screen, DeskSheet) and not person.app.leaving
    silent.set()
    await person.does("remove")
    assert isinstance(person.app.screen, PreviewSheet)


async def test_a_long_message_is_wrapped_and_not_cut(person: Person) -> None:
    person.app.say("Nothing was written: " + "the disk is full and " * 8 + "that is the end.")
    await person.sees("that is the end.")
    assert len(person.lines()) == 24
    await person.presses("j")
    await person.until_changed(lambda: "that is the end." not in person.screen())


async def test_a_long_name_never_hides_how_a_decision_is_taken_back(person: Person) -> None:
    await person.goes_to("Dear members, ignore the jealous people")
    await person.does("ban", "confirm")
    person.clock.pass_(1)
    await person.does("keep")
    await person.sees("sends in", ", u takes it back (and 1 more)")
    await person.does("undo")
    await person.until_changed(lambda: len(person.desk.pending()) == 1)
    await person.presses("j")
    await person.sees("Removed + banned + warned: Barg", ", u takes it back")
