"""What a person typed to narrow a list: read, or refused with the place that is wrong."""

import re

from modtui.filters.fields import AUDIT, QUEUE, Fields
from modtui.filters.parsing import parse
from modtui.filters.shapes import Filter, Flaw
from modtui.problems import Problem
from modtui.triage.errors import DeskError
from modtui.triage.views import Pane
from modtui.yamlfile import Document, Mark


def fields(pane: Pane) -> Fields:
    """What a list can be asked for."""
    return QUEUE if pane is Pane.QUEUE else AUDIT


class BadFilter(DeskError):
    """A filter that cannot be used. ``str()`` says what is wrong and marks each place."""

    def __init__(self, text: str, flaws: tuple[Flaw, ...]) -> None:
        self.flaws = flaws
        self.problems = tuple(marked(text, flaw) for flaw in flaws)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def read(text: str, pane: Pane) -> Filter:
    """The filter in a text. Raises BadFilter."""
    parsed = parse(text, fields(pane))
    if parsed.flaws:
        raise BadFilter(text, parsed.flaws)
    return parsed.filter


def marked(text: str, flaw: Flaw) -> Problem:
    """A flaw with the text and a mark below its place."""
    # One line, in which every place is where it was.
    line = re.sub("[\n\r\x85\u2028\u2029]", " ", text)
    return Document("filter", line).at(Mark(0, flaw.at.start), flaw.message, flaw.hint)
