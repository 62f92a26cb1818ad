"""What all parts of the contract share: an adapter at hand, and verbs as parameters."""

from collections.abc import AsyncIterator
from typing import ClassVar

import pytest
import pytest_asyncio

from modtui.adapters.base import Adapter
from modtui.adapters.contract.seeding import Seeder
from modtui.model import Case, CaseKey, Moderator, Unreadable


class Shared:
    """Base of the contract's parts. The ``seeder`` fixture is yours to supply."""

    verbs: ClassVar[tuple[str, ...]] = ()
    """Every verb that a moderator may use there: each is tried on the backend."""

    pytestmark = pytest.mark.asyncio

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Each test that is about one verb is made for all of them."""
        if "verb" in metafunc.fixturenames:
            verbs = metafunc.cls.verbs if metafunc.cls is not None else ()
            metafunc.parametrize("verb", verbs)

    @pytest_asyncio.fixture
    async def adapter(self, seeder: Seeder) -> AsyncIterator[Adapter]:
        """The moderator's adapter, opened and closed by the test."""
        made = seeder.adapter()
        yield made
        await made.close()

    @pytest_asyncio.fixture
    async def me(self, adapter: Adapter) -> Moderator:
        """Who the moderator is, by the adapter's word."""
        return await adapter.open()


async def whole_queue(adapter: Adapter) -> tuple[list[Case], list[Unreadable]]:
    """All of the queue, page by page."""
    cases: list[Case] = []
    unreadable: list[Unreadable] = []
    async for page in adapter.queue():
        cases += page.cases
        unreadable += page.unreadable
    return cases, unreadable


async def queued(adapter: Adapter) -> list[CaseKey]:
    """The keys in the queue, in its order."""
    return [case.key for case in (await whole_queue(adapter))[0]]
