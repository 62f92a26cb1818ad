"""All that is like one case: the same words, or the same author, to be decided as one."""

from collections.abc import Hashable, Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from modtui.model import CaseKey
from modtui.text import Safe, safe, safe_line
from modtui.triage.grouping import Axis
from modtui.triage.veiling import excerpt, masked
from modtui.triage.views import Recorded, Row
from modtui.tui import keys
from modtui.tui.case_words import difference
from modtui.tui.pieces import Line, Piece, cells, fit, say
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.verbs import severity_mark
from modtui.tui.widgets.lines import MARGIN, MARK, PickList
from modtui.words import _, plural

COMPARED = 600
"""Characters of a text that are compared with the first."""
EQUAL = 14
"""Cells of what did not change that are shown between two changes."""


class AlikeList(PickList):
    """Cases, each with what differs from the first one's text."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "app.mark", show=False)]

    def __init__(self, sheet: "AlikeSheet") -> None:
        super().__init__(sheet.desk_app.looks)
        self.sheet = sheet
        self.keys: Sequence[CaseKey] = ()
        self.off: set[CaseKey] = set()
        """What the person took out."""

    def count(self) -> int:
        return len(self.keys)

    def state(self, index: int) -> Hashable:
        key = self.keys[index]
        return key, key in self.off, self.sheet.desk_app.desk.row(key), self.keys[0]

    def pieces(self, index: int, width: int) -> Line:
        key = self.keys[index]
        row = self.sheet.desk_app.desk.row(key)
        chosen = say("[ ]", "dim") if key in self.off else say("[x]", "key")
        lead = (MARK if index == self.cursor else MARGIN, chosen, say(" "))
        if row is None:
            return (*lead, say(_("This case is not there any more."), "dim"))
        name = 12 if width < 70 else 16
        return (
            *lead,
            Piece(severity_mark(row.severity), row.severity.value),
            Piece(fit(safe_line(row.author, name * 2), name), "dim" if key in self.off else "text"),
            say(" "),
            *self._text(index, row),
        )

    def _text(self, index: int, row: Row) -> Line:
        desk = self.sheet.desk_app.desk
        first = desk.row(self.keys[0])
        if row.note:
            return (Piece(safe_line(row.note, 200), "dim"),)
        if row.veiled or (first is not None and first.veiled):
            veiled = row if row.veiled or first is None else first
            return (Piece(safe_line(excerpt(veiled), 200), "dim"),)
        text = self.sheet.text(row.key)
        if index == 0 or self.sheet.axis is Axis.AUTHOR:
            return (Piece(safe_line(text, 400), "quote"),)
        compared = difference(self.sheet.text(self.keys[0]), text, COMPARED)
        if all(piece.look == "text" for piece in compared):
            return (say(_("the same words"), "dim"),)
        return tuple(_short(piece) for piece in compared)


def _short(piece: Piece) -> Piece:
    """What did not change, in a few cells; changes whole."""
    text = safe_line(piece.text, 400)
    blank = " " if piece.text[-1:].isspace() else ""
    if piece.look != "text":
        return Piece(safe(text + " "), piece.look)
    if cells(text) > EQUAL:
        text = safe("…" + text[-(EQUAL - 1) :])
    return Piece(safe(text + blank), "quote")


class AlikeSheet(Sheet[None]):
    """A group of cases; a verb decides all that are chosen, after one preview."""

    NAME = "alike"
    BINDINGS: ClassVar[list[BindingType]] = bindings("alike", "verbs", "all")

    def __init__(self, groups: dict[Axis, Sequence[CaseKey]], axis: Axis) -> None:
        super().__init__()
        self.groups = groups
        self.axis = axis
        self.list = AlikeList(self)
        self.list.keys = groups[axis]

    def body(self) -> Iterable[Widget]:
        yield self.list

    def status(self) -> tuple[Line, Line]:
        total, chosen = len(self.list.keys), len(self.chosen_cases())
        if self.axis is Axis.TEXT:
            words = plural("{count} case says this", "{count} cases say this", total)
        else:
            words = plural("{count} case by this author", "{count} cases by this author", total)
        left: Line = (Piece(safe(words), "bar"),)
        if chosen != total:
            left = (*left, say(" · " + _("{n} chosen").format(n=chosen), "bar"))
        at = f"{self.list.cursor + 1}/{total}"
        return left, (Piece(safe(f"{self._other()} · {at}"), "bar-dim"),)

    def _other(self) -> Safe:
        other = Axis.AUTHOR if self.axis is Axis.TEXT else Axis.TEXT
        count = len(self.groups[other])
        if other is Axis.AUTHOR:
            return safe(_("{key}: by the author ({n})").format(key=keys.of("axis"), n=count))
        return safe(_("{key}: the same words ({n})").format(key=keys.of("axis"), n=count))

    def text(self, key: CaseKey) -> str:
        """The text of a case as it was last read, with what rules mask covered."""
        desk = self.desk_app.desk
        try:
            view = desk.view(key)
        except KeyError:
            return ""
        text = view.case.subject.text
        return masked(text, view.hits, desk.ruleset) if desk.cover().masks else text

    def case_key(self) -> CaseKey | None:
        keys = self.list.keys
        return keys[self.list.cursor] if self.list.cursor < len(keys) else None

    def chosen_cases(self) -> Sequence[CaseKey]:
        return [key for key in self.list.keys if key not in self.list.off]

    def one_rule(self) -> bool:
        return self.axis is Axis.TEXT

    def mark(self, key: CaseKey) -> None:
        self.list.off ^= {key}
        self.list.changed()
        self.list.move_to(self.list.cursor + 1)
        self.tell()

    def decided(self, written: Recorded) -> None:
        lead = self.list.keys[0]
        self.dismiss(None)
        self.desk_app.desk_sheet.moved_on(lead)

    def rule_chosen(self, rule: str) -> bool:
        from modtui.tui.deciding import use_rule

        key = self.case_key()
        return key is not None and use_rule(self.desk_app, key, rule)

    def desk_changed(self) -> None:
        self.list.changed()
        self.tell()

    def action_axis(self) -> None:
        self.axis = Axis.AUTHOR if self.axis is Axis.TEXT else Axis.TEXT
        self.list.keys = self.groups[self.axis]
        self.list.cursor = 0
        self.list.changed()
        self.tell()
