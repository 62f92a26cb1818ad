"""A short list to choose one line from: verbs, responses, durations."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.widget import Widget

from modtui.text import Safe
from modtui.tui.pieces import Line, Piece, say
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.widgets.lines import Choices


class ChoiceSheet(Sheet[int | None]):
    """Gives the number of the chosen line, or None. ``letters`` are keys that choose a line,
    empty where it has none."""

    NAME = "choice"
    BINDINGS: ClassVar[list[BindingType]] = bindings("choice", "all")

    def __init__(
        self, title: Safe, rows: Sequence[Line], cursor: int = 0, letters: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self.question = title
        self.letters = list(letters)
        self.choices = Choices(self.desk_app.looks, rows, cursor)

    def body(self) -> Iterable[Widget]:
        yield self.choices

    def status(self) -> tuple[Line, Line]:
        at = f"{self.choices.cursor + 1}/{self.choices.count()}"
        return (Piece(self.question, "bar"),), (say(at, "bar-dim"),)

    def on_key(self, event: events.Key) -> None:
        for pressed in (event.character, event.key):
            if pressed and pressed in self.letters:
                event.stop()
                self.dismiss(self.letters.index(pressed))
                return

    def action_open(self) -> None:
        if self.choices.count():
            self.dismiss(self.choices.cursor)
