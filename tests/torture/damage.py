"""Files that are damaged: nothing is taken for whole that is not, and nothing is thrown away.

The journal is never mended by guessing. Index and case cache are made anew. A state file
that cannot be read is set aside.
"""

import asyncio
import contextlib
import json
import random
import shutil
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from modtui.model import Verb
from modtui.state import StateError, StateFile
from modtui.triage.desk import DeskError
from modtui.triage.opening import utc_now
from tests.torture.adapter import desk_on
from tests.torture.faults import plain
from tests.torture.proxy import proxied
from tests.torture.seat import Kept
from tests.torture.tally import Tally
from tests.torture.town import Town

Change = Callable[[bytes, random.Random], bytes]


def _flip(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw))
    return raw[:at] + bytes((raw[at] ^ (1 << chance.randrange(8)),)) + raw[at + 1 :]


def _cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw))]


def _zeros(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw))
    many = min(chance.choice([1, 16, 512, 4096]), len(raw) - at)
    return raw[:at] + bytes(many) + raw[at + many :]


def _garbage(raw: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(1, 5000))


def _noise(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw))
    return raw[:at] + chance.randbytes(min(64, len(raw) - at)) + raw[at + 64 :]


def _nothing(raw: bytes, chance: random.Random) -> bytes:
    return b""


def _by_line(change: Callable[[list[bytes], random.Random], None]) -> Change:
    def changed(raw: bytes, chance: random.Random) -> bytes:
        lines = raw.splitlines(keepends=True)
        change(lines, chance)
        return b"".join(lines)

    return changed


def _delete(lines: list[bytes], chance: random.Random) -> None:
    del lines[chance.randrange(len(lines))]


def _swap(lines: list[bytes], chance: random.Random) -> None:
    one, other = chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]


def _insert(lines: list[bytes], chance: random.Random) -> None:
    line = chance.choice([b"{}\n", b"\n", b"hello\n", chance.choice(lines)])
    lines.insert(chance.randrange(len(lines)), line)


ANY: dict[str, Change] = {
    "a flipped bit": _flip,
    "an end that is cut off": _cut,
    "zeros": _zeros,
    "noise": _noise,
    "garbage": _garbage,
    "an empty file": _nothing,
}
LINES: dict[str, Change] = {
    "a flipped bit": _flip,
    "a torn end": _cut,
    "a deleted line": _by_line(_delete),
    "swapped lines": _by_line(_swap),
    "an inserted line": _by_line(_insert),
    "zeros": _zeros,
    "noise": _noise,
}


class Whole:
    """A store as it was before, with decisions in it, and the town it belongs to."""

    def __init__(self, base: Path, origin: str, town: Town) -> None:
        self.base = base
        self.origin = origin
        self.town = town
        self.entries: list[str] = []

    async def fill(self) -> None:
        """Decides some cases, in two sittings so that there is an older copy of all files."""
        kept = Kept(self.base / "counts.json")
        for _sitting in range(2):
            self.town.flag(4)
            desk = desk_on(self.origin, self.base)
            await desk.open()
            await desk.refresh()
            await desk.take_in()
            for row in list(desk.rows())[:3]:
                kept.count_on()
                verb = Verb.MUTE if _sitting else Verb.REMOVE
                await desk.decide(await desk.draft(await desk.look(row.key), verb))
                await desk.send_now()
            self.entries = [record.head for record in desk.trail.entries(limit=1000)]
            await desk.close("keep")
            if not _sitting:
                shutil.copytree(self.base, self.base.with_name("older"))

    def copy(self, to: Path) -> Path:
        """The store once more, to be damaged."""
        shutil.copytree(self.base, to)
        return to


async def damage(base: Path, rounds: int, seed: int, until: float = 1e18) -> Tally:
    """Damages one file of a store, opens a desk on it, and looks at what it makes of it."""
    chance = random.Random(seed)
    tally = Tally("damaged files", "files")
    town = Town()
    async with proxied(town.answer) as line:
        whole = Whole(base / "whole", line.origin, town)
        await whole.fill()
        for number in range(rounds):
            if time.monotonic() > until:
                break
            await _one(whole, base / f"{number}", number, chance, tally)
            shutil.rmtree(base / f"{number}")
    return tally


