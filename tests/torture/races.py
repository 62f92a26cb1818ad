"""Two at once: two moderators on one case, two processes on one store, an author who edits."""

import itertools
import os
import random
from datetime import UTC, datetime
from pathlib import Path

from modtui.adapters.local_store import Community
from modtui.model import CaseKey, Result, Verb
from modtui.triage.desk import Desk
from modtui.triage.views import Standing
from tests.torture.adapter import desk_on
from tests.torture.kills import CASES, Store
from tests.torture.processes import Job, Nursery, TownHall
from tests.torture.proxy import proxied
from tests.torture.tally import Tally
from tests.torture.town import Town
from tests.triage.garden import INSULT, Clock

MODERATORS = {"u-marie": "Marie", "u-paul": "Paul"}
PAIRS = tuple(itertools.product((Verb.REMOVE, Verb.KEEP, Verb.BAN), repeat=2))


def _community(file: Path) -> Community:
    made = Community(file, clock=lambda: datetime.now(UTC))
    for id, name in MODERATORS.items():
        made.add_person(name, id=id, role="moderator")
    made.add_person("Rose", id="u-rose")
    made.add_place("Roses", id="roses")
    made.add_thread("roses", "Pruning", id="t1")
    return made


def race(base: Path, nursery: Nursery, rounds: int) -> Tally:
    """Two moderators decide the same case of the embedded community at the same moment."""
    tally = Tally("two moderators on one case", "races")
    file = base / "garden.json"
    base.mkdir(parents=True, exist_ok=True)
    community = _community(file)
    for number, pair in zip(range(rounds), itertools.cycle(PAIRS), strict=False):
        community.add_person(f"Ana {number}", id=f"u-ana{number}", language="en")
        post = community.add_post("t1", f"u-ana{number}", INSULT)
        community.flag(post, "u-rose", "rude")
        gun = base / f"gun{number}"
        os.mkfifo(gun)  # they wait at this pipe until it is opened for writing
        jobs = {
            who: nursery.start(
                "race",
                file=str(file),
                who=who,
                verb=verb,
                case=post,
                base=str(base / who),
                gun=str(gun),
            )
            for who, verb in zip(MODERATORS, pair, strict=True)
        }
        ready = [nursery.until(job, "ready") for job in jobs.values()]
        shot = os.open(gun, os.O_RDWR)
        for job in jobs.values():
            nursery.until(job)
        os.close(shot)
        tally.tried += 1
        how = f"race {number} ({' against '.join(pair)})"
        if not all(ready) or any(job.ended for job in jobs.values()):
            tally.wrong.append(f"{how}: {[job.said[-1] for job in jobs.values()]}")
            continue
        wrong = _judge(how, community, post, f"u-ana{number}", jobs)
        tally.wrong += wrong
        tally.doubled += sum("twice" in w for w in wrong)
    community.close()
    return tally


def _judge(
    how: str, community: Community, post: str, author: str, jobs: dict[str, Job]
) -> list[str]:
    wrong = []
    acted = {
        act.by
        for act in community.act_log()
        if act.case == f"post/{post}" and act.result is not Result.ALREADY
    }
    standings = {who: job.last("standing") for who, job in jobs.items()}
    if len(acted) != 1:
        wrong.append(f"{how}: acted on twice, by {sorted(acted)}")
        return wrong
    (winner,) = acted
    loser = next(who for who in jobs if who != winner)
    if standings != {winner: Standing.CLOSED, loser: Standing.RETURNED}:
        wrong.append(f"{how}: {winner} acted, and they stand {standings}")
    told = " ".join(jobs[loser].last("why") or ())
    if MODERATORS[winner] not in told:
        wrong.append(f"{how}: the other is not told who: {told!r}")
    if not jobs[loser].last("steps"):
        wrong.append(f"{how}: the other lost their draft")
    if len(community.inbox(author)) > 1:
        wrong.append(f"{how}: the person was written to twice")
    return wrong


