"""A case as it is looked at: with its surroundings, its history, and what rules cover in it."""

from collections.abc import Iterable

import msgspec

from modtui.adapters.base import AdapterError
from modtui.journal import JournalError
from modtui.model import CaseKey
from modtui.triage.ahead import Background
from modtui.triage.around import Around
from modtui.triage.board import Board
from modtui.triage.errors import DeskError
from modtui.triage.history import Histories
from modtui.triage.parts import Parts
from modtui.triage.people import People
from modtui.triage.reading import Reader
from modtui.triage.rulebook import Rulebook
from modtui.triage.seat import Seat
from modtui.triage.veiling import BARE, Cover, covered, covers
from modtui.triage.views import CaseView


class Looking:
    """The cases of one desk, one at a time."""

    def __init__(
        self,
        reader: Reader,
        around: Around,
        board: Board,
        histories: Histories,
        people: People,
        parts: Parts,
        seat: Seat,
        rules: Rulebook,
    ) -> None:
        self._reader = reader
        self._around = around
        self._board = board
        self._histories = histories
        self._people = people
        self._parts = parts
        self._seat = seat
        self._rules = rules
        self.background = Background(self._prefetch)
        """What is read while nobody waits for it."""

    def view(self, key: CaseKey) -> CaseView:
        """What is known of a case now, without waiting. KeyError where it is unknown."""
        view = self._histories.told(self._board.view(key, self._parts.outbox.describe))
        author = view.case.subject.author
        if author is None or not (noted := self._people.notes(author.id)):
            return view
        return msgspec.structs.replace(view, about_person=noted)

    async def look(self, key: CaseKey) -> CaseView:
        """A case with its surroundings and history. Trouble is told in the view.

        KeyError where neither the queue nor the backend knows the case.
        """
        trouble = ""
        try:
            if not self._board.knows(key):
                found = await self._reader.reread(key)
                if found is None:
                    raise KeyError(key)
                self._board.adopt(found)
            await self._reader.fetch(self.view(key).case)
        except AdapterError as error:
            trouble = str(error)
        await self._judge_around(key)
        try:
            await self._people.look()
            await self._histories.look(self.view(key).case)
        except (JournalError, DeskError) as error:
            trouble = f"{trouble} {error}".strip()
        return msgspec.structs.replace(self.view(key), trouble=trouble)

    async def _judge_around(self, key: CaseKey) -> None:
        if covers(self._rules.ruleset):
            await self._around.judge(self.view(key))

    def ahead(self, keys: Iterable[CaseKey]) -> None:
        """Read cases that are likely to be opened next, the likeliest first."""
        self.background.ahead(key for key in keys if self._board.case(key) is not None)

    async def _prefetch(self, key: CaseKey) -> None:
        if (case := self._board.case(key)) is not None and self._parts.there:
            await self._reader.fetch(case)
            await self._judge_around(key)
            await self._people.look()
            await self._histories.look(case)

    def cover(self) -> Cover:
        """What is covered now in the texts of cases."""
        if not covers(self._rules.ruleset):
            return BARE
        return Cover(masks=self._seat.settings.mask_slurs, hits=self._around.hits)

    def covered(self, view: CaseView) -> CaseView:
        """A case as it may be told while nobody asked for what rules cover."""
        return covered(view, self._rules.ruleset, self.cover())

    def sites(self) -> frozenset[str]:
        """The community's own sites, that a link may pretend to lead to."""
        from modtui.triage.links import sites

        # An account's name ends with its server where backends are many.
        moderator = self._seat.moderator
        account = moderator.id if moderator is not None else ""
        server = account.partition(":")[2] if account[:1] == "@" else ""
        return sites(self._rules.ruleset, server, *self._seat.settings.sites)
