"""The rows of the queue, in an order that only the person changes.

In memory there are only the ids of the cases, in that order, and the few that were looked
at last; the rest is in the case cache.
"""

import asyncio
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from modtui.filters.where import Where
from modtui.model import Case, CaseKey, Unreadable
from modtui.rules.ruleset import Ruleset
from modtui.triage import storing
from modtui.triage.casecache import CaseCache
from modtui.triage.caserow import Held
from modtui.triage.ids import Ids
from modtui.triage.judging import Judge
from modtui.triage.lately import Lately
from modtui.triage.storing import Database
from modtui.triage.views import Arrivals

_AROUND = 32
"""Rows above and below a row that are read along with it."""
_KEPT = 7 * 24 * 3600.0
"""Seconds for which the keys of emptied cases are kept, for other desks that show them."""


class Queue:
    """What the backend said, and the order in which the person sees it.

    Until they touch it, new cases take their place by priority. From then on nothing
    moves: new cases wait until ``take_in``, and those that left keep their row until then.
    """

    def __init__(
        self, cache: CaseCache, community: str, judge: Judge, clock: Callable[[], datetime]
    ) -> None:
        self._cache = cache
        self._community = community
        self._judge = judge
        self._clock = clock
        self._order: array[int] = array("q")
        self._shown = self._order
        self._in = Ids()
        self._named = Ids()
        self._waiting: dict[int, None] = {}
        self._urgent = 0
        self._where: Where | None = None
        self.touched = False
        """Whether the person has begun to work."""
        self._read_at = 0.0
        self._moving = asyncio.Lock()
        self._generation = cache.generation
        self._lately = Lately(cache, community, clock)
        self.version = 0
        """Counts up whenever cases or their order may be others than before."""

    def __len__(self) -> int:
        """How many rows are shown."""
        return len(self._shown)

    def __contains__(self, key: CaseKey) -> bool:
        return self._id(key) is not None

    @property
    def total(self) -> int:
        """How many rows there are without a filter."""
        return len(self._order)

    @property
    def shown(self) -> Sequence[int]:
        """The ids of the rows, from the top."""
        return self._shown

    @property
    def arrivals(self) -> Arrivals:
        """How many wait to be let in."""
        return Arrivals(len(self._waiting), self._urgent)

    @property
    def generation(self) -> int:
        """Counts up when the cache was lost, and with it what was read so far."""
        return self._cache.generation

    @property
    def judge(self) -> Judge:
        """By what the cases are judged."""
        return self._judge

    # Looking.

    def at(self, index: int) -> Held:
        """The case of a row. Raises IndexError."""
        id = self._shown[index]
        held = self._lately.get(id)
        if held is None:
            index %= len(self._shown)
            self._lately.read(self._shown[max(index - _AROUND, 0) : index + _AROUND])
            held = self._lately.get(id) or self._lately.lost(id)
        return held

    def held(self, key: CaseKey) -> Held:
        """Raises KeyError."""
        id = self._id(key)
        held = self._lately.get(id) if id is not None else None
        if held is None and id is not None:
            self._lately.read((id,))
            held = self._lately.get(id)
        if held is None:
            raise KeyError(key)
        return held

    def seen(self, held: Held) -> float:
        """When the reading of the queue began that a case was last named in; seconds."""
        return held.seen if held.gone else max(held.seen, self._read_at)

    def position(self, key: CaseKey) -> int | None:
        """Where a case stands among the rows shown."""
        id = self._id(key)
        if id is None or id not in self._in:
            return None
        try:
            return self._shown.index(id)
        except ValueError:
            return None

    def ids(self, keys: Iterable[CaseKey]) -> dict[int, CaseKey]:
        """The ids of those cases that are known."""
        return self._lately.ids(keys)

    def case_keys(self) -> tuple[CaseKey, ...]:
        """The keys of all rows shown, from the top."""
        found = dict(
            self._cache.read(lambda db: db.execute("SELECT id, key FROM cases").fetchall())
        )
        named = (found[id] for id in self._shown if id in found)
        return tuple(CaseKey(self._community, *key.split("/", 1)) for key in named)

    def quiet(self) -> set[int]:
        """The ids of cases that need nobody by what the backend says, or cannot be read."""
        return self._cache.read(storing.quiet)

    def gone(self) -> Iterator[int]:
        """The ids of the rows whose cases are not in the backend's queue any more."""
        found = self._cache.read(lambda db: list(db.execute("SELECT id FROM cases WHERE gone")))
        return (id for (id,) in found if id in self._in)

    def touch(self) -> None:
        """The person has begun to work: from here on nothing moves by itself."""
        self.touched = True

    # Following the backend.

    async def recall(self) -> datetime | None:
        """Show what was known when the desk was left; gives as of when, None: nothing was."""
        now = self._clock()

        def work(database: Database) -> "tuple[float | None, array[int]]":
            order = storing.last_order(database)
            if order is None:
                order = storing.waiting(database, now.timestamp())
            return storing.read_at(database), order

        async with self._moving:
            read_at, order = await self._cache.later(work)
            self._generation = self._cache.generation
            self._in.update(order)
            self._order = self._shown = order
            self.version += 1
        if read_at is None:
            return None
        self._read_at = read_at
        return datetime.fromtimestamp(read_at, now.tzinfo)

    async def freshen(self, told: Callable[[int], None]) -> bool:
        """Bring what was recalled up to date: judged by the rules of now, in the order of now
        where nobody has touched it. True where anything may have moved.

        ``told`` hears how many were judged, now and then.
        """
        now = self._clock().timestamp()

        def work(database: Database) -> bool:
            if storing.empty_gone(database):
                self._cache.scrub(database)
            storing.forget_old(database, now - _KEPT)
            return storing.mark_of(database) == self._judge.mark

        if not await self._cache.later(work):
            await self._rejudge(self._judge, told)
        return bool(self._order) and await self._settle()

    async def rescore(self, changed: Callable[[int], Iterable[str]], seq: int) -> None:
        """Score cases anew whose reporters' record changed.

        ``changed`` tells the reporters since a number of the journal, which goes to ``seq``.
        """

        def work(database: Database) -> int:
            scored = storing.fact(database, "scored")
            if scored == seq:
                return 0
            reporters = changed(scored if isinstance(scored, int) else 0)
            return storing.rescore(database, self._judge, reporters, seq)

        if await self._cache.later(work):
            self._lately.clear()
            self.version += 1

    async def leave(self, leaving: Iterable[int]) -> None:
        """Let the named cases go, and remember the order of the rest for the next start."""
        gone = set(leaving)
        order = array("q", (id for id in self._order if id not in gone))

        def work(database: Database) -> None:
            if storing.empty(database, gone) + storing.empty_gone(database):
                self._cache.scrub(database)
            storing.keep_order(database, order)

        await self._cache.later(work)

    async def forget_person(self, account: str) -> int:
        """Let go of all cases that somebody wrote or reported. Gives how many."""

        def work(database: Database) -> int:
            count = storing.forget_person(database, account)
            if count:
                self._cache.scrub(database)
            return count

        count = await self._cache.later(work)
        self._lately.clear()
        self.version += 1
        return count

    def begin(self) -> None:
        """A reading of the whole queue begins."""
        self._named = Ids()

    async def put(
        self, cases: Sequence[Case], broken: Sequence[Unreadable], began: datetime
    ) -> None:
        """Cases as the backend says they are; new, or known and perhaps changed."""
        seen, now = began.timestamp(), self._clock().timestamp()
        known = self._in

        def work(database: Database) -> tuple[list[storing.Stored], int]:
            stored = storing.put(database, cases, broken, self._judge, seen)
            new = [found.id for found in stored if found.id not in known]
            return stored, storing.urgent(database, now, new) if new else 0

        stored, urgent = await self._cache.later(work)
        self._check_generation()
        new = False
        for found in stored:
            held = self._lately.get(found.id)
            if held and (held.gone or (held.digest, held.judge) != (found.digest, found.judge)):
                self._lately.drop(found.id)
            self._named.add(found.id)
            if found.id not in self._in and found.id not in self._waiting:
                self._waiting[found.id] = None
                new = True
        if new:
            self._urgent += urgent
        self.version += 1

    async def complete(self, began: datetime) -> None:
        """The backend told the whole queue: what it did not name is no longer in it."""
        named, lately = self._named, self._lately.known()

        def empty(database: Database, ids: Iterable[int]) -> None:
            if storing.empty(database, ids):
                self._cache.scrub(database)

        def work(
            database: Database,
        ) -> "tuple[array[int], dict[int, tuple[object, ...]], int]":
            gone = storing.complete(database, named, began.timestamp())
            empty(database, (id for id in gone if id not in self._in))
            left = [id for id in self._waiting if id not in set(gone)]
            now = self._clock().timestamp()
            urgent = storing.urgent(database, now, left) if left else 0
            return gone, storing.unchanged(database, lately), urgent

        async with self._moving:
            gone, marks, self._urgent = await self._cache.later(work)
            self._check_generation()
            self._read_at = began.timestamp()
            for id in gone:
                self._waiting.pop(id, None)
            if not self.touched:
                # Not before: the person may begin while the cache is at work, and then their
                # rows stay.
                shown = [id for id in gone if id in self._in]
                self._drop(set(gone))
                if shown:
                    await self._cache.later(lambda database: empty(database, shown))
        for id in lately:
            held = self._lately.get(id)
            if held and marks.get(id) != (held.digest, held.judge, held.gone):
                self._lately.drop(id)
        self.version += 1

    async def settle_in(self, *, whole: bool) -> bool:
        """Let waiting cases in if nobody has touched the queue yet. True where it did.

        Before the queue is ``whole`` only when that is worth sorting it.
        """
        if self.touched or not self._waiting:
            return False
        if not whole and len(self._waiting) < len(self._order):
            return False
        return await self._settle()

    async def _settle(self) -> bool:
        """All that is known in its order of now, unless the person begins meanwhile."""
        async with self._moving:
            new, now = dict(self._waiting), self._clock().timestamp()
            among = (self._in, new)
            order = await self._cache.later(lambda db: storing.by_urgency(db, now, *among))
            if self._check_generation() or self.touched:
                return False
            self._let_in(new)
            self._order = order
            await self._narrow()
        return True

    async def adopt(self, ruleset: Ruleset, told: Callable[[int], None]) -> None:
        """Judge by another ruleset; the old one is in force until all is judged anew.

        ``told`` hears how many were, now and then.
        """
        await self._rejudge(self._judge.successor(ruleset), told)

    async def _rejudge(self, judge: Judge, told: Callable[[int], None]) -> None:
        # Only where the rules changed: most starts do without.
        from modtui.triage.rejudging import judge_all

        def done() -> None:
            self._judge = judge

        def counted(count: int) -> None:
            told(min(count, len(self._order) + len(self._waiting)))

        await judge_all(self._cache, judge, counted, done)
        self._check_generation()
        self._lately.clear()
        self.version += 1

    # The person's own acts.

    async def take_in(self, leaving: Iterable[int]) -> None:
        """Let what waits in, below the rest, and let the named cases go."""
        async with self._moving:
            gone = set(leaving)
            new = dict(self._waiting)
            now = self._clock().timestamp()

            def work(database: Database) -> "array[int]":
                if storing.empty(database, gone):
                    self._cache.scrub(database)
                return storing.by_urgency(database, now, new) if new else array("q")

            order = await self._cache.later(work)
            self._check_generation()
            self._drop(gone)
            self._let_in(order)
            self._order.extend(order)
            await self._narrow()

    async def sort(self) -> None:
        """Most urgent first; the longer it waits the earlier; then by key."""
        async with self._moving:
            now, among = self._clock().timestamp(), self._in
            order = await self._cache.later(lambda db: storing.by_urgency(db, now, among))
            if not self._check_generation():
                self._order = order
                await self._narrow()

    async def narrow(self, where: Where | None) -> None:
        """Show only the rows that fit; None: all. Raises sqlite3.Error for a condition that
        cannot be worked out; then the rows stay as they were."""
        async with self._moving:
            before, self._where = self._where, where
            try:
                await self._narrow()
            except BaseException:
                self._where = before
                raise

    async def _narrow(self) -> None:
        where, order = self._where, self._order
        if where is None:
            self._shown = order
        else:
            fits = await self._cache.later(lambda db: storing.fitting(db, where))
            self._shown = array("q", (id for id in self._order if id in fits))
        self.version += 1

    async def count(self, where: Where) -> int:
        """How many rows would be shown. Raises sqlite3.Error as ``narrow`` does."""
        fits = await self._cache.later(lambda db: storing.fitting(db, where))
        return sum(id in fits for id in self._order)

    async def texts(self, column: str, part: str) -> tuple[str, ...]:
        """What most cases have in a column, of what has a folded text in it."""
        return await self._cache.later(lambda db: storing.texts(db, column, part))

    def close(self) -> None:
        """Let go of the file."""
        self._cache.close()

    # Ids.

    def _id(self, key: CaseKey) -> int | None:
        """The id of a case that is in the queue or waits to be let in."""
        id = self._lately.id_of(key)
        if id is None:
            return None
        return id if id in self._in or id in self._waiting else None

    def _let_in(self, ids: Iterable[int]) -> None:
        self._in.update(ids)
        for id in ids:
            self._waiting.pop(id, None)
        if not self._waiting:
            self._urgent = 0

    def _drop(self, ids: set[int]) -> None:
        if ids:
            for id in ids:
                self._in.discard(id)
                self._lately.drop(id)
            kept = array("q", (id for id in self._order if id not in ids))
            shown = kept
            if self._where is not None:
                shown = array("q", (id for id in self._shown if id not in ids))
            self._order, self._shown = kept, shown
            self.version += 1

    def _check_generation(self) -> bool:
        """Begin anew where the file was lost: no id means what it did. True where it was."""
        if self._generation == self._cache.generation:
            return False
        self._generation = self._cache.generation
        self._order = self._shown = array("q")
        self._in, self._named = Ids(), Ids()
        self._waiting.clear()
        self._lately.forget()
        self._urgent = 0
        # What was under the cursor is gone: what is read now takes its place.
        self.touched = False
        self.version += 1
        return True
