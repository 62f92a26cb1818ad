"""The n-th violation leads to the n-th step, and the reason is said."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from modtui.model import Severity
from modtui.rules.ladder import Earlier, propose
from modtui.rules.ruleset import LadderStep, Rule, When

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
    assert [step.verb for step in propose(rule, past, NOW).steps] == ["escalate"]


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


def minutes_ago(minutes: float, verb: str = "warn", rule: str = "respect") -> Earlier:
    return earlier(minutes / 1440, rule=rule, verb=verb)


TWICE = msgspec.structs.replace(RULE, ladder=(LadderStep("warn"), LadderStep("warn")))


def test_nobody_is_warned_twice_for_a_rule_within_ten_minutes() -> None:
    soon = propose(TWICE, [minutes_ago(9)], NOW)
    assert soon.steps == ()
    assert soon.brake == "told for this already, less than 10 minutes ago"
    assert soon.because.endswith(soon.brake)
    later = propose(TWICE, [minutes_ago(10)], NOW)
    assert [step.verb for step in later.steps] == ["warn"]
    assert later.brake == ""


def test_a_warning_for_another_rule_or_a_harder_step_does_not_wait() -> None:
    assert propose(TWICE, [minutes_ago(2, rule="spam")], NOW).steps == (LadderStep("warn"),)
    assert propose(RULE, [minutes_ago(2)], NOW).steps == (LadderStep("mute", 86_400),)
    assert propose(TWICE, [minutes_ago(2, verb="remove")], NOW).steps == (LadderStep("warn"),)


def test_nobody_is_sanctioned_for_what_they_wrote_before_they_were_told() -> None:
    past = [earlier(2, rule="spam", verb="mute")]
    before = propose(RULE, past, NOW, posted=NOW - timedelta(days=3))
    assert before.steps == ()
    assert before.because == (
        "1st for respect in 90 days – written before the last sanction: 20 Nov by marie, muted"
    )
    assert propose(RULE, past, NOW, posted=NOW - timedelta(days=1)).brake == ""
    assert propose(RULE, past, NOW).brake == ""
    removed = [earlier(2, verb="remove")]  # a removal alone tells the author nothing
    assert propose(RULE, removed, NOW, posted=NOW - timedelta(days=3)).brake == ""


def test_a_braked_step_is_not_made_up_for_by_an_escalation() -> None:
    rule = msgspec.structs.replace(RULE, contact="admins", ladder=(LadderStep("warn"),))
    past = [minutes_ago(3)]
    assert propose(rule, past, NOW).steps == (LadderStep("escalate"),)  # past the top
    old = propose(rule, past, NOW, posted=NOW - timedelta(hours=1))
    assert old.brake
    assert old.steps == ()


def test_a_contact_is_asked_when_the_rule_says_so() -> None:
    rule = msgspec.structs.replace(RULE, contact="admins", escalate=When.ALWAYS)
    assert [step.verb for step in propose(rule, [], NOW).steps] == ["warn", "escalate"]
    rule = msgspec.structs.replace(RULE, contact="admins", escalate=When.UNDECIDED)
    assert [step.verb for step in propose(rule, [], NOW).steps] == ["warn"]
    unclear = propose(rule, [], NOW, undecided=True)
    assert [step.verb for step in unclear.steps] == ["warn", "escalate"]


def test_days_begin_where_the_community_is() -> None:
    rule = msgspec.structs.replace(RULE, decay_days=1)
    late = Earlier("respect", datetime(2026, 11, 21, 23, 30, tzinfo=UTC), "tom", ("warn",))
    assert propose(rule, [late], NOW).nth == 2
    assert propose(rule, [late], NOW, zone=UTC).nth == 1
    paris = timezone(timedelta(hours=1))
    assert propose(rule, [late], NOW, zone=paris).nth == 2
    assert "22 Nov by tom" in propose(rule, [late], NOW, zone=paris).because
