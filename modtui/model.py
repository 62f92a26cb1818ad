"""The nouns of moderation, as frozen structs.

Texts here are what the backend sent, unchanged: whoever shows one passes it through
``modtui.text`` first. Times are aware and in UTC. ``None`` means *unknown* and an empty
tuple means *none*: the two are different answers.
"""

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any, dataclass_transform

import msgspec


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Struct(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=False):
    """Base of all data: immutable, compared by value."""


class CaseKey(Struct, order=True, array_like=True):
    """Names one case for good: stable over restarts and over pages of the queue."""

    community: str
    kind: str
    native: str

    def __str__(self) -> str:
        return f"{self.community}/{self.kind}/{self.native}"

    @classmethod
    def parse(cls, text: str) -> "CaseKey":
        """The key that ``str(key)`` wrote. Raises ValueError."""
        parts = text.split("/", 2)
        if len(parts) != 3 or not all(parts):
            raise ValueError("a case key reads community/kind/id")
        return cls(*parts)


class Kind(enum.StrEnum):
    """What a subject can be."""

    POST = "post"
    MESSAGE = "message"
    HELD = "held"
    ACCOUNT = "account"
    ROOM = "room"


class Severity(enum.StrEnum):
    """How bad a violation is, by the community's own rules; lowest first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    SEVERE = "severe"

    @property
    def rank(self) -> int:
        """0 for low to 3 for severe."""
        return list(Severity).index(self)


class Sanction(Struct):
    """Something done to a person earlier, as the backend tells it."""

    verb: str
    at: datetime | None = None
    by: str = ""
    reason: str = ""
    until: datetime | None = None


class Person(Struct):
    """An account and what is known of it.

    ``id`` is the backend's name for the account (``@ana:example.org``, ``u12``).
    """

    id: str
    name: str = ""
    language: str | None = None
    since: datetime | None = None
    posts: int | None = None
    roles: tuple[str, ...] = ()
    sanctions: tuple[Sanction, ...] | None = None
    reports_against: int | None = None
    link: str | None = None

    @property
    def shown(self) -> str:
        """The display name, or the id where there is none."""
        return self.name or self.id


class Place(Struct):
    """Where something was said: a category, room, list or channel."""

    id: str
    name: str = ""

    @property
    def shown(self) -> str:
        """The name, or the id where there is none."""
        return self.name or self.id


class Post(Struct):
    """One message of a thread. ``text`` is None where it cannot be read (encrypted, say)."""

    id: str
    author: Person | None
    text: str | None
    at: datetime | None = None
    removed: bool = False


class Attachment(Struct):
    """Named only: attachments are never downloaded."""

    name: str
    type: str = ""
    size: int | None = None


class Subject(Struct):
    """What was reported.

    ``revision`` changes whenever the text that a person judges changes; it is compared
    before anything is sent. ``obstacle`` says in plain words why the text cannot be read
    (encrypted, deleted by its author), and is empty otherwise. ``earlier_text`` is the
    text before the last edit, where the backend keeps it. ``private``: it was said to few,
    and moderators see it only because one of them reported it.
    """

    kind: Kind
    id: str
    author: Person | None
    text: str
    revision: str
    place: Place | None = None
    thread: str = ""
    at: datetime | None = None
    edited: datetime | None = None
    earlier_text: str | None = None
    language: str | None = None
    removed: bool = False
    approval: bool = False
    attachments: tuple[Attachment, ...] = ()
    link: str | None = None
    obstacle: str = ""
    private: bool = False


class Report(Struct):
    """Who flagged it, why, when. The reporter is never the author."""

    id: str
    reporter: Person | None
    reason: str = ""
    category: str = ""
    at: datetime | None = None


class Handled(Struct):
    """That a case is closed on the backend, and by whom as far as it tells."""

    by: str = ""
    at: datetime | None = None
    how: str = ""


class Claim(Struct):
    """That somebody works on a case, by name. ``until`` None: it ends with the case."""

    by: str
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it is not over yet."""
        return self.until is None or now < self.until


