"""Damaged files of every kind. `make torture` does more."""

from pathlib import Path

from tests.torture.damage import damage
from tests.torture.tally import table


async def test_what_is_damaged_is_never_taken_for_whole_nor_thrown_away(tmp_path: Path) -> None:
    found = await damage(tmp_path, rounds=240, seed=240)
    assert found.ok, table([found])
