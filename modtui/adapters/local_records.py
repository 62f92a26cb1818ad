"""What the embedded community keeps: one struct for each table of its file.

Records are stored whole (no field is left out), so that writing one over another never
leaves a value of the earlier one behind.
"""

import enum
from datetime import datetime

import msgspec

from modtui.model import Handled, Kind, Result

TEXT_LIMIT = 4000
"""Characters in a private message."""
LABEL_LIMIT = 40
"""Characters in a label."""
SLOW = "native:slow"
FAST = "native:fast"


class Record(msgspec.Struct, frozen=True):
    """Base of all that is stored. ``id`` is unique within its table."""

    id: str


class Role(enum.StrEnum):
    """What an account may do. Members may flag; moderators and admins may moderate."""

    MEMBER = "member"
    MODERATOR = "moderator"
    ADMIN = "admin"


class StoredPerson(Record, frozen=True):
    """An account. ``earlier_posts`` were written before this file begins."""

    name: str
    language: str | None = None
    since: datetime | None = None
    role: Role = Role.MEMBER
    about: str = ""
    removed_about: str = ""
    """What a moderator took out of ``about``."""
    earlier_posts: int = 0
    earlier_reports: int = 0
    """How often the person was reported before this file begins."""


class StoredPlace(Record, frozen=True):
    """A part of the forum, or a chat channel."""

    name: str
    chat: bool = False


class StoredThread(Record, frozen=True):
    """A thread, or the one endless thread of a chat channel."""

    place: str
    title: str
    locked: bool = False
    locked_by: str = ""
    slow: bool = False
    """Whether a member can write only every ten minutes."""


class Showing(enum.StrEnum):
    """Whether members can see a post."""

    PUBLISHED = "published"
    WAITING = "waiting"
    """Not yet approved by a moderator."""
    REJECTED = "rejected"
    REMOVED = "removed"


class StoredPost(Record, frozen=True):
    """One post or chat message. ``changed_by`` is who removed, rejected or published it."""

    thread: str
    author: str
    text: str
    at: datetime
    showing: Showing = Showing.PUBLISHED
    edited: datetime | None = None
    earlier_text: str | None = None
    language: str | None = None
    labels: tuple[str, ...] = ()
    changed_by: str = ""
    changed_at: datetime | None = None
    attachments: tuple[tuple[str, str, int], ...] = ()
    """Name, media type, size in bytes."""


class StoredCase(Record, frozen=True):
    """What moderators have to decide. ``id`` is ``kind/native``, as in its ``CaseKey``.

    ``acting`` is the decision that acts on it, by ``acting_by``, since ``acting_at``;
    while that is fresh, nobody else's decision does. ``closed_by`` and ``closed_in`` are
    the account and the decision that handled it. ``claimed_by`` is the account that said to
    work on it; that keeps nobody from acting.
    """

    kind: Kind
    native: str
    opened: datetime
    handled: Handled | None = None
    closed_by: str = ""
    closed_in: str = ""
    escalated: bool = False
    acting: str = ""
    acting_by: str = ""
    acting_at: datetime | None = None
    notes: tuple[str, ...] = ()
    claimed_by: str = ""
    claimed_at: datetime | None = None
    claimed_until: datetime | None = None


class StoredFlag(Record, frozen=True):
    """A member's report about a post or a person."""

    case: str
    reporter: str
    at: datetime
    reason: str = ""
    category: str = ""
    closed: bool = False


class StoredSanction(Record, frozen=True):
    """A ban, mute or warning. ``until`` is None for good; ``lifted`` ends it early."""

    person: str
    verb: str
    at: datetime
    by: str
    reason: str = ""
    until: datetime | None = None
    lifted: datetime | None = None
    lifted_by: str = ""

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at that time."""
        end = self.lifted if self.lifted is not None else self.until
        return self.at <= at and (end is None or at < end)


class StoredMessage(Record, frozen=True):
    """A private message. ``verb`` is what it came with: warn, reply or escalate."""

    to: str
    sender: str
    text: str
    at: datetime
    verb: str = ""
    about: str = ""
    language: str | None = None


class StoredAct(Record, frozen=True):
    """A step that was carried out. ``id`` is ``decision/step``, ``receipt`` names it."""

    receipt: str
    at: datetime
    by: str
    verb: str
    case: str
    result: Result
    detail: str = ""
    person: str = ""


AnyRecord = (
    StoredPerson
    | StoredPlace
    | StoredThread
    | StoredPost
    | StoredCase
    | StoredFlag
    | StoredSanction
    | StoredMessage
    | StoredAct
)


class Everything(msgspec.Struct, frozen=True):
    """The whole community at one moment, each table by id. Not to be changed."""

    people: dict[str, StoredPerson] = {}
    places: dict[str, StoredPlace] = {}
    threads: dict[str, StoredThread] = {}
    posts: dict[str, StoredPost] = {}
    cases: dict[str, StoredCase] = {}
    flags: dict[str, StoredFlag] = {}
    sanctions: dict[str, StoredSanction] = {}
    messages: dict[str, StoredMessage] = {}
    acts: dict[str, StoredAct] = {}
