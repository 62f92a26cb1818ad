"""The drivers under a real program on a real pseudo-terminal."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.terminal import Terminal

PROGRAM = Path(__file__).with_name("program.py")
ROOT = PROGRAM.parent.parent.parent


def sitting(driver: str, **more: str) -> Terminal:
    kept = {k: v for k, v in os.environ.items() if k not in ("TMUX", "STY", "COLORTERM")}
    env = {**kept, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **more}
    terminal = Terminal([sys.executable, str(PROGRAM), driver], env)
    terminal.wait_for("ready")
    terminal.settle()
    return terminal


@pytest.fixture(params=["thin", "quick"])
def desk(request: pytest.FixtureRequest) -> Iterator[Terminal]:
    terminal = sitting(request.param)
    yield terminal
    terminal.close()


@pytest.fixture
def thin() -> Iterator[Terminal]:
    terminal = sitting("thin")
    yield terminal
    terminal.close()


@pytest.mark.parametrize("pause", [0.06, 0.15])
def test_an_arrow_that_the_line_cuts_types_no_letters(desk: Terminal, pause: float) -> None:
    desk.press("\x1b")
    time.sleep(pause)
    desk.press("[B")
    desk.wait_for("last escape.")
    desk.settle(0.7)
    desk.press("\x1b[B")
    desk.wait_for("2 keys, down:1 escape:1")


def test_a_burst_of_keys_loses_none(desk: Terminal) -> None:
    desk.press("\x1b[B" * 300 + "j" * 200 + "\x1b[A" * 100 + "\r")
    desk.wait_for("601 keys, down:300 enter:1 j:200 up:100")


def test_a_paste_is_one_paste(desk: Terminal) -> None:
    words = "a remove everything " * 2000
    pasted = f"\x1b[200~{words}\x1b[201~"
    for begin in range(0, len(pasted), 1000):
        desk.press(pasted[begin : begin + 1000])
        desk.read(0)
    desk.wait_for("last pasted 40000 'a remove everything '.")
    desk.press("k")
    desk.wait_for("1 keys, k:1")


def test_alt_and_a_letter_is_one_key(desk: Terminal) -> None:
    desk.press("\x1bx")
    desk.wait_for("last alt+x.")


def test_nothing_wakes_up_while_nothing_happens(desk: Terminal) -> None:
    def woken() -> int:
        tasks = Path(f"/proc/{desk.pid}/task")
        return sum(
            int(line.split()[1])
            for status in tasks.glob("*/status")
            for line in status.read_text().splitlines()
            if line.startswith("voluntary_ctxt")
        )

    desk.settle(1.0)
    before, written = woken(), len(desk.written)
    time.sleep(2)
    assert desk.read(0) and len(desk.written) == written
    assert woken() - before <= 4


def test_the_whole_screen_is_sent_when_it_is_asked_for(thin: Terminal) -> None:
    thin.press("j")
    thin.wait_for("1 keys, j:1")
    thin.feed(b"\x1b[H\x1b[2Jsomebody else was here")
    thin.press("\x0c")
    thin.wait_for("1 keys, j:1")
    assert "somebody" not in thin.screen


def test_the_whole_screen_is_sent_after_a_while_in_the_shell(thin: Terminal) -> None:
    thin.press("j")
    thin.wait_for("1 keys, j:1")
    thin.press("\x1a")
    stopped, status = os.waitpid(thin.pid, os.WUNTRACED)
    assert stopped and os.WIFSTOPPED(status)
    thin.settle()
    thin.feed(b"\x1b[H\x1b[2J$ fg")
    os.kill(thin.pid, signal.SIGCONT)
    thin.wait_for("2 keys, ctrl+z:1 j:1")
    assert "fg" not in thin.screen


def test_the_whole_screen_is_sent_for_another_size_and_for_the_same(thin: Terminal) -> None:
    for size in ((100, 30), (60, 20), (60, 20)):
        thin.feed(b"\x1b[H\x1b[2Jreflowed")
        thin.resize(*size)
        thin.wait_for("ready")
        thin.settle()
        assert "reflowed" not in thin.screen


def test_the_terminal_is_plain_when_the_program_leaves(thin: Terminal) -> None:
    thin.press("jjj\x11")
    assert thin.wait() == 0
    left = bytes(thin.written).rindex(b"\x1b[?1049l")
    assert bytes(thin.written)[:left].rfind(b"\x1b[m") > bytes(thin.written).rfind(b"keys")


def test_tmux_gets_no_synchronised_frames() -> None:
    big = {"TERM": "tmux-256color"}
    terminal = sitting("thin", **big)
    try:
        terminal.press("j" * 50)
        terminal.wait_for("j:50")
        assert b"\x1b[?2026h" not in terminal.written
    finally:
        terminal.close()