def take_over(base: Path, town: TownHall, nursery: Nursery, rounds: int, seed: int) -> Tally:
    """Two processes on one store: one sends and dies, the other goes on with it."""
    chance = random.Random(seed)
    tally = Tally("one store, two processes", "take-overs")
    for number in range(rounds):
        point = chance.choice(
            ["outbox.sending", "outbox.sent", "outbox.recorded", "journal.synced"]
        )
        how = f"{point}:{chance.randrange(1, 9)}"
        kills = Tally("", "")
        store = Store(base / f"store{number}", town, nursery, kills)
        town.flag(CASES)
        where = {"base": str(base / f"store{number}"), "origin": town.origin}
        first = nursery.start("work", crash=how, **where)
        nursery.until(first, "opened")
        second = nursery.start("watch", **where)
        nursery.until(first)
        nursery.until(second)
        store.died(first, how)
        tally.tried += 1
        tally.wrong += kills.wrong
        if second.ended != 0 or not second.last("took_over"):
            tally.wrong.append(f"take-over at {how}: {second.said[-1]}")
        if first.ended == -9 and second.last("sends") is not False:
            tally.count("where the first was dead before the second looked")
        kills.wrong.clear()
        store.compare(f"take-over at {how}")
        tally.wrong += kills.wrong
        tally.lost += kills.lost
        tally.doubled += kills.doubled
    return tally


async def edit_between(base: Path, rounds: int = 1) -> Tally:
    """The author edits between seeing and sending, again after `even so`, and once another
    moderator acts."""
    tally = Tally("edited between seeing and sending", "cases")
    for number in range(rounds):
        for acts in (False, True):
            wrong = await _edited(base / f"{number}-{acts}", acts)
            tally.tried += 1
            tally.wrong += wrong
            tally.doubled += sum("twice" in w for w in wrong)
    return tally


async def _edited(base: Path, other_acts: bool) -> list[str]:
    wrong: list[str] = []
    clock, town = Clock(), Town()
    (native,) = town.flag()
    key = CaseKey("town", "post", native)
    async with proxied(town.answer) as line:
        desk = desk_on(line.origin, base, clock=clock)
        await desk.open()
        await desk.refresh()
        id = (await desk.decide(await desk.draft(await desk.look(key), Verb.MUTE))).id
        town.edit(native, "You idiot, I meant the secateurs.")
        await desk.send_now()
        back = desk.view(key).returned
        if town.effects or back is None or (back.why, back.then) != ("edited", INSULT):
            wrong.append(f"an edit was not held: {town.effects} {back}")
        elif "secateurs" not in back.now:
            wrong.append("the difference is not shown")
        await desk.resume(id)
        town.edit(native, "You idiot, edited again.")
        if other_acts:
            await _paul_keeps(line.origin, base.with_name(base.name + "-paul"), key)
        before = dict(town.effects)
        for _ in range(3):
            await desk.send_now()
            clock.pass_(60)
        wrong += _after(desk, id, town, before, other_acts)
        await desk.close("keep")
    return wrong


async def _paul_keeps(origin: str, base: Path, key: CaseKey) -> None:
    paul = desk_on(origin, base, "paul")
    await paul.open()
    await paul.refresh()
    await paul.decide(await paul.draft(await paul.look(key), Verb.KEEP))
    await paul.send_now()
    await paul.close("keep")


def _after(desk: Desk, id: str, town: Town, before: dict[str, int], other_acts: bool) -> list[str]:
    found = desk.decision(id)
    assert found is not None
    if not other_acts:
        if found.standing is not Standing.CLOSED or set(town.effects.values()) != {1}:
            return [f"`even so` did not send once, or twice: {found.standing} {town.effects}"]
        return []
    told = desk.view(found.decision.case).returned
    if dict(town.effects) != before or found.standing is not Standing.RETURNED:
        return [f"`even so` passed another moderator's act: {town.effects}"]
    if told is None or "paul" not in told.detail.casefold():
        return [f"who acted is not told: {told}"]
    return []
