"""The few cases of the cache that were looked at last, in memory."""

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime

from modtui.model import CaseKey
from modtui.triage.casecache import CaseCache
from modtui.triage.caserow import GET, Held, key_text

LATELY = 512
"""Cases that are kept in memory after they were looked at."""


class Lately:
    """What was read from the cache lately, by id; the oldest goes first."""

    def __init__(self, cache: CaseCache, community: str, clock: Callable[[], datetime]) -> None:
        self._cache = cache
        self._community = community
        self._clock = clock
        self._held: OrderedDict[int, Held] = OrderedDict()
        self._ids: dict[CaseKey, int] = {}

    def get(self, id: int) -> Held | None:
        """A case that is in memory."""
        held = self._held.get(id)
        if held is not None:
            self._held.move_to_end(id)
        return held

    def known(self) -> list[int]:
        """The ids of all that is in memory."""
        return list(self._held)

    def read(self, ids: Iterable[int]) -> None:
        """Read those cases that are not in memory."""
        wanted = [id for id in ids if id not in self._held]
        now = self._clock()

        def work(database: sqlite3.Connection) -> list[Held]:
            # Made in here, so that a row which is none is seen by the cache as damage.
            found = database.execute(
                f"{GET} FROM cases WHERE id IN ({', '.join('?' * len(wanted))})", wanted
            )
            return [Held(row, self._community, now) for row in found]

        for held in self._cache.read(work):
            self._held[held.id] = held
            self._remember(held.id, held.key)
        while len(self._held) > LATELY:
            self._held.popitem(last=False)

    def lost(self, id: int) -> Held:
        """A row whose case the cache does not know any more: another desk let it go."""
        key = next((key for key, known in self._ids.items() if known == id), None)
        named = key_text(key) if key is not None else f"case/{id}"
        row = (id, named, 0, 0.0, None, None, 1, 0.0, "", None, None, None, None)
        held = self._held[id] = Held(row, self._community, self._clock())
        return held

    def ids(self, keys: Iterable[CaseKey]) -> dict[int, CaseKey]:
        """The ids of those cases that the cache knows."""
        named = {key_text(key): key for key in keys}
        if not named:
            return {}
        found = self._cache.read(
            lambda database: database.execute(
                "SELECT id, key FROM cases WHERE key IN (SELECT value FROM json_each(?))",
                (json.dumps(list(named)),),
            ).fetchall()
        )
        return {id: named[key] for id, key in found}

    def id_of(self, key: CaseKey) -> int | None:
        """The id of a case that the cache knows."""
        id = self._ids.get(key)
        if id is None:
            for id in self.ids((key,)):
                self._remember(id, key)
        return id

    def drop(self, id: int) -> None:
        """Read a case anew when it is looked at next."""
        self._held.pop(id, None)

    def clear(self) -> None:
        """Read every case anew when it is looked at next."""
        self._held.clear()

    def forget(self) -> None:
        """No id means what it did."""
        self._held.clear()
        self._ids.clear()

    def _remember(self, id: int, key: CaseKey) -> None:
        self._ids.pop(key, None)
        self._ids[key] = id
        while len(self._ids) > LATELY:
            del self._ids[next(iter(self._ids))]
