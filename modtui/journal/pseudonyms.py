"""Keyed pseudonyms: people in the chained lines, countable but not named.

The key never leaves the store. With it one can tell that two entries are about the same
person, and check a name against a pseudonym; without it a pseudonym says nothing. Losing
it cuts the tie between people and their earlier decisions for good.
"""

import hmac
import os
from pathlib import Path

from modtui.journal.files import JournalError, write_private
from modtui.words import _

KEY_FILE = "key"

KEY_LENGTH = 32
"""Bytes of a store's key."""

DIGITS = 16
"""Hex digits of a pseudonym: 64 bits, so that two of a million people meet by chance in
one store of thirty million."""


def pseudonym(key: bytes, person: str) -> str:
    """HMAC-SHA256 of the person's id, shortened. The empty id stays empty."""
    if not person:
        return ""
    # Hostile ids may hold lone surrogates; two different ones stay different.
    digest = hmac.digest(key, person.encode("utf-8", "surrogatepass"), "sha256")
    return digest.hex()[:DIGITS]


def load_key(folder: Path, *, empty: bool, read_only: bool) -> bytes | None:
    """The store's key; made for a store that is still empty. None: missing, read-only.

    Raises JournalError where a store with entries has lost its key: with a new one, nobody
    would be recognised any more, and it would not show. Raises OSError.
    """
    path = folder / KEY_FILE
    if not path.exists():
        if read_only:
            return None
        if not empty:
            raise JournalError(
                _(
                    "The store's key {path} is missing. With a new one nobody would be "
                    "recognised by earlier decisions. Put it back from a backup, or move "
                    "the whole folder away to begin a new journal. Nothing was changed."
                ).format(path=path)
            )
        write_private(path, os.urandom(KEY_LENGTH))
    key = path.read_bytes()
    if len(key) != KEY_LENGTH:
        raise JournalError(
            _("The store's key {path} is damaged: put it back from a backup.").format(path=path)
        )
    if not read_only and path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return key
