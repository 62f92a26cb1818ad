"""The n-th violation leads to the n-th step, and the reason is said."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from modtui.model import Severity
from modtui.rules.ladder import Earlier, propose
from modtui.rules.ruleset import LadderStep, Rule

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STEPS = (LadderStep("warn"), LadderStep("mute", 86_400), LadderStep("ban"))
RULE = Rule(
    id="respect",
    key="2",
    title=(("en", "Respect"),),
    text=(("en", "Be kind."),),
    severity=Severity.MEDIUM,
    ladder=STEPS,
    decay_days=90,
)


def earlier(days: float, rule: str = "respect", by: str = "marie", verb: str = "remove") -> Earlier:
    return Earlier(rule=rule, at=NOW - timedelta(days=days), by=by, verbs=(verb,))


@pytest.mark.parametrize(("count", "verb"), [(0, "warn"), (1, "mute"), (2, "ban"), (5, "ban")])
def test_each_violation_leads_one_step_up_to_the_last(count: int, verb: str) -> None:
    proposal = propose(RULE, [earlier(n + 1) for n in range(count)], NOW)
    assert proposal.nth == count + 1
    assert [step.verb for step in proposal.steps] == [verb]


def test_old_violations_and_those_of_other_rules_do_not_count() -> None:
    proposal = propose(RULE, [earlier(90), earlier(91), earlier(1, rule="spam")], NOW)
    assert proposal.nth == 1
    assert propose(RULE, [earlier(89.9)], NOW).nth == 2


def test_without_decay_all_violations_count() -> None:
    rule = msgspec.structs.replace(RULE, decay_days=0)
    assert propose(rule, [earlier(3000)], NOW).nth == 2


def test_past_the_top_an_escalation_is_proposed_where_there_is_a_contact() -> None:
    rule = msgspec.structs.replace(RULE, contact="admins")
    past = [earlier(n + 1) for n in range(3)]
    assert [step.verb for step in propose(rule, past[:2], NOW).steps] == ["ban"]
    assert [step.verb for step in propose(rule, past, NOW).steps] == ["ban", "escalate"]


def test_without_a_ladder_only_an_escalation_can_be_proposed() -> None:
    bare = msgspec.structs.replace(RULE, ladder=())
    assert propose(bare, [], NOW).steps == ()
    rule = msgspec.structs.replace(bare, contact="admins")
    assert propose(rule, [], NOW).steps == (LadderStep("escalate"),)


def test_a_ladder_that_escalates_by_itself_does_so_once() -> None:
    rule = msgspec.structs.replace(RULE, ladder=(LadderStep("escalate"),), contact="admins")
    assert propose(rule, [earlier(1)], NOW).steps == (LadderStep("escalate"),)


@pytest.mark.parametrize(
    ("past", "because"),
    [
        ([], "1st for respect in 90 days"),
        ([earlier(10)], "2nd for respect in 90 days: 12 Nov by marie, removed"),
        (
            [earlier(10), earlier(2, by="tom", verb="warn")],
            "3rd for respect in 90 days: 20 Nov by tom, warned; 12 Nov by marie, removed",
        ),
        (
            [earlier(10, by="", verb="native:silence")],
            "2nd for respect in 90 days: 12 Nov, silence",
        ),
    ],
)
def test_the_reason_tells_what_was_before(past: list[Earlier], because: str) -> None:
    assert propose(RULE, past, NOW).because == because


def test_a_long_history_is_counted_and_the_top_is_named() -> None:
    because = propose(RULE, [earlier(n + 1) for n in range(10)], NOW).because
    assert because.startswith("11th for respect in 90 days: 21 Nov")
    assert because.endswith("; and 7 more – the top of the ladder")


def test_a_year_is_told_where_it_is_another() -> None:
    rule = msgspec.structs.replace(RULE, decay_days=0)
    assert "22 Nov 2025" in propose(rule, [earlier(365)], NOW).because


def test_names_in_the_reason_are_safe_to_show() -> None:
    because = propose(RULE, [earlier(1, by="ma\x1b[31mrie\u202e")], NOW).because
    assert "\x1b" not in because
    assert "\u202e" not in because
