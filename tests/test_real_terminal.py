"""The program on a real pseudo-terminal: what reaches the terminal, byte by byte."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.terminal import Terminal
from modtui.adapters.local_store import Community
from modtui.demo.names import ROUTES, YOU

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
HIDDEN = "\u200b\u2060\ufeff\u00ad\U000e0041"
ATTACKS = {
    "osc 52": "\x1b]52;c;Y2FuYXJ5\x07",
    "title": "\x1b]0;canary-title\x07",
    "link": "\x1b]8;;http://canary.example\x1b\\here\x1b]8;;\x1b\\",
    "csi": "\x1b[31;103mcanary\x1b[5;5H\x1b[3J",
    "c1": "\x9b31mcanary\x9d0;canary\x9c\x90q\x9c",
    "bell": "\x07\x08\x7f",
    "markup": "[@click=app.quit]canary[/] [/] [bold red]x",
    "bidi": f"canary{BIDI}txt.exe",
    "hidden": f"can{HIDDEN}ary",
    "long": "canary " + "x" * 200_000,
    "zalgo": "c" + "\u0301\u0323" * 200 + "anary",
}
OWN = b"\x1b]22;default\x07"
"""The pointer's shape: the one operating system command that Textual itself sends."""
FORBIDDEN = [
    *(c.encode() for c in BIDI + HIDDEN),
    b"\x1b]",
    b"\x1bP",
    b"\x07",
    b"\x08",
    b"\x7f",
    b"\x1b[31;103m",
    b"\x1b[3J",
    b"\x1b[5;5H",
    *(bytes((0xC2, code)) for code in range(0x80, 0xA0)),
]


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SSH_", "TMUX", "TEXTUAL"))}
    return {**kept, "MODTUI_HOME": str(home), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}


@pytest.fixture
def hostile_community(tmp_path: Path) -> Path:
    """A community in which every text that a member can choose is an attack."""
    file = tmp_path / "hostile.json"
    community = Community(file, clock=lambda: datetime.now(UTC))
    with community.change():
        community.add_person("You", id=YOU, role="moderator")
        for contact, id in ROUTES:
            community.add_person(contact, id=id, role="admin")
        for number, (name, attack) in enumerate(ATTACKS.items()):
            person = community.add_person(f"{name} {attack[:500]}", about=attack[:500])
            reporter = community.add_person(f"by {name} {attack[:500]}")
            place = community.add_place(f"place {attack[:500]}")
            thread = community.add_thread(place, f"thread {attack[:500]}")
            community.add_post(thread, person, f"before {attack}")
            post = community.add_post(
                thread,
                person,
                f"subject{number} you idiot {attack}",
                attachments=((f"{attack[:500]}.png", "image/png", 7),),
            )
            community.flag(post, reporter, f"reason {attack[:500]}", category=attack[:100])
            community.add_sanction(
                person, "warn", by=f"mod {attack[:100]}", at=datetime.now(UTC), reason=attack[:500]
            )
    community.close()
    return file


@pytest.fixture
def desk(hostile_community: Path, tmp_path: Path) -> Iterator[Terminal]:
    command = [
        sys.executable, "-m", "modtui", "demo", "--still", "--hold", "0",
        "--file", str(hostile_community),
    ]  # fmt: skip
    terminal = Terminal(command, environment(tmp_path / "home"))
    yield terminal
    terminal.close()


def test_no_control_byte_of_any_text_reaches_the_terminal(desk: Terminal) -> None:
    desk.wait_for(f"/{len(ATTACKS)}")
    seen = set()
    desk.press("\r")
    for number in range(len(ATTACKS)):
        desk.wait_for(f"subject{number}")
        seen.add(number)
        for _page in range(4):
            desk.press(" ")
            desk.settle(0.05)
        # A verb is only taken once its screen could have been read.
        desk.settle(0.35)
        desk.press("r")
        desk.wait_for("yes, do it")
        desk.press(" ")
        desk.settle(0.35)
        desk.press("y")
        desk.wait_for("— sent")
    desk.press("q")
    desk.settle()
    desk.press("L")
    desk.settle()
    desk.press("\r")
    for _page in range(4):
        desk.settle(0.15)
        desk.press(" ")
    desk.press("qqq")
    desk.settle()
    written = bytes(desk.written).replace(OWN, b"")
    assert len(seen) == len(ATTACKS)
    leaked = [code for code in FORBIDDEN if code in written]
    assert leaked == []
    assert "canary" in written.decode(errors="replace")


def test_who_reads_a_case_goes_on_reading_it_where_the_terminal_becomes_wide(
    desk: Terminal,
) -> None:
    desk.wait_for(f"/{len(ATTACKS)}")
    desk.press("\r")
    desk.wait_for("q back")
    desk.settle()
    desk.resize(130, 30)
    desk.wait_for("›Case")
    desk.wait_for("q back")
    desk.resize(80, 24)
    desk.wait_for(f"case 1/{len(ATTACKS)}")


