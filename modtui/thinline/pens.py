"""How a cell looks, and the shortest way from one look to the next."""

from functools import lru_cache
from typing import NamedTuple

# Bits of a pen's attributes, in the order of their SGR codes.
BOLD, DIM, ITALIC, UNDERLINE, BLINK = 1, 2, 4, 8, 16
RAPID, REVERSE, CONCEAL, STRIKE, DOUBLE = 32, 64, 128, 256, 512
FRAME, CIRCLE, OVERLINE = 1024, 2048, 4096

ON = {
    BOLD: "1", DIM: "2", ITALIC: "3", UNDERLINE: "4", BLINK: "5", RAPID: "6", REVERSE: "7",
    CONCEAL: "8", STRIKE: "9", DOUBLE: "21", FRAME: "51", CIRCLE: "52", OVERLINE: "53",
}  # fmt: skip
OFF = {
    BOLD: "22", DIM: "22", ITALIC: "23", UNDERLINE: "24", BLINK: "25", REVERSE: "27",
    CONCEAL: "28", STRIKE: "29", OVERLINE: "55",
}  # fmt: skip
"""What turns one attribute off; the others go only with a reset."""
CODES = {code: bit for bit, code in ON.items()}
LAST_OFF = {
    "22": BOLD | DIM, "23": ITALIC, "24": UNDERLINE | DOUBLE, "25": BLINK | RAPID,
    "27": REVERSE, "28": CONCEAL, "29": STRIKE, "54": FRAME | CIRCLE, "55": OVERLINE,
}  # fmt: skip

SEEN_ON_BLANK = UNDERLINE | DOUBLE | REVERSE | STRIKE | FRAME | CIRCLE | OVERLINE
"""What can be seen on a cell without a character."""


class Pen(NamedTuple):
    """The look of a cell. Colours are SGR parameters as Textual wrote them, such as
    ``38;2;0;0;0``; empty: the terminal's own. ``link`` is what stands between ``8;`` and
    the end of an OSC 8; empty: none."""

    attributes: int = 0
    fg: str = ""
    bg: str = ""
    link: str = ""


PLAIN = Pen()


@lru_cache(1024)
def after(pen: Pen, codes: str) -> Pen | None:
    """The pen after ``CSI codes m``; None where a code is not known."""
    attributes, fg, bg, link = pen
    parts = codes.split(";")
    at = 0
    while at < len(parts):
        code = parts[at].lstrip("0")
        if code == "":
            attributes, fg, bg = 0, "", ""
        elif code in ("38", "48"):
            length = {"5": 3, "2": 5}.get(parts[at + 1] if at + 1 < len(parts) else "")
            if length is None or at + length > len(parts):
                return None
            colour = ";".join(parts[at : at + length])
            fg, bg = (colour, bg) if code == "38" else (fg, colour)
            at += length - 1
        elif code in CODES:
            attributes |= CODES[code]
        elif code in LAST_OFF:
            attributes &= ~LAST_OFF[code]
        elif code in ("39", "49"):
            fg, bg = ("", bg) if code == "39" else (fg, "")
        elif len(code) == 2 and code[0] in "39" and code[1] in "01234567":
            fg = code
        elif (code[:1] == "4" and len(code) == 2) or (code[:2] == "10" and len(code) == 3):
            if code[-1] not in "01234567":
                return None
            bg = code
        else:
            return None
        at += 1
    return Pen(attributes, fg, bg, link)


@lru_cache(4096)
def to_blank(pen: Pen, blank: Pen) -> Pen:
    """The pen nearest to ``pen`` under which a blank cell looks as under ``blank``."""
    if blank.attributes & SEEN_ON_BLANK:
        return blank
    return Pen(pen.attributes & ~SEEN_ON_BLANK, pen.fg, blank.bg, blank.link)


@lru_cache(4096)
def change(old: Pen | None, new: Pen, deltas: bool = True) -> str:
    """The shortest sequences that turn one pen into another; from None: whatever it was.

    Without ``deltas`` attributes are only taken away by a reset (old Linux consoles read
    39 and 21 otherwise than everybody).
    """
    link = ""
    if old is None or old.link != new.link:
        link = f"\x1b]8;{new.link or ';'}\x1b\\" if old is not None or new.link else ""
    if old is not None and old[:3] == new[:3]:
        return link
    whole = [code for bit, code in ON.items() if new.attributes & bit]
    whole += [colour for colour in (new.fg, new.bg) if colour]
    best = f"\x1b[0;{';'.join(whole)}m" if whole else "\x1b[m"
    if old is not None:
        codes = _delta(old, new, deltas)
        if codes is not None and len(codes) + 3 < len(best):
            best = f"\x1b[{codes}m"
    return best + link


def _delta(old: Pen, new: Pen, deltas: bool) -> str | None:
    codes: list[str] = []
    gone = old.attributes & ~new.attributes
    come = new.attributes & ~old.attributes
    if not deltas and (gone or (old.fg and not new.fg) or (old.bg and not new.bg)):
        return None
    for bit in ON:
        if gone & bit:
            if bit not in OFF:
                return None
            if OFF[bit] not in codes:
                codes.append(OFF[bit])
    if gone & (BOLD | DIM):
        # One code turns both off.
        come |= new.attributes & (BOLD | DIM)
    codes += [code for bit, code in ON.items() if come & bit]
    if old.fg != new.fg:
        codes.append(new.fg or "39")
    if old.bg != new.bg:
        codes.append(new.bg or "49")
    return ";".join(codes)
