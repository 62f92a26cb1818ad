"""Folders and files for their owner only, whatever the umask."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from modtui import privately


@pytest.fixture(params=[0o000, 0o022, 0o277], ids="umask {:03o}".format)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    old = os.umask(request.param)
    yield request.param
    os.umask(old)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def assert_private(below: Path) -> None:
    found = list(below.rglob("*"))
    assert found
    for path in found:
        assert mode(path) == (0o700 if path.is_dir() else 0o600), path


def test_every_folder_that_is_made_is_private(tmp_path: Path, umask: int) -> None:
    deep = tmp_path / "a" / "b" / "c"
    assert privately.make_folder(deep) == (tmp_path / "a", tmp_path / "a" / "b", deep)
    assert privately.make_folder(deep) == ()
    assert_private(tmp_path)


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a").chmod(0o755)
    assert privately.make_folder(tmp_path / "a" / "b") == (tmp_path / "a" / "b",)
    assert mode(tmp_path / "a") == 0o755


@pytest.mark.parametrize("below", ["", "b", "b/c"])
def test_a_file_in_the_way_of_a_folder_is_told(tmp_path: Path, below: str) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(OSError):
        privately.make_folder(tmp_path / "a" / below)
    assert (tmp_path / "a").is_file()


def test_a_folder_that_another_process_makes_meanwhile_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.mkdir

    def slow(path: Path, mode: int = 0o777) -> None:
        real(path, mode)
        if path.name == "a":
            raise FileExistsError(path)

    monkeypatch.setattr(Path, "mkdir", slow)
    assert privately.make_folder(tmp_path / "a" / "b") == (tmp_path / "a" / "b",)


def test_a_file_that_is_opened_is_private(tmp_path: Path, umask: int) -> None:
    (tmp_path / "old").touch()
    (tmp_path / "old").chmod(0o666)
    for name in ("old", "new"):
        os.close(privately.open_file(tmp_path / name, os.O_RDWR))
    assert_private(tmp_path)


def test_a_file_is_replaced_and_private(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "deep" / "file"
    for content in (b"one", b"another"):
        privately.replace_file(path, content)
        assert path.read_bytes() == content
    assert [path.name for path in path.parent.iterdir()] == ["file"]
    assert_private(tmp_path)


def test_a_file_that_cannot_be_replaced_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def full(path: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        privately.replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("command", [["queue", "--demo"], ["init"]], ids=" ".join)
def test_nothing_that_a_command_makes_is_for_others(
    tmp_path: Path, umask: int, command: list[str]
) -> None:
    home = tmp_path / "new" / "home"
    done = subprocess.run(
        [sys.executable, "-B", "-m", "modtui", *command],
        env={**os.environ, "MODTUI_HOME": str(home)},
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert_private(tmp_path)
