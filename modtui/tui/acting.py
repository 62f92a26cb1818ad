"""What the keys do on all screens: each ``action_`` here stands in the registry of keys."""

import contextlib
from collections.abc import Coroutine, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App

from modtui.keymap import RESERVED
from modtui.model import CaseKey
from modtui.text import safe_line
from modtui.thinline import repaint
from modtui.tui import keys
from modtui.tui.notices import Notices
from modtui.tui.pieces import Line, say
from modtui.tui.screens.desk import DeskSheet
from modtui.tui.screens.sheet import Sheet
from modtui.tui.theme import Looks
from modtui.tui.times import Clock
from modtui.words import _

if TYPE_CHECKING:
    from modtui.triage.desk import Desk

GUARD = 0.25
"""Seconds that a case must have been on screen before a verb acts on it."""
BACK = 4
"""For how many times as long, after a screen was left, leaving the desk too is asked twice."""
SMALLEST = (60, 18)
"""Columns and lines below which parts do not fit any more, which is then said."""
SLOW = 0.5
"""Seconds after which it is said that the backend is being waited for."""
ALWAYS = frozenset({"leave", "quit", "help_quit", "repaint"})
"""What works before the desk is open."""


class Acting(App[None]):
    """The half of the app that keys act on; how it opens and closes is in ``app``.

    ``desk`` and ``notices`` are there once it is ``opened``.
    """

    desk: "Desk"
    desk_sheet: DeskSheet
    notices: Notices
    looks: Looks
    clock: Clock
    timezone: str
    community: str

    def __init__(self, guard: float, *, named_colours: bool = False) -> None:
        """``named_colours``: the terminal's own 16, which Textual must not turn into others."""
        super().__init__(ansi_color=named_colours)
        self.guard = guard
        self.opened = False
        self.leaving = False
        self.busy = False
        self.asking = False
        self.chosen: tuple[CaseKey, str] | None = None
        """The rule that the next verb uses, for the case it was chosen for."""
        self.stays = False
        """Whether a verb of the key that is at work now leaves its case on screen."""
        self._stay_next = False
        self._shown_at = self._pressed_at = -1000.0
        self._back_at = -1000.0
        self._repeated: dict[str, float] = {}

    def sheets(self) -> list[Sheet[Any]]:
        """Our screens, the lowest first."""
        return [screen for screen in self.screen_stack if isinstance(screen, Sheet)]

    def tell(self) -> None:
        """Brings status and message of all screens up to date."""
        for sheet in self.sheets():
            sheet.tell()

    # The line above the keys.

    def say(self, words: str, look: str = "title") -> None:
        """A sentence of our own above the keys, until the next key."""
        if self.opened:
            self.notices.say(words, look)
            self.tell()

    def message(self) -> tuple[Line, str]:
        """What stands above the keys now, and its look."""
        if not self.opened:
            return (), "text"
        sheet = self.screen
        undo = keys.undo_on(sheet.NAME) if isinstance(sheet, Sheet) else ""
        words, look = self.notices.now(undo=undo, width=self.size.width - 2)
        width, height = self.size
        if not words and (width < SMALLEST[0] or height < SMALLEST[1]):
            needed = _("Too small: {width}×{height} at least").format(
                width=SMALLEST[0], height=SMALLEST[1]
            )
            return (say(needed, "warn"),), "text"
        return words, look

    # Keys.

    def case_shown(self) -> None:
        """A case came up: verbs are for it only after a moment."""
        self._shown_at = monotonic()

    def too_soon(self) -> bool:
        """Whether a verb comes too soon after its case, or from a key that is held down."""
        now = monotonic()
        quiet = now - max(self._shown_at, self._pressed_at)
        self._pressed_at = now
        return quiet < self.guard

    def came_back(self) -> None:
        """The person left a screen with its key."""
        self._back_at = monotonic()

    def just_back(self) -> bool:
        """Whether a screen was left a moment ago; asked once, it was not."""
        back, self._back_at = self._back_at, -1000.0
        return monotonic() - back < BACK * self.guard

    def repeats(self, what: str) -> bool:
        """Whether a key comes again so soon that it is held down."""
        now = monotonic()
        last, self._repeated[what] = self._repeated.get(what, -1000.0), now
        return now - last < self.guard

    def on_key(self, event: events.Key) -> None:
        if not self.opened:
            return
        # Of a prompt, which is not imported before it is needed.
        typed_early = getattr(self.screen, "typed_early", None)
        if typed_early is not None:
            if event.is_printable and event.character:
                typed_early(event.character)
            return
        self.stays, self._stay_next = self._stay_next, False
        if not self.leaving and self.notices.clear():
            self.tell()
        sheet = self.screen
        if isinstance(sheet, Sheet) and sheet.took(event):
            event.prevent_default()
            return
        if self.desk_sheet.queue.count():
            self.desk.touch()
        if not isinstance(sheet, Sheet) or keys.is_bound(sheet.NAME, event.key):
            return
        character = event.character
        if character is None or not character.isprintable() or character in RESERVED:
            return
        digit = keys.keymap().digit(character)
        for rule in self.desk.ruleset.rules:
            if rule.key == digit and sheet.rule_chosen(rule.id):
                return
        if sheet.NAME not in ("writing", "responses"):
            words = _("This key does nothing here. {key} for help")
            self.say(words.format(key=keys.of("help")), "dim")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before the desk is open there is nothing to act on; one can only leave."""
        return self.opened or action in ALWAYS

    def current(self) -> tuple[Sheet[Any], CaseKey] | None:
        """The screen and the case that a key is for; says so where there is none."""
        sheet = self.screen
        key = sheet.case_key() if isinstance(sheet, Sheet) else None
        if key is None or not isinstance(sheet, Sheet):
            self.say(_("There is no case here."))
            return None
        sheet.settle()
        return sheet, key

    def act(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs what a key started, one thing at a time."""
        if self.busy or self.leaving:
            work.close()
            self.say(_("One moment: the last key is still at work."))
            return
        self.busy = True
        self.run_worker(self._act(work), group="act")

    async def _act(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await self._told(work)
        finally:
            self.busy = self.asking = False

    async def _told(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs it; what the desk could not do is said, and the screen stays."""
        from modtui.triage.desk import DeskError

        try:
            await work
        except DeskError as error:
            self.say(safe_line(str(error), 300), "bar-warn")

    def act_within(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs what a key on a preview started; the preview itself is still at work."""
        self.run_worker(self._told(work), group="within")

    @contextlib.contextmanager
    def asks_backend(self) -> Iterator[None]:
        """While the backend is asked what a decision needs: says so where that takes long,
        and ``turn_back`` ends it."""
        self.asking = True
        words = _("Asking the server what this needs… {key} turns back")
        words = words.format(key=keys.out_of(getattr(self.screen, "NAME", "desk")))
        said = self.set_timer(SLOW, lambda: self.say(words, "dim"))
        try:
            yield
        finally:
            said.stop()
            self.asking = False

    def turn_back(self) -> bool:
        """Gives up waiting for the backend before anything was decided; False where nothing
        waits."""
        if not self.asking:
            return False
        self.workers.cancel_group(self, "act")
        self.say(_("Nothing was done."))
        return True

    def action_verb(self, verb: str) -> None:
        found = self.current()
        if found is None:
            return
        if self.too_soon():
            self.say(_("Too quick: this case has only just come up."), "dim")
            return
        from modtui.triage.choices import Choices
        from modtui.tui import bulk, deciding

        if several := found[0].chosen_cases():
            self.act(bulk.decide(self, found[0], several, Choices(verb)))
        else:
            self.act(deciding.decide(self, *found, Choices(verb), stays=self.stays))

    def action_mark(self) -> None:
        if (found := self.current()) is not None:
            found[0].mark(found[1])

    def action_alike(self) -> None:
        if (found := self.current()) is not None:
            from modtui.tui import bulk

            self.act(bulk.alike(self, found[1]))

    def action_verbs(self) -> None:
        if (found := self.current()) is not None:
            from modtui.tui import deciding

            self.act(deciding.choose_verb(self, *found, stays=self.stays))

    def unveiled(self, key: CaseKey) -> bool:
        """Whether the person asked to see what a rule veils in this case, on an open screen."""
        sheets = (sheet for sheet in self.screen_stack if isinstance(sheet, Sheet))
        return any(sheet.unveils(key) for sheet in sheets)

    def action_rule(self, searching: bool = False) -> None:
        sheet = self.screen
        key = sheet.case_key() if isinstance(sheet, Sheet) else None
        if key is None:
            from modtui.tui.screens.rules import RulesSheet

            self.push_screen(RulesSheet(searching=searching))
        else:
            from modtui.tui import deciding

            self.act(deciding.choose_rule(self, key, searching=searching))

    def action_stay(self) -> None:
        if self.current() is not None:
            self._stay_next = True
            self.say(_("The next verb stays here."))

    def action_command_palette(self) -> None:
        from modtui.tui.commands import Palette

        if isinstance(self.screen, Sheet):
            self.push_screen(Palette(id="--command-palette"))

    async def action_command(self) -> None:
        from modtui.tui import commandline

        if isinstance(self.screen, Sheet):
            await commandline.command(self, self.screen)

    def action_skip(self) -> None:
        if (found := self.current()) is None:
            return
        sheet, key = found
        following = self.desk_sheet.queue.undecided(key)
        if following is None:
            self.say(_("There is no other undecided case."))
            return
        sheet.go(following.key)
        row = self.desk.row(key)
        who = safe_line(row.author, 40) if row is not None and row.author else _("this case")
        self.say(_("Skipped: {who}. It stays in the queue.").format(who=who), "dim")

    def action_next(self) -> None:
        from modtui.tui import queueing

        queueing.go(self, 1)

    def action_previous(self) -> None:
        from modtui.tui import queueing

        queueing.go(self, -1)

    def action_explain(self) -> None:
        if (found := self.current()) is not None:
            from modtui.tui.screens.text import explanation

            self.push_screen(explanation(self, found[1]))

    def action_note(self) -> None:
        if (found := self.current()) is not None:
            from modtui.tui import deciding

            self.act(deciding.note(self, found[1], found[0].person_here()))

    def action_links(self) -> None:
        if (found := self.current()) is not None:
            from modtui.tui import linking

            self.act(linking.show_links(self, *found))

    def action_undo(self) -> None:
        if self.repeats("undo"):
            return
        from modtui.tui import deciding

        self.act(deciding.undo(self))

    def resume(self, decision: str) -> None:
        """Sends a decision that came back after all."""
        from modtui.tui import deciding

        self.act(deciding.resume(self, decision))

    def action_outbox(self) -> None:
        from modtui.tui.screens.outbox import OutboxSheet

        self.push_screen(OutboxSheet())

    def action_audit(self) -> None:
        from modtui.tui.screens.audit import AuditSheet

        self.push_screen(AuditSheet())

    def action_help(self) -> None:
        from modtui.tui.screens.text import help_sheet

        if isinstance(self.screen, Sheet):
            self.push_screen(help_sheet(self, self.screen.NAME))

    def action_open(self, part: str = "") -> None:
        if (found := self.current()) is not None:
            self.desk_sheet.open_case(found[1], part)

    def action_let_in(self) -> None:
        if self.desk.arrivals.new:
            from modtui.tui import queueing

            self.act(queueing.let_in(self))
        else:
            self.say(_("No new cases are waiting."))

    def action_sort(self) -> None:
        from modtui.tui import queueing

        self.act(queueing.sort(self))

    def action_refresh_queue(self) -> None:
        from modtui.tui import queueing

        self.act(queueing.read(self))

    def on_app_focus(self) -> None:
        """The person is back at this terminal, perhaps from editing the ruleset elsewhere."""
        if self.opened and not self.leaving:
            self.run_worker(self.desk.check_rules(), group="rules")

    def rules_changed(self) -> None:
        """Says what became of the ruleset's file."""
        from modtui.tui import queueing

        queueing.rules_changed(self)

    def action_repaint(self) -> None:
        repaint(self)
        for sheet in self.sheets():
            sheet.refresh(layout=True)
        self.refresh(repaint=True)

    def action_help_quit(self) -> None:
        words = _("{back} goes back, {leave} leaves from the queue. Ctrl+Q leaves from anywhere.")
        self.say(words.format(back=keys.of("close-case"), leave=keys.of("leave")))
