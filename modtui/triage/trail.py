"""The audit trail of a desk: what was written down, and whether that is as it was written."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from modtui.journal import JournalError, Record
from modtui.triage.errors import DeskError
from modtui.triage.ledger import OpenLedger

if TYPE_CHECKING:
    from modtui.journal import Verdict
    from modtui.journal.checkpoint import Checkpoint
    from modtui.triage.asking import Asking


class Trail:
    """The journal of one desk, to be read."""

    def __init__(self, ledger: OpenLedger, asking: "Callable[[], Asking]") -> None:
        self._ledger = ledger
        self._asking = asking

    def entries(
        self, query: str = "", *, before: int | None = None, limit: int = 100
    ) -> tuple[Record, ...]:
        """Records that fit a filter, newest first. Raises BadFilter and DeskError."""
        return self._asking().entries(query, before=before, limit=limit)

    def story(self, decision: str) -> tuple[Record, ...]:
        """All records of one decision, oldest first. Raises DeskError."""
        try:
            return self._ledger().index().of_decision(decision)
        except JournalError as error:
            raise DeskError.of(error) from error

    def kept_ruleset(self, digest: str) -> bytes | None:
        """The text of a ruleset that was used here, by its hash; None: it was not kept."""
        return self._ledger().journal.kept_ruleset(digest)

    def verify(
        self,
        noted: Mapping[int, str] = MappingProxyType({}),
        passed: Callable[[int], None] | None = None,
    ) -> "Verdict":
        """Whether the journal is as it was written, and where the first break is.

        ``noted`` and ``passed`` as in ``Journal.verify``.
        """
        return self._ledger().journal.verify(noted, passed)

    @property
    def store(self) -> str:
        """The name of this store in its checkpoints."""
        return self._ledger().journal.store

    def checkpoint(self) -> "Checkpoint | None":
        """A signed note of where the journal stands; None while it is empty. DeskError."""
        try:
            return self._ledger().journal.checkpoint()
        except JournalError as error:
            raise DeskError.of(error) from error
