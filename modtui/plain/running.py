"""Plain mode from its opening to its end: the desk's tasks, signals, leaving."""

import asyncio
import gc
import os
import shutil
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from modtui.keymap import Keymap
from modtui.plain.commands import Vocabulary
from modtui.plain.session import Session
from modtui.plain.typed import Ended, Interrupted, Typed
from modtui.plain.voice import WIDTH, Voice, wants_ascii
from modtui.text import safe_line
from modtui.triage.desk import Desk
from modtui.triage.saying import parting
from modtui.triage.views import Standing
from modtui.words import _, plural

INTERRUPTED = 130
LEAVE_WITHIN = 10.0
"""Seconds after a signal in which the program ends, whatever holds it up."""

USUAL = Keymap()

Trickle = Callable[[Desk], Coroutine[Any, Any, None]]


def run_plain(
    desk: Desk,
    *,
    timezone: str = "",
    trickle: Trickle | None = None,
    notice: str = "",
    keymap: Keymap = USUAL,
) -> int:
    """Talk line by line about a desk that is not open yet; 0 when left by a person, 130 when
    a signal ended it.

    ``timezone`` is a name such as ``Europe/Paris``, ``trickle`` is run beside the desk until
    it closes, ``notice`` is what to say first, ``keymap`` the person's own letters.
    Raises DeskError where the desk cannot open.
    """
    voice = Voice(sys.stdout, _width(), plain_letters=wants_ascii(os.environ))
    if notice:
        voice.say(notice)
    source = sys.stdin.fileno()
    return asyncio.run(_run(desk, voice, source, timezone, trickle, Vocabulary(keymap.of)))


def _width() -> int:
    """The width of lines: a cell less than the terminal's, as some break a full line twice."""
    if not sys.stdout.isatty():
        return WIDTH
    return shutil.get_terminal_size((WIDTH + 1, 24)).columns - 1


async def _run(
    desk: Desk,
    voice: Voice,
    source: int,
    timezone: str,
    trickle: Trickle | None,
    words: Vocabulary,
) -> int:
    typed = Typed(source, encoding=sys.stdin.encoding or "utf-8")
    ended: list[int] = []

    loop = asyncio.get_running_loop()

    def stop(number: int) -> None:
        ended.append(number)
        typed.end()
        # A terminal that takes nothing more must not hold up the end: all that was decided
        # is on the disk.
        loop.call_later(LEAVE_WITHIN, os._exit, INTERRUPTED)

    def resized() -> None:
        voice.width = _width()

    loop.add_signal_handler(signal.SIGWINCH, resized)
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop, number)
    loop.add_signal_handler(signal.SIGINT, typed.interrupt)
    # Turned off for the start, of which nothing is garbage.
    loop.call_later(1.0, gc.enable)
    await desk.open()
    works = [desk.run(), *([trickle(desk)] if trickle is not None else [])]
    await converse(Session(desk, voice, typed, zone=timezone, words=words), works)
    return INTERRUPTED if ended or voice.gone else 0


async def converse(session: Session, works: list[Coroutine[Any, Any, None]]) -> None:
    """Talk with the desk's tasks beside, then leave. Raises what a task of the desk raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    for task in tasks:
        # Nothing would be sent or read any more: the dialogue must not go on as if it were.
        task.add_done_callback(lambda task: None if task.cancelled() else session.typed.end())
    # After an error of our own nothing more is sent: the next start looks at it anew.
    on_exit: str | None = "keep"
    try:
        await session.talk()
        on_exit = await _on_exit(session)
    except Ended:
        session.say("")
        sends = session.desk.settings.on_exit == "send" and not any(map(_failed, tasks))
        on_exit = "send" if sends else "keep"
    finally:
        await session.voice.flush()
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        await _leave(session, on_exit)
    for error in ended:
        if isinstance(error, Exception):
            raise error


def _failed(task: "asyncio.Future[None]") -> bool:
    return task.done() and not task.cancelled() and task.exception() is not None


def _held_back(session: Session) -> int:
    return sum(found.standing is Standing.HELD_BACK for found in session.desk.pending())


async def _on_exit(session: Session) -> str | None:
    """What becomes of what is held back, where the person wants to be asked; None: as usual."""
    held = _held_back(session)
    if not held or session.desk.settings.on_exit != "ask":
        return None
    said = plural("{count} decision is held back.", "{count} decisions are held back.", held)
    while True:
        session.say(said)
        try:
            answer = (await session.ask(_("send them now, or keep them:"))).casefold()
        except Interrupted:
            session.say("")
            return "keep"
        if answer in ("send", _("send")):
            return "send"
        if answer in ("keep", _("keep")):
            return "keep"


async def _leave(session: Session, on_exit: str | None) -> None:
    desk, voice = session.desk, session.voice
    held = _held_back(session)
    if held and (on_exit or desk.settings.on_exit) == "send":
        words = plural(
            "{count} decision is held back: sending it, for 5 seconds at most.",
            "{count} decisions are held back: sending them, for 5 seconds at most.",
            held,
        )
        voice.say(words)
        await voice.flush()
    leaving = await desk.close(on_exit)
    if said := parting(leaving):
        voice.say(safe_line(said, 300))
    voice.say(_("You have left modtui."))
    await voice.flush()
