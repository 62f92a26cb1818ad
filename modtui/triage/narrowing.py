"""The queue narrowed to what a person asked for, and what could be asked for."""

from collections.abc import Callable
from datetime import datetime

from modtui.filters.queue import Facts, for_queue
from modtui.filters.shapes import Filter
from modtui.filters.where import Where
from modtui.folded import fold
from modtui.model import Verb
from modtui.triage.asked import read
from modtui.triage.board import Board
from modtui.triage.caserow import key_text
from modtui.triage.fates import Fates
from modtui.triage.queue import Queue
from modtui.triage.seat import Seat, Settings
from modtui.triage.views import Pane, Standing

_WORDS = {standing: standing.value for standing in Standing} | {Standing.HELD_BACK: "held"}
_SOURCES = ("desk", "command", "tour", "backend", "reading")
_COLUMNS = {
    "author": "author",
    "place": "place",
    "lang": "language",
    "reporter": "reporters",
    "by": "claim",
}


class Narrowing:
    """What the queue is narrowed to, and what could be asked for."""

    def __init__(
        self,
        queue: Queue,
        board: Board,
        fates: Callable[[], Fates],
        seat: Seat,
        clock: Callable[[], datetime],
    ) -> None:
        self._queue = queue
        self._board = board
        self._fates = fates
        self._seat = seat
        self._clock = clock
        self.text = ""
        """The filter as it was typed; empty: all rows are shown."""

    @property
    def settings(self) -> Settings:
        """How the person wants the desk."""
        return self._seat.settings

    @property
    def now(self) -> datetime:
        """The desk's time."""
        return self._clock()

    @property
    def zone(self) -> str:
        """Whose days are meant."""
        return self.settings.zone

    async def narrow(self, text: str) -> None:
        """Show the rows that fit; all with an empty filter. Raises BadFilter."""
        filter = read(text, Pane.QUEUE)
        await self._queue.narrow(None if filter.everything else self._where(filter))
        self.text = "" if filter.everything else text.strip()

    async def count(self, filter: Filter) -> int:
        """How many rows of the queue fit."""
        return await self._queue.count(self._where(filter))

    async def seen(self, field: str, part: str) -> tuple[str, ...]:
        """Values of a field of the queue that have a text in them."""
        if (column := _COLUMNS.get(field)) is not None:
            texts = await self._queue.texts(column, fold(part))
            return tuple(dict.fromkeys(line for text in texts for line in text.split("\n") if line))
        return self.known(field)

    def known(self, field: str) -> tuple[str, ...]:
        """Values of a field that the ruleset and the backend know."""
        if field == "rule":
            return tuple(rule.id for rule in self._board.ruleset.rules)
        if field == "verb":
            own = (verb.removeprefix("native:") for verb in self._seat.capabilities)
            return tuple(dict.fromkeys((*Verb, *own)))
        return _SOURCES if field == "source" else ()

    def _where(self, filter: Filter) -> Where:
        stands = any(term.field == "is" for term in filter.terms)
        standing = self._standing(self._fates()) if stands else {}
        veiled = tuple(rule.id for rule in self._board.ruleset.rules if rule.veiled)
        return for_queue(filter, Facts(self.now, self.zone, standing, veiled))

    def _standing(self, fates: Fates) -> dict[str, list[str]]:
        standing: dict[str, list[str]] = {}
        for key in self._queue.ids(fates.cases()).values():
            if key in self._queue:
                standing.setdefault(_WORDS[self._board.standing(key)], []).append(key_text(key))
        return standing
