"""The desk of one community: all that screens and commands call.

It reads through an adapter, keeps its record in a journal, and lets an outbox carry out
what was decided. It knows nothing of terminals.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from modtui.adapters.base import Adapter
from modtui.goals import Goals
from modtui.model import Capability, CaseKey, Decision, Moderator
from modtui.problems import Problem
from modtui.rules.ruleset import Response, Ruleset
from modtui.state import StateError, StateFile
from modtui.text import Safe, safe
from modtui.triage.around import Around
from modtui.triage.board import Board, Rows
from modtui.triage.carrying import Carrier
from modtui.triage.casecache import CaseCache
from modtui.triage.errors import DeskError
from modtui.triage.grouping import Axis, Groups
from modtui.triage.history import Histories
from modtui.triage.judging import Judge
from modtui.triage.keeping import DraftKeeper
from modtui.triage.ledger import Ledger
from modtui.triage.lock import SenderLock
from modtui.triage.looking import Looking
from modtui.triage.outbox import Leaving, Outbox
from modtui.triage.parts import Parts
from modtui.triage.people import People
from modtui.triage.priority import Past
from modtui.triage.queue import Queue
from modtui.triage.reading import Reader
from modtui.triage.recording import Recorder
from modtui.triage.rulebook import Reloaded, Rulebook
from modtui.triage.running import Running
from modtui.triage.seat import Seat, Settings
from modtui.triage.together import Together
from modtui.triage.trail import Trail
from modtui.triage.unsent import Unsent
from modtui.triage.veiling import BARE, Cover
from modtui.triage.views import (
    Arrivals,
    Bulk,
    CaseView,
    Change,
    Draft,
    Forgotten,
    Line,
    Pending,
    Recorded,
    Row,
    VerbState,
)
from modtui.triage.working import Work

if TYPE_CHECKING:
    from modtui.routes import Checked
    from modtui.triage.asking import Asking
    from modtui.triage.choices import Choices
    from modtui.triage.composing import Composer
    from modtui.triage.drafter import Drafter

Listener = Callable[[Change, CaseKey | None], None]


class Desk:
    """One community's desk. Make it with ``modtui.triage.opening``."""

    def __init__(
        self,
        name: str,
        adapter: Adapter,
        rules: Rulebook,
        open_ledger: Callable[[], Ledger],
        cache: CaseCache,
        goals: Goals,
        lock: SenderLock,
        kept: StateFile,
        clock: Callable[[], datetime],
        settings: Settings,
    ) -> None:
        self.name = name
        self.problems: tuple[Safe, ...] = ()
        """Plain sentences to say once, when the desk was opened."""
        self.on_change: list[Listener] = []
        self._adapter = adapter
        self._rules = rules
        self._lock = lock
        self._kept = kept
        self._clock = clock
        self._asking: Asking | None = None
        self._seat = Seat(settings)
        self._cache = cache
        self._people = People(kept)
        self._parts = parts = Parts()
        judge = Judge(rules.ruleset, goals, parts.record_of)
        self._reader = reader = Reader(adapter, Queue(cache, name, judge, clock), clock, self._tell)
        self._around = around = Around(reader.match)
        self._groups = groups = Groups(cache, lambda: self._tell(Change.CASE))
        self._board = board = Board(
            reader, parts.fates, rules.ruleset, clock, self.cover, groups.company
        )
        self._histories = Histories(self._now_open)
        self._recorder = Recorder(parts.both, self._seat, rules, reader, clock)
        self._looking = Looking(
            reader, around, board, self._histories, self._people, parts, self._seat, rules
        )
        keeper = DraftKeeper(kept, lambda: self._tell(Change.DRAFTS))
        self.drafts = Unsent(keeper, self._seat, reader, board, parts, clock)
        """What the person changed in decisions that were not sent yet."""
        self.trail = Trail(self._now_open, lambda: self.asking)
        """What was written down here."""
        self._carrier = Carrier(name, adapter, self._seat, rules, reader)
        self._running = Running(
            parts,
            open_ledger,
            lock,
            adapter,
            self._seat,
            reader,
            board,
            groups,
            self._looking,
            self.drafts,
            self._carrier,
            clock,
            self._tell,
        )

    @property
    def settings(self) -> Settings:
        """How the person wants this desk."""
        return self._seat.settings

    @settings.setter
    def settings(self, settings: Settings) -> None:
        self._seat.settings = settings

    @property
    def moderator(self) -> Moderator | None:
        """Who sits here; None where neither the journal nor the backend has said yet."""
        return self._seat.moderator

    @moderator.setter
    def moderator(self, moderator: Moderator | None) -> None:
        self._seat.moderator = moderator

    @property
    def line(self) -> Line:
        """How the desk stands with its backend."""
        return self._reader.line

    @property
    def arrivals(self) -> Arrivals:
        """New cases that wait to be let in."""
        return self._reader.queue.arrivals

    @property
    def cache_trouble(self) -> str:
        """Why what is known of the queue was lost, or is not kept on the disk; or empty."""
        return self._cache.trouble

    @property
    def sends(self) -> bool:
        """Whether this process carries decisions out; if not, another one does."""
        return self._lock.held

    @property
    def now(self) -> datetime:
        """The desk's time, aware and in UTC."""
        return self._clock()

    @property
    def capabilities(self) -> Mapping[str, Capability]:
        """What the account can do here, by verb; empty until the backend was reached."""
        return self._seat.capabilities

    @property
    def ruleset(self) -> Ruleset:
        """The ruleset in force."""
        return self._rules.ruleset

    @property
    def rules_file(self) -> Path:
        """The file of the ruleset."""
        return self._rules.path

    @property
    def rule_problems(self) -> tuple[Problem, ...]:
        """What is wrong with the ruleset's file as it is now, so that an older one is in force."""
        return self._rules.problems

    def _now_open(self) -> Ledger:
        return self._parts.ledger

    @property
    def _ledger(self) -> Ledger:
        return self._parts.ledger

    @property
    def _outbox(self) -> Outbox:
        return self._parts.outbox

    def record_of(self, account: str) -> Past | None:
        """What became of somebody's earlier reports."""
        return self._parts.record_of(account)

    def _tell(self, change: Change, key: CaseKey | None = None) -> None:
        for listener in list(self.on_change):
            listener(change, key)

    # Opening, running, leaving.

    async def open(self) -> None:
        """Open the journal and fold it, and show the queue as it was last known.

        The backend is not asked yet: ``refresh`` connects. Raises DeskError where the
        journal cannot be used.
        """
        problems = await self._running.open()
        self.problems = (*problems, *filter(None, (safe(self._cache.trouble),)))

    async def refresh(self) -> Line:
        """Read the whole queue, connecting first. Trouble is told in the line, not raised."""
        await self.check_rules()
        return await self._running.refresh()

    async def check_rules(self) -> Reloaded:
        """Read the ruleset again if its file was changed; otherwise a look at its times."""
        return await self.reload_rules() if self._rules.stale else Reloaded()

    async def reload_rules(self) -> Reloaded:
        """Read the ruleset's file again, and put it in force where it is another.

        Every case is then judged anew. A file that cannot be used changes nothing: what is
        wrong with it is in the answer, and in ``rule_problems`` until it is put right.
        """
        return await self._rules.reload(self._judge, lambda: self._tell(Change.RULES))

    async def _judge(self, ruleset: Ruleset) -> None:
        await self._reader.judge(ruleset)
        self._around.forget()
        self._board.ruleset = ruleset

    async def run(self) -> None:
        """Send what is due and read the queue now and then, until cancelled."""
        await self._running.run(self.refresh)

    async def send_now(self, *, all_held: bool = False) -> int:
        """Send what is due, or all that is held back too, once. Gives the number completed.

        Trouble is told in ``trouble``. Raises DeskError where another process sends for
        this store, or the journal cannot be written.
        """
        if not await self._running.reach():
            return 0
        return await self._outbox.send_now(all_held=all_held)

    @property
    def trouble(self) -> str:
        """What stood in the way at the last try to send, or to read; empty: nothing."""
        return (self._outbox.trouble if self._parts.there else "") or self.line.trouble

    async def close(self, on_exit: str | None = None) -> Leaving:
        """Leave: what is held back is sent within five seconds or kept, as asked."""
        return await self._running.close(on_exit)

    async def check_routes(self) -> "tuple[tuple[str, tuple[Checked, ...]], ...]":
        """By contact, what can be known of the way to it without sending anything.

        Where the backend was not reached, only of ways that lead past it.
        """
        return await self._carrier.check_routes()

    # The queue.

    def rows(self) -> Rows:
        """The rows from the top, each made when it is looked at."""
        return Rows(self._board)

    def case_keys(self) -> tuple[CaseKey, ...]:
        """The keys of all rows from the top, without making the rows."""
        return self._reader.queue.case_keys()

    def row(self, key: CaseKey) -> Row | None:
        """One row, or None where the queue has no such case."""
        return self._board.row(key) if self._board.queued(key) else None

    def position(self, key: CaseKey) -> int | None:
        """Where a case stands in the queue, from 0."""
        return self._reader.queue.position(key)

    async def take_in(self) -> None:
        """Let new cases in, and let go of those that are dealt with."""
        await self._board.take_in()
        await self._renew()
        self._tell(Change.QUEUE)
        self._tell(Change.ARRIVALS)

    async def sort(self) -> None:
        """Put the most urgent cases on top."""
        await self._running.rescore()
        await self._reader.queue.sort()
        await self._renew()
        self._tell(Change.QUEUE)

    @property
    def touched(self) -> bool:
        """Whether the person has begun to work."""
        return self._reader.queue.touched

    async def forget_person(self, person: str) -> Forgotten:
        """Let go of what is kept of a person beside the journal: cases that they wrote or
        reported, drafts about them, notes on them. Raises DeskError.

        What is still in the backend's queue is known again once that was read.
        """
        try:
            cases = await self._reader.queue.forget_person(person)
            drafts = await self.drafts.erase(person)
            notes = await self._people.forget(person)
        except StateError as error:
            raise DeskError.of(error) from error
        self._tell(Change.QUEUE)
        return Forgotten(cases, drafts, notes)

    def touch(self) -> None:
        """The person has begun to work: from here on rows stay where they are."""
        self._reader.queue.touch()

    def explain(self, key: CaseKey) -> tuple[str, ...]:
        """The sum that makes a case's priority, in words. Raises KeyError."""
        return self._board.explain(key)

    async def group(self, key: CaseKey, axis: Axis) -> Sequence[CaseKey]:
        """The cases that can be decided along with one: itself first, then those that say
        nearly the same, or are by the same author."""
        others = await self._groups.group(key, axis)
        return (key, *(other for other in others if self._decidable(other)))

    def _decidable(self, key: CaseKey) -> bool:
        from modtui.triage.bulk import DECIDABLE

        return self._board.queued(key) and self._board.standing(key) in DECIDABLE

    # Narrowing lists.

    @property
    def filter(self) -> str:
        """What the queue is narrowed to, as it was typed; empty: all rows are shown."""
        return self._asking.filter if self._asking is not None else ""

    @property
    def total(self) -> int:
        """How many rows the queue has without a filter."""
        return self._reader.queue.total

    async def narrow(self, text: str) -> None:
        """Show only the rows that fit a filter; all with an empty one.

        Raises BadFilter where it cannot be used; then the rows stay as they were.
        """
        await self.asking.narrow(text)
        self._tell(Change.QUEUE)

    async def _renew(self) -> None:
        """The person had the rows change: what fits is looked at again."""
        if self._asking is not None and self._asking.filter:
            await self._asking.narrow(self._asking.filter)

    @property
    def asking(self) -> "Asking":
        """What can be asked of the queue and of the audit trail, and the views of both."""
        # Only now: the first frame needs no filter.
        from modtui.triage.asking import Asking
        from modtui.triage.narrowing import Narrowing

        if self._asking is None:
            queue, board = self._reader.queue, self._board
            narrowing = Narrowing(queue, board, self._parts.fates, self._seat, self._clock)
            self._asking = Asking(narrowing, self._now_open, self._kept)
        return self._asking

    # A case.

    def view(self, key: CaseKey) -> CaseView:
        """What is known of a case now, without waiting. KeyError where it is unknown.

        The desk must be open. Earlier decisions are in it once the case was looked at.
        """
        return self._looking.view(key)

    async def look(self, key: CaseKey, *, touch: bool = True) -> CaseView:
        """A case with its surroundings and history. Trouble is told in the view.

        Not ``touch``: nobody asked for it, the queue may still move. KeyError where neither
        the queue nor the backend knows the case.
        """
        if touch:
            self.touch()
        return await self._looking.look(key)

    def cover(self, *, uncovered: bool = False) -> Cover:
        """What is covered now in the texts of cases; nothing where the person asked for it."""
        return BARE if uncovered else self._looking.cover()

    def covered(self, view: CaseView) -> CaseView:
        """A case as it may be told while nobody asked for what rules cover."""
        return self._looking.covered(view)

    @property
    def sites(self) -> frozenset[str]:
        """The community's own sites, that a link may pretend to lead to."""
        return self._looking.sites()

    def prefetch(self, keys: Iterable[CaseKey]) -> None:
        """Read cases that are likely to be opened next, the likeliest first.

        Those of an earlier call that nobody began to read are let go.
        """
        self._looking.ahead(keys)

    def verbs(self, view: CaseView) -> tuple[VerbState, ...]:
        """The common verbs in their fixed order, then those that only this backend has."""
        return self._seat.verbs(view.case)

    def unable(self) -> tuple[str, ...]:
        """The verbs that cannot be used here at all; none until the backend was reached."""
        if not self._seat.connected:
            return ()
        return tuple(state.verb for state in self._seat.verbs() if state.why_not)

    # Deciding.

    async def draft(
        self,
        view: CaseView,
        verb: str,
        *,
        rule: str | None = None,
        response: str | None = None,
        language: str | None = None,
        seconds: int | None = -1,
        message: str | None = None,
        contact: str | None = None,
        note: str = "",
        even_so: bool = False,
        values: tuple[tuple[str, str], ...] = (),
    ) -> Draft:
        """The whole decision as it would be made, for the preview.

        ``seconds`` -1: as the ladder proposes, None: for good. ``values`` are for the
        parameters of the verb, by their names. What stands in its way is
        told in ``Draft.problems``; nothing is raised for a bad choice.
        """
        from modtui.triage.choices import Choices

        choices = Choices(
            verb, rule, response, language, seconds, message, contact, note, even_so, values
        )
        return await self._drafter().draft(view, choices)

    def _drafter(self) -> "Drafter":
        # Only now: none of this is needed to show the queue.
        from modtui.triage.drafter import Drafter

        return Drafter(
            self._adapter,
            self._seat,
            self._rules,
            self._histories,
            self._board,
            self._outbox,
            self._clock,
        )

    def composer(self) -> "Composer":
        """Puts the message of a draft in other words, without asking the backend."""
        from modtui.triage.composing import Composer

        return Composer(self._seat, self._rules, self._clock)

    def response(self, id: str) -> Response | None:
        """The response of that id: the ruleset's, or one that the backend keeps."""
        kept = (known for known in self._seat.canned if known.id == id)
        return self.ruleset.response(id) or next(kept, None)

    async def decide(self, draft: Draft, source: str = "desk") -> Decision:
        """Record a decision. It is on the disk when this returns, and held back.

        One about the same case that is still held back is taken back for it. Raises DeskError
        where the draft has problems, another decision about the case is on its way, or the
        journal cannot be written; then nothing was decided.
        """
        made = await self._recorder.decide(draft, source)
        self.touch()
        self._tell(Change.OUTBOX)
        self._tell(Change.CASE, made.case)
        self._outbox.wake()
        return made

    async def draft_all(
        self, keys: Sequence[CaseKey], choices: "Choices", work: Work | None = None
    ) -> Bulk:
        """The same decision for many cases, drafted for each as ``draft`` does for one.

        Cases that cannot be decided so are left out, and told. ``work`` can be watched,
        paused and stopped.
        """
        from modtui.triage.bulk import draft_all

        work = work or Work(len(keys))
        return await draft_all(self._drafter(), self.view, keys, choices, work)

    async def decide_all(
        self, bulk: Bulk, source: str = "desk", work: Work | None = None
    ) -> Recorded:
        """Record a decision for each draft; all of them are one batch.

        What cannot be written ends it: what was until then is decided, and counted in the
        answer. Nothing of the batch is sent before that. Raises DeskError where it is not
        known yet who decides.
        """
        work = work or Work(len(bulk.drafts))
        written = await self._recorder.decide_all(bulk, source, work, self._many_changed)
        self.touch()
        self._many_changed()
        self.drafts.tidy_soon()
        self._outbox.wake()
        return written

    def _many_changed(self) -> None:
        self._tell(Change.OUTBOX)
        self._tell(Change.CASE)

    async def inverse_all(self, batch: str) -> Bulk:
        """Drafts that reverse what a batch did, for each of its decisions that was sent and
        not reversed since. Raises DeskError."""
        from modtui.triage.reversing import inverse_all

        able = self._seat.capabilities
        return await inverse_all(batch, self._ledger, self._board.case, able)

    async def inverse(self, decision: str) -> Draft | None:
        """A draft that reverses what a decision did; None where nothing of it can be."""
        from modtui.triage.reversing import inverse

        return await inverse(decision, self._ledger, self._adapter, self._seat.capabilities)

    async def add_note(self, key: CaseKey, text: str, decision: str = "") -> None:
        """Add a note to a case or a decision, as an entry of its own. Raises DeskError."""
        self._histories.noted(key, await self._recorder.note(key, text, decision))
        self._tell(Change.CASE, key)

    async def note_person(self, person: str, text: str) -> None:
        """Note something on a person, to be seen with all their cases. Raises DeskError."""
        await self._people.add(person, self._seat.who().name, self._clock(), text)
        self._tell(Change.QUEUE)

    # After deciding.

    def pending(self, *, alone: bool = False) -> tuple[Pending, ...]:
        """Decisions that are not done: held back, on their way, unknown, come back.

        ``alone``: without those that were made in a batch.
        """
        return self._outbox.pending(alone=alone)

    @property
    def batches(self) -> Together:
        """The decisions that were made as one."""
        return self._outbox.together

    def decision(self, id: str) -> Pending | None:
        """How a recent decision stands."""
        fate = self._ledger.fates.get(id)
        return self._outbox.describe(fate) if fate is not None else None

    async def take_back(self, decision: str | None = None) -> Decision | None:
        """Take back a decision that is held back, the newest if none is named.

        The newest goes with the whole batch that it was made in; ``batches`` tells of it.
        None where there is nothing left to take back. Raises DeskError where that could
        not be written.
        """
        return await self._outbox.take_back(decision)

    def last_sent(self) -> Decision | None:
        """The newest decision that was carried out and not reversed since."""
        return self._outbox.last_sent()

    async def answer(self, decision: str, step: str, happened: bool) -> None:
        """A person says whether an unknown step happened; if not, it is sent again.

        Raises DeskError.
        """
        await self._outbox.answer(decision, step, happened)

    async def resume(self, decision: str) -> None:
        """Send a decision that came back, or whose step was refused, after all.

        Where an edit held it, later edits by the author no longer do; another moderator's
        act does. Raises DeskError.
        """
        await self._outbox.resume(decision)

    async def drop(self, decision: str) -> None:
        """Let go of a decision that came back or was refused, or of what is left of it.

        Raises DeskError.
        """
        await self._outbox.drop(decision)


__all__ = ["Desk", "DeskError", "Leaving", "Settings"]
