"""The long form of the proof: ``make torture`` runs it and prints a table.

``--minutes`` bounds it (default 10), ``--seed`` makes another run of it. The exit status
is 1 where anything was lost, doubled or otherwise wrong.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
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


def main() -> int:
    """Everything in turn; how much of each depends on the time there is."""
    asked = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--seed", type=int, default=int(time.time()))
    given = asked.parse_args()
    share = given.minutes * 60 / 10
    seed: int = given.seed
    print(f"seed {seed}, about {given.minutes:g} minutes", flush=True)
    found: list[Tally] = []

    def tried(work: Callable[[], Tally]) -> None:
        began = time.monotonic()
        found.append(work())
        done = found[-1]
        print(f"{done.name}: {done.tried:,} in {time.monotonic() - began:.0f} s", flush=True)

    def within(shares: float) -> float:
        return time.monotonic() + shares * share

    with tempfile.TemporaryDirectory(prefix="torture-") as folder, town_hall() as town:
        base = Path(folder)
        with nursery() as processes:
            here = (town, processes)
            tried(lambda: kill_at_points(base / "points", *here, lambda _point: range(1, 9)))
            tried(lambda: kill_at_random(base / "kills", *here, KILLS, seed, within(4)))
            tried(lambda: race(base / "race", processes, rounds=90))
            tried(lambda: take_over(base / "over", *here, rounds=40, seed=seed))
            tried(lambda: asyncio.run(edit_between(base / "edit", rounds=10)))
            tried(lambda: refuse(base / "disk", *here, 200, seed, within(1)))
        tried(lambda: asyncio.run(try_faults(FAULTS, base / "faults", wide=True)))
        tried(lambda: asyncio.run(damage(base / "damage", 5000, seed, within(1))))
        each = share / 11
        tried(lambda: fuzz(base / "fuzz", examples=100_000, seed=seed, seconds=each))
    print(table(found))
    return 0 if all(tally.ok for tally in found) else 1


if __name__ == "__main__":
    sys.exit(main())
