"""Colours: a Textual theme for its widgets, and named *looks* for the text we draw.

The theme that is used without configuration stands here in compiled form, so that opening
the desk reads no file; ``themes/dusk.yaml`` says the same, and a test compares the two.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from rich.errors import StyleSyntaxError
from rich.style import Style

from modtui.model import Struct
from modtui.text import safe_line
from modtui.words import _

if TYPE_CHECKING:
    from textual.theme import Theme

LOOKS = (
    "text", "dim", "title", "accent", "key", "bar", "bar-dim", "bar-warn", "cursor", "hit",
    "quote", "good", "warn", "bad", "severe", "high", "medium", "low", "added", "removed",
)  # fmt: skip
"""Every name that a theme file must give under ``looks:``."""


class ThemeError(Exception):
    """A theme file cannot be used. ``str()`` is one plain sentence."""


class ThemeFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What a theme file says. Colours are ``#rrggbb``, looks are Rich styles."""

    name: str
    dark: bool
    colours: dict[str, str]
    looks: dict[str, str]


DUSK = ThemeFile(
    name="dusk",
    dark=True,
    colours={
        "primary": "#8fb4ff",
        "secondary": "#b7a3e0",
        "accent": "#f0c674",
        "warning": "#f0c674",
        "error": "#ff938a",
        "success": "#9fd08c",
        "foreground": "#d9dbe6",
        "background": "#1b1d2a",
        "surface": "#242738",
        "panel": "#2d3147",
    },
    looks={
        "text": "#d9dbe6",
        "dim": "#a3a8bf",
        "title": "bold #f3f4fa",
        "accent": "#8fb4ff",
        "key": "bold #8fb4ff",
        "bar": "#e6e8f2 on #2d3147",
        "bar-dim": "#b4b9cf on #2d3147",
        "bar-warn": "bold #1b1d2a on #f0c674",
        "cursor": "bold #ffffff on #40496f",
        "hit": "bold underline #1b1d2a on #f0c674",
        "quote": "#c3c7da",
        "good": "#9fd08c",
        "warn": "#f0c674",
        "bad": "bold #ff938a",
        "severe": "bold #ff938a",
        "high": "#ffb59e",
        "medium": "#f0c674",
        "low": "#a3a8bf",
        "added": "underline #9fd08c",
        "removed": "strike #ff938a",
    },
)


class Looks:
    """The styles of one theme by the name of their look; parsed when first used."""

    def __init__(self, theme: ThemeFile) -> None:
        self.theme = theme
        self._styles: dict[str, Style] = {}

    @property
    def ground(self) -> Style:
        """What all other looks stand on: ordinary text on the theme's background."""
        style = self._styles.get("")
        if style is None:
            ground = Style.parse(f"on {self.theme.colours['background']}")
            style = self._styles[""] = Style.parse(self.theme.looks["text"]) + ground
        return style

    def __getitem__(self, look: str) -> Style:
        style = self._styles.get(look)
        if style is None:
            style = self._styles[look] = Style.parse(self.theme.looks[look])
        return style


def textual_theme(theme: ThemeFile) -> "Theme":
    """The part of a theme that Textual's own widgets use (palette, text fields)."""
    from textual.theme import Theme

    colours = dict(theme.colours)
    return Theme(
        name=f"modtui-{theme.name}",
        primary=colours["primary"],
        secondary=colours["secondary"],
        accent=colours["accent"],
        warning=colours["warning"],
        error=colours["error"],
        success=colours["success"],
        foreground=colours["foreground"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
        dark=theme.dark,
        variables={"footer-background": colours["background"]},
    )


def read_theme(path: Path) -> ThemeFile:
    """A theme file read and checked. Raises ThemeError with the file's name."""
    import yaml

    try:
        raw = path.read_bytes()[:100_000]
        found = yaml.safe_load(raw)
        theme = msgspec.convert(found, ThemeFile)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise ThemeError(
            _("The theme {file} cannot be read: {why}").format(
                file=safe_line(path.name), why=safe_line(str(error))
            )
        ) from None
    missing = [look for look in LOOKS if look not in theme.looks]
    missing += [colour for colour in DUSK.colours if colour not in theme.colours]
    if missing:
        raise ThemeError(
            _("The theme {file} lacks: {names}").format(
                file=safe_line(path.name), names=", ".join(missing)
            )
        )
    for look, style in theme.looks.items():
        try:
            Style.parse(style)
        except StyleSyntaxError as error:
            raise ThemeError(
                _("The theme {file}, look {look}: {why}").format(
                    file=safe_line(path.name), look=safe_line(look), why=safe_line(str(error))
                )
            ) from None
    return theme


def find_theme(name: str) -> ThemeFile:
    """The theme of that name: shipped ones by name, others by a path that ends in .yaml.

    Raises ThemeError.
    """
    if name in ("", DUSK.name):
        return DUSK
    if name.endswith((".yaml", ".yml")):
        return read_theme(Path(name).expanduser())
    from modtui.shipped import shipped

    folder = shipped("themes")
    path = folder / f"{name}.yaml"
    known = sorted(entry.stem for entry in folder.glob("*.yaml"))
    if name not in known:
        raise ThemeError(
            _("There is no theme {name}. There is: {known}").format(
                name=safe_line(name), known=", ".join(known)
            )
        )
    return read_theme(path)
