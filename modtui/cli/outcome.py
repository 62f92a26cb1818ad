"""From a draft to what came of it."""

import asyncio
import contextlib
import signal
import sys

import click

from modtui.cli.casework import complete, outcome_lines, taken_back
from modtui.cli.exits import Exit
from modtui.cli.printing import as_json, data, say
from modtui.model import Outcome, Struct
from modtui.triage.desk import Desk, DeskError
from modtui.triage.views import Draft, Pending, Standing
from modtui.words import _

PATIENCE = 60.0
"""Seconds after the hold-back for which a command waits for the outcome."""

_OVER = frozenset({Standing.DOUBT, Standing.RETURNED, Standing.FAILED})


class Told(Struct):
    """What came of a decision, for scripts."""

    decision: str
    case: str
    standing: str
    outcomes: tuple[tuple[str, Outcome], ...]
    detail: str
    exit: int


async def carry_out(desk: Desk, draft: Draft, *, yes: bool, json_: bool) -> Exit:
    """Ask, decide, wait out the hold-back, tell what came of it.

    Ctrl+C during the hold-back takes it back.
    """
    if not yes and not confirmed(_("Do it?")):
        say(_("Nothing was decided."))
        return Exit.PROBLEM
    decision = await desk.decide(draft, source="command")
    hold = decision.hold
    if hold:
        say(
            _("Decided: {id}. Held back for {seconds:g} s; Ctrl+C takes it back.").format(
                id=decision.id, seconds=hold
            )
        )
    else:
        say(_("Decided: {id}.").format(id=decision.id))
    try:
        pending = await wait_for(desk, decision.id, hold + PATIENCE)
    except asyncio.CancelledError:
        if await desk.take_back(decision.id) is not None:
            say(_("Taken back: nothing was sent."))
        else:
            say(_("Too late to take it back: see modtui outbox."))
        raise
    return tell(pending, json_=json_)


def confirmed(question: str) -> bool:
    """Whether the person says yes. No answer is a no, and so is Ctrl+C."""
    if not sys.stdin.isatty():
        say(_("Add --yes to do it without a question."))
    # The event loop's own handler would let Ctrl+C count only after the answer.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        say()
        return False
    finally:
        signal.signal(signal.SIGINT, before)


async def wait_for(desk: Desk, id: str, patience: float) -> Pending:
    """How a decision stands when no more comes of it for now. Raises DeskError."""
    changed = asyncio.Event()

    def listen(*_change: object) -> None:
        changed.set()

    desk.on_change.append(listen)
    running = asyncio.create_task(desk.run())
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while not settled(desk, id):
                    changed.clear()
                    waiting = asyncio.create_task(changed.wait())
                    # The hold-back ends without anybody saying so: look now and then.
                    done, _pending = await asyncio.wait(
                        {waiting, running}, timeout=1, return_when=asyncio.FIRST_COMPLETED
                    )
                    waiting.cancel()
                    if running in done:
                        running.result()
    finally:
        desk.on_change.remove(listen)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    return _now(desk, id)


def settled(desk: Desk, id: str) -> bool:
    """Whether waiting longer would tell no more."""
    pending = _now(desk, id)
    if complete(pending) or taken_back(pending) or pending.standing in _OVER:
        return True
    # It will be tried again, but nobody can say when that works.
    return pending.seconds <= 0 and (pending.standing is Standing.WAITING or bool(desk.trouble))


def _now(desk: Desk, id: str) -> Pending:
    pending = desk.decision(id)
    if pending is None:
        raise DeskError(_("The decision is no longer to be found."))
    return pending


def tell(pending: Pending, *, json_: bool) -> Exit:
    """Print what came of a decision, and say by the status how it went."""
    status, sentence = verdict(pending)
    if json_:
        as_json(
            Told(
                decision=pending.decision.id,
                case=str(pending.decision.case),
                standing=pending.standing.value,
                outcomes=pending.outcomes,
                detail=pending.detail,
                exit=status,
            )
        )
    else:
        for line in outcome_lines(pending):
            data(line)
    say(sentence)
    return status


def verdict(pending: Pending) -> tuple[Exit, str]:
    """The status and the sentence for how a decision stands."""
    if complete(pending):
        return Exit.OK, _("Done.")
    if taken_back(pending):
        return Exit.PROBLEM, _("Taken back: nothing was sent.")
    match pending.standing:
        case Standing.DOUBT:
            question = _("Nobody knows whether it happened. Look, then: modtui answer {id} STEP …")
            return Exit.UNKNOWN, question.format(id=pending.decision.id)
        case Standing.RETURNED:
            return Exit.RETURNED, _("It came back; nothing more is sent unless you say so.")
        case Standing.FAILED:
            return Exit.BACKEND, _("Refused; nothing more is sent unless you say so.")
    return Exit.BACKEND, _("Not sent yet: it is kept, and `modtui outbox --send` tries again.")
