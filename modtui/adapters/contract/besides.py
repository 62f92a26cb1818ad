"""The contract of what an adapter can be besides: claims, watching, canned messages."""

import asyncio

from modtui.adapters.base import CLAIM, Adapter, Claims, Responds, Watches
from modtui.adapters.contract.orders import account_of, known_case
from modtui.adapters.contract.running import Shared
from modtui.adapters.contract.seeding import Seeder, Who
from modtui.model import Moderator

SOON = 20.0
"""Seconds within which a change must have been told."""


class ClaimsContract(Shared):
    """For adapters with ``claim`` and ``release``."""

    async def test_one_who_claims_has_it_and_a_colleague_does_not_take_it_away(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        colleague = seeder.adapter(Who.COLLEAGUE)
        await colleague.open()
        assert isinstance(adapter, Claims) and isinstance(colleague, Claims)
        key = await seeder.reported("hello")
        assert (await known_case(adapter, key)).claim is None
        assert await adapter.claim(key) is None, "nobody was first"
        assert await adapter.claim(key) is None, "claiming again changes nothing"
        stands = await colleague.claim(key)
        assert stands is not None and stands.by == me.name
        await colleague.release(key)
        seen = (await known_case(colleague, key)).claim
        assert seen is not None and seen.by == me.name
        assert seen.since is None or seen.since.tzinfo is not None
        await adapter.release(key)
        await adapter.release(key)
        assert (await known_case(colleague, key)).claim is None
        await colleague.close()

    async def test_claiming_is_declared(self, adapter: Adapter, me: Moderator) -> None:
        declared = (await account_of(adapter)).get(CLAIM)
        assert declared is not None and declared.preparing


class WatchesContract(Shared):
    """For adapters with ``changes``."""

    async def test_a_change_is_told(self, seeder: Seeder, adapter: Adapter, me: Moderator) -> None:
        assert isinstance(adapter, Watches)
        changes = adapter.changes()
        async with asyncio.timeout(SOON):
            assert await anext(changes) == (), "it says when it watches"
            key = await seeder.changed()
            told = await anext(changes)
            while told and key not in told:
                told = await anext(changes)
        assert not told or key in told


class RespondsContract(Shared):
    """For adapters with ``responses``."""

    async def test_the_backends_canned_messages_are_offered(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        assert isinstance(adapter, Responds)
        found = await adapter.responses()
        assert tuple(canned.text for canned in found) == seeder.canned()
        assert len({canned.id for canned in found}) == len(found)
        assert all(canned.id and canned.title for canned in found)
