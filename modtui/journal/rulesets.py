"""Every ruleset ever used, kept by its hash: an appeal is judged by the rules of the day."""

import hashlib
import re
from pathlib import Path

from modtui.journal.files import JournalError, make_folder, write_private
from modtui.words import _

FOLDER = "rulesets"

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def keep(folder: Path, text: bytes) -> str:
    """Keeps the text as ``rulesets/<sha256>.yaml``, once. Raises OSError."""
    digest = hashlib.sha256(text).hexdigest()
    path = folder / FOLDER / f"{digest}.yaml"
    if not path.exists():
        make_folder(path.parent)
        write_private(path, text)
    return digest


def kept(folder: Path, digest: str) -> bytes | None:
    """The text of that hash, or None. Raises JournalError where it was changed since."""
    path = folder / FOLDER / f"{digest}.yaml"
    if not _DIGEST.fullmatch(digest) or not path.exists():
        return None
    text = path.read_bytes()
    if hashlib.sha256(text).hexdigest() != digest:
        raise JournalError(
            _("{path} was changed: it is not the ruleset that was used.").format(path=path)
        )
    return text
