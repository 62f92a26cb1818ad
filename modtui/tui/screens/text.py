"""A text to read: the help, made from the real bindings, and explanations."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from modtui.actions import ACTIONS
from modtui.model import CaseKey
from modtui.text import Safe, safe, safe_line
from modtui.tui import keys
from modtui.tui.case_words import explained
from modtui.tui.pieces import Line, Paragraph, Piece, fit, say
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.text_words import rule_title
from modtui.tui.widgets.lines import Reading
from modtui.words import _

if TYPE_CHECKING:
    from modtui.rules.ruleset import Ruleset
    from modtui.tui.acting import Acting


class TextSheet(Sheet[None]):
    """Paragraphs under a title."""

    NAME = "text"
    BINDINGS: ClassVar[list[BindingType]] = bindings("text", "all")

    def __init__(self, title: Safe, paragraphs: Sequence[Paragraph]) -> None:
        super().__init__()
        self.heading = title
        self.reading = Reading(self.desk_app.looks, paragraphs)

    def body(self) -> Iterable[Widget]:
        yield self.reading

    def status(self) -> tuple[Line, Line]:
        return (Piece(self.heading, "bar"),), (Piece(self.reading.where, "bar-dim"),)


def explanation(app: "Acting", key: CaseKey) -> TextSheet:
    """Why a case stands where it does in the queue."""
    try:
        lines = app.desk.explain(key)
    except KeyError:
        lines = (_("This case is not in the queue."),)
    return TextSheet(safe(_("Why it stands where it does")), explained(lines))


def titles_of_contexts() -> dict[str, str]:
    """Where the actions of each context work, in words."""
    return {
        "queue": _("In the queue"),
        "case": _("In a case"),
        "verbs": _("Verbs"),
        "desk": _("Around the desk"),
        "link": _("A link"),
        "preview": _("Before a decision"),
        "outbox": _("In the outbox"),
        "audit": _("In the audit pane"),
        "filtering": _("Typing a filter"),
        "views": _("Saved views"),
        "alike": _("All like one case"),
        "bulk": _("The preview of a decision on many cases"),
        "batch": _("Decisions that were made as one"),
        "choice": _("Choosing"),
        "responses": _("Choosing a response"),
        "rules": _("The rules"),
        "searching": _("Searching the rules"),
        "problems": _("What is wrong with a ruleset"),
        "text": _("Reading"),
        "writing": _("Writing a message"),
        "command": _("Typing a command"),
        "list": _("Moving"),
        "all": _("Everywhere"),
    }


def help_words(screen: str, ruleset: "Ruleset") -> tuple[Paragraph, ...]:
    """What every key does, the ones of the present screen first; then the rules' keys."""
    titles = titles_of_contexts()
    here = keys.contexts(screen)
    order = [*here, *(context for context in titles if context not in here)]
    out: list[Paragraph] = []
    for context in order:
        out.append(Paragraph((say(f"── {titles[context]} ", "accent"),)))
        for action in ACTIONS:
            if action.context == context:
                out.append(_line(keys.keys_shown(action), action.words()))
        if context == "verbs":
            out += [
                _line(
                    keys.rule_key(safe_line(rule.key, 1)),
                    _("the rule: {title}").format(title=rule_title(rule)),
                )
                for rule in ruleset.rules
                if rule.key
            ]
        out.append(Paragraph())
    return tuple(out)


def _line(key: str, words: str) -> Paragraph:
    lead = (Piece(safe("  " + fit(safe(key), 18)), "key"),)
    return Paragraph((say(words),), lead=lead, indent=20)


def help_sheet(app: "Acting", screen: str) -> TextSheet:
    """The help, as it is from this screen."""
    return TextSheet(safe(_("Keys")), help_words(screen, app.desk.ruleset))
