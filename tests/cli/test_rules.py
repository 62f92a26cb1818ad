"""Rulesets from the command line: checked, tried on their examples, on a text, on the past."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from modtui.keypresets import PRESETS, used_where_rules_are_chosen
from tests.cli.conftest import Modtui

RULES = """\
version: 1
name: Garden
languages: [en]
contacts: {admins: {name: Admins}}
responses:
  told: {text: "Hello {{author|there}}, you broke “{{rule}}”: {{excerpt}}"}
rules:
  - id: respect
    key: 1
    title: Be kind
    text: Be kind.
    severity: high
    match: {keywords: [idiot], folding: [case, leet, spaced]}
    examples:
      violates: [you idiot, you 1.d.1.0.t]
      allows: [a rose]
    ladder: [{verb: warn, response: told}, {verb: mute, for: 1d}]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES)
    return path


def test_good_examples_are_counted(modtui: Modtui, file: Path) -> None:
    ran = modtui("rules", "test", str(file))
    assert ran.status == 0
    assert "respect  2 of 2    1 of 1" in ran.out
    assert "3 examples" in ran.err


def test_failing_examples_are_shown_with_what_was_marked(modtui: Modtui, file: Path) -> None:
    file.write_text(RULES.replace("a rose", "no idiot here").replace("you idiot", "you fool"))
    ran = modtui("rules", "test", str(file))
    assert ran.status == 1
    assert "✗ respect, allows 1: is found by its rule, and should not be" in ran.out
    assert "no [[idiot]] here" in ran.out
    assert "✗ respect, violates 1: is not found by its rule" in ran.out
    assert "2 examples failed" in ran.err


def test_the_shipped_rulesets_pass_and_are_named_without_a_path(modtui: Modtui) -> None:
    ran = modtui("rules", "test", "community-en", "chat-room", "--json")
    assert ran.status == 0
    made = json.loads(ran.out)
    assert len(made) == 2
    assert all(trial["passed"] is not False for one in made for trial in one["trials"])


def test_without_a_file_the_rulesets_of_the_communities_are_tried(
    modtui: Modtui, configure: Callable[[str], Path]
) -> None:
    from tests.cli.conftest import LOCAL

    assert modtui("rules", "test").status == 2
    configure(LOCAL)
    ran = modtui("rules", "test")
    assert ran.status == 0
    assert "community-en.yaml" in ran.out


def test_a_broken_ruleset_is_told_with_its_place(modtui: Modtui, file: Path) -> None:
    file.write_text(RULES.replace("severity: high", "severity: hihg"))
    for command in (("test", str(file)), ("try", "x", "--ruleset", str(file))):
        ran = modtui("rules", *command)
        assert ran.status == 2
        assert f"{file}:12:15: “hihg” is not one of" in ran.err
        assert "Traceback" not in ran.err


def test_one_text_is_explained(modtui: Modtui, file: Path) -> None:
    ran = modtui("rules", "try", "What an I D 1 0 T!", "--ruleset", str(file))
    assert ran.status == 0
    assert "respect (high): Be kind" in ran.out
    assert "What an [[I D 1 0 T]]!" in ran.out
    assert "at: 8–17" in ran.out
    assert "seen only through: case, leet, spaced" in ran.out
    assert "proposed: warn" in ran.out
    assert "Hello there, you broke “Be kind”: What an I D 1 0 T!" in ran.out


def test_earlier_violations_lead_further_up(modtui: Modtui, file: Path) -> None:
    ran = modtui("rules", "try", "idiot", "--ruleset", str(file), "--earlier", "1")
    assert "proposed: mute for 1 day" in ran.out
    assert "2nd for respect" in ran.out


def test_what_a_case_knows_can_be_said(modtui: Modtui, file: Path) -> None:
    file.write_text(RULES.replace("match: {", "match: {author_age: < 7d, author_posts: < 3, "))
    tried = ("rules", "try", "idiot", "--ruleset", str(file))
    assert modtui(*tried).status == 1
    assert modtui(*tried, "--author-age", "2d", "--author-posts", "1").status == 0
    assert modtui(*tried, "--author-age", "9d", "--author-posts", "1").status == 1
    assert modtui(*tried, "--author-age", "soon").status == 2


