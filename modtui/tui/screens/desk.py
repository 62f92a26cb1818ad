"""The desk: the queue, how the line stands, what is held back."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.timer import Timer
from textual.widget import Widget

from modtui.model import CaseKey
from modtui.text import safe, safe_line
from modtui.triage.views import UNDECIDED, Pane, Recorded
from modtui.tui import keys, pacing
from modtui.tui.layout import shares
from modtui.tui.pieces import Line, Piece, Place, cells, cut, say
from modtui.tui.screens.filtered import FilteredSheet
from modtui.tui.screens.sheet import bindings
from modtui.tui.screens.withcase import WithCase
from modtui.tui.times import ago
from modtui.tui.widgets.bars import Bar, Column
from modtui.tui.widgets.lines import Reading
from modtui.tui.widgets.queue import Queue, heading
from modtui.words import _, plural

if TYPE_CHECKING:
    from modtui.tui.acting import Acting
    from modtui.tui.sight import Sight
    from modtui.tui.widgets.casepane import CasePane, Framed


class QueueColumn(Column):
    """The queue under its heading, with the keys of the queue."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("queue")


class Panes(Widget):
    """Queue, case and what is around it beside each other, as many as there is room for."""

    DEFAULT_CSS = "Panes { layout: horizontal; height: 1fr; }"


