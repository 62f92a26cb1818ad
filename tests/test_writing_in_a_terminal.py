"""Writing to a person on a real terminal: killed half-way, pasted into, in a real editor."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.terminal import Terminal
from modtui.adapters.local_store import Community
from tests.test_real_terminal import environment
from tests.triage.garden import INSULT, RULES
from tests.tui.test_editing_rules import CONFIG

EDITOR = """#!/bin/sh
for file in "$@"; do :; done
ls -ld "$(dirname "$file")" | cut -c1-10
echo "EDITING"
while read -r line; do
    case "$line" in
        done) exit 0 ;;
        *) echo "$line" >> "$file" && echo SAVED ;;
    esac
done
"""
Open = Callable[[], Terminal]


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Open]:
    """Opens the desk on its only case."""
    community = Community(tmp_path / "garden.json", clock=lambda: datetime.now(UTC))
    with community.change():
        community.add_person("Marie", id="u-marie", role="moderator")
        community.add_person("Ana", id="u-ana")
        community.add_person("Rose", id="u-rose")
        community.add_place("Roses", id="roses")
        community.add_thread("roses", "Pruning", id="t1")
        community.flag(community.add_post("t1", "u-ana", INSULT), "u-rose", "rude")
    community.close()
    script = tmp_path / "editor"
    script.write_text(EDITOR)
    script.chmod(0o700)
    home = tmp_path / "home"
    (home / "config").mkdir(parents=True)
    config = home / "config" / "modtui.yaml"
    config.touch(0o600)
    config.write_text(CONFIG.format(file=tmp_path / "garden.json", rules=RULES))
    opened: list[Terminal] = []

    def open_() -> Terminal:
        env = {**environment(home), "EDITOR": str(script), "TMPDIR": str(tmp_path)}
        env.pop("VISUAL", None)
        terminal = Terminal([sys.executable, "-m", "modtui"], env)
        opened.append(terminal)
        terminal.wait_for("› ")
        # A verb is only taken once its screen could have been read.
        terminal.settle(0.4)
        terminal.press("r")
        terminal.wait_for("About to decide")
        return terminal

    yield open_
    for terminal in opened:
        terminal.close()


def kept(home: Path, words: str) -> bool:
    return any(words in file.read_text() for file in home.rglob("state.json"))


def until_kept(desk: Terminal, folder: Path, words: str) -> None:
    for _try in range(400):
        if kept(folder, words):
            return
        desk.read(0.05)
    raise TimeoutError(f"{words!r} was not kept; the screen:\n{desk.screen}")


def test_a_message_outlives_kill_9_in_the_middle_of_a_word(open_desk: Open, tmp_path: Path) -> None:
    desk = open_desk()
    desk.press("c")
    desk.wait_for("Esc done")
    desk.press("Dear Ana, half a wo")
    desk.wait_for("half a wo")
    until_kept(desk, tmp_path, "half a wo")
    os.kill(desk.pid, signal.SIGKILL)
    desk.wait()
    again = open_desk()
    again.wait_for("is back; Ctrl+G throws it away")
    assert "Dear Ana, half a wo" in again.screen
    again.press("c")
    again.wait_for("Esc done")
    assert "Dear Ana, half a wo" in again.screen


@pytest.mark.parametrize("ending", ["hang up", "terminate"])
def test_a_line_that_breaks_keeps_the_last_key(
    open_desk: Open, tmp_path: Path, ending: str
) -> None:
    desk = open_desk()
    desk.press("c")
    desk.wait_for("Esc done")
    desk.press("Last words")
    desk.wait_for("Last words")
    if ending == "hang up":
        desk.hang_up()
        assert desk.ended() == 130
    else:
        os.kill(desk.pid, signal.SIGTERM)
        assert desk.wait() == 130
    assert kept(tmp_path, "Last words")


def test_a_paste_with_keys_and_escapes_in_it_is_only_text(open_desk: Open) -> None:
    desk = open_desk()
    desk.press("c")
    desk.wait_for("Esc done")
    desk.press("\x1b[200~first line\rsecond \x07\x9b31mline\rq\ry\x1b[201~")
    desk.wait_for("second ␇")
    desk.settle()
    lines = desk.screen.split("\n")
    at = next(n for n, line in enumerate(lines) if "first line" in line)
    assert "second" in lines[at + 1] and lines[at + 2].strip() == "q"
    assert b"\x9b31m" not in desk.written and b"\xc2\x9b" not in desk.written
    assert "does nothing here" not in desk.screen


def test_the_message_in_an_editor_lies_where_nobody_else_reads_it(
    open_desk: Open, tmp_path: Path
) -> None:
    desk = open_desk()
    desk.press("E")
    desk.wait_for("EDITING")
    assert "drwx------" in desk.screen
    desk.press("And a rose for you.\n")
    desk.wait_for("SAVED")
    until_kept(desk, tmp_path, "And a rose for you.")
    desk.press("done\n")
    desk.wait_for("About to decide")
    desk.wait_for("And a rose for you.")
    assert not list(tmp_path.glob("modtui-*")), "nothing of it is left"
    desk.press("q")
    desk.settle()
    with contextlib.suppress(OSError):
        desk.press("qq")
    assert desk.wait() == 0


def test_what_was_saved_in_an_editor_outlives_kill_9(open_desk: Open, tmp_path: Path) -> None:
    desk = open_desk()
    desk.press("E")
    desk.wait_for("EDITING")
    desk.press("Saved before the end.\n")
    desk.wait_for("SAVED")
    until_kept(desk, tmp_path, "Saved before the end.")
    os.kill(desk.pid, signal.SIGKILL)
    again = open_desk()
    again.wait_for("is back")
    assert "Saved before the end." in again.screen
