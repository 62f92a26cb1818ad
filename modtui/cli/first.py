"""The first time: no configuration yet."""

import os

from modtui import privately
from modtui.cli.exits import Exit
from modtui.cli.printing import say
from modtui.paths import Paths
from modtui.words import _


def write_example(where: Paths) -> bool:
    """Write the commented example, 0600. False where there is a file already."""
    from modtui.configexample import EXAMPLE

    privately.make_folder(where.config)
    try:
        handle = privately.open_file(where.config_file, os.O_WRONLY | os.O_EXCL)
    except FileExistsError:
        return False
    with open(handle, "w", encoding="utf-8") as file:
        file.write(EXAMPLE)
    return True


def written(where: Paths) -> None:
    """Say what to do with the example."""
    say(_("Wrote {path}. Edit it, then run: modtui doctor").format(path=where.config_file))


def without_configuration(where: Paths, *, plain: bool = False) -> Exit:
    """Offer the demo and the example; without a terminal, say how to get them."""
    from modtui.cli.launch import Demo, Manner, at_terminal, open_desk

    say(_("There is no configuration yet: {path}").format(path=where.config_file))
    if not at_terminal():
        say(_("  modtui demo   opens the desk on a made-up community"))
        say(_("  modtui init   writes a commented example to edit"))
        return Exit.USAGE
    say(_("  d  open the desk on a made-up community"))
    say(_("  w  write a commented example to edit"))
    say(_("  q  leave"))
    while True:
        try:
            answer = input(_("What now? [d/w/q] ")).strip().lower()
        except EOFError:
            return Exit.USAGE
        if answer == "d":
            return open_desk(Demo(manner=Manner(plain=plain)))
        if answer == "w":
            write_example(where)
            written(where)
            return Exit.OK
        if answer in ("q", ""):
            return Exit.OK
