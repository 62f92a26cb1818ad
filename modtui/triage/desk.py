"""The desk of one community: all that screens and commands call.

It reads through an adapter, keeps its record in a journal, and lets an outbox carry out
what was decided. It knows nothing of terminals.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from modtui import __version__
from modtui.adapters.base import Adapter, AdapterError, Order
from modtui.configroutes import Destination
from modtui.journal import JournalError, Record
from modtui.journal.entries import Decided, Noted, Opened, RulesetUsed
from modtui.journal.points import reached
from modtui.model import (
    Capability,
    Case,
    CaseKey,
    Decision,
    Moderator,
    Resend,
    Result,
    Step,
    Struct,
    Verb,
)
from modtui.problems import FileProblems, Problem
from modtui.rules.loader import Loaded
from modtui.rules.ruleset import Ruleset
from modtui.text import Safe, safe
from modtui.times import known_zone
from modtui.triage import escalating, words
from modtui.triage.board import Board, Rows
from modtui.triage.delivering import Deliveries
from modtui.triage.errors import DeskError, unexpected
from modtui.triage.escalating import Way
from modtui.triage.fates import Fate, Fates
from modtui.triage.hitcache import HitCache
from modtui.triage.ledger import Ledger
from modtui.triage.lock import SenderLock
from modtui.triage.outbox import Leaving, Outbox
from modtui.triage.reading import Reader
from modtui.triage.rulebook import Reloaded, Rulebook
from modtui.triage.sender import Performer, Sender
from modtui.triage.views import (
    Arrivals,
    CaseView,
    Change,
    Draft,
    Earlier,
    Line,
    Pending,
    Remark,
    Row,
    Standing,
    VerbState,
)
from modtui.words import _, plural

if TYPE_CHECKING:
    from modtui.journal import Verdict
    from modtui.journal.index import Violation
    from modtui.routes import Checked

COMMON = (
    Verb.KEEP,
    Verb.REMOVE,
    Verb.WARN,
    Verb.MUTE,
    Verb.BAN,
    Verb.LOCK,
    Verb.ESCALATE,
    Verb.REPLY,
)
NATIVE = "native:"
HISTORIES = 500
"""Cases whose earlier decisions are kept in memory, to be there when they are seen again."""


class History(Struct):
    """What the journal says of a case and its author, as it was when the case was looked at."""

    earlier: tuple[Earlier, ...] = ()
    about_author: tuple[Earlier, ...] = ()
    notes: tuple[Remark, ...] = ()


class Settings(Struct):
    """How the person wants their desk. Times are in seconds."""

    hold_back: float = 10.0
    on_exit: str = "send"
    refresh: float = 60.0
    routes: tuple[tuple[str, Destination | str], ...] = ()
    """By contact; a plain text is an account of the backend."""
    moderator: str = ""
    zone: str = ""
    role: str = ""
    may: tuple[str, ...] | None = None
    """The verbs of the role; what is not among them is proposed to a contact. None: all."""
    restricted: bool = False
    """Nothing may be started or written where the person at the desk says."""
    proxy: str | None = None
    wording: Path | None = None
    """Folder of wording files for the respect check that go before those of modtui."""


Listener = Callable[[Change, CaseKey | None], None]


class Desk:
    """One community's desk. Make it with ``modtui.triage.opening``."""

    def __init__(
        self,
        name: str,
        adapter: Adapter,
        rules: Rulebook,
        open_ledger: Callable[[], Ledger],
        hits: HitCache,
        lock: SenderLock,
        clock: Callable[[], datetime],
        settings: Settings,
    ) -> None:
        self.name = name
        self.settings = settings
        self.moderator: Moderator | None = None
        self.problems: tuple[Safe, ...] = ()
        """Plain sentences to say once, when the desk was opened."""
        self.on_change: list[Listener] = []
        self._adapter = adapter
        self._rules = rules
        self._reloading = asyncio.Lock()
        self._open_ledger = open_ledger
        self._lock = lock
        self._clock = clock
        self._capabilities: dict[str, Capability] = {}
        self._reader = Reader(adapter, rules.ruleset, hits, clock, self._tell)
        self._board = Board(self._reader, self._fates, rules.ruleset, clock)
        self._opened: tuple[Ledger, Outbox] | None = None
        self._connected = False
        self._signed: Moderator | None = None
        self._deciding = asyncio.Lock()
        self._ways: dict[str, Way] = {}
        self._deliveries = Deliveries(name, settings.proxy)
        self._histories: dict[CaseKey, History] = {}
        self._tasks: set[asyncio.Future[object]] = set()

    @property
    def line(self) -> Line:
        """How the desk stands with its backend."""
        return self._reader.line

    @property
    def arrivals(self) -> Arrivals:
        """New cases that wait to be let in."""
        return self._reader.queue.arrivals

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
        return self._capabilities

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

    def _tell(self, change: Change, key: CaseKey | None = None) -> None:
        for listener in list(self.on_change):
            listener(change, key)

    # Opening, running, leaving.

    async def open(self) -> None:
        """Open the journal and fold it. Raises DeskError where it cannot be used.

        The backend is not asked yet: ``refresh`` connects.
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
        sender = Sender(
            ledger,
            self._adapter,
            self._clock,
            performer=self._performer,
            changed=self._fate_changed,
            kept=self._kept,
            account=self._account,
        )
        outbox = Outbox(ledger, sender, self._lock, self._clock, self._fate_changed)
        self._opened = (ledger, outbox)
        known = ledger.fates.moderator
        self.moderator = known if known is None else self._named(known)
        self.problems = tuple(self._first_words(ledger, sole))

    def _first_words(self, ledger: Ledger, sole: bool) -> Iterable[Safe]:
        if not sole:
            yield safe(_("Another modtui sends for this community; this one only decides."))
        if (torn := ledger.journal.torn) is not None:
            said = _("The journal's last line was incomplete; it was put aside in {file}.")
            yield safe(said.format(file=torn.name))
        waiting = sum(not fate.finished for fate in ledger.fates.unsettled())
        if waiting:
            yield safe(
                plural(
                    "{count} decision from before was not sent yet; it will be.",
                    "{count} decisions from before were not sent yet; they will be.",
                    waiting,
                )
            )

    async def _connect(self) -> None:
        account = await self._adapter.open()
        account = self._named(account)
        capabilities = await self._adapter.capabilities()
        by_verb = {found.verb: found for found in capabilities}
        self._ways = escalating.ways(
            self.settings.routes,
            by_verb.get(Verb.ESCALATE),
            restricted=self.settings.restricted,
        )
        self._capabilities = escalating.capabilities(by_verb, self._ways)
        self.moderator = account
        self._connected = True
        self._outbox.wake()
        self._tell(Change.LINE)

    def _named(self, account: Moderator) -> Moderator:
        """The account, with the person's name where several share it."""
        if not self.settings.moderator:
            return account
        return Moderator(account.id, self.settings.moderator, "config")

    async def refresh(self) -> Line:
        """Read the whole queue, connecting first. Trouble is told in the line, not raised."""
        await self.check_rules()
        try:
            if not self._connected:
                await self._connect()
        except AdapterError as error:
            self._reader.trouble(str(error))
            return self.line
        return await self._reader.refresh()

    async def check_rules(self) -> Reloaded:
        """Read the ruleset again if its file was changed; otherwise a look at its times."""
        return await self.reload_rules() if self._rules.stale else Reloaded()

    async def reload_rules(self) -> Reloaded:
        """Read the ruleset's file again, and put it in force where it is another.

        Every case is then judged anew. A file that cannot be used changes nothing: what is
        wrong with it is in the answer, and in ``rule_problems`` until it is put right.
        """
        async with self._reloading:
            try:
                loaded = await asyncio.to_thread(self._rules.read)
            except FileProblems as error:
                self._rules.problems = error.problems
                self._tell(Change.RULES)
                return Reloaded(problems=error.problems)
            changed = loaded.ruleset.hash != self.ruleset.hash
            mended = bool(self._rules.problems)
            if changed:
                await self._reader.judge(loaded.ruleset)
                self._board.ruleset = loaded.ruleset
            if changed or mended:
                self._rules.enforce(loaded)
                self._tell(Change.RULES)
            return Reloaded(changed)

    async def run(self) -> None:
        """Send what is due and read the queue now and then, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_reading())
            tasks.create_task(
                self._outbox.keep_sending(
                    connected=lambda: self._connected,
                    trouble=self._reader.trouble,
                    stirred=lambda: self._tell(Change.OUTBOX),
                )
            )

    async def _keep_reading(self) -> None:
        failures = 0
        while True:
            failures = failures + 1 if self.line.trouble else 0
            if self.line.read_at is not None or self.line.trouble:
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
            if not self._connected:
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
        for task in self._tasks:
            task.cancel()
        self._reader.close()
        send = (on_exit or self.settings.on_exit) == "send" and self._connected
        try:
            leaving = await outbox.leave(send=send)
            with contextlib.suppress(AdapterError):
                await self._adapter.close()
            await self._deliveries.close()
        finally:
            self._opened = None
            ledger.close()
            self._lock.release()
        return leaving

    async def check_routes(self) -> "tuple[tuple[str, tuple[Checked, ...]], ...]":
        """By contact, what can be known of the way to it without sending anything.

        Where the backend was not reached, only of ways that lead past it.
        """
        from modtui.routes import Checked

        backend = self._ways if self._connected else {}
        known = escalating.ways(self.settings.routes, None, restricted=self.settings.restricted)
        found: list[tuple[str, tuple[Checked, ...]]] = []
        for contact, way in known.items():
            way = backend.get(contact, way)
            if not way.outside and not self._connected:
                continue
            if way.why_not:
                found.append((contact, (Checked(False, way.why_not),)))
            elif way.outside:
                found.append((contact, await self._deliveries.check(way)))
        return tuple(found)

    # The queue.

    def rows(self) -> Sequence[Row]:
        """The rows from the top, each made when it is looked at."""
        return Rows(self._board)

    def row(self, key: CaseKey) -> Row | None:
        """One row, or None where the queue has no such case."""
        return self._board.row(key) if key in self._reader.queue else None

    def position(self, key: CaseKey) -> int | None:
        """Where a case stands in the queue, from 0."""
        order = self._board.order
        return order.index(key) if key in order else None

    def take_in(self) -> None:
        """Let new cases in, and let go of those that are dealt with."""
        self._board.take_in()
        self._tell(Change.QUEUE)
        self._tell(Change.ARRIVALS)

    def sort(self) -> None:
        """Put the most urgent cases on top."""
        self._reader.queue.sort()
        self._tell(Change.QUEUE)

    def touch(self) -> None:
        """The person has begun to work: from here on rows stay where they are."""
        self._reader.queue.touch()

    def explain(self, key: CaseKey) -> tuple[str, ...]:
        """The sum that makes a case's priority, in words. Raises KeyError."""
        return self._board.explain(key)

    # A case.

    def view(self, key: CaseKey) -> CaseView:
        """What is known of a case now, without waiting. KeyError where it is unknown.

        The desk must be open. Earlier decisions are in it once the case was looked at.
        """
        view = self._board.view(key, self._outbox.describe)
        known = self._histories.get(key, History())
        return msgspec.structs.replace(
            view, earlier=known.earlier, about_author=known.about_author, notes=known.notes
        )

    async def look(self, key: CaseKey) -> CaseView:
        """A case with its surroundings and history. Trouble is told in the view.

        KeyError where neither the queue nor the backend knows the case.
        """
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
        try:
            violations = await self._violations(self.view(key).case)
            records = await self._records(key)
        except JournalError as error:
            trouble = f"{trouble} {error}".strip()
        else:
            self._histories[key] = History(
                _earlier(records), tuple(_violation(found) for found in violations), _notes(records)
            )
            while len(self._histories) > HISTORIES:
                del self._histories[next(iter(self._histories))]
        return msgspec.structs.replace(self.view(key), trouble=trouble)

    def prefetch(self, keys: Iterable[CaseKey]) -> None:
        """Read the surroundings of cases that are likely to be opened next."""
        for key in keys:
            case = self._board.case(key)
            if case is not None:
                self._in_background(self._fetch_ahead(case))

    async def _fetch_ahead(self, case: Case) -> None:
        # Only now, and for this task only: what a person waits for goes first.
        from modtui.adapters.budget import Priority, reading

        reading.set(Priority.PREFETCH)
        await self._reader.fetch(case)

    def _in_background(self, reading: Coroutine[object, object, object]) -> None:
        """Read without waiting. It may fail: whoever opens the case asks again and is told."""
        task = asyncio.ensure_future(reading)
        self._tasks.add(task)
        task.add_done_callback(self._read)

    def _read(self, task: asyncio.Future[object]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, AdapterError):
            raise error

    async def _records(self, key: CaseKey) -> tuple[Record, ...]:
        index = await self._ledger.indexed()
        return await asyncio.to_thread(index.of_case, key)

    async def _violations(self, case: Case) -> "tuple[Violation, ...]":
        author = case.subject.author
        if author is None:
            return ()
        index = await self._ledger.indexed()
        return await asyncio.to_thread(index.violations, author.id)

    def verbs(self, view: CaseView) -> tuple[VerbState, ...]:
        """The common verbs in their fixed order, then those that only this backend has."""
        lacking = _("This backend cannot do that.")
        if not self._connected:
            lacking = _("The server was not reached yet.")
        natives = (
            verb
            for verb, known in self._capabilities.items()
            if verb.startswith(NATIVE) and not known.preparing
        )
        states = []
        allowed = self._allowed()
        escalates = self._capabilities.get(Verb.ESCALATE)
        for verb in (*COMMON, *natives):
            known = self._capabilities.get(verb)
            if allowed is not None and verb not in allowed and escalates is not None:
                # It can be proposed, whatever this account could do itself.
                label = known.label if known is not None else verb
                states.append(VerbState(verb, label, escalates.why_not, known))
            elif known is None:
                states.append(VerbState(verb, verb, lacking))
            else:
                states.append(VerbState(verb, known.label, known.why_not, known))
        return tuple(states)

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
    ) -> Draft:
        """The whole decision as it would be made, for the preview.

        ``seconds`` -1: as the ladder proposes, None: for good. What stands in its way is
        told in ``Draft.problems``; nothing is raised for a bad choice.
        """
        # Only now: none of this is needed to show the queue.
        from modtui.rules import ladder
        from modtui.triage import advising, drafting

        allowed = self._allowed()
        hands_on = verb == Verb.ESCALATE or (allowed is not None and verb not in allowed)
        if hands_on and contact is None:
            contact = self._usual_contact(view, rule)
        choices = drafting.Choices(
            verb=verb,
            rule=rule,
            response=response,
            language=language,
            seconds=seconds,
            message=message,
            contact=contact,
            note=note,
            even_so=even_so,
        )
        first: tuple[Step, ...] = ()
        trouble = ""
        try:
            way = self._ways.get(contact or "") if hands_on else None
            if self._connected and verb != Verb.KEEP and not (way and way.outside):
                asked = Verb.ESCALATE if hands_on else verb
                first = await self._adapter.preparation(view.case, frozenset({asked}))
        except AdapterError as error:
            trouble = str(error)
        desktop = drafting.Desktop(
            ruleset=self.ruleset,
            capabilities=self._capabilities,
            ways=self._ways,
            moderator=self.moderator.name if self.moderator else "",
            now=self.now,
            zone=_zone(self.settings.zone),
            may=allowed,
            role=self.settings.role,
        )
        violations: tuple[Violation, ...] = ()
        unknown = ""
        try:
            violations = await self._violations(view.case)
            if hands_on:
                done = _earlier(await self._records(view.case.key), done=True)
                desktop = msgspec.structs.replace(desktop, done=done)
        except JournalError as error:
            # A full disk must not stand in the way of looking; deciding says so by itself.
            unknown = _("What was decided before about them cannot be read: {why}").format(
                why=error
            )
        view = msgspec.structs.replace(
            view, about_author=tuple(_violation(found) for found in violations)
        )
        earlier = tuple(
            ladder.Earlier(found.rule, found.at, found.by, found.verbs)
            for found in self._once_each(violations, view.case)
        )
        made = drafting.draft(view, choices, desktop, earlier, first)
        if unknown:
            made = msgspec.structs.replace(made, because=unknown)
        made = msgspec.structs.replace(made, ruleset=desktop.ruleset.hash)
        made = advising.advised(made, desktop.ruleset, self.settings.wording)
        return self._beside_others(made, trouble)

    def _once_each(self, violations: "Iterable[Violation]", case: Case) -> "Iterable[Violation]":
        """One for each text and rule, however often it was decided; not the case's own."""
        known: set[object] = set()
        key = self._ledger.journal.chained_key(case.key)
        for found in violations:
            judged = (found.case, found.seen)
            if found.case is None:
                yield found
            elif judged != (key, case.subject.revision) and (*judged, found.rule) not in known:
                known.add((*judged, found.rule))
                yield found

    def _beside_others(self, draft: Draft, trouble: str) -> Draft:
        """A draft with what else is on its way about its case, and what closed it."""
        key = draft.view.case.key
        replaced, why_not = self._outbox.in_the_way(key)
        in_queue = key in self._reader.queue
        standing = self._board.standing(key) if in_queue else draft.view.standing
        problems = [*draft.problems, trouble, why_not]
        if standing is Standing.CLOSED and not why_not:
            problems.append(_("This case is closed already."))
        said = _("It replaces what is held back: {verbs}.")
        because = [draft.because, *(said.format(verbs=words.acts(fate)) for fate in replaced)]
        return msgspec.structs.replace(
            draft,
            because=" ".join(part for part in because if part),
            problems=tuple(problem for problem in problems if problem),
            # Nobody must lose a decision without having been told.
            asks=draft.asks or bool(replaced),
        )

    def _usual_contact(self, view: CaseView, rule: str | None) -> str | None:
        chosen = self.ruleset.rule(view.proposed if rule is None else rule)
        if chosen is not None and chosen.contact:
            return chosen.contact
        about = {chosen.id, chosen.category} - {""} if chosen is not None else set()
        for contact in self.ruleset.contacts:
            if about & set(contact.subjects):
                return contact.id
        contacts = [contact.id for contact in self.ruleset.contacts]
        # The first one that can be reached, where any can.
        routed = {contact for contact, _who in self.settings.routes}
        return next((id for id in contacts if id in routed), next(iter(contacts), None))

    async def decide(self, draft: Draft, source: str = "desk") -> Decision:
        """Record a decision. It is on the disk when this returns, and held back.

        One about the same case that is still held back is taken back for it. Raises DeskError
        where the draft has problems, another decision about the case is on its way, or the
        journal cannot be written; then nothing was decided.
        """
        from modtui.triage import deciding, evidence

        if draft.problems:
            raise DeskError(safe(" ".join(draft.problems)))
        self._check_role(draft)
        moderator = self._who()
        judged = self._rules.of(draft.ruleset)
        made = deciding.decision(
            draft,
            moderator,
            self.now,
            hold=self.settings.hold_back,
            ruleset=judged.ruleset.hash,
            source=source,
        )
        view = draft.view
        hits = view.hits or self._reader.hits_of(view.case)
        seen = evidence.evidence(view.case, hits, draft.rule, judged.ruleset)
        try:
            async with self._deciding:
                await self._outbox.make_way(made.case, moderator)
                await self._sign(moderator, judged)
                await self._ledger.write(Decided(made, seen))
                reached("outbox.decided")
                # Another process may have decided between looking and writing. Whatever
                # comes of that: this one stands.
                with contextlib.suppress(DeskError):
                    await self._outbox.make_way(made.case, moderator, but=made.id)
        except JournalError as error:
            raise DeskError.of(error) from error
        self.touch()
        self._tell(Change.OUTBOX)
        self._tell(Change.CASE, made.case)
        self._outbox.wake()
        return made

    def _allowed(self) -> frozenset[str] | None:
        return escalating.allowed(self.settings.may, self._capabilities)

    def _check_role(self, draft: Draft) -> None:
        """Raises DeskError for what the role may not do, whoever made the draft."""
        allowed = self._allowed()
        if allowed is None:
            return
        speaks = draft.verb in allowed
        for step in draft.steps:
            # What is said to the person goes with what was done.
            with_it = step.preparing or (speaks and step.verb == Verb.WARN)
            if step.verb not in allowed and not with_it:
                raise DeskError(
                    safe(
                        _("The role {role} may not do this here ({verb}).").format(
                            role=self.settings.role, verb=step.verb
                        )
                    )
                )

    def _who(self) -> Moderator:
        if self.moderator is None:
            raise DeskError(_("The server has not said yet who you are: nothing was recorded."))
        return self.moderator

    async def _sign(self, moderator: Moderator, judged: Loaded) -> None:
        """Before a decision: who sits here, once, and by which ruleset it is judged."""
        if self._signed != moderator:
            await self._ledger.write(Opened(moderator, __version__))
            self._signed = moderator
        ruleset = judged.ruleset
        if self._ledger.fates.ruleset != ruleset.hash:
            await asyncio.to_thread(self._ledger.journal.keep_ruleset, judged.text)
            await self._ledger.write(RulesetUsed(ruleset.hash, ruleset.name))

    async def inverse(self, decision: str) -> Draft | None:
        """A draft that reverses what a decision did; None where nothing of it can be."""
        from modtui.triage import deciding

        fate = self._ledger.fates.get(decision)
        if fate is None or fate.taken_back:
            return None
        case: Case | None = None
        with contextlib.suppress(AdapterError):
            case = await self._adapter.case(fate.decision.case)
        return deciding.inverse(fate, case, self._capabilities)

    async def add_note(self, key: CaseKey, text: str, decision: str = "") -> None:
        """Add a note to a case or a decision, as an entry of its own. Raises DeskError."""
        try:
            record = await self._ledger.write(Noted(key, self._who(), text, decision))
        except JournalError as error:
            raise DeskError.of(error) from error
        known = self._histories.get(key)
        if known is not None:
            notes = (*known.notes, *_notes((record,)))
            self._histories[key] = msgspec.structs.replace(known, notes=notes)
        self._tell(Change.CASE, key)

    # After deciding.

    def pending(self) -> tuple[Pending, ...]:
        """Decisions that are not done: held back, on their way, unknown, come back."""
        return self._outbox.pending()

    def decision(self, id: str) -> Pending | None:
        """How a recent decision stands."""
        fate = self._ledger.fates.get(id)
        return self._outbox.describe(fate) if fate is not None else None

    async def take_back(self, decision: str | None = None) -> Decision | None:
        """Take back a decision that is held back, the newest if none is named.

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
        """Records that fit a query, newest first. Raises DeskError."""
        from modtui.journal.search import parse_query

        try:
            return self._ledger.index().page(parse_query(query), before=before, limit=limit)
        except JournalError as error:
            raise DeskError.of(error) from error

    def story(self, decision: str) -> tuple[Record, ...]:
        """All records of one decision, oldest first. Raises DeskError."""
        try:
            return self._ledger.index().of_decision(decision)
        except JournalError as error:
            raise DeskError.of(error) from error

    def kept_ruleset(self, digest: str) -> bytes | None:
        """The text of a ruleset that was used here, by its hash; None: it was not kept."""
        return self._ledger.journal.kept_ruleset(digest)

    def verify(self) -> "Verdict":
        """Whether the journal is as it was written, and where the first break is."""
        return self._ledger.journal.verify()

    # What the sender asks.

    def _account(self) -> str:
        """Who is signed in, as the backend said in this session; empty: not asked yet."""
        return self.moderator.id if self.moderator is not None and self._connected else ""

    def _performer(self, order: Order) -> Performer:
        step = order.step
        way = self._ways.get(order.decision.contact)
        if step.verb == Verb.ESCALATE and escalating.is_outside(step.route):
            return self._deliveries.performer(order, way)
        known = self._capabilities.get(step.verb)
        resend = known.resend if known else Resend.UNKNOWN
        return Performer(self._adapter.perform, self._adapter.settle, resend)

    def _kept(self, fate: Fate, case: Case) -> str:
        from modtui.triage import evidence

        chosen = fate.decision.rules[0] if fate.decision.rules else ""
        # What it hits now counts as well as what it hit when it was decided, each by the
        # rules of its day.
        now = evidence.involved(self.ruleset, chosen, self._reader.hits_of(case))
        judged = self._rules.of(fate.decision.ruleset).ruleset
        then = evidence.involved(judged, chosen, fate.decision.hits)
        return evidence.kept_text(case.subject.text, evidence.level((*now, *then)))

    def _fate_changed(self, fate: Fate) -> None:
        key = fate.decision.case
        if fate.returned is not None:
            self._reader.forget(key)
            self._in_background(self._reader.reread(key))
        self._tell(Change.OUTBOX)
        self._tell(Change.CASE, key)


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


def _zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    return ZoneInfo(name) if name and known_zone(name) else None


def _violation(found: "Violation") -> Earlier:
    rules = (found.rule,) if found.rule else ()
    return Earlier(found.decision, found.at, found.by, found.verbs, rules)


__all__ = ["Desk", "DeskError", "Leaving", "Settings"]
