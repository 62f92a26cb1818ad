"""Our marks in ASCII, for terminals and fonts that have no others.

Which is asked for once, at the start, like the language. Letters are never changed: what
people wrote stays what it is, and only typographic signs in it are drawn more simply.
"""

_ASCII = str.maketrans(
    {
        "›": ">", "‹": "<", "·": "-", "─": "-", "│": "|", "▌": "|", "┃": "|", "█": "#",
        "░": ".", "▒": ":", "…": "~", "→": ">", "←": "<", "↑": "^", "↓": "v", "⏎": "$",
        "✗": "x", "✓": "+", "●": "*", "•": "*", "◌": "o", "×": "x", "–": "-", "—": "-",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\u00a0": " ",
        "⋯": "~", "▸": ">", "▾": "v", "■": "#", "□": ".", "◆": "*", "≥": ">", "≤": "<",
    }
)  # fmt: skip
"""Each takes one cell before and after, so that nothing on a line moves."""

_ascii = False


def use_ascii(wanted: bool) -> None:
    """From here on marks are drawn in ASCII, or in full again."""
    global _ascii
    _ascii = wanted


def spelled(words: str) -> str:
    """Our own words before they are laid out: an ellipsis takes three cells in ASCII."""
    return words.replace("…", "...") if _ascii else words


def drawn(text: str) -> str:
    """Laid out text as it goes to the screen; as many cells as before."""
    return text.translate(_ASCII) if _ascii and not text.isascii() else text
