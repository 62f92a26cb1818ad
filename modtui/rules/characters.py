"""Characters one by one: what each becomes when a text is folded, and where words end."""

import unicodedata
from functools import cache
from typing import Literal

from modtui.rules.lookalikes import listed, seen, without_strokes
from modtui.rules.ruleset import Folding
from modtui.text import BLANKS

Form = Literal["NFC", "NFKC"]
# Known characters kept in a table. Hostile text could otherwise fill memory with it.
_KNOWN = 60_000
_LONGEST = 6
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
ARABIC = frozenset("\u0640\u0670") | {chr(code) for code in range(0x064B, 0x0653)}
# Marks that stand on a letter and are not letters of their own, as vowels in India are.
_DROPPED = (
    (0x300, 0x36F),
    (0x483, 0x487),
    (0x591, 0x5C7),
    (0x610, 0x61A),
    (0x640, 0x640),
    (0x64B, 0x65F),
    (0x670, 0x670),
    (0x6D6, 0x6ED),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE20, 0xFE2F),
)
# Written without spaces between words, so that every place may be a word's edge.
UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1100, 0x11FF),  # Hangul letters
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x9FFF),  # Han, kana
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),  # Hangul: particles are written on to the word
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_FIRST_UNSPACED = "\u0e00"


class Table(dict[int, str]):
    """What a character becomes, worked out when it is first seen."""

    def __init__(self, folding: frozenset[Folding], *, words: bool) -> None:
        super().__init__()
        self.form: Form = "NFKC" if Folding.WIDTH in folding else "NFC"
        self.uneven: set[str] = set()
        self._folding = folding
        self.words = words

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if _is_even(code) and not (Folding.CONFUSABLES in self._folding and listed(character)):
            if len(self) < _KNOWN:
                self[code] = character
            return character
        made = character
        for _round in range(6):
            before = made
            made = "".join(map(self._once, before))
            if made == before:
                break
        if len(made) > _LONGEST:
            made = character  # a whole blessing in one sign: texts would grow eighteenfold
        if len(self) < _KNOWN:
            self[code] = made
        if len(made) != 1:
            self.uneven.add(character)
        return made

    def _once(self, character: str) -> str:
        folding = self._folding
        if self.words and character in ARABIC and Folding.INVISIBLES in folding:
            return ""
        if Folding.CONFUSABLES in folding and (found := seen(character)) != character:
            return found
        made = self._cleaned(character)
        if not self.words:
            return made
        if Folding.CONFUSABLES in folding and len(made) == 1 and (found := seen(made)) != made:
            return found
        if made.isspace():
            return " "
        if Folding.CASE in folding:
            # casefold makes i and a loose dot of İ
            made = "i" if made == "İ" else unicodedata.normalize(self.form, made.casefold())
        if Folding.MARKS in folding:
            made = _bare(made)
        return unicodedata.normalize(self.form, made)

    def _cleaned(self, character: str) -> str:
        """Compatibility forms folded, invisible characters dropped, case kept."""
        if character in _SPACES or unicodedata.category(character) == "Zs":
            return " "
        category = unicodedata.category(character)
        if category == "Cs":
            return "\ufffd"
        if Folding.INVISIBLES in self._folding:
            code = ord(character)
            if character in BLANKS or 0xFE00 <= code <= 0xFE0F or 0xE0000 <= code <= 0xE0FFF:
                return ""
            if category == "Cf":
                return ""
            if category == "Cc":
                return character if character in "\t\n\r\x0b\x0c\x85" else ""
        return unicodedata.normalize(self.form, character)


def _is_even(code: int) -> bool:
    """Ideographs and syllables that no folding changes; there are fifty thousand."""
    return 0x3400 <= code <= 0xA48C or 0xAC00 <= code <= 0xD7A3 or 0x20000 <= code <= 0x2EBFF


def _bare(text: str) -> str:
    """Letters without the marks that stand on them."""
    apart = unicodedata.normalize("NFD", text)
    kept = "".join(character for character in apart if not dropped(character))
    if kept != apart:
        text = unicodedata.normalize("NFC", kept)
    return "".join(map(without_strokes, text))


def dropped(character: str) -> bool:
    """Whether it is a mark that a rule may leave out."""
    code = ord(character)
    return code >= 0x300 and any(first <= code <= last for first, last in _DROPPED)


def at_edge(text: str, at: int) -> bool:
    """Whether a word can begin or end between these two characters."""
    if at in (0, len(text)):
        return True
    before, after = text[at - 1], text[at]
    if not (before.isalnum() or _is_mark(before)) or not (after.isalnum() or _is_mark(after)):
        return True
    if before < _FIRST_UNSPACED and after < _FIRST_UNSPACED:
        return False
    return _is_unspaced(before) or _is_unspaced(after)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _is_unspaced(character: str) -> bool:
    code = ord(character)
    return any(first <= code <= last for first, last in UNSPACED)


FIRST_MARK = "\u0300"


def extends(character: str) -> bool:
    """Whether a character belongs to the one before it, so that no match ends between."""
    return unicodedata.category(character) in ("Mn", "Me", "Mc") or (
        "\u1160" <= character <= "\u11ff"
    )


@cache
def marks() -> tuple[str, ...]:
    """All marks, in order."""
    return tuple(
        character
        for first, last in _MARKED
        for character in map(chr, range(first, last))
        if extends(character)
    )


@cache
def mark_ranges() -> str:
    """All marks as a part of a class; single characters would be five times slower."""
    starts = [mark for mark in marks() if not extends(chr(ord(mark) - 1))]
    ends = [mark for mark in marks() if not extends(chr(ord(mark) + 1))]
    return "".join(f"{start}-{end}" for start, end in zip(starts, ends, strict=True))
