"""What a desk has only while it is open: its journal and its outbox."""

from modtui.triage.errors import DeskError
from modtui.triage.fates import Fates
from modtui.triage.ledger import Ledger
from modtui.triage.outbox import Outbox
from modtui.triage.priority import Past
from modtui.words import _


class Parts:
    """The ledger and the outbox. To ask for either raises DeskError while the desk is shut."""

    def __init__(self) -> None:
        self._opened: tuple[Ledger, Outbox] | None = None

    @property
    def there(self) -> bool:
        """Whether the desk is open."""
        return self._opened is not None

    @property
    def ledger(self) -> Ledger:
        """The journal and what it comes to."""
        return self.both()[0]

    @property
    def outbox(self) -> Outbox:
        """What is on its way."""
        return self.both()[1]

    def both(self) -> tuple[Ledger, Outbox]:
        """The two at once."""
        if self._opened is None:
            raise DeskError(_("The desk is not open."))
        return self._opened

    def put(self, ledger: Ledger, outbox: Outbox) -> None:
        """The desk is open."""
        self._opened = ledger, outbox

    def take(self) -> None:
        """The desk is shut."""
        self._opened = None

    def fates(self) -> Fates:
        """What became of decisions."""
        return self.ledger.fates

    def record_of(self, account: str) -> Past | None:
        """What became of somebody's earlier reports."""
        ledger = self.ledger
        return ledger.accuracy.past(ledger.journal.pseudonym(account))
