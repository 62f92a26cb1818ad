"""Secrets by reference: a command, an environment variable or a file of one's own.

What is read here is handed to its caller and to nobody else: no message, log or repr of
this module holds a secret, nor what a failing command printed.
"""

import contextlib
import os
import shlex
import stat
from collections.abc import Sequence
from pathlib import Path

from modtui.text import safe_line
from modtui.words import _

PATIENCE = 10.0
"""Seconds that a command may take: enough to unlock a password store."""
_SIZE = 65536


class SecretError(Exception):
    """A secret could not be read. ``str()`` is a plain sentence, safe to show."""


def from_command(
    command: Sequence[str],
    patience: float = PATIENCE,
    *,
    called: str = "token_cmd",
    spaces: bool = False,
) -> str:
    """The first line a command prints. Raises SecretError, which calls it ``called``.

    ``spaces``: it may have spaces in it, as some passwords do. The command runs without a
    shell and away from the terminal, which the screens own: a password store that wants to
    ask must be unlocked before. What it says is not shown.
    """
    import signal
    import subprocess

    name = safe_line(command[0], 60) if command else ""
    try:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        why = safe_line(getattr(error, "strerror", None) or type(error).__name__, 80)
        raise SecretError(
            _("{source}: {name} could not be started: {why}.").format(
                source=called, name=name, why=why
            )
        ) from None
    with process:
        try:
            output, _nothing = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            # Its children too: one that keeps the pipe open would be waited for.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise SecretError(
                _("{source}: {name} gave no answer within {seconds:g} s.").format(
                    source=called, name=name, seconds=patience
                )
            ) from None
    if process.returncode:
        raise SecretError(
            _("{source}: {name} ended with status {status}; run it by hand to see why.").format(
                source=called, name=name, status=process.returncode
            )
        )
    return _usable(output, called, spaces)


def from_environment(variable: str, *, called: str = "token_env", spaces: bool = False) -> str:
    """What an environment variable holds. Raises SecretError."""
    value = os.environ.get(variable, "")
    if not value:
        raise SecretError(
            _("{source}: the environment variable {name} is not set.").format(
                source=called, name=safe_line(variable, 60)
            )
        )
    return _usable(os.fsencode(value), called, spaces)


def from_file(path: Path, *, called: str = "token_file", spaces: bool = False) -> str:
    """The first line of a file that only its owner can read. Raises SecretError."""
    shown = safe_line(str(path), 300)
    try:
        # Not blocking: a pipe that nobody writes to would wait for ever.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise SecretError(
                    _("{source}: {path} is not a file.").format(source=called, path=shown)
                )
            if why := exposure(status, readable=True):
                raise SecretError(
                    _("{source}: {path} {why}: {command}").format(
                        source=called, path=shown, why=why, command=remedy(path)
                    )
                )
            return _usable(os.read(handle, _SIZE), called, spaces)
        finally:
            os.close(handle)
    except OSError as error:
        raise SecretError(
            _("{source}: {path} cannot be read: {why}.").format(
                source=called, path=shown, why=safe_line(error.strerror or "", 80)
            )
        ) from None


def exposure(status: os.stat_result, *, readable: bool) -> str:
    """What lets others at a file, as the end of a sentence; empty where nothing does.

    ``readable``: that others can read it matters, too.
    """
    if status.st_uid not in (os.geteuid(), 0):
        return _("belongs to somebody else")
    if status.st_mode & 0o022:
        return _("can be changed by other people")
    if readable and status.st_mode & 0o044:
        return _("can be read by other people")
    return ""


def remedy(path: Path) -> str:
    """The command that takes a file away from others."""
    return safe_line(f"chmod 600 {shlex.quote(str(path))}", 400)


def _usable(read: bytes, source: str, spaces: bool) -> str:
    lines = read[:_SIZE].split(b"\n", 1)
    try:
        secret = lines[0].strip().decode("ascii")
    except UnicodeDecodeError:
        secret = ""
        read = b"?"
    if not read.strip():
        raise SecretError(_("{source}: nothing was found there.").format(source=source))
    # What is not printable cannot be sent in a header, and would be quoted in the error.
    if not secret or not secret.isprintable() or (" " in secret and not spaces):
        raise SecretError(_("{source}: what was found there is not a token.").format(source=source))
    return secret
