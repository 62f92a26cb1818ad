"""The desk: the queue, how the line stands, what is held back."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from modtui.model import CaseKey
from modtui.text import safe, safe_line
from modtui.triage.views import UNDECIDED, Pane, Recorded
from modtui.tui.pieces import Line, Piece, cells, cut, say
from modtui.tui.screens.filtered import FilteredSheet
from modtui.tui.screens.sheet import bindings
from modtui.tui.times import ago
from modtui.tui.widgets.bars import Bar
from modtui.tui.widgets.queue import Queue, heading
from modtui.words import _, plural

if TYPE_CHECKING:
    from modtui.tui.acting import Acting


class DeskSheet(FilteredSheet):
    """The first screen."""

    NAME = "desk"
    PANE = Pane.QUEUE
    BINDINGS: ClassVar[list[BindingType]] = bindings("queue", "verbs", "desk", "all")

    def __init__(self) -> None:
        super().__init__()
        app = self.desk_app
        self.heading = Bar(app.looks)
        self.queue = Queue(app.looks, lambda: app.desk.rows(), app.clock)

    def body(self) -> Iterable[Widget]:
        # The heading comes above the queue but takes no keys.
        yield self.heading
        yield self.queue

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
        if not self.desk_app.opened:
            self.heading.show(heading(self.size.width))
            return
        self.queue.say_empty(empty_words(self.desk_app))
        arrivals = self.desk_app.desk.arrivals
        if arrivals.new:
            words = plural("{count} new case", "{count} new cases", arrivals.new)
            if arrivals.urgent:
                words += ", " + plural("{count} urgent", "{count} urgent", arrivals.urgent)
            words += " – " + _("g lets them in")
            self.heading.show((say(words, "accent"),))
        else:
            self.heading.show(heading(self.size.width))

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

    def rule_chosen(self, rule: str) -> bool:
        from modtui.tui.deciding import use_rule

        key = self.case_key()
        return key is not None and use_rule(self.desk_app, key, rule)

    def desk_changed(self) -> None:
        was_empty = not self.queue.count()
        # Until the person has begun, what is most urgent comes under the cursor.
        self.queue.reload(follow=self.desk_app.desk.touched)
        if was_empty and self.queue.count():
            self.desk_app.case_shown()
        self.tell()


def empty_words(app: "Acting") -> Line:
    """What stands in place of the queue: that it is empty only where the backend said so."""
    line = app.desk.line
    if app.desk.filter and app.desk.total:
        words = _("No case fits the filter. Esc shows all {total}.").format(total=app.desk.total)
        return (say(words, "warn"),)
    if app.desk.arrivals.new:
        return (say(_("New cases are waiting: g lets them in."), "accent"),)
    if line.trouble:
        words = _("The queue could not be read. It is tried again; Ctrl+R tries now.")
        return (say(words, "warn"),)
    if not line.complete:
        return (say(_("Reading the queue…"), "dim"),)
    return (say(_("The queue is empty: nothing waits for you."), "good"),)


def line_words(app: "Acting") -> Line:
    """How the desk stands with its backend, in a few words."""
    line = app.desk.line
    if line.trouble:
        return (Piece(safe("! " + safe_line(line.trouble, 100)), "bar-warn"),)
    if line.reading and line.total:
        words = _("reading {seen} of {total}…").format(seen=line.seen, total=line.total)
        return (say(words, "bar-dim"),)
    if line.recalled and line.read_at is not None:
        words = _("as of {ago}").format(ago=ago(line.read_at, app.clock()))
        return (say(words + (_(", reading…") if line.reading else ""), "bar-dim"),)
    if line.reading and not line.complete:
        return (say(_("reading… {seen}").format(seen=line.seen), "bar-dim"),)
    if line.read_at is None:
        return (say(_("not read yet"), "bar-dim"),)
    words = _("read {ago}").format(ago=ago(line.read_at, app.clock()))
    if not line.complete:
        words += ", " + _("not whole")
    return (say(words, "bar-dim"),)
