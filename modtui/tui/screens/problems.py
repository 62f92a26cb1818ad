"""What is wrong with the ruleset's file, after an edit that cannot be used."""

from typing import ClassVar

from textual.binding import BindingType

from modtui.text import safe, safe_line
from modtui.tui.rule_words import problem_words
from modtui.tui.screens.sheet import bindings
from modtui.tui.screens.text import TextSheet
from modtui.words import _


class ProblemsSheet(TextSheet):
    """The problems of the file as it was last read; edits it again when asked."""

    NAME = "problems"
    BINDINGS: ClassVar[list[BindingType]] = bindings("problems", "all")

    def __init__(self) -> None:
        desk = self.desk_app.desk
        title = _("Problems in {file}").format(file=safe_line(desk.rules_file.name, 60))
        super().__init__(safe(title), problem_words(desk.rule_problems))

    def desk_changed(self) -> None:
        problems = self.desk_app.desk.rule_problems
        if problems:
            self.reading.replace(problem_words(problems))
        elif self.is_current:
            self.dismiss(None)

    def action_edit(self) -> None:
        self.desk_app.act_within(self._edit())

    async def _edit(self) -> None:
        from modtui.tui.editing import edit_rules

        problems = self.desk_app.desk.rule_problems
        self.dismiss(None)
        await edit_rules(self.desk_app, problems[0].line if problems else 0)
