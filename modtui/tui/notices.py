"""The line above the keys: what was just said, what is held back, what needs a person."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from modtui.model import Decision
from modtui.problems import Problem
from modtui.text import Safe, safe_line
from modtui.triage.views import Batch, Pending, Standing
from modtui.tui import keys
from modtui.tui.pieces import Line, Piece, cells, cut, say
from modtui.tui.progress import progress
from modtui.tui.verbs import batch_summary, standing_word, summary
from modtui.words import _, plural

if TYPE_CHECKING:
    from modtui.triage.desk import Desk

UNDER_WAY = frozenset({Standing.HELD_BACK, Standing.SENDING})


class Notices:
    """What to say to the person now. ``said`` is a sentence that stays until the next key."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._said: tuple[Line, str] | None = None
        self._held: dict[str, Decision] = {}
        self._together: dict[str, Batch] = {}
        """Batches that are held back or being sent, as they were last seen."""

    @property
    def counting(self) -> bool:
        """Whether there is a countdown to keep up to date."""
        return bool(self._held or self._together)

    def say(self, words: str, look: str = "title") -> None:
        """A sentence of our own. Remote text in it was made safe before."""
        self._said = ((say(words),), look)

    def clear(self) -> bool:
        """A key was pressed: what was said is over. True where there was something."""
        was, self._said = self._said, None
        return was is not None

    def now(self, *, undo: str, width: int) -> tuple[Line, str]:
        """What to show, and its look. ``undo``: the key that takes back on this
        screen, empty where none does.

        ``width`` is how many cells there are: whom a countdown is about gives way, not
        how it is taken back.
        """
        if self._said is not None:
            return self._said
        pending = self._desk.pending(alone=True)
        held = [found for found in pending if found.standing is Standing.HELD_BACK]
        batches = self._desk.batches.unfinished()
        newest = max(
            (batch for batch in batches if batch.waiting and batch.seconds),
            key=lambda batch: batch.first.at,
            default=None,
        )
        if newest is not None and all(found.decision.at < newest.first.at for found in held):
            return (say(_together(newest, undo), "good"),), "text"
        if held:
            return (say(self._countdown(held, undo, width), "good"),), "text"
        sending = [batch for batch in batches if batch.waiting and not batch.seconds]
        if sending:
            return _sending(sending[-1]), "text"
        doubt = sum(found.standing is Standing.DOUBT for found in pending)
        if doubt:
            words = plural(
                "{count} decision is in doubt: did it happen? {{key}} asks you",
                "{count} decisions are in doubt: did they happen? {{key}} asks you",
                doubt,
            ).format(key=keys.of("outbox"))
            return (say(words),), "bar-warn"
        if failed := sum(batch.stuck for batch in batches):
            words = plural(
                "{count} decision failed: {{key}} shows it",
                "{count} decisions failed: {{key}} shows them",
                failed,
            ).format(key=keys.of("outbox"))
            return (say(words),), "bar-warn"
        trouble = safe_line(self._desk.line.trouble, 300)
        late = sum(found.standing is Standing.WAITING for found in pending)
        if late:
            words = plural(
                "{count} decision waits to be sent – {{key}} shows it",
                "{count} decisions wait to be sent – {{key}} shows them",
                late,
            ).format(key=keys.of("outbox"))
            if trouble:
                words += ". " + trouble
            return (say(words, "warn"),), "text"
        if trouble:
            return (say(trouble, "warn"),), "text"
        if self._desk.rule_problems:
            return (say(rules_broken(self._desk.rule_problems), "warn"),), "text"
        return (), "text"

    def _countdown(self, held: Sequence[Pending], undo: str, width: int) -> str:
        newest = max(held, key=lambda pending: pending.decision.at)
        words = _("— sends in {seconds} s").format(seconds=whole(newest.seconds))
        if undo:
            words += _(", {key} takes it back").format(key=undo)
        if len(held) > 1:
            words += " " + _("(and {n} more)").format(n=len(held) - 1)
        room = max(width - cells(words) - 1, 8)
        what = cut((Piece(self.summary(newest.decision)),), room)
        return f"{what[0].text} {words}"

    def summary(self, decision: Decision) -> Safe:
        """A decision in a few words, with whose case it is about."""
        return summary(decision, self.whom(decision))

    def whom(self, decision: Decision) -> str:
        """Whose case a decision is about, as the backend names them."""
        row = self._desk.row(decision.case)
        if row is not None and row.author:
            return row.author
        return next((step.person for step in decision.steps if step.person), None) or ""

    def forget(self, decision: str) -> None:
        """A decision was taken back: nothing is to be said of its being sent."""
        self._held.pop(decision, None)
        self._together.pop(decision, None)

    def outbox_changed(self) -> None:
        """Says what became of decisions that are no longer held back."""
        self._batches_changed()
        now = {pending.decision.id: pending for pending in self._desk.pending(alone=True)}
        for name, decision in list(self._held.items()):
            pending = now.get(name)
            if pending is not None and pending.standing in UNDER_WAY:
                continue
            del self._held[name]
            what = self.summary(decision)
            if pending is None:
                self.say(_("{what} — sent").format(what=what), "text")
            else:
                words = f"{what} — {standing_word(pending.standing)}: "
                if pending.standing is Standing.DOUBT:
                    words += _("did it happen? {key} asks you").format(key=keys.of("outbox"))
                else:
                    shows = _("{key} shows it").format(key=keys.of("outbox"))
                    words += safe_line(pending.detail, 200) or shows
                self.say(words, "bar-warn")
        for name, pending in now.items():
            if pending.standing in UNDER_WAY:
                self._held[name] = pending.decision

    def _batches_changed(self) -> None:
        for id in list(self._together):
            batch = self._desk.batches.get(id)
            if batch is not None and batch.waiting:
                continue
            del self._together[id]
            if batch is None or batch.taken_back == batch.size:
                continue
            what = batch_summary(batch)
            if batch.stuck:
                words = _("{what} — {n} failed: {key} shows them").format(
                    what=what, n=batch.stuck, key=keys.of("outbox")
                )
                self.say(words, "bar-warn")
            else:
                self.say(_("{what} — sent").format(what=what), "text")
        for batch in self._desk.batches.unfinished():
            if batch.waiting:
                self._together[batch.id] = batch


def _together(batch: Batch, undo: str) -> str:
    words = f"{batch_summary(batch)} "
    if batch.paused:
        return words + _("— paused, {key} goes on").format(key=keys.of("outbox"))
    words += _("— sends in {seconds} s").format(seconds=whole(batch.seconds))
    return words + (_(", {key} takes all back").format(key=undo) if undo else "")


def _sending(batch: Batch) -> Line:
    done = batch.size - batch.waiting
    return (
        *progress(done, batch.size, paused=batch.paused),
        say("  " + _("{key}: pause, stop").format(key=keys.of("outbox")), "dim"),
    )


def rules_broken(problems: Sequence[Problem]) -> str:
    """That the ruleset's file was edited and cannot be used, and the keys that show why."""
    return plural(
        "Edited ruleset: {count} problem, the old one is in force: {{rules}}, {{problems}}",
        "Edited ruleset: {count} problems, the old one is in force: {{rules}}, {{problems}}",
        len(problems),
    ).format(rules=keys.of("rule"), problems=keys.of("rule-problems"))


def whole(seconds: float) -> int:
    """Seconds left, rounded up, never below zero."""
    return max(int(seconds + 0.999), 0)
