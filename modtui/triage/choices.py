"""What a draft is made from: what the person chose, and what the desk knows."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from modtui.model import Capability, Struct
from modtui.rules.ruleset import Response, Ruleset
from modtui.triage.escalating import Way
from modtui.triage.views import Earlier


class Choices(Struct):
    """What the person chose; what is left open is proposed.

    ``rule`` None: the first rule the case hits; empty: none. ``seconds`` -1: as the
    ladder says.
    """

    verb: str
    rule: str | None = None
    response: str | None = None
    language: str | None = None
    seconds: int | None = -1
    message: str | None = None
    contact: str | None = None
    note: str = ""
    even_so: bool = False
    values: tuple[tuple[str, str], ...] = ()
    """For the parameters of the verb, by their names."""


class Desktop(Struct):
    """What drafting needs to know beside the case."""

    ruleset: Ruleset
    capabilities: Mapping[str, Capability]
    ways: Mapping[str, Way]
    moderator: str
    now: datetime
    zone: tzinfo | None = None
    may: frozenset[str] | None = None
    """The verbs that the moderator's role may use; None: all."""
    role: str = ""
    done: tuple[Earlier, ...] = ()
    """What was carried out on the case before."""
    canned: tuple[Response, ...] = ()
    """Messages that the backend keeps."""

    def response(self, id: str) -> Response | None:
        """The response of that id: the ruleset's, or one that the backend keeps."""
        kept = (known for known in self.canned if known.id == id)
        return self.ruleset.response(id) or next(kept, None)
