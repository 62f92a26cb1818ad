"""The queue with 100, 10,000 and 100,000 cases. Prints; asserts nothing.

    python -m benchmarks.cases [CASES ...]

Each desk is opened on a pseudo-terminal of 80×24 on a cache that an earlier run filled, and
reads the whole queue again, in which nothing changed. Narrowing is measured without a
screen. Times are CPU time, to be compared within a row; memory is the whole program's.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks import crowd
from benchmarks.terminal import Terminal

SIZES = (100, 10_000, 100_000)
KEYS = 50
PATIENCE = 300.0
READ = "read just now"

Figures = dict[str, float]


def on_screen(folder: Path, cases: int, env: Mapping[str, str]) -> Figures:
    """What one sitting at the desk costs."""
    command = [sys.executable, "-m", "benchmarks.crowd_desk", str(folder), str(cases)]
    terminal = Terminal(command, env)
    found: Figures = {}

    def cost(what: str, keys: str, until: str = "", times: int = 1) -> None:
        began, written = terminal.cpu_seconds(), len(terminal.written)
        for _time in range(times):
            terminal.press(keys)
            if until:
                terminal.wait_for(until, PATIENCE)
            terminal.settle(0.02 if times > 1 else 0.3)
        found[f"{what}, ms"] = (terminal.cpu_seconds() - began) * 1e3 / times
        if times > 1:
            found[f"{what}, bytes"] = (len(terminal.written) - written) / times

    try:
        terminal.wait_for("Person", PATIENCE)
        found["first rows, ms"] = terminal.cpu_seconds() * 1e3
        terminal.wait_for(READ, PATIENCE)
        terminal.settle(0.5)
        found["read again, nothing new, ms"] = terminal.cpu_seconds() * 1e3
        found["read again, nothing new, ms"] -= found["first rows, ms"]
        cost("cursor key", "j", times=KEYS)
        cost("to the end", "\x1b[F", f"{cases}/{cases}")
        cost("cursor key at the end", "k", times=KEYS)
        cost("sort", "S", "Sorted")
        found["memory, MB"] = _memory(terminal.pid)
        terminal.press("q")
        terminal.wait()
    finally:
        terminal.close()
    return found


def _memory(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


async def narrowing(folder: Path, cases: int) -> Figures:
    """What it costs to show only what fits, and how long the event loop is held at most."""
    desk = crowd.desk(folder, cases)
    await desk.open()
    found: Figures = {}
    for what, asked in (("narrow by author", "author:u12"), ("narrow by a word", "frost")):
        began = time.process_time()
        await desk.narrow(asked)
        found[f"{what}, ms"] = (time.process_time() - began) * 1e3
    await desk.narrow("")
    watching = asyncio.create_task(_longest_pause())
    await desk.refresh()
    watching.cancel()
    found["event loop held at most, ms"] = await watching * 1e3
    await desk.close("keep")
    return found


async def _longest_pause() -> float:
    longest = 0.0
    try:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - began - 0.001)
    except asyncio.CancelledError:
        return longest


def main(sizes: tuple[int, ...] = SIZES) -> int:
    """Measure each size and print them side by side."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("TEXTUAL", "PYTHON"))}
    env |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": os.getcwd()}
    all_found: list[Figures] = []
    for cases in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            on_screen(folder, cases, env)  # fills the cache
            all_found.append(on_screen(folder, cases, env) | asyncio.run(narrowing(folder, cases)))
    print(f"{'the queue, 80x24':32}" + "".join(f"{size:>12,}" for size in sizes) + f"{'ratio':>9}")
    for what in all_found[0]:
        figures = [found[what] for found in all_found]
        ratio = figures[-1] / figures[0] if figures[0] else 0.0
        print(f"{what:32}" + "".join(f"{value:>12.1f}" for value in figures) + f"{ratio:>8.2f}×")
    return 0


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or SIZES))
