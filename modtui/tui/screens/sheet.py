"""What every screen is made of: a status line, something to read, a message, the keys."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from modtui.actions import BY_ID
from modtui.model import CaseKey, Person
from modtui.triage.views import CaseView, Recorded
from modtui.tui import keys
from modtui.tui.pieces import Line
from modtui.tui.widgets.bars import Bar, Footer, MessageBar
from modtui.tui.widgets.lines import Lines
from modtui.words import _

if TYPE_CHECKING:
    from modtui.tui.acting import Acting

Answer = TypeVar("Answer")


def bindings(*contexts: str) -> list[BindingType]:
    """The bindings of several contexts of the registry."""
    return [binding for context in contexts for binding in keys.bindings(context)]


class Sheet(Screen[Answer]):
    """A whole screen. ``NAME`` is its name in the registry of keys, which may change with
    the pane that has the keys."""

    NAME: str = "text"
    DEFAULT_CSS = "Sheet { layout: vertical; }"
    AUTO_FOCUS = "*"
    # Textual repaints the whole screen when the keys go to another pane; ours say themselves
    # what looks different then.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        app = self.desk_app
        self.status_bar = Bar(app.looks, "bar")
        self.message_bar = MessageBar(app.looks)
        self.footer = Footer(app.looks, keys.hints(self.NAME))

    @property
    def desk_app(self) -> "Acting":
        """The app, with its desk."""
        return cast("Acting", self.app)

    def body(self) -> Iterable[Widget]:
        """What stands between the status and the message; the first one gets the keys."""
        raise NotImplementedError

    def status(self) -> tuple[Line, Line]:
        """What the status line says, at its left and at its right."""
        return (), ()

    def compose(self) -> ComposeResult:
        yield self.status_bar
        yield from self.body()
        yield self.message_bar
        yield self.footer

    def on_mount(self) -> None:
        self.tell()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        # The screen above had the terminal's cursor.
        if isinstance(self.focused, Lines):
            self.focused.place_cursor()
        self.tell()

    def on_lines_moved(self) -> None:
        self.tell()

    def on_resize(self) -> None:
        self.tell()

    def on_paste(self, event: events.Paste) -> None:
        """A paste is text, never keys: nothing happens, and that is said."""
        event.stop()
        self.desk_app.say(_("What you pasted does nothing here."), "dim")

    def tell(self) -> None:
        """Brings status and message up to date."""
        left, right = self.status()
        self.status_bar.show(left, right)
        message, look = self.desk_app.message()
        self.message_bar.show(message, base=look)
        if self.desk_app.opened and "verbs" in keys.contexts(self.NAME):
            unable = self.desk_app.desk.unable()
            self.footer.mark(frozenset(keys.of(verb) for verb in unable if verb in BY_ID))

    def case_key(self) -> CaseKey | None:
        """The case that verbs act on here, if any."""
        return None

    def settle(self) -> None:
        """Shows the case that keys act on, where the screen has not caught up with it."""

    def case_view(self, key: CaseKey) -> CaseView:
        """What is known of a case here. Raises KeyError."""
        return self.desk_app.desk.view(key)

    def person_here(self) -> Person | None:
        """The author of the case, where what is read is about them."""
        return None

    def unveils(self, key: CaseKey) -> bool:
        """Whether the person asked here to see what a rule veils in this case."""
        return False

    def chosen_cases(self) -> Sequence[CaseKey]:
        """The cases that a verb decides together here; none: only the one shown."""
        return ()

    def one_rule(self) -> bool:
        """Whether the chosen cases say the same, so that one rule is meant for all."""
        return False

    def mark(self, key: CaseKey) -> None:
        """Choose a case for the next verb, or leave it out again."""
        self.desk_app.desk_sheet.mark(key)
        marked = len(self.desk_app.desk_sheet.queue.marked)
        self.desk_app.say(_("{n} marked, for a verb in the queue.").format(n=marked))

    def decided(self, written: Recorded) -> None:
        """The chosen cases were decided."""

    def moved_on(self, key: CaseKey) -> None:
        """A decision about this case was made here: shows the next one."""

    def took(self, event: events.Key) -> bool:
        """Whether a key is text for a line that opened while it was on its way here."""
        return False

    def go(self, key: CaseKey) -> None:
        """Goes to another case."""

    def typed(self, action: str, words: str) -> bool:
        """Does an action with what was typed after its name; False where it takes nothing."""
        return False

    def rule_chosen(self, rule: str) -> bool:
        """A rule's own key was pressed; False where rules are not chosen here."""
        return False

    def desk_changed(self) -> None:
        """The desk's data are others than before."""

    def action_close(self) -> None:
        if not self.desk_app.turn_back():
            self.desk_app.came_back()
            self.dismiss(None)
