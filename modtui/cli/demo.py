"""The made-up community."""

from pathlib import Path

import click

from modtui.cli.exits import Exit
from modtui.cli.launch import REPAINTS, Demo, Manner, open_desk
from modtui.keypresets import NAMES


@click.command()
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed, the same.")
@click.option("--still", is_flag=True, help="No new flags trickle in.")
@click.option("--fresh", is_flag=True, help="Begin anew; the last one is put aside.")
@click.option("--file", type=click.Path(path_type=Path), help="The community's file.")
@click.option("--hold", type=click.FloatRange(0, 600), metavar="SECONDS", help="The hold-back.")
@click.option("--theme", metavar="NAME", help="The colours: a theme's name or file.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Borders and marks in ASCII only.")
@click.option("--plain", is_flag=True, help="Line by line, for screen readers.")
@click.option("--keys", type=click.Choice(NAMES), default="modtui", help="Keys to try.")
@click.option("--repaint", type=click.Choice(REPAINTS), help="How much the terminal is sent.")
def demo(
    seed: int,
    still: bool,
    fresh: bool,
    file: Path | None,
    hold: float | None,
    theme: str | None,
    ascii_only: bool,
    plain: bool,
    keys: str,
    repaint: str | None,
) -> Exit:
    """Open the desk on a made-up community, or go on with the last one.

    Without a terminal a short tour in plain text is printed instead.
    """
    manner = Manner(theme, ascii_only or None, plain, repaint)
    return open_desk(Demo(seed, still, fresh, file, hold, manner, keys))
