"""The case that is looked at: what is known of it, what is uncovered, in which panes."""

from time import monotonic
from typing import TYPE_CHECKING, Any

import msgspec
from textual.timer import Timer

from modtui.model import CaseKey, Person
from modtui.text import safe, safe_line
from modtui.triage.views import CaseView
from modtui.tui import pacing
from modtui.tui.around_words import around, author_of
from modtui.tui.case_words import covers, explained, paragraphs
from modtui.tui.pieces import Line, Paragraph, Piece, Place, say
from modtui.tui.text_words import Telling, rule_title
from modtui.tui.verbs import severity_mark, standing_word
from modtui.tui.widgets.casepane import CasePane
from modtui.words import _

if TYPE_CHECKING:
    from modtui.tui.acting import Acting
    from modtui.tui.screens.sheet import Sheet


class Sight:
    """One case at a time, shown in a pane, or with what is around it in a second one.

    What is known is shown at once, the rest when it comes.
    """

    def __init__(self, sheet: "Sheet[Any]", pane: CasePane, beside: CasePane | None = None) -> None:
        self.sheet = sheet
        self.pane = pane
        self.beside = beside
        """The pane for thread and person; without one they follow below the case."""
        self.key: CaseKey | None = None
        self.view: CaseView | None = None
        self.looked: CaseView | None = None
        """What the last look added: it is not part of what the desk knows at once."""
        self.uncovered = False
        """Whether the person asked for what rules cover in this case. It ends with it."""
        self.at_person = False
        """Whether the person went to the part on the author, so that a note may be on them."""
        self._covered = False
        self._shown_at = -1000.0
        self._shown: CaseKey | None = None
        self._lull: Timer | None = None

    @property
    def app(self) -> "Acting":
        """The app, with its desk."""
        return self.sheet.desk_app

    def show(self, key: CaseKey | None, *, at_once: bool = True) -> None:
        """Looks at a case. Not ``at_once``: while keys follow each other quickly, only the
        first and the last of the cases is drawn."""
        now = monotonic()
        hurried = now - self._shown_at < pacing.LULL
        self._shown_at = now
        self.key = key
        if self._lull is not None:
            self._lull.stop()
            self._lull = None
        if at_once or not hurried:
            self._draw()
        if hurried:
            self._lull = self.sheet.set_timer(pacing.LULL, self._rest)
        else:
            self._read()

    def settle(self) -> None:
        """Draws the case if that was put off."""
        if self._shown != self.key:
            self._draw()

    def _rest(self) -> None:
        self.settle()
        self._read()

    def _draw(self) -> None:
        self._shown = self.key
        self.uncovered = self.at_person = False
        self.looked = None
        self.app.case_shown()
        self.fill(from_top=True)

    def _read(self) -> None:
        if self.key is None:
            return
        self.sheet.run_worker(self._look(self.key), group="look", exclusive=True)
        self.app.desk.prefetch(pacing.following(self.app.desk_sheet.queue, self.key))

    async def _look(self, key: CaseKey) -> None:
        try:
            # Keys touch the queue. The first case beside it is shown without any.
            looked = await self.app.desk.look(key, touch=False)
        except KeyError:
            return
        if key == self._shown and self.sheet.is_attached:
            self.looked = looked
            self.fill()

    def case_view(self, key: CaseKey) -> CaseView:
        """What is known of a case now. Raises KeyError."""
        view: CaseView = self.app.desk.view(key)
        if self.looked is None or self.looked.case.key != key:
            return view
        return msgspec.structs.replace(
            view,
            trouble=self.looked.trouble,
            earlier=self.looked.earlier,
            about_author=self.looked.about_author,
        )

    def telling(self, *, uncovered: bool) -> Telling:
        """How the case is told now."""
        desk = self.app.desk
        return Telling(
            desk.ruleset,
            self.app.clock(),
            self.app.timezone,
            desk.cover(uncovered=uncovered),
            desk.sites,
            desk.record_of,
        )

    def fill(self, *, from_top: bool = False) -> None:
        """Shows what the desk knows of the case now."""
        try:
            self.view = self.case_view(self._shown) if self._shown is not None else None
        except KeyError:
            self.view = None
        case: tuple[Paragraph, ...] = ()
        rest: tuple[Paragraph, ...] = ()
        if self._shown is not None and self.view is None:
            row = self.app.desk.row(self._shown)
            lines = [_("This case is not there any more."), safe_line(row.note) if row else ""]
            case = explained(line for line in lines if line)
        elif self.view is not None:
            how = self.telling(uncovered=self.uncovered)
            case, rest = paragraphs(self.view, how), around(self.view, how)
        self._covered = self.view is not None and covers(self.view, self.telling(uncovered=False))
        if self.beside is not None:
            self.beside.replace(rest, from_top=from_top)
        self.pane.replace(case if self.beside is not None else case + rest, from_top=from_top)
        self.sheet.tell()

    # What the keys of a case do.

    @property
    def covered(self) -> bool:
        """Whether a rule covers something here, as long as nobody asks for it."""
        return self._covered

    def uncover(self) -> bool:
        """Shows what is covered, or covers it again; False where nothing is."""
        if not self.uncovered and not self.covered:
            return False
        self.uncovered = not self.uncovered
        self.fill()
        return True

    def jump(self, anchor: str) -> CasePane:
        """Goes to the thread or to the person; the pane where that is."""
        self.settle()
        self.at_person = anchor == "person"
        pane = self.beside if self.beside is not None else self.pane
        pane.jump(anchor)
        return pane

    def author(self) -> Person | None:
        """Whom a note may be on."""
        return author_of(self.view) if self.view is not None else None

    # Where one is, for a screen of another layout.

    def place(self, *, beside: bool = False) -> Place:
        """What is read, as a place in the whole of the case with what is around it."""
        if beside and self.beside is not None:
            number, character = self.beside.place
            return number + len(self.pane.paragraphs), character
        return self.pane.place

    def go(self, place: Place) -> CasePane:
        """Goes to such a place; the pane where it is."""
        number, character = place
        before = len(self.pane.paragraphs)
        if self.beside is not None and number >= before:
            self.beside.jump((number - before, character))
            return self.beside
        self.pane.jump(place)
        return self.pane

    def status(self) -> Line:
        """The case in a few words: where in the queue, how it stands, the rule proposed."""
        app = self.app
        if self.key is None:
            return ()
        row, at = app.desk.row(self.key), app.desk_sheet.queue.place(self.key)
        where = f"{at + 1}/{app.desk_sheet.queue.count()}" if at is not None else "–"
        left = [say(_("case {where}").format(where=where), "bar")]
        if row is not None:
            left += [
                Piece(safe(f" · {standing_word(row.standing)} · "), "bar-dim"),
                Piece(safe(severity_mark(row.severity).strip() + " "), "bar"),
            ]
        if self.view is not None and self.view.proposed:
            rule = app.desk.ruleset.rule(self.view.proposed)
            left.append(Piece(rule_title(rule, self.view.proposed), "bar"))
        return tuple(left)
