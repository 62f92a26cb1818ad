"""Fixtures of the live tests of Matrix."""

from collections.abc import AsyncIterator

import pytest

from modtui.adapters.matrix import MatrixAdapter
from tests.live.synapse import Synapse
from tests.live.world import World, adapter_of


@pytest.fixture
def world(synapse: Synapse) -> World:
    """A fresh room with its people on the shared server."""
    return World(synapse)


@pytest.fixture
async def adapter(world: World) -> AsyncIterator[MatrixAdapter]:
    """The adapter with the token of the world's admin."""
    made = adapter_of(world)
    yield made
    await made.close()