class DeskSheet(FilteredSheet, WithCase):
    """The first screen: the queue, and beside it the case of its row where there is room."""

    NAME = "desk"
    PANE = Pane.QUEUE
    BINDINGS: ClassVar[list[BindingType]] = bindings("verbs", "desk", "all")

    def __init__(self) -> None:
        super().__init__()
        app = self.desk_app
        self.heading = Bar(app.looks)
        # Rows are gone through with the arrows here; the room is for verbs.
        self.footer.show(keys.hints(self.NAME, {"next"}))
        self.queue = Queue(app.looks, lambda: app.desk.rows(), app.clock)
        # The heading comes above the queue but takes no keys.
        self.left = QueueColumn(self.heading, self.queue)
        self.panes = Panes(self.left)
        self.case: Framed | None = None
        self.around: Framed | None = None
        self._rested: CaseKey | None = None
        self._lull: Timer | None = None
        self._place: Place | None = None
        """Where the person is in the case, while another layout takes over."""

    def body(self) -> Iterable[Widget]:
        yield self.panes

    # The layout.

    def on_mount(self) -> None:
        self.fit()
        super().on_mount()

    def on_resize(self) -> None:
        self.fit()
        super().on_resize()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        self.fit()
        super().on_screen_resume(event)

    @property
    def wide(self) -> bool:
        """Whether a case stands beside the queue."""
        return self.case is not None and self.case.display

    def fit(self) -> None:
        """Shares out the width. The person stays where they are, in the case too."""
        widths = shares(self.app.size.width)
        focused = self.focused
        self.left.styles.width = widths[0]
        if len(widths) > 1 and self.desk_app.opened:
            self._open_panes(widths)
        elif self.wide and self.sight is not None:
            key, reading = self.sight.key, focused is not self.queue
            place = self.sight.place(beside=self.around is not None and focused is self.around.pane)
            self._close_panes()
            if reading and key is not None and self.app.screen is self:
                from modtui.tui.screens.case import CaseSheet

                self.app.push_screen(CaseSheet(key, place))

    def _open_panes(self, widths: tuple[int, ...]) -> None:
        # Only now: a narrow desk needs none of this.
        from modtui.tui.sight import Sight
        from modtui.tui.widgets.casepane import Framed

        if self.case is None:
            self.case, self.around = Framed(self.desk_app.looks), Framed(self.desk_app.looks)
            self.panes.mount(self.case, self.around)
            self.sight = Sight(self, self.case.pane)
        assert self.around is not None and self.sight is not None  # noqa: S101 - made together
        focused = self.focused
        place = self._place or self.sight.place(beside=focused is self.around.pane)
        reading = self._place is not None or focused not in (None, self.queue)
        taken, self._place = self._place is not None, None
        beside = self.around.pane if len(widths) > 2 else None
        opened = self.case.display and self.sight.beside is beside and self.sight.key is not None
        if opened and not taken:
            self.follow()
            return
        self.case.display = True
        self.around.display = beside is not None
        self.around.styles.width = widths[2] if len(widths) > 2 else 0
        self.sight.beside = beside
        self.follow()
        self.sight.fill()
        pane = self.sight.go(place)
        if reading:
            # Not before it is there: one that is still being mounted takes no focus.
            self.call_after_refresh(self._give_keys, pane)

    def _give_keys(self, pane: "CasePane") -> None:
        if pane.is_attached:
            self.set_focus(pane)

    def _close_panes(self) -> None:
        assert self.case is not None and self.around is not None  # noqa: S101 - see fit()
        self.queue.focus()
        self.case.display = self.around.display = False
        self.sight = None
        self.case.remove()
        self.around.remove()
        self.case = self.around = None

    def take_over(self, sight: "Sight") -> None:
        """Goes on with the case that a screen of its own showed, at the same place."""
        if sight.key is not None:
            self.queue.select(sight.key)
            self._place = sight.place()

    def key_hints(self) -> list[tuple[str, str]]:
        in_case = self.NAME == "case" and not self.filtering
        return WithCase.key_hints(self) if in_case else super().key_hints()

    def on_descendant_focus(self) -> None:
        self.NAME = "case" if isinstance(self.focused, Reading) else "desk"
        if self.sight is not None and self.sight.beside is not None:
            self.sight.at_person = self.focused is self.sight.beside
        self.tell()

    def follow(self) -> None:
        """Shows the case of the row under the cursor."""
        key = self.case_key()
        if self.wide and self.sight is not None and key != self.sight.key:
            self.sight.show(key, at_once=False)

    def on_lines_moved(self) -> None:
        self.follow()
        self._read_ahead()
        self.tell()

    def _read_ahead(self) -> None:
        """Where no case stands beside the queue, the one to be opened next is read before."""
        key = self.case_key()
        if self.wide or key is None or key == self._rested:
            return
        begun, self._rested = self._rested is not None, key
        if self._lull is not None:
            self._lull.stop()
        if begun:
            self._lull = self.set_timer(pacing.LULL, lambda: self._rest(key))

    def _rest(self, key: CaseKey) -> None:
        if key == self.case_key():
            self.desk_app.desk.prefetch((key, *pacing.following(self.queue, key)))

    def open_case(self, key: CaseKey, part: str = "") -> None:
        """Gives the keys to the case: in its pane, or on a screen of its own."""
        if self.wide and self.sight is not None and self.case is not None:
            self.sight.settle()
            self.set_focus(self.sight.jump(part) if part else self.case.pane)
        else:
            from modtui.tui.screens.case import CaseSheet

            self.app.push_screen(CaseSheet(key, part))

    def action_close(self) -> None:
        if not self.desk_app.turn_back():
            if self.sight is not None:
                self.sight.at_person = False
            self.desk_app.came_back()
            self.set_focus(self.queue)

    def status(self) -> tuple[Line, Line]:
        app = self.desk_app
        left = [Piece(safe_line(app.community, 30), "bar")]
        if not app.opened:
            return tuple(left), (say(_("opening…"), "bar-dim"),)
        moderator = app.desk.moderator
        total = self.queue.count()
        if self.applied:
            place = _("{n} of {total}").format(n=total, total=app.desk.total)
            if total:
                place = f"{self.queue.cursor + 1}/{place}"
            left = [say(f"{place} · /", "bar"), Piece(safe_line(self.applied, 100), "bar")]
            if marked := len(self.queue.marked):
                left.insert(0, say(_("{n} marked").format(n=marked) + " · ", "bar"))
            return tuple(left), cut(line_words(app), 16)
        if moderator is not None:
            left.append(Piece(safe(" · " + safe_line(moderator.name, 20)), "bar-dim"))
        if total:
            left.append(Piece(safe(f" · {self.queue.cursor + 1}/{total}"), "bar"))
        if marked := len(self.queue.marked):
            left.append(say(" · " + _("{n} marked").format(n=marked), "bar"))
        # The full sentence of a trouble stands above the keys: here it leaves room for the rest.
        room = self.size.width - 3 - sum(cells(piece.text) for piece in left) - 2
        return tuple(left), cut(line_words(app), max(room, 12))

    def tell(self) -> None:
        super().tell()
        width = shares(self.app.size.width)[0]
        if not self.desk_app.opened:
            self.heading.show(heading(width))
            return
        self._tell_panes()
        self.queue.say_empty(empty_words(self.desk_app))
        arrivals = self.desk_app.desk.arrivals
        if arrivals.new:
            words = plural("{count} new case", "{count} new cases", arrivals.new)
            if arrivals.urgent:
                words += ", " + plural("{count} urgent", "{count} urgent", arrivals.urgent)
            words += " – " + _("{key} lets them in").format(key=keys.of("let-in"))
            self.heading.show((say(words, "accent"),))
        else:
            self.heading.show(heading(width))

    def _tell_panes(self) -> None:
        if self.case is None or self.around is None or self.sight is None:
            return
        about = "".join(piece.text for piece in self.sight.status())
        self.case.tell(safe(_("Case")), safe_line(about.partition(" · ")[2], 100))
        if self.sight.beside is not None:
            self.around.tell(safe(_("Around it")), safe(_("thread and person")))

    @property
    def applied(self) -> str:
        app = self.desk_app
        return app.desk.filter if app.opened else ""

    @property
    def filtered_list(self) -> Queue:
        return self.queue

    def out_of(self, count: int) -> str:
        return _("{n} of {total}").format(n=count, total=self.desk_app.desk.total)

    async def apply(self, text: str) -> None:
        before = self.case_key()
        await self.desk_app.desk.narrow(text)
        self.queue.reload()
        if before is not None:
            self.queue.select(before)
        if self.case_key() != before:
            # What stands here now is another case: from the top, and not at once a verb on it.
            self.queue.move_to(0)
            self.desk_app.case_shown()

    def case_key(self) -> CaseKey | None:
        row = self.queue.current
        return row.key if row else None

    def chosen_cases(self) -> Sequence[CaseKey]:
        return tuple(self.queue.marked)

    def mark(self, key: CaseKey) -> None:
        self.queue.mark(key)
        current = self.queue.current
        if self.desk_app.screen is self and current is not None and current.key == key:
            self.queue.move_to(self.queue.cursor + 1)
        self.tell()

    def action_unfilter(self) -> None:
        if self.queue.marked:
            self.queue.unmark()
            self.tell()
        else:
            super().action_unfilter()

    def decided(self, written: Recorded) -> None:
        self.queue.unmark()
        current = self.queue.current
        if current is not None and current.standing not in UNDECIDED:
            self.moved_on(current.key)
        self.tell()

    def moved_on(self, key: CaseKey) -> None:
        following = self.queue.undecided(key)
        if following is not None:
            self.queue.select(following.key)

    def show(self, key: CaseKey) -> None:
        self.queue.select(key)

    def desk_changed(self) -> None:
        was_empty = not self.queue.count()
        # Until the person has begun, what is most urgent comes under the cursor.
        self.queue.reload(follow=self.desk_app.desk.touched)
        if was_empty and self.queue.count():
            self.desk_app.case_shown()
        self.fit()
        self.follow()
        if self.sight is not None:
            self.sight.fill()
        else:
            self.tell()


