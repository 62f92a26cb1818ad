"""What a process at a desk does until it is killed: decide, send, keep state, search.

Each line that it prints is true when it is printed: what it says was decided was
acknowledged by the desk before.
"""

import asyncio
import json
import os
import sys
import threading
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from modtui.model import CaseKey, Result, Verb
from modtui.state import StateError, StateFile
from modtui.triage.desk import Desk, DeskError
from modtui.triage.opening import utc_now
from modtui.triage.views import Standing
from tests.torture import disk
from tests.torture.adapter import desk_on

Say = Callable[..., None]
VERBS = (Verb.REMOVE, Verb.KEEP, Verb.MUTE)


class Kept:
    """Small state in a TinyDB file, written before each decision."""

    def __init__(self, path: Path) -> None:
        self.file = StateFile(path, clock=utc_now)

    def count(self) -> int:
        """How far it was counted."""
        found = self.file.tables().table("counts").get(doc_id=1)
        return _count(found)

    def count_on(self) -> int:
        """Counts one on, and returns when that is on the disk."""
        from tinydb.table import Document

        with self.file.change() as tables:
            table = tables.table("counts")
            found = table.get(doc_id=1)
            count = _count(found) + 1
            table.upsert(Document({"count": count}, 1))
        return count


def _count(found: object) -> int:
    count = found.get("count") if isinstance(found, dict) else None
    return count if isinstance(count, int) else 0


async def work(job: dict[str, Any], say: Say) -> None:
    """Decides all that is open, sends it, and leaves."""
    base = Path(job["base"])
    desk = desk_on(job["origin"], base, job.get("who", "marie"))
    kept = Kept(base / "counts.json")
    await desk.open()
    say(opened=True)
    await desk.refresh()
    await desk.send_now()
    if (broken := desk.line.trouble) and not job.get("lenient"):
        raise RuntimeError(broken)
    await desk.take_in()
    keys = [row.key for row in desk.rows() if row.standing is Standing.OPEN]
    for key in keys[: job.get("most", 1000)]:
        say(counted=kept.count_on())
        await decide(desk, key, say, job.get("verb", ""))
        await desk.send_now()
        if len(desk.trail.entries(limit=5)) == 0:
            raise RuntimeError("the audit trail is empty")
    if job.get("settle"):
        await settle(desk, job["origin"], say)
        say(entries=desk.trail.verify().entries, listed=len(desk.trail.entries(limit=1_000_000)))
        say(count=kept.count(), trouble=desk._cache.trouble, aside=kept.file.problem)
    await desk.close("keep")


async def decide(desk: Desk, key: CaseKey, say: Say, verb: str) -> str:
    """One decision, said when it is acknowledged."""
    number = int("".join(filter(str.isdigit, key.native)) or 0)
    verb = verb or VERBS[number % len(VERBS)]
    draft = await desk.draft(await desk.look(key), verb)
    if draft.problems:
        raise RuntimeError(" ".join(draft.problems))
    made = await desk.decide(draft)
    say(decided=made.id, case=key.native)
    return made.id


async def settle(desk: Desk, origin: str, say: Say) -> None:
    """Sends until nothing waits; what is unknown is answered as a person would who looks."""
    for _ in range(20):
        await desk.send_now()
        waiting = desk.pending()
        if not waiting:
            return
        for found in waiting:
            for step, outcome in found.outcomes:
                if outcome.result is not Result.UNKNOWN:
                    continue
                verb = next(s.verb for s in found.decision.steps if s.id == step)
                with urllib.request.urlopen(f"{origin}/truth") as answer:
                    effects = json.load(answer)["effects"]
                happened = bool(effects.get(f"{verb}/{found.decision.id}/{step}"))
                say(asked=found.decision.id, step=step, happened=happened)
                await desk.answer(found.decision.id, step, happened)
    say(left=[f"{p.standing} {p.detail}" for p in desk.pending()])


