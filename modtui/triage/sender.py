"""Carries decisions out: the one place that changes anything on a backend.

Every step is announced in the journal before it goes out, and its outcome is recorded
after. A step that was announced and has no outcome is *in doubt*: the backend is read
before anything is sent again.
"""

import asyncio
import enum
import math
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from modtui.adapters.base import Adapter, AdapterError, Order, Settled, Trouble
from modtui.journal import JournalError
from modtui.journal.entries import Ended, Returned, Sending
from modtui.model import SENDS_TEXT, Case, CaseKey, Outcome, Resend, Result, Struct, Verb
from modtui.points import reached
from modtui.text import safe
from modtui.triage.errors import unexpected
from modtui.triage.fates import EDITED, TOO_OLD, Fate, StepFate
from modtui.triage.ledger import Ledger
from modtui.words import _

_T = TypeVar("_T")
FIRST_WAIT = 2.0
LONGEST_WAIT = 60.0
LONGEST_ASKED = 900.0
"""Seconds to wait at most, whatever the backend asks for."""
STUCK = 2
"""Decisions that fail in one round, one after the other, before it is taken for the line."""
SLACK = timedelta(minutes=1)
"""How far a clock may go back before nothing is concluded from it any more."""
_NOT_DONE = frozenset({Trouble.UNREACHABLE, Trouble.LIMITED, Trouble.SIGNED_OUT})
_REFUSED = {
    Trouble.DENIED: Result.DENIED,
    Trouble.GONE: Result.FAILED,
    Trouble.REFUSED: Result.FAILED,
}


class Why(enum.StrEnum):
    """Why a decision came back instead of being sent."""

    EDITED = EDITED
    HANDLED = "handled"
    GONE = "gone"
    OLD = "old"
    ACCOUNT = "account"


class Performer(Struct):
    """What carries a step out: the backend, or the ``route`` to a contact.

    ``resend`` is what it declared for steps like this one.
    """

    perform: Callable[[Order], Awaitable[Outcome]]
    settle: Callable[[Order], Awaitable[Settled]]
    resend: Resend
    route: str = ""


class _Later(Struct):
    """A decision that failed by itself, while others can go on.

    ``route`` names the way to a contact that could not be used; empty: it was the backend.
    """

    until: datetime
    tries: int
    sentence: str
    route: str = ""


class _Round:
    """What was met while sending what is due, once."""

    def __init__(self, all_held: bool) -> None:
        self.all_held = all_held
        self.sent = 0
        self.failed = 0
        self.blocked: set[CaseKey] = set()
        self.closed: set[str] = set()


