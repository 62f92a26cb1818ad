"""kill -9 at each named point once, and at some random moments. `make torture` does more."""

from pathlib import Path

from tests.torture.kills import kill_at_points, kill_at_random, named_points
from tests.torture.processes import Nursery, TownHall
from tests.torture.tally import table


def test_a_kill_at_any_named_point_loses_and_doubles_nothing(
    tmp_path: Path, town: TownHall, processes: Nursery
) -> None:
    # Of sending, once for each kind of step.
    found = kill_at_points(
        tmp_path, town, processes, lambda point: range(1, 5) if "outbox.sen" in point else (1,)
    )
    assert found.ok, table([found])
    assert found.tried >= len(named_points())


def test_a_kill_at_a_random_moment_loses_and_doubles_nothing(
    tmp_path: Path, town: TownHall, processes: Nursery
) -> None:
    found = kill_at_random(tmp_path, town, processes, kills=20, seed=20)
    assert found.ok, table([found])
    assert found.tried >= 20