async def race(job: dict[str, Any], say: Say) -> None:
    """Waits for the start, decides one case and sends, and tells how it stands."""
    from modtui.adapters.base import Setting
    from modtui.adapters.local import LocalAdapter
    from modtui.triage.desk import Settings
    from modtui.triage.opening import build
    from tests.torture.adapter import RULES, store_in

    setting = Setting(community="garden", file=Path(job["file"]), user=job["who"])
    desk = build(
        "garden",
        LocalAdapter(setting),
        RULES,
        store_in(Path(job["base"])),
        Settings(hold_back=0.0),
    )
    await desk.open()
    await desk.refresh()
    view = await desk.look(CaseKey("garden", "post", job["case"]))
    draft = await desk.draft(view, job["verb"])
    made = await desk.decide(draft)
    say(ready=True)
    # The other one is as far: both go off at once.
    await asyncio.to_thread(wait_for, Path(job["gun"]))
    for _ in range(200):
        await desk.send_now()
        found = desk.decision(made.id)
        if found is None or found.standing not in (Standing.SENDING, Standing.WAITING):
            break
        await asyncio.sleep(0.02)
    found = desk.decision(made.id)
    assert found is not None
    say(standing=found.standing.value, detail=found.detail, steps=len(found.decision.steps))
    story = desk.trail.story(made.id)
    say(why=[getattr(r.entry, "detail", "") for r in story if r.line.kind == "returned"])
    await desk.close("keep")


async def watch(job: dict[str, Any], say: Say) -> None:
    """A second process on one store: takes over the sending as soon as it can."""
    desk = desk_on(job["origin"], Path(job["base"]))
    await desk.open()
    say(opened=True, sends=desk.sends)
    while True:
        try:
            await desk.send_now()
            break
        except DeskError:
            await asyncio.sleep(0.005)
    await settle(desk, job["origin"], say)
    say(took_over=True)
    await desk.close("keep")


async def starve(job: dict[str, Any], say: Say) -> None:
    """Decides while the disk refuses, then when it does not any more."""
    base = Path(job["base"])
    if job.get("modes") and not disk.heed_modes():
        say(cannot=True)
        return
    desk = desk_on(job["origin"], base)
    kept = Kept(base / "counts.json")
    early = job["disk"].pop("early", False)
    if early:
        disk.fail(str(base), **job["disk"])
    try:
        await desk.open()
    except DeskError as error:
        say(refused=str(error))
        if job.get("modes"):
            return
        disk.mend()
        await desk.open()
    await desk.refresh()
    await desk.take_in()
    if not early:
        disk.fail(str(base), **job["disk"])
    open_keys = [row.key for row in desk.rows() if row.standing is Standing.OPEN]
    for key in open_keys[:3]:
        try:
            say(counted=kept.count_on())
        except StateError as error:
            say(state=str(error))
        for work in (partial(decide, desk, key, say, Verb.MUTE), desk.send_now):
            try:
                await work()
            except DeskError as error:
                say(refused=str(error))
    try:
        desk.trail.entries(limit=5)
    except DeskError as error:
        say(unsearched=str(error))
    say(cache=desk._cache.trouble)
    disk.mend()
    await settle(desk, job["origin"], say)
    await desk.close("keep")


def wait_for(gun: Path) -> None:
    """Blocks until somebody opens the named pipe at the other end."""
    gun.open("rb").close()


def count_calls(until: int) -> Callable[[], int]:
    """Kills the process at the given call of a function, in whatever thread; 0: only counts.

    Calls of C functions and returns from them count too, so that it dies before and after
    each request to the operating system.
    """
    seen = 0

    def profile(frame: object, event: str, argument: object) -> None:
        nonlocal seen
        seen += 1
        if seen == until:
            os.kill(os.getpid(), 9)

    threading.setprofile(profile)
    sys.setprofile(profile)
    return lambda: seen


WORK = {"work": work, "race": race, "watch": watch, "starve": starve}


def sit(job: dict[str, Any], out: int) -> None:
    """Runs one job in a process of its own; what it says goes to ``out``."""

    def say(**told: Any) -> None:
        os.write(out, json.dumps({"job": job["job"], **told}).encode() + b"\n")

    counted = count_calls(job.get("calls", 0)) if "calls" in job else None
    asyncio.run(WORK[job["what"]](job, say))
    if counted is not None:
        sys.setprofile(None)
        say(calls=counted())
