"""How often moderators agreed with somebody's reports: a fold of the journal.

People are the journal's pseudonyms here. Agreed with: something was done about what they
reported. Not agreed with: it was kept. What was taken back, undone, not sent, or only handed
on or answered says nothing about the report.
"""

from collections.abc import Iterable

from modtui.journal.entries import Decided, Record
from modtui.model import LENIENT, Verb
from modtui.triage.fates import Fate, Fates
from modtui.triage.priority import Past

RECENT = 5000
"""Decisions that can still change what they said of their reporters, if they are undone, and
reporters of whom it is known since when their record is as it is."""


class Accuracy:
    """By pseudonym, how many reports were decided and how many agreed with."""

    def __init__(self) -> None:
        self._pasts: dict[str, list[int]] = {}
        self._counted: dict[str, tuple[tuple[str, ...], tuple[str, ...], bool | None]] = {}
        self._changed: dict[str, int] = {}

    def past(self, pseudonym: str) -> Past | None:
        """What became of somebody's reports; None: nothing was decided about any."""
        found = self._pasts.get(pseudonym)
        return Past(*found) if found and found[0] else None

    def changed(self, since: int) -> tuple[str, ...]:
        """The accounts whose record changed after the journal's entry of that number."""
        return tuple(account for account, seq in self._changed.items() if seq > since)

    def apply(self, record: Record, fates: Fates) -> None:
        """Take one record in, after the fates have."""
        id = record.line.decision
        if isinstance(record.entry, Decided) and id not in self._counted:
            reporters = tuple(dict.fromkeys(record.line.reporters))
            accounts = tuple(dict.fromkeys(record.entry.evidence.reporters))
            self._counted[id] = (reporters, accounts, None)
            while len(self._counted) > RECENT:
                del self._counted[next(iter(self._counted))]
        if (fate := fates.get(id)) is not None:
            self._count(id, _agreed(fate, fates), record.line.seq)
            undone = fate.decision.undoes
            if undone and (before := fates.get(undone)) is not None:
                self._count(undone, _agreed(before, fates), record.line.seq)
            elif undone:
                self._count(undone, None, record.line.seq)

    def _count(self, id: str, agreed: bool | None, seq: int) -> None:
        known = self._counted.get(id)
        if known is None or known[2] is agreed:
            return
        reporters, accounts, before = known
        self._counted[id] = (reporters, accounts, agreed)
        for said, sign in ((before, -1), (agreed, 1)):
            if said is not None:
                for reporter in reporters:
                    past = self._pasts.setdefault(reporter, [0, 0])
                    past[0] += sign
                    past[1] += sign * said
        self._mark(accounts, seq)

    def _mark(self, accounts: Iterable[str], seq: int) -> None:
        for account in accounts:
            self._changed.pop(account, None)
            self._changed[account] = seq
        while len(self._changed) > RECENT:
            del self._changed[next(iter(self._changed))]


def _agreed(fate: Fate, fates: Fates) -> bool | None:
    """Whether a decision agrees with the reports; None where it does not say."""
    decision = fate.decision
    if not fate.complete or decision.undoes or fates.is_undone(decision.id):
        return None
    verbs = {step.verb for step in decision.steps if not step.preparing}
    if not LENIENT.issuperset(verbs):
        return True
    return False if Verb.KEEP in verbs else None
