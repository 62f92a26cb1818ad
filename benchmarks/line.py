"""What the desk costs the line: bytes, wake-ups, and how a slow one feels.

    python -m benchmarks.line

The same keys with the thin line and without it (``--repaint full``), on the demo.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.slow_line import SlowLine
from benchmarks.terminal import Terminal

DOWN, PAGE, ESCAPE = "\x1b[B", "\x1b[6~", "\x1b"
READY = "respect"
SLOW_DESK = Path(__file__).with_name("slow_desk.py")

AIMS = {
    "cursor key 80x24": 260,
    "cursor key 200x50": 520,
    "page 80x24": 1200,
    "open a case 80x24": 1300,
}
"""Bytes at most, on the mean; said beside the figures."""


def environment(home: str, repaint: str) -> dict[str, str]:
    """256 colours, as over SSH, where the terminal's COLORTERM is not passed on."""
    left_out = ("TEXTUAL", "PYTHON", "COLORTERM", "TMUX", "STY")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
    root = str(Path(__file__).parent.parent)
    return {
        **kept, "MODTUI_HOME": home, "MODTUI_REPAINT": repaint, "TERM": "xterm-256color",
        "PYTHONPATH": root, "LC_ALL": "C.UTF-8",
    }  # fmt: skip


def demo(home: str, repaint: str, size: tuple[int, int]) -> Terminal:
    """The demo's desk, at rest."""
    command = [sys.executable, "-m", "modtui", "demo", "--still"]
    terminal = Terminal(command, environment(home, repaint), size)
    terminal.wait_for(READY)
    terminal.settle()
    return terminal


def each(terminal: Terminal, key: str, count: int) -> tuple[float, float]:
    """Mean bytes and CPU milliseconds of a key, each waited for."""
    sizes = []
    began = terminal.cpu_seconds()
    for _ in range(count):
        before = len(terminal.written)
        terminal.press(key)
        terminal.settle(0.06)
        sizes.append(len(terminal.written) - before)
    return statistics.mean(sizes), 1000 * (terminal.cpu_seconds() - began) / count


def wakeups(pid: int) -> int:
    """How often any thread of a program was woken so far."""
    return sum(
        int(line.split()[1])
        for status in Path(f"/proc/{pid}/task").glob("*/status")
        for line in status.read_text().splitlines()
        if line.startswith("voluntary_ctxt")
    )


def fast_line(home: str, repaint: str, size: tuple[int, int]) -> dict[str, float]:
    """Bytes and CPU of each kind of key; Escape and idling once."""
    found: dict[str, float] = {}
    name = f"{size[0]}x{size[1]}"
    terminal = demo(home, repaint, size)
    try:
        found[f"first frame {name}"] = len(terminal.written)
        opened: list[float] = []
        back: list[float] = []
        for _ in range(8):
            opened.append(each(terminal, "\r", 1)[0])
            back.append(each(terminal, "q", 1)[0])
            each(terminal, DOWN, 1)
        found[f"page {name}"], _cpu = each(terminal, PAGE, 3)
        terminal.press("\x1b[H")
        terminal.settle()
        found[f"cursor key {name}"], cpu = each(terminal, DOWN, 100)
        found[f"cursor key {name}, CPU ms"] = cpu
        found[f"open a case {name}"] = statistics.mean(opened)
        found[f"back to the queue {name}"] = statistics.mean(back)
        if size == (80, 24):
            times = []
            for _ in range(5):
                terminal.press("\r")
                terminal.settle()
                began = time.perf_counter()
                terminal.press(ESCAPE)
                while not terminal.read(0.2) or time.perf_counter() - began < 0.001:
                    pass
                times.append(1000 * (time.perf_counter() - began))
                terminal.settle()
            found["Escape, ms to the first byte"] = statistics.median(times)
            terminal.settle(1.5)
            before, woken = len(terminal.written), wakeups(terminal.pid)
            time.sleep(10)
            terminal.read(0)
            found["idle 10 s, bytes"] = len(terminal.written) - before
            found["idle, wake-ups a second"] = (wakeups(terminal.pid) - woken) / 10
    finally:
        terminal.close()
    return found


