"""Judging all that is known anew, a part at a time, so that others have their turn."""

from collections.abc import Callable
from functools import partial

from modtui.triage import storing
from modtui.triage.casecache import CaseCache
from modtui.triage.judging import Judge
from modtui.triage.storing import Database


async def judge_all(
    cache: CaseCache, judge: Judge, told: Callable[[int], None], done: Callable[[], None]
) -> None:
    """Match all cases of a cache with a judge, and put it in force there.

    ``told`` hears how many were judged, now and then. ``done`` is called, in the thread of
    the cache, at the moment from which all are judged by this one.
    """
    after: int | None = 0
    count = 0
    while after is not None:
        work = partial(storing.judge_anew, judge=judge, after=after)
        after = await cache.later(work)
        count += storing.BATCH
        told(count)

    def last(database: Database) -> None:
        # Others may have come in or changed meanwhile: until none is left.
        at: int | None = 0
        while at is not None:
            at = storing.judge_anew(database, judge, at)
        storing.enforce(database, judge)
        done()

    await cache.later(last)
