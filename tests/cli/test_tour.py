"""The tour in plain text, as ``make demo`` prints it where there is no terminal."""

import re
from pathlib import Path

from tests.cli.conftest import Modtui
from tests.cli.test_queue import harmless


def test_the_tour_does_the_whole_job_and_leaves_nothing(modtui: Modtui, home: Path) -> None:
    ran = modtui("demo")
    assert ran.status == 0
    assert ran.err == ""
    for number in range(1, 7):
        assert f"\n{number}. " in ran.out
    for said in ("[[", "Message to", "applied", "Undone", "is removed", "Verified:"):
        assert said in ran.out
    assert len(ran.out.splitlines()) <= 90
    assert max(len(line) for line in ran.out.splitlines()) <= 100
    assert harmless(ran.out)
    assert not home.exists()


def test_the_same_seed_tells_the_same_story(modtui: Modtui) -> None:
    def story(seed: str) -> str:
        told = modtui("demo", "--seed", seed).out
        return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d|\d{14}-\w+", "…", told)

    assert story("7") == story("7")
    assert story("7") != story("8")