class Case(Struct):
    """One thing to decide. ``handled`` is None while it is open.

    ``offered`` is what can be done about this very case, where the backend says so for
    each (see ``offered_for``); None: what the account can do holds.
    """

    key: CaseKey
    subject: Subject
    reports: tuple[Report, ...] = ()
    opened: datetime | None = None
    handled: Handled | None = None
    escalated: bool = False
    claim: Claim | None = None
    offered: "tuple[Capability, ...] | None" = None


class Unreadable(Struct):
    """A case that the backend sent and that could not be decoded. ``why`` is remote text."""

    key: CaseKey
    why: str


class Context(Struct):
    """What is needed to judge a case beside the case itself."""

    before: tuple[Post, ...] = ()
    after: tuple[Post, ...] = ()
    author: Person | None = None
    recent: tuple[Post, ...] | None = None
    missing: tuple[str, ...] = ()


class Span(Struct, order=True, array_like=True):
    """Half-open range of code points in the original text."""

    start: int
    end: int


class Hit(Struct):
    """A rule that matched. ``undecided``: a pattern ran out of time, a person must look."""

    rule: str
    spans: tuple[Span, ...] = ()
    undecided: bool = False


class Verb(enum.StrEnum):
    """What a moderator wants. CLOSE ends the reports of a case once it was acted on.

    Verbs that only one backend knows are plain strings that start with ``native:``.
    """

    KEEP = "keep"
    REMOVE = "remove"
    RESTORE = "restore"
    WARN = "warn"
    MUTE = "mute"
    UNMUTE = "unmute"
    BAN = "ban"
    UNBAN = "unban"
    LOCK = "lock"
    UNLOCK = "unlock"
    LABEL = "label"
    ESCALATE = "escalate"
    REPLY = "reply"
    NOTE = "note"
    CLOSE = "close"


SENDS_TEXT = frozenset({Verb.WARN, Verb.REPLY, Verb.ESCALATE})
TOUCHES_PERSON = frozenset({Verb.WARN, Verb.MUTE, Verb.BAN, Verb.REPLY})
LENIENT = frozenset(
    {
        *(Verb.KEEP, Verb.CLOSE, Verb.NOTE, Verb.ESCALATE, Verb.REPLY),
        *(Verb.RESTORE, Verb.UNMUTE, Verb.UNBAN, Verb.UNLOCK),
    }
)
"""Verbs that do not say that somebody broke a rule."""


class Resend(enum.StrEnum):
    """What happens when the same request is made again."""

    SAFE = "safe"
    """The same request again changes nothing."""
    DETECTABLE = "detectable"
    """Reading back tells whether it happened."""
    UNKNOWN = "unknown"
    """A person must be asked."""


class Audience(enum.StrEnum):
    """Who can read the reason that goes along with a verb."""

    NOBODY = "nobody"
    """No reason goes along, or none that is kept."""
    MODERATORS = "moderators"
    PERSON = "person"
    """Moderators, and whom it touches."""
    EVERYBODY = "everybody"
    """It stands where anybody can read it: a public log, the room itself."""


class Choice(Struct):
    """One value of a parameter. ``value`` is the adapter's, ``label`` what people read."""

    value: str
    label: str


class Parameter(Struct):
    """Something that a person chooses along with a verb.

    ``name`` is the adapter's own and never shown. With ``choices`` the value is one of
    them, without it is a text of at most ``limit`` characters. ``default`` is what is
    proposed; where it is empty and ``required``, a person must choose.
    """

    name: str
    label: str
    choices: tuple[Choice, ...] = ()
    default: str = ""
    required: bool = False
    limit: int | None = None
    about: str = ""


