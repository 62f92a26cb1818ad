"""A community with as many open cases as one likes, made up one page at a time.

It keeps nothing: each case is worked out from its number, so that what a measurement finds
is what the desk needs, not what the community behind it does.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from modtui.adapters.base import Adapter, Order, Page, Settled
from modtui.model import (
    Capability,
    Case,
    CaseKey,
    Context,
    Kind,
    Moderator,
    Outcome,
    Person,
    Place,
    Report,
    Resend,
    Result,
    Step,
    Subject,
    Verb,
)
from modtui.paths import StorePaths
from modtui.shipped import shipped
from modtui.triage.desk import Desk, Settings
from modtui.triage.opening import build

NAME = "crowd"
PAGE = 200
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_TEXT = (
    "the gate on the north path is shut again and nobody says why it was done at night "
    "please look at my roses before the frost comes they were so fine in the summer"
)
_WORDS = _TEXT.split()
_PLACES = tuple(Place(f"p{n}", name) for n, name in enumerate(("Paths", "Roses", "Tools", "Talk")))


def case(number: int) -> Case:
    """The case of that number, always the same."""
    turn = number * 2654435761 % 4294967296
    start = turn % len(_WORDS)
    words = (_WORDS * 3)[start : start + 12 + turn % 40]
    if turn % 10 == 0:
        words[5] = "idiot"
    author = Person(f"u{turn % 5000}", f"Person {turn % 5000}", since=NOON - timedelta(days=900))
    opened = NOON - timedelta(minutes=turn % 5000)
    reports = tuple(
        Report(f"r{number}-{n}", Person(f"w{(turn + n) % 300}", f"Watcher {n}"), "rude", "rude")
        for n in range(1 + turn % 3)
    )
    subject = Subject(
        kind=Kind.POST,
        id=f"s{number}",
        author=author,
        text=f"{' '.join(words)} ({number})",
        revision=f"v1-{number}",
        place=_PLACES[turn % len(_PLACES)],
        at=opened - timedelta(minutes=5),
        language="en",
    )
    return Case(CaseKey(NAME, "post", f"s{number}"), subject, reports, opened)


class Crowd:
    """An adapter on it. Nothing that is decided changes anything."""

    def __init__(self, cases: int) -> None:
        self.cases = cases

    async def open(self) -> Moderator:
        """Somebody."""
        return Moderator("u-marie", "Marie", "backend")

    async def capabilities(self) -> tuple[Capability, ...]:
        """The least there can be."""
        return tuple(Capability(verb, verb, Resend.SAFE) for verb in (Verb.KEEP, Verb.CLOSE))

    async def queue(self) -> AsyncIterator[Page]:
        """All of them, a page at a time."""
        for start in range(0, self.cases, PAGE) or (0,):
            end = min(start + PAGE, self.cases)
            yield Page(tuple(map(case, range(start, end))), total=self.cases)

    async def case(self, key: CaseKey) -> Case | None:
        """One of them."""
        return case(int(key.native[1:]))

    async def context(self, case: Case) -> Context:
        """Nothing."""
        return Context()

    async def preparation(self, case: Case, verbs: frozenset[str]) -> tuple[Step, ...]:
        """Nothing."""
        return ()

    async def perform(self, order: Order) -> Outcome:
        """Done."""
        return Outcome(Result.APPLIED)

    async def settle(self, order: Order) -> Settled:
        """Done."""
        return Settled.HAPPENED

    async def close(self) -> None:
        """Nothing."""


def store(folder: Path) -> StorePaths:
    """The files of its desk."""
    return StorePaths(
        folder / "journal",
        folder / "index.sqlite",
        folder / "state.json",
        folder / "cases",
        folder / "lock",
    )


def desk(folder: Path, cases: int) -> Desk:
    """A desk on it that reads the queue once."""
    adapter: Adapter = Crowd(cases)
    rules = shipped("rulesets") / "community-en.yaml"
    settings = Settings(refresh=86400.0)
    return build(
        NAME,
        adapter,
        rules,
        store(folder),
        settings,
        compiled=folder / "compiled",
        clock=lambda: NOON,
    )
