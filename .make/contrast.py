"""The table of contrasts in docs/themes.md, computed from the themes. ``--check``: is it so?"""

import sys
from pathlib import Path

from rich.color import Color, ColorSystem
from rich.style import Style

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from modtui.shipped import names  # noqa: E402
from modtui.tui.theme import LOOKS, ThemeFile, find_theme  # noqa: E402

PAGE = ROOT / "docs" / "themes.md"
BEGIN, END = "<!-- contrasts -->\n", "<!-- end of contrasts -->\n"

Triplet = tuple[int, int, int]


def _palette(text: str) -> tuple[Triplet, ...]:
    return tuple(_hex(colour) for colour in text.split())


def _hex(colour: str) -> Triplet:
    return int(colour[0:2], 16), int(colour[2:4], 16), int(colour[4:6], 16)


PALETTES = {
    "VGA, the Linux console": _palette(
        "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa"
        " 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"
    ),
    "xterm": _palette(
        "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5"
        " 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
    ),
    "Tango": _palette(
        "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf"
        " 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec"
    ),
}
"""The 16 colours of common terminals, in the order of their numbers."""


def contrast(one: Triplet, other: Triplet) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""

    def light(colour: Triplet) -> float:
        parts = [
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
            for part in (channel / 255 for channel in colour)
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def of_look(theme: ThemeFile, look: str, *, colours: int = 1 << 24) -> float | None:
    """The contrast of a look on its background; None: that of the terminal's own text.

    ``colours`` 256: as a terminal with that many shows it. Of named colours, the worst of
    the common palettes.
    """
    style = Style.parse(theme.looks[look])
    if theme.terminal:
        if style.color is None or style.bgcolor is None or style.color.is_default:
            return None
        numbers = style.color.number, style.bgcolor.number
        if None in numbers:
            raise ValueError(f"{theme.name}: {look} is not made of named colours")
        return min(
            contrast(palette[numbers[0]], palette[numbers[1]]) for palette in PALETTES.values()
        )
    ground = style.bgcolor or Color.parse(theme.colours["background"])
    colour = style.color or Color.parse(theme.looks["text"])
    return contrast(_shown(colour, colours), _shown(ground, colours))


def _shown(colour: Color, colours: int) -> Triplet:
    if colours == 256:
        colour = colour.downgrade(ColorSystem.EIGHT_BIT)
    red, green, blue = colour.get_truecolor()
    return red, green, blue


def table() -> str:
    """The lowest contrasts of each theme, and all looks that have one."""
    themes = [find_theme(name) for name in names("themes")]
    coloured = [theme for theme in themes if any(of_look(theme, look) for look in LOOKS)]
    lines = [
        "| look | " + " | ".join(theme.name for theme in coloured) + " |",
        "|---" * (len(coloured) + 1) + "|",
    ]
    for look in LOOKS:
        lines.append(f"| {look} | " + " | ".join(_told(theme, look) for theme in coloured) + " |")
    lines.append(
        "| **lowest** | " + " | ".join(f"**{_lowest(t, 1 << 24)}**" for t in coloured) + " |"
    )
    lines.append(
        "| lowest with 256 colours | " + " | ".join(_lowest(t, 256) for t in coloured) + " |"
    )
    return "\n".join(lines) + "\n"


def _told(theme: ThemeFile, look: str) -> str:
    found = of_look(theme, look)
    return "own" if found is None else f"{found:.1f}"


def _lowest(theme: ThemeFile, colours: int) -> str:
    found = [c for look in LOOKS if (c := of_look(theme, look, colours=colours)) is not None]
    return f"{min(found):.1f}"


def main() -> int:
    page = PAGE.read_text("utf-8")
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    new = before + BEGIN + table() + END + after
    if "--check" in sys.argv:
        return 0 if new == page else 1
    PAGE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
