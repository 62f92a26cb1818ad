"""The rules: a list of them, and the chosen one whole, beside the case it is chosen for."""

import contextlib
from collections.abc import Hashable, Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from modtui.rules.ruleset import Rule, Ruleset
from modtui.text import safe, safe_line
from modtui.triage.views import CaseView
from modtui.tui import keys
from modtui.tui.pieces import Line, Piece, say
from modtui.tui.rule_words import found, hit_of, rule_line, rule_words
from modtui.tui.screens.asking import SafeInput
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.text_words import rule_title
from modtui.tui.theme import Looks
from modtui.tui.verbs import severity_mark, severity_word
from modtui.tui.widgets.bars import Bar
from modtui.tui.widgets.lines import MARGIN, MARK, PickList, Reading
from modtui.tui.widgets.panes import Panes
from modtui.words import _

WIDE = 120
"""Columns from which the rule stands beside the list instead of below it."""


class RuleList(PickList):
    """The rules, one on each line. Pages are turned in the text of the chosen one."""

    def __init__(
        self,
        looks: Looks,
        reading: Reading,
        rules: Sequence[Rule],
        rule: str = "",
        view: CaseView | None = None,
    ) -> None:
        super().__init__(looks)
        self.reading = reading
        self.rules = rules
        self.view = view
        self.cursor = _place(rules, rule)
        self.empty = (say(_("No rule has these words."), "dim"),)

    @property
    def current(self) -> Rule | None:
        """The rule under the cursor."""
        return self.rules[self.cursor] if self.cursor < len(self.rules) else None

    def count(self) -> int:
        return len(self.rules)

    def state(self, index: int) -> Hashable:
        return self.rules[index], hit_of(self.rules[index], self.view)

    def pieces(self, index: int, width: int) -> Line:
        rule = self.rules[index]
        mark = MARK if index == self.cursor else MARGIN
        return (mark, MARGIN, *rule_line(rule, hit_of(rule, self.view)))

    def put(self, rules: Sequence[Rule], rule: str, view: CaseView | None) -> None:
        """Shows these rules, with the cursor on one of them where it is among them."""
        self.rules = rules
        self.view = view
        self.cursor = _place(rules, rule)
        self.changed()

    def action_page_down(self) -> None:
        self.reading.action_page_down()

    def action_page_up(self) -> None:
        self.reading.action_page_up()


def _place(rules: Sequence[Rule], rule: str) -> int:
    return next((at for at, found in enumerate(rules) if found.id == rule), 0)


