"""Processes that are killed, and what is left compared with what they had promised.

After each kill another process takes the store up, and may be killed as well. Then one is
let to the end, and backend, journal, outbox, index, state and case cache are compared.
"""

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from modtui.journal import Journal
from modtui.journal.entries import Decided
from modtui.model import Verb
from tests.torture.processes import ROOT, Job, Nursery, TownHall
from tests.torture.tally import Tally

EFFECT = {
    Verb.KEEP: "close",
    Verb.CLOSE: "close",
    Verb.REMOVE: "remove",
    Verb.WARN: "letter",
    Verb.MUTE: "mute",
}
CASES = 5
"""Cases that wait for each process: more than it gets done before it dies."""


def named_points() -> list[str]:
    """Every point that the code names, but for erasing, which has tests of its own."""
    found: set[str] = set()
    for path in (ROOT / "modtui").rglob("*.py"):
        found |= set(re.findall(r'reached\("([a-z.]+)"\)', path.read_text("utf-8")))
    return sorted(found - {"journal.erasing"})


class Store:
    """One store over all its kills: what was acknowledged, and what must hold."""

    def __init__(self, base: Path, town: TownHall, nursery: Nursery, tally: Tally) -> None:
        self.base = base
        self._town = town
        self._nursery = nursery
        self._tally = tally
        self._decided: set[str] = set()
        self._counted = 0

    def begin(self, **job: object) -> Job:
        """A process that decides about new cases, to be killed."""
        self._town.flag(CASES)
        return self._nursery.start("work", base=str(self.base), origin=self._town.origin, **job)

    def died(self, job: Job, how: str) -> bool:
        """Takes note of what it had acknowledged; whether it was killed at all."""
        self._decided |= set(job.all("decided"))
        self._counted = max([self._counted, *job.all("counted")])
        if job.ended == 0:
            return False
        self._tally.tried += 1
        if job.ended != -9:
            self._tally.wrong.append(f"{how}: {job.last('error')}")
        else:
            self._tally.count(f"at {how.partition(':')[0]}")
        self._look(how)
        return True

    def _look(self, how: str) -> None:
        """What must hold at any moment, before anybody repairs anything."""
        if not (self.base / "journal").exists():
            return
        journal = Journal.open(
            self.base / "journal", clock=lambda: datetime.now(UTC), read_only=True
        )
        try:
            kept = {r.entry.decision.id for r in journal.read() if isinstance(r.entry, Decided)}
        finally:
            journal.close()
        if lost := self._decided - kept:
            self._tally.lost += len(lost)
            self._tally.wrong.append(f"{how}: not in the journal: {sorted(lost)}")

    def compare(self, how: str) -> None:
        """Lets a process come to the end, and compares everything with everything."""
        end = self._nursery.run("work", base=str(self.base), origin=self._town.origin, settle=True)
        self._decided |= set(end.all("decided"))
        wrong = self._tally.wrong
        if end.ended != 0:
            wrong.append(f"{how}: it did not come up again: {end.last('error')}")
            return
        if left := end.last("left"):
            wrong.append(f"{how}: not settled: {left}")
        self._tally.count("steps that a person was asked about", len(end.all("asked")))
        if (end.last("count") or 0) < self._counted or end.last("aside"):
            self._tally.lost += 1
            wrong.append(f"{how}: state: {end.last('count')} {self._counted} {end.last('aside')}")
        if end.last("trouble"):
            wrong.append(f"{how}: case cache: {end.last('trouble')}")
        self._compare_steps(how, end)

    def _compare_steps(self, how: str, end: Job) -> None:
        wrong = self._tally.wrong
        journal = Journal.open(self.base / "journal", clock=lambda: datetime.now(UTC))
        verdict = journal.verify()
        records = list(journal.read())
        journal.close()
        if not verdict.ok or not verdict.entries == len(records) == end.last("listed"):
            wrong.append(f"{how}: journal and index: {verdict} {len(records)} {end.said[-3:]}")
        made = [r.entry.decision for r in records if isinstance(r.entry, Decided)]
        if lost := self._decided - {decision.id for decision in made}:
            self._tally.lost += len(lost)
            wrong.append(f"{how}: not in the journal: {sorted(lost)}")
        if again := [key for key, n in Counter(d.case for d in made).items() if n > 1]:
            self._tally.doubled += len(again)
            wrong.append(f"{how}: decided twice: {again}")
        effects: dict[str, int] = self._town.truth()["effects"]
        for decision in made:
            for step in decision.steps:
                name = f"{EFFECT[Verb(step.verb)]}/{decision.id}/{step.id}"
                done = effects.pop(name, 0)
                self._tally.count("steps carried out once", done == 1)
                self._tally.lost += done == 0
                self._tally.doubled += done > 1
                if done != 1:
                    wrong.append(f"{how}: {name} was done {done} times")
        waiting = [id for id, case in self._town.truth()["cases"].items() if not case["closed_by"]]
        if waiting:
            wrong.append(f"{how}: still open: {waiting}")


