"""Where modtui's files live. Nothing is made here, only named.

``MODTUI_HOME`` puts everything below one folder. Otherwise the XDG variables count on
every system, and where they are not set the system's own habits (platformdirs).
"""

import os
import re
from pathlib import Path

from modtui.model import Struct

NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
"""What a community may be called: it is part of file names and of case keys."""

CONFIG_FILE = "modtui.yaml"


class StorePaths(Struct):
    """One community's files. ``index`` and ``cache`` can be thrown away at any time."""

    journal: Path
    """Folder with the month files, the store's key and every ruleset ever used."""
    index: Path
    """SQLite file made from the journal."""
    state: Path
    """Small state that changes: drafts, views, notes."""
    cache: Path
    """Folder for what the backend last said."""
    lock: Path
    """Held by the one process that sends."""


class Paths(Struct):
    """The four base folders."""

    config: Path
    data: Path
    state: Path
    cache: Path

    @property
    def config_file(self) -> Path:
        """The one file that a person writes. Never looked for in the current folder."""
        return self.config / CONFIG_FILE

    @property
    def demo(self) -> Path:
        """Folder of the embedded community that ``modtui demo`` goes on with."""
        return self.data / "demo"

    @property
    def compiled(self) -> Path:
        """Folder of compiled rulesets and configuration, by hash."""
        return self.cache / "compiled"

    def store(self, name: str) -> StorePaths:
        """The files of one community. Raises ValueError for a name that cannot be one."""
        if not NAME.fullmatch(name):
            raise ValueError(f"not a community's name: {name!r}")
        # The base folders may be one and the same (macOS), so no two names meet below.
        return StorePaths(
            journal=self.data / "communities" / name / "journal",
            index=self.cache / "communities" / name / "index.sqlite",
            state=self.state / "communities" / name / "state.json",
            cache=self.cache / "communities" / name / "cases",
            lock=self.state / "communities" / name / "outbox.lock",
        )

    def folders(self, name: str) -> tuple[Path, ...]:
        """All folders that hold one community's files, and nothing else."""
        self.store(name)
        bases = dict.fromkeys((self.data, self.state, self.cache))
        return tuple(base / "communities" / name for base in bases)


def paths() -> Paths:
    """Where files live for this person, by the environment as it is now."""
    if home := os.environ.get("MODTUI_HOME"):
        base = Path(home).expanduser().absolute()
        return Paths(base / "config", base / "data", base / "state", base / "cache")
    return Paths(*(_folder(kind) for kind in ("config", "data", "state", "cache")))


def store(name: str) -> StorePaths:
    """The files of one community, where files live now. Raises ValueError."""
    return paths().store(name)


def _folder(kind: str) -> Path:
    given = os.environ.get(f"XDG_{kind.upper()}_HOME", "")
    # The specification says that relative paths are to be ignored.
    if os.path.isabs(given):
        return Path(given) / "modtui"
    import platformdirs

    dirs = platformdirs.PlatformDirs("modtui", appauthor=False)
    found: Path = getattr(dirs, f"user_{kind}_path")
    return found
