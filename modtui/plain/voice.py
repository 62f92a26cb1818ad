"""What plain mode writes: lines and prompts, and nothing that moves a cursor."""

import asyncio
import contextlib
import os
import unicodedata
from collections.abc import Mapping
from typing import TextIO

from modtui.text import cells, safe

WIDTH = 80
NARROWEST = 20
_MOST = 100_000

_PUNCTUATION = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'",
        "–": "-", "—": "-", "…": "...", "·": ",", "→": "->", "←": "<-", "⏎": "/", "×": "x",
        "‹": "<", "›": ">", "◌": "",
    }
)  # fmt: skip


class Voice:
    """Lines of at most ``width`` cells on a stream.

    What the program says begins at the edge. What others wrote is set in by two blanks, and
    so is a line that goes on: nobody can write what reads like a line of the program.
    ``plain_letters``: only ASCII, for a terminal that shows nothing else.
    """

    def __init__(self, stream: TextIO, width: int = WIDTH, *, plain_letters: bool = False) -> None:
        self.width = width
        self.gone = False
        """Whether nobody is there to read any more."""
        self._stream = stream
        self._plain_letters = plain_letters
        self._waiting: list[str] = []

    def say(self, sentence: str = "") -> None:
        """A sentence of the program; remote text in it was made safe before."""
        text = safe(sentence, _MOST).translate(_PUNCTUATION)
        for line in text.split("\n"):
            self._lay(line, "")

    def quote(self, text: str) -> None:
        """What somebody else wrote, or is to read."""
        for line in safe(text, _MOST).split("\n"):
            self._lay(line, "  ")

    def prompt(self, question: str) -> None:
        """A question; the answer is typed behind it."""
        self._waiting.append(self._letters(safe(question, _MOST).translate(_PUNCTUATION)) + " ")

    def _lay(self, line: str, first: str) -> None:
        self._waiting += [
            f"{row}\n" for row in wrapped(self._letters(line), max(self.width, NARROWEST), first)
        ]

    def _letters(self, text: str) -> str:
        return ascii_letters(text) if self._plain_letters else text

    async def flush(self) -> None:
        """Write what was said. A terminal that does not take it holds up nothing else."""
        text, self._waiting = "".join(self._waiting), []
        if text and not self.gone:
            await asyncio.to_thread(self._write, text)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            # It hung up. What is decided is on the disk, and leaving goes on in silence.
            self.gone = True
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())


def wrapped(line: str, width: int, first: str = "", rest: str = "  ") -> list[str]:
    """One line cut after blanks into lines of at most ``width`` cells.

    ``first`` stands before the first of them, ``rest`` before the others.
    """
    rows: list[str] = []
    row, lead = first, first
    for word in line.split(" "):
        joined = f"{row} {word}" if row != lead else row + word
        if cells(joined) <= width:
            row = joined
            continue
        whole = width - max(len(first), len(rest))
        room = whole
        if row != lead:
            # Scripts without blanks go on where they are: there a word is a whole sentence.
            left = width - cells(row) - 1
            unspaced = cells(word) > max(whole, 1.5 * len(word)) and left > 2
            if unspaced:
                row, room = row + " ", left
            else:
                rows.append(row.rstrip())
                row = lead = rest if rows else first
        for number, piece in enumerate(_pieces(word, room, whole)):
            if number:
                rows.append(row)
                row = lead = rest
            row += piece
    rows.append(row.rstrip())
    return rows


def _pieces(word: str, room: int, width: int) -> list[str]:
    """A word that may be wider than a line, in pieces: the first has ``room``, the others
    ``width``."""
    pieces, piece, used = [], "", 0
    for letter in word:
        size = cells(letter)
        if used + size > room:
            pieces.append(piece)
            piece, used, room = "", 0, width
        piece, used = piece + letter, used + size
    return [*pieces, piece]


def ascii_letters(text: str) -> str:
    """The text in ASCII: letters without their marks, ``?`` for those that have no likeness."""
    if text.isascii():
        return text
    shown = "".join(
        f"<{ord(letter) - 0x2400:02X}>" if 0x2400 <= ord(letter) <= 0x2421 else letter
        for letter in text.translate(_PUNCTUATION)
    )
    split = unicodedata.normalize("NFKD", shown)
    bare = "".join(letter for letter in split if not unicodedata.combining(letter))
    return bare.encode("ascii", "replace").decode("ascii")


def wants_ascii(environment: Mapping[str, str]) -> bool:
    """Whether the person's locale is one of plain ASCII, and said so.

    Python itself sets LC_CTYPE to C.UTF-8 where LANG is C, so that alone says nothing.
    """
    plain = ("C", "POSIX")
    lang = environment.get("LANG", "")
    kind = environment.get("LC_CTYPE", "")
    if kind.upper() in ("C.UTF-8", "C.UTF8") and lang in plain:
        kind = ""
    return (environment.get("LC_ALL") or kind or lang) in plain
