"""The long form of the proof: ``make torture`` runs it and prints a table.

``--minutes`` says about how long (default 10), ``--seed`` makes another run of it. The exit
status is 1 where anything was lost, doubled or otherwise wrong.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.torture.damage import damage
from tests.torture.faults import try_faults
from tests.torture.fuzz import fuzz
from tests.torture.kills import kill_at_points, kill_at_random
from tests.torture.processes import nursery, town_hall
from tests.torture.proxy import FAULTS
from tests.torture.races import edit_between, race, take_over
from tests.torture.refusals import refuse
from tests.torture.tally import Tally, table

KILLS = 1000
"""At random, whatever time they take; the named points come on top."""


def kills(base: Path, many: int, seed: int) -> Tally:
    """Random kills with a town and a nursery of their own."""
    with town_hall() as town, nursery() as processes:
        return kill_at_random(base, town, processes, many, seed)


def side_by_side(base: Path, seed: int) -> Tally:
    """The random kills, on two processors."""
    with ProcessPoolExecutor(2) as pool:
        halves = [
            pool.submit(kills, base / f"{number}", KILLS // 2, seed + number) for number in (0, 1)
        ]
        first, second = (half.result() for half in halves)
    return first.plus(second)


def main() -> int:
    """Everything in turn; how much of each depends on the time there is."""
    asked = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--seed", type=int, default=int(time.time()))
    asked.add_argument("--only", default="", help="a part of the name of what is to be run")
    given = asked.parse_args()
    share = given.minutes * 60 / 10
    seed: int = given.seed
    print(f"seed {seed}, about {given.minutes:g} minutes", flush=True)

    def within(shares: float) -> float:
        return time.monotonic() + shares * share

    found: list[Tally] = []
    with (
        tempfile.TemporaryDirectory(prefix="torture-") as folder,
        town_hall() as town,
        nursery() as made,
    ):
        base = Path(folder)
        parts: dict[str, Callable[[], Tally]] = {
            "points": lambda: kill_at_points(base / "points", town, made, lambda _: range(1, 9)),
            "kills": lambda: side_by_side(base / "kills", seed),
            "races": lambda: race(base / "race", made, rounds=90),
            "take-overs": lambda: take_over(base / "over", town, made, rounds=40, seed=seed),
            "edits": lambda: asyncio.run(edit_between(base / "edit", rounds=10)),
            "disks": lambda: refuse(base / "disk", town, made, 200, seed, within(1)),
            "faults": lambda: asyncio.run(try_faults(FAULTS, base / "faults", wide=True)),
            "damage": lambda: asyncio.run(damage(base / "damage", 5000, seed, within(1))),
            "fuzzing": lambda: fuzz(base / "fuzz", examples=100_000, seed=seed, seconds=share / 11),
        }
        for name, work in parts.items():
            if given.only not in name:
                continue
            began = time.monotonic()
            done = work()
            found.append(done)
            print(f"{done.name}: {done.tried:,} in {time.monotonic() - began:.0f} s", flush=True)
    print(table(found))
    return 0 if all(tally.ok for tally in found) else 1


if __name__ == "__main__":
    sys.exit(main())
