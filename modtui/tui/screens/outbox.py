"""The outbox: what is held back, on its way, in doubt, or came back."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from modtui.model import Result
from modtui.text import Safe, safe, safe_line
from modtui.triage.views import Pending, Standing
from modtui.tui import deciding, keys
from modtui.tui.notices import whole
from modtui.tui.pieces import Line, Piece, fit, say
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.verbs import done, standing_look, standing_word, told
from modtui.tui.widgets.lines import Choices
from modtui.words import _, plural


class OutboxSheet(Sheet[None]):
    """Decisions that are not finished, the newest first. What is in doubt is asked here."""

    NAME = "outbox"
    BINDINGS: ClassVar[list[BindingType]] = bindings("outbox", "all")

    def __init__(self) -> None:
        super().__init__()
        self.pending: Sequence[Pending] = ()
        self.choices = Choices(self.desk_app.looks, ())
        words = _("Nothing is waiting: every decision was carried out.")
        self.choices.empty = (say(words, "dim"),)

    def body(self) -> Iterable[Widget]:
        yield self.choices

    def on_mount(self) -> None:
        self.desk_changed()
        self.set_interval(1.0, self.desk_changed)

    def status(self) -> tuple[Line, Line]:
        words = plural("{count} decision not finished", "{count} decisions not finished",
                       len(self.pending))  # fmt: skip
        right: Line = ()
        if not self.desk_app.desk.sends:
            right = (say(_("another modtui sends"), "bar-warn"),)
        return (say(_("Outbox") + " · ", "bar"), say(words, "bar-dim")), right

    def tell(self) -> None:
        super().tell()
        current = self.current
        standing = current.standing if current else None
        without = set()
        if standing is not Standing.DOUBT:
            without |= {"happened", "did-not"}
        if standing not in (Standing.RETURNED, Standing.FAILED):
            without |= {"resume", "drop"}
        if standing not in (Standing.HELD_BACK, Standing.WAITING):
            without.add("take-back")
        self.footer.show(keys.hints(self.NAME, without))

    @property
    def current(self) -> Pending | None:
        """The decision under the cursor."""
        at = self.choices.cursor
        return self.pending[at] if at < len(self.pending) else None

    def desk_changed(self) -> None:
        pending = self.desk_app.desk.pending()
        self.pending = sorted(pending, key=lambda found: found.decision.at, reverse=True)
        rows = [self._row(found) for found in self.pending]
        if rows != self.choices.rows:
            self.choices.replace(rows)
        self.tell()

    def _row(self, pending: Pending) -> Line:
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
        if current is None:
            self.desk_app.say(_("There is nothing here."))
        return current

    def action_open(self) -> None:
        if (current := self._chosen()) is not None:
            from modtui.tui.screens.audit import story_sheet

            self.desk_app.push_screen(story_sheet(self.desk_app, current.decision.id))

    def action_take_back(self) -> None:
        if (current := self._chosen()) is not None:
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
