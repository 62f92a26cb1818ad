"""Lengths of time on the command line."""

import re

import click

from modtui.words import _

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def seconds(context: click.Context, option: click.Parameter, text: str | None) -> int | None:
    """``30m``, ``12h``, ``7d``, ``2w`` in seconds, ``forever`` as None, nothing as -1.

    Raises click.BadParameter.
    """
    if text is None:
        return -1
    if text == "forever":
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,5})([smhdw])", text)
    if found is None:
        raise click.BadParameter(_("write it as 30m, 12h, 7d, 2w or forever"), context, option)
    return int(found[1]) * UNITS[found[2]]
