"""A ruleset as the program uses it: checked, compiled, nothing left to look up.

Imports neither YAML nor pydantic, so that an unchanged file costs neither.
"""

import enum

from modtui.model import Severity, Struct

Texts = tuple[tuple[str, str], ...]
"""(language, text) pairs in the order of the file; never empty where a text is required."""


class Evidence(enum.StrEnum):
    """How much of the reported text a decision may keep."""

    FULL = "full"
    EXCERPT = "excerpt"
    NONE = "none"


class Contact(Struct, frozen=True):
    """Where an escalation goes, by role. Who that is stands in the owner's config."""

    id: str
    name: str
    about: str = ""


class Response(Struct, frozen=True):
    """A canned message. ``verbs`` are those it can go with; none means any."""

    id: str
    texts: Texts
    verbs: tuple[str, ...] = ()


class LadderStep(Struct, frozen=True):
    """What follows one violation. ``seconds`` None: for good, or without a duration."""

    verb: str
    seconds: int | None = None
    response: str = ""


class Example(Struct, frozen=True):
    """A text that shows what a rule means. ``language`` is empty where none was given."""

    text: str
    language: str = ""


class Rule(Struct, frozen=True):
    """One rule. ``key`` is the keyboard key of the person who picks it.

    ``decay_days`` is after how many days a violation no longer counts; 0 means never.
    ``contact`` is whom to escalate to, or empty.
    """

    id: str
    key: str
    title: Texts
    text: Texts
    severity: Severity
    violates: tuple[Example, ...] = ()
    allows: tuple[Example, ...] = ()
    keywords: tuple[str, ...] = ()
    regexes: tuple[str, ...] = ()
    anywhere: bool = False
    ladder: tuple[LadderStep, ...] = ()
    decay_days: int = 90
    responses: tuple[str, ...] = ()
    contact: str = ""
    evidence: Evidence = Evidence.EXCERPT
    category: str = ""
    veiled: bool = False


class Ruleset(Struct, frozen=True):
    """All rules of a community. ``hash`` is the SHA-256 of the file's bytes, in hex.

    The first of ``languages`` is the one that every text exists in.
    """

    name: str
    hash: str
    languages: tuple[str, ...]
    signature: Texts = ()
    appeal: Texts = ()
    contacts: tuple[Contact, ...] = ()
    rules: tuple[Rule, ...] = ()
    responses: tuple[Response, ...] = ()

    def rule(self, id: str) -> Rule | None:
        """The rule of that id."""
        return next((rule for rule in self.rules if rule.id == id), None)

    def response(self, id: str) -> Response | None:
        """The response of that id."""
        return next((response for response in self.responses if response.id == id), None)

    def contact(self, id: str) -> Contact | None:
        """The contact of that id."""
        return next((contact for contact in self.contacts if contact.id == id), None)


def base(language: str) -> str:
    """The first subtag of a language tag: ``pt`` of ``pt-BR``, in lower case."""
    return language.replace("_", "-").split("-", 1)[0].lower()


def in_language(texts: Texts, language: str) -> str:
    """The text in that language: the exact tag, else the same base, else the first."""
    for tag, text in texts:
        if tag.lower() == language.lower():
            return text
    for tag, text in texts:
        if base(tag) == base(language):
            return text
    return texts[0][1] if texts else ""
