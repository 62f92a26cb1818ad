"""The desk of one community: all that screens and commands call.

It reads through an adapter, keeps its record in a journal, and lets an outbox carry out
what was decided. It knows nothing of terminals.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from modtui.adapters.base import Adapter, AdapterError
from modtui.goals import Goals
from modtui.journal import JournalError, Record
from modtui.model import (
    Capability,
    Case,
    CaseKey,
    Decision,
    Moderator,
)
from modtui.problems import Problem
from modtui.rules.ruleset import Response, Ruleset
from modtui.state import StateError, StateFile
from modtui.text import Safe, safe
from modtui.triage import words
from modtui.triage.ahead import Background
from modtui.triage.around import Around
from modtui.triage.board import Board, Rows
from modtui.triage.carrying import Carrier
from modtui.triage.casecache import CaseCache
from modtui.triage.errors import DeskError, unexpected
from modtui.triage.fates import Fate, Fates
from modtui.triage.grouping import Axis, Groups
from modtui.triage.history import Histories
from modtui.triage.judging import Judge
from modtui.triage.keeping import DraftKeeper, KeptDraft, Written
from modtui.triage.ledger import Ledger
from modtui.triage.lock import SenderLock
from modtui.triage.outbox import Leaving, Outbox
from modtui.triage.people import People
from modtui.triage.priority import Past
from modtui.triage.queue import Queue
from modtui.triage.reading import Reader
from modtui.triage.recording import Recorder
from modtui.triage.rulebook import Reloaded, Rulebook
from modtui.triage.seat import Seat, Settings
from modtui.triage.veiling import BARE, Cover, covered, covers
from modtui.triage.views import (
    Arrivals,
    Batch,
    Bulk,
    CaseView,
    Change,
    Draft,
    Forgotten,
    Line,
    Pending,
    Recorded,
    Row,
    Standing,
    VerbState,
)
from modtui.triage.working import Work
from modtui.words import _

if TYPE_CHECKING:
    from modtui.journal import Verdict
    from modtui.journal.checkpoint import Checkpoint
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
        self._open_ledger = open_ledger
        self._lock = lock
        self._kept = kept
        self._drafts = DraftKeeper(kept, lambda: self._tell(Change.DRAFTS))
        self._people = People(kept)
        self._clock = clock
        self._opened: tuple[Ledger, Outbox] | None = None
        self._asking: Asking | None = None
        self._fresh = False
        self._seat = Seat(settings)
        self._cache = cache
        queue = Queue(cache, name, Judge(rules.ruleset, goals, self.record_of), clock)
        self._reader = Reader(adapter, queue, clock, self._tell)
        self._around = Around(self._reader.match)
        self._background = Background(self._prefetch)
        self._groups = Groups(cache, lambda: self._tell(Change.CASE))
        self._board = Board(
            self._reader,
            self._fates,
            rules.ruleset,
            clock,
            self.cover,
            self._groups.company,
        )
        self._histories = Histories(lambda: self._ledger)
        self._recorder = Recorder(self._open_parts, self._seat, rules, self._reader, clock)
        self._carrier = Carrier(name, adapter, self._seat, rules, self._reader)

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

    @property
    def _ledger(self) -> Ledger:
        return self._open_parts()[0]

    @property
    def _outbox(self) -> Outbox:
        return self._open_parts()[1]

    def _open_parts(self) -> tuple[Ledger, Outbox]:
        if self._opened is None:
            raise DeskError(_("The desk is not open."))
        return self._opened

    def _fates(self) -> Fates:
        return self._ledger.fates

    def record_of(self, account: str) -> Past | None:
        """What became of somebody's earlier reports."""
        ledger = self._ledger
        return ledger.accuracy.past(ledger.journal.pseudonym(account))

    async def _rescore(self) -> None:
        """Sort by what became of earlier reports until now."""
        ledger = self._ledger
        await self._reader.queue.rescore(ledger.accuracy.changed, ledger.fates.seq)

    def _tell(self, change: Change, key: CaseKey | None = None) -> None:
        for listener in list(self.on_change):
            listener(change, key)

    # Opening, running, leaving.

    async def open(self) -> None:
        """Open the journal and fold it, and show the queue as it was last known.

        The backend is not asked yet: ``refresh`` connects. Raises DeskError where the
        journal cannot be used.
        """
        try:
            ledger = await asyncio.to_thread(self._open_ledger)
            try:
                await ledger.catch_up()
                sole = self._lock.take()
            except BaseException:
                ledger.close()
                raise
        except (JournalError, OSError) as error:
            raise DeskError.of(error) from error
        sender = self._carrier.sender(ledger, self._clock, self._fate_changed)
        outbox = Outbox(ledger, sender, self._lock, self._clock, self._fate_changed)
        self._opened = (ledger, outbox)
        known = ledger.fates.moderator
        self.moderator = known if known is None else self._seat.named(known)
        await self._reader.recall()
        problems = words.at_opening(ledger.journal.torn, ledger.fates, sole)
        self.problems = (*problems, *filter(None, (safe(self._cache.trouble),)))

    async def _connect(self) -> None:
        await self._seat.connect(self._adapter)
        self._outbox.wake()
        self._tell(Change.LINE)

    async def refresh(self) -> Line:
        """Read the whole queue, connecting first. Trouble is told in the line, not raised."""
        await self.check_rules()
        await self._freshen()
        try:
            if not self._seat.connected:
                await self._connect()
        except AdapterError as error:
            self._reader.trouble(str(error))
            return self.line
        line = await self._reader.refresh()
        await self._drafts.tidy(self._still_needed)
        if line.complete and not line.trouble:
            self._background.start(self._groups.follow())
        return line

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
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_reading())
            tasks.create_task(
                self._outbox.keep_sending(
                    connected=lambda: self._seat.connected,
                    trouble=self._reader.trouble,
                    stirred=self._stirred,
                )
            )

    async def _freshen(self) -> None:
        """What was known when the desk was left, sorted and judged as of now."""
        await self._rescore()
        if not self._fresh:
            self._fresh = True
            await self._reader.freshen()

    async def _keep_reading(self) -> None:
        failures = 0
        while True:
            failures = failures + 1 if self.line.trouble else 0
            if self.line.complete or self.line.trouble:
                wait = self.settings.refresh
                # After trouble it is tried sooner, then less and less often.
                await asyncio.sleep(min(wait, 2.0 ** min(failures, 8)) if failures else wait)
            try:
                await self.refresh()
            except Exception as error:
                self._reader.trouble(unexpected(error))

    async def send_now(self, *, all_held: bool = False) -> int:
        """Send what is due, or all that is held back too, once. Gives the number completed.

        Trouble is told in ``trouble``. Raises DeskError where another process sends for
        this store, or the journal cannot be written.
        """
        try:
            if not self._seat.connected:
                await self._connect()
        except AdapterError as error:
            self._reader.trouble(str(error))
            return 0
        return await self._outbox.send_now(all_held=all_held)

    @property
    def trouble(self) -> str:
        """What stood in the way at the last try to send, or to read; empty: nothing."""
        return (self._outbox.trouble if self._opened else "") or self.line.trouble

    async def close(self, on_exit: str | None = None) -> Leaving:
        """Leave: what is held back is sent within five seconds or kept, as asked."""
        if self._opened is None:
            return Leaving()
        ledger, outbox = self._opened
        self._background.close()
        await self._drafts.flush()
        self._groups.close()
        send = (on_exit or self.settings.on_exit) == "send" and self._seat.connected
        try:
            leaving = await outbox.leave(send=send)
            # What was sent now needs no draft any more; that is asked of parts still open.
            await self._drafts.close()
            await self._board.leave()
            self._reader.close()
            with contextlib.suppress(AdapterError):
                await self._adapter.close()
            await self._carrier.close()
        finally:
            await self._drafts.close()
            self._opened = None
            ledger.close()
            self._lock.release()
        return leaving

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
        await self._rescore()
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
            drafts = await self._drafts.erase(person)
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
            narrowing = Narrowing(queue, board, self._fates, self._seat, self._clock)
            self._asking = Asking(narrowing, lambda: self._ledger, self._kept)
        return self._asking

    # A case.

    def view(self, key: CaseKey) -> CaseView:
        """What is known of a case now, without waiting. KeyError where it is unknown.

        The desk must be open. Earlier decisions are in it once the case was looked at.
        """
        view = self._histories.told(self._board.view(key, self._outbox.describe))
        author = view.case.subject.author
        if author is None or not (noted := self._people.notes(author.id)):
            return view
        return msgspec.structs.replace(view, about_person=noted)

    async def look(self, key: CaseKey, *, touch: bool = True) -> CaseView:
        """A case with its surroundings and history. Trouble is told in the view.

        Not ``touch``: nobody asked for it, the queue may still move. KeyError where neither
        the queue nor the backend knows the case.
        """
        if touch:
            self.touch()
        trouble = ""
        try:
            if not self._board.knows(key):
                found = await self._reader.reread(key)
                if found is None:
                    raise KeyError(key)
                self._board.adopt(found)
            await self._reader.fetch(self.view(key).case)
        except AdapterError as error:
            trouble = str(error)
        await self._judge_around(key)
        try:
            await self._people.look()
            await self._histories.look(self.view(key).case)
        except (JournalError, DeskError) as error:
            trouble = f"{trouble} {error}".strip()
        return msgspec.structs.replace(self.view(key), trouble=trouble)

    async def _judge_around(self, key: CaseKey) -> None:
        if covers(self.ruleset):
            await self._around.judge(self.view(key))

    def cover(self, *, uncovered: bool = False) -> Cover:
        """What is covered now in the texts of cases; nothing where the person asked for it."""
        if uncovered or not covers(self.ruleset):
            return BARE
        return Cover(masks=self.settings.mask_slurs, hits=self._around.hits)

    def covered(self, view: CaseView) -> CaseView:
        """A case as it may be told while nobody asked for what rules cover."""
        return covered(view, self.ruleset, self.cover())

    @property
    def sites(self) -> frozenset[str]:
        """The community's own sites, that a link may pretend to lead to."""
        from modtui.triage.links import sites

        # An account's name ends with its server where backends are many.
        account = self.moderator.id if self.moderator is not None else ""
        server = account.partition(":")[2] if account[:1] == "@" else ""
        return sites(self.ruleset, server, *self.settings.sites)

    def prefetch(self, keys: Iterable[CaseKey]) -> None:
        """Read cases that are likely to be opened next, the likeliest first.

        Those of an earlier call that nobody began to read are let go.
        """
        self._background.ahead(key for key in keys if self._board.case(key) is not None)

    async def _prefetch(self, key: CaseKey) -> None:
        if (case := self._board.case(key)) is not None and self._opened is not None:
            await self._reader.fetch(case)
            await self._judge_around(key)
            await self._people.look()
            await self._histories.look(case)

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

    async def kept_draft(self, key: CaseKey, verb: str) -> KeptDraft | None:
        """What the person had changed in this decision before, where it was not sent."""
        return await self._drafts.of((key, verb, self._seat.person()))

    def keep_draft(self, case: Case, choices: "Choices", written: Iterable[Written] = ()) -> None:
        """Keep what the person changed until the decision is sent. Returns at once.

        Where that fails it is told in ``drafts_trouble``, with ``Change.DRAFTS``.
        """
        author = case.subject.author.id if case.subject.author else ""
        by = self._seat.person()
        self._drafts.keep(KeptDraft(case.key, choices, self._clock(), by, author, tuple(written)))

    def drop_draft(self, key: CaseKey, verb: str) -> None:
        """Throw away what the person had changed."""
        self._drafts.drop((key, verb, self._seat.person()))

    async def save_drafts(self) -> None:
        """Have what is to be kept on the disk when this returns, where that is possible."""
        await self._drafts.flush()

    @property
    def drafts_trouble(self) -> str:
        """Why what the person writes cannot be kept; empty: it is."""
        return self._drafts.trouble


    def _still_needed(self, kept: KeptDraft) -> KeptDraft | None:
        from modtui.triage import outliving

        there = self._board.queued(kept.case) and (
            self._board.standing(kept.case) is not Standing.CLOSED
        )
        return outliving.judged(
            kept,
            self._ledger.fates.of_case(kept.case),
            self._seat.allowed(),
            self._clock(),
            there=there if self.line.complete else None,
        )

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
        self._drafts.tidy_soon(self._still_needed)
        self._outbox.wake()
        return written

    def _many_changed(self) -> None:
        self._tell(Change.OUTBOX)
        self._tell(Change.CASE)

    async def inverse_all(self, batch: str) -> Bulk:
        """Drafts that reverse what a batch did, for each of its decisions that was sent and
        not reversed since. Raises DeskError."""
        from modtui.triage.bulk import inverse_all

        try:
            index = await self._ledger.indexed()
            records = await asyncio.to_thread(index.of_batch, batch)
        except JournalError as error:
            raise DeskError.of(error) from error
        undone = self._ledger.fates.is_undone
        return inverse_all(records, undone, self._board.case, self._seat.capabilities)

    async def inverse(self, decision: str) -> Draft | None:
        """A draft that reverses what a decision did; None where nothing of it can be."""
        from modtui.triage import deciding

        fate = self._ledger.fates.get(decision)
        if fate is None or fate.taken_back:
            return None
        case: Case | None = None
        with contextlib.suppress(AdapterError):
            case = await self._adapter.case(fate.decision.case)
        return deciding.inverse(fate, case, self._seat.capabilities)

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

    def batches(self) -> tuple[Batch, ...]:
        """The batches of decisions that are not done, oldest first."""
        return self._outbox.together.unfinished()

    def batch(self, id: str) -> Batch | None:
        """How a batch stands, unless it was done long ago."""
        return self._outbox.together.get(id)

    def members(self, batch: str) -> Sequence[tuple[str, CaseKey]]:
        """The decisions of a batch and their cases, in the order of deciding."""
        return self._outbox.together.members(batch)

    def stuck(self, batch: str) -> tuple[str, ...]:
        """The decisions of a batch that wait for a person to say how they go on."""
        return self._outbox.together.stuck(batch)

    def pause_batch(self, batch: str, paused: bool) -> None:
        """Send nothing more of a batch for now, or go on with it.

        Leaving ends the pause: what is left is sent when the desk is opened again.
        """
        self._outbox.together.pause(batch, paused)
        self._outbox.wake()
        self._tell(Change.OUTBOX)

    async def take_back_batch(self, batch: str) -> int:
        """Take back all of a batch that nothing of was sent yet; gives how many that were.

        Raises DeskError.
        """
        return await self._outbox.together.take_back(batch, self.moderator)

    async def resume_batch(self, batch: str) -> int:
        """Send all of a batch that came back or was refused after all; gives how many.

        Raises DeskError.
        """
        count = await self._outbox.together.resume(batch, self.moderator)
        self._outbox.wake()
        return count

    def decision(self, id: str) -> Pending | None:
        """How a recent decision stands."""
        fate = self._ledger.fates.get(id)
        return self._outbox.describe(fate) if fate is not None else None

    async def take_back(self, decision: str | None = None) -> Decision | None:
        """Take back a decision that is held back, the newest if none is named.

        The newest goes with the whole batch that it was made in; ``batch`` tells of it.
        None where there is nothing left to take back. Raises DeskError where that could
        not be written.
        """
        return await self._outbox.take_back(decision, self.moderator)

    def last_sent(self) -> Decision | None:
        """The newest decision that was carried out and not reversed since."""
        return self._outbox.last_sent()

    async def answer(self, decision: str, step: str, happened: bool) -> None:
        """A person says whether an unknown step happened; if not, it is sent again.

        Raises DeskError.
        """
        await self._outbox.answer(decision, step, happened, self.moderator)

    async def resume(self, decision: str) -> None:
        """Send a decision that came back, or whose step was refused, after all.

        Where an edit held it, later edits by the author no longer do; another moderator's
        act does. Raises DeskError.
        """
        await self._outbox.resume(decision, self.moderator)

    async def drop(self, decision: str) -> None:
        """Let go of a decision that came back or was refused, or of what is left of it.

        Raises DeskError.
        """
        await self._outbox.drop(decision, self.moderator)

    # The record.

    def audit(
        self, query: str = "", *, before: int | None = None, limit: int = 100
    ) -> tuple[Record, ...]:
        """Records that fit a filter, newest first. Raises BadFilter and DeskError."""
        return self.asking.entries(query, before=before, limit=limit)

    def story(self, decision: str) -> tuple[Record, ...]:
        """All records of one decision, oldest first. Raises DeskError."""
        try:
            return self._ledger.index().of_decision(decision)
        except JournalError as error:
            raise DeskError.of(error) from error

    def kept_ruleset(self, digest: str) -> bytes | None:
        """The text of a ruleset that was used here, by its hash; None: it was not kept."""
        return self._ledger.journal.kept_ruleset(digest)

    def verify(
        self,
        noted: Mapping[int, str] = MappingProxyType({}),
        passed: Callable[[int], None] | None = None,
    ) -> "Verdict":
        """Whether the journal is as it was written, and where the first break is.

        ``noted`` and ``passed`` as in ``Journal.verify``.
        """
        return self._ledger.journal.verify(noted, passed)

    @property
    def store(self) -> str:
        """The name of this store in its checkpoints."""
        return self._ledger.journal.store

    def checkpoint(self) -> "Checkpoint | None":
        """A signed note of where the journal stands; None while it is empty. DeskError."""
        try:
            return self._ledger.journal.checkpoint()
        except JournalError as error:
            raise DeskError.of(error) from error

    def _stirred(self) -> None:
        self._drafts.tidy_soon(self._still_needed)
        self._tell(Change.OUTBOX)

    def _fate_changed(self, fate: Fate) -> None:
        key = fate.decision.case
        if fate.complete:
            self._drafts.tidy_soon(self._still_needed)
        if fate.returned is not None:
            self._reader.forget(key)
            self._background.start(self._reader.reread(key))
        self._tell(Change.OUTBOX)
        self._tell(Change.CASE, key)


__all__ = ["Desk", "DeskError", "Leaving", "Settings"]
