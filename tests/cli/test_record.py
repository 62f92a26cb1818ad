"""The record on the command line."""

import json

import pytest

from modtui.paths import paths
from tests.cli.conftest import Modtui


@pytest.fixture
def decided(modtui: Modtui) -> str:
    """The id of a decision that was carried out."""
    rows = json.loads(modtui("queue", "--demo", "--json").out)
    case = next(r["case"] for r in rows if r["row"].get("rule") == "respect")
    told = modtui("decide", case, "remove", "--demo", "--yes", "--hold", "0", "--json")
    decision: str = json.loads(told.out)["decision"]
    return decision


def test_entries_are_listed_newest_first_and_by_page(modtui: Modtui, decided: str) -> None:
    newest = modtui("audit", "--demo", "--limit", "2")
    numbers = [int(line.split()[0]) for line in newest.out.splitlines()]
    assert numbers == sorted(numbers, reverse=True)
    assert f"--before {numbers[-1]}" in newest.err
    older = modtui("audit", "list", "--demo", "--limit", "2", "--before", str(numbers[-1]))
    assert int(older.out.split()[0]) == numbers[-1] - 1


def test_a_query_narrows_the_list(modtui: Modtui, decided: str) -> None:
    ran = modtui("audit", "--demo", "kind:decided", "rule:respect")
    assert ran.status == 0
    assert len(ran.out.splitlines()) == 1
    assert "remove" in ran.out
    assert modtui("audit", "--demo", "rule:nothing").out == ""


def test_one_decision_is_told_from_beginning_to_end(modtui: Modtui, decided: str) -> None:
    ran = modtui("audit", "show", decided, "--demo")
    assert ran.status == 0
    assert ran.out.index("decided") < ran.out.index("sending") < ran.out.index("applied")
    assert "message:" in ran.out
    number = ran.out.split()[0]
    assert modtui("audit", "show", number, "--demo").out == ran.out
    assert modtui("audit", "show", "none", "--demo").status == 1


def test_an_intact_record_verifies_and_names_its_head(modtui: Modtui, decided: str) -> None:
    ran = modtui("audit", "verify", "--demo")
    assert ran.status == 0
    head = json.loads(modtui("audit", "--demo", "--limit", "1", "--json").out)[0]["head"]
    assert head in ran.out


def test_a_record_that_was_changed_is_found_out(modtui: Modtui, decided: str) -> None:
    (month,) = (paths().demo / "journal").glob("*.jsonl")
    text = month.read_text()
    assert '"rules":["respect"]' in text
    month.write_text(text.replace('"rules":["respect"]', '"rules":["harmony"]', 1))
    ran = modtui("audit", "verify", "--demo")
    assert ran.status == 6
    assert month.name in ran.out + ran.err
