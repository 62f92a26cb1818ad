"""The desk looks the same with the thin line as without it, cell by cell."""

import os
import random
from pathlib import Path

import pytest
from textual.pilot import Pilot

from modtui.demo.opening import demo_desk
from modtui.thinline.abilities import Abilities
from modtui.tui.app import DeskApp
from tests.thinline.conftest import SCREEN, XTERM, Pair, in_hands
from tests.tui.conftest import Clock

STEPS = int(os.environ.get("MODTUI_TEST_THIN_STEPS", "150"))
"""Random keys and resizes; 5000 in the long form."""
KEYS = (
    *["down", "up", "pagedown", "pageup", "end", "home", "enter", "escape"] * 4,
    "j", "k", "a", "r", "w", "m", "s", "u", "U", "L", "R", "v", "z", "y", "n", "p", "t", "i",
    "question_mark", "space", "equals_sign", "ctrl+l", "tab", "1", "2", "slash", "x", "g",
)  # fmt: skip
SIZES = ((80, 24), (100, 30), (60, 18), (120, 40), (81, 25), (50, 10))


@pytest.mark.timeout(60 + STEPS)
@pytest.mark.parametrize(("name", "can"), [("xterm", XTERM), ("screen", SCREEN)])
async def test_random_keys_and_sizes_show_the_same(
    name: str, can: Abilities, tmp_path: Path
) -> None:
    dice = random.Random(name)
    pair = Pair(can=can, drops=lambda: dice.random() < 0.3)
    clock = Clock()
    app = DeskApp(demo_desk(tmp_path, clock=clock), guard=0, clock=clock)
    in_hands(app, pair)

    async def person(pilot: Pilot[None]) -> None:
        while not (app.opened and app.desk.line.complete and app.desk_sheet.queue.count()):
            await pilot.pause(0.01)
        for step in range(STEPS):
            if dice.random() < 0.03:
                size = dice.choice(SIZES)
                pair.resize(*size)
                app._driver.resize(*size)  # type: ignore[union-attr]
                key = f"{size[0]}x{size[1]}"
            else:
                key = dice.choice(KEYS)
                app.simulate_key(key)
                await pilot.pause()
            pair.check(f"{step} {key}")
        app.exit()

    await app.run_async(headless=False, mouse=False, auto_pilot=person)
    assert app.crashed is None
    assert pair.thin.bytes < pair.full.bytes / 2
