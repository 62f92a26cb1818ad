"""What commands print: data on standard output, narration on standard error.

Everything passes ``text.safe`` once more on its way out, whatever was done before.
"""

import json
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from modtui.text import cells, safe

_MOST = 10_000_000


def data(text: str = "") -> None:
    """What the command was asked for."""
    print(safe(text, _MOST))


def say(text: str = "") -> None:
    """What is told along the way."""
    print(safe(text, _MOST), file=sys.stderr, flush=True)


def as_json(value: Any) -> None:
    """Structs as JSON, faithfully: escaped to ASCII, so that nothing in it acts."""
    print(json.dumps(msgspec.to_builtins(value), ensure_ascii=True, indent=2))


def columns(rows: Iterable[Sequence[str]], *, right: frozenset[int] = frozenset()) -> list[str]:
    """Rows as lines with aligned columns; the last column is not padded."""
    table = [tuple(row) for row in rows]
    if not table:
        return []
    widths = [max(cells(row[place]) for row in table) for place in range(len(table[0]))]
    lines = []
    for row in table:
        parts = []
        for place, text in enumerate(row):
            blanks = " " * (widths[place] - cells(text))
            last = place == len(row) - 1
            parts.append(blanks + text if place in right else text if last else text + blanks)
        lines.append("  ".join(parts).rstrip())
    return lines


def fitted(text: str, width: int) -> str:
    """Safe text cut to a number of cells, with “…” where something is missing."""
    if cells(text) <= width:
        return text
    kept = text[:width]
    while kept and cells(kept) > width - 1:
        kept = kept[:-1]
    return kept + "…"


def wrapped(text: str, indent: str = "", hang: int = 0, width: int = 80) -> list[str]:
    """Safe text in lines of at most ``width``, its own line ends kept.

    Lines after the first of a paragraph are indented by ``hang`` more.
    """
    lines: list[str] = []
    further = indent + " " * hang
    for paragraph in text.split("\n"):
        lines += textwrap.wrap(
            paragraph, width, initial_indent=indent, subsequent_indent=further
        ) or [indent.rstrip()]
    return lines


def size(count: int) -> str:
    """Bytes as people read them."""
    if count < 1000:
        return f"{count} B"
    number = float(count)
    unit = ""
    for unit in ("kB", "MB", "GB"):  # noqa: B007 - the one it stops at is used
        number /= 1000
        if number < 999.5:
            break
    return f"{number:.1f} {unit}"
