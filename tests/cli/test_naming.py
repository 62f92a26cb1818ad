"""Cases with long ids, as Matrix has them: what the queue calls them can be typed back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from modtui.adapters.local_store import Community
from modtui.triage.opening import utc_now
from tests.cli.conftest import LOCAL, Modtui

ROOM = "!izk-NnYN8paTDxpN96RmXommCvv4fyYlfSE0E6A0ww"


@pytest.fixture
def practice(configure: Callable[[str], Path]) -> Path:
    file = configure(LOCAL).parent / "practice.json"
    community = Community(file, clock=utc_now)
    community.add_person("Marie", id="u-marie", role="moderator")
    community.add_person("Ana", id="u-ana")
    community.add_person("Rose", id="u-rose")
    thread = community.add_thread(community.add_place("Roses"), "Pruning")
    for end in ("$F1UgLVWx2345", "$F1UgLVWy2345", "$oMepZxyz9876"):
        post = community.add_post(thread, "u-ana", f"text {end[-6:]}", id=f"{ROOM}|{end}")
        community.flag(post, "u-rose", "rude")
    community.close()
    return file


def test_what_the_queue_prints_names_the_case(modtui: Modtui, practice: Path) -> None:
    lines = modtui("queue").out.splitlines()
    names = [line.split()[0] for line in lines]
    assert len(set(names)) == 3
    for name, line in zip(names, lines, strict=True):
        assert name.isalnum(), "a shell must leave it alone"
        shown = modtui("show", name)
        assert shown.status == 0, shown.err
        assert line.rsplit("text ", 1)[1] in shown.out


def test_a_name_that_fits_several_cases_names_none(modtui: Modtui, practice: Path) -> None:
    ran = modtui("show", "F1Ug")
    assert ran.status == 2 and "2 cases are named so" in ran.err
    assert modtui("decide", "F1Ug", "keep", "--yes").status == 2
    assert modtui("show", "F1").status == 2
    assert modtui("show", "nothing").status == 2


def test_the_whole_name_works_too(modtui: Modtui, practice: Path) -> None:
    assert modtui("show", f"post/{ROOM}|$oMepZxyz9876").status == 0
