"""Some mutated inputs for all that reads what others wrote. `make torture` tries more."""

from pathlib import Path

from tests.torture.fuzz import fuzz
from tests.torture.tally import table


def test_whatever_comes_is_read_or_refused_in_words(tmp_path: Path) -> None:
    found = fuzz(tmp_path / "fuzz", examples=300, seed=300)
    assert found.ok, table([found])
