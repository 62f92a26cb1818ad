"""Text as the matcher sees it, with the way back to the original.

``fold`` is for keywords: compatibility forms and case folded, invisible characters
dropped, runs of blanks made one. ``plain`` is for regexes: the same, but case and blanks
are kept. Marks are never dropped: año and ano are different words.

Neither is quadratic: ``unicodedata.normalize`` is, on runs of combining marks (measured),
so runs are cut to ``MARKS`` first and it sees one cluster at a time.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from itertools import accumulate

from modtui.model import Span
from modtui.text import BLANKS

MARKS = 8
# Known characters kept in a table. Hostile text could otherwise fill memory with it.
_KNOWN = 20_000
# Characters that a text may change by for replacing to be quicker than translating.
_FEW = 64
# Where Unicode has its marks; looking everywhere costs 20 ms.
_MARKED = (
    (0x300, 0x3400),
    (0xA66F, 0xAC00),
    (0xFB1E, 0xFB1F),
    (0xFE20, 0xFE30),
    (0x101FD, 0x12000),
    (0x13440, 0x13460),
    (0x16AF0, 0x17000),
    (0x1BC00, 0x1F000),
)
# Blank, but as wide as a space: they separate what they stand between.
_SPACES = frozenset("\u2800\u3164\uffa0\u115f")
# Stretching and short vowels, which writing in Arabic may have or leave out.
_ARABIC = frozenset("\u0640\u0670") | {chr(code) for code in range(0x064B, 0x0653)}


class _Edits:
    """Places where a text was changed: ranges before and after, in order."""

    def __init__(self, edits: list[tuple[int, int, int, int]]) -> None:
        self._edits = edits
        self._starts = [edit[2] for edit in edits]

    def back(self, at: int) -> tuple[int, int]:
        """The range before the change that the character at ``at`` stands for."""
        found = bisect_right(self._starts, at) - 1
        if found < 0:
            return at, at + 1
        old_start, old_end, _, new_end = self._edits[found]
        if at < new_end:
            return old_start, old_end
        return at - new_end + old_end, at - new_end + old_end + 1


class _Lengths:
    """Each character became so many; ``ends`` are the running totals."""

    def __init__(self, ends: list[int]) -> None:
        self._ends = ends

    def back(self, at: int) -> tuple[int, int]:
        """The range before the change that the character at ``at`` stands for."""
        found = bisect_right(self._ends, at)
        return found, found + 1


class _Table(dict[int, str]):
    """What a character becomes, worked out when it is first seen."""

    def __init__(self, folds: bool) -> None:
        super().__init__()
        self.folds = folds
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        character = chr(code)
        made = character
        for _round in range(4):
            before = made
            made = "".join(map(_folded if self.folds else _cleaned, before))
            if made == before:
                break
        if len(self) < _KNOWN:
            self[code] = made
        if len(made) != 1:
            self.uneven.add(character)
        return made


def _cleaned(character: str) -> str:
    """Compatibility forms folded, invisible characters dropped, case kept."""
    if character in _SPACES or unicodedata.category(character) == "Zs":
        return " "
    code = ord(character)
    if character in BLANKS or 0xFE00 <= code <= 0xFE0F or 0xE0000 <= code <= 0xE0FFF:
        return ""
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    if category == "Cf":
        return ""
    if category == "Cc":
        return character if character in "\t\n\r\x0b\x0c\x85" else ""
    return unicodedata.normalize("NFKC", character)


def _folded(character: str) -> str:
    """The same, with case folded, every blank a space, optional Arabic marks dropped."""
    if character in _ARABIC:
        return ""
    if character == "İ":
        return "i"  # casefold makes i and a loose dot of it
    clean = _cleaned(character)
    if clean.isspace():
        return " "
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", clean).casefold())


_FOLD = _Table(folds=True)
_PLAIN = _Table(folds=False)


class Folded:
    """A text as the matcher sees it. ``back`` gives ranges of the original."""

    __slots__ = ("text", "_original", "_changes")

    def __init__(self, original: str, text: str, changes: "list[_Edits | _Lengths]") -> None:
        self.text = text
        self._original = original
        self._changes = changes

    def back(self, start: int, end: int) -> Span:
        """The range of the original that stands behind a range of ``text`` (not empty).

        It is never cut between a letter and a mark that was dropped.
        """
        last = end - 1
        for change in reversed(self._changes):
            start = change.back(start)[0]
            last = change.back(last)[1] - 1
        end = last + 1
        while end < len(self._original) and self._original[end] in _ARABIC:
            end += 1
        return Span(start, end)


def fold(text: str) -> Folded:
    """The text as keywords are looked for in."""
    folded, changes = _translate(text, _FOLD)
    if "  " in folded:
        folded, edits = _edit(folded, re.compile(" {2,}"), lambda run: " ")
        changes.append(edits)
    return Folded(text, folded, changes)


def plain(text: str) -> Folded:
    """The text as regexes are looked for in."""
    return Folded(text, *_translate(text, _PLAIN))


def fold_keyword(keyword: str) -> str:
    """A keyword as it is looked for; empty where nothing of it can be found."""
    folded = fold(keyword).text.strip()
    return "" if folded and extends(folded[0]) else folded


def extends(character: str) -> bool:
    """Whether a character belongs to the one before it, so that no match ends between."""
    return unicodedata.category(character) in ("Mn", "Me", "Mc") or (
        "\u1160" <= character <= "\u11ff"
    )


def _translate(text: str, table: _Table) -> "tuple[str, list[_Edits | _Lengths]]":
    changes: list[_Edits | _Lengths] = []
    distinct = set(text)
    if not text.isascii():
        clusters, long, marks = _clusters()
        if not marks.isdisjoint(distinct) and (
            long.search(text) or not unicodedata.is_normalized("NFKC", text)
        ):
            text, edits = _edit(text, clusters, _composed)
            changes.append(edits)
            distinct = set(text)
    changed = [character for character in distinct if table[ord(character)] != character]
    if text.isascii() or len(changed) > _FEW:
        made = text.translate(table)
    else:
        made = text
        # Many times faster than translate() outside ASCII. The order does not matter, as
        # nothing that the table makes is changed by it again.
        for character in changed:
            made = made.replace(character, table[ord(character)])
    if not table.uneven.isdisjoint(distinct):
        lengths = map(len, map(table.__getitem__, map(ord, text)))
        changes.append(_Lengths(list(accumulate(lengths))))
    return made, changes


def _edit(
    text: str, pattern: "re.Pattern[str]", replace: Callable[[str], str]
) -> tuple[str, _Edits]:
    pieces: list[str] = []
    edits: list[tuple[int, int, int, int]] = []
    done = length = 0
    for match in pattern.finditer(text):
        old = match.group()
        new = replace(old)
        if new == old:
            continue
        start, end = match.span()
        pieces += (text[done:start], new)
        length += start - done
        edits.append((start, end, length, length + len(new)))
        length += len(new)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), _Edits(edits)


def _composed(cluster: str) -> str:
    return unicodedata.normalize("NFKC", cluster[: MARKS + 1])


@cache
def _clusters() -> "tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]":
    """A character with the marks after it; a run of marks that is too long; all marks."""
    marks = [
        character
        for first, last in _MARKED
        for character in map(chr, range(first, last))
        if extends(character)
    ]
    # As ranges: a class of two thousand single characters is five times slower.
    starts = [mark for mark in marks if not extends(chr(ord(mark) - 1))]
    ends = [mark for mark in marks if not extends(chr(ord(mark) + 1))]
    ranges = "".join(f"{start}-{end}" for start, end in zip(starts, ends, strict=True))
    return (
        re.compile(f"(?s:.)[{ranges}]+"),
        re.compile(f"[{ranges}]{{{MARKS + 1}}}"),
        frozenset(marks),
    )
