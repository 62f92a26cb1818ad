"""What the desk hands to screens and commands: rows, cases, drafts, pending decisions.

Texts are still the backend's own; whoever shows one passes it through ``modtui.text``.
"""

import enum
from datetime import datetime
from typing import TYPE_CHECKING

from modtui.model import (
    Capability,
    Case,
    CaseKey,
    Claim,
    Context,
    Decision,
    Hit,
    Outcome,
    Severity,
    Step,
    Struct,
)

if TYPE_CHECKING:
    from modtui.rules.respect import Advice


class Standing(enum.StrEnum):
    """Where a case stands, as far as this desk is concerned."""

    OPEN = "open"
    HELD_BACK = "held back"
    SENDING = "sending"
    WAITING = "waiting"
    """Decided; the backend cannot be reached or asks to wait. It will be sent."""
    DOUBT = "unknown"
    """A step may or may not have been carried out; a person must say."""
    RETURNED = "returned"
    """A decision was not sent: edited, or handled by another moderator, or too old."""
    FAILED = "failed"
    """A step was refused; the case is still to be dealt with."""
    ESCALATED = "escalated"
    CLOSED = "closed"
    """Handled, by this desk or elsewhere; the row says by whom."""
    UNREADABLE = "unreadable"


UNDECIDED = frozenset({Standing.OPEN, Standing.RETURNED, Standing.FAILED})
"""The standings of a case that still waits for a person."""


class Pane(enum.StrEnum):
    """The lists that can be filtered."""

    QUEUE = "queue"
    AUDIT = "audit"


class Escalation(Struct):
    """That a case was handed to a contact, and whether an answer was noted.

    ``since`` is when it arrived there, ``route`` how it went. A note on the case is taken
    for the answer. ``due`` is when it comes back without one; None: never by itself.
    """

    decision: str
    contact: str
    by: str
    since: datetime
    route: str = ""
    answered: datetime | None = None
    due: datetime | None = None

    def overdue(self, now: datetime) -> bool:
        """Whether the contact's time is over and no answer was noted."""
        return self.answered is None and self.due is not None and now >= self.due


class Row(Struct):
    """One line of the queue. ``note`` stands in its place where it is not simply open.

    ``veiled`` is the title of the rule that wants the text shown only when asked for, or
    empty: then whoever shows the row names the rule in place of ``excerpt``. ``due`` is when
    somebody should have looked at it, None: no answer is promised. ``claim`` may be over.
    """

    key: CaseKey
    standing: Standing
    severity: Severity
    priority: float
    author: str = ""
    place: str = ""
    excerpt: str = ""
    reports: int = 0
    at: datetime | None = None
    language: str = ""
    rule: str = ""
    approval: bool = False
    note: str = ""
    veiled: str = ""
    due: datetime | None = None
    claim: Claim | None = None
    alike: int = 0
    """How many other cases say nearly the same; 0 too while that is not known yet."""
    same_author: int = 0


class Arrivals(Struct):
    """New cases that wait to be let in, so that nothing moves under the cursor."""

    new: int = 0
    urgent: int = 0


class Line(Struct):
    """How the desk stands with its backend. ``trouble`` is a plain sentence or empty.

    ``recalled``: what is shown was known when the desk was left, at ``read_at``. ``judged``
    is how many cases were judged by another ruleset so far; 0: none are being judged.
    """

    read_at: datetime | None = None
    reading: bool = False
    seen: int = 0
    total: int | None = None
    trouble: str = ""
    complete: bool = False
    recalled: bool = False
    judged: int = 0


class Earlier(Struct):
    """A decision made here before, in a few words."""

    decision: str
    at: datetime
    by: str
    verbs: tuple[str, ...]
    rules: tuple[str, ...]
    result: str = ""


class Return(Struct):
    """Why a decision came back, with the text then and now where it was edited."""

    decision: Decision
    why: str
    detail: str = ""
    then: str = ""
    now: str = ""


class Remark(Struct):
    """A note by a moderator, on a case or with a decision about it."""

    at: datetime
    by: str
    text: str


