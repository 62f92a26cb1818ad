"""One line to type a filter in, with what it comes to, or its flaw, in a line below."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from modtui.filters.parsing import LONGEST
from modtui.filters.shapes import Flaw
from modtui.text import Safe, safe_line
from modtui.tui import keys
from modtui.tui.pieces import Line, Piece, cells, say
from modtui.tui.screens.asking import SafeInput
from modtui.tui.theme import Looks
from modtui.tui.widgets.bars import Bar
from modtui.words import _

ADDED = 50
"""Characters that a screen may add to what was typed."""


class FilterInput(SafeInput):
    """What is typed. Enter submits it; the screen completes it and turns back."""

    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("filtering"))


class FilterPrompt(Vertical):
    """The line and, below it, how many fit, what could follow, or where the flaw is."""

    DEFAULT_CSS = """
    FilterPrompt { height: 2; display: none; }
    FilterPrompt FilterInput { height: 1; border: none; padding: 0 1; background: $surface; }
    FilterPrompt FilterInput:focus { border: none; }
    """

    def __init__(self, looks: Looks) -> None:
        super().__init__()
        # The focus is told later than the first letters come: they would be chosen, and typed over.
        self.input = FilterInput(
            max_length=LONGEST - ADDED,
            placeholder=_("words, author:ana, age>2d"),
            select_on_focus=False,
        )
        self.below = Bar(looks)
        self.counted: Safe = safe_line("")
        """How many fit, in words."""

    def compose(self) -> ComposeResult:
        yield self.input
        yield self.below

    def open(self, text: str) -> None:
        """Shows the line with a filter in it, chosen whole: typing replaces it."""
        # A saved view may have been written by hand: the input shows what it has as it is.
        self.input.value = safe_line(text, LONGEST)
        self.display = True
        # At once, not when the screen comes to it: the next key may be on its way.
        self.screen.set_focus(self.input)
        self.input.select_all()

    def close(self) -> None:
        """Puts the line away."""
        self.display = False
        self.counted = safe_line("")

    def say(self, words: Iterable[Piece] = ()) -> None:
        """Says something below the line, with how many fit at its right."""
        self.below.show(tuple(words), (Piece(self.counted, "dim"),) if self.counted else ())

    def mark(self, flaw: Flaw) -> None:
        """Puts marks below the place of a flaw."""
        before = cells(self.input.value[: flaw.at.start]) - round(self.input.scroll_offset.x)
        width = cells(self.input.value[flaw.at.start : flaw.at.end])
        room = max(self.size.width - 2 - max(before, 0), 1)
        marks = "^" * max(min(width + min(before, 0), room), 1)
        self.below.show((say(" " * max(before, 0)), say(marks, "warn")))

    def offer(self, choices: Sequence[str], at: int) -> None:
        """Shows what could stand at the cursor, the one that stands there now marked."""
        line: list[Piece] = []
        # Those before the one that is marked go first where not all fit.
        for number, choice in enumerate(choices[max(at - 1, 0) :], max(at - 1, 0)):
            line += [say("  ")] if line else []
            look = "accent" if number == at else "dim"
            word = safe_line(choice, 40)
            line.append(Piece(safe_line(f"›{word}", 42) if number == at else word, look))
        self.below.show(tuple(line), (say(f"{at + 1}/{len(choices)}", "dim"),))


def flaw_words(flaw: Flaw) -> Line:
    """A flaw in a sentence."""
    line = [Piece(flaw.message)]
    if flaw.hint:
        line += [say(": "), Piece(flaw.hint)]
    return tuple(line)
