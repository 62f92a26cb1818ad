"""Hostile text made safe to show.

``safe``, ``safe_line`` and ``segments`` are the only makers of ``Safe`` strings, and only
those may reach a widget, a log, an export or a file name. They take any string and never
raise; cost is linear in the length kept. What they guarantee:

- no C0, C1 or DEL character but the newline (terminal escapes, OSC 52, bells),
- no bidirectional control, no invisible or zero-width character, no tag or variation
  selector, no lone surrogate, private-use or unassigned character: each is shown by its
  number in angle quotes, or dropped where it is ordinary in writing (see JOINERS),
- at most ``MARKS`` combining marks on a base, and none without a base,
- at most ``limit`` characters.

Terminals, pyte and Textual place zero-width text differently (measured), which is why it
is shown or split rather than passed on.
"""

import bisect
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple, NewType

from modtui.model import Span

Safe = NewType("Safe", str)

LIMIT = 4000
MARKS = 4
NEWLINE_SHOWN = "⏎"

# U+200C/D join letters in Arabic and Indic scripts and glue emoji together; U+FE0E/F pick
# an emoji's look. Dropping them changes the look, not the sense.
JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")
# Blank or filler characters that have an ordinary category but show as nothing.
BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MARK = frozenset({"Mn", "Me"})
# Scripts and punctuation in which every character stands for itself: no need to look twice.
_PLAIN = re.compile(
    r"[ -~\n\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0373\u0391-\u03a1\u03a3-\u0482\u05d0-\u05ea"
    r"\u0621-\u064a\u2010-\u2027\u2030-\u205e\u2190-\u23ff\u3041-\u3096\u30a1-\u30fa"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]*"
)


class Segment(NamedTuple):
    """A run of safe text; ``marked`` where it lies in a span that was asked for."""

    text: Safe
    marked: bool


def _number(character: str) -> str:
    return f"‹{ord(character):04X}›"


def _shown(character: str) -> str:
    """How one character that is not plain is shown."""
    if character in ("\n", "\u2028", "\u2029", "\u0085", "\x0b", "\x0c"):
        return "\n"
    if character == "\t":
        return "    "
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if character in BLANKS or 0xE0000 <= code <= 0xE0FFF:
        return _number(character)
    category = unicodedata.category(character)
    if category in _HIDDEN:
        return _number(character)
    if category == "Zs":
        return " "
    return character


def _pieces(text: str, limit: int) -> Iterable[tuple[int, str]]:
    """(index in the original, what is shown) for each character, until enough is shown."""
    marks = 0
    based = False
    excess = 0
    made = 0
    last = ""
    for index, character in enumerate(text):
        if made > limit:
            return
        if " " <= character <= "~":
            shown, marks, based = character, 0, True
        elif character == "\r":
            shown = "" if text[index + 1 : index + 2] == "\n" else "\u240d"
            marks, based = 0, False
        elif character in JOINERS:
            # Where writing has one it follows a letter or an emoji, never plain ASCII.
            shown = "" if last and ord(last) > 0x2FF else _number(character)
        elif unicodedata.category(character) in _MARK and character not in BLANKS:
            marks += 1
            if not based:
                shown, based = "◌" + character, True
            elif marks > MARKS:
                excess += 1
                following = text[index + 1 : index + 2]
                more = following and (
                    unicodedata.category(following) in _MARK and following not in BLANKS
                )
                shown = "" if more and excess < 100_000 else f"‹+{excess}›"
                if shown:
                    excess = 0
                    marks = 0
            else:
                shown = character
        else:
            shown, marks, excess = _shown(character), 0, 0
            based = shown != "\n"
        made += len(shown)
        last = shown[-1:] or last
        yield index, shown


def _clip(text: str, limit: int, total: int) -> str:
    """At most ``limit`` characters, saying how many characters there were in all."""
    note = f" … ({total:,} characters in all)"
    if limit <= len(note):
        return text[: max(limit - 1, 0)] + "…" if limit > 0 else ""
    return text[: limit - len(note)] + note


def safe(text: str, limit: int = LIMIT) -> Safe:
    """Any text made safe, newlines kept, at most ``limit`` characters.

    Idempotent: safe text comes back unchanged.
    """
    if len(text) <= limit and (match := _PLAIN.match(text)) and match.end() == len(text):
        return Safe(text)
    shown = "".join(piece for _, piece in _pieces(text, limit))
    if len(shown) <= limit:
        return Safe(shown)
    return Safe(_clip(shown, limit, len(text)))


def safe_line(text: str, limit: int = 200) -> Safe:
    """Any text as one line: newlines are shown as a mark, runs of blanks are folded."""
    # A bounded prefix is enough: folding never makes more than a few blanks of one.
    head = safe(text[: limit * 4 + 64], limit * 4 + 64).strip().replace("\n", NEWLINE_SHOWN)
    line = re.sub(" {2,}", " ", head)
    if line and unicodedata.category(line[0]) in _MARK:
        line = "◌" + line  # its base was a blank that was stripped
    if len(line) > limit or len(text) > limit * 4 + 64:
        return Safe(line[: max(limit - 1, 0)].rstrip() + "…" if limit else "")
    return Safe(line)


def part(text: Safe, start: int = 0, end: int | None = None) -> Safe:
    """A part of a text that is safe already, between two character positions."""
    return Safe(text[start:end])


def segments(text: str, spans: Iterable[Span], limit: int = LIMIT) -> tuple[Segment, ...]:
    """Safe text cut where marking begins and ends. Spans are in the original text.

    Joined together the segments are ``safe(text, limit)``, but for the note on what was
    clipped, which comes as a segment of its own.
    """
    merged = _merge(spans)
    starts = [span.start for span in merged]
    result: list[Segment] = []
    run: list[str] = []
    marked = False
    made = 0
    clipped = False
    for index, piece in _pieces(text, limit):
        at = bisect.bisect_right(starts, index) - 1
        inside = at >= 0 and index < merged[at].end
        if inside != marked and run:
            result.append(Segment(Safe("".join(run)), marked))
            run = []
        marked = inside
        if made + len(piece) > limit:
            clipped = True
            break
        made += len(piece)
        run.append(piece)
    if run:
        result.append(Segment(Safe("".join(run)), marked))
    if clipped:
        result.append(Segment(Safe(f" … ({len(text):,} characters in all)"), False))
    return tuple(result)


def _merge(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def cells(text: str) -> int:
    """How many terminal cells safe text takes, near enough to align columns."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    marks = sum(unicodedata.category(letter) in _MARK for letter in text)
    return len(text) + wide - marks


def revision(*parts: str) -> str:
    """A short fingerprint of texts, to see whether they changed. Lone surrogates count."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return digest.hexdigest()[:16]


def file_name(text: str, limit: int = 60) -> Safe:
    """A name for a file made from remote text: letters, digits, ``-_.`` and no path."""
    kept = re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip(".-")[:limit]
    return Safe(kept or "unnamed")
