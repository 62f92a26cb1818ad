"""Themes: what the file says is what is used, and text can be read."""

from pathlib import Path

import pytest
from rich.style import Style

from modtui.shipped import names, shipped
from modtui.tui.theme import DUSK, LOOKS, ThemeError, find_theme, read_theme


def test_the_file_of_the_default_theme_says_what_is_compiled_in() -> None:
    assert read_theme(shipped("themes") / "dusk.yaml") == DUSK


@pytest.mark.parametrize("name", names("themes"))
def test_every_look_of_a_shipped_theme_can_be_read(name: str) -> None:
    theme = find_theme(name)
    for look in LOOKS:
        style = Style.parse(theme.looks[look])
        ground = style.bgcolor.triplet if style.bgcolor else _hex(theme.colours["background"])
        assert style.color is not None and style.color.triplet is not None
        assert ground is not None
        assert _contrast(tuple(style.color.triplet), tuple(ground)) >= 4.5, look


def test_a_theme_that_lacks_a_look_is_refused_by_name(tmp_path: Path) -> None:
    text = (shipped("themes") / "dusk.yaml").read_text("utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text("\n".join(line for line in text.splitlines() if "  hit:" not in line), "utf-8")
    with pytest.raises(ThemeError, match="mine.yaml lacks: hit"):
        read_theme(path)


def test_a_style_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    text = (shipped("themes") / "dusk.yaml").read_text("utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace('hit: "', 'hit: "blod '), "utf-8")
    with pytest.raises(ThemeError, match="look hit"):
        read_theme(path)


def test_an_unknown_theme_names_the_known_ones() -> None:
    with pytest.raises(ThemeError, match="dusk"):
        find_theme("dawn-of-nothing")


def _hex(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The contrast ratio of WCAG 2."""

    def light(colour: tuple[int, ...]) -> float:
        parts = [
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
            for part in (channel / 255 for channel in colour)
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
