"""The queue as a person sees it: each case with where it stands because of what was decided."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import overload

import msgspec

from modtui.model import Case, CaseKey, Hit
from modtui.rules.ruleset import Ruleset
from modtui.triage import priority, words
from modtui.triage.caserow import Held
from modtui.triage.fates import Fate, Fates
from modtui.triage.grouping import Company
from modtui.triage.lately import LATELY
from modtui.triage.queue import Queue
from modtui.triage.reading import Reader
from modtui.triage.veiling import Cover, masked, title_of, veiled_by
from modtui.triage.views import (
    UNDECIDED,
    CaseView,
    Escalation,
    Pending,
    Return,
    Row,
    Standing,
)
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
        cover: Callable[[], Cover],
        company: Callable[[CaseKey], Company],
    ) -> None:
        self._reader = reader
        self._fates = fates
        self.ruleset = ruleset
        self._clock = clock
        self._cover = cover
        self._company = company
        self._made: OrderedDict[int, tuple[Held, Fate | None, Standing, Ruleset, Row]] = (
            OrderedDict()
        )
        self._quiet: tuple[int, set[int]] = (-1, set())
        self._fated: tuple[tuple[int, int], dict[int, CaseKey]] = ((-1, -1), {})
        self._loose: dict[CaseKey, Case] = {}

    @property
    def queue(self) -> Queue:
        """The rows' cases, in order."""
        return self._reader.queue

    async def take_in(self) -> None:
        """Let new cases in, and let go of those that are dealt with."""
        leaving = self._dealt_with()
        await self._reader.queue.take_in(leaving)
        for id in leaving:
            self._made.pop(id, None)

    async def leave(self) -> None:
        """Keep the order for the next time, and nothing of what is dealt with."""
        await self._reader.queue.leave(self._dealt_with())

    def _dealt_with(self) -> list[int]:
        queue = self._reader.queue
        fated = self._ids_with_fate()
        leaving = [id for id in queue.gone() if id not in fated]
        for id, key in fated.items():
            if key in queue and self.standing(key) is Standing.CLOSED:
                leaving.append(id)
        return leaving

    def undecided(self, at: int, step: int) -> int | None:
        """The next (or with -1 the previous) row after one that waits for a person.

        At the end it goes on from the other end; None where no other row does.
        """
        queue, shown = self._reader.queue, self._reader.queue.shown
        fated = self._ids_with_fate()
        if self._quiet[0] != queue.version:
            self._quiet = queue.version, queue.quiet()
        quiet, total = self._quiet[1], len(shown)
        for distance in range(1, total):
            index = (at + step * distance) % total
            id = shown[index]
            if id in fated:
                if self._standing(queue.at(index)) in UNDECIDED:
                    return index
            elif id not in quiet:
                return index
        return None

    def _ids_with_fate(self) -> dict[int, CaseKey]:
        """The cases of which the journal says anything, by id."""
        fates = self._fates()
        now = fates.seq, self._reader.queue.version
        if self._fated[0] != now:
            self._fated = now, self._reader.queue.ids(fates.cases())
        return self._fated[1]

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
        return self._standing(self._reader.queue.held(key))

    def _standing(self, held: Held) -> Standing:
        fate = self._fates().of_case(held.key)
        if fate is not None:
            standing = fate.standing(self._clock())
            # Reported again after it was dealt with: open once more.
            seen = self._reader.queue.seen(held)
            again = (
                standing is Standing.CLOSED and not held.gone and seen > fate.changed.timestamp()
            )
            if standing not in (Standing.OPEN, Standing.ESCALATED) and not again:
                return standing
        if held.gone:
            return Standing.CLOSED
        if held.case is None:
            return Standing.UNREADABLE
        if (handed := self.escalation(held.key)) is not None:
            return Standing.OPEN if handed.overdue(self._clock()) else Standing.ESCALATED
        return Standing.ESCALATED if held.case.escalated else Standing.OPEN

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
        return self._row(self._reader.queue.held(key))

    def row_at(self, index: int) -> Row:
        """The row at a place, from the top. Raises IndexError."""
        return self._row(self._reader.queue.at(index))

    def _row(self, held: Held) -> Row:
        fate = self._fates().of_case(held.key)
        standing = self._standing(held)
        said = self._handed(held.key, standing)
        made = self._made.get(held.id)
        now = (held, fate, standing, self.ruleset)
        same = made and all(a is b for a, b in zip(made, now, strict=False))
        others = self._company(held.key)
        # How long somebody has not answered is the one thing that time changes.
        if made and same and (not said or made[4].note == said):
            row = made[4]
            if (row.alike, row.same_author) == (others.alike, others.author):
                return row
        row = self._make_row(held, fate, standing, said)
        row = msgspec.structs.replace(row, alike=others.alike, same_author=others.author)
        self._made.pop(held.id, None)
        self._made[held.id] = (*now, row)
        while len(self._made) > LATELY:
            self._made.popitem(last=False)
        return row

    def _handed(self, key: CaseKey, standing: Standing) -> str:
        """What is said of a case that somebody else was asked about."""
        if standing not in (Standing.OPEN, Standing.ESCALATED):
            return ""
        handed = self.escalation(key)
        return words.handed(handed, self._clock()) if handed is not None else ""

    def _make_row(self, held: Held, fate: Fate | None, standing: Standing, said: str) -> Row:
        if not said and fate is not None and fate.standing(self._clock()) is standing:
            said = words.note(fate, standing)
        if standing is Standing.CLOSED and not said:
            said = _("dealt with elsewhere")
        case, key = held.case, held.key
        if case is None:
            why = held.unreadable
            return Row(key, standing, held.severity, held.priority, excerpt=why, note=said)
        subject, hits = case.subject, self._hits(held)
        veil = veiled_by(hits, self.ruleset)
        text = subject.text
        if self._cover().masks:
            text = masked(text, hits, self.ruleset)
        due = None
        if case.opened is not None and held.goal is not None:
            due = case.opened + timedelta(seconds=held.goal)
        return Row(
            key=key,
            standing=standing,
            severity=held.severity,
            priority=held.priority,
            author=subject.author.shown if subject.author else "",
            place=subject.place.shown if subject.place else "",
            excerpt=text[:EXCERPT] or subject.obstacle,
            reports=len(case.reports),
            at=case.opened or subject.at,
            language=subject.language or "",
            rule=hits[0].rule if hits else "",
            approval=subject.approval,
            note=said,
            veiled=title_of(veil) if veil is not None and subject.text else "",
            due=due,
            claim=case.claim,
        )

    def _hits(self, held: Held) -> tuple[Hit, ...]:
        """What a case hits, of the rules in force: it may have been judged by others before."""
        return tuple(hit for hit in held.hits if self.ruleset.rule(hit.rule) is not None)

    def view(self, key: CaseKey, pending: Callable[[Fate], Pending]) -> CaseView:
        """What is known of a case now. KeyError where it is unknown or unreadable."""
        case = self.case(key)
        if case is None:
            raise KeyError(key)
        in_queue = key in self._reader.queue
        hits = self._hits(self._reader.queue.held(key)) if in_queue else ()
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
        judge = self._reader.queue.judge
        asked = held.case, held.hits, self.ruleset, judge.goals, self._clock(), judge.record
        told = [f"{part.points:5.0f}  {part.why}" for part in priority.parts(*asked)]
        return (*told, f"{priority.priority(*asked):5.0f}  " + _("in all"))


class Rows(Sequence[Row]):
    """The rows of a board, each made when it is looked at."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def __len__(self) -> int:
        return len(self._board.queue)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if isinstance(index, slice):
            return [self._board.row_at(at) for at in range(*index.indices(len(self)))]
        return self._board.row_at(index)

    def place(self, key: CaseKey) -> int | None:
        """Where a case stands, from 0; None where it is not among the rows."""
        return self._board.queue.position(key)

    def undecided(self, at: int, step: int = 1) -> int | None:
        """The next (or with -1 the previous) row after ``at`` that waits for a person.

        At the end it goes on from the other end; None where no other row does.
        """
        return self._board.undecided(at, step)
