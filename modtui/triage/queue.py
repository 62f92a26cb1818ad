"""The rows of the queue, in an order that only the person changes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from modtui.model import Case, CaseKey, Hit, Severity, Unreadable
from modtui.rules.ruleset import Ruleset
from modtui.triage import priority
from modtui.triage.views import Arrivals

EXCERPT = 240


class Held:
    """One case as the queue keeps it."""

    __slots__ = ("case", "gone", "hits", "priority", "seen", "severity", "unreadable")

    def __init__(
        self,
        case: Case | None,
        hits: tuple[Hit, ...],
        severity: Severity,
        points: float,
        seen: datetime,
        unreadable: Unreadable | None = None,
    ) -> None:
        self.case = case
        self.hits = hits
        self.severity = severity
        self.priority = points
        self.seen = seen
        """When the reading of the queue began that this comes from."""
        self.unreadable = unreadable
        self.gone = False


class Queue:
    """What the backend said, and the order in which the person sees it.

    Until they touch it, new cases take their place by priority. From then on nothing
    moves: new cases wait until ``take_in``, and those that left keep their row until then.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._held: dict[CaseKey, Held] = {}
        self._order: list[CaseKey] = []
        self._waiting: dict[CaseKey, None] = {}
        self._touched = False

    def __contains__(self, key: CaseKey) -> bool:
        return key in self._held

    @property
    def order(self) -> Sequence[CaseKey]:
        """The keys of the rows, from the top."""
        return self._order

    @property
    def arrivals(self) -> Arrivals:
        """How many wait to be let in."""
        urgent = sum(self._held[key].priority >= priority.URGENT for key in self._waiting)
        return Arrivals(len(self._waiting), urgent)

    def held(self, key: CaseKey) -> Held:
        """Raises KeyError."""
        return self._held[key]

    def touch(self) -> None:
        """The person has begun to work: from here on nothing moves by itself."""
        self._touched = True

    def put(self, case: Case, hits: tuple[Hit, ...], now: datetime) -> None:
        """A case as the backend says it is at ``now``; new, or known and changed."""
        held = Held(
            case,
            hits,
            priority.severity(case, hits, self._ruleset),
            priority.priority(case, hits, self._ruleset, now),
            now,
        )
        self._put(case.key, held)

    def judge(
        self, ruleset: Ruleset, hits: Mapping[CaseKey, tuple[Hit, ...]], now: datetime
    ) -> None:
        """Judge by another ruleset, which found these hits. No row moves."""
        self._ruleset = ruleset
        for key, known in self._held.items():
            if (case := known.case) is None:
                continue
            found = hits[key]
            held = Held(
                case,
                found,
                priority.severity(case, found, ruleset),
                priority.priority(case, found, ruleset, now),
                known.seen,
            )
            held.gone = known.gone
            self._held[key] = held

    def cases(self) -> Iterable[Case]:
        """All cases that could be read, those that wait to be let in too."""
        return (held.case for held in self._held.values() if held.case is not None)

    def put_unreadable(self, unreadable: Unreadable, now: datetime) -> None:
        """A case that could not be decoded has its row too."""
        level = Severity.MEDIUM
        held = Held(None, (), level, priority.WEIGHT[level], now, unreadable)
        self._put(unreadable.key, held)

    def _put(self, key: CaseKey, held: Held) -> None:
        known = self._held.get(key)
        self._held[key] = held
        if known is None:
            self._waiting[key] = None

    def complete(self, seen: Iterable[CaseKey], began: datetime) -> None:
        """The backend told the whole queue: what it did not name is no longer in it.

        What was read by itself since that reading began is newer than it.
        """
        named = set(seen)
        for key, held in self._held.items():
            held.gone = key not in named and held.seen <= began
        for key in [key for key in self._waiting if self._held[key].gone]:
            del self._waiting[key]
            del self._held[key]

    def settle_in(self) -> bool:
        """Let waiting cases in if nobody has touched the queue yet. True where it did."""
        if self._touched or not self._waiting:
            return False
        self.take_in(())
        self.sort()
        return True

    def take_in(self, leaving: Iterable[CaseKey]) -> None:
        """Let what waits in, below the rest, and let the named cases go."""
        gone = set(leaving)
        self._order = [key for key in self._order if key not in gone]
        for key in gone:
            self._held.pop(key, None)
        new = sorted(self._waiting, key=self._rank)
        self._order.extend(new)
        self._waiting.clear()

    def sort(self) -> None:
        """Most urgent first; the longer it waits the earlier; then by key."""
        self._order.sort(key=self._rank)

    def _rank(self, key: CaseKey) -> tuple[float, float, CaseKey]:
        held = self._held[key]
        opened = held.case.opened if held.case else None
        return (-round(held.priority), opened.timestamp() if opened else 0.0, key)
