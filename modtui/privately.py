"""Folders and files for their owner only, whatever the umask."""

import os
from pathlib import Path
from threading import get_ident


def make_folder(folder: Path) -> tuple[Path, ...]:
    """Make the folder and what is missing above it; what was made, topmost first.

    Folders that are there stay as they are. Raises OSError.
    """
    if folder.is_dir():
        return ()
    missing = [folder]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    made = []
    for path in reversed(missing):
        try:
            path.mkdir(mode=0o700)
            path.chmod(0o700)
        except FileExistsError:
            # Another process was faster, unless it is something else.
            if not path.is_dir():
                raise
        else:
            made.append(path)
    return tuple(made)


def open_file(path: Path, flags: int) -> int:
    """Open a file, made if need be, and take it away from others. Raises OSError."""
    descriptor = os.open(path, flags | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.fstat(descriptor).st_mode & 0o777 != 0o600:
            os.fchmod(descriptor, 0o600)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def replace_file(path: Path, content: bytes) -> None:
    """Put a file there whole, or leave what is there; its folder is made if need be.

    For what can be made again: nothing is synced. Raises OSError.
    """
    make_folder(path.parent)
    part = path.with_name(f"{path.name}.{os.getpid()}-{get_ident():x}.part")
    try:
        descriptor = open_file(part, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW)
        with open(descriptor, "wb") as file:
            file.write(content)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