def held_key(home: str, repaint: str, key: str) -> tuple[float, int]:
    """A key held for 3 s at 30/s over 8 kB/s: seconds from its release until the screen is
    still, less the way there and back, and the bytes."""
    command = [sys.executable, "-m", "modtui", "demo", "--still"]
    line = SlowLine(command, environment(home, repaint))
    try:
        line.wait_for(READY)
        line.settle(0.5)
        before = len(line.written)
        for _turn in range(90):
            line.press(key)
            until = time.perf_counter() + 1 / 30
            while (left := until - time.perf_counter()) > 0:
                line.read(left)
        released = last = time.perf_counter()
        count = len(line.written)
        while time.perf_counter() - last < 0.4:
            line.read(0.02)
            if len(line.written) != count:
                count, last = len(line.written), time.perf_counter()
        return max(last - released - 2 * line.delay, 0), count - before
    finally:
        line.close()


def body(terminal: Terminal) -> str:
    """The screen without its last two lines."""
    return "\n".join(terminal.screen.splitlines()[:-2])


def decisions(home: str, repaint: str, count: int = 20) -> tuple[list[float], list[int]]:
    """Keep one case after the other over 64 kbit/s and 60 ms, on a backend that answers in
    300 ms: seconds until the next case is whole on the screen, and bytes, for each."""
    line = SlowLine([sys.executable, str(SLOW_DESK), "0.3"], environment(home, repaint))
    times, sizes = [], []
    try:
        line.wait_for(READY)
        line.settle(1.0)
        line.press("\r")
        line.wait_for("Around it")
        line.settle(1.0)
        for number in range(count):
            before, began = len(line.written), time.perf_counter()
            line.press("a")
            last, seen = began, ""
            while time.perf_counter() - last < 0.7:
                line.read(0.02)
                # The countdown in the last lines goes on by itself.
                if (now := body(line)) != seen:
                    seen, last = now, time.perf_counter()
            if f"{number + 2}/" not in line.screen.splitlines()[0]:
                raise RuntimeError(f"the next case is not there:\n{line.screen}")
            times.append(last - began)
            sizes.append(len(line.written) - before)
        return times, sizes
    finally:
        line.close()


def main() -> int:
    """Measure and print. Nothing is asserted: 0."""
    with tempfile.TemporaryDirectory() as home:
        demo(home, "thin", (80, 24)).close()
        found = {
            repaint: fast_line(home, repaint, (80, 24)) | fast_line(home, repaint, (200, 50))
            for repaint in ("thin", "full")
        }
        print(f"{'the line, bytes on the mean':36}{'thin':>10}{'full':>10}{'ratio':>8}   aim")
        for name, thin in found["thin"].items():
            full = found["full"][name]
            aim = f"   ≤ {AIMS[name]}" if name in AIMS else ""
            ratio = f"{thin / full:8.2f}" if full else " " * 8
            print(f"{name:36}{thin:>10.1f}{full:>10.1f}{ratio}{aim}")
        print("\n8 kB/s, 60 ms each way")
        for words, key in (("cursor key held 3 s", DOWN), ("page key held 3 s", PAGE)):
            for repaint in ("thin", "full"):
                late, size = held_key(home, repaint, key)
                print(f"{words}, {repaint:5} still {late:6.2f} s after its release, {size} bytes")
        for repaint in ("thin", "full"):
            times, sizes = decisions(f"{home}/{repaint}", repaint)
            print(
                f"20 decisions, {repaint:5} next case whole after {statistics.median(times):.2f} s"
                f" (at most {max(times):.2f}), {statistics.mean(sizes):.0f} bytes each"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
