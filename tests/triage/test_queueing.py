"""The queue: urgent first, nothing moves by itself, nothing is lost without a word."""

import sqlite3
import subprocess
import sys
from datetime import timedelta

import pytest

from modtui.adapters.base import AdapterError, Trouble
from modtui.triage.desk import Desk
from modtui.triage.views import Standing
from tests.triage.garden import Garden
from tests.triage.test_deciding import after_hold, decide


def texts(desk: Desk) -> list[str]:
    return [row.excerpt for row in desk.rows()]


async def test_the_worst_rule_comes_first(garden: Garden) -> None:
    garden.flagged("A rose is a rose.")
    garden.flagged("Here is the forbiddenword.")
    desk = garden.desk()
    await desk.open()
    await desk.refresh()
    assert [row.rule for row in desk.rows()] == ["secret", "respect", ""]
    await desk.close("keep")


async def test_a_place_in_the_queue_is_explained_to_the_last_point(
    desk: Desk, garden: Garden
) -> None:
    *parts, total = desk.explain(garden.insult)
    assert any("severity medium" in part for part in parts)
    assert any("1 person reported it" in part for part in parts)
    points = [float(part.split()[0]) for part in parts]
    assert sum(points) == pytest.approx(float(total.split()[0]), abs=1)


async def test_new_cases_wait_until_they_are_let_in(desk: Desk, garden: Garden) -> None:
    desk.touch()
    garden.clock.pass_(60)
    garden.flagged("Here is the forbiddenword.")
    await desk.refresh()
    assert len(desk.rows()) == 1
    assert (desk.arrivals.new, desk.arrivals.urgent) == (1, 1)
    await desk.take_in()
    assert len(desk.rows()) == 2
    assert desk.rows()[0].key == garden.insult, "what is new comes below until sorted"
    await desk.sort()
    assert desk.rows()[0].rule == "secret"


async def test_what_others_closed_keeps_its_row_with_a_note(desk: Desk, garden: Garden) -> None:
    desk.touch()
    paul = garden.desk("u-paul", store="paul", hold=0)
    await paul.open()
    await paul.refresh()
    await decide(paul, garden, "keep")
    await paul.send_now()
    await paul.close("keep")
    await desk.refresh()
    (row,) = desk.rows()
    assert row.standing is Standing.CLOSED
    assert row.note == "dealt with elsewhere"
    await desk.take_in()
    assert list(desk.rows()) == []


async def test_a_case_that_is_reported_again_is_open_again(desk: Desk, garden: Garden) -> None:
    await decide(desk, garden, "keep")
    await after_hold(desk, garden)
    garden.clock.pass_(60)
    garden.community.flag(garden.insult.native, "u-paul", "still rude")
    await desk.refresh()
    row = desk.row(garden.insult)
    assert row is not None and row.standing is Standing.OPEN
    view = await desk.look(garden.insult)
    assert [earlier.verbs for earlier in view.earlier] == [("keep",)]


async def test_an_unreadable_case_is_shown_as_such(garden: Garden) -> None:
    garden.flagged("lone \ud800 surrogate")
    desk = garden.desk()
    await desk.open()
    await desk.refresh()
    standings = [row.standing for row in desk.rows()]
    assert sorted(standings) == [Standing.OPEN, Standing.UNREADABLE]
    await desk.close("keep")


async def test_a_failed_reading_never_shows_an_empty_queue(
    desk: Desk, garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = texts(desk)
    assert garden.line is not None

    async def broken():  # type: ignore[no-untyped-def]
        raise AdapterError(Trouble.UNREACHABLE, "The server cannot be reached.")
        yield

    monkeypatch.setattr(garden.line, "queue", broken, raising=False)
    line = await desk.refresh()
    assert line.trouble == "The server cannot be reached."
    assert texts(desk) == before
    assert all(row.standing is Standing.OPEN for row in desk.rows())


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE cases SET content = x'00'",
        "UPDATE cases SET hits = x'c1', severity = 99",
        "UPDATE cases SET key = 'nonsense', content = NULL",
        """DROP INDEX by_urgency;
        CREATE INDEX by_urgency ON cases (gone, base, goal, opened, key) WHERE gone > 1;
        UPDATE sqlite_master SET sql = replace(sql, ' WHERE gone > 1', '')
            WHERE name = 'by_urgency'""",
    ],
    ids=["content", "rank", "key", "an index without rows"],
)
async def test_a_damaged_cache_is_read_anew_and_shows_no_empty_queue(
    garden: Garden, harm: str
) -> None:
    desk = garden.desk()
    await desk.open()
    await desk.refresh()
    await desk.close("keep")
    with sqlite3.connect(garden.store().cache / "cases.sqlite") as database:
        database.execute("PRAGMA writable_schema = ON")
        database.executescript(harm)
    database.close()
    again = garden.desk()
    await again.open()
    list(again.rows())
    await again.refresh()
    await again.take_in()
    assert [row.key for row in again.rows() if row.standing is Standing.OPEN] == [garden.insult]
    await again.close("keep")


async def test_the_age_of_what_is_shown_is_known(desk: Desk, garden: Garden) -> None:
    first = desk.line.read_at
    assert first == garden.clock.now
    garden.clock.pass_(90)
    await desk.refresh()
    assert desk.line.read_at == first + timedelta(seconds=90)


async def test_a_second_start_needs_no_matching_engine(garden: Garden) -> None:
    desk = garden.desk()
    await desk.open()
    await desk.refresh()
    await desk.close("keep")
    program = (
        "import asyncio, sys; from pathlib import Path;"
        "from modtui.triage.desk import Settings; from modtui.triage.opening import build;"
        "from modtui.adapters.base import Setting; from modtui.adapters.local import LocalAdapter;"
        "from modtui.paths import StorePaths; base = Path(sys.argv[1]) / 'desk';"
        "store = StorePaths(base/'journal', base/'index', base/'state', base, base/'lock');"
        "setting = Setting(community='garden', file=Path(sys.argv[1]) / 'garden.json');"
        "desk = build('garden', LocalAdapter(setting), Path(sys.argv[2]), store, Settings(),"
        " compiled=base);\n"
        "async def main():\n"
        "    await desk.open(); await desk.refresh()\n"
        "    print([row.rule for row in desk.rows()])\n"
        "    await desk.close('keep')\n"
        "asyncio.run(main())\n"
        "print({'re2', 'ahocorasick_rs', 'regex'} & set(sys.modules))"
    )
    from tests.triage.garden import RULES

    done = subprocess.run(
        [sys.executable, "-c", program, str(garden.folder), str(RULES)],
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == ["['respect']", "set()"], done.stderr
