"""The drafts at a desk: what the person there changed in decisions that were not sent yet."""

from collections.abc import Callable, Iterable
from datetime import datetime

from modtui.model import Case, CaseKey
from modtui.triage.board import Board
from modtui.triage.choices import Choices
from modtui.triage.keeping import DraftKeeper, KeptDraft, Written
from modtui.triage.parts import Parts
from modtui.triage.reading import Reader
from modtui.triage.seat import Seat
from modtui.triage.views import Standing


class Unsent:
    """The drafts of who sits at one desk, in what is kept of the whole store."""

    def __init__(
        self,
        keeper: DraftKeeper,
        seat: Seat,
        reader: Reader,
        board: Board,
        parts: Parts,
        clock: Callable[[], datetime],
    ) -> None:
        self._keeper = keeper
        self._seat = seat
        self._reader = reader
        self._board = board
        self._parts = parts
        self._clock = clock

    async def of(self, key: CaseKey, verb: str) -> KeptDraft | None:
        """What the person had changed in this decision before, where it was not sent."""
        return await self._keeper.of((key, verb, self._seat.person()))

    def keep(self, case: Case, choices: Choices, written: Iterable[Written] = ()) -> None:
        """Keep what the person changed until the decision is sent. Returns at once.

        Where that fails it is told in ``trouble``, with ``Change.DRAFTS``.
        """
        author = case.subject.author.id if case.subject.author else ""
        by = self._seat.person()
        self._keeper.keep(KeptDraft(case.key, choices, self._clock(), by, author, tuple(written)))

    def drop(self, key: CaseKey, verb: str) -> None:
        """Throw away what the person had changed."""
        self._keeper.drop((key, verb, self._seat.person()))

    async def save(self) -> None:
        """Have what is to be kept on the disk when this returns, where that is possible."""
        await self._keeper.flush()

    @property
    def trouble(self) -> str:
        """Why what the person writes cannot be kept; empty: it is."""
        return self._keeper.trouble

    async def erase(self, person: str) -> int:
        """Remove all drafts about a person; how many there were. Raises StateError."""
        return await self._keeper.erase(person)

    async def tidy(self) -> None:
        """Let go of what is not needed any more."""
        await self._keeper.tidy(self._judged)

    def tidy_soon(self) -> None:
        """The same, and nobody waits for it."""
        self._keeper.tidy_soon(self._judged)

    async def close(self) -> None:
        """Write what waits, and let go of the file."""
        await self._keeper.close()

    def _judged(self, kept: KeptDraft) -> KeptDraft | None:
        from modtui.triage import outliving

        there = self._board.queued(kept.case) and (
            self._board.standing(kept.case) is not Standing.CLOSED
        )
        return outliving.judged(
            kept,
            self._parts.fates().of_case(kept.case),
            self._seat.allowed(),
            self._clock(),
            there=there if self._reader.line.complete else None,
        )
