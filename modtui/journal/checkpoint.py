"""Checkpoints: where a journal stood, to be kept where its owner cannot change it.

A chain shows what was changed within it. That its end was cut off, or that all of it was
written anew, shows only beside a head that was noted elsewhere at the time. A checkpoint is
such a note, one line of JSON, signed (Ed25519, RFC 8032) with a key of this store so that
whoever is handed several can tell that they come from the same one.
"""

import contextlib
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from modtui.journal.files import JournalError, open_private, write_private
from modtui.model import Struct
from modtui.text import safe_line
from modtui.words import _

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

VERSION = 1
KEY_FILE = "checkpoint.key"
_SIZE = 10_000_000


class CheckpointError(Exception):
    """A checkpoint could not be made or read. ``str()`` is a plain sentence."""


class Checkpoint(Struct):
    """That entry ``seq`` of a store had this head at that time.

    ``store`` names the store without telling anything of it. ``key`` is the public key and
    ``signature`` what it signed, both in hex; both are empty where nothing could sign.
    """

    v: int
    store: str
    seq: int
    head: str
    at: datetime
    key: str = ""
    signature: str = ""

    @property
    def signed(self) -> bytes:
        """The bytes that the signature is for."""
        at = self.at.isoformat(timespec="milliseconds")
        words = ("modtui checkpoint", self.v, self.store, self.seq, self.head, at)
        return "\n".join(str(word) for word in words).encode()

    @property
    def line(self) -> bytes:
        """The checkpoint as it is kept, with its newline."""
        return msgspec.json.encode(self) + b"\n"


def make(folder: Path, store: str, seq: int, head: str, at: datetime) -> Checkpoint:
    """A checkpoint of an entry, signed where the library for it is installed.

    The key is made when it is first needed. Raises JournalError where it cannot be used.
    """
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    bare = Checkpoint(VERSION, store, seq, head, at)
    key = _key(folder)
    if key is None:
        return bare
    public = key.public_key().public_bytes_raw().hex()
    return msgspec.structs.replace(bare, key=public, signature=key.sign(bare.signed).hex())


def is_authentic(checkpoint: Checkpoint) -> bool | None:
    """Whether the signature is that of the key it names; None where that cannot be told:
    it has none, or the library for it is not installed."""
    if not checkpoint.signature:
        return None
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint.key))
        key.verify(bytes.fromhex(checkpoint.signature), checkpoint.signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def append(path: Path, checkpoint: Checkpoint) -> None:
    """Adds a checkpoint to a file of them. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, checkpoint.line)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def parse(raw: bytes, called: str) -> tuple[Checkpoint, ...]:
    """The checkpoints in a file, one on each line. Raises CheckpointError with the line."""
    found = []
    for number, line in enumerate(raw[:_SIZE].splitlines(), 1):
        if not line.strip():
            continue
        try:
            checkpoint = msgspec.json.decode(line, type=Checkpoint)
        except (msgspec.DecodeError, UnicodeDecodeError):
            problem = _("{file}:{line}: this is not a checkpoint")
            raise CheckpointError(
                problem.format(file=safe_line(called, 300), line=number)
            ) from None
        if checkpoint.v != VERSION or checkpoint.at.tzinfo is None:
            problem = _("{file}:{line}: a checkpoint in a format that this modtui does not know")
            raise CheckpointError(problem.format(file=safe_line(called, 300), line=number))
        found.append(checkpoint)
    if not found:
        raise CheckpointError(_("{file}: no checkpoint is in it").format(file=safe_line(called)))
    return tuple(found)


def _key(folder: Path) -> "Ed25519PrivateKey | None":
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError:
        return None
    path = folder / KEY_FILE
    try:
        with contextlib.suppress(FileNotFoundError):
            descriptor = open_private(path, os.O_RDONLY) if path.exists() else None
            if descriptor is not None:
                with open(descriptor, "rb") as file:
                    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read().decode()))
        key = Ed25519PrivateKey.generate()
        write_private(path, key.private_bytes_raw().hex().encode() + b"\n")
    except (OSError, ValueError) as error:
        raise JournalError(
            _("The key for checkpoints, {path}, cannot be used ({why}).").format(
                path=path, why=getattr(error, "strerror", None) or type(error).__name__
            )
        ) from error
    return key
