"""Drafts that reverse what was done, gathered from what a desk knows of it."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping

from modtui.adapters.base import Adapter, AdapterError
from modtui.journal import JournalError
from modtui.model import Capability, Case, CaseKey
from modtui.triage import bulk, deciding
from modtui.triage.errors import DeskError
from modtui.triage.ledger import Ledger
from modtui.triage.views import Bulk, Draft


async def inverse(
    decision: str, ledger: Ledger, adapter: Adapter, capabilities: Mapping[str, Capability]
) -> Draft | None:
    """Of one decision; None where nothing of it can be reversed."""
    fate = ledger.fates.get(decision)
    if fate is None or fate.taken_back:
        return None
    case: Case | None = None
    with contextlib.suppress(AdapterError):
        case = await adapter.case(fate.decision.case)
    return deciding.inverse(fate, case, capabilities)


async def inverse_all(
    batch: str,
    ledger: Ledger,
    case: Callable[[CaseKey], Case | None],
    capabilities: Mapping[str, Capability],
) -> Bulk:
    """Of each decision of a batch that was sent and not reversed since. Raises DeskError."""
    try:
        index = await ledger.indexed()
        records = await asyncio.to_thread(index.of_batch, batch)
    except JournalError as error:
        raise DeskError.of(error) from error
    return bulk.inverse_all(records, ledger.fates.is_undone, case, capabilities)
