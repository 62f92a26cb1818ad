"""The one base of the queue, the case, the audit pane and every list: lines drawn by us.

A line is asked for when it is seen and kept as a strip; a cursor key repaints the two
lines that changed and nothing else. There is no scrollbar (a third of the work and of the
bytes): the status line says where one is. The offset is our own instead of Textual's
``ScrollView``, whose reactive scrolling, virtual size and scrollbars are work for nothing
here; what it shares with it is the line API.
"""

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from modtui.text import Safe
from modtui.tui import keys
from modtui.tui.pieces import Laid, Line, Paragraph, Place, cut, lay, part_seen, say, strip
from modtui.tui.theme import Looks

MARGIN = say(" ")
MARK = say("›", "accent")
"""Stands before the row with the cursor, so that not only its colour tells."""
WIDEST = 100
"""Cells that a text to read is wrapped to at most: longer lines are hard to follow."""
KEPT = 1000
"""How many strips are kept at most."""


class Lines(Widget, can_focus=True, inherit_bindings=False):
    """Lines that scroll. A subclass says how many there are and draws one."""

    DEFAULT_CSS = "Lines { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("list"))

    class Moved(Message):
        """Another line is the first one shown, or the cursor is on another row."""

    def __init__(self, looks: Looks) -> None:
        super().__init__()
        self.looks = looks
        self.top = 0
        self.empty: Line = ()
        """What to say where there are no lines."""
        self.drawn = 0
        """How many lines were drawn rather than taken from those kept."""
        self._kept: dict[Hashable, Strip] = {}

    def count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def token(self, index: int) -> Hashable:
        """Changes whenever the line would look different."""
        raise NotImplementedError

    def draw(self, index: int, width: int) -> Strip:
        """The line as it looks."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        index, width = self.top + y, self.size.width
        if index >= self.count():
            if index == 0 and self.empty:
                return strip((MARGIN, MARGIN, *self.empty), width, self.looks)
            return strip((), width, self.looks)
        token = (self.token(index), width)
        found = self._kept.get(token)
        if found is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self.drawn += 1
            found = self._kept[token] = self.draw(index, width)
        return found

    @property
    def page(self) -> int:
        """How many lines are seen at once; at least one."""
        return max(self.size.height, 1)

    def place_cursor(self) -> None:
        """Puts the terminal's own cursor where it belongs here."""

    def on_focus(self, event: events.Focus) -> None:
        # Textual repaints what gets or loses the keys. Lines look the same either way: with
        # two panes that was the whole screen, 27 kB of it.
        event.prevent_default()
        self.has_focus = True
        self.place_cursor()
        if self.parent is not None:
            self.parent.post_message(events.DescendantFocus(self))

    def on_blur(self, event: events.Blur) -> None:
        event.prevent_default()
        self.has_focus = False
        if self.parent is not None:
            self.parent.post_message(events.DescendantBlur(self))

    def scroll_top(self, top: int) -> None:
        """Shows the lines from ``top`` on, as far as there are any."""
        top = max(0, min(top, self.count() - self.page))
        if top != self.top:
            self.top = top
            self.refresh()
            self.post_message(self.Moved())

    def on_resize(self) -> None:
        self.scroll_top(self.top)
        self.post_message(self.Moved())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_top(self.top + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_top(self.top - 3)

    def action_down(self) -> None:
        self.scroll_top(self.top + 1)

    def action_up(self) -> None:
        self.scroll_top(self.top - 1)

    def action_page_down(self) -> None:
        self.scroll_top(self.top + self.page - 1)

    def action_page_up(self) -> None:
        self.scroll_top(self.top - self.page + 1)

    def action_first(self) -> None:
        self.scroll_top(0)

    def action_last(self) -> None:
        self.scroll_top(self.count())


class PickList(Lines):
    """Lines of which one is chosen. The terminal's own cursor stands on it, for screen
    readers and Braille lines."""

    def __init__(self, looks: Looks) -> None:
        super().__init__(looks)
        self.cursor = 0

    def pieces(self, index: int, width: int) -> Line:
        """What stands on a row."""
        raise NotImplementedError

    def state(self, index: int) -> Hashable:
        """Changes whenever what stands on the row does."""
        raise NotImplementedError

    def token(self, index: int) -> Hashable:
        return self.state(index), index == self.cursor

    def draw(self, index: int, width: int) -> Strip:
        base = "cursor" if index == self.cursor else "text"
        return strip(cut(self.pieces(index, width), width), width, self.looks, base)

    def move_to(self, index: int) -> None:
        """Puts the cursor on a row; scrolls no further than needed to show it."""
        index = max(0, min(index, self.count() - 1))
        before, self.cursor = self.cursor, index
        self.show_cursor()
        if before != index:
            for row in (before, index):
                if 0 <= row - self.top < self.page:
                    self.refresh(Region(0, row - self.top, self.size.width, 1))
            self.post_message(self.Moved())

    def show_cursor(self) -> None:
        """Scrolls so that the cursor is seen, and puts the terminal's cursor there."""
        top = self.top
        if self.cursor < top:
            top = self.cursor
        elif self.cursor >= top + self.page:
            top = self.cursor - self.page + 1
        self.scroll_top(top)
        if self.has_focus:
            self.app.cursor_position = Offset(
                self.region.x, self.region.y + max(self.cursor - self.top, 0)
            )

    def changed(self) -> None:
        """The rows are others than before."""
        self.cursor = max(0, min(self.cursor, self.count() - 1))
        self.show_cursor()
        self.refresh()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        self.show_cursor()
        self.post_message(self.Moved())

    def place_cursor(self) -> None:
        self.show_cursor()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.move_to(self.cursor + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.move_to(self.cursor - 3)

    def action_down(self) -> None:
        self.move_to(self.cursor + 1)

    def action_up(self) -> None:
        self.move_to(self.cursor - 1)

    def action_page_down(self) -> None:
        self.move_to(self.cursor + self.page - 1)

    def action_page_up(self) -> None:
        self.move_to(self.cursor - self.page + 1)

    def action_first(self) -> None:
        self.move_to(0)

    def action_last(self) -> None:
        self.move_to(self.count() - 1)


class Choices(PickList):
    """A short list of lines to choose from, given whole."""

    def __init__(self, looks: Looks, rows: Sequence[Line], cursor: int = 0) -> None:
        super().__init__(looks)
        self.rows: Sequence[Line] = rows
        self.cursor = cursor

    def count(self) -> int:
        return len(self.rows)

    def state(self, index: int) -> Hashable:
        return self.rows[index]

    def pieces(self, index: int, width: int) -> Line:
        return (MARK if index == self.cursor else MARGIN, MARGIN, *self.rows[index])

    def replace(self, rows: Sequence[Line]) -> None:
        """Shows other rows; the cursor stays where it is."""
        self.rows = rows
        self.changed()


class Reading(Lines):
    """A text to read: paragraphs, wrapped to the width.

    In another width, and where more came in above, the text stays where the person was.
    """

    def __init__(self, looks: Looks, paragraphs: Sequence[Paragraph] = ()) -> None:
        super().__init__(looks)
        self.paragraphs: Sequence[Paragraph] = paragraphs
        self._laid: Laid | None = None
        self._width = 0
        self._goal: str | Place | None = None
        self._reached = -1
        """The line that the goal had when it was last gone to; -1: it was not yet."""

    @property
    def laid(self) -> Laid:
        """The text wrapped for the present width."""
        if self._laid is None or self._width != self.size.width:
            before, self._width = self._laid, self.size.width
            self._laid = lay(self.paragraphs, self.width)
            if before is not None and 0 < self.top < len(before.places):
                top = self._laid.line_of(before.places[self.top])
                self._reached = top if self._reached == self.top else self._reached
                self.top = top
        return self._laid

    @property
    def width(self) -> int:
        """How many cells a line of the text may take now."""
        return max(min(self.size.width - 2, WIDEST), 1)

    def count(self) -> int:
        return len(self.laid.lines)

    @property
    def where(self) -> Safe:
        """Which lines are seen, in words; empty where all are."""
        total = self.count()
        return part_seen(min(self.top + self.page, total), total, self.page)

    @property
    def place(self) -> Place:
        """What the first line shows, in any width."""
        places = self.laid.places
        return places[self.top] if self.top < len(places) else (0, 0)

    def render_line(self, y: int) -> Strip:
        # Wrapping anew moves the first line: before it is asked which one to draw.
        self.count()
        return super().render_line(y)

    def token(self, index: int) -> Hashable:
        return self.laid.lines[index]

    def draw(self, index: int, width: int) -> Strip:
        line = self.laid.lines[index]
        return strip((MARGIN, *line), width, self.looks)

    def replace(self, paragraphs: Sequence[Paragraph], *, from_top: bool = False) -> None:
        """Shows another text; stays at the same line unless told otherwise."""
        if from_top:
            self.top = 0
            self._goal = None
        if paragraphs != self.paragraphs or from_top:
            self.paragraphs = paragraphs
            self._laid = None
            self.scroll_top(self.top)
            self._pursue()
            self.refresh()
            self.post_message(self.Moved())

    def on_resize(self) -> None:
        # Wrapping anew finds the line where the person was: before anything scrolls.
        self.count()
        super().on_resize()
        self._pursue()

    def jump(self, goal: str | Place) -> bool:
        """Scrolls to a place, or to one with a name; False where there is none.

        Until the person scrolls on, it is gone to again whenever more text comes in.
        """
        self._goal, self._reached = goal, -1
        return self._pursue()

    def _pursue(self) -> bool:
        goal = self._goal
        if goal is None or self._reached not in (-1, self.top):
            self._goal = None
            return False
        line = self.laid.anchors.get(goal) if isinstance(goal, str) else self.laid.line_of(goal)
        if line is not None and self.size.width:
            self.scroll_top(line)
            self._reached = self.top
        return line is not None

    def place_cursor(self) -> None:
        self.app.cursor_position = self.region.offset
