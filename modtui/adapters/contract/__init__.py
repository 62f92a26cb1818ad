"""The contract: the tests that every adapter passes, ours and yours.

A test class of your own derives from the parts that fit your adapter, names the verbs, and
supplies a ``seeder`` fixture, which is a backend to try them on::

    class TestCorkboard(AdapterContract, WireContract):
        verbs = ("keep", "remove")

        @pytest.fixture
        async def seeder(self):
            with running_server() as server:
                yield CorkboardSeeder(server)

It comes with ``pip install 'modtui[contract]'`` and wants ``asyncio_mode = "auto"`` in the
configuration of pytest. modtui itself never imports this package.
"""

import pytest

pytest.register_assert_rewrite(
    *(f"{__name__}.{part}" for part in ("reading", "acting", "besides", "wired"))
)

from modtui.adapters.contract.acting import Acting  # noqa: E402
from modtui.adapters.contract.besides import (  # noqa: E402
    ClaimsContract,
    RespondsContract,
    WatchesContract,
)
from modtui.adapters.contract.reading import Reading  # noqa: E402
from modtui.adapters.contract.seeding import (  # noqa: E402
    Seeder,
    Who,
    WiredSeeder,
    unsupported,
    usual_step,
)
from modtui.adapters.contract.wired import WireContract  # noqa: E402


class AdapterContract(Reading, Acting):
    """What holds of every adapter."""


__all__ = [
    "AdapterContract",
    "ClaimsContract",
    "RespondsContract",
    "Seeder",
    "WatchesContract",
    "Who",
    "WireContract",
    "WiredSeeder",
    "unsupported",
    "usual_step",
]
