"""The files modtui owns: written, listed, forgotten."""

import io
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from modtui.config import load_config
from modtui.paths import paths
from tests.cli.conftest import LOCAL, Modtui, started


def everything(home: Path) -> set[str]:
    return {str(path) for path in home.rglob("*") if path.is_file()}


def test_init_writes_a_valid_file_for_its_owner_alone(modtui: Modtui, home: Path) -> None:
    assert modtui("init").status == 0
    file = paths().config_file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert load_config(file).communities


def test_init_never_writes_over_a_file(modtui: Modtui, configure: Callable[[str], Path]) -> None:
    file = configure("mine\n")
    assert modtui("init").status == 1
    assert file.read_text() == "mine\n"


def test_every_file_is_listed_with_its_size(modtui: Modtui, home: Path) -> None:
    modtui("init")
    modtui("queue", "--demo")
    listed = json.loads(modtui("paths", "--json").out)
    assert {file["path"] for file in listed} == everything(home)
    assert all(file["size"] == os.path.getsize(file["path"]) for file in listed)
    text = modtui("paths").out
    assert all(path in text for path in everything(home))


def test_files_of_a_community_are_told_apart(
    modtui: Modtui, configure: Callable[[str], Path], home: Path
) -> None:
    configure(LOCAL)
    modtui("outbox")
    listed = json.loads(modtui("paths", "--json").out)
    kinds = {file["what"] for file in listed if file.get("community") == "practice"}
    assert {"journal", "lock"} <= kinds
    assert "other" not in {file["what"] for file in listed}


def test_forgetting_removes_one_community_and_nothing_else(
    modtui: Modtui, configure: Callable[[str], Path], home: Path
) -> None:
    configure(LOCAL + LOCAL.removeprefix("communities:\n").replace("practice", "second", 1))
    modtui("outbox")
    modtui("outbox", "-c", "second")
    before = everything(home)
    assert modtui("forget", "practice", "--yes").status == 0
    gone = before - everything(home)
    assert gone == {path for path in before if "/practice/" in path}
    assert modtui("forget", "practice", "--yes").status == 1


@pytest.mark.parametrize("typed", ["", "y\n", "yes\n", "demo \nx", "Demo\n"])
def test_only_the_name_itself_confirms(
    modtui: Modtui, home: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    modtui("queue", "--demo")
    before = everything(home)
    monkeypatch.setattr("sys.stdin", io.StringIO("no\n" if typed.startswith("demo") else typed))
    ran = modtui("forget", "demo")
    assert ran.status == 1
    assert str(paths().demo) in ran.err
    assert everything(home) == before


def test_typing_the_name_removes_it(
    modtui: Modtui, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modtui("queue", "--demo")
    monkeypatch.setattr("sys.stdin", io.StringIO("demo\n"))
    assert modtui("forget", "demo").status == 0
    assert everything(home) == set()


@pytest.mark.parametrize("name", ["..", "../..", "/", "", "a/../b"])
def test_a_name_cannot_reach_out_of_its_folder(modtui: Modtui, home: Path, name: str) -> None:
    modtui("queue", "--demo")
    before = everything(home)
    assert modtui("forget", "--yes", name).status == 1
    assert everything(home) == before


def test_a_community_with_an_open_desk_is_not_forgotten(modtui: Modtui, home: Path) -> None:
    rows = json.loads(modtui("queue", "--demo", "--json").out)
    process = started("decide", rows[0]["case"], "keep", "--demo", "--yes", "--hold", "600")
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if "Held back" in line:
                break
        assert modtui("forget", "demo", "--yes").status == 1
        assert paths().demo.is_dir()
    finally:
        process.kill()
        process.communicate()


def test_rulesets_are_checked_with_every_problem(modtui: Modtui, tmp_path: Path) -> None:
    from modtui.shipped import shipped

    good = shipped("rulesets") / "community-en.yaml"
    assert modtui("rules", "check", str(good)).status == 0
    bad = tmp_path / "bad.yaml"
    bad.write_text("nam: x\nrules: [{id: 1}]\n")
    ran = modtui("rules", "check", str(good), str(bad))
    assert ran.status == 1
    assert f"{bad}:1:1:" in ran.out and f"{bad}:2:" in ran.out
    problems = json.loads(modtui("rules", "check", "--json", str(bad)).out)
    assert len(problems) >= 2
    assert modtui("rules", "check", str(tmp_path / "none.yaml")).status == 1
