"""Deciding, taking back and reversing without the desk."""

import json
import signal
from collections.abc import Callable

import pytest

from modtui.adapters.local_records import Showing
from tests.cli.conftest import Modtui, started

Cases = Callable[[str], str]


@pytest.fixture
def case(modtui: Modtui) -> Cases:
    """The first case that a rule hits, as commands name it."""

    def find(rule: str = "respect") -> str:
        rows = json.loads(modtui("queue", "--demo", "--json").out)
        found = (r["case"] for r in rows if r["row"].get("rule") == rule)
        return next(c for c in found if c.startswith("post/"))

    return find


def posted(case: str) -> str:
    return case.removeprefix("post/")


def is_there(community: Callable, case: str) -> bool:
    return bool(community().post(posted(case)).showing is Showing.PUBLISHED)


def entries(modtui: Modtui) -> list[str]:
    """The kinds of the journal's entries, oldest first."""
    records = json.loads(modtui("audit", "--demo", "--json", "--limit", "1000").out)
    return [record["line"]["kind"] for record in reversed(records)]


def test_a_decision_is_carried_out_and_the_person_told(
    modtui: Modtui, case: Cases, community: Callable
) -> None:
    key = case()
    ran = modtui("decide", key, "remove", "--demo", "--yes", "--hold", "0")
    assert ran.status == 0
    assert "Message to" in ran.err
    assert "remove: applied" in ran.out
    assert not is_there(community, key)
    assert community().inbox(community().post(posted(key)).author)
    assert all(row["case"] != key for row in json.loads(modtui("queue", "--demo", "--json").out))


def test_the_message_can_be_ones_own(modtui: Modtui, case: Cases, community: Callable) -> None:
    key = case()
    words = ("--message", "Please, Hamish. {not a placeholder}")
    assert modtui("decide", key, "warn", "--demo", "--yes", "--hold", "0", *words).status == 0
    inbox = community().inbox(community().post(posted(key)).author)
    assert inbox[-1].text == "Please, Hamish. {not a placeholder}"


def test_without_a_yes_nothing_is_decided(modtui: Modtui, case: Cases, monkeypatch) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert modtui("decide", case(), "remove", "--demo").status == 1
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    ran = modtui("decide", case(), "remove", "--demo")
    assert ran.status == 1
    assert "Nothing was decided" in ran.err
    assert "decided" not in entries(modtui)


def test_the_outcome_as_json_is_all_that_standard_output_gets(modtui: Modtui, case: Cases) -> None:
    key = case()
    told = modtui("decide", key, "keep", "--demo", "--yes", "--hold", "0", "--json")
    outcome = json.loads(told.out)
    assert outcome["exit"] == 0
    assert outcome["case"].endswith(key)
    assert {result["result"] for _step, result in outcome["outcomes"]} == {"applied"}


def test_a_time_is_taken_over_from_the_ladder(modtui: Modtui, case: Cases) -> None:
    ran = modtui("decide", case(), "mute", "--for", "2d", "--demo", "--yes", "--hold", "0")
    assert ran.status == 0
    assert "for 2 days" in ran.err


@pytest.mark.parametrize("time", ["2", "d", "0d", "-1", "1y", "1.5h", "9999999d"])
def test_a_time_that_is_none_is_refused(modtui: Modtui, time: str) -> None:
    assert modtui("decide", "post/1", "mute", "--demo", "--for", time).status == 2


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("dance",), 2),
        (("remove", "--rule", "none"), 1),
        (("warn", "--response", "none"), 2),
        (("escalate", "--contact", "none"), 1),
    ],
)
def test_what_cannot_be_decided_is_said_and_not_decided(
    modtui: Modtui, case: Cases, arguments: tuple[str, ...], status: int
) -> None:
    ran = modtui("decide", case(), *arguments, "--demo", "--yes")
    assert ran.status == status
    assert ran.err
    assert "decided" not in entries(modtui)


