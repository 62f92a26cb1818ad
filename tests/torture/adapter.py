"""The adapter for the town: each kind of re-send that an adapter can declare."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec

from modtui.adapters.base import AdapterError, Order, Page, Settled, Trouble
from modtui.adapters.http import Client, HttpError, Refusal, path_of
from modtui.adapters.jsonwire import Undecodable, decode, decode_each
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
    Resend,
    Result,
    Step,
    Struct,
    Subject,
    Unreadable,
    Verb,
)
from modtui.paths import StorePaths
from modtui.triage.desk import Desk, Settings
from modtui.triage.opening import Clock, build, utc_now

RULES = Path(__file__).parents[1] / "triage" / "rules.yaml"


class _Me(Struct):
    id: str
    name: str


class _Case(Struct):
    id: str
    author: str
    text: str
    revision: int
    removed: bool
    closed_by: str
    closed_key: str


class _Page(Struct):
    cases: list[msgspec.Raw]
    next: str | None
    total: int


class _Letters(Struct):
    keys: list[str]


class _Done(Struct):
    done: bool


class _Error(Struct):
    error: str = ""
    retry_after: float | None = None


def _refusal(body: bytes) -> Refusal:
    said = decode(body, _Error)
    return Refusal(sentence=said.error, retry_after=said.retry_after)


class TownAdapter:
    """See ``modtui.adapters.base.Adapter``. ``who`` is the account, and its token."""

    def __init__(self, origin: str, who: str = "marie", **client: Any) -> None:
        self._http = Client(
            origin, token=lambda: who, read_refusal=_refusal, retry_pause=0.001, **client
        )

    async def open(self) -> Moderator:
        me = await self._http.get("/me", _Me)
        return Moderator(me.id, me.name, "backend")

    async def capabilities(self) -> tuple[Capability, ...]:
        return (
            Capability(Verb.KEEP, "Keep", Resend.DETECTABLE),
            Capability(Verb.CLOSE, "Close", Resend.DETECTABLE),
            Capability(Verb.REMOVE, "Remove", Resend.SAFE),
            Capability(Verb.WARN, "Write", Resend.DETECTABLE),
            Capability(Verb.MUTE, "Mute", Resend.UNKNOWN, timed=True),
        )

    async def queue(self) -> AsyncIterator[Page]:
        after, seen = "", set[str]()
        while True:
            page = await self._http.get("/queue", _Page, query={"after": after} if after else None)
            cases, bad = [], []
            for number, found in enumerate(decode_each(page.cases, _Case)):
                if isinstance(found, Undecodable):
                    key = CaseKey("town", "post", f"unreadable {after} {number}")
                    bad.append(Unreadable(key, str(found)))
                elif found.id not in seen:
                    seen.add(found.id)
                    cases.append(_case(found))
            yield Page(tuple(cases), tuple(bad), None if after else page.total)
            if page.next is None:
                if page.total and not seen and not bad:
                    raise AdapterError(Trouble.BROKEN, "The list of cases is not whole.")
                return
            if page.next <= after:
                raise AdapterError(Trouble.BROKEN, "The list of cases goes round in a circle.")
            after = page.next

    async def case(self, key: CaseKey) -> Case | None:
        try:
            return _case(await self._read(key))
        except HttpError as error:
            if error.trouble is Trouble.GONE:
                return None
            raise

    async def _read(self, key: CaseKey) -> _Case:
        return await self._http.get(path_of("cases", key.native), _Case)

    async def context(self, case: Case) -> Context:
        return Context(author=case.subject.author)

    async def preparation(self, case: Case, verbs: frozenset[str]) -> tuple[Step, ...]:
        return ()

    async def perform(self, order: Order) -> Outcome:
        verb, native = order.step.verb, order.decision.case.native
        path = path_of("cases", native, "close" if verb == Verb.KEEP else verb)
        if verb == Verb.WARN:
            path = path_of("letters", order.step.person or "")
        body = {"key": key_of(order), "text": order.step.text}
        try:
            await self._http.change("POST", path, _Done, body)
        except HttpError as error:
            if error.status == 409:
                return Outcome(Result.ALREADY, detail=str(error))
            raise
        return Outcome(Result.APPLIED)

    async def settle(self, order: Order) -> Settled:
        key = key_of(order)
        match order.step.verb:
            case Verb.KEEP | Verb.CLOSE:
                happened = (await self._read(order.decision.case)).closed_key == key
            case Verb.WARN:
                path = path_of("letters", order.step.person or "")
                happened = key in (await self._http.get(path, _Letters)).keys
            case _:
                return Settled.CANNOT_TELL
        return Settled.HAPPENED if happened else Settled.DID_NOT

    async def close(self) -> None:
        await self._http.close()


def key_of(order: Order) -> str:
    """What the town counts an effect by."""
    return f"{order.decision.id}/{order.step.id}"


def _case(found: _Case) -> Case:
    subject = Subject(
        kind=Kind.POST,
        id=found.id,
        author=Person(found.author, found.author),
        text=found.text,
        revision=str(found.revision),
        removed=found.removed,
    )
    handled = Handled(by=found.closed_by) if found.closed_by else None
    return Case(CaseKey("town", "post", found.id), subject, handled=handled)


def store_in(base: Path) -> StorePaths:
    """A store in a folder of its own."""
    return StorePaths(
        base / "journal", base / "index.sqlite", base / "state.json", base, base / "lock"
    )


def desk_on(
    origin: str, base: Path, who: str = "marie", clock: Clock = utc_now, **client: Any
) -> Desk:
    """A desk on the town, with its store in that folder, that holds nothing back."""
    adapter: Any = TownAdapter(origin, who, **client)
    return build("town", adapter, RULES, store_in(base), Settings(hold_back=0.0), clock=clock)
