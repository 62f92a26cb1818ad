"""A small community on a real Synapse, and what the live tests of Matrix share."""

import itertools
from datetime import UTC, datetime

from modtui.adapters.base import Order, Setting
from modtui.adapters.matrix import MatrixAdapter
from modtui.model import Case, CaseKey, Decision, Moderator, Outcome, Result, Step
from tests.live.synapse import Account, Synapse

_numbers = itertools.count(1)


class World:
    """A room with an owner, an author and a reporter, and an admin who is not in it."""

    def __init__(self, server: Synapse) -> None:
        self.server = server
        self.mod = server.register("mod", admin=True)
        self.ana = server.register("ana")
        self.ben = server.register("ben")
        self.owner = server.register("owner")
        self.room = server.room(self.owner, self.ana, self.ben, name="Lobby")

    def reported(self, text: str = "buy my pills", reason: str = "spam") -> str:
        event = self.server.send(self.ana, self.room, text)
        self.server.report(self.ben, self.room, event, reason)
        return event

    def admit(self) -> None:
        """Makes the moderator an admin of the room, by Synapse's own means."""
        path = f"/_synapse/admin/v1/rooms/{self.room}/make_room_admin"
        self.server.call(self.mod, "POST", path)
        self.server.join(self.mod, self.room)

    def key(self, event: str) -> CaseKey:
        return CaseKey("test", "message", f"{self.room}|{event}")


def adapter_at(origin: str, who: Account) -> MatrixAdapter:
    return MatrixAdapter(Setting("test", server=origin, token=lambda: who.token))


def adapter_of(world: World, who: Account | None = None) -> MatrixAdapter:
    return adapter_at(world.server.origin, who or world.mod)


async def all_cases(adapter: MatrixAdapter) -> list[Case]:
    return [case async for page in adapter.queue() for case in page.cases]


async def the_case(adapter: MatrixAdapter, key: CaseKey) -> Case:
    case = await adapter.case(key)
    assert case is not None
    return case


def order(
    world: World,
    event: str,
    verb: str,
    *,
    text: str = "",
    reason: str = "",
    person: str | None = None,
    reports: tuple[str, ...] = (),
) -> Order:
    step = Step(
        id="s1",
        verb=verb,
        person=person or world.ana.id,
        place=world.room,
        subject=event,
        text=text,
        reason=reason,
        reports=reports,
    )
    decision = Decision(
        id=f"d{next(_numbers)}-{event[1:8]}",
        case=world.key(event),
        at=datetime.now(UTC),
        by=Moderator(world.mod.id, "mod", "backend"),
        steps=(step,),
        seen="",
    )
    return Order(decision, step)


async def done(adapter: MatrixAdapter, what: Order) -> Outcome:
    outcome = await adapter.perform(what)
    assert outcome.result is Result.APPLIED, outcome
    return outcome
