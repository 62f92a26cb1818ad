"""The contract of the wire: whatever it does, nothing is made up, lost or done twice."""

import itertools
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from modtui.adapters.base import Adapter, AdapterError, Order, Settled, Trouble
from modtui.adapters.contract.orders import DONE, done, trial
from modtui.adapters.contract.running import Shared, queued, whole_queue
from modtui.adapters.contract.seeding import WiredSeeder
from modtui.adapters.contract.standin import Request, answer, json_answer
from modtui.adapters.contract.wire import CuttableLine, cuttable
from modtui.model import Moderator, Resend, Result, Verb

CUTS = 6
"""Changing requests of one step that are cut, one after the other."""

PAGE = "<!doctype html><html><title>Log in</title></html>"
NO_CONTENT = "an object without anything"
NOT_THE_BACKEND = {
    "a web page": answer(200, PAGE, kind="text/html"),
    "a web page that calls itself JSON": answer(200, PAGE),
    "nothing": answer(200, b""),
    NO_CONTENT: answer(200, b"{}"),
    "a broken off answer": answer(200, b'{"a": [{"b": '),
    "a proxy that finds nobody": answer(502, PAGE, kind="text/html"),
}
SHOUT = {"errors": ["\x1b]0;owned\x07no"], "error": "\x1b[2Jno\r\nno", "errcode": "\x1b[2J"}


def changes(request: Request) -> bool:
    """Whether a request is meant to change something."""
    return request.method not in ("GET", "HEAD")


