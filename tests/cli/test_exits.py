"""The exit statuses are an API: documented, and the same for the same end."""

from datetime import UTC, datetime

import pytest

from modtui.cli import exits
from modtui.cli.exits import Exit
from modtui.cli.outcome import verdict
from modtui.model import CaseKey, Decision, Moderator, Outcome, Result, Step
from modtui.triage.views import Pending, Standing
from tests.cli.conftest import Modtui

DECISION = Decision(
    id="d1",
    case=CaseKey("forum", "post", "1"),
    at=datetime(2026, 11, 22, tzinfo=UTC),
    by=Moderator("m", "Marie", "backend"),
    steps=(Step("remove", "remove"), Step("close", "close")),
    seen="r1",
)


def pending(standing: Standing, *results: Result) -> Pending:
    steps = zip(("remove", "close"), results, strict=False)
    return Pending(DECISION, standing, outcomes=tuple((id, Outcome(r)) for id, r in steps))


@pytest.mark.parametrize(
    ("found", "status"),
    [
        (pending(Standing.CLOSED, Result.APPLIED, Result.ALREADY), Exit.OK),
        (pending(Standing.OPEN, Result.APPLIED, Result.APPLIED), Exit.OK),
        (pending(Standing.OPEN), Exit.PROBLEM),
        (pending(Standing.DOUBT, Result.UNKNOWN), Exit.UNKNOWN),
        (pending(Standing.RETURNED), Exit.RETURNED),
        (pending(Standing.RETURNED, Result.APPLIED), Exit.RETURNED),
        (pending(Standing.FAILED, Result.DENIED), Exit.BACKEND),
        (pending(Standing.WAITING, Result.LIMITED), Exit.BACKEND),
        (pending(Standing.SENDING), Exit.BACKEND),
        (pending(Standing.HELD_BACK), Exit.BACKEND),
    ],
)
def test_each_end_of_a_decision_has_its_status(found: Pending, status: Exit) -> None:
    assert verdict(found)[0] is status


def test_an_unknown_names_the_command_that_answers_it() -> None:
    assert "modtui answer d1" in verdict(pending(Standing.DOUBT, Result.UNKNOWN))[1]


def test_every_status_is_documented(modtui: Modtui) -> None:
    told = modtui("--help").out
    for status in Exit:
        assert f"\n{status.value} " in (exits.__doc__ or "")
        assert f" {status.value}  " in told or status is Exit.INTERRUPTED
