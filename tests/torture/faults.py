"""One desk, one fault: what is shown and done while it lasts, and after it ended."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from modtui.adapters.base import Setting
from modtui.adapters.http import Client
from modtui.adapters.matrix import MatrixAdapter
from modtui.model import CaseKey, Result, Verb
from modtui.triage.desk import Desk, Settings
from modtui.triage.opening import build
from modtui.triage.views import Standing
from tests.adapters.standin import Request
from tests.adapters.test_matrix import REPORTS, Pretender, row
from tests.torture.adapter import RULES, desk_on, store_in
from tests.torture.kills import EFFECT
from tests.torture.proxy import Fault, Proxy, proxied
from tests.torture.tally import Tally
from tests.torture.town import Town
from tests.triage.garden import Clock

CASES = 25
"""Three pages."""
QUICK = {"timeout": 0.25, "deadline": 0.5, "patience": 0.05}
_NOT_PLAIN = re.compile(
    r"Traceback|\[Errno|Exception|Error\b|httpx|msgspec|0x[0-9a-f]{4}|None|\{|\\u"
)
HITS: dict[str, Callable[[Request], bool]] = {
    "all": lambda request: True,
    "changes": lambda request: request.method == "POST",
    "lists": lambda request: request.path == "/queue",
    "reports": lambda request: request.path == REPORTS,
    "letters": lambda request: request.path.startswith("/letters"),
}

EVERYWHERE = ("all", "changes", "changes but the first", "letters")


def plain(sentence: str) -> str:
    """What is wrong with a sentence that a person is to read; empty: nothing."""
    if not sentence:
        return "nothing was said"
    if any(unicodedata.category(letter).startswith("C") for letter in sentence):
        return f"control characters: {sentence!r}"
    if _NOT_PLAIN.search(sentence) or len(sentence) > 500 or not sentence.endswith("."):
        return f"not plain: {sentence!r}"
    return ""


def _forget_the_wait(desk: Desk) -> None:
    """As if the time had passed that the backend asked for."""
    desk._adapter._http.budget._quiet_until = 0.0  # type: ignore[attr-defined]


def _shown(desk: Desk) -> set[str]:
    return {row.key.native for row in desk.rows()}


async def reading(fault: Fault, base: Path) -> list[str]:
    """The queue under a fault: at the first reading, and at a later one."""
    wrong: list[str] = []
    town = Town()
    every = set(town.flag(CASES))
    async with proxied(town.answer) as proxy:
        for known in (False, True):
            desk = desk_on(proxy.origin, base / f"known-{known}", **QUICK)
            await desk.open()
            if known:
                await desk.refresh()
            await proxy.begin(fault, HITS["all"] if known else HITS["lists"])
            line = await desk.refresh()
            shown = _shown(desk)
            what = f"{fault.name}, {'a later' if known else 'the first'} reading"
            if line.trouble:
                if said := plain(line.trouble):
                    wrong.append(f"{what}: {said}")
                if known and shown != every:
                    wrong.append(f"{what}: rows went away: {len(shown)}")
                if not known and line.complete:
                    wrong.append(f"{what}: called complete")
            elif len(shown) != len(every) or not line.complete:
                wrong.append(f"{what}: {len(shown)} of {len(every)} shown, and nothing said")
            await proxy.end()
            _forget_the_wait(desk)
            line = await desk.refresh()
            await desk.take_in()
            if line.trouble or not line.complete or not every <= _shown(desk):
                wrong.append(f"{what}: it does not recover: {line} {len(_shown(desk))}")
            await desk.close("keep")
    return wrong


async def reading_matrix(fault: Fault, base: Path) -> list[str]:
    """The Matrix adapter's queue under the same faults, against the pretended Synapse of its
    own tests, which can only be read."""
    wrong: list[str] = []
    pretended = Pretender([row(number) for number in range(1, CASES)])
    async with proxied(pretended.usual) as proxy:
        for known in (False, True):
            setting = Setting(community="test", server=proxy.origin, token=lambda: "token")
            adapter: Any = MatrixAdapter(setting)
            adapter._server.http = _hurried(adapter._server.http)
            store = store_in(base / f"matrix-{known}")
            desk = build("test", adapter, RULES, store, Settings())
            await desk.open()
            if known:
                await desk.refresh()
            await proxy.begin(fault, HITS["all" if known else "reports"])
            line = await desk.refresh()
            many = len(desk.rows())
            what = f"Matrix: {fault.name}, {'a later' if known else 'the first'} reading"
            if line.trouble and (said := plain(line.trouble)):
                wrong.append(f"{what}: {said}")
            if line.complete and many < CASES - 1:
                wrong.append(f"{what}: {many} rows, {line.trouble!r}")
            await proxy.end()
            adapter._server.http.budget._quiet_until = 0.0
            line = await desk.refresh()
            await desk.take_in()
            if line.trouble or len(desk.rows()) < CASES - 1:
                wrong.append(f"{what}: it does not recover: {line}")
            await desk.close("keep")
    return wrong


def _hurried(client: Client) -> Client:
    """The same client, with less patience."""
    return Client(
        client.origin,
        token=client._token,
        read_refusal=client._read_refusal,
        retry_pause=0.001,
        **QUICK,  # type: ignore[arg-type]
    )


async def sending(
    fault: Fault, where: str, verb: str, base: Path
) -> tuple[list[str], Counter[str]]:
    """A decision on its way under a fault, and its steps counted after it ended."""
    clock = Clock()
    town = Town()
    (native,) = town.flag()
    tally: Counter[str] = Counter()
    what = f"{fault.name} on {where}, {verb}"
    async with proxied(town.answer) as proxy:
        desk = desk_on(proxy.origin, base, clock=clock, **QUICK)
        await desk.open()
        await desk.refresh()
        draft = await desk.draft(await desk.look(CaseKey("town", "post", native)), verb)
        assert draft.problems == ()
        id = (await desk.decide(draft)).id
        await proxy.begin(fault, _hits(where))
        wrong: list[str] = []
        for _ in range(2):
            await desk.send_now()
            _forget_the_wait(desk)
            clock.pass_(5)
        for found in desk.pending():
            # What a person is asked is a phrase; what stands in the way is a sentence.
            asked = found.standing is Standing.DOUBT and found.detail
            if said := plain(f"{asked}." if asked else desk.trouble or found.detail):
                wrong.append(f"{what}: {said}")
        tally["told while it lasted"] += bool(desk.pending())
        await proxy.end()
        wrong += [f"{what}: {w}" for w in await _recover(desk, id, town, clock, tally)]
        wrong += [f"{what}: {w}" for w in _counted(desk, id, town)]
        await desk.close("keep")
    return wrong, tally


def _hits(where: str) -> Callable[[Request], bool]:
    if where != "changes but the first":
        return HITS[where]
    seen = 0

    def hits(request: Request) -> bool:
        nonlocal seen
        seen += request.method == "POST"
        return request.method == "POST" and seen > 1

    return hits


async def _recover(desk: Desk, id: str, town: Town, clock: Clock, tally: Counter[str]) -> list[str]:
    """What the desk does by itself, and a person where they are asked."""
    for _ in range(12):
        clock.pass_(60)
        _forget_the_wait(desk)
        await desk.send_now()
        found = desk.decision(id)
        assert found is not None
        if found.standing is Standing.CLOSED:
            tally["recovered"] += 1
            return []
        if found.standing is Standing.DOUBT:
            for step in found.decision.steps:
                outcome = dict(found.outcomes).get(step.id)
                if outcome is not None and outcome.result is Result.UNKNOWN:
                    name = f"{EFFECT[Verb(step.verb)]}/{id}/{step.id}"
                    tally["a person was asked"] += 1
                    await desk.answer(id, step.id, bool(town.effects[name]))
        elif found.standing in (Standing.FAILED, Standing.RETURNED):
            tally["a person sent it again"] += 1
            await desk.resume(id)
    return [f"does not recover: {found.standing} {desk.trouble} {found.detail}"]


def _counted(desk: Desk, id: str, town: Town) -> list[str]:
    found = desk.decision(id)
    assert found is not None
    wrong = []
    for step in found.decision.steps:
        name = f"{EFFECT[Verb(step.verb)]}/{id}/{step.id}"
        if (done := town.effects.pop(name, 0)) != 1:
            wrong.append(f"{name} was done {done} times")
    return [*wrong, *(f"{name} was never decided" for name, n in town.effects.items() if n)]


async def try_faults(faults: tuple[Fault, ...], base: Path, *, wide: bool) -> Tally:
    """Each fault while the queue is read and while a decision is sent.

    ``wide``: at each kind of request and with each kind of step.
    """
    tally = Tally("faults on the line", "situations")
    for number, fault in enumerate(faults):
        wrong = await reading(fault, base / f"{number}")
        tally.tried += 2
        tally.wrong += wrong
        tally.count("while the queue was read", 2)
        if wide:
            tally.wrong += await reading_matrix(fault, base / f"{number}")
            tally.tried += 2
            tally.count("while Matrix was read", 2)
        if fault.reads:
            continue
        for where in EVERYWHERE if wide else EVERYWHERE[2:]:
            for verb in (Verb.REMOVE, Verb.MUTE) if wide else (Verb.MUTE,):
                folder = base / f"{number}-{where}-{verb}"
                wrong, seen = await sending(fault, where, verb, folder)
                tally.tried += 1
                tally.wrong += wrong
                tally.lost += sum("done 0 times" in w for w in wrong)
                tally.doubled += sum("done" in w and "done 0" not in w for w in wrong)
                for what, many in seen.items():
                    tally.count(what, many)
    return tally


__all__ = ["Proxy", "plain", "reading", "sending", "try_faults"]
