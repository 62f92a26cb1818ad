"""Starting: without configuration, with a broken one, and what is imported on the way."""

import os
import pty
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

from modtui.cli.launch import Community, Demo, Manner, understand
from modtui.paths import paths
from tests.cli.conftest import LOCAL, Modtui, started

ROOT = Path(__file__).resolve().parents[2]


def at_a_terminal(*arguments: str, typed: bytes = b"") -> tuple[int, str, bool]:
    """Status, output, and whether the terminal was left as it was, of a run on a real pty."""
    outer, inner = pty.openpty()
    before = termios.tcgetattr(inner)
    process = subprocess.Popen(
        [sys.executable, "-m", "modtui", *arguments],
        stdin=inner, stdout=inner, stderr=inner, cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    os.write(outer, typed)
    status = process.wait(timeout=60)
    unchanged = termios.tcgetattr(inner) == before
    os.close(inner)
    output = b""
    try:
        while piece := os.read(outer, 65536):
            output += piece
    except OSError:
        pass  # this is how the end of a pty reads on Linux
    os.close(outer)
    return status, output.decode().replace("\r\n", "\n"), unchanged


def test_without_configuration_and_terminal_it_says_what_to_do(modtui: Modtui, home: Path) -> None:
    ran = modtui()
    assert ran.status == 2
    assert ran.out == ""
    assert "modtui demo" in ran.err and "modtui init" in ran.err
    assert not home.exists()


def test_without_configuration_a_person_can_have_the_example_written(home: Path) -> None:
    status, output, unchanged = at_a_terminal(typed=b"x\nw\n")
    assert status == 0
    assert paths().config_file.is_file()
    assert str(paths().config_file) in output
    assert unchanged


def test_without_configuration_a_person_can_leave(home: Path) -> None:
    status, _output, unchanged = at_a_terminal(typed=b"q\n")
    assert (status, unchanged) == (0, True)
    assert not home.exists()


def test_a_broken_configuration_is_told_in_full_and_leaves_the_terminal_alone(
    configure: Callable[[str], Path],
) -> None:
    file = configure(LOCAL + "    hold_back: -1\n    colour: red\nzone: x\n")
    status, output, unchanged = at_a_terminal()
    assert status == 2
    for line in (6, 7, 8):
        assert f"{file}:{line}:" in output
    assert "3 problems" in output
    assert "\x1b" not in output
    assert unchanged


def test_a_broken_ruleset_is_told_in_full_and_leaves_the_terminal_alone(
    configure: Callable[[str], Path],
) -> None:
    file = configure(LOCAL.replace("community-en", "mine.yaml"))
    rules = file.with_name("mine.yaml")
    rules.write_text("name: x\nrules:\n  - {id: A B}\n")
    status, output, unchanged = at_a_terminal()
    assert status == 2
    assert f"{rules}:3:" in output
    assert "\x1b" not in output
    assert unchanged


@pytest.mark.parametrize(
    ("arguments", "wish"),
    [
        ((), Community()),
        (("--community", "a"), Community("a")),
        (("-c", "a"), Community("a")),
        (("--community=a",), Community("a")),
        (("--ascii", "--theme", "dawn", "-c", "a"), Community("a", Manner("dawn", True))),
        (("--theme=dawn",), Community(None, Manner("dawn"))),
        (("--repaint", "full"), Community(None, Manner(repaint="full"))),
        (("--repaint=much",), None),
        (("--theme",), None),
        (("demo",), Demo()),
        (("demo", "--theme", "mono", "--still"), Demo(still=True, manner=Manner("mono"))),
        (
            ("demo", "--seed", "7", "--still", "--fresh", "--file", "f", "--hold=2.5"),
            Demo(7, True, True, Path("f"), 2.5),
        ),
        (("queue",), None),
        (("--community",), None),
        (("--community", "a", "queue"), None),
        (("demo", "--seed", "x"), None),
        (("demo", "--hold", "-1"), None),
        (("demo", "--hold", "nan"), None),
        (("demo", "more"), None),
        (("--help",), None),
    ],
)
def test_only_the_way_to_the_desk_goes_without_click(
    arguments: tuple[str, ...], wish: object
) -> None:
    assert understand(arguments) == wish


@pytest.mark.parametrize("arguments", [("--help",), ("demo", "--help"), ("audit", "--help")])
def test_help_is_there(modtui: Modtui, arguments: tuple[str, ...]) -> None:
    ran = modtui(*arguments)
    assert ran.status == 0
    assert "Usage: modtui" in ran.out


def test_a_command_that_there_is_not(modtui: Modtui) -> None:
    assert modtui("nonsense").status == 2
    assert modtui("demo", "--seed", "x").status == 2


def test_the_way_to_the_desk_imports_only_what_the_first_screen_needs(
    configure: Callable[[str], Path],
) -> None:
    configure(LOCAL)
    program = """
import sys
from modtui.__main__ import main
status = main([])
heavy = {
    "ahocorasick_rs", "click", "httpx", "importlib.metadata", "pydantic", "re2", "regex",
    "textual", "tinydb", "yaml",
}
print(status, *sorted(heavy & set(sys.modules)))
"""
    command = [sys.executable, "-c", program]
    for allowed in (None, ""):
        done = subprocess.run(
            command, capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=ROOT
        )
        assert "needs a terminal" in done.stderr
        # The first time the files are read; the second time only what was compiled.
        if allowed is not None:
            assert done.stdout.split() == ["2"]


def test_a_reader_that_had_enough_is_no_fault(home: Path) -> None:
    process = started("queue", "--demo")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    assert process.wait(timeout=60) == 0
    process.stderr.close()


def test_letters_that_the_terminal_lacks_stop_nothing(home: Path) -> None:
    process = started("queue", "--demo", PYTHONIOENCODING="ascii")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert out.isascii()


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(modtui: Modtui, home: Path) -> None:
    home.write_text("a file stands where the folder should be")
    ran = modtui("init")
    assert ran.status == 1
    assert str(home) in ran.err and "Traceback" not in ran.err
