"""Orders as the desk makes them, and what the tests ask of capabilities."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from modtui.adapters.base import Adapter, Order
from modtui.adapters.contract.seeding import Seeder
from modtui.model import (
    Capability,
    Case,
    CaseKey,
    Decision,
    Moderator,
    Outcome,
    Result,
    Step,
    offered_for,
)

DONE = (Result.APPLIED, Result.PARTIAL, Result.ALREADY)


class Trial(NamedTuple):
    """A verb about to be tried on a case: ``before`` are orders that go first."""

    case: Case
    capability: Capability
    before: tuple[Order, ...]
    order: Order

    @property
    def forward(self) -> Order | None:
        """What this verb takes back, if it takes something back."""
        return next((one for one in self.before if not one.step.preparing), None)


async def known_case(adapter: Adapter, key: CaseKey) -> Case:
    """The case as the adapter reads it. Fails where there is none."""
    found = await adapter.case(key)
    assert found is not None, f"case({key}) knows nothing of a case that is in the queue"
    return found


async def account_of(adapter: Adapter) -> dict[str, Capability]:
    """By verb, what the account can do."""
    found = await adapter.capabilities()
    by_verb = {known.verb: known for known in found}
    assert len(by_verb) == len(found), "capabilities() names a verb twice"
    return by_verb


def forward_of(verb: str, account: Mapping[str, Capability]) -> str | None:
    """The verb that this one takes back: the one of the two that is named first."""
    for known in account.values():
        if known.verb == verb:
            return None
        if known.inverse == verb:
            return known.verb
    return None


async def trial(seeder: Seeder, adapter: Adapter, me: Moderator, key: CaseKey, verb: str) -> Trial:
    """A verb with what goes before it, on the case as the adapter reads it."""
    return await trial_on(seeder, adapter, me, await known_case(adapter, key), verb)


async def trial_on(seeder: Seeder, adapter: Adapter, me: Moderator, case: Case, verb: str) -> Trial:
    """A verb with what goes before it, as the desk would send it."""
    account = await account_of(adapter)
    offered = offered_for(case, account, "not offered")
    capability = offered.get(verb) or account.get(verb)
    assert capability is not None, f"{verb} is declared nowhere"
    forward = forward_of(verb, account)
    before: list[Order] = []
    preparing = await adapter.preparation(case, frozenset({forward or verb}))
    for step in preparing:
        assert step.preparing and step.reason, "a preparing step says in words what it does"
    undoes = None
    if forward is not None:
        first = decided(me, case, *preparing, seeder.step(case, forward, account[forward]))
        before += first
        undoes = first[-1].decision.id
        preparing = ()
    *prepared, order = decided(
        me, case, *preparing, seeder.step(case, verb, capability), undoes=undoes
    )
    return Trial(case, capability, (*before, *prepared), order)


def decided(me: Moderator, case: Case, *steps: Step, undoes: str | None = None) -> list[Order]:
    """One decision about a case, step by step."""
    decision = Decision(
        id=uuid.uuid4().hex,
        case=case.key,
        at=datetime.now(UTC),
        by=me,
        steps=steps,
        seen=case.subject.revision,
        rules=("rule-2",),
        undoes=undoes,
    )
    return [Order(decision, step) for step in steps]


async def done(adapter: Adapter, order: Order) -> Outcome:
    """Carry a step out. Fails where it is not applied."""
    outcome = await adapter.perform(order)
    assert outcome.result in (Result.APPLIED, Result.PARTIAL), f"{order.step.verb}: {outcome}"
    return outcome
