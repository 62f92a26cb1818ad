"""Each screen at four sizes and in two themes, as it looked when a person last agreed to it.

A screen that was changed on purpose is agreed to with
``pytest tests/tui/test_screens.py --snapshot-update``: look at the pictures that changed.
One sitting for each look walks to all of them, since opening a desk for each takes minutes.
"""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion

from modtui.demo.opening import demo_desk, demo_file
from modtui.tui.theme import find_theme
from tests.tui.conftest import Clock, Person, seated


class Look(NamedTuple):
    theme: str
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.theme}-{self.width}x{self.height}"


class Way(NamedTuple):
    """How a screen is reached: from the case with these words (empty: the first one), by keys,
    or by letters that are typed, until words are there."""

    row: str
    keys: tuple[str, ...]
    sees: str


LOOKS = (
    Look("dusk", 60, 18),
    Look("dusk", 80, 24),
    Look("dusk", 120, 40),
    Look("dusk", 200, 50),
    Look("dawn", 60, 18),
    Look("dawn", 80, 24),
    Look("dawn", 120, 40),
    Look("dawn", 200, 50),
)
TYPE = "type "
HEATED = "Two evenings"
WAVE = "Cheap meds"
LINKED = "Brand new e-bikes"

# What decides comes last: all ways of a look are walked on one desk, in this order.
SCREENS = {
    "desk": Way("", (), "read just now"),
    "filter": Way("", ("/", TYPE + "author:Hamish"), "5 of 112"),
    "filtered": Way("", ("/", TYPE + "author:Hamish", "enter"), "author:Hamish"),
    "views": Way("", ("/", TYPE + "is:held", "enter", "v", "s", TYPE + "mine", "enter"), "mine"),
    "case": Way(HEATED, ("enter",), HEATED),
    "link": Way(LINKED, ("o",), "copy it"),
    "rules": Way(HEATED, ("R",), "choose"),
    "help": Way("", ("?",), "In the queue"),
    "verbs": Way(HEATED, ("V",), "Which verb?"),
    "command": Way(HEATED, (":", TYPE + "ban respect 7d"), "ban respect 7d"),
    "preview": Way(HEATED, ("r",), "About to decide"),
    "responses": Way(HEATED, ("r", "p"), "Which response?"),
    "writing": Way(HEATED, ("r", "c"), "Esc done"),
    "alike": Way(WAVE, ("*",), "cases say this"),
    "bulk": Way(WAVE, ("*", "r"), "yes, all of them"),
    "undone": Way(HEATED, ("r", "y", "u"), "taken back"),
    "batch": Way(WAVE, ("*", "r", "y", "U", "enter"), "held back"),
    "outbox": Way(HEATED, ("b", "y", "a", "U"), "Outbox"),
    "audit": Way("", ("L",), "Audit"),
    "story": Way("", ("L", "enter"), "q back"),
}


class Album:
    """The pictures of each look, drawn when the first of them is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drawn: dict[Look, dict[str, str] | Exception] = {}
        demo_desk(folder / "filled", clock=Clock())

    def picture(self, look: Look, name: str) -> str:
        """A screen as SVG. Raises what kept the look's sitting from reaching all its screens."""
        if look not in self._drawn:
            folder = self._folder / str(look)
            shutil.copytree(self._folder / "filled", folder)
            try:
                self._drawn[look] = asyncio.run(_drawn(folder, look))
            except Exception as error:
                self._drawn[look] = error
        drawn = self._drawn[look]
        if isinstance(drawn, Exception):
            raise drawn
        return drawn[name]


async def _drawn(folder: Path, look: Look) -> dict[str, str]:
    clock = Clock()
    desk = demo_desk(folder, clock=clock)
    size = (look.width, look.height)
    theme = find_theme(look.theme)
    async with seated(desk, clock, demo_file(folder), size, theme) as person:
        await person.until_changed(
            lambda: desk._groups.settled and any(row.alike for row in desk.rows())
        )
        pictures = {}
        for name, way in SCREENS.items():
            await _walk(person, way)
            pictures[name] = person.app.export_screenshot(title=name)
            await _back(person)
        return pictures


async def _walk(person: Person, way: Way) -> None:
    queue = person.app.desk_sheet.queue
    queue.move_to(next(i for i, row in enumerate(queue.rows) if way.row in row.excerpt))
    await _still(person)
    for key in way.keys:
        if key.startswith(TYPE):
            await person.pilot.press(*key.removeprefix(TYPE))
        else:
            await person.presses(key)
        await _still(person)
    await person.sees(way.sees)


async def _back(person: Person) -> None:
    """To the queue with all its cases, and nothing said."""
    while person.app.screen is not person.app.desk_sheet:
        await person.presses("escape")
    await person.presses("escape", "home")
    await _still(person)


async def _still(person: Person) -> None:
    """Until nothing is read or drafted any more that the screen will show."""
    app, before = person.app, ""

    def still() -> bool:
        nonlocal before
        last, before = before, person.screen()
        waits = any(words in before for words in ("loading", "looking at it…", "by itself…"))
        looks = any(work.group == "look" and not work.is_finished for work in app.workers)
        return last == before and not (waits or looks) and (not app.busy or person.asked())

    await person.until_changed(still)


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Album]:
    with pytest.MonkeyPatch.context() as patch:
        # A link is told alike on all machines, and colours are drawn.
        patch.setenv("SSH_CONNECTION", "far away")
        patch.delenv("NO_COLOR", raising=False)
        # A pilot looks that often (seconds) whether Textual is idle, after each key.
        patch.setattr("textual._wait.SLEEP_GRANULARITY", 0.002)
        patch.setattr("textual._wait.SLEEP_IDLE", 0.001)
        # No case is put off because keys follow each other quickly.
        patch.setattr("modtui.tui.pacing.LULL", 0.001)
        yield Album(tmp_path_factory.mktemp("album"))


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_looks_as_agreed(
    name: str, look: Look, album: Album, snapshot: SnapshotAssertion
) -> None:
    assert album.picture(look, name) == snapshot(extension_class=SVGImageExtension)