class Capability(Struct):
    """What this adapter, on this instance, for this account, can really do.

    ``label`` is the backend's own word (Redact, Silence). ``why_not`` is empty where the
    verb can be used. ``seen_by`` says who gets to know, in plain words. ``limit`` is the
    greatest length of its text in characters. ``preparing``: it only makes other verbs
    possible and is not offered by itself. ``rooms``: of an escalation, that it can go into
    a room as well as to an account. ``closes``: a native verb that deals with the case, so
    that its reports are closed along with it. ``reason`` says who can read the step's
    reason, and ``needs_reason`` that the backend takes none without one.
    """

    verb: str
    label: str
    resend: Resend
    why_not: str = ""
    inverse: str | None = None
    seen_by: str = ""
    timed: bool = False
    limit: int | None = None
    about: str = ""
    preparing: bool = False
    rooms: bool = False
    closes: bool = False
    reason: Audience = Audience.NOBODY
    needs_reason: bool = False
    parameters: tuple[Parameter, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the verb can be used here."""
        return not self.why_not


def offered_for(
    case: Case, account: Mapping[str, Capability], why_not: str
) -> dict[str, Capability]:
    """By verb, what can be done about a case.

    Of ``Case.offered`` each verb replaces what the account can do in general. A verb of the
    account that is not among them keeps its words and gets ``why_not``, unless it only
    prepares others. Escalating stays: it is not about the case's state.
    """
    if case.offered is None:
        return dict(account)
    here = {known.verb: known for known in case.offered}
    for verb, known in account.items():
        if verb not in here:
            stays = known.preparing or known.why_not or verb == Verb.ESCALATE
            here[verb] = known if stays else msgspec.structs.replace(known, why_not=why_not)
    return here


class Step(Struct):
    """One verb with its parameters, as part of a decision.

    ``id`` is unique within its decision and is what re-sending is keyed by. ``person`` is
    whom it touches, ``place`` where, ``seconds`` how long (None: for good). ``text`` is
    sent to the person, ``reason`` is shown where the backend shows reasons. ``preparing``
    marks a call that only makes the others possible (joining a room). ``route`` of an
    escalation says where it goes (``modtui.configroutes.named``) where that is no account:
    into the room ``place``, or past the backend. ``values`` are what was chosen for the
    capability's parameters, by their names.
    """

    id: str
    verb: str
    person: str | None = None
    place: str | None = None
    subject: str | None = None
    seconds: int | None = None
    text: str = ""
    reason: str = ""
    language: str | None = None
    reports: tuple[str, ...] = ()
    preparing: bool = False
    route: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def value(self, name: str, otherwise: str = "") -> str:
        """What was chosen for a parameter."""
        return next((value for known, value in self.values if known == name), otherwise)


class Canned(Struct):
    """A message that the backend itself keeps for moderators, ready to send.

    ``language`` None: it is not said. The text is final: it has no placeholders of ours.
    """

    id: str
    title: str
    text: str
    language: str | None = None


class Moderator(Struct):
    """Who decides. ``source``: ``backend`` (what it says of the account) or ``config``."""

    id: str
    name: str
    source: str


class Decision(Struct):
    """What a person chose. Immutable.

    ``seen`` is the subject's revision that was on their screen; ``hold`` how many seconds
    it is held back; ``undoes`` the decision that this one reverses; ``even_so`` lets later
    edits by the author pass. ``batch`` is common to decisions that were made as one, of
    which there were to be ``batch_size``.
    """

    id: str
    case: CaseKey
    at: datetime
    by: Moderator
    steps: tuple[Step, ...]
    seen: str
    rules: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()
    note: str = ""
    hold: float = 10.0
    ruleset: str = ""
    source: str = "desk"
    language: str | None = None
    contact: str = ""
    undoes: str | None = None
    even_so: bool = False
    batch: str = ""
    batch_size: int = 0


class Result(enum.StrEnum):
    """What came of a step."""

    APPLIED = "applied"
    PARTIAL = "partial"
    CONFLICT = "conflict"
    ALREADY = "already handled"
    DENIED = "denied"
    LIMITED = "limited"
    FAILED = "failed"
    UNKNOWN = "unknown"


FINAL = frozenset({Result.APPLIED, Result.PARTIAL, Result.ALREADY, Result.DENIED, Result.FAILED})
DONE = frozenset({Result.APPLIED, Result.PARTIAL, Result.ALREADY})
"""What leaves nothing more to be sent: partial says that our part was carried out."""


class Outcome(Struct):
    """What came of a step, with the backend's receipt (an event id, say).

    ``detail`` is remote text or a plain sentence. ``closed`` are other cases that the
    backend closed along with it. ``retry_after`` is in seconds.
    """

    result: Result
    receipt: str = ""
    detail: str = ""
    closed: tuple[CaseKey, ...] = ()
    retry_after: float | None = None


def encode_json(value: Any) -> bytes:
    """JSON of any struct above."""
    return msgspec.json.encode(value)
