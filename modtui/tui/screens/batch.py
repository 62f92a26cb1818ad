"""Decisions that were made as one: how far they are, and what came of each."""

from collections.abc import Hashable, Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from modtui.model import CaseKey, Result
from modtui.text import safe, safe_line
from modtui.triage.views import Batch, Pending, Standing
from modtui.tui import bulk, deciding, keys
from modtui.tui.pieces import Line, Piece, fit, say
from modtui.tui.progress import progress
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.verbs import batch_summary, standing_look, standing_word
from modtui.tui.widgets.bars import Bar
from modtui.tui.widgets.lines import MARGIN, MARK, PickList
from modtui.words import _

Member = tuple[str, CaseKey]
STUCK = frozenset({Standing.RETURNED, Standing.FAILED})
"""Where a decision stands that a person can send after all, or let go."""


class Members(PickList):
    """The cases of a batch, each with what came of it."""

    def __init__(self, sheet: "BatchSheet") -> None:
        super().__init__(sheet.desk_app.looks)
        self.sheet = sheet
        self.members: Sequence[Member] = ()
        words = _("Nothing waits for you here: {key} shows all of them.")
        self.empty = (say(words.format(key=keys.of("batch-failed")), "dim"),)

    def count(self) -> int:
        return len(self.members)

    def state(self, index: int) -> Hashable:
        id, key = self.members[index]
        found = self.sheet.desk_app.desk.decision(id)
        return id, found and (found.standing, found.detail, found.outcomes), key

    def pieces(self, index: int, width: int) -> Line:
        id, key = self.members[index]
        app = self.sheet.desk_app
        found = app.desk.decision(id)
        mark = MARK if index == self.cursor else MARGIN
        row = app.desk.row(key)
        whom = row.author if row is not None else ""
        if found is not None:
            whom = whom or app.notices.whom(found.decision)
        state, look, detail = _state(found)
        pieces = [
            mark,
            MARGIN,
            Piece(fit(safe(state), 18), look),
            Piece(safe(" " + fit(safe_line(whom or key.native, 40), 18))),
        ]
        if detail:
            pieces.append(Piece(safe(" " + safe_line(detail, 200)), "dim"))
        return tuple(pieces)


def _state(found: Pending | None) -> tuple[str, str, str]:
    """What became of one decision: a word, its look, why."""
    if found is None:
        # Settled so long ago that only the journal still tells of it.
        return _("done"), "good", ""
    results = [outcome.result for _step, outcome in found.outcomes]
    if found.standing is Standing.OPEN and not results:
        return _("taken back"), "dim", ""
    if found.standing in (Standing.CLOSED, Standing.ESCALATED, Standing.OPEN):
        already = Result.ALREADY in results
        return _("sent"), "good", _("some of it was so already") if already else ""
    return standing_word(found.standing), standing_look(found.standing), found.detail


class BatchSheet(Sheet[None]):
    """One batch. ``f`` shows only what waits for a person."""

    NAME = "batch"
    BINDINGS: ClassVar[list[BindingType]] = bindings("batch", "all")

    def __init__(self, batch: Batch) -> None:
        super().__init__()
        self.whole = batch
        self.only_stuck = False
        self.bar = Bar(self.desk_app.looks)
        self.list = Members(self)

    def body(self) -> Iterable[Widget]:
        yield self.bar
        yield self.list

    def on_mount(self) -> None:
        self.list.focus()
        self.desk_changed()
        self.set_interval(0.5, self.desk_changed)

    def status(self) -> tuple[Line, Line]:
        batch = self.whole
        left = (Piece(batch_summary(batch), "bar"),)
        words = []
        if batch.stuck:
            words.append(_("{n} failed").format(n=batch.stuck))
        if batch.taken_back:
            words.append(_("{n} taken back").format(n=batch.taken_back))
        if batch.size < batch.asked:
            words.append(_("{n} never written").format(n=batch.asked - batch.size))
        return left, (say(" · ".join(words), "bar-warn" if batch.stuck else "bar-dim"),)

    def tell(self) -> None:
        super().tell()
        batch = self.whole
        without = set()
        current = self.current
        if current is None or current.standing is not Standing.DOUBT:
            without |= {"batch-happened", "batch-did-not"}
        if current is None or current.standing not in STUCK:
            without |= {"batch-resume", "batch-drop"}
        if not batch.waiting:
            without |= {"batch-pause", "batch-stop"}
        if not batch.stuck:
            without |= {"batch-retry", "batch-failed"}
        self.footer.show(keys.hints(self.NAME, without))
        if batch.seconds and batch.waiting:
            words = _("Held back, sends in {n} s").format(n=int(batch.seconds + 0.999))
            self.bar.show((say(words, "good"),))
        else:
            done = batch.size - batch.waiting
            self.bar.show(progress(done, batch.size, paused=batch.paused and batch.waiting > 0))

    @property
    def current(self) -> Pending | None:
        """The decision under the cursor, where it is still known."""
        at = self.list.cursor
        if at >= len(self.list.members):
            return None
        return self.desk_app.desk.decision(self.list.members[at][0])

    def desk_changed(self) -> None:
        desk = self.desk_app.desk
        self.whole = desk.batches.get(self.whole.id) or self.whole
        members = desk.batches.members(self.whole.id)
        if self.only_stuck:
            stuck = set(desk.batches.stuck(self.whole.id))
            members = [member for member in members if member[0] in stuck]
        self.list.members = members
        self.list.changed()
        self.tell()

    def action_only_stuck(self) -> None:
        self.only_stuck = not self.only_stuck
        self.desk_changed()

    def action_pause(self) -> None:
        if self.whole.waiting:
            bulk.pause(self.desk_app, self.whole)
            self.desk_changed()
        else:
            self.desk_app.say(_("Nothing of it waits to be sent."))

    def action_stop(self) -> None:
        if self.whole.waiting:
            self.desk_app.act(bulk.stop(self.desk_app, self.whole))
        else:
            self.desk_app.say(_("Nothing of it waits to be sent."))

    def action_take_back(self) -> None:
        self.desk_app.act(bulk.take_back(self.desk_app, self.whole))

    def action_retry(self) -> None:
        self.desk_app.act(bulk.retry(self.desk_app, self.whole))

    def action_resume(self) -> None:
        current = self._stuck()
        if current is not None:
            self.desk_app.resume(current.decision.id)

    def action_drop(self) -> None:
        current = self._stuck()
        if current is not None:
            self.desk_app.act(deciding.drop(self.desk_app, current.decision.id))

    def _stuck(self) -> Pending | None:
        """The decision under the cursor, where it waits for a person."""
        current = self.current
        if current is None or current.standing not in STUCK:
            self.desk_app.say(_("This one did not fail."))
            return None
        return current

    def action_answer(self, happened: bool) -> None:
        current = self.current
        if current is None or current.standing is not Standing.DOUBT:
            self.desk_app.say(_("Nothing is in doubt here."))
            return
        steps = [name for name, out in current.outcomes if out.result is Result.UNKNOWN]
        work = deciding.answer(self.desk_app, current.decision.id, steps[0], happened)
        self.desk_app.act(work)

    def action_open(self) -> None:
        from modtui.tui.screens.audit import story_sheet

        if self.list.cursor < len(self.list.members):
            id = self.list.members[self.list.cursor][0]
            self.desk_app.push_screen(story_sheet(self.desk_app, id))
