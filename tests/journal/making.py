"""Entries and records for the journal's tests."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from modtui.journal import Journal
from modtui.journal.entries import Decided, Ended, Evidence, Noted, Returned, Sending, TakenBack
from modtui.model import CaseKey, Decision, Moderator, Outcome, Result, Step

MARIE = Moderator("@marie:example.org", "Marie", "backend")
OMAR = Moderator("@omar:example.org", "Omar", "backend")
ANA = "@ana:example.org"
CASE = CaseKey("garden", "post", "p1")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOON):
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **time: float) -> None:
        """Forward, or backward by a negative time."""
        self.now += timedelta(**time)


def decision(
    id: str = "d1",
    *verbs: str,
    case: CaseKey = CASE,
    by: Moderator = MARIE,
    rules: tuple[str, ...] = ("spam",),
    note: str = "",
    undoes: str | None = None,
) -> Decision:
    """A decision with one step for each verb."""
    steps = tuple(
        Step(f"s{number}", verb, person=ANA) for number, verb in enumerate(verbs or ("remove",))
    )
    return Decision(id, case, NOON, by, steps, "rev", rules=rules, note=note, undoes=undoes)


def decided(
    id: str = "d1",
    *verbs: str,
    author: str | None = ANA,
    name: str = "Ana",
    text: str = "buy my pills",
    case: CaseKey = CASE,
    by: Moderator = MARIE,
    rules: tuple[str, ...] = ("spam",),
    note: str = "",
    undoes: str | None = None,
) -> Decided:
    """That decision, with what was seen."""
    evidence = Evidence(
        author=author,
        author_name=name,
        text=text,
        reports=("this is an ad",),
        reporters=("@zoe:example.org",),
    )
    made = decision(id, *verbs, case=case, by=by, rules=rules, note=note, undoes=undoes)
    return Decided(made, evidence)


def noted(text: str = "seen before", case: CaseKey = CASE) -> Noted:
    """A note by Marie."""
    return Noted(case, MARIE, text)


def taken_back(id: str = "d1") -> TakenBack:
    """That decision, taken back."""
    return TakenBack(id, CASE, MARIE)


def sending(id: str = "d1", *, preparing: bool = False) -> Sending:
    """Its first step going out."""
    return Sending(id, "s0", CASE, "remove", 1, preparing)


def ended(id: str = "d1", result: Result = Result.APPLIED) -> Ended:
    """What came of its first step."""
    return Ended(id, "s0", CASE, "remove", Outcome(result, receipt="$r1", detail="all right"))


def returned(id: str = "d1") -> Returned:
    """That decision, come back unsent."""
    return Returned(id, CASE, "edited", then="buy my pills", now="buy nothing")


def month_file(folder: Path) -> Path:
    """The newest month file."""
    return max(folder.glob("????-??.jsonl"))


def lines(path: Path) -> list[bytes]:
    """Its lines, with their ends."""
    return path.read_bytes().splitlines(keepends=True)


def notes(journal: Journal) -> list[str]:
    """The texts of all notes that can be read, oldest first."""
    return [r.entry.text for r in journal.read() if isinstance(r.entry, Noted)]


def everything_below(folder: Path) -> Iterator[bytes]:
    """The content of each file in a folder."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.read_bytes()
