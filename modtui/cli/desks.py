"""Desks for commands: made from the options, opened, and always left as they were found."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, NamedTuple

import click

from modtui.cli.exits import Exit, Stop
from modtui.cli.printing import say
from modtui.model import CaseKey
from modtui.paths import paths
from modtui.triage.desk import Desk
from modtui.words import _


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
    """The case that a person named: ``post/12``, or with the community before it."""
    given = text if text.startswith(f"{desk.name}/") else f"{desk.name}/{text}"
    try:
        return CaseKey.parse(given)
    except ValueError:
        raise Stop(Exit.USAGE, _("A case is named as `modtui queue` prints it: kind/id.")) from None


def short(desk: Desk, key: CaseKey) -> str:
    """How a case is called within its community."""
    return f"{key.kind}/{key.native}" if key.community == desk.name else str(key)


def run(work: Coroutine[Any, Any, Exit]) -> Exit:
    """Run a command's work to its end."""
    return asyncio.run(work)
