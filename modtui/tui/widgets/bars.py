"""The single lines around a list: status above, message and keys below."""

from collections.abc import Sequence

from textual.strip import Strip
from textual.widget import Widget

from modtui.tui.pieces import Line, Paragraph, cells, cut, lay, say, strip
from modtui.tui.theme import Looks


class Bar(Widget):
    """One line with something at its left and something at its right.

    Where both do not fit, the left one is cut with an ellipsis; the right one is cut only
    when it does not fit alone.
    """

    DEFAULT_CSS = "Bar { height: 1; }"

    def __init__(self, looks: Looks, base: str = "text") -> None:
        super().__init__()
        self.looks = looks
        self.base = base
        self.left: Line = ()
        self.right: Line = ()

    def show(self, left: Line, right: Line = (), base: str | None = None) -> None:
        """Shows other words; repaints only where they differ."""
        base = self.base if base is None else base
        if (left, right, base) != (self.left, self.right, self.base):
            self.left, self.right, self.base = left, right, base
            self.refresh()

    @property
    def words(self) -> str:
        """What it says, as one text."""
        return "".join(piece.text for piece in (*self.left, *self.right))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        right = cut(self.right, max(width - 2, 0))
        taken = sum(cells(piece.text) for piece in right)
        room = max(width - taken - (3 if right else 2), 0)
        left = cut(self.left, room)
        gap = width - 2 - taken - sum(cells(piece.text) for piece in left)
        return strip(
            (say(" "), *left, say(" " * max(gap, 0)), *right), width, self.looks, self.base
        )


class Column(Widget):
    """Some widgets above each other, beside other columns."""

    DEFAULT_CSS = "Column { layout: vertical; width: 1fr; height: 1fr; }"


class MessageBar(Bar):
    """What is said above the keys: one line, and more only where the words need them."""

    MOST = 3

    def __init__(self, looks: Looks) -> None:
        super().__init__(looks)
        self.lines: tuple[Line, ...] = ()

    def show(self, left: Line, right: Line = (), base: str | None = None) -> None:
        before = self.left
        super().show(left, right, base)
        if self.left != before:
            self._wrap()

    def on_resize(self) -> None:
        self._wrap()

    def _wrap(self) -> None:
        width = self.size.width or self.app.size.width
        # A line can be a cell wider than it wraps: the screen's edge has a blank on both sides.
        lines = lay((Paragraph(self.left),), max(width - 2, 1)).lines
        if len(lines) > self.MOST:
            rest = [piece for line in lines[self.MOST - 1 :] for piece in (*line, say(" "))]
            lines = (*lines[: self.MOST - 1], tuple(rest))
        self.lines = lines
        height = max(len(lines), 1)
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        line = self.lines[y] if y < len(self.lines) else ()
        return strip((say(" "), *cut(line, width - 2)), width, self.looks, self.base)


class Footer(Widget):
    """The keys that matter here: as many whole hints as fit, the most needed first."""

    DEFAULT_CSS = "Footer { height: 1; }"

    def __init__(self, looks: Looks, hints: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.looks = looks
        self.hints = tuple(hints)
        self.unable: frozenset[str] = frozenset()

    def mark(self, unable: frozenset[str]) -> None:
        """Shows keys as those of what cannot be done here."""
        if unable != self.unable:
            self.unable = unable
            self.refresh()

    def show(self, hints: Sequence[tuple[str, str]]) -> None:
        """Shows other hints."""
        if tuple(hints) != self.hints:
            self.hints = tuple(hints)
            self.refresh()

    def fitting(self, width: int) -> list[tuple[str, str]]:
        """The hints that fit whole, in the order of their weight."""
        chosen: list[tuple[str, str]] = []
        used = 1
        for key, word in self.hints:
            size = cells(key) + 1 + cells(word) + 2 + (key in self.unable)
            if used + size - 1 <= width:
                chosen.append((key, word))
                used += size
        return chosen

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        pieces = [say(" ")]
        chosen = self.fitting(width)
        # Help comes last to the eye though it is first to get room.
        for key, word in chosen[1:] + chosen[:1]:
            # Not told by its look alone.
            shown = say(f"✗{key}", "dim") if key in self.unable else say(key, "key")
            pieces += [shown, say(f" {word}  ", "dim")]
        return strip(pieces, width, self.looks)
