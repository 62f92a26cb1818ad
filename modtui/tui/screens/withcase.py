"""What every screen does that shows a case: the keys of a case."""

from typing import TYPE_CHECKING

from modtui.model import CaseKey, Person
from modtui.triage.views import CaseView
from modtui.tui import keys
from modtui.tui.screens.sheet import Sheet
from modtui.words import _

if TYPE_CHECKING:
    from modtui.tui.sight import Sight


class WithCase(Sheet[None]):
    """A screen with a case in it, as long as there is a ``sight``."""

    sight: "Sight | None" = None

    def tell(self) -> None:
        super().tell()
        self.footer.show(self.key_hints())

    def key_hints(self) -> list[tuple[str, str]]:
        """The keys that matter now."""
        sight = self.sight
        without: set[str] = set()
        if sight is not None:
            if sight.view is not None and sight.view.returned is not None:
                without.add("person")
            if sight.uncovered or not sight.covered:
                without.add("unveil")
        return keys.hints(self.NAME, without)

    def settle(self) -> None:
        if self.sight is not None:
            self.sight.settle()

    def case_view(self, key: CaseKey) -> CaseView:
        return self.sight.case_view(key) if self.sight is not None else super().case_view(key)

    def person_here(self) -> Person | None:
        return self.sight.author() if self.sight is not None and self.sight.at_person else None

    def unveils(self, key: CaseKey) -> bool:
        return self.sight is not None and self.sight.key == key and self.sight.uncovered

    def rule_chosen(self, rule: str) -> bool:
        from modtui.tui.deciding import use_rule

        key = self.case_key()
        return key is not None and use_rule(self.desk_app, key, rule)

    def show(self, key: CaseKey) -> None:
        """Goes to a case."""
        raise NotImplementedError

    def go(self, key: CaseKey) -> None:
        self.show(key)

    def action_jump(self, anchor: str) -> None:
        if self.sight is not None:
            self.set_focus(self.sight.jump(anchor))
            self.tell()

    def action_unveil(self) -> None:
        if self.sight is not None and not self.sight.uncover():
            self.desk_app.say(_("No rule veils this text."))

    def action_even_so(self) -> None:
        view = self.sight.view if self.sight is not None else None
        if view is None or view.returned is None:
            self.desk_app.say(_("Nothing came back here: there is nothing to send."))
        else:
            self.desk_app.resume(view.returned.decision.id)
