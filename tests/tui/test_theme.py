"""Themes: what the file says is what is used, and text can be read."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from unicodedata import east_asian_width

import pytest
from rich.style import Style

from modtui.demo.opening import demo_desk, demo_file
from modtui.shipped import names, shipped
from modtui.tui import marks
from modtui.tui.theme import (
    DUSK,
    LOOKS,
    ThemeError,
    find_theme,
    needs_ascii,
    proposed_theme,
    read_theme,
)
from tests.tui.conftest import Clock, seated

ROOT = Path(__file__).resolve().parents[2]
AA, AAA = 4.5, 7.0


def contrasts() -> ModuleType:
    """What computes the table of the documentation."""
    spec = importlib.util.spec_from_file_location("contrast", ROOT / ".make" / "contrast.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_file_of_the_default_theme_says_what_is_compiled_in() -> None:
    assert read_theme(shipped("themes") / "dusk.yaml") == DUSK


@pytest.mark.parametrize("colours", [1 << 24, 256])
@pytest.mark.parametrize("name", names("themes"))
def test_every_look_of_a_shipped_theme_can_be_read(name: str, colours: int) -> None:
    theme = find_theme(name)
    found = {look: contrasts().of_look(theme, look, colours=colours) for look in LOOKS}
    least = AAA if name == "contrast" else AA
    assert {look: ratio for look, ratio in found.items() if ratio and ratio < least} == {}
    # Only a theme of the terminal's own colours may leave one to the terminal.
    assert theme.terminal or None not in found.values()


@pytest.mark.parametrize("name", names("themes"))
def test_a_theme_of_named_colours_gives_both_colours_of_a_pair_or_neither(name: str) -> None:
    theme = find_theme(name)
    for look in LOOKS if theme.terminal else ():
        style = Style.parse(theme.looks[look])
        coloured = style.color is not None and not style.color.is_default
        assert coloured == (style.bgcolor is not None), look


@pytest.mark.parametrize("name", names("themes"))
def test_what_matters_is_told_by_more_than_colour(name: str) -> None:
    theme = find_theme(name)
    styles = {look: Style.parse(theme.looks[look]) for look in LOOKS}
    assert styles["hit"].underline and styles["hit"].bold
    assert styles["added"].underline and styles["removed"].strike
    assert styles["cursor"].bold and styles["bar-warn"].bold and styles["severe"].bold


def test_the_table_of_contrasts_in_the_documentation_is_what_is_computed_now() -> None:
    check = [sys.executable, ROOT / ".make" / "contrast.py", "--check"]
    assert subprocess.run(check).returncode == 0, "make contrasts"


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"TERM": "xterm-256color"}, "dusk"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "dusk"),
        ({"TERM": "tmux-256color", "NO_COLOR": ""}, "dusk"),
        ({"TERM": "linux"}, "terminal"),
        ({"TERM": "screen"}, "terminal"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "mono"),
        ({}, "dusk"),
    ],
)
def test_without_a_choice_the_terminal_tells_the_theme(
    environment: dict[str, str], name: str
) -> None:
    assert proposed_theme(environment) == name


@pytest.mark.parametrize(
    ("environment", "ascii_only"),
    [
        ({"TERM": "xterm-256color", "LANG": "fr_FR.UTF-8"}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "LANG": "C"}, True),
        ({"TERM": "xterm-256color", "LANG": "de_DE.ISO-8859-1"}, True),
        ({"TERM": "xterm-256color", "LANG": "C", "LC_ALL": "C.UTF-8"}, False),
        ({"TERM": "linux", "LANG": "fr_FR.UTF-8"}, True),
    ],
)
def test_marks_are_ascii_where_others_would_not_be_seen(
    environment: dict[str, str], ascii_only: bool
) -> None:
    assert needs_ascii(environment) is ascii_only


async def test_in_ascii_every_border_and_mark_of_the_screens_is_ascii(
    tmp_path: Path, clock: Clock
) -> None:
    marks.use_ascii(True)
    try:
        async with seated(demo_desk(tmp_path, clock=clock), clock, demo_file(tmp_path)) as person:
            seen = person.screen()
            assert "> " in seen
            await person.does("open")
            seen += person.screen()
            await person.does("remove")
            seen += person.screen()
            await person.does("cancel", "rule")
            seen += person.screen()
            await person.does("close-rules", "help")
            seen += person.screen()
    finally:
        marks.use_ascii(False)
    # Other scripts have signs of their own, as wide as their letters.
    signs = {
        letter
        for letter in seen
        if not letter.isascii() and not letter.isalpha() and east_asian_width(letter) not in "WF"
    }
    assert signs == set()


async def test_the_screen_is_drawn_in_the_colours_of_its_theme(
    tmp_path: Path, clock: Clock
) -> None:
    desk = demo_desk(tmp_path, clock=clock)
    async with seated(desk, clock, demo_file(tmp_path), theme=find_theme("terminal")) as person:
        lines = person.app.screen._compositor.render_strips(person.app.size)
        colours = {
            colour
            for line in lines
            for segment in line
            if segment.style is not None
            for colour in (segment.style.color, segment.style.bgcolor)
            if colour is not None
        }
    assert all(colour.triplet is None for colour in colours)


async def test_text_fields_are_drawn_in_the_colours_of_the_theme_too(
    tmp_path: Path, clock: Clock
) -> None:
    theme = find_theme("dawn")
    desk = demo_desk(tmp_path, clock=clock)
    async with seated(desk, clock, demo_file(tmp_path), theme=theme) as person:
        await person.does("filter-queue")
        field = person.app.focused
        assert field is not None
        assert field.styles.background.hex.lower() == theme.colours["surface"].lower()


def test_a_theme_is_read_from_its_compiled_form_while_its_file_is_unchanged(
    tmp_path: Path,
) -> None:
    text = (shipped("themes") / "dawn.yaml").read_text("utf-8")
    path, cache = tmp_path / "mine.yaml", tmp_path / "compiled"
    path.write_text(text, "utf-8")
    first = read_theme(path, cache)
    assert [file.stat().st_mode & 0o777 for file in cache.iterdir()] == [0o600]
    assert read_theme(path, cache) == first
    path.write_text(text.replace("name: dawn", "name: mine"), "utf-8")
    assert read_theme(path, cache).name == "mine"
    assert len(list(cache.iterdir())) == 1


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