async def _one(whole: Whole, base: Path, number: int, chance: random.Random, tally: Tally) -> None:
    store = whole.copy(base)
    kind = ("journal", "index", "cases", "state")[number % 4]
    how = chance.choice([*(LINES if kind == "journal" else ANY)])
    change = (LINES if kind == "journal" else ANY)[how]
    (file,) = {
        "journal": (store / "journal").glob("*-*.jsonl"),
        "index": [store / "index.sqlite"],
        "cases": [store / "cases.sqlite"],
        "state": [store / "counts.json"],
    }[kind]
    raw = file.read_bytes()
    damaged = change(raw, chance)
    if kind in ("index", "cases") and chance.random() < 0.2:
        how, damaged = "an older one", (whole.base.with_name("older") / file.name).read_bytes()
    file.write_bytes(damaged)
    if kind in ("index", "cases") and chance.random() < 0.1:
        how = "a missing one"
        file.unlink()
    what = f"{kind}: {how} (number {number})"
    tally.tried += 1
    try:
        wrong = await LOOKS[kind](whole, store, file, raw, damaged, tally)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        wrong = [f"unexpected {type(error).__name__}: {error} ({where.name}, {where.lineno})"]
    tally.wrong += [f"{what}: {w}" for w in wrong[:1]]


async def _journal(
    whole: Whole, store: Path, file: Path, raw: bytes, damaged: bytes, tally: Tally
) -> list[str]:
    desk = desk_on(whole.origin, store)
    try:
        await desk.open()
    except DeskError as error:
        tally.count("a journal refused")
        if file.read_bytes() != damaged:
            return ["refused, and changed all the same"]
        return [wrong] if (wrong := plain(str(error))) else []
    try:
        verdict = desk.trail.verify()
        aside = b"".join(path.read_bytes() for path in file.parent.glob("torn-*.part"))
        if file.read_bytes() + aside != damaged:
            return ["bytes are gone"]
        if aside:
            tally.count("torn ends put aside and said")
            told = " ".join(desk.problems)
            return [] if "put aside" in told else [f"put aside and not said: {told}"]
        if not verdict.ok:
            return [f"taken for whole: {verdict.problem}"]
        if damaged != raw and not raw.startswith(damaged):
            return ["taken for whole"]
        tally.count("cut between two entries: only a checkpoint shows it", damaged != raw)
        return []
    finally:
        await desk.close("keep")


async def _index(
    whole: Whole, store: Path, file: Path, raw: bytes, damaged: bytes, tally: Tally
) -> list[str]:
    desk = desk_on(whole.origin, store)
    await desk.open()
    try:
        found = [record.head for record in desk.trail.entries(limit=1000)]
        words = desk.trail.entries("garden", limit=1000)
        tally.count("an index rebuilt or whole")
        if found != whole.entries:
            return [f"{len(found)} of {len(whole.entries)} entries are found"]
        return [] if words else ["nothing is found by words"]
    except DeskError as error:
        tally.count("an index refused")
        return [wrong] if (wrong := plain(str(error))) else []
    finally:
        await desk.close("keep")


async def _cases(
    whole: Whole, store: Path, file: Path, raw: bytes, damaged: bytes, tally: Tally
) -> list[str]:
    desk = desk_on(whole.origin, store)
    await desk.open()
    try:
        for row in list(desk.rows()):
            with contextlib.suppress(KeyError):
                desk.view(row.key)
        await desk.refresh()
        await desk.take_in()
        shown = {row.key.native for row in desk.rows() if row.standing == "open"}
        waiting = {id for id, case in whole.town.cases.items() if not case["closed_by"]}
        told = [wrong for said in desk.problems if (wrong := plain(said))]
        tally.count("a case cache rebuilt or whole")
        tally.count("of which said", bool(desk.problems or desk._cache.trouble))
        if shown != waiting:
            return [f"{sorted(shown)} shown of {sorted(waiting)}, {desk.line}"]
        return told
    finally:
        await desk.close("keep")


async def _state(
    whole: Whole, store: Path, file: Path, raw: bytes, damaged: bytes, tally: Tally
) -> list[str]:
    kept = StateFile(file, clock=utc_now)
    try:
        count = await asyncio.to_thread(lambda: Kept(file).count_on())
        kept.read()
    except StateError as error:
        tally.count("a state file refused")
        if file.read_bytes() != damaged:
            return ["refused, and changed all the same"]
        return [wrong] if (wrong := plain(str(error))) else []
    aside = list(file.parent.glob("*.broken-*"))
    if aside:
        tally.count("a state file set aside")
        if aside[0].read_bytes() != damaged:
            return ["set aside, and changed"]
        return [] if count == 1 else [f"it counts {count}"]
    return [] if json.loads(file.read_bytes()) else ["it is empty"]


LOOKS = {"journal": _journal, "index": _index, "cases": _cases, "state": _state}

__all__ = ["damage"]