def test_a_text_that_hits_nothing_says_so(modtui: Modtui, file: Path) -> None:
    ran = modtui("rules", "try", "a rose", "--ruleset", str(file), "--json")
    assert (ran.status, json.loads(ran.out)) == (1, [])
    assert "No rule of “Garden” hits it." in ran.err


def test_the_schema_is_printed(modtui: Modtui) -> None:
    ran = modtui("rules", "schema")
    assert ran.status == 0
    assert json.loads(ran.out)["title"] == "A modtui ruleset"


def test_a_changed_ruleset_is_run_over_what_was_decided(modtui: Modtui, file: Path) -> None:
    decide = ("decide", "--demo", "--yes", "--hold", "0")
    queue = json.loads(modtui("queue", "--demo", "--json").out)
    cases = {one["row"].get("rule"): one["case"] for one in queue if one["row"].get("rule")}
    kept, removed = cases["scam"], cases["respect"]
    assert modtui(*decide, kept, "keep").status == 0
    assert modtui(*decide, removed, "remove").status == 0
    changed = file.with_name("changed.yaml")
    changed.write_text(
        "version: 1\nname: Changed\nlanguages: [en]\nextends: community-en\nwithout: [scam]\n"
        "rules: [{id: off-topic, match: {length: '> 0'}}]\n"
    )
    ran = modtui("rules", "replay", str(changed), "--demo")
    assert ran.status == 0
    assert "+off-topic" in ran.out
    assert "-scam  was left: keep" in ran.out.replace("+off-topic ", "")
    assert "Newly hit: 2 (1 acted on then, 1 left). No longer hit: 1 (0 acted" in ran.err
    made = json.loads(modtui("rules", "replay", str(changed), "--demo", "--json").out)
    assert made["count"]["read"] == 2
    assert {tuple(one["gained"]) for one in made["decisions"]} == {("off-topic",)}


def test_the_same_ruleset_changes_nothing(modtui: Modtui) -> None:
    queue = json.loads(modtui("queue", "--demo", "--json").out)
    modtui("decide", "--demo", "--yes", "--hold", "0", queue[0]["case"], "keep")
    ran = modtui("rules", "replay", "community-en", "--demo")
    assert (ran.status, ran.out) == (0, "")
    assert "Newly hit: 0" in ran.err


def test_a_ruleset_without_examples_is_not_called_good(modtui: Modtui, file: Path) -> None:
    file.write_text(RULES.split("    examples:")[0])
    ran = modtui("rules", "test", str(file))
    assert ran.status == 0
    assert "no examples yet" in ran.err


def test_texts_that_are_missing_in_a_language_are_named(modtui: Modtui, file: Path) -> None:
    assert "stands in" not in modtui("rules", "check", str(file)).err
    two = RULES.replace("languages: [en]", "languages: [en, fr]")
    file.write_text(two.replace("title: Be kind", "title: {en: Be kind, fr: Soyez aimables}"))
    ran = modtui("rules", "check", str(file))
    assert ran.status == 0
    assert "fr: 2 texts are missing; en stands in: responses: told, rules: respect: text" in ran.err


def test_a_shipped_ruleset_is_checked_by_its_name(modtui: Modtui) -> None:
    ran = modtui("rules", "check", "communaute-fr")
    assert ran.status == 0
    assert "stands in" not in ran.err


def test_a_key_that_the_desk_uses_is_told(modtui: Modtui, file: Path) -> None:
    assert "itself" not in modtui("rules", "check", str(file)).err
    file.write_text(RULES.replace("key: 1", "key: k"))
    ran = modtui("rules", "check", str(file))
    assert ran.status == 0
    assert "respect: the desk uses the key k itself" in ran.err


def test_a_key_that_only_a_preset_uses_is_told_with_its_name(modtui: Modtui, file: Path) -> None:
    file.write_text(RULES.replace("key: 1", "key: h"))
    ran = modtui("rules", "check", str(file))
    assert "with “keys: listadmin” the desk uses h itself" in ran.err


@pytest.mark.parametrize("preset", PRESETS)
def test_digits_are_free_for_rules_in_every_preset(preset: str) -> None:
    assert not set("0123456789") & used_where_rules_are_chosen(preset)
