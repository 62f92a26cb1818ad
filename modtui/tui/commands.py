"""The command palette: our own actions by name, and little else."""

import contextlib
from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from modtui.actions import Action
from modtui.text import safe_line
from modtui.triage.errors import DeskError
from modtui.tui import keys
from modtui.tui.screens.filtered import FilteredSheet
from modtui.tui.screens.sheet import Sheet
from modtui.words import _


class DeskCommands(Provider):
    """What the keys of the present screen do, by name, with the key beside it."""

    def _commands(self) -> Iterator[tuple[str, Any]]:
        screen = self.screen
        if not isinstance(screen, Sheet):
            return
        for action in keys.actions(screen.NAME):
            if action.act and action.context != "list" and action.id != "palette":
                yield _named(action), partial(self._run, action)
        if isinstance(screen, FilteredSheet):
            with contextlib.suppress(DeskError):
                for view in screen.desk_app.desk.asking.views(screen.PANE):
                    words = _("view {name}: {filter}").format(name=view.name, filter=view.filter)
                    yield safe_line(words), partial(screen.show_view, view.filter)
        if not screen.desk_app.desk.settings.restricted:
            # It is a file, wherever the program runs.
            yield _("save a picture of the screen (SVG)"), self.app.deliver_screenshot

    async def _run(self, action: Action) -> None:
        await self.app.run_action(action.act, self.screen)

    async def discover(self) -> Hits:
        """All commands, before anything is typed."""
        for name, run in self._commands():
            # Content: a plain string would be read as markup, and views have names of all kinds.
            yield DiscoveryHit(Content(name), run, name)

    async def search(self, query: str) -> Hits:
        """The commands whose names fit what is typed."""
        matcher = self.matcher(query)
        for name, run in self._commands():
            if (score := matcher.match(name)) > 0:
                # To be highlighted it is read as markup: not where a name might be some.
                shown = Content(name) if "[" in name else matcher.highlight(name)
                yield Hit(score, shown, run, name)


class Palette(CommandPalette):
    """Textual's palette, without its crash where a page is turned before its list was laid
    out (8.2: ``OptionList`` then has options but no lines); drawn with what every terminal
    can show, and without a scrollbar."""

    DEFAULT_CSS = """
    Palette SearchIcon { display: none; }
    Palette #--input, Palette #--input.--list-visible { border: none; padding: 0 1; }
    Palette #--input CommandInput { padding: 0; }
    Palette #--results CommandList { border: none; scrollbar-size: 0 0; }
    """

    def _action_command_list(self, action: str) -> None:
        with contextlib.suppress(KeyError, IndexError):
            super()._action_command_list(action)


def _named(action: Action) -> str:
    return f"{action.words()}  ({keys.keys_shown(action)})"
