"""Puts decisions and notes into the journal, signed by who sits at the desk."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

from modtui import __version__
from modtui.journal import JournalError, Record
from modtui.journal.entries import Decided, Noted, Opened, RulesetUsed
from modtui.journal.points import reached
from modtui.model import CaseKey, Decision, Moderator
from modtui.rules.loader import Loaded
from modtui.text import safe
from modtui.triage.errors import DeskError
from modtui.triage.ledger import Ledger
from modtui.triage.outbox import Outbox
from modtui.triage.reading import Reader
from modtui.triage.rulebook import Rulebook
from modtui.triage.seat import Seat
from modtui.triage.views import Draft


class Recorder:
    """Records what is decided at one desk; one decision at a time."""

    def __init__(
        self,
        opened: Callable[[], tuple[Ledger, Outbox]],
        seat: Seat,
        rules: Rulebook,
        reader: Reader,
        clock: Callable[[], datetime],
    ) -> None:
        self._opened = opened
        self._seat = seat
        self._rules = rules
        self._reader = reader
        self._clock = clock
        self._signed: Moderator | None = None
        self._deciding = asyncio.Lock()

    async def decide(self, draft: Draft, source: str) -> Decision:
        """Record a decision; one about the same case that is held back is taken back for it.

        Raises DeskError where it cannot be; then nothing was decided.
        """
        from modtui.triage import deciding, evidence

        if draft.problems:
            raise DeskError(safe(" ".join(draft.problems)))
        self._seat.check_role(draft)
        moderator = self._seat.who()
        judged = self._rules.of(draft.ruleset)
        made = deciding.decision(
            draft,
            moderator,
            self._clock(),
            hold=self._seat.settings.hold_back,
            ruleset=judged.ruleset.hash,
            source=source,
        )
        view = draft.view
        hits = view.hits or self._reader.hits_of(view.case)
        seen = evidence.evidence(view.case, hits, draft.rule, judged.ruleset)
        ledger, outbox = self._opened()
        try:
            async with self._deciding:
                await outbox.make_way(made.case, moderator)
                await self.sign(moderator, judged)
                await ledger.write(Decided(made, seen))
                reached("outbox.decided")
                # Another process may have decided between looking and writing. Whatever
                # comes of that: this one stands.
                with contextlib.suppress(DeskError):
                    await outbox.make_way(made.case, moderator, but=made.id)
        except JournalError as error:
            raise DeskError.of(error) from error
        return made

    async def sign(self, moderator: Moderator, judged: Loaded) -> None:
        """Before a decision: who sits here, once, and by which ruleset it is judged."""
        ledger, _outbox = self._opened()
        if self._signed != moderator:
            await ledger.write(Opened(moderator, __version__))
            self._signed = moderator
        ruleset = judged.ruleset
        if ledger.fates.ruleset != ruleset.hash:
            await asyncio.to_thread(ledger.journal.keep_ruleset, judged.text)
            await ledger.write(RulesetUsed(ruleset.hash, ruleset.name))

    async def note(self, key: CaseKey, text: str, decision: str) -> Record:
        """Record a note on a case or a decision. Raises DeskError."""
        ledger, _outbox = self._opened()
        try:
            return await ledger.write(Noted(key, self._seat.who(), text, decision))
        except JournalError as error:
            raise DeskError.of(error) from error
