"""Two at once. `make torture` does more of each."""

from pathlib import Path

from tests.torture.processes import Nursery, TownHall
from tests.torture.races import PAIRS, edit_between, race, take_over
from tests.torture.tally import table


def test_of_two_moderators_exactly_one_acts_and_the_other_is_told_who(
    tmp_path: Path, processes: Nursery
) -> None:
    found = race(tmp_path, processes, rounds=len(PAIRS))
    assert found.ok, table([found])


def test_when_the_process_that_sends_dies_another_one_goes_on(
    tmp_path: Path, town: TownHall, processes: Nursery
) -> None:
    found = take_over(tmp_path, town, processes, rounds=4, seed=4)
    assert found.ok, table([found])


async def test_an_edit_is_held_and_even_so_sends_once(tmp_path: Path) -> None:
    found = await edit_between(tmp_path)
    assert found.ok, table([found])
