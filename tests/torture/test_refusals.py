"""Full, failing and read-only disks. `make torture` does more."""

from pathlib import Path

from tests.torture.processes import Nursery, TownHall
from tests.torture.refusals import refuse
from tests.torture.tally import table


def test_nothing_is_decided_or_lost_while_the_disk_refuses(
    tmp_path: Path, town: TownHall, processes: Nursery
) -> None:
    found = refuse(tmp_path, town, processes, rounds=14, seed=14)
    assert found.ok, table([found])
    assert found.seen["refused"] > 10
