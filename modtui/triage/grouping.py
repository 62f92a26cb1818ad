"""Which cases of the queue go together, told to the desk as the queue is read."""

import asyncio
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial

from modtui.model import CaseKey, Struct
from modtui.triage.casecache import CaseCache

CHUNK = 100
"""Cases signed, or counted, by one piece of work, after which others have their turn."""
COUNTED = 2000
"""Cases whose numbers are remembered: more than any screen has rows."""


class Axis(StrEnum):
    """What cases have in common."""

    TEXT = "text"
    AUTHOR = "author"


class Company(Struct):
    """How many other cases are like one, and how many are by its author."""

    alike: int = 0
    author: int = 0


NONE = Company()


class Groups:
    """The groups of one desk. ``told`` is called when numbers that were asked for are there."""

    def __init__(self, cache: CaseCache, told: Callable[[], None]) -> None:
        self._cache = cache
        self._told = told
        self._known: OrderedDict[CaseKey, Company] = OrderedDict()
        self._stale: set[CaseKey] = set()
        self._wanted: dict[CaseKey, None] = {}
        self._counting: asyncio.Task[None] | None = None
        self._following = asyncio.Lock()
        self._followed = False

    async def follow(self) -> None:
        """Take in what is new in the case cache, and forget what left it."""
        from modtui.triage import alikes

        async with self._following:
            changed = await self._cache.later(alikes.let_go)
            after, count = 0, CHUNK
            while count == CHUNK:
                work = partial(alikes.take_in, after=after, most=CHUNK)
                after, count = await self._cache.later(work)
                changed += count
            first = not self._followed
            self._followed = True
            if changed or first:
                self._stale = set(self._known)
                self._told()

    def company(self, key: CaseKey) -> Company:
        """What is known of a case's company; asked for where nothing is, and told later."""
        known = self._known.get(key)
        if not self._followed:
            return NONE
        if (known is None or key in self._stale) and key not in self._wanted:
            self._wanted[key] = None
            if self._counting is None or self._counting.done():
                self._counting = asyncio.ensure_future(self._count())
        return known or NONE

    async def _count(self) -> None:
        # All that one screen asks for comes at once.
        await asyncio.sleep(0)
        while self._wanted:
            some = list(self._wanted)[:CHUNK]
            found = await self._cache.later(partial(_companies, keys=some))
            news = False
            for key, company in zip(some, found, strict=True):
                news |= self._known.get(key, NONE) != company
                self._known.pop(key, None)
                self._known[key] = company
                self._stale.discard(key)
                self._wanted.pop(key, None)
            while len(self._known) > COUNTED:
                self._stale.discard(self._known.popitem(last=False)[0])
            if news:
                self._told()

    async def group(self, key: CaseKey, axis: Axis) -> Sequence[CaseKey]:
        """The other cases of a case's group, the most alike first."""
        from modtui.triage import alikes

        find = alikes.alike if axis is Axis.TEXT else alikes.by_author
        return await self._cache.later(partial(find, key=key))

    @property
    def settled(self) -> bool:
        """Whether the queue was taken in, and all numbers that were asked for are there."""
        return self._followed and not self._wanted and not self._following.locked()

    def close(self) -> None:
        """Count no more."""
        self._wanted.clear()
        if self._counting is not None:
            self._counting.cancel()


def _companies(database: sqlite3.Connection, keys: Sequence[CaseKey]) -> list[Company]:
    from modtui.triage import alikes

    return [alikes.company(database, key) for key in keys]
