"""One line of text from the person, asked at the bottom of the screen they are on."""

from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from modtui.text import Safe, safe, safe_line
from modtui.tui.pieces import Piece, say
from modtui.tui.theme import Looks
from modtui.tui.widgets.bars import Bar
from modtui.words import _

LONGEST = 2000


class SafeInput(Input):
    """Textual's input shows what is typed or pasted into it as it is; this one lets only
    safe text in. Its cursor does not blink: that would be bytes on the line for nothing."""

    def on_mount(self) -> None:
        self.cursor_blink = False

    def replace(self, text: str, start: int, end: int) -> None:
        super().replace(safe_line(text, LONGEST) if text.strip() else text, start, end)


class Prompt(ModalScreen[str | None]):
    """A line to type on, over the screen below."""

    line: SafeInput

    def typed_early(self, character: str) -> None:
        """Takes a letter that arrived in one piece with the key that opened this, before it
        had the keys: it is no key of the screen below."""
        self.line.insert_text_at_cursor(character)


class AskScreen(Prompt):
    """Enter gives the text, Escape turns back."""

    DEFAULT_CSS = """
    AskScreen { background: transparent; align: left bottom; }
    AskScreen SafeInput { height: 1; border: none; padding: 0 1; background: $surface; }
    AskScreen SafeInput:focus { border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, question: Safe, text: str = "") -> None:
        super().__init__()
        self.question = question
        self.line = SafeInput(safe(text, LONGEST), max_length=LONGEST)

    def compose(self) -> ComposeResult:
        looks = cast(Looks, getattr(self.app, "looks"))  # noqa: B009 - any app with looks
        bar = Bar(looks, "bar")
        bar.show((Piece(self.question, "bar"),), (say(_("Enter: done · Esc: back"), "bar-dim"),))
        yield bar
        yield self.line

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip())

    def on_mount(self) -> None:
        # Not focus(), which comes later: the next key belongs here already.
        self.set_focus(self.line)
