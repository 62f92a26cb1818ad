"""What can stand in the journal.

An entry is written as two lines. The *payload* holds the entry itself: texts, names,
notes, whatever a person may ask to have erased. The *chained line* holds what must stay
provable and countable, and nothing erasable: see ``Line``.
"""

from datetime import datetime

import msgspec

from modtui.model import CaseKey, Decision, Moderator, Outcome, Struct

VERSION = 1


class Evidence(Struct):
    """What was seen when it was decided: the subject, its reports, the author's name.

    How much of the text is kept is the rule's choice (``evidence: full|excerpt|none``).
    """

    author: str | None = None
    author_name: str = ""
    place: str = ""
    text: str = ""
    kept: str = "excerpt"
    reports: tuple[str, ...] = ()
    reporters: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


class Entry(Struct, tag_field="kind"):
    """Base of all entries. The tag is the entry's kind in the chained line."""


class Opened(Entry, tag="opened"):
    """A desk was opened: who sits at it, and with which version of modtui."""

    by: Moderator
    version: str


class RulesetUsed(Entry, tag="ruleset"):
    """From here on cases are judged by this ruleset; its text is kept by its hash."""

    hash: str
    name: str


class Decided(Entry, tag="decided"):
    """A person decided. Nothing was sent yet."""

    decision: Decision
    evidence: Evidence


class TakenBack(Entry, tag="taken back"):
    """The whole decision was taken back before anything was sent.

    After one that came back, or was refused, half-way: its rest was let go. Where a step
    was on its way already it came too late and means nothing.
    """

    decision: str
    case: CaseKey
    by: Moderator


class Sending(Entry, tag="sending"):
    """A step is about to go out; from here on it may have been carried out."""

    decision: str
    step: str
    case: CaseKey
    verb: str
    attempt: int
    preparing: bool = False


class Ended(Entry, tag="ended"):
    """What came of a step."""

    decision: str
    step: str
    case: CaseKey
    verb: str
    outcome: Outcome
    settled_by: str = ""
    """Empty for the backend's own answer, ``reading`` where reading the backend told."""


class Returned(Entry, tag="returned"):
    """The decision was not sent: the case comes back to be looked at again.

    ``why`` is one of the words of ``modtui.triage.outbox.Why``; ``then`` and ``now`` are
    the text the person saw and the text as it is.
    """

    decision: str
    case: CaseKey
    why: str
    detail: str = ""
    then: str = ""
    now: str = ""


class Resumed(Entry, tag="resumed"):
    """A moderator looked at a decision that came back and wants it sent after all.

    Where an edit had held it, later edits by the author no longer do.
    """

    decision: str
    case: CaseKey
    by: Moderator


class Answered(Entry, tag="answered"):
    """A moderator settled an unknown. ``happened`` false: the step is sent again."""

    decision: str
    step: str
    case: CaseKey
    by: Moderator
    happened: bool


class Noted(Entry, tag="noted"):
    """A note that a moderator added later to a case or a decision."""

    case: CaseKey
    by: Moderator
    text: str
    decision: str = ""


AnyEntry = (
    Opened
    | RulesetUsed
    | Decided
    | TakenBack
    | Sending
    | Ended
    | Returned
    | Resumed
    | Answered
    | Noted
)


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """The chained line: ASCII-escaped JSON with nothing erasable in it.

    People are keyed pseudonyms (HMAC-SHA256 with the store's own key, 16 hex digits).
    ``payload`` is the salted SHA-256 of the payload line. ``prev`` is the head before
    this line. A case about an account is named by the account's pseudonym. ``verbs`` of a
    decision leave out the steps that only prepare others. ``source`` of an outcome is
    ``backend`` or ``reading``: what told. ``result`` of an answer is ``happened`` or ``did
    not happen``. ``batch`` is common to decisions that were made as one. What the file
    holds more than this is said in ``modtui.journal.records``.
    """

    v: int
    seq: int
    at: datetime
    kind: str
    prev: str
    payload: str
    case: CaseKey | None = None
    decision: str = ""
    step: str = ""
    attempt: int = 0
    verbs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    result: str = ""
    why: str = ""
    source: str = ""
    language: str = ""
    author: str = ""
    moderator: str = ""
    reporters: tuple[str, ...] = ()
    ruleset: str = ""
    undoes: str = ""
    preparing: bool = False
    batch: str = ""


class Record(Struct):
    """One entry as read back. ``entry`` is None where its payload was erased."""

    line: Line
    entry: AnyEntry | None
    head: str
