"""A cat on the keyboard: whatever is pressed, nothing crashes, and nothing but keeping is
decided without the key that confirms it."""

import asyncio
import os
import random
import string
from collections import deque
from pathlib import Path

import pytest
from textual import events
from textual.keys import key_to_character

from modtui.actions import ACTIONS, BY_ID
from modtui.demo.opening import demo_desk, demo_file
from modtui.keypresets import NAMES, keymap
from modtui.model import Verb
from modtui.tui import keys
from modtui.tui.app import DeskApp
from modtui.tui.screens.bulk import BulkSheet
from modtui.tui.screens.preview import PreviewSheet
from tests.tui.conftest import PATIENCE, Clock, Person, seated

COUNT = int(os.environ.get("MODTUI_RANDOM_KEYS", "500"))
"""Keys for each preset; `make random-keys` presses 10,000, which takes minutes."""
WIDE = (200, 50)
"""Where the thread and the person have panes of their own."""
HARMLESS = frozenset({Verb.KEEP, Verb.CLOSE})


class Staying(DeskApp):
    """Who sits here is not let out, or the run would soon be over."""

    def action_leave(self, meant: bool = False) -> None:
        self.turn_back()


def alphabet() -> list[str]:
    """Every key that does something somewhere, and all letters and digits besides. Those that
    decide, confirm and leave come oftener, or nearly all would be typed into prompts."""
    known = {key for action in ACTIONS for key in keys.keys_of(action)}
    known |= {*string.ascii_letters, *string.digits, "[", "%"}
    # The shell is not to be had in a test.
    pool = sorted(known - {"ctrl+z"})
    verbs = [a for a in ACTIONS if a.act.startswith("app.verb(") or a.id == "confirm"]
    pool += 4 * sorted({key for action in verbs for key in keys.keys_of(action)})
    return [*pool, *(20 * ["escape"]), *(5 * ["enter", "j"])]


class Fast:
    """Presses keys as a driver hands them on. Textual's own pilot waits for the processor to
    be idle after each, which is ten times slower."""

    def __init__(self, person: Person) -> None:
        self.app = person.app
        self.person = person

    async def press(self, key: str) -> None:
        character = key_to_character(key)
        self.app.post_message(events.Key(key, character))
        await self.settled()
        screens = len(self.app.screen_stack)
        async with asyncio.timeout(PATIENCE):
            while self.app.busy and len(self.app.screen_stack) <= screens:
                if self.person.asked():
                    break
                await asyncio.sleep(0.001)
        await self.settled()

    async def settled(self) -> None:
        """Until the message pumps handed a key around, from the app down and up again."""
        for _round in range(8):
            handed = asyncio.Event()
            self.app.call_later(handed.set)
            async with asyncio.timeout(PATIENCE):
                await handed.wait()
            await asyncio.sleep(0)


async def presses_at_random(person: Person, count: int, seed: int) -> int:
    """Presses that many keys; gives how many decisions came of them."""
    chance = random.Random(seed)
    pool = alphabet()
    confirming = {
        keys.key_name(key) for id in ("confirm", "confirm-all") for key in keys.keys_of(BY_ID[id])
    }
    known = {pending.decision.id for pending in person.desk.pending()}
    decided = 0
    fast = Fast(person)
    # A batch may be written after the key that confirmed it: one for each such key.
    wanted, batches = 0, set[str]()
    pressed: deque[str] = deque(maxlen=12)
    for number in range(count):
        key = keys.key_name(chance.choice(pool))
        asked = isinstance(person.app.screen, PreviewSheet)
        palette = "Palette" in type(person.app.screen).__name__
        agrees = key in confirming or (palette and key == "enter")
        wanted += agrees and (palette or isinstance(person.app.screen, BulkSheet))
        pressed.append(f"{key} on {type(person.app.screen).__name__}")
        try:
            await fast.press(key)
        except TimeoutError:
            raise AssertionError(f"key {number}, {key}: {person.app.crashed}") from None
        assert person.app.crashed is None
        for pending in person.desk.pending():
            decision = pending.decision
            if decision.id in known:
                continue
            known.add(decision.id)
            decided += 1
            if {step.verb for step in decision.steps} <= HARMLESS:
                continue
            if decision.batch:
                batches.add(decision.batch)
                confirmed = len(batches) <= wanted
            else:
                confirmed = agrees and (asked or palette)
            assert confirmed, f"key {number}: {[s.verb for s in decision.steps]} by {pressed}"
        if number % 500 == 499:
            await person.sent()
    return decided


@pytest.fixture(autouse=True)
def nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures of the screen are saved where the test ends, and the editor does nothing."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(tmp_path))
    monkeypatch.setenv("EDITOR", "true")


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("preset", "size"), [*((preset, (80, 24)) for preset in NAMES), ("modtui", WIDE)]
)
async def test_keys_pressed_at_random_decide_nothing_unasked(
    tmp_path: Path, preset: str, size: tuple[int, int]
) -> None:
    clock = Clock()
    desk = demo_desk(tmp_path, clock=clock)
    file = demo_file(tmp_path)
    chosen = keymap(preset)
    async with seated(desk, clock, file, size, keymap=chosen, app=Staying) as person:
        decided = await presses_at_random(person, COUNT, seed=2026)
        verdict = desk.trail.verify()
        print(f"{preset}: {COUNT} keys, {decided} decisions, {verdict.entries} entries")
        assert verdict.ok and decided
