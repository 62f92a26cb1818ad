"""What a route is, and what all of them share."""

import hashlib
from typing import Protocol

from modtui.adapters.base import AdapterError, Order, Settled, Trouble
from modtui.model import Outcome, Struct
from modtui.text import safe_line
from modtui.words import _

DEADLINE = 20.0
"""Seconds that a delivery may take from beginning to end."""


class Checked(Struct):
    """What a look at a route found, as a plain sentence; nothing is sent for it."""

    good: bool
    sentence: str
    todo: str = ""


class Route(Protocol):
    """A way to one contact. Raises AdapterError, as an adapter does, and nothing else."""

    async def perform(self, order: Order) -> Outcome:
        """Deliver the step's text, once. See ``modtui.adapters.base.Adapter.perform``."""

    async def settle(self, order: Order) -> Settled:
        """Whether a delivery in doubt was made, as far as that can be told."""

    async def check(self) -> tuple[Checked, ...]:
        """What can be known of the way without sending anything."""

    async def close(self) -> None:
        """Let go of connections. Safe to call twice."""


def reference(order: Order) -> str:
    """Names an order for good, without telling what it is about."""
    named = f"{order.decision.case.community}/{order.decision.id}/{order.step.id}"
    return "modtui-" + hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:32]


def unreachable(where: str, why: str) -> AdapterError:
    """Nothing was delivered, and it may be tried again."""
    return AdapterError(Trouble.UNREACHABLE, said(where, why))


def in_doubt(where: str, why: str) -> AdapterError:
    """Nobody can tell whether it was delivered."""
    return AdapterError(Trouble.IN_DOUBT, said(where, why))


def said(where: str, why: str) -> str:
    """A sentence about a delivery."""
    return str(safe_line(f"{safe_line(where, 80)}: {safe_line(why, 300)}.", 400))


async def resolves(host: str) -> Checked:
    """Whether a name leads to an address."""
    import asyncio
    import socket

    try:
        async with asyncio.timeout(DEADLINE):
            await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError, UnicodeError):
        return Checked(
            False,
            _("{host} cannot be found.").format(host=safe_line(host, 80)),
            _("Look at its name in the configuration, and at this machine's network."),
        )
    return Checked(True, _("{host} can be found.").format(host=safe_line(host, 80)))
