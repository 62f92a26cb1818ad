"""A process that writes to a journal, for tests that kill it.

``writer.py FOLDER NAME COUNT``: appends COUNT notes ``NAME-0``, ``NAME-1`` … (without end
for 0) and prints each when it is acknowledged. ``writer.py FOLDER erase SEQ`` erases one.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from modtui.journal import Journal
from modtui.journal.entries import Noted
from modtui.model import CaseKey, Moderator


def main() -> None:
    folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    journal = Journal.open(folder, clock=lambda: datetime.now(UTC))
    if name == "erase":
        journal.erase(count)
        return
    case, by = CaseKey("garden", "post", name), Moderator("m", "M", "config")
    number = 0
    while not count or number < count:
        journal.append(Noted(case, by, f"{name}-{number}"))
        os.write(1, f"{name}-{number}\n".encode())
        number += 1


if __name__ == "__main__":
    main()
