"""The queue: one line for each case."""

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from modtui.model import CaseKey
from modtui.text import Safe, safe, safe_line
from modtui.times import age, span
from modtui.triage.veiling import excerpt
from modtui.triage.views import UNDECIDED, Row
from modtui.tui.pieces import Line, Piece, cells, fit, say
from modtui.tui.theme import Looks
from modtui.tui.times import Clock
from modtui.tui.verbs import severity_mark, standing_look
from modtui.tui.widgets.lines import MARGIN, MARK, PickList
from modtui.words import _

if TYPE_CHECKING:
    from modtui.triage.board import Rows

MANY = 3
"""Other cases by the same author from which on they are counted on the row."""


class Columns(NamedTuple):
    """How many cells each part of a row has at one width; 0 where it is left out."""

    age: int
    rule: int
    author: int
    place: int
    language: int
    claim: int
    text: int


@lru_cache(maxsize=8)
def columns(width: int) -> Columns:
    """Which parts are shown at a width, and how wide."""
    if width < 70:
        age, rule, author, place, language, claim = 6, 9, 11, 0, 0, 0
    elif width < 90:
        age, rule, author, place, language, claim = 6, 11, 12, 11, 0, 0
    elif width < 110:
        age, rule, author, place, language, claim = 6, 11, 12, 11, 4, 0
    elif width < 160:
        age, rule, author, place, language, claim = 13, 13, 15, 14, 0, 10
    else:
        age, rule, author, place, language, claim = 13, 16, 22, 22, 5, 14
    # Cursor mark, severity, reports, each with its blank.
    fixed = 2 + 4 + 5
    sizes = (age, rule, author, place, language, claim)
    parts = sum(size + 1 for size in sizes if size)
    return Columns(*sizes, max(width - fixed - parts, 8))


def heading(width: int) -> Line:
    """The line above the queue that names its columns."""
    sizes = columns(width)
    words = [fit(safe(" " + _("sev")), 4)]
    for name, size in (
        (_("age") if sizes.age < _WITH_GOAL else _("age / goal"), sizes.age),
        (_("flag"), 4),
        (_("rule"), sizes.rule),
        (_("author"), sizes.author),
        (_("place"), sizes.place),
        (_("lang"), sizes.language),
        (_("claim"), sizes.claim),
        (_("text"), sizes.text),
    ):
        if size:
            words.append(safe(" " + fit(safe(name), size)))
    return (say("".join(words).rstrip(), "dim"),)


_WITH_GOAL = 10
"""Cells of the age's column from which the goal stands there too."""


def age_words(row: Row, now: datetime, width: int) -> Safe:
    """How long a case has waited, after a mark where that is longer than it should; with
    room for it, the response goal too."""
    words = age(row.at, now)
    if width >= _WITH_GOAL and row.due is not None and row.at is not None:
        words += f" / {span(row.due - row.at)}"
    late = row.due is not None and now > row.due
    return safe((LATE if late else " ") + fit(safe(words), width))


LATE = "●"
"""Stands before the age of a case that somebody should have looked at by now."""


class NoRows:
    """What the queue has before there is a desk."""

    def __len__(self) -> int:
        return 0

    def __getitem__(self, index: int) -> Row:
        raise IndexError(index)

    def place(self, key: CaseKey) -> int | None:
        """Nowhere."""
        return None

    def undecided(self, at: int, step: int = 1) -> int | None:
        """None."""
        return None


