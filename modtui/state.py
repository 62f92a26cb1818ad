"""Small state that changes, in one TinyDB file: drafts, notes, the embedded community.

TinyDB's own storage writes over its file in place. Measured: two processes writing
destroyed the file in 10 of 10 runs, and a full disk destroyed it every time. This storage
writes a new file, syncs it and renames it over the old one, under a lock on a side file
(``name.lock``), so that a reader sees the old or the new state and never half of one.

The file stays an ordinary TinyDB file (``tinydb.TinyDB(path)`` reads it), with one table
more, ``_format``, that carries the format's version.
"""

import contextlib
import errno
import fcntl
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modtui import privately
from modtui.points import reached
from modtui.text import safe_line
from modtui.words import _

if TYPE_CHECKING:
    from tinydb import TinyDB

VERSION = 1
FORMAT = "modtui state"
FORMAT_TABLE = "_format"

Clock = Callable[[], datetime]
Tables = dict[str, dict[str, Any]]
_Stamp = tuple[int, int, int, int]


class StateError(Exception):
    """A state file could not be used. ``str()`` is a plain sentence, safe to show.

    ``changed`` is False where the file is certainly as it was before.
    """

    def __init__(self, sentence: str, *, changed: bool = False):
        super().__init__(sentence)
        self.changed = changed


class StateUnwritten(StateError):
    """The disk refused the new file. The old one is as it was; it may work later."""


class StateBusy(StateError):
    """Another process held the lock for longer than we waited. Nothing was changed."""


