"""The command line: one line at the bottom of the screen, with what it can become above it."""

from collections.abc import Callable
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from modtui.text import Safe, safe
from modtui.tui import keys
from modtui.tui.commandline import common
from modtui.tui.pieces import Line, Piece, cells, say
from modtui.tui.screens.asking import Prompt, SafeInput
from modtui.tui.screens.sheet import bindings
from modtui.tui.theme import Looks
from modtui.tui.widgets.bars import Bar
from modtui.words import _

LONGEST = 500
Fitting = Callable[[str], tuple[Safe, ...]]


class CommandScreen(Prompt):
    """Gives what was typed, or None. ``fitting`` says what the last word can become."""

    NAME = "command"
    DEFAULT_CSS = """
    CommandScreen { background: transparent; align: left bottom; }
    CommandScreen SafeInput { height: 1; border: none; padding: 0 1; background: $surface; }
    CommandScreen SafeInput:focus { border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings("command")

    def __init__(self, fitting: Fitting) -> None:
        super().__init__()
        self.fitting = fitting
        self._cycle: tuple[str, ...] = ()
        """What the last word became in turn, while the key that completes is pressed again."""
        self._completed = ""
        self.line = SafeInput(":", max_length=LONGEST, select_on_focus=False)

    def compose(self) -> ComposeResult:
        # Any app with looks will do.
        self.bar = Bar(cast(Looks, getattr(self.app, "looks")), "bar")  # noqa: B009
        yield self.bar
        yield self.line

    def on_mount(self) -> None:
        # Not focus(), which comes later: the next key belongs here already.
        self.set_focus(self.line)
        self.line.cursor_position = 1
        self.tell()

    def on_resize(self) -> None:
        self.tell()

    def tell(self) -> None:
        """Says what fits what is typed, and the keys."""
        run, complete, back = keys.of("run-command"), keys.of("complete"), keys.of("close-command")
        words = _("{run}: do it · {complete}: complete · {back}: back")
        right: Line = (say(words.format(run=run, complete=complete, back=back), "bar-dim"),)
        room = self.size.width - 3 - cells(right[0].text)
        told = " ".join(sorted(self._cycle) or self.fitting(self.line.value))
        self.bar.show((Piece(safe(told), "bar"),) if room > 8 else (), right)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._completed:
            self._cycle = ()
        if not event.value:
            # The colon was taken back.
            self.dismiss(None)
        else:
            self.tell()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.lstrip(":").strip() or None)

    def action_complete(self) -> None:
        typed = self.line.value
        before, blank, last = typed.rpartition(" ")
        if not blank:
            before, last = "", typed.lstrip(":")
        lead = before + blank if blank else ":"
        if self._cycle and typed == self._completed:
            self._cycle = (*self._cycle[1:], self._cycle[0])
            self._put(lead + self._cycle[0])
            return
        found = self.fitting(typed)
        if len(found) == 1:
            self._put(f"{lead}{found[0]} ")
        elif found:
            shared = common(found)
            if len(shared) > len(last):
                self._put(lead + shared)
            else:
                self._cycle = found
                self._put(lead + found[0])

    def _put(self, text: str) -> None:
        self._completed = text
        self.line.value = text
        self.line.cursor_position = len(text)

    def action_close(self) -> None:
        self.dismiss(None)
