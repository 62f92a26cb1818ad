"""The wording files: for each language, the phrases that the checks look for.

They are data that a community can add to: a file ``de.toml`` in a folder of its own teaches
the checks German, or replaces the shipped file of that language.
"""

import functools
from pathlib import Path
from typing import Any

from modtui.model import Struct
from modtui.rules.phrases import Phrases, variants
from modtui.text import safe_line
from modtui.words import _

SHIPPED = Path(__file__).parent / "wording"
PARTS = (
    "person", "vague", "sarcasm", "scorn", "bitter", "loud",
    "rule", "next", "appeal", "parting",
    "loophole", "open",
)  # fmt: skip
LISTS = frozenset({"find", "unless", "because", "words"})
LARGEST = 200_000
"""Bytes that a wording file may have."""


class WordingError(Exception):
    """A wording file cannot be used: a plain sentence that names it."""


class Part(Struct, frozen=True):
    """What one check looks for. ``better`` is a wording in the language of the file."""

    find: Phrases
    unless: Phrases
    because: Phrases
    words: frozenset[str]
    better: str
    empty: bool


Wording = dict[str, Part]


def wording(language: str, folder: Path | None = None) -> Wording | None:
    """The phrases of a language (``fr`` for ``fr-CA``), or None where nobody wrote any.

    A file in ``folder`` goes before the shipped one. Raises WordingError.
    """
    name = language.replace("_", "-").split("-", 1)[0].lower()
    if not name.isalpha() or not name.isascii() or len(name) > 8:
        return None
    for place in (folder, SHIPPED):
        file = place / f"{name}.toml" if place is not None else None
        if file is not None and file.is_file():
            return _read(file, file.stat().st_mtime_ns)
    return None


def languages() -> tuple[str, ...]:
    """The languages that are shipped."""
    return tuple(sorted(file.stem for file in SHIPPED.glob("*.toml")))


@functools.lru_cache(maxsize=32)
def _read(file: Path, _changed: int) -> Wording:
    import tomllib  # only where a message is checked

    try:
        content = file.read_bytes()
        if len(content) > LARGEST:
            raise WordingError(_said(file, _("it is too large")))
        data = tomllib.loads(content.decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise WordingError(_said(file, str(error))) from None
    for name, part in data.items():
        if name not in PARTS or not isinstance(part, dict):
            raise WordingError(_said(file, _("there is no part {name}").format(name=name)))
        for key, value in part.items():
            right = (
                isinstance(value, list) and all(isinstance(one, str) for one in value)
                if key in LISTS
                else key == "better" and isinstance(value, str)
            )
            if not right:
                where = f"{name}.{key}"
                raise WordingError(_said(file, _("{name} does not fit").format(name=where)))
    return {name: _part(file, data.get(name, {})) for name in PARTS}


def _part(file: Path, part: dict[str, Any]) -> Part:
    def phrases(key: str) -> Phrases:
        listed = part.get(key, [])
        try:
            for phrase in listed:
                variants(phrase)
        except ValueError as error:
            raise WordingError(_said(file, str(error))) from None
        return Phrases(dict.fromkeys(listed, True))

    return Part(
        find=phrases("find"),
        unless=phrases("unless"),
        because=phrases("because"),
        words=frozenset(word.casefold() for word in part.get("words", [])),
        better=part.get("better", ""),
        empty=not part.get("find"),
    )


def _said(file: Path, problem: str) -> str:
    return _("The wording file {file} cannot be used: {problem}").format(
        file=safe_line(str(file)), problem=safe_line(problem)
    )