class WireContract(Shared):
    """For adapters that speak HTTP. The ``seeder`` is a WiredSeeder."""

    @pytest_asyncio.fixture
    async def wire(self, seeder: WiredSeeder) -> AsyncIterator[CuttableLine]:
        """The line between the adapter and the backend."""
        async with cuttable(seeder.origin) as line:
            yield line

    @pytest_asyncio.fixture
    async def wired(self, seeder: WiredSeeder, wire: CuttableLine) -> AsyncIterator[Adapter]:
        """The moderator's adapter at the other end of the line."""
        made = seeder.adapter_at(wire.origin)
        yield made
        await made.close()

    @pytest.mark.parametrize("when", ["before", "after"])
    async def test_a_line_that_breaks_leaves_nothing_undone_or_done_twice(
        self,
        seeder: WiredSeeder,
        adapter: Adapter,
        me: Moderator,
        verb: str,
        when: str,
    ) -> None:
        """Cut at each changing request of the step in turn; read; sent again where declared."""
        for nth in range(1, CUTS + 1):
            key = await seeder.reported(f"hello {nth}")
            tried = await trial(seeder, adapter, me, key, verb)
            for order in tried.before:
                await done(adapter, order)
            async with cuttable(seeder.origin) as wire:
                wired = seeder.adapter_at(wire.origin)
                await wired.open()
                setattr(wire, f"cut_{when}", _the_nth(nth))
                cut = await _breaks(wired, tried.order)
                await wired.close()
            if not cut:
                assert nth > 1, f"{verb} asks the backend to change nothing"
                return
            await self._settled_rightly(seeder, tried.order, tried.capability.resend)

    async def _settled_rightly(self, seeder: WiredSeeder, order: Order, resend: Resend) -> None:
        # As after a crash: nothing is remembered.
        fresh = seeder.adapter()
        await fresh.open()
        happened = await seeder.times(order)
        assert happened in (0, 1)
        told = await fresh.settle(order)
        right = Settled.HAPPENED if happened else Settled.DID_NOT
        wrong = Settled.DID_NOT if happened else Settled.HAPPENED
        assert told is not wrong
        assert told is right or resend is not Resend.DETECTABLE
        if told is Settled.DID_NOT or (told is Settled.CANNOT_TELL and resend is Resend.SAFE):
            again = await fresh.perform(order)
            assert again.result in DONE, again
            assert await seeder.times(order) == 1
        await fresh.close()

    async def test_a_backend_that_asks_to_wait_is_said_to(
        self, seeder: WiredSeeder, wire: CuttableLine, wired: Adapter
    ) -> None:
        me = await wired.open()
        order = await self._ending(seeder, wired, me)
        wire.instead = lambda request: seeder.limited
        try:
            outcome = await wired.perform(order)
        except AdapterError as error:
            assert error.trouble is Trouble.LIMITED
            wait = error.retry_after
        else:
            assert outcome.result is Result.LIMITED
            wait = outcome.retry_after
        assert wait is None or wait > 0
        assert await seeder.times(order) == 0
        with pytest.raises(AdapterError) as caught:
            await queued(wired)
        assert caught.value.trouble is Trouble.LIMITED

    async def test_a_token_that_ran_out_is_said_to_and_not_shown(
        self, seeder: WiredSeeder, adapter: Adapter, me: Moderator
    ) -> None:
        order = await self._ending(seeder, adapter, me)
        await seeder.signed_out()
        for call in (
            lambda: adapter.perform(order),
            lambda: queued(adapter),
            lambda: adapter.case(order.decision.case),
        ):
            with pytest.raises(AdapterError) as caught:
                await call()
            assert caught.value.trouble is Trouble.SIGNED_OUT
            assert not seeder.token or seeder.token not in str(caught.value)
        assert await seeder.times(order) == 0

    async def test_a_backend_that_is_not_there_is_said_to_be_unreachable(
        self, seeder: WiredSeeder, wire: CuttableLine, wired: Adapter
    ) -> None:
        me = await wired.open()
        order = await self._ending(seeder, wired, me)
        wire.stop()
        never_opened = seeder.adapter_at(wire.origin)
        for call in (
            lambda: wired.perform(order),
            lambda: queued(wired),
            lambda: wired.case(order.decision.case),
            never_opened.open,
        ):
            with pytest.raises(AdapterError) as caught:
                await call()
            assert caught.value.trouble is Trouble.UNREACHABLE
        assert await seeder.times(order) == 0
        await never_opened.close()

    @pytest.mark.parametrize("what", NOT_THE_BACKEND)
    async def test_what_is_not_the_backend_is_never_taken_at_its_word(
        self, seeder: WiredSeeder, wire: CuttableLine, wired: Adapter, what: str
    ) -> None:
        me = await wired.open()
        order = await self._ending(seeder, wired, me)
        wire.instead = lambda request: NOT_THE_BACKEND[what]
        for call in (lambda: whole_queue(wired), lambda: wired.case(order.decision.case)):
            with pytest.raises(AdapterError) as caught:
                await call()
            assert caught.value.trouble not in (Trouble.GONE, Trouble.DENIED)
        told = await _settled(wired, order)
        assert told is Settled.CANNOT_TELL
        if what != NO_CONTENT:  # which is how some backends say that a change was made
            wire.instead = lambda request: NOT_THE_BACKEND[what] if changes(request) else None
            await self._not_believed(wired, order)

    @pytest.mark.parametrize("status", [404, 410, 409])
    async def test_a_refusal_by_something_in_between_decides_nothing(
        self, seeder: WiredSeeder, wire: CuttableLine, wired: Adapter, status: int
    ) -> None:
        me = await wired.open()
        order = await self._ending(seeder, wired, me)
        wire.instead = lambda request: answer(status, PAGE, kind="text/html")
        with pytest.raises(AdapterError):
            await queued(wired)
        with pytest.raises(AdapterError):
            await wired.case(order.decision.case)
        wire.instead = lambda request: (
            answer(status, PAGE, kind="text/html") if changes(request) else None
        )
        await self._not_believed(wired, order)

    @pytest.mark.parametrize("status", [400, 403, 404, 422, 500])
    async def test_what_an_error_says_cannot_act(
        self, seeder: WiredSeeder, wire: CuttableLine, wired: Adapter, status: int
    ) -> None:
        me = await wired.open()
        order = await self._ending(seeder, wired, me)
        wire.instead = lambda request: json_answer(SHOUT, status)
        said: list[str] = []
        calls: tuple[Callable[[], object], ...] = (
            lambda: queued(wired), lambda: wired.case(order.decision.case), wired.capabilities,
        )  # fmt: skip
        for call in calls:
            try:
                await call()  # type: ignore[misc]
            except AdapterError as error:
                said.append(str(error))
        assert said
        assert all(sentence and sentence.isprintable() for sentence in said)

    async def _ending(self, seeder: WiredSeeder, adapter: Adapter, me: Moderator) -> Order:
        ending = next(verb for verb in (Verb.KEEP, Verb.CLOSE) if verb in self.verbs)
        tried = await trial(seeder, adapter, me, await seeder.reported("hello"), ending)
        return tried.order

    async def _not_believed(self, adapter: Adapter, order: Order) -> None:
        try:
            outcome = await adapter.perform(order)
        except AdapterError as error:
            assert error.trouble in (
                Trouble.IN_DOUBT, Trouble.BROKEN, Trouble.BACKEND, Trouble.SIGNED_OUT
            )  # fmt: skip
        else:
            assert outcome.result not in DONE, outcome


def _the_nth(nth: int) -> Callable[[Request], bool]:
    count = itertools.count(1)
    return lambda request: changes(request) and next(count) == nth


async def _breaks(adapter: Adapter, order: Order) -> bool:
    """Whether the step ran into the cut; otherwise it was done."""
    try:
        outcome = await adapter.perform(order)
    except AdapterError as error:
        assert error.trouble in (Trouble.IN_DOUBT, Trouble.UNREACHABLE, Trouble.BACKEND)
        return True
    assert outcome.result in DONE, outcome
    return False


async def _settled(adapter: Adapter, order: Order) -> Settled:
    try:
        return await adapter.settle(order)
    except AdapterError:
        return Settled.CANNOT_TELL
