"""Colours: a Textual theme for its widgets, and named *looks* for the text we draw.

The theme that is used without configuration stands here in compiled form, so that opening
the desk reads no file; ``themes/dusk.yaml`` says the same, and a test compares the two.
"""

import contextlib
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from rich.errors import StyleSyntaxError
from rich.style import Style

from modtui import privately
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
    """What a theme file says. Colours are ``#rrggbb``, looks are Rich styles.

    ``terminal``: it uses the terminal's own background, text and 16 colours. Its colours
    are then Textual's names for those (``ansi_blue``, ``ansi_default``).
    """

    name: str
    dark: bool
    colours: dict[str, str]
    looks: dict[str, str]
    terminal: bool = False


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
        "panel": "#32353f",
    },
    looks={
        "text": "#d9dbe6",
        "dim": "#a3a8bf",
        "title": "bold #f3f4fa",
        "accent": "#8fb4ff",
        "key": "bold #8fb4ff",
        "bar": "#e6e8f2 on #32353f",
        "bar-dim": "#b4b9cf on #32353f",
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
            background = "default" if self.theme.terminal else self.theme.colours["background"]
            ground = Style.parse(f"on {background}")
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
    variables = {"footer-background": colours["background"]}
    if theme.terminal:
        variables |= _NAMED
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
        ansi=theme.terminal,
        variables=variables,
    )


_NAMED = {
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
    "block-cursor-foreground": "ansi_black",
    "block-cursor-background": "ansi_white",
    "input-cursor-foreground": "ansi_black",
    "input-cursor-background": "ansi_white",
    "input-selection-foreground": "ansi_black",
    "input-selection-background": "ansi_white",
    "border-blurred": "ansi_default",
}
"""What Textual would otherwise mix from two colours, which named ones do not allow."""


def proposed_theme(environment: Mapping[str, str]) -> str:
    """The theme where none was chosen: what the terminal can show, and the person wants.

    ``NO_COLOR`` asks for none (https://no-color.org: a choice in a configuration file or on
    the command line counts more). How many colours there are is told by ``COLORTERM`` and
    ``TERM``, as Rich reads them.
    """
    if environment.get("NO_COLOR"):
        return "mono"
    term = environment.get("TERM", "")
    many = environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit")
    if not many and term and not term.endswith(("256color", "-direct", "kitty")):
        return "terminal"
    return DUSK.name


def needs_ascii(environment: Mapping[str, str]) -> bool:
    """Whether marks beyond ASCII would not be seen: the Linux console's font lacks them,
    and a locale that somebody chose may say that the terminal does."""
    if environment.get("TERM") in ("linux", "dumb", "vt100", "vt220"):
        return True
    chosen = next(
        (found for name in ("LC_ALL", "LC_CTYPE", "LANG") if (found := environment.get(name))), ""
    )
    return bool(chosen) and "utf" not in chosen.lower()


def read_theme(path: Path, cache: Path | None = None) -> ThemeFile:
    """A theme file read and checked. Raises ThemeError with the file's name.

    ``cache`` is a folder for the compiled form: reading YAML costs a tenth of a start.
    """
    try:
        raw = path.read_bytes()[:100_000]
    except OSError as error:
        raise _unusable(path, error) from None
    compiled = cache / f"theme-{hashlib.sha256(raw).hexdigest()}.msgpack" if cache else None
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        if compiled is not None:
            return msgspec.msgpack.decode(compiled.read_bytes(), type=ThemeFile)
    theme = _parsed(path, raw)
    with contextlib.suppress(OSError):
        if compiled is not None:
            privately.replace_file(compiled, msgspec.msgpack.encode(theme))
            for old in compiled.parent.glob("theme-*.msgpack"):
                if old != compiled:
                    old.unlink(missing_ok=True)
    return theme


def _unusable(path: Path, error: Exception) -> ThemeError:
    return ThemeError(
        _("The theme {file} cannot be read: {why}").format(
            file=safe_line(path.name), why=safe_line(str(error))
        )
    )


def _parsed(path: Path, raw: bytes) -> ThemeFile:
    import yaml

    try:
        found = yaml.safe_load(raw)
        theme = msgspec.convert(found, ThemeFile)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise _unusable(path, error) from None
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


def find_theme(name: str, cache: Path | None = None) -> ThemeFile:
    """The theme of that name: shipped ones by name, others by a path that ends in .yaml.

    ``cache`` as in ``read_theme``.

    Raises ThemeError.
    """
    if name in ("", DUSK.name):
        return DUSK
    if name.endswith((".yaml", ".yml")):
        return read_theme(Path(name).expanduser(), cache)
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
    return read_theme(path, cache)
