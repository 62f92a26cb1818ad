"""A command: no shell, the summary on its input, its status as the answer."""

import asyncio
import sys
from pathlib import Path

import pytest

from modtui.adapters.base import AdapterError, Order, Settled, Trouble
from modtui.configroutes import ToCommand
from modtui.model import Result
from modtui.routes.command import CommandRoute
from tests.routes.conftest import TEXT, saying


def python(code: str, *arguments: str, timeout: float = 20.0) -> CommandRoute:
    return CommandRoute(ToCommand((sys.executable, "-c", code, *arguments), timeout))


async def trouble(route: CommandRoute, order: Order) -> AdapterError:
    with pytest.raises(AdapterError) as caught:
        await route.perform(order)
    return caught.value


async def test_it_gets_the_summary_and_its_arguments_as_they_are(
    order: Order, tmp_path: Path
) -> None:
    code = (
        "import os, sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read());"
        "open(sys.argv[1] + '.env', 'w').write(os.environ['MODTUI_ID'] + sys.argv[2])"
    )
    file = tmp_path / "got"
    outcome = await python(code, str(file), "$(id); `id`").perform(order)
    assert outcome.result is Result.APPLIED
    assert file.read_text(encoding="utf-8") == TEXT + "\n"
    told = file.with_suffix(".env").read_text()
    assert told.startswith("modtui-") and told.endswith("$(id); `id`")


async def test_a_status_is_a_refusal_and_nothing_it_prints_is_shown(order: Order) -> None:
    code = "import sys; print('ca9nary'); print('ca9nary', file=sys.stderr); sys.exit(3)"
    outcome = await python(code).perform(order)
    assert outcome.result is Result.FAILED
    assert "status 3" in outcome.detail
    assert "ca9nary" not in outcome.detail


async def test_status_75_asks_to_be_tried_later(order: Order) -> None:
    error = await trouble(python("raise SystemExit(75)"), order)
    assert error.trouble is Trouble.LIMITED


async def test_one_that_is_killed_leaves_doubt(order: Order) -> None:
    error = await trouble(python("import os; os.kill(os.getpid(), 9)"), order)
    assert error.trouble is Trouble.IN_DOUBT


async def test_one_that_does_not_end_is_stopped_with_its_children(
    order: Order, tmp_path: Path
) -> None:
    fifo = tmp_path / "alive"
    import os

    os.mkfifo(fifo)
    # The child holds the writing end for as long as it lives.
    code = "import os, sys, time; f = open(sys.argv[1], 'w'); os.fork(); time.sleep(600)"
    reading = asyncio.create_task(asyncio.to_thread(fifo.read_bytes))
    error = await trouble(python(code, str(fifo), timeout=1.0), order)
    assert error.trouble is Trouble.IN_DOUBT
    assert await reading == b"", "the end of the file comes when all of them are gone"
    assert await python("").settle(order) is Settled.CANNOT_TELL


async def test_one_that_cannot_be_started_did_nothing(order: Order, tmp_path: Path) -> None:
    route = CommandRoute(ToCommand((str(tmp_path / "missing"),)))
    outcome = await route.perform(order)
    assert outcome.result is Result.FAILED
    (checked,) = await route.check()
    assert not checked.good and "missing" in checked.sentence


async def test_one_that_does_not_read_its_input_may_still_succeed(order: Order) -> None:
    long = saying(order, "x" * 1_000_000)
    assert (await python("").perform(long)).result is Result.APPLIED


async def test_checking_starts_nothing(tmp_path: Path) -> None:
    file = tmp_path / "ran"
    route = python("import sys; open(sys.argv[1], 'w')", str(file))
    (checked,) = await route.check()
    assert checked.good
    assert not file.exists()
