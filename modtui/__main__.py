"""The ``modtui`` command. Opening the desk goes straight there; the rest is click's."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status (see ``modtui.cli.exits``)."""
    from modtui.cli import launch

    given = sys.argv[1:] if arguments is None else list(arguments)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows a mark; the program goes on.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        wish = launch.understand(given)
        if wish is not None:
            return int(launch.open_desk(wish))
        from modtui.cli.commands import run

        return int(run(given))
    except Exception as error:
        from modtui import crashes

        print(crashes.words(error), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