class RuleSearch(SafeInput):
    """The words to search for; arrows move in the list meanwhile."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("searching")


class RulesSheet(Sheet[str | None]):
    """Gives the id of the rule that was chosen for a case, or None.

    Without a case there is nothing to choose for: then the rules are only read. With
    ``searching`` it opens with the search begun.
    """

    NAME = "rules"
    BINDINGS: ClassVar[list[BindingType]] = bindings("rules", "all")
    DEFAULT_CSS = """
    RulesSheet Panes.wide RuleList { width: 5fr; }
    RulesSheet Panes.wide Reading { width: 8fr; }
    RulesSheet RuleSearch { height: 1; border: none; padding: 0 1; background: $surface; }
    RulesSheet RuleSearch:focus { border: none; }
    """

    def __init__(
        self, view: CaseView | None = None, rule: str = "", *, searching: bool = False
    ) -> None:
        super().__init__()
        self._searching = searching
        looks = self.desk_app.looks
        self.view = view
        self.reading = Reading(looks)
        self.list = RuleList(looks, self.reading, self._ruleset.rules, rule, view)
        self.divider = Bar(looks, "bar")
        self.panes = Panes(self.list, self.divider, self.reading)
        self.search = RuleSearch(placeholder=_("words of a title or text"))
        self.search.display = False
        self._before = ""
        """The rule that a search began at."""
        self._shown: tuple[Rule | None, CaseView | None] = (None, None)

    @property
    def _ruleset(self) -> Ruleset:
        return self.desk_app.desk.ruleset

    def body(self) -> Iterable[Widget]:
        yield self.panes
        yield self.search

    def on_mount(self) -> None:
        self.list.focus()
        self.fill()
        if self._searching:
            self.action_search()
        self.tell()

    def on_resize(self) -> None:
        wide = self.size.width >= WIDE
        self.panes.set_class(wide, "wide")
        # Bars and keys take three lines; the text gets the greater part of the rest.
        rows = max((self.size.height - 3) * 2 // 5, 3)
        self.list.styles.height = "1fr" if wide else min(rows, len(self._ruleset.rules))
        self.tell()

    def status(self) -> tuple[Line, Line]:
        title = _("Which rule?") if self.view is not None else _("The rules")
        left = [say(title, "bar")]
        name = safe_line(self._ruleset.name, 40)
        left.append(Piece(safe(f" · {name}"), "bar-dim"))
        at = f"{self.list.cursor + 1 if self.list.rules else 0}/{len(self.list.rules)}"
        if len(self.list.rules) < len(self._ruleset.rules):
            at += " " + _("of {n}").format(n=len(self._ruleset.rules))
        where = self.reading.where if self.panes.has_class("wide") else ""
        return tuple(left), (say(f"{where} · {at}" if where else at, "bar-dim"),)

    def tell(self) -> None:
        super().tell()
        without = set() if self.view is not None else {"choose-rule", "search-choose"}
        if not self.desk_app.desk.rule_problems:
            without.add("rule-problems")
        self.footer.show(keys.hints("searching" if self.search.has_focus else self.NAME, without))
        rule = self.list.current
        left: list[Piece] = []
        if rule is not None:
            mark = severity_mark(rule.severity).strip()
            left = [
                Piece(safe(f"{safe_line(rule.key, 1)} "), "bar"),
                Piece(rule_title(rule), "bar"),
                Piece(safe(f" · {mark} {severity_word(rule.severity)}"), "bar-dim"),
            ]
        self.divider.show(tuple(left), (Piece(self.reading.where, "bar-dim"),))

    def fill(self) -> None:
        """Shows the rule under the cursor."""
        rule = self.list.current
        key = self.view.case.key if self.view is not None else None
        uncovered = key is not None and self.desk_app.unveiled(key)
        cover = self.desk_app.desk.cover(uncovered=uncovered)
        shown = (rule, self.view)
        if shown != self._shown:
            other = self._shown[0] != rule
            self._shown = shown
            words = (
                rule_words(rule, self._ruleset, self.view, cover)
                if rule is not None
                else ()
            )
            self.reading.replace(words, from_top=other)

    def on_lines_moved(self) -> None:
        self.fill()
        self.tell()

    def desk_changed(self) -> None:
        if self.view is not None:
            key = self.view.case.key
            with contextlib.suppress(KeyError):
                self.view = self.desk_app.desk.view(key)
        self._filter()

    def _filter(self) -> None:
        current = self.list.current
        rules = found(self._ruleset.rules, self.search.value)
        self.list.put(rules, current.id if current is not None else "", self.view)
        self.fill()
        self.tell()

    def rule_chosen(self, rule: str) -> bool:
        if self.view is not None:
            self.dismiss(rule)
        else:
            self._before = rule
            self.action_end_search()
        return True

    def on_descendant_focus(self) -> None:
        self.tell()

    # Keys.

    def action_open(self) -> None:
        rule = self.list.current
        if rule is None:
            self.desk_app.say(_("No rule has these words."))
        elif self.view is None:
            self.desk_app.say(_("No case is open: there is nothing to choose a rule for."))
        else:
            self.dismiss(rule.id)

    def action_search(self) -> None:
        rule = self.list.current
        if not self.search.value:
            self._before = rule.id if rule is not None else ""
        self.search.display = True
        self.search.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._filter()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self.view is not None:
            self.action_open()
        else:
            self.list.focus()
            self.search.display = bool(self.search.value)

    def action_end_search(self) -> None:
        with self.prevent(Input.Changed):
            self.search.value = ""
        self.search.display = False
        self.list.put(self._ruleset.rules, self._before, self.view)
        self.list.focus()

    def action_move(self, step: int) -> None:
        self.list.move_to(self.list.cursor + step)

    def action_page(self, step: int) -> None:
        if step > 0:
            self.reading.action_page_down()
        else:
            self.reading.action_page_up()

    def action_edit(self) -> None:
        self.desk_app.act_within(self._edit())

    async def _edit(self) -> None:
        from modtui.tui.editing import edit_rules, line_of

        rule = self.list.current
        path = self.desk_app.desk.rules_file
        await edit_rules(self.desk_app, line_of(path, rule.id) if rule is not None else 0)

    def action_problems(self) -> None:
        from modtui.tui.screens.problems import ProblemsSheet

        if self.desk_app.desk.rule_problems:
            self.desk_app.push_screen(ProblemsSheet())
        else:
            self.desk_app.say(_("The ruleset's file has no problem."))