def empty_words(app: "Acting") -> Line:
    """What stands in place of the queue: that it is empty only where the backend said so."""
    line = app.desk.line
    if app.desk.filter and app.desk.total:
        words = _("No case fits the filter. {key} shows all {total}.").format(
            key=keys.of("unfilter"), total=app.desk.total
        )
        return (say(words, "warn"),)
    if app.desk.arrivals.new:
        words = _("New cases are waiting: {key} lets them in.").format(key=keys.of("let-in"))
        return (say(words, "accent"),)
    if line.trouble:
        words = _("The queue could not be read. It is tried again; {key} tries now.")
        return (say(words.format(key=keys.of("refresh")), "warn"),)
    if not line.complete:
        return (say(_("Reading the queue…"), "dim"),)
    return (say(_("The queue is empty: nothing waits for you."), "good"),)


def line_words(app: "Acting") -> Line:
    """How the desk stands with its backend, in a few words."""
    line = app.desk.line
    known = ""
    if line.recalled and line.read_at is not None:
        known = _("as of {ago}").format(ago=ago(line.read_at, app.clock()))
    if line.trouble:
        trouble = Piece(safe("! " + safe_line(line.trouble, 100)), "bar-warn")
        return (say(f"{known} · ", "bar-dim"), trouble) if known else (trouble,)
    if line.judged:
        words = _("judging anew… {count}").format(count=line.judged)
        return (say(words, "bar-dim"),)
    if line.reading and line.total:
        words = _("reading {seen} of {total}…").format(seen=line.seen, total=line.total)
        return (say(words, "bar-dim"),)
    if known:
        return (say(known + (_(", reading…") if line.reading else ""), "bar-dim"),)
    if line.reading and not line.complete:
        return (say(_("reading… {seen}").format(seen=line.seen), "bar-dim"),)
    if line.read_at is None:
        return (say(_("not read yet"), "bar-dim"),)
    words = _("read {ago}").format(ago=ago(line.read_at, app.clock()))
    if not line.complete:
        words += ", " + _("not whole")
    return (say(words, "bar-dim"),)
