"""The four main screens at 80×24, as they looked when a person last agreed to them.

A screen that was changed on purpose is agreed to with ``pytest --snapshot-update``.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from modtui.tui.app import DeskApp
from tests.triage.garden import Garden

Compare = Callable[..., bool]


@pytest.fixture
def app(tmp_path: Path) -> DeskApp:
    garden = Garden(tmp_path)
    garden.flagged("A forbiddenword among the roses", author="u-ana")
    garden.flagged("Qui taille ainsi est un imbécile fini", language="fr")
    garden.flagged("[@click=app.quit]out[/] \x1b[2J and \u202ereversed\u202c", author="u-paul")
    garden.clock.pass_(3 * 3600)
    desk = garden.desk()
    return DeskApp(desk, name="garden", guard=0, clock=garden.clock)


def steps(*wanted: tuple[str, str]) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Presses keys one after the other, each time until some words are seen."""

    async def run(pilot: Pilot[Any]) -> None:
        for key, words in (("", "read just now"), *wanted):
            if key:
                await pilot.press(key)
            while words not in _screen(pilot):
                await pilot.pause(0.01)
        await pilot.pause()

    return run


def _screen(pilot: Pilot[Any]) -> str:
    strips = pilot.app.screen._compositor.render_strips(pilot.app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def test_the_desk(app: DeskApp, snap_compare: Compare) -> None:
    assert snap_compare(app, run_before=steps(), terminal_size=(80, 24))


def test_a_case(app: DeskApp, snap_compare: Compare) -> None:
    looked = steps(("j", "› !"), ("enter", "Earlier sanctions"))
    assert snap_compare(app, run_before=looked, terminal_size=(80, 24))


def test_the_preview(app: DeskApp, snap_compare: Compare) -> None:
    drafted = steps(("j", "› !"), ("r", "About to decide"))
    assert snap_compare(app, run_before=drafted, terminal_size=(80, 24))


def test_the_audit_pane(app: DeskApp, snap_compare: Compare) -> None:
    decided = steps(
        ("r", "About to decide"), ("y", "sends in"), ("u", "taken back"), ("L", "Audit")
    )
    assert snap_compare(app, run_before=decided, terminal_size=(80, 24))


def test_queue_and_case_side_by_side(app: DeskApp, snap_compare: Compare) -> None:
    looked = steps(("j", "Earlier sanctions"), ("", "← this one"))
    assert snap_compare(app, run_before=looked, terminal_size=(120, 40))


def test_queue_case_and_what_is_around_it(app: DeskApp, snap_compare: Compare) -> None:
    looked = steps(("j", "Earlier sanctions"), ("enter", "›Case"))
    assert snap_compare(app, run_before=looked, terminal_size=(200, 50))
