"""Saved views: filters with a name, to be shown, saved and deleted."""

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.widget import Widget

from modtui.text import safe_line
from modtui.triage.savedviews import View
from modtui.triage.views import Pane
from modtui.tui import keys
from modtui.tui.pieces import Line, Piece, fit, say
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.widgets.lines import Choices
from modtui.words import _


class ViewsSheet(Sheet[str | None]):
    """Gives the filter of the chosen view, empty for everything, or None.

    ``applied`` is the filter that is set, which can be saved.
    """

    NAME = "views"
    BINDINGS: ClassVar[list[BindingType]] = bindings("views", "all")

    def __init__(self, pane: Pane, applied: str) -> None:
        super().__init__()
        self.pane = pane
        self.applied = applied
        self.views: tuple[View, ...] = ()
        self.list = Choices(self.desk_app.looks, ())

    def body(self) -> Iterable[Widget]:
        yield self.list

    def on_mount(self) -> None:
        self._load()

    def _load(self, name: str = "") -> None:
        """Reads the views, and puts the cursor on one of them."""
        from modtui.triage.desk import DeskError

        everything = View(_("everything"), "", own=False)
        try:
            saved = self.desk_app.desk.asking.views(self.pane)
        except DeskError as error:
            saved = ()
            self.desk_app.say(safe_line(str(error), 300), "bar-warn")
        self.views = (everything, *saved)
        names = [view.name for view in self.views]
        self.list.replace([self._row(at, view) for at, view in enumerate(self.views)])
        if name in names:
            self.list.move_to(names.index(name))
        self.tell()

    def _row(self, at: int, view: View) -> Line:
        given = not view.own and at > 0
        return (
            Piece(fit(safe_line(str(at) if at < 10 else ""), 2), "key"),
            Piece(fit(safe_line(view.name, 40), 22)),
            say(" "),
            Piece(safe_line(view.filter, 200), "accent" if view.filter == self.applied else "dim"),
            say("  " + _("(modtui.yaml)") if given else "", "dim"),
        )

    def status(self) -> tuple[Line, Line]:
        title = _("Views of the queue")
        if self.pane is Pane.AUDIT:
            title = _("Views of the audit trail")
        set_ = safe_line(self.applied, 60)
        right = _("now: {filter}").format(filter=set_) if set_ else _("no filter is set")
        return (say(title, "bar"),), (say(right, "bar-dim"),)

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character in "0123456789":
            event.stop()
            if int(event.character) < len(self.views):
                self.dismiss(self.views[int(event.character)].filter)

    def action_open(self) -> None:
        self.dismiss(self.views[self.list.cursor].filter)

    def action_save(self) -> None:
        if self.applied:
            self.desk_app.act_within(self._save())
        else:
            words = _("No filter is set: set one with {key} first, then save it here.")
            self.desk_app.say(words.format(key=keys.of("filter")))

    async def _save(self) -> None:
        from modtui.tui import deciding

        asking = self.desk_app.desk.asking
        name = await deciding.ask(
            self.desk_app, _("Name of the view {filter}").format(filter=safe_line(self.applied, 40))
        )
        if name:
            view = await asking.save_view(self.pane, name, self.applied)
            self._load(view.name)
            self.desk_app.say(_("Saved: {name}").format(name=safe_line(view.name, 40)))

    def action_delete(self) -> None:
        view = self.views[self.list.cursor]
        if view.own:
            self.desk_app.act_within(self._delete(view))
        else:
            self.desk_app.say(_("This one is not deleted here."))

    async def _delete(self, view: View) -> None:
        await self.desk_app.desk.asking.delete_view(self.pane, view.name)
        self._load()
        name, filter = safe_line(view.name, 40), safe_line(view.filter, 100)
        self.desk_app.say(_("Deleted: {name} ({filter})").format(name=name, filter=filter))
