"""Deciding over a slow line: what each next case costs it."""

import sys
from pathlib import Path

import pytest

from benchmarks.line import SLOW_DESK, environment
from benchmarks.terminal import Terminal

SECOND = 8000 * (1 - 0.3 - 2 * 0.06)
"""Bytes that 64 kbit/s carry within a second, less the backend's 300 ms and 60 ms each way."""


@pytest.mark.slow
def test_each_next_case_fits_through_a_slow_line_within_a_second(tmp_path: Path) -> None:
    desk = Terminal([sys.executable, str(SLOW_DESK), "0.3"], environment(str(tmp_path), "thin"))
    try:
        desk.wait_for("respect")
        desk.settle()
        desk.press("\r")
        desk.wait_for("Around it")
        sizes = []
        for number in range(20):
            while "loading" in desk.screen:
                desk.read(0.05)
            # A verb is taken once its case could have been read.
            desk.settle(0.35)
            before = len(desk.written)
            desk.press("a")
            desk.wait_for(f"case {number + 2}/")
            while "loading" in desk.screen:
                desk.read(0.05)
            desk.settle(0.05)
            sizes.append(len(desk.written) - before)
        assert max(sizes) < SECOND, sizes
        assert sum(sizes) / len(sizes) < 2500, sizes
    finally:
        desk.close()


def test_the_desk_keeps_what_the_environment_says(tmp_path: Path) -> None:
    written = {}
    for repaint in ("thin", "full"):
        env = environment(str(tmp_path), repaint)
        desk = Terminal([sys.executable, "-m", "modtui", "demo", "--still"], env)
        try:
            desk.wait_for("respect")
            desk.settle()
            written[repaint] = len(desk.written)
        finally:
            desk.close()
    assert written["thin"] * 3 < written["full"]
