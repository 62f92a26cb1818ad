"""The desk of the demo: an embedded community, filled once and then gone on with."""

import asyncio
import contextlib
import random
from datetime import datetime
from pathlib import Path

from modtui import privately
from modtui.adapters.base import Setting
from modtui.adapters.local import LocalAdapter
from modtui.adapters.local_store import Community
from modtui.demo.names import NAME, ROUTES, SITE, YOU
from modtui.paths import StorePaths
from modtui.shipped import shipped
from modtui.state import StateError
from modtui.triage.desk import Desk, Settings
from modtui.triage.opening import Clock, build, utc_now

RULESET = "community-en.yaml"
FILE = "community.json"
PAUSE = (20.0, 60.0)
"""Seconds between two new flags, at least and at most."""


def demo_file(folder: Path) -> Path:
    """The file that the demo goes on with."""
    return folder / FILE


def demo_desk(
    folder: Path,
    *,
    seed: int = 1,
    fresh: bool = False,
    file: Path | None = None,
    hold: float | None = None,
    clock: Clock = utc_now,
) -> Desk:
    """The desk on the community in ``folder`` (or ``file``), filled where it is not there.

    ``fresh``: what is there is put aside, with its journal, and a new one is filled.
    Raises StateError and OSError where the files cannot be used.
    """
    file = file or demo_file(folder)
    store = _store(folder if file.parent == folder else file.with_suffix(".modtui"))
    privately.make_folder(folder)
    if fresh:
        _put_aside((file, store.journal, store.index, store.state, store.cache), clock())
    community = Community(file, clock=clock)
    if not community.exists:
        # Only now: the stories are not needed to go on with a community.
        from modtui.demo.filling import fill

        fill(community, seed, clock())
    community.close()
    adapter = LocalAdapter(Setting(community=NAME, file=file, user=YOU), clock=clock)
    held = 10.0 if hold is None else hold
    settings = Settings(hold_back=held, routes=ROUTES, sites=(SITE,))
    return build(
        NAME,
        adapter,
        shipped("rulesets") / RULESET,
        store,
        settings,
        compiled=store.cache,
        clock=clock,
    )


def _store(base: Path) -> StorePaths:
    return StorePaths(
        journal=base / "journal",
        index=base / "index.sqlite",
        state=base / "state.json",
        cache=base / "compiled",
        lock=base / "outbox.lock",
    )


def _put_aside(paths: tuple[Path, ...], now: datetime) -> None:
    """Nothing is overwritten: the last demo stays beside the new one."""
    for path in paths:
        if path.exists():
            path.rename(path.with_name(f"{path.name}.{now:%Y%m%d%H%M%S}"))


async def trickling(desk: Desk, file: Path, *, seed: int = 1) -> None:
    """New flags now and then, until cancelled."""
    from modtui.demo.filling import trickle

    rng = random.Random(seed)  # noqa: S311 - a story, not a secret
    community = Community(file, clock=lambda: desk.now)
    while True:
        await asyncio.sleep(rng.uniform(*PAUSE))
        # Where the disk is full, nobody flags anything; the desk says what it cannot do itself.
        with contextlib.suppress(OSError, StateError):
            await asyncio.to_thread(trickle, community, rng, desk.now)
        await desk.refresh()
