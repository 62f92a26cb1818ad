"""The queue as a person sees it: each case with where it stands because of what was decided."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import overload

import msgspec

from modtui.model import Case, CaseKey
from modtui.rules.ruleset import Ruleset
from modtui.triage import priority, words
from modtui.triage.fates import Fate, Fates
from modtui.triage.queue import Held
from modtui.triage.reading import Reader
from modtui.triage.veiling import title_of, veiled_by
from modtui.triage.views import CaseView, Escalation, Pending, Return, Row, Standing
from modtui.words import _

EXCERPT = 240
LOOSE = 500
"""Cases outside the queue that are remembered, newest first."""


class Board:
    """Rows and views, made from the backend's last word and the fold of the journal."""

    def __init__(
        self,
        reader: Reader,
        fates: Callable[[], Fates],
        ruleset: Ruleset,
        clock: Callable[[], datetime],
    ) -> None:
        self._reader = reader
        self._fates = fates
        self.ruleset = ruleset
        self._clock = clock
        self._made: dict[CaseKey, tuple[Held, Fate | None, Standing, Ruleset, Row]] = {}
        self._loose: dict[CaseKey, Case] = {}

    @property
    def order(self) -> Sequence[CaseKey]:
        """The keys of the rows, from the top."""
        return self._reader.queue.order

    def take_in(self) -> None:
        """Let new cases in, and let go of those that are dealt with."""
        queue = self._reader.queue
        leaving = [key for key in queue.order if self.standing(key) is Standing.CLOSED]
        queue.take_in(leaving)
        for key in leaving:
            self._made.pop(key, None)

    def adopt(self, case: Case) -> None:
        """Remember a case that is not in the queue, so that it can be looked at."""
        self._loose.pop(case.key, None)
        self._loose[case.key] = case
        while len(self._loose) > LOOSE:
            del self._loose[next(iter(self._loose))]

    def queued(self, key: CaseKey) -> bool:
        """Whether the queue has the case."""
        return key in self._reader.queue

    def knows(self, key: CaseKey) -> bool:
        """Whether a case can be looked at without asking the backend for it."""
        return key in self._reader.queue or key in self._loose

    def case(self, key: CaseKey) -> Case | None:
        """The case as last read, or None where it could not be read."""
        if key in self._reader.queue:
            return self._reader.queue.held(key).case
        return self._loose.get(key)

    def standing(self, key: CaseKey) -> Standing:
        """Where a case of the queue stands. Raises KeyError."""
        held = self._reader.queue.held(key)
        fate = self._fates().of_case(key)
        if fate is not None:
            standing = fate.standing(self._clock())
            # Reported again after it was dealt with: open once more.
            again = standing is Standing.CLOSED and not held.gone and held.seen > fate.changed
            if standing not in (Standing.OPEN, Standing.ESCALATED) and not again:
                return standing
        if held.unreadable is not None:
            return Standing.UNREADABLE
        if held.gone or (held.case is not None and held.case.handled is not None):
            return Standing.CLOSED
        if (handed := self.escalation(key)) is not None:
            return Standing.OPEN if handed.overdue(self._clock()) else Standing.ESCALATED
        if held.case is not None and held.case.escalated:
            return Standing.ESCALATED
        return Standing.OPEN

    def escalation(self, key: CaseKey) -> Escalation | None:
        """Who a case was handed to, and until when their answer is waited for."""
        handed = self._fates().escalation(key)
        contact = self.ruleset.contact(handed.contact) if handed is not None else None
        if handed is None or contact is None or contact.answer_within is None:
            return handed
        due = handed.since + timedelta(seconds=contact.answer_within)
        return msgspec.structs.replace(handed, due=due)

    def row(self, key: CaseKey) -> Row:
        """One row of the queue. Raises KeyError."""
        held = self._reader.queue.held(key)
        fate = self._fates().of_case(key)
        standing = self.standing(key)
        said = self._handed(key, standing)
        made = self._made.get(key)
        now = (held, fate, standing, self.ruleset)
        same = made and all(a is b for a, b in zip(made, now, strict=False))
        # How long somebody has not answered is the one thing that time changes.
        if made and same and (not said or made[4].note == said):
            return made[4]
        row = self._row(key, held, fate, standing, said)
        self._made[key] = (*now, row)
        return row

    def _handed(self, key: CaseKey, standing: Standing) -> str:
        """What is said of a case that somebody else was asked about."""
        if standing not in (Standing.OPEN, Standing.ESCALATED):
            return ""
        handed = self.escalation(key)
        return words.handed(handed, self._clock()) if handed is not None else ""

    def _row(
        self, key: CaseKey, held: Held, fate: Fate | None, standing: Standing, said: str
    ) -> Row:
        if not said and fate is not None and fate.standing(self._clock()) is standing:
            said = words.note(fate, standing)
        if standing is Standing.CLOSED and not said:
            said = _("dealt with elsewhere")
        case = held.case
        if case is None:
            why = held.unreadable.why if held.unreadable else ""
            return Row(key, standing, held.severity, held.priority, excerpt=why, note=said)
        subject = case.subject
        veil = veiled_by(held.hits, self.ruleset)
        return Row(
            key=key,
            standing=standing,
            severity=held.severity,
            priority=held.priority,
            author=subject.author.shown if subject.author else "",
            place=subject.place.shown if subject.place else "",
            excerpt=subject.text[:EXCERPT] or subject.obstacle,
            reports=len(case.reports),
            at=case.opened or subject.at,
            language=subject.language or "",
            rule=held.hits[0].rule if held.hits else "",
            approval=subject.approval,
            note=said,
            veiled=title_of(veil) if veil is not None and subject.text else "",
        )

    def view(self, key: CaseKey, pending: Callable[[Fate], Pending]) -> CaseView:
        """What is known of a case now. KeyError where it is unknown or unreadable."""
        case = self.case(key)
        if case is None:
            raise KeyError(key)
        in_queue = key in self._reader.queue
        hits = self._reader.queue.held(key).hits if in_queue else ()
        fate = self._fates().of_case(key)
        handed = self.escalation(key)
        if in_queue:
            standing = self.standing(key)
        else:
            standing = fate.standing(self._clock()) if fate is not None else Standing.CLOSED
            if handed is not None and (fate is None or standing is Standing.OPEN):
                standing = Standing.ESCALATED
            if standing is Standing.ESCALATED and handed and handed.overdue(self._clock()):
                standing = Standing.OPEN
        back = fate.returned if fate is not None and not fate.taken_back else None
        return CaseView(
            case=case,
            standing=standing,
            hits=hits,
            context=self._reader.context(key, case.subject.revision),
            proposed=hits[0].rule if hits else "",
            returned=(
                Return(fate.decision, back.why, back.detail, fate.then, back.now)
                if fate is not None and back is not None
                else None
            ),
            pending=pending(fate) if fate is not None and not fate.settled else None,
            escalation=handed,
        )

    def explain(self, key: CaseKey) -> tuple[str, ...]:
        """The sum that makes a case's priority, in words. Raises KeyError."""
        held = self._reader.queue.held(key)
        if held.case is None:
            return (_("It could not be read, so it stands in the middle."),)
        parts = priority.parts(held.case, held.hits, self.ruleset, self._clock())
        told = [f"{part.points:5.0f}  {part.why}" for part in parts]
        return (*told, f"{sum(part.points for part in parts):5.0f}  " + _("in all"))


class Rows(Sequence[Row]):
    """The rows of a board, each made when it is looked at."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def __len__(self) -> int:
        return len(self._board.order)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if isinstance(index, slice):
            return [self._board.row(key) for key in self._board.order[index]]
        return self._board.row(self._board.order[index])
