"""What screens share whose list can be filtered: the prompt, completion, and saved views."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.timer import Timer

from modtui.text import safe_line
from modtui.triage.views import Pane
from modtui.tui import keys
from modtui.tui.pieces import say
from modtui.tui.screens.sheet import Sheet
from modtui.tui.widgets.lines import Lines
from modtui.words import _

if TYPE_CHECKING:
    from textual.widgets import Input

    from modtui.filters.fields import Fields
    from modtui.filters.shapes import Filter, Flaw, Parsed
    from modtui.tui.widgets.prompt import FilterPrompt

PAUSE = 0.12
"""Seconds without a key after which what fits is counted."""


class FilteredSheet(Sheet[None]):
    """A screen with one list that can be filtered; the prompt stands right below it."""

    PANE: ClassVar[Pane]

    def __init__(self) -> None:
        super().__init__()
        self._prompt: FilterPrompt | None = None
        self._counting: Timer | None = None
        self._offered: tuple[str, ...] = ()
        self._offer = 0
        self._span = (0, 0)
        self._putting = ""
        """What completion made of the line, so that its own change is not taken for typing."""

    # For the screen to say.

    @property
    def applied(self) -> str:
        """The filter that is set; empty: none is."""
        raise NotImplementedError

    @property
    def filtered_list(self) -> Lines:
        """The list that is filtered."""
        raise NotImplementedError

    async def apply(self, text: str) -> None:
        """Shows what fits; all with an empty filter. Raises DeskError."""
        raise NotImplementedError

    def counted(self, filter: "Filter") -> "Filter":
        """What is counted for a filter: what the list would show."""
        return filter

    def out_of(self, count: int) -> str:
        """How many would be shown, in words."""
        raise NotImplementedError

    # The prompt.

    @property
    def filtering(self) -> bool:
        """Whether a filter is being typed."""
        return self._prompt is not None and bool(self._prompt.display)

    @property
    def prompt(self) -> "FilterPrompt":
        """Where a filter is typed; there once one was."""
        assert self._prompt is not None  # noqa: S101 - only asked for while typing
        return self._prompt

    async def action_filter(self) -> None:
        # Only now: the first frame needs no line to type in.
        from modtui.tui.widgets.prompt import FilterPrompt

        self._offered = ()
        if self._prompt is None:
            self._prompt = FilterPrompt(self.desk_app.looks)
            await self.mount(self._prompt, before=self.message_bar)
        self.prompt.open(self.applied)
        self._typed()

    def took(self, event: events.Key) -> bool:
        if not self.filtering or not event.is_printable or event.character is None:
            return False
        # Keys that come in one bunch were all sent to the list before the prompt was there.
        field = self.prompt.input
        field.replace(event.character, *field.selection)
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.desk_app.opened or action not in ("filter", "views", "unfilter")

    def action_end_filter(self) -> None:
        self._close()

    def _close(self) -> None:
        self.prompt.close()
        self.filtered_list.focus()
        self.tell()

    def tell(self) -> None:
        super().tell()
        self.footer.show(self.key_hints())
        if self.filtering and (flaw := self._flaw()) is not None:
            self._tell_flaw(flaw)

    def _tell_flaw(self, flaw: "Flaw") -> None:
        from modtui.tui.widgets.prompt import flaw_words

        self.message_bar.show(flaw_words(flaw), base="bar-warn")

    def key_hints(self) -> list[tuple[str, str]]:
        """The keys that matter now."""
        without = () if self.applied else ("unfilter",)
        return keys.hints("filtering" if self.filtering else self.NAME, without)

    def _parsed(self) -> "Parsed":
        from modtui.filters.parsing import parse

        return parse(self.prompt.input.value, self._fields)

    @property
    def _fields(self) -> "Fields":
        from modtui.triage.asked import fields

        return fields(self.PANE)

    def _flaw(self, *, unfinished: bool = False) -> "Flaw | None":
        flaws = self._parsed().flaws
        return next((flaw for flaw in flaws if unfinished or not flaw.unfinished), None)

    def on_input_changed(self, event: "Input.Changed") -> None:
        event.stop()
        if event.value != self._putting:
            self._putting = ""
            self._offered = ()
            self._typed()

    def _typed(self) -> None:
        """What was typed is another: its flaw at once, how many fit after a moment."""
        if self._counting is not None:
            self._counting.stop()
        flaw = self._flaw()
        if flaw is not None:
            self.prompt.mark(flaw)
        else:
            self.prompt.say()
            self._counting = self.set_timer(PAUSE, self._count_soon)
        self.tell()

    def _count_soon(self) -> None:
        self._beside(self._count)

    async def _count(self) -> None:
        filter = self.counted(self._parsed().filter)
        count = await self.desk_app.desk.asking.count(filter, self.PANE)
        if self.filtering and self._flaw() is None and not self._offered:
            self.prompt.counted = say(self.out_of(count)).text
            self.prompt.say()

    def _beside(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begins something while one types on; what was begun before it ends."""
        self.run_worker(self._saying_trouble(work), group="count", exclusive=True)

    async def _saying_trouble(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        from modtui.triage.desk import DeskError

        try:
            await work()
        except DeskError as error:
            self.desk_app.say(say(str(error)).text, "bar-warn")

    def on_input_submitted(self, event: "Input.Submitted") -> None:
        event.stop()
        if (flaw := self._flaw(unfinished=True)) is not None:
            if self._counting is not None:
                # The mark stays until something is typed: no count takes its place.
                self._counting.stop()
            self.workers.cancel_group(self, "count")
            self.prompt.mark(flaw)
            self._tell_flaw(flaw)
            return
        self.desk_app.act(self._apply(event.value.strip()))

    def typed(self, action: str, words: str) -> bool:
        if action not in ("filter", "filter-queue"):
            return False
        from modtui.filters.parsing import parse

        if flaws := parse(words, self._fields).flaws:
            self._tell_flaw(flaws[0])
        else:
            self.desk_app.act(self._apply(words))
        return True

    async def _apply(self, text: str) -> None:
        await self.apply(text)
        if self.filtering:
            self._close()
        self.tell()

    def action_unfilter(self) -> None:
        if self.applied:
            self.desk_app.act(self._apply(""))
        else:
            self.desk_app.say(_("No filter is set: all is shown."), "dim")

    # Completion.

    def action_complete(self, step: int) -> None:
        if self._offered:
            self._put(self._offer + step)
        else:
            self._beside(self._complete)

    async def _complete(self) -> None:
        from modtui.filters import completing

        field = self.prompt.input
        gap = completing.gap(field.value, field.cursor_position, self._fields)
        before = field.value
        choices: tuple[str, ...] = ()
        if gap is not None and gap.field is None:
            choices = completing.names(gap.typed, self._fields)
        elif gap is not None and gap.field is not None:
            asking = self.desk_app.desk.asking
            known = await asking.offered(gap.field, gap.typed, self.PANE)
            choices = completing.values(gap.field, gap.typed, known)
            # What cannot stand in the line as it is would not be found by what does.
            choices = tuple(text for text in choices if safe_line(text, len(text)) == text)
        if field.value != before or not self.filtering:
            return  # typed on meanwhile
        if gap is None or not choices:
            self.prompt.say((say(_("Nothing known begins so."), "dim"),))
            return
        self._offered = choices
        self._span = (gap.at.start, gap.at.end)
        self._put(0)

    def _put(self, at: int) -> None:
        """Puts one of what is offered in its place."""
        self._offer = at % len(self._offered)
        chosen = self._offered[self._offer]
        field = self.prompt.input
        start, end = self._span
        self._span = (start, start + len(chosen))
        self._putting = field.value[:start] + chosen + field.value[end:]
        field.replace(chosen, start, end)
        field.cursor_position = start + len(chosen)
        if len(self._offered) == 1:
            self._offered = ()
            self._typed()
        else:
            self.prompt.offer(self._offered, self._offer)
            self.tell()

    # Views.

    def action_views(self) -> None:
        self.desk_app.act(self._views())

    async def _views(self) -> None:
        from modtui.tui.screens.views import ViewsSheet

        found = await self.desk_app.push_screen_wait(ViewsSheet(self.PANE, self.applied))
        if found is not None:
            await self._apply(found)

    def show_view(self, text: str) -> None:
        """Applies a saved view."""
        self.desk_app.act(self._apply(text))
