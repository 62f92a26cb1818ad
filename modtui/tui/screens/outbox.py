"""The outbox: what is held back, on its way, in doubt, or came back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from modtui.model import Result
from modtui.text import Safe, safe, safe_line
from modtui.triage.views import Batch, Pending, Standing
from modtui.tui import bulk, deciding, keys
from modtui.tui.notices import whole
from modtui.tui.pieces import Line, Piece, fit, say
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.verbs import batch_summary, done, standing_look, standing_word, told
from modtui.tui.widgets.lines import Choices
from modtui.words import _, plural


class OutboxSheet(Sheet[None]):
    """Decisions that are not finished, the newest first. What is in doubt is asked here."""

    NAME = "outbox"
    BINDINGS: ClassVar[list[BindingType]] = bindings("outbox", "all")

    def __init__(self) -> None:
        super().__init__()
        self.pending: Sequence[Pending | Batch] = ()
        self.choices = Choices(self.desk_app.looks, ())
        words = _("Nothing is waiting: every decision was carried out.")
        self.choices.empty = (say(words, "dim"),)

    def body(self) -> Iterable[Widget]:
        yield self.choices

    def on_mount(self) -> None:
        self.desk_changed()
        self.set_interval(1.0, self.desk_changed)

    def status(self) -> tuple[Line, Line]:
        count = sum(
            found.waiting + found.stuck if isinstance(found, Batch) else 1 for found in self.pending
        )
        words = plural("{count} decision not finished", "{count} decisions not finished", count)
        right: Line = ()
        if not self.desk_app.desk.sends:
            right = (say(_("another modtui sends"), "bar-warn"),)
        return (say(_("Outbox") + " · ", "bar"), say(words, "bar-dim")), right

    def tell(self) -> None:
        super().tell()
        current = self.current
        standing = current.standing if isinstance(current, Pending) else None
        without = set()
        if standing is not Standing.DOUBT:
            without |= {"happened", "did-not"}
        if standing not in (Standing.RETURNED, Standing.FAILED):
            without |= {"resume", "drop"}
        waits = isinstance(current, Batch) and bool(current.waiting)
        if standing not in (Standing.HELD_BACK, Standing.WAITING) and not waits:
            without.add("take-back")
        if not waits:
            without.add("pause")
        self.footer.show(keys.hints(self.NAME, without))

    @property
    def current(self) -> Pending | Batch | None:
        """The decision under the cursor, or all of those that were made as one."""
        at = self.choices.cursor
        return self.pending[at] if at < len(self.pending) else None

    def desk_changed(self) -> None:
        desk = self.desk_app.desk
        found: list[Pending | Batch] = [*desk.pending(alone=True), *desk.batches.unfinished()]
        self.pending = sorted(found, key=_at, reverse=True)
        rows = [self._row(found) for found in self.pending]
        if rows != self.choices.rows:
            self.choices.replace(rows)
        self.tell()

    def _row(self, pending: Pending | Batch) -> Line:
        if isinstance(pending, Batch):
            return _batch_row(pending)
        app = self.desk_app
        if pending.standing is Standing.HELD_BACK:
            state = _("sends in {n} s").format(n=whole(pending.seconds))
        else:
            state = standing_word(pending.standing)
        whom = safe_line(app.notices.whom(pending.decision), 20)
        pieces = [
            Piece(fit(safe(state), 18), standing_look(pending.standing)),
            Piece(safe(f" {told(pending.decision.steps)}"), "title"),
            Piece(safe(f": {whom}" if whom else "")),
        ]
        question = _doubt(pending)
        if question:
            pieces.append(Piece(safe(" – " + question), "warn"))
        elif pending.detail:
            pieces.append(Piece(safe(" – " + safe_line(pending.detail, 200)), "dim"))
        return tuple(pieces)

    def _chosen(self) -> Pending | None:
        current = self.current
        if isinstance(current, Batch):
            self.desk_app.say(_("These are many: Enter opens them."))
            return None
        if current is None:
            self.desk_app.say(_("There is nothing here."))
        return current

    def action_pause(self) -> None:
        if isinstance(self.current, Batch) and self.current.waiting:
            bulk.pause(self.desk_app, self.current)
            self.desk_changed()
        else:
            self.desk_app.say(_("Only what was decided for many cases at once is paused."))

    def action_open(self) -> None:
        if isinstance(self.current, Batch):
            from modtui.tui.screens.batch import BatchSheet

            self.desk_app.push_screen(BatchSheet(self.current))
        elif (current := self._chosen()) is not None:
            from modtui.tui.screens.audit import story_sheet

            self.desk_app.push_screen(story_sheet(self.desk_app, current.decision.id))

    def action_take_back(self) -> None:
        if isinstance(self.current, Batch):
            self.desk_app.act(bulk.take_back(self.desk_app, self.current))
        elif (current := self._chosen()) is not None:
            self.desk_app.act(deciding.take_back(self.desk_app, current.decision.id))

    def action_resume(self) -> None:
        if (current := self._chosen()) is not None:
            self.desk_app.resume(current.decision.id)

    def action_drop(self) -> None:
        if (current := self._chosen()) is not None:
            self.desk_app.act(deciding.drop(self.desk_app, current.decision.id))

    def action_answer(self, happened: bool) -> None:
        current = self._chosen()
        if current is None:
            return
        step = next((name for name, out in current.outcomes if out.result is Result.UNKNOWN), None)
        if current.standing is not Standing.DOUBT or step is None:
            self.desk_app.say(_("Nothing is in doubt here."))
            return
        decision = current.decision.id
        self.desk_app.act(deciding.answer(self.desk_app, decision, step, happened))


def _at(found: Pending | Batch) -> datetime:
    return found.first.at if isinstance(found, Batch) else found.decision.at


def _batch_row(batch: Batch) -> Line:
    words = batch_summary(batch)
    if batch.paused and batch.waiting:
        state, look = _("paused"), "warn"
    elif batch.seconds and batch.waiting:
        state, look = _("sends in {n} s").format(n=whole(batch.seconds)), "dim"
    elif batch.waiting:
        state, look = _("sending"), "dim"
    else:
        state, look = _("failed in part"), "warn"
    out = [Piece(fit(safe(state), 18), look), Piece(safe(f" {words}"), "title")]
    if batch.waiting and not batch.seconds:
        left = _("{n} left").format(n=batch.waiting)
        out.append(say(f" – {left}", "dim"))
    if batch.stuck:
        out.append(say(" – " + _("{n} failed").format(n=batch.stuck), "warn"))
    return tuple(out)


def _doubt(pending: Pending) -> Safe:
    """The question that a decision in doubt asks; empty for others."""
    if pending.standing is not Standing.DOUBT:
        return safe("")
    verbs = {step.id: step.verb for step in pending.decision.steps}
    for name, outcome in pending.outcomes:
        if outcome.result is Result.UNKNOWN:
            words = _("did it happen ({step})? {yes}: yes, {no}: no, send it again")
            step = done(verbs.get(name, name))
            yes, no = keys.of("happened"), keys.of("did-not")
            return safe(words.format(step=step, yes=yes, no=no))
    return safe("")
