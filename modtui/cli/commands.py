"""The command line: which commands there are, and how their errors are told.

Each command lives in a file of its group and is imported only when it is called.
"""

import importlib
from collections.abc import Sequence

import click

from modtui import __version__
from modtui.cli.exits import Exit
from modtui.cli.failures import explained
from modtui.cli.launch import REPAINTS, Community, Manner, open_desk
from modtui.cli.printing import say
from modtui.words import _

COMMANDS = {
    "demo": ("modtui.cli.demo", "demo"),
    "queue": ("modtui.cli.queue", "queue"),
    "show": ("modtui.cli.queue", "show"),
    "decide": ("modtui.cli.decide", "decide"),
    "undo": ("modtui.cli.undo", "undo"),
    "outbox": ("modtui.cli.outbox", "outbox"),
    "answer": ("modtui.cli.outbox", "answer"),
    "audit": ("modtui.cli.trust", "audit"),
    "rules": ("modtui.cli.rules", "rules"),
    "adapters": ("modtui.cli.adapters", "adapters"),
    "doctor": ("modtui.cli.doctor", "doctor"),
    "init": ("modtui.cli.files", "init"),
    "paths": ("modtui.cli.files", "paths"),
    "forget": ("modtui.cli.files", "forget"),
}


class _Late(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        found: click.Command = getattr(importlib.import_module(module), name)
        return found


@click.group(
    cls=_Late,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("-c", "--community", metavar="NAME", help="The community; otherwise the first.")
@click.option("--theme", metavar="NAME", help="The colours: a theme's name or file.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Borders and marks in ASCII only.")
@click.option("--plain", is_flag=True, help="The desk line by line, for screen readers.")
@click.option(
    "--repaint",
    type=click.Choice(REPAINTS),
    help="Send the terminal what changed (thin, as usual) or everything painted (full).",
)
@click.version_option(__version__, message="modtui %(version)s")
@click.pass_context
def modtui(
    context: click.Context,
    community: str | None,
    theme: str | None,
    ascii_only: bool,
    plain: bool,
    repaint: str | None,
) -> Exit | None:
    """A keyboard-driven desk for volunteer moderators.

    Without a command the desk opens. Data goes to standard output, everything else to
    standard error.

    \b
    Exit statuses:
      0  done, or yes
      1  a problem was found, the answer is no, or you said no
      2  the command line or the configuration is wrong
      3  the backend cannot be reached, asks to wait, or refused
      4  the decision came back: edited, or handled by somebody else
      5  nobody knows whether a step was carried out
      6  the journal cannot be used, or is not intact
    """
    context.obj = community
    if context.invoked_subcommand is not None:
        return None
    return open_desk(Community(community, Manner(theme, ascii_only or None, plain, repaint)))


def run(arguments: Sequence[str]) -> Exit:
    """Run one command line. Errors are told here, and nowhere below."""
    try:
        status = modtui.main(list(arguments), prog_name="modtui", standalone_mode=False)
    except click.Abort:
        say(_("Interrupted."))
        return Exit.INTERRUPTED
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except (BrokenPipeError, SystemExit):
        # click turns the first into the second, with a status that would mean a problem.
        return _closed()
    except Exception as error:
        known = explained(error)
        if known is None:
            raise
        return known
    return Exit(status) if isinstance(status, int) else Exit.OK


def _closed() -> Exit:
    """Whoever read our output has had enough: no fault."""
    import os
    import sys

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.OK
