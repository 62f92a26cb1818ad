"""Draws the pictures of the documentation: the program's own screens, as SVG.

    .venv/bin/python .make/pictures.py

The community, its seed and the time are always the same, so that a picture changes only
when a screen does.
"""

import asyncio
import os
import re
import tempfile
from datetime import datetime, timezone
from pathlib import Path

FONTS = re.compile(r"\s*@font-face \{.*?\}", re.S)
IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
SIZE = (80, 24)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
# What is drawn, and the keys that lead there from the one before.
SCREENS = (
    ("queue", ("j", "j")),
    ("case", ("enter",)),
    ("preview", ("r",)),
    ("audit", ("y", "q", "L")),
)


async def draw(folder: Path) -> None:
    """Walk through the demo and write each screen."""
    from modtui.demo.opening import demo_desk
    from modtui.tui.app import DeskApp

    desk = demo_desk(folder, seed=1, clock=lambda: NOW)
    app = DeskApp(desk, guard=0, clock=lambda: NOW)
    async with app.run_test(size=SIZE) as pilot:
        while not (app.opened and desk.line.complete and app.desk_sheet.queue.count()):
            await pilot.pause(0.01)
        for name, keys in SCREENS:
            for key in keys:
                await pilot.press(key)
                await pilot.pause(0.2)
            # Fonts from elsewhere are left out: a picture fetches nothing.
            picture = FONTS.sub("", app.export_screenshot(title="modtui"))
            (IMAGES / f"{name}.svg").write_text(picture + "\n", encoding="utf-8")
            print(f"docs/images/{name}.svg")


def main() -> None:
    """Draw all pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MODTUI_HOME"] = folder
        asyncio.run(draw(Path(folder) / "demo"))


if __name__ == "__main__":
    main()
