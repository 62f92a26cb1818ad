"""The message to a person, to be edited, with what is to be said about it beside it."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.timer import Timer
from textual.widget import Widget

from modtui.text import Safe, safe_line
from modtui.triage.views import Draft
from modtui.tui import advice_words
from modtui.tui.pieces import Line, Paragraph, Piece, lay, say
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.widgets.bars import Bar
from modtui.tui.widgets.lines import Reading
from modtui.tui.widgets.panes import Panes
from modtui.tui.widgets.safearea import LONGEST, SafeArea, written
from modtui.words import _, plural

if TYPE_CHECKING:
    from modtui.triage.composing import Remarks

QUIET = 0.3
"""Seconds without a key after which a message is looked at again."""
BELOW = 4
"""Lines for what is said about the message, where it stands below it."""


class WritingSheet(Sheet[str | None]):
    """Gives the text as it was left, or None where the changes were thrown away.

    Leaving with Escape keeps the text: nothing is sent before the preview is confirmed.
    ``changed`` is told the text at each change.
    """

    NAME = "writing"
    BINDINGS: ClassVar[list[BindingType]] = bindings("writing")
    DEFAULT_CSS = """
    WritingSheet Panes.wide SafeArea { width: 3fr; }
    WritingSheet Panes.wide Reading { width: 2fr; height: 1fr; }
    """

    def __init__(
        self, title: Safe, draft: Draft, changed: Callable[[str], None] = lambda text: None
    ) -> None:
        super().__init__()
        looks = self.desk_app.looks
        self.heading = title
        self.draft = draft
        self.changed = changed
        self.composer = self.desk_app.desk.composer()
        self.limit = self.composer.limit(draft)
        self.text = written(draft.message)
        self.area = SafeArea(self.text, soft_wrap=True, show_line_numbers=False)
        self.divider = Bar(looks, "bar")
        self.hints = Reading(looks)
        self.hints.can_focus = False
        self.panes = Panes(self.area, self.divider, self.hints)
        self.as_sent = Reading(looks)
        self.as_sent.display = False
        self._told: Remarks | None = None
        self._quiet: Timer | None = None

    def body(self) -> Iterable[Widget]:
        yield self.panes
        yield self.as_sent

    def on_mount(self) -> None:
        self.area.focus()
        self._look()
        self.tell()

    def on_resize(self) -> None:
        wide = self.panes.fit(self.size.width)
        self.hints.styles.height = "1fr" if wide else BELOW
        self._show()

    def status(self) -> tuple[Line, Line]:
        length = len(self.area.text)
        words = plural("{count} character", "{count} characters", length)
        look = "bar-dim"
        if self.limit is not None:
            words = _("{n} of {limit} characters").format(n=length, limit=self.limit)
        if self.limit is not None and length > self.limit:
            look = "bar-warn"
            words += ", " + _("{n} too many").format(n=length - self.limit)
        if self.as_sent.display and self.as_sent.where:
            words = self.as_sent.where
        elif self.draft.language:
            words = f"[{safe_line(self.draft.language, 12)}] {words}"
        return (Piece(self.heading, "bar"),), (say(words, look),)

    def tell(self) -> None:
        super().tell()
        told = self._told
        if told is None:
            words = _("looking at it…")
        elif found := len(told.gaps) + len(told.advice):
            words = plural("{count} hint", "{count} hints", found)
        else:
            words = _("no hints")
        where = (self.as_sent if self.as_sent.display else self.area).where
        self.divider.show((say(words, "bar"),), (Piece(where, "bar-dim"),))

    # What is said about the text.

    def on_text_area_changed(self) -> None:
        if self.area.text != self.text:
            self.changed(self.area.text)
        if self._quiet is not None:
            self._quiet.stop()
        self._quiet = self.set_timer(QUIET, self._look)
        self.tell()

    def on_text_area_selection_changed(self) -> None:
        self.call_after_refresh(self.tell)

    def on_safe_area_full(self) -> None:
        words = _("There is no room for more than {n} characters: the rest was left out.")
        self.desk_app.say(words.format(n=LONGEST), "bar-warn")

    def _look(self) -> None:
        self.run_worker(self._remark(), group="remarks", exclusive=True)

    async def _remark(self) -> None:
        self._told = await self.composer.remarks(self.draft, self.area.text)
        self._show()

    def _show(self) -> None:
        told = self._told
        if told is None:
            return
        wide = self.panes.wide
        gaps = _gaps(told)
        if wide:
            self.hints.replace((*gaps, *advice_words.in_full(told.text, told.advice)))
        else:
            width = max(self.size.width - 3, 20)
            short = advice_words.in_short(told.text, told.advice, 10 * width, "as-sent")
            if len(lay((*gaps, *short), width).lines) > BELOW:
                short = advice_words.in_short(told.text, told.advice, width, "as-sent")
            self.hints.replace((*gaps, *short))
        self.hints.empty = (say(_("Nothing to say against it."), "dim"),)
        self.hints.refresh()
        message = advice_words.marked(told.text, told.advice)
        bar = (say("┃ ", "accent"),)
        self.as_sent.replace(
            (
                Paragraph((say(_("As it is sent:"), "dim"),)),
                Paragraph(message, lead=bar, repeat=True),
                Paragraph(),
                *gaps,
                *advice_words.in_full(told.text, told.advice),
            )
        )
        self.tell()

    # Keys.

    def action_as_sent(self) -> None:
        shown = not self.as_sent.display
        self.as_sent.display = shown
        self.panes.display = not shown
        (self.as_sent if shown else self.area).focus()
        self._look()

    def action_done(self) -> None:
        self.dismiss(self.area.text if self.area.text != self.text else None)

    def action_discard(self) -> None:
        self.dismiss(None)


def _gaps(told: "Remarks") -> tuple[Paragraph, ...]:
    lead = (say("! ", "bad"),)
    return tuple(
        Paragraph((Piece(safe_line(gap, 200), "bad"),), lead=lead, indent=2) for gap in told.gaps
    )
