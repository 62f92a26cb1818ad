"""Opening the desk: the one path that has to be quick, and so does without click.

Whatever can be wrong with the files is found and said here, while the terminal is still
as it was.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from modtui.cli.exits import Exit
from modtui.text import safe_line
from modtui.words import _

if TYPE_CHECKING:
    from modtui.config import Config
    from modtui.keymap import Keymap
    from modtui.triage.desk import Desk
    from modtui.tui.app import Trickle


class Manner(NamedTuple):
    """How the desk is shown; what is None is as configured, or as the terminal can.

    ``plain``: line by line, without a screen.
    """

    theme: str | None = None
    ascii: bool | None = None
    plain: bool = False
    repaint: str | None = None
    """How much is sent to the terminal: one of ``REPAINTS``."""


REPAINTS = ("thin", "full")
"""What changed, or all that Textual paints."""


class Community(NamedTuple):
    """Open the desk of a community; None: the first one."""

    name: str | None = None
    manner: Manner = Manner()


class Demo(NamedTuple):
    """Open the desk on the embedded community."""

    seed: int = 1
    still: bool = False
    fresh: bool = False
    file: Path | None = None
    hold: float | None = None
    manner: Manner = Manner()
    keys: str = "modtui"


def understand(arguments: Sequence[str]) -> Community | Demo | None:
    """What the arguments ask for, or None where that is for click to say."""
    try:
        if arguments and arguments[0] == "demo":
            return _demo(iter(arguments[1:]))
        return _community(iter(arguments))
    except (ValueError, StopIteration):
        return None


def _community(arguments: Iterator[str]) -> Community:
    wish = Community()
    for argument in arguments:
        option, given, value = argument.partition("=")
        if manner := _drawn(wish.manner, argument, arguments):
            wish = wish._replace(manner=manner)
        elif option not in ("--community", "-c") or wish.name is not None:
            raise ValueError
        else:
            wish = wish._replace(name=value if given else next(arguments))
    return wish


def _drawn(manner: Manner, argument: str, arguments: Iterator[str]) -> Manner | None:
    """The manner with what this argument asks for; None where it is about something else."""
    option, given, value = argument.partition("=")
    if option == "--ascii" and not given:
        return manner._replace(ascii=True)
    if option == "--plain" and not given:
        return manner._replace(plain=True)
    if option == "--theme" and manner.theme is None:
        return manner._replace(theme=value if given else next(arguments))
    if option == "--repaint" and manner.repaint is None:
        repaint = value if given else next(arguments)
        if repaint not in REPAINTS:
            raise ValueError
        return manner._replace(repaint=repaint)
    return None


def _demo(arguments: Iterator[str]) -> Demo:
    wish = Demo()
    for argument in arguments:
        option, given, value = argument.partition("=")
        if manner := _drawn(wish.manner, argument, arguments):
            wish = wish._replace(manner=manner)
        elif option == "--still" and not given:
            wish = wish._replace(still=True)
        elif option == "--fresh" and not given:
            wish = wish._replace(fresh=True)
        elif option == "--seed":
            wish = wish._replace(seed=int(value if given else next(arguments)))
        elif option == "--hold":
            wish = wish._replace(hold=_seconds(value if given else next(arguments)))
        elif option == "--keys":
            wish = wish._replace(keys=_preset(value if given else next(arguments)))
        elif option == "--file":
            wish = wish._replace(file=Path(value if given else next(arguments)))
        else:
            raise ValueError
    return wish


def _preset(name: str) -> str:
    from modtui.keypresets import NAMES

    if name not in NAMES:
        raise ValueError
    return name


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= 600:
        raise ValueError
    return seconds


def open_desk(wish: Community | Demo) -> Exit:
    """Open what was asked for, and stay until the person leaves."""
    import gc

    # Nothing that starting makes is garbage: looking for some costs a tenth of a start
    # (measured). The screen turns it on again.
    gc.disable()
    try:
        return _open_demo(wish) if isinstance(wish, Demo) else _open_community(wish)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:
        from modtui.cli.failures import explained

        status = explained(error)
        if status is None:
            raise
        return status


def at_terminal() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _open_community(wish: Community) -> Exit:
    from modtui.cli.printing import say
    from modtui.paths import paths

    where = paths()
    if not where.config_file.exists():
        from modtui.cli.first import without_configuration

        return without_configuration(where, plain=wish.manner.plain)
    from modtui.config import load_config
    from modtui.rules.loader import load

    config = load_config(where.config_file, where.compiled)
    if config.language:
        from modtui.words import use

        use(config.language)
    community = config.community(wish.name)
    # What is wrong with the files is said before the screen is touched.
    load(community.ruleset, where.compiled)
    plain, why = in_plain_lines(wish.manner.plain or config.plain)
    if plain:
        from modtui.plain.running import run_plain

        desk = configured_desk(config, wish.name)
        return Exit(run_plain(desk, timezone=config.timezone, notice=why, keymap=config.keys))
    if not at_terminal():
        say(_("The desk needs a terminal. Without one: modtui queue, modtui decide, modtui audit."))
        return Exit.USAGE
    return _show(
        lambda: configured_desk(config, wish.name),
        name=community.name,
        timezone=config.timezone,
        manner=Manner(
            config.theme if wish.manner.theme is None else wish.manner.theme,
            config.ascii if wish.manner.ascii is None else wish.manner.ascii,
            repaint=wish.manner.repaint,
        ),
        keymap=config.keys,
    )


def configured_desk(config: "Config", name: str | None, hold: float | None = None) -> "Desk":
    """The desk of a configured community. Raises ConfigError and FileProblems."""
    from modtui.adapters import Unusable
    from modtui.config import ConfigError
    from modtui.triage.opening import make_desk

    community = config.community(name)
    try:
        return make_desk(config, community.name, hold_back=hold)
    except Unusable as error:
        raise ConfigError(f"{community.name}: {error}") from error
    except LookupError as error:
        if type(error) is not LookupError:
            raise
        raise ConfigError(
            _("{community}: there is no adapter {name}; see modtui adapters.").format(
                community=community.name, name=safe_line(community.adapter, 60)
            )
        ) from None


def in_plain_lines(wanted: bool) -> tuple[bool, str]:
    """Whether the desk is to be a dialogue in lines, and a sentence where nobody asked for
    that: a dumb terminal can show nothing else."""
    import os

    if wanted or os.environ.get("TERM") != "dumb" or not at_terminal():
        return wanted, ""
    return True, _("This terminal is dumb (TERM=dumb): the desk is plain lines, as with --plain.")


def _open_demo(wish: Demo) -> Exit:
    plain, why = in_plain_lines(wish.manner.plain)
    if not plain and not at_terminal():
        from modtui.cli.tour import tour

        return tour(wish.seed)
    from modtui.demo.names import NAME
    from modtui.paths import paths

    folder = paths().demo
    file = wish.file.absolute() if wish.file else None
    notice = ""
    # Only where a beginning was asked for: going on is what one is used to.
    if wish.seed != Demo().seed and not wish.fresh and _goes_on(folder, file):
        notice = _("This goes on with the last one; --fresh begins anew with your seed.")

    def make() -> "Desk":
        from modtui.demo.opening import demo_desk

        return demo_desk(folder, seed=wish.seed, fresh=wish.fresh, file=file, hold=wish.hold)

    async def trickle(desk: "Desk") -> None:
        from modtui.demo.opening import demo_file, trickling

        await trickling(desk, file or demo_file(folder), seed=wish.seed)

    from modtui.keypresets import keymap

    trickling_in = None if wish.still else trickle
    if plain:
        from modtui.plain.running import run_plain

        return Exit(
            run_plain(
                make(),
                trickle=trickling_in,
                notice=f"{why} {notice}".strip(),
                keymap=keymap(wish.keys),
            )
        )
    return _show(
        make,
        name=NAME,
        manner=wish.manner,
        trickle=trickling_in,
        notice=notice,
        keymap=keymap(wish.keys),
    )


def _goes_on(folder: Path, file: Path | None) -> bool:
    from modtui.demo.opening import demo_file

    return (file or demo_file(folder)).exists()


def theme_problem(name: str) -> str:
    """Why the screen could not open with this theme, in a sentence; empty: it can."""
    from modtui.tui.theme import ThemeError, find_theme

    try:
        find_theme(name)
    except ThemeError as error:
        return str(error)
    return ""


def _show(
    make: "Callable[[], Desk]",
    *,
    name: str,
    timezone: str = "",
    manner: Manner,
    trickle: "Trickle | None" = None,
    notice: str = "",
    keymap: "Keymap | None" = None,
) -> Exit:
    """The screen first, the desk behind it: an outline is there while files are read."""
    from modtui.tui.app import run_desk
    from modtui.tui.theme import ThemeError

    try:
        code = run_desk(
            make,
            name=name,
            timezone=timezone,
            theme=manner.theme or "",
            ascii_only=manner.ascii,
            repaint=manner.repaint or "",
            trickle=trickle,
            notice=notice,
            keymap=keymap,
        )
    except ThemeError as error:
        from modtui.cli.printing import say

        say(str(error))
        return Exit.USAGE
    return Exit(code) if code in set(Exit) else Exit.PROBLEM
