"""A ruleset as the program uses it: checked, compiled, nothing left to look up.

Imports neither YAML nor pydantic, so that an unchanged file costs neither.
"""

import enum

import msgspec

from modtui.model import Severity, Struct

Texts = tuple[tuple[str, str], ...]
"""(language, text) pairs in the order of the file; never empty where a text is required."""


class Evidence(enum.StrEnum):
    """How much of the reported text a decision may keep."""

    FULL = "full"
    EXCERPT = "excerpt"
    NONE = "none"


class Urgency(enum.StrEnum):
    """How soon a contact answers."""

    IMMEDIATE = "immediate"
    DEFERRED = "deferred"
    NONE = "none"


class When(enum.StrEnum):
    """When handing a case to the rule's contact is proposed."""

    ALWAYS = "always"
    UNDECIDED = "undecided"
    TOP_OF_LADDER = "top_of_ladder"


class Folding(enum.StrEnum):
    """A difference in writing that keywords and phrases are found through."""

    INVISIBLES = "invisibles"
    CASE = "case"
    WIDTH = "width"
    CONFUSABLES = "confusables"
    MARKS = "marks"
    LEET = "leet"
    SPACED = "spaced"


FOLDING = (Folding.INVISIBLES, Folding.CASE, Folding.WIDTH)
"""What is folded where a ruleset says nothing: nothing that makes two words one."""
DECAY_DAYS = 90
ANY_VERB = "*"


class Contact(Struct, frozen=True):
    """Where an escalation goes, by role. Who that is stands in the owner's config.

    ``answer_within`` is in seconds; None: no answer is waited for. Without ``languages``
    they read all of the ruleset's.
    """

    id: str
    name: str
    about: str = ""
    subjects: tuple[str, ...] = ()
    urgency: Urgency = Urgency.DEFERRED
    languages: tuple[str, ...] = ()
    answer_within: int | None = None


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
    """A text that shows what a rule means. ``language`` is empty where none was given.

    The rest is what a rule may look at beside the text: the author's age in seconds and
    number of posts, the number of reports and what they say, attachments by name or type.
    """

    text: str
    language: str = ""
    author_age: int | None = None
    author_posts: int | None = None
    reports: int | None = None
    reasons: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()


class Limit(Struct, frozen=True):
    """``< 7d`` or ``>= 3``. ``operator`` is one of < <= > >=; times are in seconds."""

    operator: str
    value: int

    def holds(self, number: float) -> bool:
        """Whether a number keeps to it."""
        if self.operator == "<":
            return number < self.value
        if self.operator == "<=":
            return number <= self.value
        return number > self.value if self.operator == ">" else number >= self.value


class Repeated(Struct, frozen=True):
    """How often in a row, or in a text, is too often. 0: not looked at."""

    characters: int = 0
    words: int = 0
    text: int = 0


class Match(Struct, frozen=True):
    """What a rule looks for.

    ``keywords``, ``phrases``, ``regexes`` and ``domains`` are alternatives: one of them is
    enough. Everything else that is set must hold as well: a limit or flag that is None and
    a tuple that is empty are not looked at. ``shouting`` is a percentage of capitals.
    ``folding`` is what keywords and phrases of this group are found through.
    """

    keywords: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    regexes: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    folding: tuple[Folding, ...] = FOLDING
    anywhere: bool = False
    author_age: Limit | None = None
    author_posts: Limit | None = None
    first_post: bool | None = None
    report_reasons: tuple[str, ...] = ()
    reports: Limit | None = None
    languages: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    length: Limit | None = None
    links: Limit | None = None
    shouting: int | None = None
    repeated: Repeated | None = None
    attachments: tuple[str, ...] = ()
    any: tuple["Match", ...] = ()
    all: tuple["Match", ...] = ()
    none: tuple["Match", ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is looked for: such a rule is only picked by a person."""
        return msgspec.structs.replace(self, folding=FOLDING, anywhere=False) == Match()


class Rule(Struct, frozen=True):
    """One rule. ``key`` is the keyboard key of the person who picks it, or empty.

    ``decay_days`` is after how many days a violation no longer counts; 0 means never.
    ``contact`` is whom to escalate to, or empty. ``ladder`` is the rule's own or that of
    its severity. ``approve_first`` are verbs that a second person must agree to before
    they are sent; ``ANY_VERB`` stands for all. ``veiled``: the whole text is shown only when
    asked for; ``masks``: the words that it hits are.
    """

    id: str
    key: str
    title: Texts
    text: Texts
    severity: Severity
    violates: tuple[Example, ...] = ()
    allows: tuple[Example, ...] = ()
    match: Match = Match()
    ladder: tuple[LadderStep, ...] = ()
    decay_days: int = DECAY_DAYS
    responses: tuple[str, ...] = ()
    contact: str = ""
    escalate: When = When.TOP_OF_LADDER
    approve_first: tuple[str, ...] = ()
    evidence: Evidence = Evidence.EXCERPT
    category: str = ""
    veiled: bool = False
    masks: bool = False


class Ruleset(Struct, frozen=True):
    """All rules of a community.

    ``hash`` is the SHA-256 of the text it was made from, in hex: the file's bytes, or where
    it extends another file, of both together as one (see ``loader``). The first of
    ``languages`` is the one that every text exists in. ``links`` are (name, address).
    ``strict``: a message that fails the respect check is not sent.
    """

    name: str
    hash: str
    languages: tuple[str, ...]
    signature: Texts = ()
    appeal: Texts = ()
    tone: Texts = ()
    links: tuple[tuple[str, str], ...] = ()
    strict: bool = False
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
