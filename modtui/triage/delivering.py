"""Carries escalations over routes of our own, as the backend carries other steps."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from modtui.adapters.base import Order, Settled
from modtui.model import Outcome, Resend, Result
from modtui.triage.escalating import Way
from modtui.triage.sender import Performer
from modtui.words import _

if TYPE_CHECKING:
    from modtui.routes import Checked, Route


class Deliveries:
    """The routes of one community, each made when it is first used."""

    def __init__(self, community: str, proxy: str | None) -> None:
        self._community = community
        self._proxy = proxy
        self._routes: dict[str, Route] = {}

    def performer(self, order: Order, way: Way | None) -> Performer:
        """What carries the order out: its route as it was previewed, or nothing at all."""

        async def settle(order: Order) -> Settled:
            return Settled.CANNOT_TELL

        why = ""
        if way is None or way.route != order.step.route:
            why = _("The way to this contact was changed since it was decided: hand it on anew.")
        elif way.why_not:
            why = way.why_not
        if way is None or why:

            async def refuse(order: Order) -> Outcome:
                return Outcome(Result.FAILED, detail=why)

            return Performer(refuse, settle, Resend.UNKNOWN, order.step.route)
        route = self._route(way)
        return Performer(route.perform, route.settle, way.resend, way.route)

    async def check(self, ways: Mapping[str, Way]) -> "tuple[tuple[str, tuple[Checked, ...]], ...]":
        """By contact, what can be known of the way to it without sending anything."""
        from modtui.routes import Checked

        found: list[tuple[str, tuple[Checked, ...]]] = []
        for contact, way in ways.items():
            if way.why_not:
                found.append((contact, (Checked(False, way.why_not),)))
            elif way.outside:
                found.append((contact, await self._route(way).check()))
        return tuple(found)

    def _route(self, way: Way) -> "Route":
        # Only now: none of it is needed to show the queue.
        from modtui.routes import make

        if way.route not in self._routes:
            made = make(way.destination, community=self._community, proxy=self._proxy)
            self._routes[way.route] = made
        return self._routes[way.route]

    async def close(self) -> None:
        """Let go of connections."""
        for route in self._routes.values():
            await route.close()
        self._routes.clear()
