"""The desk in a real tmux, with the thin line and without it: the same pane."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.thinline.conftest import Glass, Look

ROOT = Path(__file__).resolve().parent.parent.parent
STRETCHES = int(os.environ.get("MODTUI_TEST_TMUX_STRETCHES", "4"))
"""Runs of keys after which both panes are compared; 200 in the long form."""
KEYS = (
    *["Down", "Up", "PageDown", "PageUp", "Enter", "Enter", "End", "Home"] * 2,
    "j", "k", "L", "?", "R", "/", "Escape", "Escape",
)  # fmt: skip
OPENING = {"Enter", "L", "?", "R", "/", "Escape"}

pytestmark = pytest.mark.skipif(
    shutil.which("tmux") is None, reason="tmux is not installed: NOT compared in a real tmux"
)


class Panes:
    """A tmux server of its own, with the same desk twice."""

    def __init__(self, folder: Path) -> None:
        self.socket = str(folder / "tmux")
        kept = ("PATH", "HOME", "LANG", "VIRTUAL_ENV")
        self.env = {name: os.environ[name] for name in kept if name in os.environ}
        self.env |= {"LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
        for name in ("thin", "full"):
            self.tmux(
                "-f", "/dev/null", "new-session", "-d", "-s", name, "-x", "80", "-y", "24",
                "-c", str(ROOT), "-e", f"MODTUI_HOME={folder / name}",
                "-e", f"MODTUI_REPAINT={name}",
                f"{sys.executable} -m modtui demo --still --seed 3",
            )  # fmt: skip

    def tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", self.socket, *words],
            env=self.env, capture_output=True, text=True, check=True, timeout=20,
        )  # fmt: skip
        return done.stdout

    def press(self, *keys: str) -> None:
        for name in ("thin", "full"):
            self.tmux("send-keys", "-t", name, *keys)

    def shown(self, name: str) -> str:
        """Text and colours, as tmux tells them."""
        return self.tmux("capture-pane", "-e", "-p", "-N", "-t", name)

    def until_still(self, words: str = "") -> tuple[str, str]:
        """Both panes, once nothing changes any more."""
        deadline = time.monotonic() + 30
        last: tuple[str, str] | None = None
        while time.monotonic() < deadline:
            now = (self.shown("thin"), self.shown("full"))
            if now == last and all(words in pane for pane in now):
                return now
            last = now
            time.sleep(0.25)
        raise TimeoutError(f"{words!r} was not shown:\n{last}")


@pytest.fixture
def panes(tmp_path: Path) -> Iterator[Panes]:
    panes = Panes(tmp_path)
    yield panes
    panes.tmux("kill-server")


def seen(pane: str) -> list[list[Look]]:
    """The cells of a pane, without what cannot be seen."""
    glass = Glass(120, 40)
    glass.feed(pane.replace("\n", "\r\n"))
    return glass.cells()


@pytest.mark.slow
@pytest.mark.timeout(120 + 20 * STRETCHES)
def test_a_real_tmux_shows_the_same(panes: Panes) -> None:
    dice = random.Random(5)
    panes.until_still("respect")
    for stretch in range(STRETCHES):
        keys = dice.choices(KEYS, k=8)
        for key in keys:
            panes.press(key)
            if key in OPENING:
                # The next key may mean something else on the other screen.
                panes.until_still()
        if stretch % 3 == 2:
            size = dice.choice((("100", "30"), ("80", "24"), ("61", "19")))
            for name in ("thin", "full"):
                panes.tmux("resize-window", "-t", name, "-x", size[0], "-y", size[1])
        thin, full = panes.until_still()
        assert seen(thin) == seen(full), f"stretch {stretch}: {keys}\n{thin}\n{full}"
