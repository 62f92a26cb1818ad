"""Why a case comes first: the sum that sorts is the sum that is explained."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.goals import DEFERRED, IMMEDIATE, Goals, goals
from modtui.model import (
    Case,
    CaseKey,
    Kind,
    Person,
    Place,
    Report,
    Sanction,
    Severity,
    Subject,
    Verb,
)
from modtui.rules.loader import load
from modtui.triage import priority, storing
from modtui.triage.casecache import CaseCache
from modtui.triage.desk import Desk
from modtui.triage.judging import Judge
from modtui.triage.priority import Past
from tests.triage.garden import INSULT, RULES, Garden
from tests.triage.test_deciding import after_hold, decide

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
RULESET = load(RULES)

moments = st.none() | st.datetimes(
    datetime(2024, 1, 1), datetime(2026, 6, 1), timezones=st.just(UTC)
)
people = st.builds(
    Person,
    id=st.sampled_from(["u1", "u2", "u3"]),
    since=moments,
    sanctions=st.none() | st.lists(st.builds(Sanction, verb=st.just("ban")), max_size=4).map(tuple),
)
subjects = st.builds(
    Subject,
    kind=st.just(Kind.POST),
    id=st.just("1"),
    author=st.none() | people,
    text=st.sampled_from(["A rose.", INSULT, "You idiot: forbiddenword", "forbiddenword"]),
    revision=st.uuids().map(str),
    place=st.none() | st.sampled_from([Place("1", "Talk"), Place("quiet", "Elsewhere")]),
    at=moments,
    approval=st.booleans(),
)
reports = st.lists(
    st.builds(Report, id=st.integers(0, 9).map(str), reporter=st.none() | people), max_size=6
)
cases = st.builds(
    Case,
    key=st.integers(0, 10**6).map(lambda n: CaseKey("garden", "post", str(n))),
    subject=subjects,
    reports=reports.map(tuple),
    opened=moments,
)
pasts = st.dictionaries(
    st.sampled_from(["u1", "u2", "u3"]),
    st.integers(1, 50).flatmap(lambda n: st.builds(Past, st.just(n), st.integers(0, n))),
)
GOALS = goals({"high": "4h", "low": "none"}, {"QUIET": "none", "talk": "45m"})


@given(st.lists(cases, min_size=1, max_size=8, unique_by=lambda case: case.key), pasts)
def test_sqlite_sorts_by_the_sum_that_is_explained(
    cases: list[Case], pasts: dict[str, Past]
) -> None:
    cache = CaseCache(None)
    judge = Judge(RULESET, GOALS, pasts.get)
    cache.write(lambda database: storing.put(database, cases, (), judge, 0.0))
    rows = cache.read(
        lambda database: database.execute(
            f"SELECT key, {priority.SQL} FROM cases", {"now": NOW.timestamp()}
        ).fetchall()
    )
    cache.close()
    by_key = {f"{case.key.kind}/{case.key.native}": case for case in cases}
    assert len(rows) == len(by_key)
    for key, points in rows:
        case = by_key[key]
        asked = case, judge.find((case,))[0], RULESET, GOALS, NOW, pasts.get
        assert points == priority.priority(*asked), "to the last bit"
        assert points == pytest.approx(sum(part.points for part in priority.parts(*asked)))


def test_goals_are_named_by_severity_and_place() -> None:
    assert [GOALS.of(level, None) for level in Severity] == [None, DEFERRED, 4 * 3600, IMMEDIATE]
    assert GOALS.of(Severity.SEVERE, Place("quiet", "Elsewhere")) is None
    assert GOALS.of(Severity.LOW, Place("7", "Talk")) == 45 * 60
    assert GOALS.of(Severity.HIGH, Place("8", "Nowhere")) == 4 * 3600


def points_of(case: Case, past: Past | None) -> float:
    return priority.priority(case, (), RULESET, Goals(), NOW, lambda _account: past)


def test_reporters_count_by_what_became_of_their_reports() -> None:
    subject = Subject(Kind.POST, "1", None, "A rose.", "1")
    case = Case(CaseKey("garden", "post", "1"), subject, (Report("1", Person("u1")),))
    nothing = points_of(case, None)
    assert points_of(case, Past(20, 20)) > nothing > points_of(case, Past(20, 0))
    told = priority.parts(case, (), RULESET, Goals(), NOW, lambda _account: Past(20, 19))
    assert any("19 of 20" in part.why for part in told)
    unnamed = msgspec.structs.replace(case, reports=(Report("1", None),))
    assert points_of(unnamed, Past(20, 0)) == nothing, "who that was is not known"


def test_a_case_counts_for_more_the_nearer_its_goal_is() -> None:
    subject = Subject(Kind.POST, "1", None, "A rose.", "1")
    ages = [timedelta(0), timedelta(days=1), timedelta(days=3), timedelta(days=6), timedelta(99)]
    points = [
        points_of(Case(CaseKey("garden", "post", "1"), subject, (), NOW - age), None)
        for age in ages
    ]
    assert points == pytest.approx([10, 18, 34, 58, 58])
    assert points_of(Case(CaseKey("garden", "post", "1"), subject), None) == 10, "age unknown"


async def test_a_case_that_waits_too_long_is_late(desk: Desk, garden: Garden) -> None:
    (row,) = desk.rows()
    assert row.due is not None and row.at is not None
    assert row.due - row.at == timedelta(days=1)


async def test_what_was_decided_tells_how_far_a_reporter_is_to_be_believed(
    desk: Desk, garden: Garden
) -> None:
    def said(key: CaseKey) -> list[str]:
        return [line for line in desk.explain(key) if "earlier reports" in line]

    assert said(garden.insult) == []
    decision = await decide(desk, garden, Verb.REMOVE)
    assert said(garden.insult) == [], "nothing was done yet"
    await after_hold(desk, garden)
    other = garden.flagged("A rose is a rose.", author="u-paul")
    await desk.refresh()
    await desk.take_in()
    (line,) = said(other)
    assert "1 of 1" in line
    before = desk.rows()[0].priority

    undo = await desk.inverse(decision)
    assert undo is not None
    await desk.decide(undo)
    garden.clock.pass_(11)
    await desk.send_now()
    await desk.sort()
    assert said(other) == [], "who undid it did not agree after all"
    assert desk.rows()[0].priority < before


async def test_what_was_kept_was_reported_for_nothing(desk: Desk, garden: Garden) -> None:
    await decide(desk, garden, Verb.KEEP)
    await after_hold(desk, garden)
    other = garden.flagged("A rose is a rose.", author="u-paul")
    await desk.refresh()
    (line,) = [line for line in desk.explain(other) if "earlier reports" in line]
    assert "0 of 1" in line and line.split()[0].startswith("-")


async def test_the_record_of_reporters_is_made_again_from_the_journal(
    desk: Desk, garden: Garden
) -> None:
    await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    await desk.close("keep")
    garden.flagged("A rose is a rose.", author="u-paul")
    again = garden.desk()
    await again.open()
    await again.refresh()
    (row,) = again.rows()
    assert any("1 of 1" in line for line in again.explain(row.key))
    await again.close("keep")