class Sender:
    """Sends what is due, in the order in which it was decided.

    ``performer`` tells what carries an order out, ``changed`` is called with a fate's case
    after each step, ``kept`` says how much of a changed text may be stored, ``account`` who
    is signed in on the backend.
    """

    def __init__(
        self,
        ledger: Ledger,
        adapter: Adapter,
        clock: Callable[[], datetime],
        *,
        performer: Callable[[Order], Performer],
        changed: Callable[[Fate], None],
        kept: Callable[[Fate, Case], str],
        account: Callable[[], str],
    ) -> None:
        self._ledger = ledger
        self._adapter = adapter
        self._clock = clock
        self._performer = performer
        self._changed = changed
        self._kept = kept
        self._account = account
        self._failures = 0
        self._paused: tuple[datetime, float] | None = None
        self._line_trouble = ""
        self._later: dict[str, _Later] = {}
        self.paused: set[str] = set()
        """Batches of which nothing is sent for now."""
        self._sending = asyncio.Lock()

    @property
    def trouble(self) -> str:
        """What stood in the way at the last try; empty: nothing."""
        return self._line_trouble or next((later.sentence for later in self._later.values()), "")

    def next_due(self) -> datetime | None:
        """When there is something to do again, or None."""
        dues: dict[CaseKey, datetime] = {}
        on_routes: list[datetime] = []
        for fate in self._ledger.fates.to_send():
            if fate.decision.batch in self.paused:
                continue
            later = self._later.get(fate.decision.id)
            due = self._ledger.fates.held_until(fate)
            if later is not None and later.route:
                on_routes.append(max(due, later.until))
                continue
            # Only the first of each case: none overtakes another.
            dues.setdefault(fate.decision.case, max(due, later.until) if later else due)
        if not dues and not on_routes:
            return None
        due = min([*dues.values(), *on_routes])
        if self._paused is None:
            return due
        since, wait = self._paused
        return max(due, since + timedelta(seconds=wait))

    async def send_due(self, *, all_held: bool = False) -> int:
        """Send what is due, or all that is held back too. Gives the number completed.

        Stops at the first sign that the backend cannot be used just now; what was not
        sent stays in the outbox. A decision that only fails by itself waits, and with it
        the later ones about its case; the others go on. Where only the way to a contact
        cannot be used, nothing waits but what leads over it. What was decided by itself goes
        before what was decided in a batch, also while a batch is being sent. Raises
        JournalError.
        """
        async with self._sending:
            fates = self._ledger.fates
            waiting = fates.to_send()
            left = {fate.decision.id for fate in waiting}
            self._later = {id: later for id, later in self._later.items() if id in left}
            if not waiting:
                self._relieve()
            turn = _Round(all_held)
            for fate in (fate for fate in waiting if not fate.decision.batch):
                if not await self._try(fate, turn):
                    return turn.sent
            for fate in (fate for fate in waiting if fate.decision.batch):
                # Decided meanwhile, by a person who waits for it.
                for other in fates.alone():
                    if not self._puts_off(other, self._clock()):
                        turn.blocked.discard(other.decision.case)
                    if not other.finished and not await self._try(other, turn):
                        return turn.sent
                if not await self._try(fate, turn):
                    break
            return turn.sent

    async def _try(self, fate: Fate, turn: "_Round") -> bool:
        """Send one decision where it is due. False where nothing can be sent just now."""
        now, decision = self._clock(), fate.decision
        if self._resting(now):
            return False
        if decision.batch in self.paused:
            return True
        if self._route_of(fate) in turn.closed or self._waits_for_route(fate, now):
            return True
        due = self._ledger.fates.held_until(fate)
        held = not turn.all_held and now < due and not _set_back(fate, now)
        if held or decision.case in turn.blocked or self._puts_off(fate, now):
            return True
        if self._overtakes(fate, turn, now):
            return True
        try:
            done = await self._send(decision.id)
        except AdapterError as error:
            trouble = error
        except JournalError:
            raise
        except Exception as error:
            trouble = AdapterError(Trouble.BROKEN, unexpected(error))
        else:
            self._later.pop(decision.id, None)
            self._relieve()
            turn.failed = 0
            turn.sent += done
            return True
        if trouble.route:
            turn.closed.add(trouble.route)
            self._put_off(fate, trouble)
            self._tell_soon(fate)
            return True
        turn.failed += 1
        turn.blocked.add(decision.case)
        if trouble.trouble in _NOT_DONE or turn.failed == STUCK:
            self._pause(trouble)
        if trouble.trouble not in _NOT_DONE:
            self._put_off(fate, trouble)
        self._tell_soon(fate)
        return True

    def _overtakes(self, fate: Fate, turn: "_Round", now: datetime) -> bool:
        """Whether an older decision about its case is still to be sent, over no other route."""
        for other in self._ledger.fates.unsettled_about(fate.decision.case):
            if other.decision.id == fate.decision.id:
                return False
            if other.finished or self._route_of(other) in turn.closed:
                continue
            if not self._waits_for_route(other, now):
                return True
        return False

    @staticmethod
    def _route_of(fate: Fate) -> str:
        """The way to a contact that its next step takes, or an empty string."""
        return next((step.step.route for step in fate.steps if not step.done), "")

    def _waits_for_route(self, fate: Fate, now: datetime) -> bool:
        later = self._later.get(fate.decision.id)
        return later is not None and bool(later.route) and self._puts_off(fate, now)

    def _tell_soon(self, fate: Fate) -> None:
        """Told from the loop, not from here: a listener's fault leaves no step in doubt."""
        asyncio.get_running_loop().call_soon(self._changed, fate)

    def _relieve(self) -> None:
        """The line works, or there is nothing to send on it."""
        self._failures = 0
        self._paused = None
        self._line_trouble = ""

    def _resting(self, now: datetime) -> bool:
        """Whether the whole line waits. A clock that was set back does not prolong it."""
        if self._paused is None:
            return False
        since, wait = self._paused
        return timedelta() <= now - since < timedelta(seconds=wait)

    def _puts_off(self, fate: Fate, now: datetime) -> bool:
        later = self._later.get(fate.decision.id)
        return later is not None and now < later.until <= now + timedelta(seconds=LONGEST_ASKED)

    def _put_off(self, fate: Fate, error: AdapterError) -> None:
        known = self._later.get(fate.decision.id)
        tries = known.tries + 1 if known else 1
        until = self._clock() + timedelta(seconds=_wait(error, tries))
        self._later[fate.decision.id] = _Later(until, tries, str(error), error.route)

    def _pause(self, error: AdapterError) -> None:
        self._failures += 1
        self._paused = (self._clock(), _wait(error, self._failures))
        self._line_trouble = str(error)

    def _fate(self, id: str) -> Fate:
        fate = self._ledger.fates.get(id)
        if fate is None:
            raise LookupError(id)
        return fate

    async def _send(self, id: str) -> bool:
        """Send one decision as far as it goes. True where it is complete."""
        fate = self._fate(id)
        if fate.taken_back or fate.finished:
            return False
        for step in fate.steps:
            if step.in_doubt:
                await self._settle(fate, step)
        fate = self._fate(id)
        if fate.finished:
            return fate.complete
        if self._too_old(fate):
            back = _set_back(fate, self._clock())
            detail = _("The clock was set back since it was decided.") if back else ""
            await self._return(fate, Why.OLD, detail)
            return False
        account = self._account()
        if account and fate.sent_as != account:
            # The backend would say that somebody else did it.
            await self._return(
                fate, Why.ACCOUNT, _("Decided by {who}.").format(who=fate.decision.by.name)
            )
            return False
        if not fate.started and not await self._unchanged(fate):
            return False
        for step in self._fate(id).steps:
            fate = self._fate(id)
            if fate.taken_back:
                return False
            if step.done:
                continue
            if step.step.verb in SENDS_TEXT and (first := self._closed_before(fate)):
                # Then the person hears from whoever was first, and not twice.
                detail = _("Another moderator closed it first.")
                await self._return(fate, Why.HANDLED, f"{detail} {first.detail}".strip())
                return False
            await self._perform(fate, step)
            fate = self._fate(id)
            after = fate.step(step.step.id)
            if after is None or not after.done:
                if after and after.outcome and after.outcome.result is Result.CONFLICT:
                    await self._return(fate, Why.HANDLED, after.outcome.detail)
                return False
        return True

    def _too_old(self, fate: Fate) -> bool:
        """Whether it waited for over an hour, or for nobody knows how long."""
        now = self._clock()
        longest = TOO_OLD + timedelta(seconds=fate.decision.hold)
        return now - fate.since > longest or _set_back(fate, now)

    @staticmethod
    def _closed_before(fate: Fate) -> Outcome | None:
        """What closing the reports told, where it showed that somebody else was first."""
        for step in fate.steps:
            outcome = step.outcome
            if step.step.verb in (Verb.CLOSE, Verb.KEEP) and outcome is not None:
                return outcome if outcome.result is Result.ALREADY else None
        return None

    async def _unchanged(self, fate: Fate) -> bool:
        """Read the case again. Where it is not what the person saw, the decision returns."""
        decision = fate.decision
        if decision.undoes:
            return True
        case = await self._adapter.case(decision.case)
        if case is None:
            await self._return(fate, Why.GONE)
            return False
        if case.handled is not None:
            await self._return(fate, Why.HANDLED, _handled_words(case))
            return False
        if case.subject.revision != decision.seen and not fate.even_so:
            await self._return(fate, Why.EDITED, now=case)
            return False
        return True

    async def _return(
        self, fate: Fate, why: Why, detail: str = "", now: Case | None = None
    ) -> None:
        await self._ledger.write(
            Returned(
                decision=fate.decision.id,
                case=fate.decision.case,
                why=why.value,
                detail=detail,
                then=fate.then if now else "",
                now=self._kept(fate, now) if now else "",
            )
        )
        self._changed(self._fate(fate.decision.id))

    async def _settle(self, fate: Fate, step: StepFate) -> None:
        """Read the backend about a step in doubt, and record what it told.

        One that cannot be told and is safe to send again stays in doubt, and is.
        """
        order = Order(fate.decision, step.step)
        performer = self._performer(order)
        try:
            told = await self._on(performer, performer.settle(order))
        except AdapterError as error:
            if error.trouble in _NOT_DONE:
                raise
            if error.trouble not in _REFUSED and not self._too_old(fate):
                raise
            # It will not tell, however often it is asked.
            told = Settled.CANNOT_TELL
        except Exception:
            if not self._too_old(fate):
                raise
            told = Settled.CANNOT_TELL
        if told is Settled.HAPPENED:
            outcome = Outcome(Result.APPLIED, detail=_("found on the backend after a break"))
            await self._end(fate, step, outcome, settled_by="reading")
        elif told is Settled.DID_NOT:
            outcome = Outcome(Result.FAILED, detail=_("not carried out yet"), retry_after=0.0)
            await self._end(fate, step, outcome, settled_by="reading")
        elif performer.resend is not Resend.SAFE:
            detail = _("nobody can tell") if performer.route else _("the backend cannot tell")
            outcome = Outcome(Result.UNKNOWN, detail=detail)
            await self._end(fate, step, outcome, settled_by="reading")

    async def _perform(self, fate: Fate, step: StepFate) -> None:
        """Announce, send, record. Raises AdapterError where it is to be tried again."""
        decision = fate.decision
        await self._ledger.write(
            Sending(
                decision=decision.id,
                step=step.step.id,
                case=decision.case,
                verb=step.step.verb,
                attempt=step.attempts + 1,
                preparing=step.step.preparing,
            )
        )
        reached("outbox.sending")
        if self._fate(decision.id).taken_back:
            return
        self._tell_soon(self._fate(decision.id))
        again: AdapterError | None = None
        order = Order(decision, step.step)
        performer = self._performer(order)
        try:
            outcome = await self._on(performer, performer.perform(order))
        except AdapterError as error:
            if error.trouble in _NOT_DONE:
                result = Result.LIMITED if error.trouble is Trouble.LIMITED else Result.FAILED
                outcome = Outcome(result, detail=str(error), retry_after=error.retry_after or 0.0)
                again = error
            elif error.trouble in _REFUSED:
                outcome = Outcome(_REFUSED[error.trouble], detail=str(error))
            else:
                # It may have been carried out: the next round reads before it sends.
                raise
        reached("outbox.sent")
        wait = outcome.retry_after
        if wait is None and outcome.result is Result.LIMITED:
            wait = 0.0
        if wait is not None:
            # JSON has no other numbers: what is not finite would be read back as none.
            wait = max(wait, 0.0) if math.isfinite(wait) else 0.0
            outcome = msgspec.structs.replace(outcome, retry_after=wait)
        maybe_ours = step.in_doubt or step.doubted
        if step.step.verb == Verb.KEEP and outcome.result is Result.ALREADY and not maybe_ours:
            # Somebody else dealt with it, and perhaps in another way: that is no keeping.
            outcome = msgspec.structs.replace(outcome, result=Result.CONFLICT)
        if (
            maybe_ours
            and step.step.verb == Verb.CLOSE
            and outcome.result is Result.ALREADY
            and any(other.step.verb in SENDS_TEXT for other in fate.steps)
        ):
            # Only whoever closed it first tells the person.
            outcome = Outcome(
                Result.UNKNOWN,
                detail=_("The reports are closed; whether by this desk cannot be told."),
            )
        await self._end(fate, step, outcome)
        reached("outbox.recorded")
        if again is not None:
            raise again
        if outcome.retry_after is not None:
            again = AdapterError(
                Trouble.LIMITED,
                safe(outcome.detail) or _("The backend asks to wait."),
                retry_after=outcome.retry_after,
            )
            again.route = performer.route
            raise again

    @staticmethod
    async def _on(performer: Performer, work: Awaitable[_T]) -> _T:
        """Wait for work, and mark whose trouble it is."""
        try:
            return await work
        except AdapterError as error:
            error.route = performer.route
            raise
        except Exception as error:
            if not performer.route:
                raise
            trouble = AdapterError(Trouble.BROKEN, unexpected(error))
            trouble.route = performer.route
            raise trouble from error

    async def _end(
        self, fate: Fate, step: StepFate, outcome: Outcome, settled_by: str = ""
    ) -> None:
        await self._ledger.write(
            Ended(
                decision=fate.decision.id,
                step=step.step.id,
                case=fate.decision.case,
                verb=step.step.verb,
                outcome=outcome,
                settled_by=settled_by,
            )
        )
        self._changed(self._fate(fate.decision.id))


def _set_back(fate: Fate, now: datetime) -> bool:
    """Whether the clock was set back since, so that it does not tell how long it waited."""
    return fate.since - now > SLACK


def _wait(error: AdapterError, tries: int) -> float:
    """Seconds until the next try: what the backend asks for within reason, or more each time."""
    own = min(FIRST_WAIT * 2.0 ** min(tries - 1, 10), LONGEST_WAIT)
    # Many desks must not come back to a recovering server in step.
    own *= 0.75 + random.random() / 2  # noqa: S311
    asked = error.retry_after
    if asked is None or not math.isfinite(asked):
        return own
    # Asked back at once again and again, it is not hammered all the same.
    return min(max(asked, own if tries > 1 else FIRST_WAIT / 4), LONGEST_ASKED)


def _handled_words(case: Case) -> str:
    """Who handled it, in words, with remote names left as they are."""
    handled = case.handled
    if handled is None or not handled.by:
        return _("It is no longer in the queue.")
    return _("Handled by {who}.").format(who=handled.by)


__all__ = ["JournalError", "Performer", "Sender", "Why"]
