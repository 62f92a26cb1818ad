"""What the journal says of cases and of their authors: earlier decisions, notes, violations."""

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import msgspec

from modtui.journal import Record
from modtui.journal.entries import Decided, Noted
from modtui.model import Case, CaseKey, Result, Struct
from modtui.triage.fates import Fate, Fates
from modtui.triage.ledger import Ledger
from modtui.triage.views import CaseView, Earlier, Remark
from modtui.words import _

if TYPE_CHECKING:
    from modtui.journal.index import Violation

HISTORIES = 500
"""Cases whose earlier decisions are kept in memory, to be there when they are seen again."""


class History(Struct):
    """What the journal says of a case and its author, as it was when the case was looked at."""

    earlier: tuple[Earlier, ...] = ()
    about_author: tuple[Earlier, ...] = ()
    notes: tuple[Remark, ...] = ()


class Histories:
    """The histories of cases, each remembered once the case was looked at."""

    def __init__(self, ledger: Callable[[], Ledger]) -> None:
        self._ledger = ledger
        self._known: dict[CaseKey, History] = {}

    async def look(self, case: Case) -> None:
        """Read the history of a case and remember it. Raises JournalError."""
        violations = await self.violations(case)
        records = await self._records(case.key)
        self._known[case.key] = History(_earlier(records), about(violations), _notes(records))
        while len(self._known) > HISTORIES:
            del self._known[next(iter(self._known))]

    def told(self, view: CaseView) -> CaseView:
        """The view with what is remembered of its case."""
        known = self._known.get(view.case.key, History())
        return msgspec.structs.replace(
            view, earlier=known.earlier, about_author=known.about_author, notes=known.notes
        )

    def noted(self, key: CaseKey, record: Record) -> None:
        """Add a note that was just written, where the case's history is remembered."""
        known = self._known.get(key)
        if known is not None:
            notes = (*known.notes, *_notes((record,)))
            self._known[key] = msgspec.structs.replace(known, notes=notes)

    async def done(self, key: CaseKey) -> tuple[Earlier, ...]:
        """What was carried out on a case, oldest first. Raises JournalError."""
        return _earlier(await self._records(key), done=True)

    async def violations(self, case: Case) -> "tuple[Violation, ...]":
        """What was decided against the author of a case. Raises JournalError."""
        author = case.subject.author
        if author is None:
            return ()
        index = await self._ledger().indexed()
        return await asyncio.to_thread(index.violations, author.id)

    def once_each(self, violations: "Iterable[Violation]", case: Case) -> "Iterable[Violation]":
        """One for each text and rule, however often it was decided; not the case's own."""
        known: set[object] = set()
        key = self._ledger().journal.chained_key(case.key)
        for found in violations:
            judged = (found.case, found.seen)
            if found.case is None:
                yield found
            elif judged != (key, case.subject.revision) and (*judged, found.rule) not in known:
                known.add((*judged, found.rule))
                yield found

    async def _records(self, key: CaseKey) -> tuple[Record, ...]:
        index = await self._ledger().indexed()
        return await asyncio.to_thread(index.of_case, key)


def about(violations: "Iterable[Violation]") -> tuple[Earlier, ...]:
    """Violations as they are shown beside a case."""
    return tuple(_violation(found) for found in violations)


def _violation(found: "Violation") -> Earlier:
    rules = (found.rule,) if found.rule else ()
    return Earlier(found.decision, found.at, found.by, found.verbs, rules)


def _earlier(records: Iterable[Record], *, done: bool = False) -> tuple[Earlier, ...]:
    """The decisions about a case, oldest first. ``done``: only what was carried out."""
    fates = Fates()
    for record in records:
        fates.apply(record)
    found = (_decided(fate, done=done) for fate in fates.newest_first())
    return tuple(reversed([earlier for earlier in found if earlier.verbs]))


def _notes(records: Iterable[Record]) -> tuple[Remark, ...]:
    """What moderators noted, with their decisions or by itself."""
    notes = []
    for record in records:
        match record.entry:
            case Noted(by=by, text=text):
                notes.append(Remark(record.line.at, by.name, text))
            case Decided(decision=decision) if decision.note:
                notes.append(Remark(record.line.at, decision.by.name, decision.note))
    return tuple(notes)


def _decided(fate: Fate, *, done: bool) -> Earlier:
    decision = fate.decision
    verbs = tuple(
        state.step.verb
        for state in fate.steps
        if not state.step.preparing and (state.done or not done)
    )
    result = Result.APPLIED.value if fate.complete else ""
    if fate.taken_back:
        result = _("taken back")
    return Earlier(decision.id, decision.at, decision.by.name, verbs, decision.rules, result)
