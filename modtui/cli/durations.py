"""Lengths of time on the command line."""

import click

from modtui.times import seconds_of
from modtui.words import _


def seconds(context: click.Context, option: click.Parameter, text: str | None) -> int | None:
    """``30m``, ``12h``, ``7d``, ``2w`` in seconds, ``forever`` as None, nothing as -1.

    Raises click.BadParameter.
    """
    if text is None:
        return -1
    try:
        return seconds_of(text)
    except ValueError:
        wanted = _("write it as 30m, 12h, 7d, 2w or forever")
        raise click.BadParameter(wanted, context, option) from None