class CaseView(Struct):
    """A case with what is needed to judge it.

    ``context`` is None while it is loading; ``trouble`` says why it could not be had.
    ``earlier`` are decisions about this case, ``about_author`` about its author.
    ``notes`` are what moderators noted on it, ``about_person`` on its author, the oldest
    first.
    ``proposed`` is the rule of the first hit, or empty.
    """

    case: Case
    standing: Standing
    hits: tuple[Hit, ...] = ()
    context: Context | None = None
    trouble: str = ""
    proposed: str = ""
    earlier: tuple[Earlier, ...] = ()
    about_author: tuple[Earlier, ...] = ()
    notes: tuple[Remark, ...] = ()
    about_person: tuple[Remark, ...] = ()
    returned: Return | None = None
    pending: "Pending | None" = None
    escalation: Escalation | None = None


class Effect(Struct):
    """One step in words, for the preview. ``seen_by`` and ``undo`` are plain sentences.

    ``final``: it changes something that nobody can put back from here.
    """

    step: Step
    label: str
    does: str
    seen_by: str = ""
    undo: str = ""
    final: bool = False


class Draft(Struct):
    """A decision in preparation: what would be done, in the order it would be done.

    ``problems`` are plain sentences; while there are any it cannot be decided.
    ``because`` explains what the ladder proposed. ``message`` is what the person gets.
    """

    view: CaseView
    verb: str
    steps: tuple[Step, ...]
    effects: tuple[Effect, ...] = ()
    rule: str = ""
    response: str = ""
    language: str = ""
    languages: tuple[str, ...] = ()
    message: str = ""
    silent: str = ""
    """Why nothing can be said to the person, where there would be something to say."""
    recipient: str = ""
    contact: str = ""
    note: str = ""
    because: str = ""
    even_so: bool = False
    undoes: str = ""
    ruleset: str = ""
    """Hash of the ruleset that it was drafted under; empty: the one in force when decided."""
    proposes: str = ""
    """The verb that this asks a contact for, where one's own role may not do it."""
    problems: tuple[str, ...] = ()
    advice: "tuple[Advice, ...]" = ()
    """What would make the message better, by its places in ``message``."""
    asks: bool = False
    """Whether it touches a person or cannot be undone, so that it wants a confirmation."""


class Pending(Struct):
    """A decision on its way. ``seconds`` are left of its hold-back."""

    decision: Decision
    standing: Standing
    seconds: float = 0.0
    outcomes: tuple[tuple[str, Outcome], ...] = ()
    detail: str = ""


class Forgotten(Struct):
    """How much was let go of a person, beside the journal."""

    cases: int = 0
    drafts: int = 0
    notes: int = 0


class LeftOut(Struct):
    """A case that a decision on many cases leaves out. ``why`` is a plain sentence."""

    key: CaseKey
    who: str
    why: str


class Bulk(Struct):
    """One decision on many cases in preparation: a draft for each, in the order asked for."""

    verb: str
    drafts: tuple[Draft, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    stopped: bool = False
    """Whether the person stopped it before all were drafted."""


class Recorded(Struct):
    """What of a decision on many cases was written down: ``decided`` of ``asked``.

    ``trouble`` says why it ended early; with neither, a person stopped it.
    """

    batch: str
    asked: int
    decided: int
    left_out: tuple[LeftOut, ...] = ()
    trouble: str = ""


class Batch(Struct):
    """Decisions that were made as one, and how far they are. ``first`` stands for all.

    ``asked`` is how many there were to be, ``size`` how many were written down. ``stuck``
    wait for a person, ``waiting`` are still to be sent. ``seconds`` are left of the
    hold-back of all of them.
    """

    id: str
    first: Decision
    asked: int
    size: int
    waiting: int
    stuck: int
    done: int
    taken_back: int
    dropped: int
    started: int = 0
    seconds: float = 0.0
    paused: bool = False

    @property
    def sent(self) -> bool:
        """Whether anything of it went out already."""
        return bool(self.done or self.started or self.stuck or self.dropped)


class Change(enum.StrEnum):
    """What a desk tells its listeners has changed."""

    QUEUE = "queue"
    CASE = "case"
    OUTBOX = "outbox"
    LINE = "line"
    ARRIVALS = "arrivals"
    RULES = "rules"
    """Another ruleset is in force, or what is wrong with its file is another."""
    DRAFTS = "drafts"
    """What a person writes can no longer be kept, or can be again."""


class VerbState(Struct):
    """A verb as the action bar shows it: ``why_not`` is empty where it can be used."""

    verb: str
    label: str
    why_not: str = ""
    capability: Capability | None = None
