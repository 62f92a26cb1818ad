"""The terminal program: how it opens, follows its desk, and closes."""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, ClassVar

from textual import constants, events
from textual.app import App
from textual.binding import BindingType
from textual.command import Provider
from textual.screen import Screen
from textual.timer import Timer

from modtui.keymap import Keymap
from modtui.model import CaseKey
from modtui.paths import paths
from modtui.text import Safe, safe, safe_line
from modtui.thinline import QuickDriver, ThinDriver
from modtui.triage.views import Change, Standing
from modtui.tui import keys
from modtui.tui.acting import GUARD, Acting
from modtui.tui.marks import use_ascii
from modtui.tui.notices import Notices
from modtui.tui.pieces import Line, say
from modtui.tui.screens.desk import DeskSheet
from modtui.tui.theme import (
    DUSK,
    Looks,
    ThemeFile,
    find_theme,
    needs_ascii,
    proposed_theme,
    textual_theme,
)
from modtui.tui.times import Clock, utc_now
from modtui.words import _, plural

if TYPE_CHECKING:
    from modtui.triage.desk import Desk

AGES = 60.0
"""Seconds between two looks at the ages of the cases."""

TOGETHER = 0.15
"""Seconds of changes that are shown at once while many cases are dealt with."""

INTERRUPTED = 130
"""The exit status where a signal ended it."""

Trickle = Callable[["Desk"], Coroutine[Any, Any, None]]


