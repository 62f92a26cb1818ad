"""From safe text to lines of the screen: pieces with a look, wrapped by cells, as strips.

Pure functions. A piece holds only ``Safe`` text, never markup, so nothing that a stranger
wrote can act on the terminal or on Textual.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from modtui.text import Safe, part, safe
from modtui.tui.marks import drawn, spelled
from modtui.tui.theme import Looks
from modtui.words import _


class Piece(NamedTuple):
    """A run of text in one look."""

    text: Safe
    look: str = "text"


Line = tuple[Piece, ...]


class Paragraph(NamedTuple):
    """Text to be wrapped. ``lead`` stands before its first line, ``indent`` blanks before
    the others; with ``repeat`` the lead stands before every line. ``anchor`` names the
    place to jump to."""

    pieces: Line = ()
    lead: Line = ()
    indent: int = 0
    repeat: bool = False
    anchor: str = ""


Place = tuple[int, int]
"""A place in a text: the number of its paragraph, and the character in that."""


class Laid(NamedTuple):
    """Paragraphs laid out for one width. ``places`` says of each line where it begins."""

    lines: tuple[Line, ...]
    anchors: dict[str, int]
    places: tuple[Place, ...] = ()

    def line_of(self, place: Place) -> int:
        """The line in which a place is, in whatever width it was noted."""
        return max(bisect_right(self.places, place) - 1, 0)


def say(text: str, look: str = "text") -> Piece:
    """A piece of the program's own words. Remote text goes through ``modtui.text`` first."""
    return Piece(safe(spelled(text)), look)


def part_seen(last: int, total: int, page: int) -> Safe:
    """Which line is the last one seen of how many, in words; empty where all are."""
    if total <= page:
        return safe("")
    words = _("line {last} of {total}").format(last=last, total=total)
    return safe(words + (" ↓" if last < total else ""))


def cells(text: str) -> int:
    """How many cells of the terminal a text takes."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: Safe, width: int) -> Safe:
    """Text in exactly ``width`` cells: padded, or cut with an ellipsis."""
    if width <= 0:
        return safe("")
    taken = cells(text)
    if taken <= width:
        return safe(text + " " * (width - taken))
    kept = 0
    out: list[str] = []
    for character in text:
        size = cells(character)
        if kept + size > width - 1:
            break
        kept += size
        out.append(character)
    return safe("".join(out) + "…" + " " * (width - 1 - kept))


def cut(line: Line, width: int) -> Line:
    """A line in at most ``width`` cells, with an ellipsis where it was cut."""
    out: list[Piece] = []
    left = width
    for piece in line:
        size = cells(piece.text)
        if size > left:
            if left > 0:
                out.append(Piece(safe(fit(piece.text, left).rstrip()), piece.look))
            break
        out.append(piece)
        left -= size
    return tuple(out)


def _breaks(text: str, width: int, first: int) -> list[tuple[int, int]]:
    """Where one line of text is cut so that each part fits: [start, end) pairs.

    ``first`` is the width of the first part. Cuts after blanks where there are any.
    """
    plain = text.isascii()
    parts: list[tuple[int, int]] = []
    start = taken = 0
    blank = -1
    room = max(first, 1)
    index = 0
    while index < len(text):
        size = 1 if plain else cells(text[index])
        if taken + size > room:
            if text[index] == " ":
                end, following = index, index + 1
            elif blank > start:
                end, following = blank, blank + 1
            else:
                end = following = max(index, start + 1)
            parts.append((start, end))
            start = index = following
            taken, blank, room = 0, -1, max(width, 1)
            continue
        if text[index] == " ":
            blank = index
        taken += size
        index += 1
    parts.append((start, len(text)))
    return parts


def _cut(pieces: Line, start: int, end: int) -> Line:
    """The part of a line between two character positions."""
    out: list[Piece] = []
    at = 0
    for piece in pieces:
        low, high = max(start - at, 0), min(end - at, len(piece.text))
        if low < high:
            out.append(Piece(part(piece.text, low, high), piece.look))
        at += len(piece.text)
        if at >= end:
            break
    return tuple(out)


def _by_newline(pieces: Iterable[Piece]) -> list[Line]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        for number, text in enumerate(piece.text.split("\n")):
            if number:
                lines.append([])
            if text:
                lines[-1].append(Piece(safe(text), piece.look))
    return [tuple(line) for line in lines]


def lay(paragraphs: Iterable[Paragraph], width: int) -> Laid:
    """Wraps paragraphs for a screen of ``width`` cells."""
    lines: list[Line] = []
    anchors: dict[str, int] = {}
    places: list[Place] = []
    for number, paragraph in enumerate(paragraphs):
        if paragraph.anchor:
            anchors[paragraph.anchor] = len(lines)
        lead_width = sum(cells(piece.text) for piece in paragraph.lead)
        indent = lead_width if paragraph.repeat else paragraph.indent
        blanks: Line = (Piece(safe(" " * indent)),) if indent else ()
        other = paragraph.lead if paragraph.repeat else blanks
        lead = paragraph.lead
        before = 0
        for line in _by_newline(paragraph.pieces):
            text = "".join(piece.text for piece in line)
            room = width - (lead_width if lead is paragraph.lead else indent)
            for start, end in _breaks(text, width - indent, room):
                lines.append(lead + _cut(line, start, end))
                places.append((number, before + start))
                lead = other
            before += len(text) + 1
    return Laid(tuple(lines), anchors, tuple(places))


def strip(pieces: Iterable[Piece], width: int, looks: Looks, base: str = "text") -> Strip:
    """One line for the screen, exactly ``width`` cells wide, in the look ``base``.

    The background of the base runs through the whole line. On the row with the cursor its
    look covers all others. A background is always given: the terminal's own may be light.
    """
    ground = looks.ground + looks[base]
    chosen = base == "cursor"
    made = []
    for text, look in pieces:
        if not text:
            continue
        if look == "text":
            style = ground
        else:
            style = looks.ground + looks[look] + looks[base] if chosen else ground + looks[look]
        made.append(Segment(drawn(text), style))
    return Strip(made).adjust_cell_length(width, ground)


def joined(parts: Sequence[Line], between: Piece) -> Line:
    """Lines one after the other with a piece between them; empty ones are left out."""
    out: list[Piece] = []
    for line in parts:
        if not line:
            continue
        if out:
            out.append(between)
        out.extend(line)
    return tuple(out)
