"""The message to a person, to be edited."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.widget import Widget
from textual.widgets import TextArea

from modtui.text import Safe, safe
from modtui.tui.pieces import Line, Piece, say
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.words import _, plural

LONGEST = 20_000


class SafeArea(TextArea):
    """Textual's text area shows what is typed or pasted into it as it is; this one lets
    only safe text in."""

    DEFAULT_CSS = """
    SafeArea { border: none; padding: 0 1; height: 1fr; }
    SafeArea:focus { border: none; }
    """

    def edit(self, edit: Edit) -> EditResult:
        edit.text = safe(edit.text, LONGEST)
        return super().edit(edit)


class WritingSheet(Sheet[str | None]):
    """Gives the text as it was left, or None where the changes were thrown away.

    Leaving with Escape keeps the text: nothing is sent before the preview is confirmed.
    """

    NAME = "writing"
    BINDINGS: ClassVar[list[BindingType]] = bindings("writing")

    def __init__(self, title: Safe, text: str, limit: int | None = None) -> None:
        super().__init__()
        self.heading = title
        self.text = safe(text, LONGEST)
        self.limit = limit
        self.area = SafeArea(self.text, soft_wrap=True, show_line_numbers=False)

    def body(self) -> Iterable[Widget]:
        yield self.area

    def on_mount(self) -> None:
        self.area.focus()
        self.tell()

    def status(self) -> tuple[Line, Line]:
        length = len(self.area.text)
        words = plural("{count} character", "{count} characters", length)
        look = "bar-dim"
        if self.limit is not None:
            words = _("{n} of {limit} characters").format(n=length, limit=self.limit)
            look = "bar-warn" if length > self.limit else look
        return (Piece(self.heading, "bar"),), (say(words, look),)

    def on_text_area_changed(self) -> None:
        self.tell()

    def action_done(self) -> None:
        self.dismiss(self.area.text if self.area.text != self.text else None)

    def action_discard(self) -> None:
        self.dismiss(None)
