"""Where files live."""

from pathlib import Path

import pytest

from modtui.paths import paths, store

XDG = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MODTUI_HOME", *XDG):
        monkeypatch.delenv(name, raising=False)


def test_one_variable_puts_everything_below_one_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODTUI_HOME", str(tmp_path))
    where, files = paths(), store("forum")
    named = (where.config_file, where.demo, where.compiled)
    kept = (files.journal, files.index, files.state, files.cache, files.lock)
    assert all(path.is_relative_to(tmp_path) for path in (*named, *kept))
    assert not list(tmp_path.iterdir())


def test_a_relative_home_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MODTUI_HOME", "here")
    assert paths().data.is_relative_to(tmp_path / "here")


def test_the_xdg_folders_count_where_they_are_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in XDG:
        monkeypatch.setenv(name, str(tmp_path / name))
    where = paths()
    assert where.config == tmp_path / "XDG_CONFIG_HOME" / "modtui"
    assert where.data == tmp_path / "XDG_DATA_HOME" / "modtui"
    assert where.state == tmp_path / "XDG_STATE_HOME" / "modtui"
    assert where.cache == tmp_path / "XDG_CACHE_HOME" / "modtui"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert paths().data.is_absolute()
    assert "relative" not in paths().data.parts


def test_no_two_files_meet_where_all_bases_are_one_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in XDG:
        monkeypatch.setenv(name, str(tmp_path))
    where, files = paths(), store("forum")
    named = [where.config_file, where.demo, where.compiled]
    named += [files.journal, files.index, files.state, files.cache, files.lock]
    assert len(set(named)) == len(named)
    assert not any(a != b and a.is_relative_to(b) for a in named for b in named)
    assert len(where.folders("forum")) == 1


@pytest.mark.parametrize("name", ["", "..", ".hidden", "a/b", "A", "a\n", "é", "x" * 61])
def test_a_name_that_could_leave_its_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        store(name)
