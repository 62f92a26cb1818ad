"""The ruleset in force: from which file, and what is wrong with that file if it was edited since.

A broken edit changes nothing: what was in force stays so until the file can be used again.
Every ruleset that was in force since the desk was made is kept, because a decision that was
drafted under one is recorded under it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from modtui.model import Struct
from modtui.problems import FileProblems, Problem
from modtui.rules.loader import Loaded, load_whole
from modtui.rules.ruleset import Ruleset

_Stamp = tuple[int, int, int, int]


class Reloaded(Struct):
    """What reading the ruleset's file again came to.

    ``changed``: another ruleset is in force now. ``problems``: why the file as it is now
    cannot be; the one before stays.
    """

    changed: bool = False
    problems: tuple[Problem, ...] = ()


class Rulebook:
    """The ruleset in force and its file. Raises FileProblems where there is none to begin with.

    ``compiled`` is the folder of compiled rulesets.
    """

    def __init__(self, path: Path, compiled: Path | None = None) -> None:
        self.path = path
        self.problems: tuple[Problem, ...] = ()
        """What is wrong with the file as it was last read; the one in force has none."""
        self._compiled = compiled
        self._stamps: dict[Path, _Stamp | None] = {path: None}
        self._known: dict[str, Loaded] = {}
        self._reloading = asyncio.Lock()
        self.enforce(self.read())

    @property
    def ruleset(self) -> Ruleset:
        """The ruleset in force."""
        return self._in_force.ruleset

    @property
    def stale(self) -> bool:
        """Whether the file, or one that it extends, is another one than when it was last read:
        one look at their times."""
        return any(_stamp(path) != stamp for path, stamp in self._stamps.items())

    def read(self) -> Loaded:
        """The ruleset that the file has now. Raises FileProblems. May take a while."""
        # Before reading: what is saved meanwhile is seen by the next look.
        self._stamps = {path: _stamp(path) for path in self._stamps}
        loaded = load_whole(self.path, self._compiled)
        files = (self.path, *map(Path, loaded.below))
        self._stamps = {path: self._stamps.get(path) or _stamp(path) for path in files}
        return loaded

    async def reload(
        self, judge: Callable[[Ruleset], Awaitable[None]], told: Callable[[], None]
    ) -> Reloaded:
        """Read the file again, and put its ruleset in force where it is another.

        ``judge`` judges all cases by it first; ``told`` is called where the ruleset in force
        or its problems may have changed.
        """
        async with self._reloading:
            try:
                loaded = await asyncio.to_thread(self.read)
            except FileProblems as error:
                self.problems = error.problems
                told()
                return Reloaded(problems=error.problems)
            changed = loaded.ruleset.hash != self.ruleset.hash
            mended = bool(self.problems)
            if changed:
                await judge(loaded.ruleset)
            if changed or mended:
                self.enforce(loaded)
                told()
            return Reloaded(changed)

    def enforce(self, loaded: Loaded) -> None:
        """Put a ruleset in force."""
        self.problems = ()
        self._in_force = loaded
        self._known[loaded.ruleset.hash] = loaded

    def of(self, hash: str) -> Loaded:
        """The ruleset of that hash where it was in force here, else the one in force now."""
        return self._known.get(hash, self._in_force)


def _stamp(path: Path) -> _Stamp | None:
    """What changes when a file is saved or replaced; None where it cannot be seen."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
