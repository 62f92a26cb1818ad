"""The audit pane: what was decided, by whom, why, and what came of it."""

import asyncio
import contextlib
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from modtui.journal.entries import Decided, Record
from modtui.text import safe, safe_line
from modtui.triage.views import Pane
from modtui.tui import keys
from modtui.tui.audit_words import row, story
from modtui.tui.pieces import Line, Paragraph, Piece, say
from modtui.tui.screens.filtered import FilteredSheet
from modtui.tui.screens.sheet import bindings
from modtui.tui.widgets.lines import MARGIN, MARK, PickList
from modtui.words import _, plural

if TYPE_CHECKING:
    from modtui.filters.shapes import Filter
    from modtui.tui.acting import Acting
    from modtui.tui.screens.text import TextSheet

PAGE = 100
HIDDEN = "-kind:sending"
"""What the list leaves out unless kinds are asked for; a decision's story shows all."""


class AuditList(PickList):
    """Records, the newest first, read page by page as one goes down."""

    def __init__(self, app: "Acting") -> None:
        super().__init__(app.looks)
        self.desk_app = app
        self.query_text = ""
        self.records: list[Record] = []
        self.complete = False
        self.trouble = safe("")
        """Why no more could be read; empty: nothing."""
        self._oldest: int | None = None
        self._about: dict[str, str] = {}

    def count(self) -> int:
        return max(len(self.records), 1)

    def state(self, index: int) -> Hashable:
        return self.records[index].line.seq if self.records else (self.query_text, self.trouble)

    def pieces(self, index: int, width: int) -> Line:
        if not self.records:
            if self.trouble:
                return (MARGIN, MARGIN, Piece(self.trouble, "warn"))
            words = _("Nothing was decided.")
            if self.query_text:
                words = _("No entry fits the filter; {key} changes it.").format(
                    key=keys.of("filter")
                )
            return (say("  " + words, "dim"),)
        mark = MARK if index == self.cursor else MARGIN
        record = self.records[index]
        told = row(record, self.desk_app.timezone, width - 2, self.about(record))
        return (mark, MARGIN, *told)

    def about(self, record: Record) -> str:
        """Whom a record is about, by the decision that it belongs to, or by its case."""
        line = record.line
        if line.decision:
            if line.decision not in self._about:
                self._about[line.decision] = self._author(line.decision)
            return self._about[line.decision]
        found = self.desk_app.desk.row(line.case) if line.case is not None else None
        return found.author if found is not None else ""

    def _author(self, decision: str) -> str:
        from modtui.triage.desk import DeskError

        with contextlib.suppress(DeskError):
            for record in self.desk_app.desk.trail.story(decision):
                if isinstance(record.entry, Decided):
                    seen = record.entry.evidence
                    return seen.author_name or seen.author or ""
        return ""

    @property
    def current(self) -> Record | None:
        """The record under the cursor."""
        return self.records[self.cursor] if self.cursor < len(self.records) else None

    def load(self, query: str) -> None:
        """Starts again with another filter."""
        self.query_text = query
        self.records = []
        self.complete = False
        self.trouble = safe("")
        self._oldest = None
        self.cursor = self.top = 0
        self._kept.clear()
        self.more()

    @property
    def _asked(self) -> str:
        from modtui.triage.asked import read

        kinds = names_kinds(read(self.query_text, Pane.AUDIT))
        return self.query_text if kinds else f"{self.query_text} {HIDDEN}"

    def more(self) -> None:
        """Reads the next page, older than what is there."""
        from modtui.triage.desk import DeskError

        try:
            found = self.desk_app.desk.trail.entries(self._asked, before=self._oldest, limit=PAGE)
        except DeskError as error:
            self.complete = True
            self.trouble = safe(_("What was decided cannot be read now."))
            self.desk_app.say(safe_line(str(error), 300), "bar-warn")
            self.changed()
            return
        self.complete = len(found) < PAGE
        if found:
            self._oldest = found[-1].line.seq
        self.records += found
        self.changed()

    def move_to(self, index: int) -> None:
        while not self.complete and index >= len(self.records) - self.page:
            self.more()
        super().move_to(index)


class AuditSheet(FilteredSheet):
    """All records; Enter tells the story of one."""

    NAME = "audit"
    PANE = Pane.AUDIT
    BINDINGS: ClassVar[list[BindingType]] = bindings("audit", "all")

    def __init__(self) -> None:
        super().__init__()
        self.list = AuditList(self.desk_app)

    def body(self) -> Iterable[Widget]:
        yield self.list

    def on_mount(self) -> None:
        self.list.load("")

    def status(self) -> tuple[Line, Line]:
        left = [say(_("Audit"), "bar")]
        if self.list.query_text:
            left.append(Piece(safe(f" · {safe_line(self.list.query_text, 60)}"), "bar"))
        more = "" if self.list.complete else "+"
        total = len(self.list.records)
        at = self.list.cursor + 1 if total else 0
        zone = safe_line(self.desk_app.timezone, 30) or "UTC"
        words = _("times: {zone}").format(zone=zone)
        return tuple(left), (say(f"{words} · {at}/{total}{more}", "bar-dim"),)

    def action_open(self) -> None:
        record = self.list.current
        if record is None:
            return
        if record.line.decision:
            self.desk_app.push_screen(story_sheet(self.desk_app, record.line.decision))
        else:
            from modtui.tui.screens.text import TextSheet

            words = story((record,), self.desk_app.timezone)
            self.desk_app.push_screen(TextSheet(safe(_("One entry")), words))

    @property
    def applied(self) -> str:
        return self.list.query_text

    @property
    def filtered_list(self) -> AuditList:
        return self.list

    def counted(self, filter: "Filter") -> "Filter":
        from modtui.filters.shapes import Filter
        from modtui.triage.asked import read

        if names_kinds(filter):
            return filter
        return Filter((*filter.terms, *read(HIDDEN, Pane.AUDIT).terms))

    def out_of(self, count: int) -> str:
        from modtui.triage.asking import MOST

        most = "+" if count >= MOST else ""
        return plural("{count} entry", "{count} entries", count) + most

    async def apply(self, text: str) -> None:
        self.list.load(text)

    def action_verify(self) -> None:
        self.desk_app.say(_("Reading the whole journal…"))
        self.desk_app.act(self._verify())

    async def _verify(self) -> None:
        verdict = await asyncio.to_thread(self.desk_app.desk.trail.verify)
        if verdict.ok:
            words = plural(
                "The journal is as it was written: {count} entry",
                "The journal is as it was written: {count} entries",
                verdict.entries,
            )
            if verdict.erased:
                words += ", " + _("{n} of them erased").format(n=verdict.erased)
            self.desk_app.say(words + ".", "good")
        else:
            words = _("The journal was changed: {file}, line {line}: {problem}").format(
                file=safe_line(str(verdict.file), 60),
                line=verdict.line,
                problem=safe_line(str(verdict.problem), 200),
            )
            self.desk_app.say(words, "bar-warn")


def names_kinds(filter: "Filter") -> bool:
    """Whether a filter asks for kinds of entries."""
    return any(term.field == "kind" for term in filter.terms)


def story_sheet(app: "Acting", decision: str) -> "TextSheet":
    """Everything that is written about one decision."""
    from modtui.triage.desk import DeskError
    from modtui.tui.screens.text import TextSheet

    try:
        words = story(app.desk.trail.story(decision), app.timezone)
    except DeskError as error:
        words = (Paragraph((Piece(safe_line(str(error), 300), "warn"),)),)
    return TextSheet(safe(_("The story of a decision")), words)
