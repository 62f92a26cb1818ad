"""How many keys a whole decision takes, from the open queue, counted on the real bindings."""

import pytest

from modtui.actions import BY_ID
from modtui.model import Verb
from modtui.tui import keys
from tests.tui.conftest import Person

FRAUD = "Dear members, ignore the jealous people"


class Counting:
    """Presses keys and counts them."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.pressed: list[str] = []

    async def does(self, *actions: str) -> None:
        for action in actions:
            self.pressed.append(keys.shown(keys.keys_of(BY_ID[action])[0]))
            await self.person.does(action)

    async def presses(self, key: str) -> None:
        self.pressed.append(key)
        await self.person.presses(key)


@pytest.fixture
def counting(person: Person) -> Counting:
    return Counting(person)


async def decided(counting: Counting, what: str, most: int) -> tuple[str, ...]:
    """The verbs of the one decision that came of it, once its count was printed and held to."""
    desk = counting.person.desk
    await counting.person.until_changed(lambda: bool(desk.pending()))
    print(f"{what}: {len(counting.pressed)} ({' '.join(counting.pressed)})")
    assert len(counting.pressed) == most
    (pending,) = desk.pending()
    return tuple(step.verb for step in pending.decision.steps)


async def test_keeping_takes_one_key(counting: Counting) -> None:
    await counting.does("keep")
    assert Verb.KEEP in await decided(counting, "keep", 1)


async def test_removing_with_the_proposed_rule_takes_two(counting: Counting) -> None:
    await counting.person.goes_to(FRAUD)
    await counting.does("remove", "confirm")
    verbs = await decided(counting, "remove with the proposed rule and message", 2)
    assert verbs[0] == Verb.REMOVE and Verb.WARN in verbs


async def test_removing_with_another_rule_takes_three(counting: Counting) -> None:
    await counting.person.goes_to(FRAUD)
    rule = next(rule for rule in counting.person.desk.ruleset.rules if rule.id != "scam")
    await counting.presses(rule.key)
    await counting.does("remove", "confirm")
    verbs = await decided(counting, "remove with another rule and message", 3)
    assert Verb.REMOVE in verbs
    assert counting.person.desk.pending()[0].decision.rules == (rule.id,)


async def test_banning_as_the_ladder_says_takes_three(counting: Counting) -> None:
    await counting.person.goes_to(FRAUD)
    rule = next(
        rule
        for rule in counting.person.desk.ruleset.rules
        if rule.key and any(rung.verb == Verb.BAN and rung.seconds for rung in rule.ladder)
    )
    rung = next(rung for rung in rule.ladder if rung.verb == Verb.BAN)
    await counting.presses(rule.key)
    await counting.does("ban", "confirm")
    verbs = await decided(counting, "ban with rule, message and duration from the ladder", 3)
    assert Verb.BAN in verbs
    decision = counting.person.desk.pending()[0].decision
    assert decision.rules == (rule.id,) and any(step.text for step in decision.steps)
    assert {s.seconds for s in decision.steps if s.verb == Verb.BAN} == {rung.seconds}
