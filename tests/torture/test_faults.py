"""Each fault of the line once, while reading and while sending. `make torture` does more."""

from pathlib import Path

import pytest

from tests.torture.faults import try_faults
from tests.torture.proxy import FAULTS, Fault
from tests.torture.tally import table


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_the_queue_never_looks_empty_and_no_step_is_done_twice(
    tmp_path: Path, fault: Fault
) -> None:
    found = await try_faults((fault,), tmp_path, wide=False)
    assert found.ok, table([found])