def kill_at_points(
    base: Path, town: TownHall, nursery: Nursery, times: Callable[[str], Iterable[int]]
) -> Tally:
    """Each named point, at each of the times that ``times`` gives for it."""
    tally = Tally("named crash points", "kills")
    before = set(town.truth()["effects"])
    for point in named_points():
        store = Store(base / point, town, nursery, tally)
        killed = 0
        for nth in times(point):
            how = f"{point}:{nth}"
            # Muting has a step of each kind, in the order of ``times``.
            job = store.begin(crash=how, verb=Verb.MUTE)
            nursery.until(job)
            killed += store.died(job, how)
            store.compare(how)
        if killed == 0:
            tally.wrong.append(f"{point} is never reached")
    _all_recorded(base, town, before, tally)
    return tally


def kill_at_random(
    base: Path, town: TownHall, nursery: Nursery, kills: int, seed: int, until: float = 1e18
) -> Tally:
    """At random calls, and at random moments after a random acknowledgement."""
    chance = random.Random(seed)
    tally = Tally("random moments", "kills")
    before = set(town.truth()["effects"])
    calls = _calls_of_a_run(base, town, nursery)
    number = 0
    while tally.tried < kills and time.monotonic() < until:
        number += 1
        store = Store(base / f"store{number}", town, nursery, tally)
        for _ in range(chance.randrange(1, 9)):
            if chance.random() < 0.5:
                at = chance.randrange(1, calls)
                how = f"a random call: {at} of about {calls}"
                job = store.begin(calls=at)
                nursery.until(job)
            else:
                said, times = chance.choice([("opened", 1), ("counted", 3), ("decided", 4)])
                wait = chance.random() ** 2 * 0.05
                how = f"a random moment: {wait * 1e6:.0f} µs after {said} {times}"
                job = store.begin()
                nursery.until(job, said, chance.randrange(times) + 1)
                time.sleep(wait)
                nursery.kill(job)
            store.died(job, f"{how} (store {number})")
        store.compare(f"store {number}")
    _all_recorded(base, town, before, tally)
    return tally


def _all_recorded(base: Path, town: TownHall, before: set[str], tally: Tally) -> None:
    """Nothing was done on the backend that no journal knows of."""
    made: set[str] = set()
    for folder in base.rglob("journal"):
        journal = Journal.open(folder, clock=lambda: datetime.now(UTC), read_only=True)
        made |= {r.entry.decision.id for r in journal.read() if isinstance(r.entry, Decided)}
        journal.close()
    new = set(town.truth()["effects"]) - before
    unknown = sorted(name for name in new if name.split("/")[1] not in made)
    tally.wrong += [f"{name} was done, and no journal knows of it" for name in unknown]


def _calls_of_a_run(base: Path, town: TownHall, nursery: Nursery) -> int:
    town.flag(CASES)
    whole = nursery.run("work", base=str(base / "whole"), origin=town.origin, calls=0)
    assert whole.ended == 0, whole.said
    return int(whole.last("calls"))
