"""A program of the owner's: the summary on its standard input, its status as the answer."""

import asyncio
import contextlib
import os
import shutil
import signal
from pathlib import Path

from modtui.adapters.base import AdapterError, Order, Settled, Trouble
from modtui.configroutes import ToCommand
from modtui.model import Outcome, Result
from modtui.routes.base import Checked, in_doubt, reference, said
from modtui.text import safe_line
from modtui.words import _

TRY_LATER = 75
"""The status by which a program asks to be tried again (EX_TEMPFAIL of ``sysexits.h``)."""
WAIT = 60.0


class CommandRoute:
    """Status 0: it took the summary on; 75: try later; any other: it did not, for good.

    There is no shell, and nothing of what it prints is read or shown.
    """

    def __init__(self, destination: ToCommand) -> None:
        self._argv = destination.argv
        self._timeout = destination.timeout
        self._name = safe_line(os.path.basename(destination.argv[0]), 60)

    async def perform(self, order: Order) -> Outcome:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._argv,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
                cwd=Path.home(),
                env=os.environ | _facts(order),
            )
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            why = _("it could not be started: {why}").format(why=safe_line(why, 80))
            return Outcome(Result.FAILED, detail=said(self._name, why))
        try:
            async with asyncio.timeout(self._timeout):
                await _feed(process, order.step.text)
                status = await process.wait()
        except TimeoutError:
            why = _("it did not end within {seconds:g} s and was stopped")
            raise in_doubt(self._name, why.format(seconds=self._timeout)) from None
        finally:
            if process.returncode is None:
                # Its children too. In a finally, so that leaving stops it as well.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        if status == 0:
            return Outcome(Result.APPLIED)
        if status == TRY_LATER:
            why = said(self._name, _("it asks to be tried later"))
            raise AdapterError(Trouble.LIMITED, why, retry_after=WAIT)
        if status < 0:
            raise in_doubt(self._name, _("it was killed by signal {n}").format(n=-status))
        why = _("it ended with status {status}; run it by hand to see why").format(status=status)
        return Outcome(Result.FAILED, detail=said(self._name, why))

    async def settle(self, order: Order) -> Settled:
        return Settled.CANNOT_TELL

    async def check(self) -> tuple[Checked, ...]:
        if shutil.which(self._argv[0]):
            return (Checked(True, _("{name} can be started.").format(name=self._name)),)
        missing = _("{name} is not a program that can be started.").format(name=self._name)
        return (Checked(False, missing, _("Look at its path and mode.")),)

    async def close(self) -> None:
        return


def _facts(order: Order) -> dict[str, str]:
    """What the program is told beside the summary. Nothing of it can act in a shell."""
    return {
        "MODTUI_ID": reference(order),
        "MODTUI_COMMUNITY": order.decision.case.community,
        "MODTUI_CONTACT": order.decision.contact,
        "MODTUI_LANGUAGE": order.step.language or "",
    }


async def _feed(process: asyncio.subprocess.Process, text: str) -> None:
    """Hand the text over. A program that does not read it all is not wrong by that."""
    assert process.stdin is not None  # noqa: S101 - it was asked for
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(text.encode("utf-8", "replace") + b"\n")
        await process.stdin.drain()
    process.stdin.close()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        await process.stdin.wait_closed()
