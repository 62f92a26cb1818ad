"""The Matrix adapter passes the contract of adapters on a real Synapse."""

from collections.abc import AsyncIterator

import httpx
import pytest

from modtui.adapters.base import Adapter, Order
from modtui.adapters.contract import AdapterContract, Who, WireContract, WiredSeeder, unsupported
from modtui.adapters.contract.standin import json_answer
from modtui.adapters.matrix import CASES
from modtui.adapters.matrix_acts import SUSPEND, UNSUSPEND
from modtui.model import CaseKey, Verb
from tests.live.synapse import Synapse
from tests.live.world import World, adapter_at

LIMITED = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", "retry_after_ms": 30_000}


class MatrixSeeder(WiredSeeder):
    page = CASES
    limited = json_answer(LIMITED, 429)

    def __init__(self, synapse: Synapse) -> None:
        self.server = synapse
        self.world = World(synapse)
        self.colleague = synapse.register("noor", admin=True)
        self.boss = synapse.register("boss")
        self.origin = synapse.origin
        self.token = self.world.mod.token
        self.author = self.world.ana.id
        self.reporter = self.world.ben.id
        self.contact = self.boss.id

    def adapter_at(self, origin: str, who: Who = Who.MODERATOR) -> Adapter:
        # Who owns the room has power in it, and is no admin of the server.
        account = {Who.COLLEAGUE: self.colleague, Who.MEMBER: self.world.owner}
        return adapter_at(origin, account.get(who, self.world.mod))

    async def reported(self, text: str, reason: str = "spam") -> CaseKey:
        world = self.world
        try:
            event = world.reported(text, reason)
        except UnicodeEncodeError as error:
            unsupported(f"no client can send it: {error.reason}")
        except httpx.HTTPStatusError as error:
            if error.response.status_code != 403:
                raise
            # Somebody muted, banned or suspended the author: this one is for the next case.
            self._suspended(False)
            world.room = self.server.room(world.owner, world.ana, world.ben, name="Lobby")
            event = world.reported(text, reason)
        return world.key(event)

    async def reported_again(self, key: CaseKey, reason: str) -> None:
        room, event = key.native.split("|")
        self.server.report(self.world.owner, room, event, reason)

    async def edited(self, key: CaseKey, text: str) -> None:
        room, event = key.native.split("|")
        self.server.edit(self.world.ana, room, event, text)

    async def handled(self, key: CaseKey) -> None:
        for report in self.server.reports(self.colleague, key.native.split("|")[1]):
            self.server.delete_report(self.colleague, report)

    async def cleared(self) -> None:
        path = "/_synapse/admin/v1/event_reports"
        rows = self.server.call(self.colleague, "GET", path, limit=1000)["event_reports"]
        for row in rows:
            self.server.delete_report(self.colleague, row["id"])

    async def times(self, order: Order) -> int:
        step, server, owner = order.step, self.server, self.world.owner
        room, event = order.decision.case.native.split("|")
        match step.verb:
            case Verb.KEEP | Verb.CLOSE:
                left = {str(one) for one in server.reports(self.colleague, event)}
                return int(not left & set(step.reports))
            case Verb.REMOVE:
                return int(server.redacted(owner, room, event))
            case Verb.BAN | Verb.UNBAN:
                banned = server.membership(owner, room, self.author) == "ban"
                return int(banned == (step.verb == Verb.BAN))
            case Verb.MUTE | Verb.UNMUTE:
                levels = server.state(owner, room, "m.room.power_levels")
                muted = levels["users"].get(self.author, 0) < 0
                return int(muted == (step.verb == Verb.MUTE))
            case "native:suspend" | "native:unsuspend":
                suspended = server.account(self.colleague, self.author)["suspended"]
                return int(suspended == (step.verb == SUSPEND))
        to = self.boss if step.person == self.boss.id else self.world.ana
        rooms = server.direct_messages(to)
        return sum(texts.count(step.text) for texts in rooms.values())

    async def signed_out(self) -> None:
        self.server.log_out(self.world.mod)

    def _suspended(self, on: bool) -> None:
        path = f"/_synapse/admin/v1/suspend/{self.author}"
        self.server.call(self.colleague, "PUT", path, {"suspend": on})


@pytest.mark.live
class TestMatrix(AdapterContract, WireContract):
    verbs = (
        *(Verb.KEEP, Verb.CLOSE, Verb.REMOVE, Verb.WARN, Verb.REPLY, Verb.ESCALATE),
        *(Verb.MUTE, Verb.UNMUTE, Verb.BAN, Verb.UNBAN, SUSPEND, UNSUSPEND),
    )

    @pytest.fixture
    async def seeder(self, synapse: Synapse) -> AsyncIterator[MatrixSeeder]:
        made = MatrixSeeder(synapse)
        yield made
        # The queue is the whole server's: leave none of it to the next test.
        await made.cleared()
