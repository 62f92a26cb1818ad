"""The desk on a made-up crowd, in this terminal: ``python -m benchmarks.crowd_desk FOLDER N``."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modtui.triage.desk import Desk

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def main() -> int:
    """Opened as the program itself opens: the desk is made once the screen is there."""
    from modtui.tui.app import run_desk

    folder, cases = Path(sys.argv[1]), int(sys.argv[2])

    def make() -> "Desk":
        from benchmarks.crowd import desk

        return desk(folder, cases)

    return run_desk(make, name="crowd", clock=lambda: NOON)


if __name__ == "__main__":
    sys.exit(main())