def _collect_again() -> None:
    """What was made while starting stays: it is not looked at again for garbage."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _provider() -> type[Provider]:
    from modtui.tui.commands import DeskCommands

    return DeskCommands


class DeskApp(Acting):
    """The desk in a terminal. Knows the desk, and nothing of what is behind it.

    ``desk`` can be what makes one, so that the screen is there before anything is read;
    ``name`` is then the community's name to show meanwhile. ``guard`` is how long (seconds)
    a case must have been shown before a verb acts on it. ``keymap`` holds the person's keys.
    ``trickle`` is run beside the desk until it closes (the demo's new flags).
    """

    CSS = "Screen { overflow: hidden; }"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_provider}
    BINDINGS: ClassVar[list[BindingType]] = []
    TITLE = "modtui"

    def __init__(
        self,
        desk: "Desk | Callable[[], Desk]",
        *,
        name: str = "",
        timezone: str = "",
        theme: ThemeFile = DUSK,
        trickle: Trickle | None = None,
        notice: str = "",
        keymap: Keymap | None = None,
        guard: float = GUARD,
        clock: Clock = utc_now,
    ) -> None:
        self.looks = Looks(theme)
        # Before the first screen, which shows them.
        keys.use(keymap or Keymap())
        super().__init__(guard, named_colours=theme.terminal)
        self.animation_level = "none"
        self.register_theme(textual_theme(theme))
        # Set before anything listens: a change later would style the whole screen twice.
        self.set_reactive(App.theme, f"modtui-{theme.name}")
        # Nothing listened, so what Textual's own widgets use is still of its first theme.
        self.stylesheet.set_variables(self.get_css_variables())
        self.community = name
        self._make: Callable[[], Desk] = desk if callable(desk) else lambda: desk
        self.timezone = timezone
        self.notice = notice
        """What to say first."""
        self.clock = clock
        self.parting: Safe | None = None
        """What to say after the screen is gone."""
        self.crashed: BaseException | None = None
        """The error of the program's own that ended it."""
        self.failure: Exception | None = None
        """Why the desk could not be made."""
        self.obeys_signals = False
        """Whether SIGTERM and SIGHUP make it leave in good order."""
        self.ended_by = 0
        """The signal that made it leave; 0: none did."""
        self._terminal_gone = False
        self._cache_told = ""
        self._ticker: Timer
        self._trickle = trickle
        self._tasks: list[asyncio.Task[None]] = []
        self._changes: set[Change] = set()
        self._gathering = False

    # What is on screen.

    def get_default_screen(self) -> Screen[None]:
        self.desk_sheet = DeskSheet()
        return self.desk_sheet

    def on_mount(self) -> None:
        if own := keys.textual_keymap():
            self.set_keymap(own)
        if self.obeys_signals:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(number, self.stop, number)
        # What the shell wrote meanwhile stands on the screen.
        self.app_resume_signal.subscribe(self, lambda _app: self.action_repaint())
        self.run_worker(self._open(), group="open")

    async def _open(self) -> None:
        # In a thread, so that the screen stays alive while files are read.
        try:
            self.desk = await asyncio.to_thread(self._make)
        except Exception as error:
            self.failure = error
            self.exit(return_code=1)
            return
        from modtui.triage.desk import DeskError

        self.community = self.desk.name
        self.notices = Notices(self.desk)
        self.desk.on_change.append(self._changed)
        try:
            await self.desk.open()
        except DeskError as error:
            self.parting = safe(str(error))
            self.exit(return_code=1)
            return
        self._ticker = self.set_interval(1.0, self.tell, pause=True)
        self.set_interval(AGES, self._age)
        self._cache_told = self.desk.cache_trouble
        self.opened = True
        self._outbox_changed()
        if first := [text for text in (*self.desk.problems, self.notice) if text]:
            self.say(" ".join(safe_line(text) for text in first), "bar-warn")
        self._all_changed()
        # What is known is painted before anything is read that would hold that up, and
        # not only at Textual's next tick, which may be a sixtieth of a second away.
        self.screen._on_timer_update()
        self.call_after_refresh(self._begin)
        self.set_timer(1.0, _collect_again)

    def _begin(self) -> None:
        if self.leaving:
            return
        self._follow(self.desk.run())
        if self._trickle is not None:
            self._follow(self._trickle(self.desk))

    def _follow(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            if isinstance(error, Exception):
                self._handle_exception(error)
            else:
                self.exit(return_code=1)

    def _changed(self, change: Change, key: CaseKey | None) -> None:
        if self.leaving or not self.opened:
            return
        if self.desk.cache_trouble != self._cache_told:
            self._cache_told = self.desk.cache_trouble
            self.say(self._cache_told, "bar-warn")
        if change in (Change.OUTBOX, Change.CASE) and self._many():
            self._soon(change)
            return
        if change is Change.OUTBOX:
            self._outbox_changed()
        if change is Change.RULES:
            self.rules_changed()
        if change is Change.DRAFTS:
            if self.desk.drafts.trouble:
                words = _("What you write is not kept: {why}")
                self.say(words.format(why=safe_line(self.desk.drafts.trouble, 200)), "bar-warn")
        elif change in (Change.LINE, Change.ARRIVALS):
            self.desk_sheet.tell()
        else:
            self._all_changed()

    def _many(self) -> bool:
        """Whether changes come by the thousand just now."""
        return any(batch.waiting for batch in self.desk.batches.unfinished())

    def _soon(self, change: Change) -> None:
        """Shows what changed, and what changes until a moment later all at once."""
        self._changes.add(change)
        if not self._gathering:
            self._gathering = True
            self._show_changes()
            self.set_timer(TOGETHER, self._gathered)

    def _gathered(self) -> None:
        self._gathering = False
        if self._changes and not self.leaving:
            self._show_changes()

    def _show_changes(self) -> None:
        changes, self._changes = self._changes, set()
        if Change.OUTBOX in changes:
            self._outbox_changed()
        self._all_changed()

    def _outbox_changed(self) -> None:
        self.notices.outbox_changed()
        # Nothing wakes up while no countdown is shown.
        if self.notices.counting:
            self._ticker.resume()
        else:
            self._ticker.pause()
        self.tell()

    def _all_changed(self) -> None:
        for sheet in self.sheets():
            if sheet.is_mounted:
                sheet.desk_changed()

    def _age(self) -> None:
        self.desk_sheet.queue.refresh()
        self.desk_sheet.tell()

    # Leaving.

    async def action_quit(self) -> None:
        self.action_leave(meant=True)

    def action_leave(self, meant: bool = False) -> None:
        """Leaves: sends or keeps what is held back, or asks which, as it is configured.

        Right after a screen was left with the same key it is taken for one press too many,
        unless it is ``meant``.
        """
        if not meant and self.just_back():
            words = _("This is the queue: {key} once more leaves modtui.")
            self.say(words.format(key=keys.of("leave")))
            return
        if self.leaving or self.turn_back():
            return
        if self.opened and self.desk.settings.on_exit == "ask" and self._held_back():
            self.run_worker(self._ask_and_leave(), group="ask", exclusive=True)
        else:
            self.leave()

    def leave(self, on_exit: str | None = None) -> None:
        """Leaves without asking. ``on_exit`` as in the configuration, which it overrides."""
        if self.leaving:
            return
        if self.opened and self._held_back() and (on_exit or self.desk.settings.on_exit) == "send":
            self.say(_("Leaving: sending what is held back…"))
        self.leaving = True
        self.run_worker(self._leave(on_exit), group="leave")

    def _held_back(self) -> int:
        return sum(found.standing is Standing.HELD_BACK for found in self.desk.pending())

    async def _ask_and_leave(self) -> None:
        from modtui.tui.deciding import choose

        held = self._held_back()
        rows: list[Line] = [
            (say(plural("Send it now, and leave", "Send them now, and leave", held)),),
            (say(_("Leave, and send when modtui is opened again")),),
            (say(_("Stay")),),
        ]
        question = plural("{count} decision is held back", "{count} decisions are held back", held)
        at = await choose(self, question, rows)
        if at in (0, 1):
            self.leave("send" if at == 0 else "keep")

    def stop(self, signal_number: int) -> None:
        """The system ends the program, or the line broke: leaves as on ``q``, asking nothing."""
        from modtui.tui.leaving import without_terminal

        self.ended_by = signal_number
        self._terminal_gone = without_terminal()
        self.leave("send" if self.opened and self.desk.settings.on_exit == "send" else "keep")

    async def _leave(self, on_exit: str | None) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        leaving = await self.desk.close(on_exit) if self.opened else None
        if self._terminal_gone:
            # All is on the disk. Textual would wait for threads that read and write a
            # terminal which is not there.
            os._exit(INTERRUPTED)
        if leaving is not None:
            from modtui.triage.saying import parting

            self.parting = parting(leaving)
        self.exit()

    async def on_event(self, event: events.Event) -> None:
        # Textual's own inputs, as that of the palette, show what is pasted as it is.
        if isinstance(event, events.Paste):
            # Its lines end as the Enter key does in many terminals, which is no sign to show.
            lines = event.text.replace("\r\n", "\n").replace("\r", "\n")
            event.text = safe(lines, 10 * len(lines))
        await super().on_event(event)

    def _fatal_error(self) -> None:
        """A crash in plain lines: Textual's own would print every local variable, and with
        them other people's words."""
        from modtui.triage.saying import what_was_kept

        self.crashed = self._exception or sys.exc_info()[1]
        self.parting = what_was_kept(self.desk) if self.opened else None
        self._close_messages_no_wait()


def run_desk(
    desk: "Desk | Callable[[], Desk]",
    *,
    name: str = "",
    timezone: str = "",
    theme: str = "",
    ascii_only: bool | None = None,
    trickle: Trickle | None = None,
    notice: str = "",
    keymap: Keymap | None = None,
    clock: Clock = utc_now,
    repaint: str = "",
) -> int:
    """Opens the desk in this terminal; 0 when left by a person, 1 when it could not go on,
    130 when a signal ended it.

    ``desk`` can be a function that makes it, called once the screen is there: that opens
    faster. What it raises is raised from here, with the terminal as it was. ``name`` is the
    community's name to show meanwhile. ``timezone`` is a name such as ``Europe/Paris``.
    ``theme`` and ``ascii_only`` are found out from the environment where they are not given.
    ``trickle`` is run beside the desk until it closes; ``notice`` is what to say first,
    ``keymap`` holds the person's keys. ``repaint``: ``thin`` sends the terminal only what
    changed, ``full`` what Textual paints; empty: as the environment's ``MODTUI_REPAINT``
    says, or ``thin``. Raises ThemeError. The mouse is left
    to the terminal over SSH, so that people can select text.
    """
    looks = find_theme(theme or proposed_theme(os.environ), paths().compiled)
    use_ascii(needs_ascii(os.environ) if ascii_only is None else ascii_only)
    # It was heard above: Textual would drain a theme that somebody chose of its colours.
    os.environ.pop("NO_COLOR", None)
    app = DeskApp(
        desk,
        name=name,
        timezone=timezone,
        theme=looks,
        trickle=trickle,
        notice=notice,
        keymap=keymap,
        clock=clock,
    )
    app.obeys_signals = True
    # Textual's own environment variable goes first: it serves the program in a browser.
    if constants.DRIVER is None:
        whole = (repaint or os.environ.get("MODTUI_REPAINT")) == "full"
        app.driver_class = QuickDriver if whole else ThinDriver
    app.run(mouse="SSH_CONNECTION" not in os.environ)
    if app.failure is not None:
        raise app.failure
    if app.crashed is not None:
        from modtui import crashes

        print(crashes.words(app.crashed, app.parting), file=sys.stderr)
        return 1
    if app.parting is not None:
        print(app.parting, file=sys.stderr if app.return_code else sys.stdout)
    return INTERRUPTED if app.ended_by else app.return_code or 0