class StateFile:
    """A TinyDB storage over one file, safe between threads and between processes.

    Reading costs one ``stat`` while the file did not change. Tables can be written only
    inside ``change()``: everything done there is one write, or none when it raises.
    """

    def __init__(self, path: Path, *, clock: Clock, wait: float = 10.0):
        """``wait`` is how many seconds to wait for another process to finish its change."""
        # A link is followed once: renaming would replace the link, not the file.
        self.path = Path(os.path.realpath(path))
        self.set_aside: Path | None = None
        """Where a file that could not be read was moved to, if that happened."""
        self.problem = ""
        """The plain sentence about that, or empty."""
        self._clock = clock
        self._wait = wait
        self._mutex = threading.RLock()
        self._tables: Tables | None = None
        self._stamp: _Stamp | None = None
        self._held: int | None = None
        self._changer: int | None = None
        self._dirty = False

    def is_current(self, stamp: tuple[int, ...] | None) -> bool:
        """Whether the file is still as it was with that stamp (see ``steady``).

        Costs one ``stat`` and waits for nobody.
        """
        try:
            return stamp is not None and stamp == self._stamp == _stamp(os.stat(self.path))
        except OSError:
            return False

    def tables(self) -> "TinyDB":
        """The tables to read from, as they are now. Ask again for a later state.

        Raises StateError.
        """
        from tinydb import TinyDB

        self.read()
        return TinyDB(storage=lambda: self)

    @contextlib.contextmanager
    def change(self) -> Iterator["TinyDB"]:
        """The tables to change, alone among all threads and processes.

        Written and synced when the block ends; thrown away when it raises. Raises
        StateError, with the file as it was unless the error says otherwise.
        """
        from tinydb import TinyDB

        if self._changer == threading.get_ident():
            raise RuntimeError("a change inside a change")
        # The lock comes first, so that threads that only read need not wait for it.
        with self._locked(), self._mutex:
            self._refresh(locked=True)
            self._changer, self._dirty = threading.get_ident(), False
            try:
                yield TinyDB(storage=lambda: self)
                if self._dirty:
                    self._replace()
            except BaseException:
                self._forget()
                raise
            finally:
                self._changer = None

    def read(self) -> Tables | None:
        """TinyDB's side of a storage: the tables, or None while there is no file."""
        with self._mutex:
            if self._changer is None:
                self._refresh(locked=False)
            return self._tables

    @contextlib.contextmanager
    def steady(self) -> Iterator[tuple[Tables | None, tuple[int, ...] | None]]:
        """The tables, not to be changed, and a stamp that differs whenever they do.

        No other thread changes them while the block runs. Raises StateError.
        """
        with self._mutex:
            yield self.read(), self._stamp

    def write(self, data: Tables) -> None:
        """TinyDB's side of a storage. Raises StateError outside ``change()``."""
        with self._mutex:
            if self._changer is None:
                self._forget()  # TinyDB has already changed the tables it was given
                raise StateError(_("State is written inside change() only."))
            self._tables = data
            self._dirty = True

    def close(self) -> None:
        """Let go of the file. Safe to call twice; reading opens it again."""
        with self._mutex:
            self._forget()

    def _forget(self) -> None:
        self._tables = self._stamp = None
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _refresh(self, *, locked: bool) -> None:
        if self.is_current(self._stamp):
            return
        try:
            raw, stamp, descriptor = self._open()
        except FileNotFoundError:
            self._forget()
            return
        except OSError as error:
            raise self._error(_("{file} could not be read: {why}."), error) from error
        try:
            tables = self._decode(raw)
        except StateError:
            os.close(descriptor)
            raise
        except (ValueError, RecursionError):
            os.close(descriptor)
            if locked:
                self._move_aside()
                return
            # Looked at again under the lock: another process may just have moved it.
            with self._locked():
                self._refresh(locked=True)
            return
        self._forget()
        # The descriptor stays open so that the file system cannot give its inode number
        # to a later file, which would then look like this one.
        self._tables, self._stamp, self._held = tables, stamp, descriptor

    def _open(self) -> tuple[bytes, _Stamp, int]:
        descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            parts = []
            while part := os.read(descriptor, 1 << 20):
                parts.append(part)
            return b"".join(parts), _stamp(os.fstat(descriptor)), descriptor
        except BaseException:
            os.close(descriptor)
            raise

    def _decode(self, raw: bytes) -> Tables | None:
        """The tables. Raises ValueError for garbage, StateError for what is not ours."""
        if not raw:
            return None
        found = json.loads(raw)
        if not isinstance(found, dict) or not all(isinstance(t, dict) for t in found.values()):
            raise ValueError
        mark = found.pop(FORMAT_TABLE, {}).get("1")
        if not isinstance(mark, dict) or mark.get("format") != FORMAT:
            raise StateError(
                self._sentence(_("{file} was not written by modtui. It was left as it is."))
            )
        version = mark.get("version")
        if version is None:
            raise ValueError
        if not isinstance(version, int) or not 1 <= version <= VERSION:
            sentence = _(
                "{file} was written by a newer modtui (format {found}, this one reads {known})."
                " It was left as it is; use the newer modtui."
            )
            raise StateError(
                sentence.format(
                    file=safe_line(str(self.path)), found=safe_line(str(version)), known=VERSION
                )
            )
        if not all(map(_is_table, found.values())):
            raise ValueError
        return found

    def _move_aside(self) -> None:
        self._forget()
        when = self._clock().strftime("%Y%m%dT%H%M%SZ")
        target = self.path.with_name(f"{self.path.name}.broken-{when}")
        count = 1
        while target.exists():
            count += 1
            target = self.path.with_name(f"{self.path.name}.broken-{when}-{count}")
        try:
            os.rename(self.path, target)
            _sync_folder(self.path.parent)
        except OSError as error:
            raise self._error(
                _("{file} is not readable as state and could not be set aside: {why}."), error
            ) from error
        self.set_aside = target
        self.problem = _(
            "{file} could not be read. It was kept as {kept}; a new one is begun."
        ).format(file=safe_line(str(self.path)), kept=safe_line(target.name))

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        lock = self.path.with_name(self.path.name + ".lock")
        try:
            privately.make_folder(self.path.parent)
            descriptor = privately.open_file(lock, os.O_RDWR | os.O_NOFOLLOW)
        except OSError as error:
            raise self._error(_("{file} could not be locked: {why}."), error) from error
        try:
            self._wait_for(descriptor)
            yield
        finally:
            os.close(descriptor)

    def _wait_for(self, descriptor: int) -> None:
        until = time.monotonic() + self._wait
        pause = 0.001
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EINTR):
                    raise self._error(_("{file} could not be locked: {why}."), error) from error
            if time.monotonic() >= until:
                raise StateBusy(
                    self._sentence(
                        _("{file} is being changed by another process. Nothing was changed.")
                    )
                )
            time.sleep(pause)
            pause = min(pause * 2, 0.05)

    def _replace(self) -> None:
        """Put the tables in place of the file: new file, sync, rename, sync the folder."""
        tables = self._tables or {}
        mark = {"1": {"format": FORMAT, "version": VERSION}}
        raw = json.dumps({FORMAT_TABLE: mark, **tables}, separators=(",", ":")).encode()
        # One name is enough, as the lock is held: what a killed process left is written over.
        new = self.path.with_name(self.path.name + ".new")
        try:
            descriptor = self._write_new(new, raw)
        except OSError as error:
            with contextlib.suppress(OSError):
                new.unlink()
            sentence = _("{file} could not be written: {why}. It is as it was before.")
            raise StateUnwritten(self._sentence(sentence, error)) from error
        self._forget()
        self._tables, self._stamp = tables, _stamp(os.fstat(descriptor))
        self._held = descriptor
        try:
            _sync_folder(self.path.parent)
        except OSError as error:
            raise self._error(
                _("{file} was written, but the disk did not confirm it: {why}."),
                error,
                changed=True,
            ) from error

    def _write_new(self, new: Path, raw: bytes) -> int:
        """The new file, synced and renamed into place; its descriptor. Raises OSError."""
        flags = os.O_RDWR | os.O_TRUNC | os.O_NOFOLLOW
        descriptor = privately.open_file(new, flags)
        try:
            reached("state.writing")
            rest = memoryview(raw)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
            reached("state.written")
            os.rename(new, self.path)
            reached("state.replaced")
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def _sentence(self, sentence: str, error: OSError | None = None) -> str:
        why = "" if error is None else safe_line(error.strerror or type(error).__name__)
        return sentence.format(file=safe_line(str(self.path)), why=why)

    def _error(self, sentence: str, error: OSError, *, changed: bool = False) -> StateError:
        return StateError(self._sentence(sentence, error), changed=changed)


def _is_table(found: dict[str, Any]) -> bool:
    """Whether TinyDB can read it: documents by their number."""
    return all(
        key.isascii() and key.isdigit() and isinstance(document, dict)
        for key, document in found.items()
    )


def _stamp(status: os.stat_result) -> _Stamp:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some file systems cannot sync a folder
            raise
    finally:
        os.close(descriptor)
