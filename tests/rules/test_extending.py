"""A ruleset extends another: what it changes, what it keeps, and where mistakes are told."""

from pathlib import Path

import pytest

from modtui.problems import FileProblems, Problem
from modtui.rules.loader import compiled, load, load_whole
from modtui.rules.ruleset import Ruleset
from modtui.shipped import names
from tests.rules.rulefile import GOOD, rule_of

CHILD = """\
version: 1
name: Rose garden
languages: [en]
extends: base.yaml
voice: {signature: The rose team}
responses:
  hello: {text: "Hi {{author|there}}, {{appeal}}"}
rules:
  - {id: spam, severity: low, ladder: [{verb: warn}]}
  - {id: thorns, key: 2, title: No thorns, text: Cut them., severity: medium}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "child.yaml").write_text(CHILD, "utf-8")
    return tmp_path


def child(folder: Path, old: str = "", new: str = "") -> Ruleset:
    assert not old or CHILD.count(old) == 1
    (folder / "child.yaml").write_text(CHILD.replace(old, new) if old else CHILD, "utf-8")
    return load(folder / "child.yaml")


def problems(folder: Path, old: str, new: str) -> tuple[Problem, ...]:
    with pytest.raises(FileProblems) as caught:
        child(folder, old, new)
    return caught.value.problems


def test_what_is_given_changes_and_the_rest_stays(folder: Path) -> None:
    made = child(folder)
    assert made.name == "Rose garden"
    assert made.signature == (("en", "The rose team"),)
    assert [rule.id for rule in made.rules] == ["spam", "thorns"]
    spam = rule_of(made, "spam")
    assert (spam.severity, spam.key) == ("low", "1")
    assert [step.verb for step in spam.ladder] == ["warn"]
    assert spam.match.keywords == ("cheap meds",)
    response = made.response("hello")
    assert response is not None
    assert response.verbs == ("warn",)
    assert response.texts[0][1].startswith("Hi ")


def test_inherited_texts_keep_only_the_languages_of_the_file(folder: Path) -> None:
    made = child(folder)
    assert made.appeal == (("en", "Answer here."),)
    assert rule_of(made, "spam").text == (("en", "Do not sell."),)


def test_a_shipped_ruleset_is_extended_by_its_name(folder: Path) -> None:
    text = CHILD.replace("base.yaml", "community-en").replace("  hello:", "  removed:")
    made = compiled(text.replace("key: 2", "key: x").encode(), "x")
    assert len(made.rules) > 5
    assert rule_of(made, "spam").severity == "low"
    assert rule_of(made, "thorns").key == "x"
    assert "community-en" in names("rulesets")


def test_rules_can_be_left_out(folder: Path) -> None:
    text = CHILD.replace("extends: base.yaml", "extends: base.yaml\nwithout: [spam]")
    without = "\n".join(line for line in text.split("\n") if "id: spam" not in line)
    (folder / "child.yaml").write_text(without, "utf-8")
    assert [rule.id for rule in load(folder / "child.yaml").rules] == ["thorns"]


def test_a_rule_is_not_left_out_and_changed(folder: Path) -> None:
    (problem,) = problems(folder, "extends: base.yaml\n", "extends: base.yaml\nwithout: [spam]\n")
    assert (problem.line, problem.message) == (5, "“spam” is left out here, and given below")


def test_what_is_left_out_must_be_there(folder: Path) -> None:
    found = problems(folder, "extends: base.yaml\n", "extends: base.yaml\nwithout: [spma]\n")
    assert [(p.line, p.message, p.hint) for p in found] == [
        (5, "the extended file has no rule “spma”", "did you mean “spam”?")
    ]


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("extends: comunity-en", "no shipped ruleset “comunity-en”"),
        ("extends: ../base.yaml", "of its own folder only"),
        ("extends: /etc/base.yaml", "of its own folder only"),
        ("extends: other.yaml", "no such file"),
        ("extends: child.yaml", "in a circle: child.yaml → child.yaml"),
    ],
)
def test_only_files_of_its_folder_and_shipped_ones_are_extended(
    folder: Path, new: str, message: str
) -> None:
    (problem,) = problems(folder, "extends: base.yaml", new)
    assert message in problem.message
    assert problem.line == 4
    assert problem.file == str(folder / "child.yaml")


def test_a_link_does_not_lead_out_of_the_folder(folder: Path, tmp_path: Path) -> None:
    below = folder / "mine"
    below.mkdir()
    (below / "child.yaml").write_text(CHILD, "utf-8")
    (below / "base.yaml").symlink_to(folder / "base.yaml")
    with pytest.raises(FileProblems, match="of its own folder only"):
        load(below / "child.yaml")


def test_a_circle_over_two_files_is_told(folder: Path) -> None:
    (folder / "base.yaml").write_text(
        GOOD.replace("name: Garden", "name: Garden\nextends: child.yaml"), "utf-8"
    )
    (problem,) = problems(folder, "name: Rose garden", "name: Roses")
    assert "child.yaml → base.yaml → child.yaml" in problem.message
    assert problem.file == str(folder / "base.yaml")


def test_mistakes_are_told_in_the_file_they_stand_in(folder: Path) -> None:
    (folder / "base.yaml").write_text(
        GOOD.replace("severity: high", "severity: hihg").replace("decay: 2w", "decay: 2x"), "utf-8"
    )
    found = problems(folder, "severity: medium", "severity: medum")
    assert [(Path(p.file).name, p.line) for p in found] == [("base.yaml", 26), ("child.yaml", 10)]


def test_a_key_taken_in_the_other_file_is_told_with_its_place(folder: Path) -> None:
    (problem,) = problems(folder, "key: 2", "key: 1")
    assert (Path(problem.file).name, problem.line) == ("child.yaml", 10)
    assert "base.yaml, line 15" in problem.message


def test_the_whole_text_reads_back_to_the_same_ruleset(folder: Path) -> None:
    whole = load_whole(folder / "child.yaml")
    again = compiled(whole.text, "kept.yaml")
    assert again == whole.ruleset
    assert again.hash == whole.ruleset.hash
    assert b"cheap meds" in whole.text
    assert b"extends" not in whole.text


def test_the_text_of_a_file_that_extends_nothing_is_its_own(folder: Path) -> None:
    whole = load_whole(folder / "base.yaml")
    assert whole.text == GOOD.encode()


def test_odd_scalars_survive_in_the_whole_text(folder: Path) -> None:
    odd = r"""responses: {x: {text: "0o17\n‮ \t: # no\n"}, y: {text: "yes"}, z: {text: "12"}}"""
    (folder / "child.yaml").write_text(
        CHILD.replace(CHILD[CHILD.index("responses") : CHILD.index("rules:")], odd + "\n").replace(
            "‮", r"\u202e"
        ),
        "utf-8",
    )
    whole = load_whole(folder / "child.yaml")
    assert compiled(whole.text, "kept.yaml") == whole.ruleset


def test_a_kept_ruleset_is_made_anew_when_the_extended_file_changes(folder: Path) -> None:
    cache = folder / "cache"
    first = load_whole(folder / "child.yaml", cache)
    assert load_whole(folder / "child.yaml", cache) == first
    (folder / "base.yaml").write_text(GOOD.replace("cheap meds]", "dear meds]"), "utf-8")
    second = load_whole(folder / "child.yaml", cache)
    assert rule_of(second.ruleset, "spam").match.keywords == ("dear meds",)
    assert second.ruleset.hash != first.ruleset.hash


def test_a_kept_ruleset_is_not_taken_for_the_same_file_elsewhere(folder: Path) -> None:
    cache = folder / "cache"
    load(folder / "child.yaml", cache)
    other = folder / "other"
    other.mkdir()
    (other / "child.yaml").write_text(CHILD, "utf-8")
    (other / "base.yaml").write_text(GOOD.replace("cheap meds]", "dear meds]"), "utf-8")
    made = load(other / "child.yaml", cache)
    assert rule_of(made, "spam").match.keywords == ("dear meds",)
