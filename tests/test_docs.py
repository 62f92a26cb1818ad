"""Every command that the documentation shows does what it says, on the made-up community."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from modtui.cli.exits import Exit

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ON_A_COMMUNITY = frozenset({"queue", "show", "decide", "undo", "outbox", "audit"})
BELOW = frozenset({"verify", "checkpoint", "list", "replay"})
"""Commands of a group: options come after their names."""
# What the page can only name: a server, an installation, the desk itself.
ELSEWHERE = frozenset({"modtui", "modtui --plain", "modtui init", "modtui doctor"})


def commands(page: Path) -> list[str]:
    """The modtui commands in a page's shell blocks, without their comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.S | re.M)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.split()[:1] == ["modtui"] and line not in ELSEWHERE]


def modtui(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "modtui", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_work(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if any(command.startswith("modtui audit") for command in commands(page)):
        # So that there is a record to look into.
        case = json.loads(modtui("queue", "--demo", "--json").stdout)[-1]["case"]
        assert modtui("decide", case, "keep", "--demo", "--yes", "--hold", "0").returncode == 0
    for command in commands(page):
        name, *rest = shlex.split(command)[1:]
        if "CASE" in rest:
            waiting = json.loads(modtui("queue", "--demo", "--json").stdout)
            hit = next(row for row in waiting if row.get("row", row).get("rule") == "respect")
            rest[rest.index("CASE")] = hit["case"]
        if "FILE" in rest:
            rest[rest.index("FILE")] = str(ROOT / "rulesets" / "community-en.yaml")
        if name in ON_A_COMMUNITY or rest[:1] == ["replay"]:
            at = 1 if rest[:1] and rest[0] in BELOW else 0
            rest.insert(at, "--demo")
        if name in ("decide", "undo"):
            rest += ["--yes", "--hold", "0"]
        done = modtui(name, *rest)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_the_page_on_commands_lists_every_exit_status() -> None:
    table = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    listed = {int(number) for number in re.findall(r"^\| (\d+) \|", table, re.M)}
    assert listed == {status.value for status in Exit}


def test_every_link_inside_the_project_leads_somewhere() -> None:
    broken = [
        f"{page.name}: {link}"
        for page in PAGES + sorted((ROOT / "docs" / "backends").glob("*.md"))
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []


def test_the_keys_in_the_readme_are_the_real_ones() -> None:
    from modtui.actions import ACTIONS

    words = {
        "keep": "a", "remove": "r", "warn": "w", "mute": "m", "ban": "b", "escalate": "e",
        "undo": "u", "outbox": "U", "audit": "L", "confirm": "y", "rule": "R", "help": "?",
    }  # fmt: skip
    real = {action.id: action.keys for action in ACTIONS}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for action, key in words.items():
        assert key in real[action]
        assert f"`{key}`" in readme
