"""The contract of acting: every verb does what it says, once, and tells the truth of it."""

from collections.abc import AsyncIterator

import pytest_asyncio
from msgspec.structs import replace

from modtui.adapters import contract
from modtui.adapters.base import (
    Adapter,
    AdapterError,
    Claims,
    Order,
    Responds,
    Settled,
    Trouble,
    Watches,
)
from modtui.adapters.contract.orders import (
    DONE,
    account_of,
    decided,
    done,
    known_case,
    trial,
    trial_on,
)
from modtui.adapters.contract.running import Shared, queued
from modtui.adapters.contract.seeding import Seeder, Who, WiredSeeder, unsupported
from modtui.model import (
    Capability,
    CaseKey,
    Moderator,
    Resend,
    Result,
    Step,
    Verb,
    offered_for,
)

ENDING = (Verb.KEEP, Verb.CLOSE)


class Acting(Shared):
    """What an adapter changes, and what it says that it can change."""

    @pytest_asyncio.fixture
    async def colleague(self, seeder: Seeder) -> AsyncIterator[Adapter]:
        """The other moderator's adapter."""
        made = seeder.adapter(Who.COLLEAGUE)
        yield made
        await made.close()

    async def test_what_it_declares_is_sound_and_tested(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        account = await account_of(adapter)
        case = await known_case(adapter, await seeder.reported("hello"))
        offered = offered_for(case, account, "not offered")
        everything = account | {verb: c for verb, c in offered.items() if c.allowed}
        useful = {v for v, c in everything.items() if c.allowed and not c.preparing}
        assert set(self.verbs) == useful, "`verbs` of the test class are not those declared"
        for verb, capability in everything.items():
            _sound(verb, capability)
            assert capability.inverse is None or capability.inverse in everything

    async def test_what_it_is_for_is_said_without_a_backend(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        about = type(adapter).about()  # type: ignore[attr-defined]
        assert about.backend
        best = {known.verb for known in about.capabilities if known.allowed}
        assert {v for v, c in (await account_of(adapter)).items() if c.allowed} <= best

    async def test_what_it_can_besides_is_tested_too(
        self, seeder: Seeder, adapter: Adapter
    ) -> None:
        parts: tuple[tuple[type, type], ...] = (
            (Claims, contract.ClaimsContract),
            (Watches, contract.WatchesContract),
            (Responds, contract.RespondsContract),
        )
        assert not isinstance(seeder, WiredSeeder) or issubclass(type(self), contract.WireContract)
        for part, tested in parts:
            if isinstance(adapter, part):
                assert issubclass(type(self), tested), f"derive from {tested.__name__} as well"

    async def test_a_verb_does_what_it_says(
        self, seeder: Seeder, adapter: Adapter, me: Moderator, verb: str
    ) -> None:
        key = await seeder.reported("hello")
        tried = await trial(seeder, adapter, me, key, verb)
        for order in tried.before:
            await done(adapter, order)
        assert await seeder.times(tried.order) == 0
        outcome = await done(adapter, tried.order)
        assert await seeder.times(tried.order) == 1, f"{verb} answered {outcome}"
        if tried.forward is not None:
            assert await seeder.times(tried.forward) == 0, "it is not taken back"
        if verb in ENDING:
            case = await adapter.case(key)
            assert key not in await queued(adapter)
            assert case is None or case.handled is not None

    async def test_a_verb_is_settled_and_sent_again_as_declared(
        self, seeder: Seeder, adapter: Adapter, me: Moderator, verb: str
    ) -> None:
        tried = await trial(seeder, adapter, me, await seeder.reported("hello"), verb)
        resend, order = tried.capability.resend, tried.order
        for first in tried.before:
            await done(adapter, first)
        told = await adapter.settle(order)
        assert told is not Settled.HAPPENED
        assert told is Settled.DID_NOT or resend is not Resend.DETECTABLE
        await done(adapter, order)
        # As after a crash: nothing is remembered.
        fresh = seeder.adapter()
        await fresh.open()
        told = await fresh.settle(order)
        assert told is not Settled.DID_NOT
        assert told is Settled.HAPPENED or resend is not Resend.DETECTABLE
        if resend is Resend.SAFE:
            again = await fresh.perform(order)
            assert again.result in DONE, again
            assert await seeder.times(order) == 1, "sending it again was not safe"
        await fresh.close()

    async def test_who_ends_what_a_colleague_ended_is_told(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        for verb in [one for one in ENDING if one in self.verbs]:
            key = await seeder.reported("hello")
            order = (await trial(seeder, adapter, me, key, verb)).order
            await seeder.handled(key)
            outcome = await adapter.perform(order)
            assert outcome.result in (Result.ALREADY, Result.CONFLICT), outcome
            assert outcome.detail

    async def test_of_two_who_end_a_case_the_second_is_told(
        self, seeder: Seeder, adapter: Adapter, me: Moderator, colleague: Adapter
    ) -> None:
        other = await colleague.open()
        assert other.id != me.id or "config" in (me.source, other.source)
        for verb in [one for one in ENDING if one in self.verbs]:
            key = await seeder.reported("hello")
            mine = (await trial(seeder, adapter, me, key, verb)).order
            theirs = (await trial(seeder, colleague, other, key, verb)).order
            await done(adapter, mine)
            outcome = await colleague.perform(theirs)
            assert outcome.result in (Result.ALREADY, Result.CONFLICT), outcome

    async def test_a_report_that_comes_in_meanwhile_is_not_closed_unread(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        if seeder.ends_all:
            unsupported("the backend closes all reports of a case at once")
        key = await seeder.reported("hello")
        ending = next(verb for verb in ENDING if verb in self.verbs)
        order = (await trial(seeder, adapter, me, key, ending)).order
        await seeder.reported_again(key, "and worse")
        assert (await adapter.perform(order)).result in DONE
        assert key in await queued(adapter)

    async def test_a_verb_it_does_not_know_fails_in_words(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        case = await known_case(adapter, await seeder.reported("hello"))
        (order,) = decided(me, case, Step("no-such-verb", "native:no-such-verb"))
        outcome = await adapter.perform(order)
        assert outcome.result is Result.FAILED and outcome.detail

    async def test_what_is_not_there_is_not_acted_on(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        case = await known_case(adapter, await seeder.reported("hello"))
        key = CaseKey(case.key.community, case.key.kind, f"{case.key.native}0815")
        ending = next(verb for verb in ENDING if verb in self.verbs)
        (nowhere,) = decided(me, replace(case, key=key), Step(ending, ending))
        try:
            outcome = await adapter.perform(nowhere)
        except AdapterError as error:
            assert error.trouble in (Trouble.GONE, Trouble.REFUSED)
        else:
            assert outcome.result not in (Result.APPLIED, Result.PARTIAL)

    async def test_who_may_less_is_told_and_not_deceived(self, seeder: Seeder) -> None:
        """What is said to be allowed works, and what is not leaves no trace."""
        member = seeder.adapter(Who.MEMBER)
        try:
            me = await member.open()
            account = await account_of(member)
        except AdapterError as error:
            assert error.trouble in (Trouble.DENIED, Trouble.SIGNED_OUT)
            return
        assert any(not known.allowed for known in account.values())
        moderator = seeder.adapter()
        await moderator.open()
        for verb in self.verbs:
            capability = account.get(verb)
            case = await known_case(moderator, await seeder.reported(f"for {verb}"))
            if capability is None or not capability.allowed:
                known = offered_for(case, await account_of(moderator), "not offered")[verb]
                (order,) = decided(me, case, seeder.step(case, verb, known))
                if verb not in [c.inverse for c in account.values()]:
                    await _refused(member, order)
                    assert await seeder.times(order) == 0
            else:
                tried = await trial_on(seeder, member, me, case, verb)
                for order in (*tried.before, tried.order):
                    await done(member, order)
        await moderator.close()
        await member.close()


async def _refused(adapter: Adapter, order: Order) -> None:
    try:
        outcome = await adapter.perform(order)
    except AdapterError as error:
        assert error.trouble in (Trouble.DENIED, Trouble.GONE, Trouble.REFUSED)
    else:
        assert outcome.result not in (Result.APPLIED, Result.PARTIAL)


def _sound(verb: str, capability: Capability) -> None:
    assert capability.label, f"{verb} has no label"
    assert verb in list(Verb) or verb.startswith("native:") or capability.preparing
    assert capability.seen_by or not capability.allowed, f"{verb}: who gets to know?"
    names = [known.name for known in capability.parameters]
    assert len(set(names)) == len(names)
    for known in capability.parameters:
        values = [choice.value for choice in known.choices]
        assert known.label and len(set(values)) == len(values)
        assert not known.default or not values or known.default in values