class Queue(PickList):
    """The cases in the desk's own order. Nothing moves here unless the person asks."""

    def __init__(self, looks: Looks, rows: Callable[[], "Rows"], clock: Clock) -> None:
        super().__init__(looks)
        self._rows = rows
        self._clock = clock
        self.rows: Rows | NoRows = NoRows()
        self._on: CaseKey | None = None
        self.marked: dict[CaseKey, None] = {}
        """The cases that the next verb is for, in the order in which they were marked."""

    def mark(self, key: CaseKey) -> None:
        """Marks a case, or takes its mark away."""
        if key in self.marked:
            del self.marked[key]
        else:
            self.marked[key] = None
        self.refresh()

    def unmark(self) -> None:
        """Takes all marks away."""
        self.marked.clear()
        self.refresh()

    def count(self) -> int:
        return len(self.rows)

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def state(self, index: int) -> Hashable:
        row, now = self.rows[index], self._clock()
        claimed = row.claim is not None and row.claim.holds(now)
        late = row.due is not None and now > row.due
        return row, age(row.at, now), claimed, late, row.key in self.marked

    def pieces(self, index: int, width: int) -> Line:
        row, now = self.rows[index], self._clock()
        sizes = columns(width)
        quiet = row.standing not in UNDECIDED
        look = "dim" if quiet else "text"
        claim = row.claim.by if row.claim is not None and row.claim.holds(now) else ""
        pieces = [
            MARK if index == self.cursor else MARGIN,
            say("x", "key") if row.key in self.marked else MARGIN,
            Piece(severity_mark(row.severity), "dim" if quiet else row.severity.value),
            Piece(age_words(row, now, sizes.age), look),
            Piece(safe(" " + fit(_flags(row), 4)), look),
        ]
        # What became of a case takes the room of its place, and what follows, too.
        place = 0 if row.note else sizes.place
        room = sizes.text
        for text, size in (
            (row.rule, sizes.rule),
            (row.author, sizes.author),
            (row.place, place),
            (row.language, 0 if row.note else sizes.language),
            (claim, 0 if row.note else sizes.claim),
        ):
            if size:
                pieces.append(Piece(safe(" " + fit(safe_line(text, size * 2), size)), look))
        if row.note:
            room += sum(size + 1 for size in (sizes.place, sizes.language, sizes.claim) if size)
            note = fit(safe_line(row.note, room * 2), room)
            pieces.append(Piece(safe(" " + note), standing_look(row.standing)))
            return tuple(pieces)
        if claim and not sizes.claim:
            who = safe(f" [{safe_line(claim, 12)}]")
            pieces.append(Piece(who, "warn"))
            room -= cells(who)
        if others := _others(row):
            pieces.append(say(f" {others}", "key"))
            room -= len(others) + 1
        text = fit(safe_line(excerpt(row), room * 2), room)
        pieces.append(Piece(safe(" " + text), "dim" if quiet or row.veiled else "quote"))
        return tuple(pieces)

    def move_to(self, index: int) -> None:
        super().move_to(index)
        self._remember()

    def reload(self, *, follow: bool = True) -> None:
        """Takes the desk's rows anew. The cursor stays on its case, on the same line of
        the screen; without ``follow`` on its row."""
        offset = self.cursor - self.top
        self.rows = self._rows()
        if follow and self._on is not None:
            found = self.place(self._on)
            if found is not None and found != self.cursor:
                self.cursor = found
                self.top = max(0, min(found - offset, self.count() - self.page))
        self.changed()
        self._remember()

    def _remember(self) -> None:
        # The rows are the desk's own: when they are told to have moved, they have already.
        current = self.current
        self._on = current.key if current is not None else None

    def say_empty(self, words: Line) -> None:
        """What to say while there are no rows."""
        if words != self.empty:
            self.empty = words
            if not self.count():
                self.refresh()

    def place(self, key: CaseKey) -> int | None:
        """Where a case stands; None where it does not."""
        if self.cursor < len(self.rows) and self.rows[self.cursor].key == key:
            return self.cursor
        return self.rows.place(key)

    def undecided(self, start: CaseKey | None, step: int = 1) -> Row | None:
        """The next (or with -1 the previous) case after ``start`` that waits for a person.

        At the end it goes on from the other end; None where no other case waits.
        """
        at = self.place(start) if start is not None else self.cursor
        found = self.rows.undecided(self.cursor if at is None else at, step)
        return self.rows[found] if found is not None else None

    def select(self, key: CaseKey) -> None:
        """Puts the cursor on a case, where it is in the queue."""
        found = self.place(key)
        if found is not None:
            self.move_to(found)


def _others(row: Row) -> str:
    """How many others say the same (``+12``), else how many are by its author (``@3``)."""
    if row.alike:
        return f"+{row.alike}"
    return f"@{row.same_author}" if row.same_author >= MANY else ""


def _flags(row: Row) -> Safe:
    """How often it was reported; first posts that wait for approval have no reports."""
    if row.approval and not row.reports:
        return safe(_("held"))
    return safe(f"{row.reports:>3}")
