"""Imports point down, and the core needs no screen."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def imported(program: str) -> set[str]:
    """What a fresh Python has imported after a program."""
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return set(done.stdout.split())


def test_every_import_is_allowed_by_the_layers() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
        + ["--no-cache"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_the_desk_is_a_library_that_runs_without_a_screen() -> None:
    found = imported("import modtui.triage.opening, modtui.adapters.local, modtui.config")
    assert not {"textual", "rich", "click"} & found


@pytest.mark.parametrize(
    "module", ["words", "model", "text", "paths", "privately", "times", "shipped"]
)
def test_the_bottom_is_cheap(module: str) -> None:
    found = imported(f"import modtui.{module}")
    heavy = {"asyncio", "click", "gettext", "platformdirs", "pydantic", "textual", "yaml"}
    assert not heavy & found


@pytest.mark.parametrize(
    "module",
    ["journal", "rules.loader", "rules.matcher", "adapters", "adapters.local", "triage.desk"],
)
def test_what_the_desk_opens_with_imports_nothing_heavy(module: str) -> None:
    found = imported(f"import modtui.{module}")
    heavy = {
        "ahocorasick_rs", "click", "httpx", "importlib.metadata", "pydantic", "re2", "regex",
        "rich", "textual", "tinydb", "yaml",
    }  # fmt: skip
    assert not heavy & found


def test_commands_are_imported_one_by_one() -> None:
    found = imported("from modtui.cli.commands import run; run(['paths'])")
    assert not {"modtui.cli.tour", "modtui.cli.doctor", "httpx", "textual"} & found
