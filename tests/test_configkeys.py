"""keys: in modtui.yaml. What cannot work is refused with its place."""

from pathlib import Path

import pytest

from modtui.config import load_config
from modtui.configkeys import clashes
from modtui.keymap import Keymap, key_of
from modtui.keypresets import NAMES, PRESETS, keymap
from modtui.problems import FileProblems, Problem

COMMUNITY = "communities:\n  - {name: forum, adapter: local, file: x, ruleset: rules.yaml}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "rules.yaml").write_text("name: rules\n")
    return tmp_path / "modtui.yaml"


def load(file: Path, keys: str, cache: Path | None = None) -> Keymap:
    file.write_text(keys + "\n" + COMMUNITY)
    file.chmod(0o600)
    return load_config(file, cache).keys


def refused(file: Path, keys: str) -> Problem:
    with pytest.raises(FileProblems) as caught:
        load(file, keys)
    (problem,) = caught.value.problems
    return problem


def test_without_a_word_the_keys_are_the_usual_ones(file: Path) -> None:
    assert load(file, "") == Keymap()


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_is_named_in_one_word(file: Path, name: str) -> None:
    assert load(file, f"keys: {name}") == keymap(name)


def test_single_keys_go_over_those_of_a_preset(file: Path) -> None:
    bind = "{mute: M, undo: [u, F9, Ctrl-G], ban: []}"
    made = load(file, f"keys: {{preset: huggle, azerty: true, bind: {bind}}}")
    assert made.preset == "huggle" and made.azerty
    assert made.keys["mute"] == ("M",)
    assert made.keys["undo"] == ("u", "f9", "ctrl+g")
    assert made.keys["ban"] == ()
    assert made.keys["leave"] == PRESETS["huggle"]["leave"]


def test_an_unchanged_file_gives_the_same_keys_from_the_compiled_form(
    file: Path, tmp_path: Path
) -> None:
    wanted = "keys: {preset: listadmin, bind: {mute: M}}"
    first = load(file, wanted, tmp_path / "cache")
    assert list((tmp_path / "cache").glob("config-*.msgpack"))
    assert load_config(file, tmp_path / "cache").keys == first


@pytest.mark.parametrize("name", NAMES)
def test_no_preset_clashes_with_itself(name: str) -> None:
    assert not list(clashes(keymap(name)))


@pytest.mark.parametrize(
    ("keys", "column", "message", "hint"),
    [
        ("keys: hugle", 7, "no keys of this name", "“huggle”"),
        ("keys: {preset: emacs}", 16, "no keys of this name", "listadmin"),
        ("keys: {bind: {remov: d}}", 15, "no action of this name", "“remove”"),
        ("keys: {bind: {keep: enterr}}", 21, "no key of this name", "“enter”"),
        ("keys: {bind: {keep: alt+x}}", 21, "no key of this name", "ctrl+r"),
        ("keys: {bind: {ban: [b, A]}}", 24, "“A” cannot be a key", "small letter"),
        ("keys: {bind: {ban: '['}}", 20, "“[” cannot be a key", "small letter"),
        ("keys: {bind: {ban: 7}}", 20, "digits choose rules", ""),
        ("keys: {azerty: true, bind: {sort: é}}", 35, "digits choose rules", ""),
        ("keys: {bind: {ban: ctrl+c}}", 20, "means the same everywhere", ""),
        ("keys: {bind: {done: q}}", 21, "letters are typed there", "Ctrl"),
        ("keys: {bind: {rule-key: x}}", 15, "keeps its keys", "from the ruleset"),
        ("keys: {bind: {remove: u}}", 23, "“u” is the key of undo on the same screen", "another"),
        ("keys: {preset: huggle, bind: {mute: g}}", 37, "“g” is the key of keep", "another"),
        ("keys: {bind: {confirm: r}}", 24, "begin a decision and confirm it", "twice"),
        ("keys: {bind: {confirm: enter}}", 24, "begin a decision and confirm it", "twice"),
        ("keys: {bind: {help: []}}", 21, "help needs a key", ""),
        ("keys: {bind: {close-case: []}}", 27, "no way to leave that screen", ""),
    ],
)
def test_what_cannot_work_is_refused_at_its_place(
    file: Path, keys: str, column: int, message: str, hint: str
) -> None:
    problem = refused(file, keys)
    assert (problem.line, problem.column) == (1, column), problem
    assert message in problem.message and hint in problem.hint


def test_two_bound_actions_with_one_key_are_told_once_at_the_later(file: Path) -> None:
    problem = refused(file, "keys:\n  bind:\n    warn: F\n    mute: F")
    assert (problem.line, problem.column) == (4, 11)
    assert "warn" in problem.message


def test_a_confirming_key_is_no_key_of_a_verb(file: Path) -> None:
    with pytest.raises(FileProblems) as caught:
        load(file, "keys: {bind: {remove: y}}")
    assert any("confirm it" in problem.message for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("written", "key"),
    [("Esc", "escape"), ("PgDn", "pagedown"), ("C-r", "ctrl+r"), ("^R", "ctrl+r"), (" ", "space"),
     ("Ctrl+I", "tab"), ("?", "?"), ("comma", ","), ("é", "é"), ("F12", "f12"), ("F13", None),
     ("ctrl+é", None), ("\x07", None), ("", None)],
)  # fmt: skip
def test_keys_are_written_as_people_write_them(written: str, key: str | None) -> None:
    assert key_of(written) == key
