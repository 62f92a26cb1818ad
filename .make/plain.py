"""Writes down a session in plain mode, at the width of a Braille line.

``plain.py`` writes ``docs/plain-session.txt``; ``plain.py --check`` says by its exit status
whether that is what would be written. Community, seed and time are always the same.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from modtui.demo.opening import demo_desk  # noqa: E402
from tests.plain.conversation import Clock, talking  # noqa: E402

PAGE = ROOT / "docs" / "plain-session.txt"
WIDTH = 40
WAIT = "(a minute passes)"
SESSION = (
    # Somebody may be in danger: handed to the safety contact, with a note.
    "e",
    "note Leroy writes with him",
    "yes",
    # Said in jest: kept.
    "a",
    # Removed, with what its rule asks for, after it was read out.
    "r",
    "y",
    WAIT,
    # What is around it, and who wrote it; then another rule than the proposed one.
    "t",
    "i",
    "remove harassment",
    "y",
    # On second thoughts.
    "u",
    "N He was asked twice to stop",
    "s",
    # In the author's language, with one line of the message changed.
    "r respect fr",
    "edit",
    "3",
    "Merci de le dire sans viser personne.",
    "done",
    "no",
    "U",
    "",
    "L",
    "?",
    "q",
)


async def session() -> str:
    """The whole session, as a terminal would show it."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        desk = demo_desk(Path(folder), seed=1, clock=clock)
        async with talking(desk, clock, WIDTH) as conversation:
            for line in SESSION:
                if line == WAIT:
                    await conversation.all_sent()
                else:
                    conversation.types(line)
                    await conversation.hears()
    return conversation.written


def main() -> int:
    """Write the page, or look whether it is up to date."""
    os.environ.update(LC_ALL="C.UTF-8", LANGUAGE="en")
    text = asyncio.run(session())
    if sys.argv[1:] == ["--check"]:
        return int(PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    print(PAGE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
