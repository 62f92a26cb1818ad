"""A disk that refuses: fails what is asked of the operating system, in a process of its own.

Only the calls into the operating system are stood in for, so everything of ours runs as it
is. SQLite does not come this way: ``room`` limits how long any file may grow for it.
"""

import ctypes
import errno
import os
import resource
from typing import Any

CALLS = ("open", "write", "fsync", "rename", "ftruncate", "mkdir")


_REAL = {name: getattr(os, name) for name in CALLS}


def fail(
    under: str, code: str = "ENOSPC", at: int = 1, lasting: bool = True, room: int | None = None
) -> None:
    """From the ``at``-th call about a file under that folder on, each fails with that error.

    Not ``lasting``: only that one. ``at`` 0: none. ``room`` is in bytes. ``/proc`` tells
    which file a descriptor is of.
    """
    seen = 0
    number = getattr(errno, code)
    if room is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    if not at:
        return

    def wrapped(name: str, real: Any) -> Any:
        def call(first: Any, *rest: Any, **more: Any) -> Any:
            nonlocal seen
            if _changes(name, first, rest, under):
                seen += 1
                if seen == at or (lasting and seen > at):
                    raise OSError(number, os.strerror(number))
            return real(first, *rest, **more)

        return call

    for name, real in _REAL.items():
        setattr(os, name, wrapped(name, real))


def mend() -> None:
    """All goes well again."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    for name, real in _REAL.items():
        setattr(os, name, real)


def heed_modes() -> bool:
    """Lets the modes of files hold for this process even where it is root's; whether they do."""
    if os.geteuid() != 0:
        return True
    capset = getattr(ctypes.CDLL(None), "capset", None)
    if capset is None:
        return False
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    return capset(header, (ctypes.c_uint32 * 6)()) == 0


def _changes(name: str, first: Any, rest: tuple[Any, ...], under: str) -> bool:
    if isinstance(first, int):
        try:
            where = os.readlink(f"/proc/self/fd/{first}")
        except OSError:
            return False
        return where.startswith(under)
    if name == "open" and not (rest and rest[0] & (os.O_WRONLY | os.O_RDWR)):
        return False
    return str(first).startswith(under)
