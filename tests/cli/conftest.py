"""A home folder of its own for each test, and the command as a person calls it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from modtui.__main__ import main
from modtui.adapters.local_store import Community
from modtui.demo.opening import demo_file
from modtui.paths import paths
from modtui.triage.opening import utc_now


class Ran(NamedTuple):
    """How a command line ended, and what it printed."""

    status: int
    out: str
    err: str


Modtui = Callable[..., Ran]

LOCAL = """\
communities:
  - name: practice
    adapter: local
    file: practice.json
    ruleset: community-en
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def modtui(capsys: pytest.CaptureFixture[str]) -> Modtui:
    """Calls ``modtui`` with arguments in this process."""

    def call(*arguments: str) -> Ran:
        capsys.readouterr()
        status = main(arguments)
        return Ran(status, *capsys.readouterr())

    return call


@pytest.fixture
def configure(home: Path) -> Callable[[str], Path]:
    """Writes ``modtui.yaml``."""

    def write(text: str) -> Path:
        file = paths().config_file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(0o600)
        return file

    return write


@pytest.fixture
def community() -> Callable[[], Community]:
    """The demo's community, read from its file."""
    return lambda: Community(demo_file(paths().demo), clock=utc_now)


def started(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """``modtui`` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "modtui", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
        cwd=Path(__file__).resolve().parents[2],
        # What a test run was started with must not decide whether Ctrl+C is heard.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
