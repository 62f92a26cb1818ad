"""Puts decisions and notes into the journal, signed by who sits at the desk."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime

from modtui import __version__
from modtui.journal import JournalError, Record
from modtui.journal.entries import Decided, Noted, Opened, RulesetUsed
from modtui.model import CaseKey, Decision, Moderator
from modtui.points import reached
from modtui.rules.loader import Loaded
from modtui.text import safe
from modtui.triage.errors import DeskError
from modtui.triage.ledger import Ledger
from modtui.triage.outbox import Outbox
from modtui.triage.reading import Reader
from modtui.triage.rulebook import Rulebook
from modtui.triage.seat import Seat
from modtui.triage.views import Bulk, Draft, LeftOut, Recorded
from modtui.triage.working import Work

CHUNK = 50
"""Decisions written with one sync, after which others have their turn."""


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
        if draft.problems:
            raise DeskError(safe(" ".join(draft.problems)))
        self._seat.check_role(draft)
        moderator = self._seat.who()
        entry, judged = self._entry(draft, moderator, source)
        made = entry.decision
        ledger, outbox = self._opened()
        try:
            async with self._deciding:
                await outbox.make_way(made.case, moderator)
                await self.sign(moderator, judged)
                await ledger.write(entry)
                reached("outbox.decided")
                # Another process may have decided between looking and writing. Whatever
                # comes of that: this one stands.
                with contextlib.suppress(DeskError):
                    await outbox.make_way(made.case, moderator, but=made.id)
        except JournalError as error:
            raise DeskError.of(error) from error
        return made

    def _entry(
        self, draft: Draft, moderator: Moderator, source: str, batch: tuple[str, int] = ("", 0)
    ) -> tuple[Decided, Loaded]:
        """What is written of a draft, and the ruleset that it was judged by."""
        from modtui.triage import deciding, evidence

        judged = self._rules.of(draft.ruleset)
        made = deciding.decision(
            draft,
            moderator,
            self._clock(),
            hold=self._seat.settings.hold_back,
            ruleset=judged.ruleset.hash,
            source=source,
            batch=batch,
        )
        view = draft.view
        hits = view.hits or self._reader.hits_of(view.case)
        seen = evidence.evidence(view.case, hits, draft.rule, judged.ruleset)
        return Decided(made, seen), judged

    async def decide_all(
        self, bulk: Bulk, source: str, work: Work, told: Callable[[], None]
    ) -> Recorded:
        """Record a decision for each draft, some at a time, all with one batch's name.

        Nothing of it is sent before the last one is written. What ends it early is told in
        the answer: what was written until then is decided. ``told`` is called after each
        write. Raises DeskError where it is not known yet who decides.
        """
        from modtui.triage import deciding

        moderator = self._seat.who()
        asked = len(bulk.drafts)
        batch = (deciding.name(self._clock()), asked)
        decided = 0
        left_out: list[LeftOut] = []
        trouble = ""
        _ledger, outbox = self._opened()
        with outbox.holding(batch[0]):
            for start in range(0, asked, CHUNK):
                chunk = bulk.drafts[start : start + CHUNK]
                try:
                    async with self._deciding:
                        refused = await self._decide_some(chunk, moderator, source, batch)
                except (DeskError, JournalError) as error:
                    trouble = str(DeskError.of(error))
                    break
                left_out += refused
                decided += len(chunk) - len(refused)
                told()
                if not await work.step(len(chunk)):
                    break
        return Recorded(batch[0], asked, decided, tuple(left_out), trouble)

    async def _decide_some(
        self, drafts: Sequence[Draft], moderator: Moderator, source: str, batch: tuple[str, int]
    ) -> list[LeftOut]:
        """Write several decisions at once; gives those that could not be made."""
        ledger, outbox = self._opened()
        refused: list[LeftOut] = []
        taken = await outbox.taken(draft.view.case.key for draft in drafts)
        entries: list[Decided] = []
        for draft in drafts:
            why = " ".join(draft.problems) or taken.get(draft.view.case.key, "")
            try:
                self._seat.check_role(draft)
            except DeskError as error:
                why = str(error)
            if why:
                refused.append(LeftOut(draft.view.case.key, draft.recipient, why))
                continue
            entry, judged = self._entry(draft, moderator, source, batch)
            await self.sign(moderator, judged)
            entries.append(entry)
        await ledger.write_all(entries)
        reached("outbox.decided")
        made = {entry.decision.case: entry.decision.id for entry in entries}
        with contextlib.suppress(DeskError):
            await outbox.clear_for(made, moderator)
        return refused

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
