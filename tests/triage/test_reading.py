"""What the desk knows of the queue, while it changes under its eyes."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from modtui.adapters.base import Page
from modtui.journal import JournalError
from modtui.journal.entries import Decided, Noted, Opened
from modtui.model import Moderator, Verb
from modtui.triage.desk import Desk, DeskError
from modtui.triage.views import Standing
from tests.triage.garden import Garden
from tests.triage.test_deciding import after_hold, decide


async def test_a_case_read_while_the_queue_is_read_is_not_lost(desk: Desk, garden: Garden) -> None:
    """It was flagged after its page was made: the list's end does not speak of it."""
    assert garden.line is not None
    adapter = garden.line._adapter
    first, real = asyncio.Event(), adapter.queue

    async def queue() -> AsyncIterator[Page]:
        async for page in real():
            yield page
            first.set()
            await go_on.wait()

    go_on = asyncio.Event()
    adapter.queue = queue  # type: ignore[method-assign]
    reading = asyncio.create_task(desk.refresh())
    await first.wait()
    garden.clock.pass_(1)
    late = garden.flagged("What an idiot.")
    await desk.look(late)
    go_on.set()
    await reading
    await desk.take_in()
    row = desk.row(late)
    assert row is not None and row.standing is Standing.OPEN


async def test_what_was_read_before_it_was_closed_does_not_open_it_again(
    desk: Desk, garden: Garden
) -> None:
    """A reading of the queue that began before the sending ended is older than it."""
    assert garden.line is not None
    adapter = garden.line._adapter
    read, go_on, real = asyncio.Event(), asyncio.Event(), adapter.queue

    async def queue() -> AsyncIterator[Page]:
        pages = [page async for page in real()]
        read.set()
        await go_on.wait()
        for page in pages:
            yield page

    await decide(desk, garden, Verb.KEEP)
    garden.clock.pass_(11)
    adapter.queue = queue  # type: ignore[method-assign]
    reading = asyncio.create_task(desk.refresh())
    await read.wait()
    garden.clock.pass_(1)
    await desk.send_now()
    garden.clock.pass_(1)
    go_on.set()
    await reading
    row = desk.row(garden.insult)
    assert row is not None and row.standing is Standing.CLOSED


async def test_a_desk_that_is_open_for_weeks_forgets_what_it_let_go(
    desk: Desk, garden: Garden
) -> None:
    await decide(desk, garden, Verb.KEEP)
    await after_hold(desk, garden)
    await desk.refresh()
    list(desk.rows())
    await desk.take_in()
    assert desk._board._made == {}


async def test_a_listener_that_fails_does_not_keep_a_step_from_being_sent(
    desk: Desk, garden: Garden
) -> None:
    assert garden.line is not None
    garden.line.can_tell = False
    await desk._running.connect()
    await decide(desk, garden, Verb.WARN)
    seen: list[str] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _loop, context: seen.append(type(context["exception"]).__name__)
    )

    def fails(*_change: Any) -> None:
        raise ZeroDivisionError

    desk.on_change.append(fails)
    await after_hold(desk, garden)
    assert garden.line.performed, "the step went out all the same"
    assert "ZeroDivisionError" in desk.trouble
    desk.on_change.remove(fails)
    garden.clock.pass_(120)
    await desk.send_now()
    assert desk.pending() == (), "and nobody is asked whether it did"
    assert sorted(garden.line.performed) == ["close", "warn"]
    assert set(seen) == {"ZeroDivisionError"}


async def test_a_shared_accounts_moderator_is_named_before_the_server_was_reached(
    garden: Garden,
) -> None:
    desk = garden.desk()
    await desk.open()
    await desk._ledger.write(Opened(Moderator("u-marie", "Shared", "backend"), "1"))
    await desk.close("keep")
    again = garden.desk()
    again.settings = msgspec.structs.replace(again.settings, moderator="Tom")
    await again.open()
    assert again.moderator == Moderator("u-marie", "Tom", "config")
    await again.close("keep")


async def test_the_record_says_anew_who_sits_here_where_the_server_says_another(
    desk: Desk, garden: Garden
) -> None:
    """Known from the journal before the server was reached, then by what the server says."""
    await desk._ledger.write(Opened(Moderator("u-old", "Old", "backend"), "1"))
    desk.moderator = Moderator("u-old", "Old", "backend")
    await decide(desk, garden, Verb.KEEP)
    await desk._running.connect()
    await desk.take_back()
    await decide(desk, garden, Verb.KEEP)
    opened = [
        r.entry.by.id for r in desk.trail.entries("kind:opened") if isinstance(r.entry, Opened)
    ]
    assert opened[0] == "u-marie"


async def test_what_was_written_is_not_said_to_be_lost(
    desk: Desk, garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process wrote, and its entry cannot be read just after ours was synced."""
    other = garden.desk()
    await other.open()
    journal = desk._ledger.journal
    draft = await desk.draft(await desk.look(garden.insult), Verb.KEEP)
    await desk._recorder.sign(desk._seat.who(), desk._rules.of(draft.ruleset))
    real, append_all = journal.read, journal.append_all

    def read(after: int = 0) -> Any:
        raise JournalError("an error of the disk")

    def append_after_another(entries: Any) -> Any:
        if isinstance(entries[0], Decided):
            monkeypatch.setattr(journal, "append_all", append_all)
            other._ledger.journal.append(Noted(garden.insult, desk._seat.who(), "hello"))
            monkeypatch.setattr(journal, "read", read)
        return append_all(entries)

    monkeypatch.setattr(journal, "append_all", append_after_another)
    with pytest.raises(DeskError, match="was written down"):
        await desk.decide(draft)
    monkeypatch.setattr(journal, "read", real)
    await desk._ledger.catch_up()
    assert len(desk.pending()) == 1
    await other.close("keep")
