"""Cells, and the text of Textual's output turned into them."""

import re
from functools import lru_cache
from typing import Final
from unicodedata import category

from rich.cells import get_character_cell_size, split_graphemes

from modtui.thinline.pens import PLAIN, SEEN_ON_BLANK, Pen, after

Cell = tuple[str, Pen]
"""A character with what combines with it, and its look. The second cell of a wide
character holds an empty string."""

Cells = tuple[Cell | None, ...]
"""A line of cells from left to right; None: not known."""

_TOKEN = re.compile(
    r"\x1b\[([0-9;]*)m|\x1b\]8;([^\x07\x1b]*)(?:\x1b\\|\x07)|([^\x00-\x1f\x7f-\x9f]+)"
)

STABLE_WIDE: Final = (
    (0x3001, 0x3029),
    (0x3030, 0x303E),
    (0x3041, 0x3096),
    (0x309B, 0x30FF),
    (0x3105, 0x312F),
    (0x3131, 0x318E),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0xFF01, 0xFF60),
    (0x20000, 0x2A6DF),
)
"""Wide in every terminal that knows of wide characters. Emoji are not among them: how wide
one is depends on the year in which the terminal was made."""


class Piece:
    """Part of a line, or a whole one. ``disputed``: terminals do not agree on where the
    cells after some character stand."""

    __slots__ = ("cells", "disputed")

    def __init__(self, cells: Cells, disputed: bool) -> None:
        self.cells = cells
        self.disputed = disputed

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Piece) and self.cells == other.cells)

    __hash__ = None  # type: ignore[assignment]


@lru_cache(4096)
def disputed(text: str) -> bool:
    """Whether terminals place what follows this character (with what combines with it)
    differently."""
    if len(text) != 1:
        return bool(text)
    code = ord(text)
    if code < 0x300:
        # The soft hyphen: a format character, shown by some.
        return code == 0xAD
    width = get_character_cell_size(text)
    kind = category(text)
    if width == 2:
        return not any(first <= code <= last for first, last in STABLE_WIDE)
    # Narrow pictures and the letters of flags, which join.
    picture = 0x1F000 <= code <= 0x1FBFF
    return width != 1 or picture or kind in ("Mn", "Me", "Mc", "Cf", "Cc", "Cs", "Co", "Cn")


@lru_cache(4096)
def _blank(pen: Pen) -> Cell:
    """A cell without a character: only what can be seen of the pen counts."""
    return (" ", pen if pen.attributes & SEEN_ON_BLANK else Pen(0, "", pen.bg, pen.link))


def _characters(text: str, pen: Pen, cells: list[Cell | None]) -> bool:
    """Append the cells of a text; whether one of them is disputed."""
    blank = _blank(pen)
    if text.isascii():
        cells += [blank if character == " " else (character, pen) for character in text]
        return False
    found = False
    for start, end, width in split_graphemes(text)[0]:
        character = text[start:end]
        if width == 0:
            # Nothing to combine with: it belongs to the cell before, if there is one.
            found = True
            if cells and (last := cells[-1]) is not None:
                cells[-1] = (last[0] + character, last[1])
            continue
        cells.append(blank if character == " " else (character, pen))
        cells += [("", pen)] * (width - 1)
        found = found or disputed(character)
    return found


def piece(chunk: str) -> Piece | None:
    """The cells of a text with SGR and OSC 8 in it, as a plain pen begins it.

    None where anything else stands in it.
    """
    cells: list[Cell | None] = []
    pen = PLAIN
    found = False
    at = 0
    while at < len(chunk):
        match = _TOKEN.match(chunk, at)
        if match is None:
            return None
        at = match.end()
        codes, link, text = match.groups()
        if text is not None:
            found |= _characters(text, pen, cells)
        elif link is not None:
            pen = pen._replace(link="" if link.endswith(";") else link)
        else:
            changed = after(pen, codes)
            if changed is None:
                return None
            pen = changed
    return Piece(tuple(cells), found)
