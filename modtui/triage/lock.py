"""One process per store sends; others decide and leave the sending to it."""

import fcntl
import os
from pathlib import Path

from modtui import privately


class SenderLock:
    """An flock on a file of the store; the kernel lets go of it when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    @property
    def held(self) -> bool:
        """Whether this process is the one that sends."""
        return self._file is not None

    def take(self) -> bool:
        """Try to become the sender, without waiting. True where it is held now."""
        if self._file is not None:
            return True
        privately.make_folder(self._path.parent)
        file = privately.open_file(self._path, os.O_RDWR)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Let another process send. Safe to call twice."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
