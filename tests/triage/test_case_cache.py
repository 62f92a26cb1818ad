"""What the backend last said is kept, can be read when the line is down, and can be lost."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from modtui.adapters.base import AdapterError, Page, Trouble
from modtui.filters.where import Where
from modtui.model import CaseKey, Verb
from modtui.triage.desk import Desk
from modtui.triage.views import Standing
from tests.triage.garden import INSULT, Garden
from tests.triage.test_deciding import after_hold, decide
from tests.triage.test_queueing import texts


def cache_of(garden: Garden) -> Path:
    return garden.folder / "desk" / "cases.sqlite"


def written(garden: Garden) -> bytes:
    """All that the cache has on the disk."""
    return b"".join(path.read_bytes() for path in cache_of(garden).parent.glob("cases.sqlite*"))


def break_line(garden: Garden) -> None:
    """The server of the desk made last cannot be reached from now on."""
    assert garden.line is not None

    async def down(*_asked: Any) -> None:
        raise AdapterError(Trouble.UNREACHABLE, "The server cannot be reached.")

    async def no_queue() -> AsyncIterator[Page]:
        raise AdapterError(Trouble.UNREACHABLE, "The server cannot be reached.")
        yield

    for name in ("open", "case", "context"):
        setattr(garden.line, name, down)
    garden.line.queue = no_queue  # type: ignore[attr-defined]


async def left(garden: Garden) -> None:
    """A desk read the queue, and was left."""
    desk = garden.desk()
    await desk.open()
    await desk.refresh()
    await desk.close("keep")


async def test_the_queue_can_be_read_while_the_line_is_down(garden: Garden) -> None:
    await left(garden)
    was = garden.clock.now
    garden.clock.pass_(3 * 3600)
    desk = garden.desk()
    break_line(garden)
    await desk.open()
    assert texts(desk) == [INSULT], "at once, before anything was asked"
    assert (desk.line.read_at, desk.line.recalled, desk.line.complete) == (was, True, False)
    await desk.refresh()
    assert desk.line.trouble == "The server cannot be reached."
    assert (desk.line.read_at, desk.line.recalled) == (was, True)
    view = await desk.look(garden.insult)
    assert (view.case.subject.text, view.proposed) == (INSULT, "respect")
    assert view.trouble == "The server cannot be reached."
    await desk.close("keep")


async def test_keys_of_all_rows_are_told_without_making_them(desk: Desk, garden: Garden) -> None:
    garden.flagged("Compost.")
    await desk.refresh()
    assert list(desk.case_keys()) == [row.key for row in desk.rows()]


async def test_what_was_recalled_is_as_new_once_it_was_read(garden: Garden) -> None:
    await left(garden)
    garden.flagged("Here is the forbiddenword.")
    desk = garden.desk()
    await desk.open()
    await desk.refresh()
    assert [row.rule for row in desk.rows()] == ["secret", "respect"], "nobody had begun"
    assert (desk.line.recalled, desk.line.complete) == (False, True)
    await desk.close("keep")


async def test_an_empty_queue_that_is_recalled_is_not_said_to_be_empty(garden: Garden) -> None:
    desk = garden.desk()
    await desk.open()
    await desk.refresh()
    await decide(desk, garden, Verb.KEEP)
    await after_hold(desk, garden)
    await desk.refresh()
    await desk.close("keep")
    again = garden.desk()
    await again.open()
    assert len(again.rows()) == 0
    assert (again.line.recalled, again.line.complete) == (True, False)
    await again.close("keep")


async def test_a_case_that_left_meanwhile_is_dropped_before_the_person_begins(
    garden: Garden,
) -> None:
    await left(garden)
    paul = garden.desk("u-paul", store="paul", hold=0)
    await paul.open()
    await paul.refresh()
    await decide(paul, garden, Verb.KEEP)
    await paul.send_now()
    await paul.close("keep")
    desk = garden.desk()
    await desk.open()
    assert texts(desk) == [INSULT]
    await desk.refresh()
    assert texts(desk) == []
    assert INSULT.casefold().encode() not in written(garden).lower()
    await desk.close("keep")


@pytest.mark.parametrize("content", [b"", b"not a database at all, but some text " * 100])
async def test_a_damaged_cache_is_made_anew_and_that_is_said(
    garden: Garden, content: bytes
) -> None:
    await left(garden)
    cache_of(garden).write_bytes(content)
    desk = garden.desk()
    await desk.open()
    assert texts(desk) == []
    assert any("read anew" in problem for problem in desk.problems) == bool(content)
    await desk.refresh()
    assert texts(desk) == [INSULT]
    await desk.close("keep")


async def test_a_cache_of_another_version_is_made_anew_without_a_word(garden: Garden) -> None:
    await left(garden)
    with sqlite3.connect(cache_of(garden)) as database:
        database.execute("PRAGMA user_version = 99")
    desk = garden.desk()
    await desk.open()
    assert (texts(desk), desk.problems) == ([], ())
    await desk.refresh()
    assert texts(desk) == [INSULT]
    await desk.close("keep")


async def test_a_cache_that_is_destroyed_under_an_open_desk_is_read_anew(
    desk: Desk, garden: Garden
) -> None:
    for path in cache_of(garden).parent.glob("cases.sqlite*"):
        path.write_bytes(b"\xff" * path.stat().st_size)
    desk.touch()
    garden.flagged("What an idiot.")
    await desk.refresh()
    assert sorted(texts(desk)) == ["What an idiot.", INSULT]
    assert "read anew" in desk.cache_trouble


async def test_what_came_in_before_the_cache_was_destroyed_is_read_once_more(
    desk: Desk, garden: Garden
) -> None:
    assert garden.line is not None
    adapter = garden.line._adapter
    page = Page((await adapter.case(garden.insult),))  # type: ignore[arg-type]
    later = garden.flagged("What an idiot.")
    second = Page((await adapter.case(later),))  # type: ignore[arg-type]
    whole = True

    async def queue() -> AsyncIterator[Page]:
        nonlocal whole
        yield page
        if whole:
            whole = False
            for path in cache_of(garden).parent.glob("cases.sqlite*"):
                path.write_bytes(b"\xff" * path.stat().st_size)
        yield second

    adapter.queue = queue  # type: ignore[method-assign]
    await desk.refresh()
    assert sorted(texts(desk)) == ["What an idiot.", INSULT]


async def test_without_a_place_on_the_disk_the_queue_is_kept_in_memory(garden: Garden) -> None:
    cache_of(garden).mkdir(parents=True)
    desk = garden.desk()
    await desk.open()
    await desk.refresh()
    assert texts(desk) == [INSULT]
    assert any("kept in memory" in problem for problem in desk.problems)
    await desk.close("keep")


async def test_a_full_disk_costs_the_cache_and_no_row(desk: Desk, garden: Garden) -> None:
    def fill(database: sqlite3.Connection) -> None:
        pages = database.execute("PRAGMA page_count").fetchone()[0]
        database.execute(f"PRAGMA max_page_count = {pages}")

    await desk._cache.later(fill)
    desk.touch()
    for number in range(60):
        garden.flagged(f"You idiot {number}: " + "and so on " * 30)
    line = await desk.refresh()
    assert (line.trouble, line.complete) == ("", True)
    assert texts(desk) == [INSULT], "the rows stay where they were"
    assert desk.arrivals.new == 60
    assert "kept in memory" in desk.cache_trouble


async def test_only_its_owner_can_read_the_cache(desk: Desk, garden: Garden) -> None:
    modes = {path.stat().st_mode & 0o777 for path in cache_of(garden).parent.glob("cases.sq*")}
    assert modes == {0o600}


async def test_a_handled_case_leaves_nothing_but_its_key(desk: Desk, garden: Garden) -> None:
    assert INSULT.encode() in written(garden)
    await decide(desk, garden, Verb.KEEP)
    await after_hold(desk, garden)
    await desk.refresh()
    assert INSULT.encode() in written(garden), "its row is still there, and can be opened"
    await desk.take_in()
    for text in (INSULT, "Rose", "rude", "u-ana"):
        assert text.casefold().encode() not in written(garden).lower()


async def test_a_case_that_was_handled_before_leaving_is_not_kept_till_the_next_start(
    garden: Garden,
) -> None:
    desk = garden.desk(hold=0)
    await desk.open()
    await desk.refresh()
    await decide(desk, garden, Verb.KEEP)
    await desk.close("send")
    assert INSULT.encode() not in written(garden)


async def test_a_person_can_be_forgotten(desk: Desk, garden: Garden) -> None:
    other = garden.flagged("Compost, at last.", author="u-paul")
    await desk.refresh()
    await desk.take_in()
    assert (await desk.forget_person("u-ana")).cases == 1
    assert INSULT.encode() not in written(garden)
    assert desk.view(other).case.subject.text == "Compost, at last."
    assert (await desk.forget_person("u-rose")).cases == 1, "who only reported is in it too"


async def test_what_did_not_change_is_not_written_again(desk: Desk, garden: Garden) -> None:
    watching = sqlite3.connect(cache_of(garden))

    def rows() -> list[Any]:
        return watching.execute("SELECT id, seen, digest FROM cases ORDER BY id").fetchall()

    before = rows()
    garden.clock.pass_(60)
    garden.flagged("A second one.", author="u-paul")
    await desk.refresh()
    assert rows()[:1] == before
    watching.close()


@pytest.mark.parametrize("seen_to_leave", [False, True])
async def test_a_case_that_is_told_again_as_it_was_is_open_again(
    desk: Desk, garden: Garden, seen_to_leave: bool
) -> None:
    assert garden.line is not None
    adapter = garden.line._adapter
    same = await adapter.case(garden.insult)
    assert same is not None

    async def queue() -> AsyncIterator[Page]:
        yield Page((same,))

    desk.touch()
    await decide(desk, garden, Verb.KEEP)
    await after_hold(desk, garden)
    if seen_to_leave:
        await desk.refresh()
    assert desk.rows()[0].standing is Standing.CLOSED
    adapter.queue = queue  # type: ignore[method-assign]
    garden.clock.pass_(60)
    await desk.refresh()
    assert desk.rows()[0].standing is Standing.OPEN


async def test_what_is_being_sorted_when_the_person_begins_stays_as_it_is(
    desk: Desk, garden: Garden
) -> None:
    queue = desk._reader.queue
    urgent = await garden.line._adapter.case(garden.flagged("forbiddenword"))  # type: ignore[union-attr]
    assert urgent is not None
    await queue.put((urgent,), (), garden.clock.now)
    settling = asyncio.create_task(queue.settle_in(whole=True))
    await asyncio.sleep(0)
    desk.touch()
    await settling
    assert (texts(desk), desk.arrivals.new) == ([INSULT], 1)


async def test_a_case_that_left_while_the_person_began_can_still_be_read(
    desk: Desk, garden: Garden
) -> None:
    queue = desk._reader.queue
    queue.begin()
    completing = asyncio.create_task(queue.complete(garden.clock.now))
    await asyncio.sleep(0)
    # The cache has done its part, and the person is sooner than the queue.
    worker = desk._cache._worker
    assert worker is not None
    worker.submit(lambda: None).result()
    desk.touch()
    await completing
    assert texts(desk) == [INSULT]
    assert desk.view(garden.insult).case.subject.text == INSULT


async def test_a_case_that_left_before_anybody_began_leaves_no_text(
    desk: Desk, garden: Garden
) -> None:
    queue = desk._reader.queue
    queue.begin()
    await queue.complete(garden.clock.now)
    assert texts(desk) == []
    assert INSULT.encode() not in written(garden)


async def test_two_desks_share_what_is_known_and_not_their_order(garden: Garden) -> None:
    ours, theirs = garden.desk(), garden.desk("u-paul")
    for desk in (ours, theirs):
        await desk.open()
        await desk.refresh()
        desk.touch()
    new = garden.flagged("Here is the forbiddenword.")
    await theirs.refresh()
    await theirs.take_in()
    assert (len(theirs.rows()), len(ours.rows())) == (2, 1)
    await ours.refresh()
    assert ours.arrivals.new == 1, "known to the file, and new to this desk"
    garden.community.edit_post(new.native, "Here is a forbiddenword no more.")
    await ours.take_in()
    assert ours.view(new).case.subject.text == "Here is the forbiddenword."
    await theirs.refresh()
    await ours.refresh()
    assert ours.view(new).case.subject.text == "Here is a forbiddenword no more."
    for desk in (ours, theirs):
        await desk.close("keep")


async def test_a_row_that_another_desk_let_go_of_keeps_its_place(garden: Garden) -> None:
    ours, theirs = garden.desk(), garden.desk("u-paul", hold=0)
    for desk in (theirs, ours):
        await desk.open()
        await desk.refresh()
        desk.touch()
    view = await theirs.look(garden.insult)
    await theirs.decide(await theirs.draft(view, Verb.KEEP))
    await theirs.send_now()
    await theirs.refresh()
    await theirs.take_in()
    await ours.refresh()
    (row,) = ours.rows()
    assert (row.key, row.standing) == (garden.insult, Standing.CLOSED)
    await ours.take_in()
    assert len(ours.rows()) == 0
    for desk in (ours, theirs):
        await desk.close("keep")


async def test_the_queue_is_narrowed_and_nothing_else_moves(desk: Desk, garden: Garden) -> None:
    desk.touch()
    for text in ("Idiot, said twice.", "A rose is a rose.", "An idiot again."):
        garden.clock.pass_(1)
        garden.flagged(text)
    await desk.refresh()
    await desk.take_in()
    whole = texts(desk)
    await desk.narrow("idiot")
    assert texts(desk) == [text for text in whole if "idiot" in text.lower()]
    garden.flagged("Compost.")
    await desk.refresh()
    await desk.take_in()
    assert len(desk.rows()) == 3, "what does not fit is let in all the same, unseen"
    await desk.sort()
    assert len(desk.rows()) == 3
    with pytest.raises(sqlite3.Error):
        await desk._reader.queue.narrow(Where("no such thing"))
    assert len(desk.rows()) == 3
    await desk.narrow("")
    assert len(desk.rows()) == 5


async def test_rows_are_found_by_key_among_those_shown(desk: Desk, garden: Garden) -> None:
    garden.flagged("Compost.")
    await desk.refresh()
    rows = desk.rows()
    assert [rows.place(row.key) for row in rows] == [0, 1]
    assert rows.place(CaseKey("garden", "post", "nowhere")) is None
    await desk.narrow("compost")
    assert rows.place(garden.insult) is None


async def test_the_next_row_that_waits_is_found_past_those_that_do_not(
    desk: Desk, garden: Garden
) -> None:
    for number in range(3):
        garden.flagged(f"Number {number}.")
    await desk.refresh()
    assert desk.rows().undecided(0) == 1
    await desk.decide(await desk.draft(await desk.look(desk.rows()[1].key), Verb.KEEP))
    assert desk.rows().undecided(0) == 2
    assert desk.rows().undecided(2, -1) == 0
    assert desk.rows().undecided(3) == 0, "it goes on from the other end"
    elsewhere = desk.rows()[2].key
    paul = garden.desk("u-paul", store="paul", hold=0)
    await paul.open()
    await paul.refresh()
    await paul.decide(await paul.draft(await paul.look(elsewhere), Verb.KEEP))
    await paul.send_now()
    await paul.close("keep")
    await desk.refresh()
    assert desk.rows().undecided(0) == 3


async def test_rules_that_were_edited_meanwhile_judge_what_was_known(garden: Garden) -> None:
    rules = garden.folder / "rules.yaml"
    rules.write_bytes((Path(__file__).parent / "rules.yaml").read_bytes())
    desk = garden.desk(rules=rules)
    await desk.open()
    await desk.refresh()
    await desk.close("keep")
    edited = rules.read_text("utf-8").replace("keywords: [idiot, imbécile]", "keywords: [roses]")
    rules.write_text(edited, "utf-8")
    again = garden.desk(rules=rules)
    break_line(garden)
    await again.open()
    counts: list[int] = []
    again.on_change.append(lambda _change, _key: counts.append(again.line.judged))
    await again.refresh()
    assert 1 in counts and counts[-1] == 0, "how far it got is told"
    (hit,) = again.view(garden.insult).hits
    assert [INSULT[span.start : span.end] for span in hit.spans] == ["roses"]
    await again.close("keep")