def test_undo_reverses_what_was_sent(modtui: Modtui, case: Cases, community: Callable) -> None:
    key = case()
    modtui("decide", key, "remove", "--demo", "--yes", "--hold", "0")
    assert modtui("undo", "--demo", "--yes", "--hold", "0").status == 0
    assert is_there(community, key)
    ran = modtui("undo", "--demo", "--yes")
    assert ran.status == 1
    assert "nothing to undo" in ran.err


def test_a_decision_that_is_held_back_can_be_taken_back_by_ctrl_c(
    modtui: Modtui, case: Cases, community: Callable
) -> None:
    key = case()
    process = started("decide", key, "remove", "--demo", "--yes", "--hold", "600")
    assert process.stderr is not None
    for line in process.stderr:
        if "Held back" in line:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Taken back" in err
    assert out == ""
    assert is_there(community, key)
    assert entries(modtui)[-2:] == ["decided", "taken back"]


def test_a_decision_that_another_process_holds_back_can_be_undone(
    modtui: Modtui, case: Cases, community: Callable
) -> None:
    key = case()
    process = started("decide", key, "remove", "--demo", "--yes", "--hold", "600")
    assert process.stderr is not None
    for line in process.stderr:
        if "Held back" in line:
            break
    waiting = modtui("outbox", "--demo", "--send")
    assert "held back" in waiting.out
    assert "Another modtui sends" in waiting.err
    undone = modtui("undo", "--demo")
    assert undone.status == 0
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Taken back" in err
    assert is_there(community, key)


def test_what_was_decided_before_a_crash_is_sent_later(
    modtui: Modtui, case: Cases, community: Callable
) -> None:
    key = case()
    arguments = ("decide", key, "remove", "--demo", "--yes", "--hold", "0")
    process = started(*arguments, MODTUI_CRASH_AT="outbox.decided")
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    listed = modtui("outbox", "--demo")
    assert key in listed.out
    assert listed.status == 0
    assert is_there(community, key)
    sent = modtui("outbox", "--demo", "--send")
    assert sent.status == 0
    assert "1 decision sent" in sent.err
    assert not is_there(community, key)
    assert "empty" in modtui("outbox", "--demo").err


def test_a_post_that_was_edited_meanwhile_brings_the_decision_back(
    modtui: Modtui, case: Cases, community: Callable
) -> None:
    key = case()
    arguments = ("decide", key, "remove", "--demo", "--yes", "--hold", "0")
    started(*arguments, MODTUI_CRASH_AT="outbox.decided").communicate(timeout=60)
    community().edit_post(posted(key), "I am sorry, that was uncalled for.")
    ran = modtui("outbox", "--demo", "--send")
    assert ran.status == 4
    assert is_there(community, key)
    decision = ran.out.split()[0]
    resumed = modtui("outbox", "--demo", "--resume", decision)
    assert resumed.status == 0
    assert not is_there(community, key)


def test_a_decision_that_came_back_can_be_let_go(
    modtui: Modtui, case: Cases, community: Callable
) -> None:
    key = case()
    arguments = ("decide", key, "remove", "--demo", "--yes", "--hold", "0")
    started(*arguments, MODTUI_CRASH_AT="outbox.decided").communicate(timeout=60)
    community().edit_post(posted(key), "I am sorry, that was uncalled for.")
    decision = modtui("outbox", "--demo", "--send").out.split()[0]
    assert modtui("outbox", "--demo", "--drop", decision).status == 0
    assert is_there(community, key)


def test_only_what_is_asked_can_be_answered(modtui: Modtui, case: Cases) -> None:
    told = modtui("decide", case(), "keep", "--demo", "--yes", "--hold", "0", "--json")
    decision = json.loads(told.out)["decision"]
    assert modtui("answer", decision, "keep", "happened", "--demo").status == 1
    assert modtui("answer", "none", "keep", "did-not", "--demo").status == 1
    assert modtui("answer", decision, "keep", "maybe", "--demo").status == 2
