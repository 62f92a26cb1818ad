"""How decisions are carried out from here: by what, under which account, with what kept."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from modtui.adapters.base import Adapter, Order
from modtui.model import Case, Resend, Verb
from modtui.triage import escalating
from modtui.triage.delivering import Deliveries
from modtui.triage.fates import Fate
from modtui.triage.ledger import Ledger
from modtui.triage.reading import Reader
from modtui.triage.rulebook import Rulebook
from modtui.triage.seat import Seat
from modtui.triage.sender import Performer, Sender

if TYPE_CHECKING:
    from modtui.routes import Checked


class Carrier:
    """Answers what a sender asks, for one community."""

    def __init__(
        self, community: str, adapter: Adapter, seat: Seat, rules: Rulebook, reader: Reader
    ) -> None:
        self._adapter = adapter
        self._seat = seat
        self._rules = rules
        self._reader = reader
        self._deliveries = Deliveries(community, seat.settings.proxy)

    def sender(
        self, ledger: Ledger, clock: Callable[[], datetime], changed: Callable[[Fate], None]
    ) -> Sender:
        """A sender that asks here."""
        return Sender(
            ledger,
            self._adapter,
            clock,
            performer=self._performer,
            changed=changed,
            kept=self._kept,
            account=self._seat.account,
        )

    async def check_routes(self) -> "tuple[tuple[str, tuple[Checked, ...]], ...]":
        """By contact, what can be known of the way to it without sending anything."""
        return await self._deliveries.check(self._seat.routed())

    async def close(self) -> None:
        """Let go of connections."""
        await self._deliveries.close()

    def _performer(self, order: Order) -> Performer:
        step = order.step
        way = self._seat.ways.get(order.decision.contact)
        if step.verb == Verb.ESCALATE and escalating.is_outside(step.route):
            return self._deliveries.performer(order, way)
        known = self._seat.capabilities.get(step.verb)
        resend = known.resend if known else Resend.UNKNOWN
        return Performer(self._adapter.perform, self._adapter.settle, resend)

    def _kept(self, fate: Fate, case: Case) -> str:
        from modtui.triage import evidence

        chosen = fate.decision.rules[0] if fate.decision.rules else ""
        # What it hits now counts as well as what it hit when it was decided, each by the
        # rules of its day.
        now = evidence.involved(self._rules.ruleset, chosen, self._reader.hits_of(case))
        judged = self._rules.of(fate.decision.ruleset).ruleset
        then = evidence.involved(judged, chosen, fate.decision.hits)
        return evidence.kept_text(case.subject.text, evidence.level((*now, *then)))
