"""``--plain`` as a program of its own: through pipes, on a pseudo-terminal, and how it ends."""

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.terminal import Terminal
from modtui.adapters.local_records import Showing
from modtui.adapters.local_store import Community
from modtui.demo.names import YOU
from modtui.demo.opening import demo_file
from modtui.triage.opening import utc_now
from tests.test_layers import imported
from tests.test_real_terminal import ATTACKS, FORBIDDEN, environment, hostile_community

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 30.0
__all__ = ["hostile_community"]


class Piped:
    """The program behind pipes: what it says until it asks, and what it is answered."""

    def __init__(self, home: Path, *arguments: str, **more: str) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-m", "modtui", "demo", "--plain", "--still", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**environment(home), "LANGUAGE": "en", **more},
            cwd=ROOT,
        )
        self.written = b""

    def hears(self, ends: str = r"[?:] $") -> str:
        """What is said until a question, as one paragraph."""
        said = b""
        deadline = time.monotonic() + LIMIT
        assert self.process.stdout is not None
        out = self.process.stdout.fileno()
        while not re.search(ends, said.decode(errors="replace")):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([out], [], [], left)[0]:
                raise TimeoutError(said.decode(errors="replace"))
            new = os.read(out, 65536)
            if not new:
                break
            said += new
        self.written += said
        return " ".join(said.decode().split())

    def types(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def answers(self, line: str) -> str:
        self.types(line + "\n")
        return self.hears()

    def ends(self) -> int:
        """Types no more, and reads the rest."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.hears("(?!)")
        return self.process.wait(LIMIT)

    def community(self) -> Community:
        return Community(demo_file(self.home / "demo"), clock=utc_now)


Start = Callable[..., Piped]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    begun: list[Piped] = []

    def begin(*arguments: str, **more: str) -> Piped:
        begun.append(Piped(tmp_path / "home", *arguments, **more))
        return begun[-1]

    yield begin
    for piped in begun:
        piped.process.kill()
        piped.process.wait()
        for stream in (piped.process.stdin, piped.process.stdout):
            if stream is not None:
                stream.close()


def demo_folder(home: Path) -> Path:
    return next(home.rglob("community.json")).parent


def test_the_whole_job_through_pipes(start: Start, tmp_path: Path) -> None:
    person = start("--hold", "60")
    assert "112 cases" in person.hears()
    assert "Kept: Iain." in person.answers("a")
    assert "Taken back, nothing was sent: kept: Iain." in person.answers("u")
    person.answers("e")
    person.answers("note Leroy writes with him")
    assert "Handed on: Iain." in person.answers("yes")
    person.answers("s")
    person.answers("r")
    person.answers("rule harassment")
    assert "Removed + " in person.answers("y")
    person.answers("N twice this week")
    assert "a, keep:" in person.answers("?")
    assert "Several lines came at once" in person.answers("a\na")
    person.types("q\n")
    assert person.ends() == 0
    left = " ".join(person.written.decode().split())
    assert left.endswith("You have left modtui.") and b"\x1b" not in person.written
    folder = demo_folder(person.home)
    community = Community(demo_file(folder), clock=utc_now)
    acts = [act.verb for act in community.act_log()]
    assert acts[:2] == ["escalate", "remove"] and acts[-2:] == ["close", "warn"]
    listed = subprocess.run(
        [sys.executable, "-m", "modtui", "audit", "--demo", "--json", "kind:decided"],
        env=environment(person.home), cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    removing, handing, _taken_back = (record["entry"]["decision"] for record in json.loads(listed))
    assert removing["rules"] == ["harassment"] and handing["note"] == "Leroy writes with him"
    post = removing["case"][2]
    assert community.post(post).showing is not Showing.PUBLISHED
    verified = subprocess.run(
        [sys.executable, "-m", "modtui", "audit", "verify", "--demo"],
        env=environment(person.home), cwd=ROOT, capture_output=True,
    )  # fmt: skip
    assert verified.returncode == 0


def test_answers_that_were_there_before_the_questions_decide_nothing(start: Start) -> None:
    person = start()
    person.types("a\nr\ny\n")
    assert person.ends() == 0
    assert b"nothing was done" in person.written
    assert b"Kept" not in person.written and b"Sent in" not in person.written


def test_no_control_byte_of_any_text_comes_out(start: Start, hostile_community: Path) -> None:
    person = start("--hold", "0", "--file", str(hostile_community))
    person.hears()
    seen = set()
    for _number in range(len(ATTACKS)):
        seen |= set(re.findall(rb"subject(\d+)", person.written))
        person.answers("s")
    for line in ("list", "t", "i", "r", "yes", "L", "U"):
        person.answers(line)
    person.types("q\n")
    assert person.ends() == 0
    assert len(seen) == len(ATTACKS)
    assert [code for code in FORBIDDEN if code in person.written] == []
    text = person.written.decode()
    assert all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") for c in text)
    assert "canary" in text
    for line in text.splitlines():
        assert line.startswith("  ") or not line.startswith(("subject", "before", "canary"))


def test_a_locale_of_ascii_gets_ascii(start: Start, hostile_community: Path) -> None:
    person = start("--file", str(hostile_community), LC_ALL="C")
    person.hears()
    for line in ("n", "n", "r", "no", "i"):
        person.answers(line)
    person.types("q\n")
    assert person.ends() == 0
    assert person.written.isascii() and b"\x1b" not in person.written


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_in_good_order(start: Start, number: int) -> None:
    person = start("--hold", "60")
    person.hears()
    person.answers("a")
    person.process.send_signal(number)
    assert person.ends() == 130
    left = " ".join(person.written.decode().split())
    assert "1 decision sent. You have left modtui." in left


def on_terminal(home: Path, *arguments: str, size: tuple[int, int] = (41, 60)) -> Terminal:
    command = [sys.executable, "-m", "modtui", "demo", "--still", *arguments]
    env = {**environment(home), "TERM": "dumb", "LANGUAGE": "en"}
    return Terminal(command, env, size)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A dumb terminal, 41 columns wide; nobody asked for plain mode."""
    terminal = on_terminal(tmp_path / "home", "--hold", "60")
    yield terminal
    terminal.close()


def test_a_dumb_terminal_gets_lines_and_is_told_why(terminal: Terminal) -> None:
    terminal.wait_for("skip or ?")
    assert "This terminal is dumb" in terminal.screen
    terminal.press("a\n")
    terminal.wait_for("2: keep")
    terminal.press("q\n")
    assert terminal.wait() == 0
    written = bytes(terminal.written)
    assert b"\x1b" not in written and b"\x08" not in written
    # Nothing is as wide as the terminal: some break such a line twice.
    assert all(len(line) < 41 for line in written.decode().replace("\r", "").splitlines())


def test_a_paste_into_the_terminal_decides_nothing(terminal: Terminal) -> None:
    terminal.wait_for("skip or ?")
    terminal.press("a\ny\nr\ny\n")
    terminal.wait_for("Several lines came at once")
    terminal.settle()
    assert "Kept" not in terminal.screen


def test_ctrl_c_asks_and_ctrl_d_leaves(terminal: Terminal) -> None:
    terminal.wait_for("skip or ?")
    terminal.press("\x03")
    terminal.wait_for("Leave modtui? yes or no:")
    terminal.press("no\n")
    terminal.settle()
    assert terminal.screen.rstrip().endswith("skip or ?")
    terminal.press("\x04")
    assert terminal.wait() == 0
    assert "You have left modtui." in terminal.screen


def test_a_line_that_breaks_keeps_what_was_decided(terminal: Terminal, tmp_path: Path) -> None:
    terminal.wait_for("skip or ?")
    terminal.press("a\n")
    terminal.wait_for("2: keep")
    terminal.hang_up()
    assert terminal.ended() == 130
    folder = demo_folder(tmp_path / "home")
    acts = Community(demo_file(folder), clock=utc_now).act_log()
    assert [act.verb for act in acts if act.verb == "keep"] == ["keep"]


def test_the_configuration_can_make_it_the_usual_way(
    tmp_path: Path, hostile_community: Path
) -> None:
    folder = tmp_path / "home" / "config"
    folder.mkdir(parents=True)
    file = folder / "modtui.yaml"
    file.write_text(
        f"plain: true\ncommunities:\n  - {{name: practice, adapter: local, "
        f"file: {hostile_community}, ruleset: community-en, user: {YOU}}}\n"
    )
    file.chmod(0o600)
    done = subprocess.run(
        [sys.executable, "-m", "modtui"], env=environment(tmp_path / "home"), cwd=ROOT,
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stdout.startswith(f"practice: {len(ATTACKS)} cases.")
    assert done.stdout.endswith("You have left modtui.\n")


def test_plain_mode_needs_none_of_the_screen() -> None:
    found = imported("import modtui.plain.running, modtui.plain.doing, modtui.plain.deciding")
    heavy = {"ahocorasick_rs", "click", "httpx", "pydantic", "re2", "rich", "textual", "yaml"}
    assert not heavy & found


def test_the_session_in_the_documentation_is_as_it_would_be_heard() -> None:
    done = subprocess.run([sys.executable, ROOT / ".make" / "plain.py", "--check"])
    assert done.returncode == 0, "make plain writes it anew"
