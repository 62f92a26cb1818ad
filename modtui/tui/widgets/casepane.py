"""The pane that a case is read in: alone on its screen, or beside the queue."""

from typing import ClassVar

from textual.binding import BindingType

from modtui.text import Safe
from modtui.tui import keys
from modtui.tui.pieces import Piece, say
from modtui.tui.theme import Looks
from modtui.tui.widgets.bars import Bar, Column
from modtui.tui.widgets.lines import MARGIN, MARK, Reading


class CasePane(Reading):
    """A case to read, with the keys of a case."""

    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("case"))


class Framed(Column):
    """A case pane under its title, with a line at its left."""

    DEFAULT_CSS = "Framed { border-left: solid $secondary; }"

    def __init__(self, looks: Looks) -> None:
        self.title = Bar(looks)
        self.pane = CasePane(looks)
        super().__init__(self.title, self.pane)

    def tell(self, name: Safe, about: Safe) -> None:
        """Shows the title: which pane this is, what is in it, which part of it is seen.

        A mark stands before the pane that has the keys.
        """
        keys_here = self.pane.has_focus
        mark, look = (MARK, "title") if keys_here else (MARGIN, "accent")
        left = (mark, Piece(name, look), say(" "), Piece(about, "dim"))
        self.title.show(left, (Piece(self.pane.where, "dim"),))
