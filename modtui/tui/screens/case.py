"""One case: what was said, by whom, around what, who flagged it and why."""

from collections.abc import Iterable
from typing import ClassVar

import msgspec
from textual.binding import BindingType
from textual.widget import Widget

from modtui.model import CaseKey
from modtui.text import safe, safe_line
from modtui.triage.views import CaseView
from modtui.tui import keys
from modtui.tui.case_words import explained, paragraphs, rule_title, veil_of
from modtui.tui.pieces import Line, Piece, say
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.verbs import severity_mark, standing_word
from modtui.tui.widgets.lines import Reading
from modtui.words import _


class CaseSheet(Sheet[None]):
    """A case, whole. After a decision it goes on to the next one by itself."""

    NAME = "case"
    BINDINGS: ClassVar[list[BindingType]] = bindings("case", "verbs", "desk", "all")

    def __init__(self, key: CaseKey) -> None:
        super().__init__()
        self.key = key
        self.view: CaseView | None = None
        self.looked: CaseView | None = None
        """What the last look added: it is not part of what the desk knows at once."""
        self.unveiled: set[CaseKey] = set()
        """The cases whose veiled text the person asked for, while this screen is open."""
        self.reading = Reading(self.desk_app.looks)

    def body(self) -> Iterable[Widget]:
        yield self.reading

    def on_mount(self) -> None:
        self.show(self.key)

    def status(self) -> tuple[Line, Line]:
        app = self.desk_app
        queue = app.desk_sheet.queue
        row = app.desk.row(self.key)
        at = queue.place(self.key)
        where = f"{at + 1}/{queue.count()}" if at is not None else "–"
        left = [say(_("case {where}").format(where=where), "bar")]
        if row is not None:
            left += [
                Piece(safe(f" · {standing_word(row.standing)} · "), "bar-dim"),
                Piece(safe(severity_mark(row.severity).strip() + " "), "bar"),
            ]
        if self.view is not None and self.view.proposed:
            rule = app.desk.ruleset.rule(self.view.proposed)
            left.append(Piece(rule_title(rule, self.view.proposed), "bar"))
        right = (Piece(self.reading.where, "bar-dim"),)
        return tuple(left), right

    def tell(self) -> None:
        super().tell()
        without = {"person"} if self.view is not None and self.view.returned is not None else set()
        if self.key in self.unveiled or not self._veiled():
            without.add("unveil")
        self.footer.show(keys.hints(self.NAME, without))

    def case_key(self) -> CaseKey:
        return self.key

    def case_view(self, key: CaseKey) -> CaseView:
        view = super().case_view(key)
        if self.looked is None or self.looked.case.key != key:
            return view
        return msgspec.structs.replace(
            view,
            trouble=self.looked.trouble,
            earlier=self.looked.earlier,
            about_author=self.looked.about_author,
        )

    def show(self, key: CaseKey) -> None:
        """Shows a case: what is known at once, the rest when it is there."""
        app = self.desk_app
        self.key = key
        app.case_shown()
        app.desk_sheet.queue.select(key)
        self.fill(from_top=True)
        self.run_worker(self._look(key), group="look", exclusive=True)
        following = app.desk_sheet.queue.undecided(key)
        if following is not None:
            app.desk.prefetch((following.key,))

    def fill(self, *, from_top: bool = False) -> None:
        """Shows what the desk knows of the case now."""
        app = self.desk_app
        try:
            self.view = self.case_view(self.key)
        except KeyError:
            self.view = None
        if self.view is None:
            row = app.desk.row(self.key)
            lines = [_("This case is not there any more."), safe_line(row.note) if row else ""]
            self.reading.replace(explained(line for line in lines if line), from_top=from_top)
        else:
            unveiled = self.key in self.unveiled
            made = paragraphs(
                self.view, app.desk.ruleset, app.clock(), app.timezone, unveiled=unveiled
            )
            self.reading.replace(made, from_top=from_top)
        self.tell()

    async def _look(self, key: CaseKey) -> None:
        try:
            looked = await self.desk_app.desk.look(key)
        except KeyError:
            return
        if key == self.key and self.is_attached:
            self.looked = looked
            self.fill()

    def unveils(self, key: CaseKey) -> bool:
        return key in self.unveiled

    def _veiled(self) -> bool:
        view = self.view
        return view is not None and veil_of(view, self.desk_app.desk.ruleset) is not None

    def rule_chosen(self, rule: str) -> bool:
        from modtui.tui.deciding import use_rule

        key = self.case_key()
        return key is not None and use_rule(self.desk_app, key, rule)

    def desk_changed(self) -> None:
        self.fill()

    def moved_on(self, key: CaseKey) -> None:
        following = self.desk_app.desk_sheet.queue.undecided(key)
        if following is None:
            self.dismiss(None)
            self.desk_app.say(_("That was the last undecided case."))
        else:
            self.show(following.key)

    def go(self, key: CaseKey) -> None:
        self.show(key)

    def action_jump(self, anchor: str) -> None:
        self.reading.jump(anchor)

    def action_unveil(self) -> None:
        if not self._veiled():
            self.desk_app.say(_("No rule veils this text."))
        else:
            self.unveiled ^= {self.key}
            self.fill()

    def action_even_so(self) -> None:
        if self.view is None or self.view.returned is None:
            self.desk_app.say(_("Nothing came back here: there is nothing to send."))
        else:
            self.desk_app.resume(self.view.returned.decision.id)
