"""One case: what was said, by whom, around what, who flagged it and why."""

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.widget import Widget

from modtui.model import CaseKey
from modtui.tui.layout import WIDE
from modtui.tui.pieces import Line, Piece, Place
from modtui.tui.screens.sheet import bindings
from modtui.tui.screens.withcase import WithCase
from modtui.tui.sight import Sight
from modtui.tui.widgets.casepane import CasePane
from modtui.words import _


class CaseSheet(WithCase):
    """A case, whole, where queue and case do not fit side by side.

    After a decision it goes on to the next one by itself. Where the terminal becomes wide it
    gives way to the desk, which shows the case beside the queue.
    """

    NAME = "case"
    BINDINGS: ClassVar[list[BindingType]] = bindings("verbs", "desk", "all")
    sight: Sight

    def __init__(self, key: CaseKey, goal: str | Place = "") -> None:
        super().__init__()
        self.key = key
        self.goal = goal
        """What to show first: a named part or a place; empty: its beginning."""
        self._gave_way = False
        self.reading = CasePane(self.desk_app.looks)
        self.sight = Sight(self, self.reading)

    def body(self) -> Iterable[Widget]:
        yield self.reading

    def on_mount(self) -> None:
        self.show(self.key)
        if isinstance(self.goal, str):
            self.sight.at_person = self.goal == "person"
        if self.goal:
            self.reading.jump(self.goal)

    def status(self) -> tuple[Line, Line]:
        return self.sight.status(), (Piece(self.reading.where, "bar-dim"),)

    def case_key(self) -> CaseKey:
        return self.key

    def show(self, key: CaseKey) -> None:
        """Shows a case: what is known at once, the rest when it is there."""
        self.key = key
        self.desk_app.desk_sheet.queue.select(key)
        self.sight.show(key)

    def desk_changed(self) -> None:
        self.sight.fill()

    def moved_on(self, key: CaseKey) -> None:
        if self not in self.app.screen_stack:
            # The terminal became wide meanwhile.
            self.desk_app.desk_sheet.moved_on(key)
            return
        following = self.desk_app.desk_sheet.queue.undecided(key)
        if following is None:
            self.dismiss(None)
            self.desk_app.say(_("That was the last undecided case."))
        else:
            self.show(following.key)

    def on_resize(self) -> None:
        super().on_resize()
        self._give_way()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        super().on_screen_resume(event)
        # Not within the event: the screen above is still being taken away.
        self.call_later(self._give_way)

    def _give_way(self) -> None:
        if self.app.size.width >= WIDE and self.app.screen is self and not self._gave_way:
            self._gave_way = True
            self.desk_app.desk_sheet.take_over(self.sight)
            self.dismiss(None)
