"""The ruleset in a real editor on a real terminal, and the terminal afterwards."""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.terminal import Terminal
from modtui.adapters.local_store import Community
from tests.test_real_terminal import environment
from tests.triage.garden import INSULT, RULES

EDITOR = """#!/bin/sh
trap 'echo STILL HERE' INT
for file in "$@"; do :; done
echo "EDITING $*"
while :; do
    read -r line || continue
    case "$line" in
        done) exit 0 ;;
        fail) exit 3 ;;
        *) sed -i "$line" "$file" && echo CHANGED ;;
    esac
done
"""
CONFIG = """
communities:
  - {{name: garden, adapter: local, file: {file}, user: u-marie, ruleset: {rules}, hold_back: 0.5}}
"""
Open = Callable[..., Terminal]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "garden rules.yaml"
    file.write_bytes(RULES.read_bytes())
    return file


@pytest.fixture
def community(tmp_path: Path) -> Community:
    community = Community(tmp_path / "garden.json", clock=lambda: datetime.now(UTC))
    with community.change():
        community.add_person("Marie", id="u-marie", role="moderator")
        community.add_person("Ana", id="u-ana")
        community.add_person("Rose", id="u-rose")
        community.add_place("Roses", id="roses")
        community.add_thread("roses", "Pruning", id="t1")
        community.flag(community.add_post("t1", "u-ana", INSULT), "u-rose", "rude")
    return community


@pytest.fixture
def open_desk(tmp_path: Path, community: Community, rules: Path) -> Iterator[Open]:
    """Opens the desk with an editor, on the rules screen of the only case."""
    script = tmp_path / "vim"
    script.write_text(EDITOR)
    script.chmod(0o700)
    home = tmp_path / "home"
    (home / "config").mkdir(parents=True)
    config = home / "config" / "modtui.yaml"
    config.touch(0o600)
    config.write_text(CONFIG.format(file=tmp_path / "garden.json", rules=rules))
    opened: list[Terminal] = []

    def open_(editor: str = str(script)) -> Terminal:
        env = {**environment(home), "EDITOR": editor}
        env.pop("VISUAL", None)
        terminal = Terminal([sys.executable, "-m", "modtui"], env)
        opened.append(terminal)
        terminal.wait_for("› ")
        return terminal

    yield open_
    for terminal in opened:
        terminal.close()


def test_a_good_edit_is_in_force_as_soon_as_the_editor_closes(open_desk: Open, rules: Path) -> None:
    desk = open_desk()
    desk.press("R")
    desk.wait_for("› 1 !   Be respectful")
    desk.press("E")
    desk.wait_for("EDITING +")
    assert str(rules) in desk.screen.replace("\n", "")
    desk.press("s/Be respectful/Be gentle/\n")
    desk.wait_for("CHANGED")
    desk.press("done\n")
    desk.wait_for("› 1 !   Be gentle")
    desk.wait_for("The ruleset was read again")
    desk.wait_for("Which rule?")
    assert "EDITING" not in desk.screen
    desk.press("qqq")
    assert desk.wait() == 0


def test_a_broken_edit_shows_its_places_and_can_be_mended_there(open_desk: Open) -> None:
    desk = open_desk()
    desk.press("R")
    desk.wait_for("› 1 !   Be respectful")
    desk.press("E")
    desk.wait_for("EDITING")
    desk.press("s/severity: medium/severity: mediun/\n")
    desk.wait_for("CHANGED")
    desk.press("done\n")
    desk.wait_for("did you mean “medium”?")
    line = next(n for n, text in enumerate(RULES.read_text().splitlines(), 1) if "medium" in text)
    assert f"line {line}, column" in desk.screen
    desk.press("E")
    desk.wait_for(f"EDITING +{line} ")
    desk.press("s/mediun/high/\n")
    desk.wait_for("CHANGED")
    desk.press("done\n")
    desk.wait_for("› 1 !!  Be respectful")


def test_what_was_decided_is_sent_while_the_editor_is_open(
    open_desk: Open, community: Community
) -> None:
    desk = open_desk()
    desk.settle(0.4)
    desk.press("a")
    desk.wait_for("sends in")
    desk.press("R")
    desk.wait_for("Be respectful")
    desk.press("E")
    desk.wait_for("EDITING")
    while not community.act_log():
        desk.read(0.05)
    before = desk.screen
    desk.read(0.5)
    assert desk.screen == before, "nothing may be painted over the editor"
    desk.press("done\n")
    desk.wait_for("The ruleset is as it was")


def test_ctrl_c_is_the_editors_and_its_failure_is_told(open_desk: Open) -> None:
    desk = open_desk()
    desk.press("R")
    desk.wait_for("Be respectful")
    desk.press("E")
    desk.wait_for("EDITING")
    desk.press("\x03")
    desk.wait_for("STILL HERE")
    desk.press("fail\n")
    desk.wait_for("vim ended with status 3.")
    desk.press("j")
    desk.wait_for("› 2 !!! Never repeat this")


def test_an_editor_that_is_not_there_leaves_the_desk_as_it_was(open_desk: Open) -> None:
    desk = open_desk(editor=os.fspath(Path("nowhere") / "editor"))
    desk.press("R")
    desk.wait_for("Be respectful")
    desk.press("E")
    desk.wait_for("editor could not be started: No such file")
    desk.press("j")
    desk.wait_for("› 2 !!! Never repeat this")
    desk.press("qqq")
    assert desk.wait() == 0
    written = bytes(desk.written)
    assert written.rfind(b"\x1b[?1049l") > written.rfind(b"\x1b[?1049h")
