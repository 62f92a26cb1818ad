"""How long until the desk is live, against a bare Textual list. Prints; asserts nothing.

    python -m benchmarks.first_frame [RUNS]

Both programs are started in turn on a pseudo-terminal of 80×24, on files that are already
there (the demo's community is filled and everything is compiled before the first run).
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.terminal import Shown, until_shown

BARE = Path(__file__).with_name("bare_list.py")
READY = "respect"
"""A rule in the queue's rows: there only when cases were read, matched and painted."""


def main() -> None:
    """Run both in turn and print medians and ratios."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as home:
        env = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("TEXTUAL", "PYTHON"))},
            "MODTUI_HOME": home,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
        }
        programs = {
            "bare Textual list": ([sys.executable, str(BARE)], "line 0 of the bare list"),
            "modtui demo --still": ([sys.executable, "-m", "modtui", "demo", "--still"], READY),
        }
        shown: dict[str, list[Shown]] = {name: [] for name in programs}
        for turn in range(runs + 1):
            for name, (command, text) in programs.items():
                result = until_shown(command, text, env)
                # The first turn only fills caches.
                if turn:
                    shown[name].append(result)
    print(f"first live frame, 80x24, median of {runs} runs in turn")
    print(f"{'':24}{'seconds':>10}{'CPU s':>10}{'bytes':>10}")
    medians = {}
    for name, results in shown.items():
        columns = list(zip(*results, strict=True))
        medians[name] = [statistics.median(column) for column in columns]
        seconds, cpu, count = medians[name]
        print(f"{name:24}{seconds:>10.3f}{cpu:>10.3f}{count:>10.0f}")
    bare, ours = medians.values()
    ratios = [mine / base for mine, base in zip(ours, bare, strict=True)]
    print(f"{'ratio':24}{ratios[0]:>10.2f}{ratios[1]:>10.2f}{ratios[2]:>10.2f}")


if __name__ == "__main__":
    main()
