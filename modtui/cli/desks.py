"""Desks for commands: made from the options, opened, and always left as they were found."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Any, NamedTuple

import click

from modtui.cli.exits import Exit, Stop
from modtui.cli.printing import say
from modtui.model import CaseKey
from modtui.paths import paths
from modtui.text import safe_line
from modtui.triage.desk import Desk
from modtui.words import _, plural


class Seat(NamedTuple):
    """A desk, not open yet, and the zone that its times are shown in."""

    desk: Desk
    zone: str = ""


def seated(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that say which community a command is about."""
    for option in (
        click.option("--demo", is_flag=True, help="The made-up community of `modtui demo`."),
        click.option("-c", "--community", metavar="NAME", help="Otherwise the first one."),
    ):
        command = option(command)
    return command


def seat(community: str | None, demo: bool, hold: float | None = None) -> Seat:
    """The desk that the options ask for. Raises what making it raises."""
    if demo:
        from modtui.demo.opening import demo_desk

        return Seat(demo_desk(paths().demo, hold=hold))
    from modtui.cli.launch import configured_desk
    from modtui.config import load_config

    where = paths()
    if not where.config_file.exists():
        say(_("There is no configuration yet: {path}").format(path=where.config_file))
        raise Stop(Exit.USAGE, _("Write one with: modtui init. Or try: --demo"))
    config = load_config(where.config_file, where.compiled)
    context = click.get_current_context(silent=True)
    name = community or (context.find_root().obj if context else None)
    return Seat(configured_desk(config, name, hold), config.timezone)


LONGEST = 32
"""Characters up to which a case's whole name is printed in the queue."""
SHORTEST = 4
"""Characters of a case's id that a person must give at least."""


def set_hold(desk: Desk, seconds: float) -> None:
    """Hold decisions back for this long from now on."""
    import msgspec

    desk.settings = msgspec.structs.replace(desk.settings, hold_back=seconds)


@contextlib.asynccontextmanager
async def opened(desk: Desk, *, reach: bool = True) -> AsyncIterator[Desk]:
    """The desk open, and closed again with everything that is held back kept.

    ``reach``: the backend is asked too; what stands in the way is in ``desk.line``.
    """
    await desk.open()
    try:
        for problem in desk.problems:
            say(problem)
        if reach:
            await desk.refresh()
        yield desk
    finally:
        await desk.close("keep")


def must_reach(desk: Desk) -> None:
    """Raises Stop where the backend could not be used."""
    if desk.line.trouble and desk.moderator is None or not desk.capabilities:
        raise Stop(Exit.BACKEND, desk.line.trouble or _("The server was not reached."))


def key_of(desk: Desk, text: str) -> CaseKey:
    """The case that a person named: ``post/12``, with the community before it, or as the
    queue prints it: the beginning of a long id, where it is the only one in the queue."""
    given = text if text.startswith(f"{desk.name}/") else f"{desk.name}/{text}"
    if "/" in text:
        with contextlib.suppress(ValueError):
            return CaseKey.parse(given)
    found = [key for key in desk.case_keys() if any(p.startswith(text) for p in _parts(key))]
    if len(found) == 1 and len(text) >= SHORTEST:
        return found[0]
    if found:
        count = plural("{count} case is", "{count} cases are", len(found))
        raise Stop(Exit.USAGE, _("{count} named so: give more of its name.").format(count=count))
    raise Stop(
        Exit.USAGE,
        _("There is no case {key}: name it as `modtui queue` prints it.").format(
            key=safe_line(text, 100)
        ),
    )


def _parts(key: CaseKey) -> list[str]:
    """The parts of a backend's id, without the signs that shells take for their own."""
    return [part.lstrip("$!#@~") for part in key.native.split("|")]


def handles(desk: Desk, keys: Sequence[CaseKey]) -> list[str]:
    """What cases are called in a list for people: whole, or the beginning of the last part
    of a long id, as much of it as tells the cases of the list apart."""
    whole = [short(desk, key) for key in keys]
    ends = [_parts(key)[-1] for key in keys]
    size = 8
    while size < 64 and len({end[:size] for end in ends}) < len(set(ends)):
        size += 4
    return [
        name if len(name) <= LONGEST else end[:size] for name, end in zip(whole, ends, strict=True)
    ]


def short(desk: Desk, key: CaseKey) -> str:
    """How a case is called within its community."""
    return f"{key.kind}/{key.native}" if key.community == desk.name else str(key)


def run(work: Coroutine[Any, Any, Exit]) -> Exit:
    """Run a command's work to its end."""
    return asyncio.run(work)
