"""A disk that is full, breaks, or may only be read: nothing is decided then, and it is said."""

import random
import time
from pathlib import Path

from tests.torture.faults import plain
from tests.torture.kills import CASES, Store
from tests.torture.processes import Job, Nursery, TownHall
from tests.torture.tally import Tally

CODES = ("ENOSPC", "EIO")
CALLS = 60
"""About how many calls three decisions make."""


def refuse(
    base: Path, town: TownHall, nursery: Nursery, rounds: int, seed: int, until: float = 1e18
) -> Tally:
    """The disk refuses one call, or all from one on, or lets no file grow any more."""
    chance = random.Random(seed)
    tally = Tally("full and failing disks", "disks")
    for number in range(rounds):
        if time.monotonic() > until:
            break
        where = base / f"store{number}"
        how: dict[str, object] = {"code": CODES[number % 2], "lasting": number % 4 < 2}
        if number % 5 == 4:
            how |= {"at": 0, "room": chance.choice([0, 4096, 20_000, 60_000])}
        else:
            how |= {"at": chance.randrange(1, CALLS)}
        how["early"] = number % 7 == 6
        _one(f"disk {number} {how}", where, town, nursery, tally, how)
    _read_only(base / "read-only", town, nursery, tally)
    return tally


def _one(
    what: str,
    base: Path,
    town: TownHall,
    nursery: Nursery,
    tally: Tally,
    how: dict[str, object],
) -> None:
    found = Tally("", "")
    store = Store(base, town, nursery, found)
    town.flag(CASES)
    base.mkdir(parents=True)
    job = nursery.run("starve", base=str(base), origin=town.origin, disk=how)
    store.died(job, what)
    tally.tried += 1
    tally.count("refused", len(job.all("refused")))
    tally.count("decided all the same", len(job.all("decided")))
    found.wrong += [f"{what}: {w}" for w in _sentences(job)]
    store.compare(what)
    tally.wrong += found.wrong
    tally.lost += found.lost
    tally.doubled += found.doubled


def _sentences(job: Job) -> list[str]:
    said = [*job.all("refused"), *job.all("state"), *job.all("unsearched")]
    return [wrong for sentence in said if (wrong := plain(sentence))]


def _read_only(base: Path, town: TownHall, nursery: Nursery, tally: Tally) -> None:
    """A store that may only be read is not decided in, and stays as it was."""
    town.flag(CASES)
    before = nursery.run("work", base=str(base), origin=town.origin)
    assert before.ended == 0, before.said
    town.flag(1)
    everything = [base, *base.rglob("*")]
    content = {path: path.read_bytes() for path in everything if path.is_file()}
    for path in everything:
        path.chmod(0o500 if path.is_dir() else 0o400)
    effects = town.truth()["effects"]
    try:
        job = nursery.run("starve", base=str(base), origin=town.origin, modes=True, disk={"at": 0})
    finally:
        for path in everything:
            path.chmod(0o700 if path.is_dir() else 0o600)
    if job.last("cannot"):
        tally.count("not tried: modes do not hold for this account")
        return
    tally.tried += 1
    wrong = _sentences(job)
    if job.ended != 0 or not job.all("refused") or job.all("decided"):
        wrong.append(f"not refused: {job.said}")
    if {path: path.read_bytes() for path in content} != content:
        wrong.append("files were changed")
    if town.truth()["effects"] != effects:
        wrong.append("something was sent")
    tally.count("refused", len(job.all("refused")))
    tally.wrong += [f"a folder that may only be read: {w}" for w in wrong]


__all__ = ["refuse"]
