"""A community of thousands of flagged posts behind real HTTP, and an adapter that speaks to it.

Each change is counted by the server, so that a test can tell what was done twice.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator
from urllib.parse import parse_qs

import msgspec

from modtui.adapters.base import Order, Page, Settled
from modtui.adapters.http import Client, path_of
from modtui.model import (
    Capability,
    Case,
    CaseKey,
    Context,
    Handled,
    Kind,
    Moderator,
    Outcome,
    Person,
    Report,
    Resend,
    Result,
    Step,
    Subject,
    Verb,
)
from tests.adapters.standin import Line, Request, json_answer

PAGE = 500
TEXT = "You idiot, cheap pills for everybody at https://pills.example/{number}"


class Item(msgspec.Struct):
    """A flagged post on the server."""

    id: str
    author: str
    text: str
    done: list[str] = []

    @property
    def open(self) -> bool:
        return Verb.CLOSE not in self.done and Verb.KEEP not in self.done


class Items(msgspec.Struct):
    """A page of them."""

    items: list[Item]
    total: int


class Done(msgspec.Struct):
    """The answer to a change."""

    already: bool = False


class Crowd:
    """The server. ``refuses`` are posts that it refuses to change, ``drops`` those where it
    acts and then says once that it failed."""

    def __init__(self, count: int, authors: int) -> None:
        self.items = {
            f"p{number}": Item(f"p{number}", f"u{number % authors}", TEXT.format(number=number))
            for number in range(count)
        }
        self.acts: Counter[tuple[str, str]] = Counter()
        self.order: list[str] = []
        self.refuses: set[str] = set()
        self.drops: set[str] = set()

    async def __call__(self, request: Request, line: Line) -> None:
        await line.send(self.answer(request))

    def answer(self, request: Request) -> bytes:
        """What the server says to a request."""
        parts = request.path.strip("/").split("/")
        if parts == ["queue"]:
            query = parse_qs(request.target.partition("?")[2])
            start = int(query["from"][0])
            found = [item for item in self.items.values() if item.open]
            return json_answer(
                {
                    "items": [msgspec.to_builtins(item) for item in found[start : start + PAGE]],
                    "total": len(found),
                }
            )
        item = self.items.get(parts[1])
        if item is None:
            return json_answer({}, 404)
        if request.method == "GET":
            return json_answer(msgspec.to_builtins(item))
        verb = json.loads(request.body)["verb"]
        if item.id in self.refuses:
            return json_answer({}, 422)
        already = verb in item.done
        if not already:
            item.done.append(verb)
        self.acts[item.id, verb] += 1
        self.order.append(item.id)
        if item.id in self.drops:
            self.drops.discard(item.id)
            return json_answer({}, 500)
        return json_answer({"already": already})


class CrowdAdapter:
    """What speaks to it."""

    def __init__(self, origin: str) -> None:
        self._client = Client(origin)

    async def open(self) -> Moderator:
        return Moderator("m1", "Marie", "backend")

    async def capabilities(self) -> tuple[Capability, ...]:
        verbs = (Verb.KEEP, Verb.REMOVE, Verb.RESTORE, Verb.CLOSE, Verb.WARN)
        inverse = {Verb.REMOVE: Verb.RESTORE}
        return tuple(
            Capability(verb, verb.value.capitalize(), Resend.DETECTABLE, inverse=inverse.get(verb))
            for verb in verbs
        )

    async def queue(self) -> AsyncIterator[Page]:
        start, total = 0, 1
        while start < total:
            found = await self._client.get("/queue", Items, query={"from": start})
            total = found.total
            yield Page(tuple(_case(item) for item in found.items), total=total)
            start += PAGE

    async def case(self, key: CaseKey) -> Case | None:
        return _case(await self._client.get(path_of("cases", key.native), Item))

    async def context(self, case: Case) -> Context:
        return Context()

    async def preparation(self, case: Case, verbs: frozenset[str]) -> tuple[Step, ...]:
        return ()

    async def perform(self, order: Order) -> Outcome:
        path = path_of("cases", order.decision.case.native)
        done = await self._client.change("POST", path, Done, {"verb": order.step.verb})
        return Outcome(Result.ALREADY if done.already else Result.APPLIED)

    async def settle(self, order: Order) -> Settled:
        item = await self._client.get(path_of("cases", order.decision.case.native), Item)
        return Settled.HAPPENED if order.step.verb in item.done else Settled.DID_NOT

    async def close(self) -> None:
        await self._client.close()


def _case(item: Item) -> Case:
    return Case(
        CaseKey("crowd", "post", item.id),
        Subject(Kind.POST, item.id, Person(item.author, item.author), item.text, "1"),
        reports=(Report("r" + item.id, Person("u-rose", "Rose"), "spam"),),
        handled=None if item.open else Handled("Marie"),
    )
