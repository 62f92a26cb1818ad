"""What all tests share: the real servers of the live tests, and a home of their own."""

from pathlib import Path

import pytest

pytest_plugins = ["tests.live.plugin"]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the files of the person who runs it."""
    home = tmp_path / "modtui-home"
    monkeypatch.setenv("MODTUI_HOME", str(home))
    return home