def test_the_terminal_is_left_as_it_was(desk: Terminal) -> None:
    desk.wait_for(f"/{len(ATTACKS)}")
    desk.press("q")
    assert desk.wait() == 0
    written = bytes(desk.written)
    assert written.rfind(b"\x1b[?1049l") > written.rfind(b"\x1b[?1049h")
    assert written.rfind(b"\x1b[?25h") > written.rfind(b"\x1b[?25l")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_as_it_was(desk: Terminal, number: int) -> None:
    desk.wait_for(f"/{len(ATTACKS)}")
    os.kill(desk.pid, number)
    assert desk.wait() == 130
    written = bytes(desk.written)
    assert written.rfind(b"\x1b[?1049l") > written.rfind(b"\x1b[?1049h")
    assert written.rfind(b"\x1b[?25h") > written.rfind(b"\x1b[?25l")


def test_a_line_that_breaks_ends_the_desk_in_good_order(desk: Terminal) -> None:
    desk.wait_for(f"/{len(ATTACKS)}")
    desk.hang_up()
    assert desk.ended() == 130


def test_the_screen_is_whole_again_after_a_while_in_the_shell(desk: Terminal) -> None:
    desk.wait_for(f"/{len(ATTACKS)}")
    desk.settle()
    before = desk.screen
    desk.press("\x1a")
    stopped, status = os.waitpid(desk.pid, os.WUNTRACED)
    assert stopped and os.WIFSTOPPED(status)
    desk.settle()
    desk.feed(b"\x1b[2J")
    os.kill(desk.pid, signal.SIGCONT)
    desk.settle()
    assert desk.screen == before


def test_a_seed_for_a_demo_that_is_there_already_is_answered(tmp_path: Path) -> None:
    env = environment(tmp_path / "home")
    command = [sys.executable, "-m", "modtui", "demo", "--still", "--seed", "3"]
    for words, expected in (("u undo", False), ("goes on with the last one", True)):
        terminal = Terminal(command, env)
        try:
            terminal.wait_for("1/1")
            terminal.wait_for(words)
            assert ("goes on with the last one" in terminal.screen) is expected
            terminal.press("q")
            assert terminal.wait() == 0
        finally:
            terminal.close()


@pytest.mark.parametrize(
    ("chosen", "arguments", "colours"),
    [
        ({"NO_COLOR": "1"}, (), set()),
        ({"NO_COLOR": "1"}, ("--theme", "dawn"), {"38;5", "48;5"}),
        ({"TERM": "linux"}, (), {"97", "41"}),
        ({"TERM": "screen", "NO_COLOR": "1"}, (), set()),
    ],
)
def test_the_terminal_gets_the_colours_that_it_can_show_and_the_person_wants(
    tmp_path: Path, chosen: dict[str, str], arguments: tuple[str, ...], colours: set[str]
) -> None:
    command = [sys.executable, "-m", "modtui", "demo", "--still", *arguments]
    terminal = Terminal(command, {**environment(tmp_path / "home"), "COLORTERM": "", **chosen})
    try:
        terminal.wait_for("!!!")
        terminal.press("\r")
        terminal.wait_for("q back")
        terminal.settle()
    finally:
        terminal.close()
    codes = re.findall(rb"\x1b\[([0-9;]*)m", bytes(terminal.written))
    used = set(re.findall(r"[34]8;5|4[0-7]|10[0-7]|3[0-7]|9[0-7]", b" ".join(codes).decode()))
    # 39 and 49 are the terminal's own, and no colour.
    assert colours <= used
    assert bool(used) == bool(colours)


BREAKS = """\
import sys
from modtui.tui.acting import Acting

def action_refresh_queue(self):
    raise ZeroDivisionError("canary: what a member wrote")

Acting.action_refresh_queue = action_refresh_queue
from modtui.__main__ import main
sys.exit(main(["demo", "--still", "--hold", "600"]))
"""


def test_after_an_error_of_its_own_the_terminal_is_whole_and_the_decision_kept(
    tmp_path: Path,
) -> None:
    env = environment(tmp_path / "home")
    broken = Terminal([sys.executable, "-c", BREAKS], env, (80, 50))
    try:
        broken.wait_for("1/1")
        broken.settle(0.4)
        broken.press("a")
        broken.wait_for("sends in")
        broken.press("\x12")
        assert broken.wait() == 1
        written = bytes(broken.written)
    finally:
        broken.close()
    assert written.rfind(b"\x1b[?1049l") > written.rfind(b"\x1b[?1049h")
    assert written.rfind(b"\x1b[?25h") > written.rfind(b"\x1b[?25l")
    said = written[written.rfind(b"\x1b[?1049l") :].decode()
    assert "builtins.ZeroDivisionError" in said and "canary" not in said
    assert "1 decision is held back" in said
    assert list((tmp_path / "home" / "state" / "crashes").glob("*.txt"))
    after = Terminal([sys.executable, "-m", "modtui", "demo", "--still"], env)
    try:
        after.wait_for("1/1")
        after.wait_for("1 decision from before was not sent yet; it will be.")
    finally:
        after.close()
