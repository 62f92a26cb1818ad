"""Errors as a person reads them, and the exit status that goes with each."""

from modtui.cli.exits import Exit, Stop
from modtui.cli.printing import say
from modtui.text import safe_line
from modtui.words import plural


def explained(error: Exception) -> Exit | None:
    """Say what went wrong, and return the status. None: this is a fault of the program."""
    from modtui.adapters.base import AdapterError
    from modtui.config import ConfigError
    from modtui.journal import JournalError
    from modtui.problems import FileProblems
    from modtui.state import StateError
    from modtui.triage.asked import BadFilter
    from modtui.triage.desk import DeskError

    status: Exit
    match error:
        case Stop():
            status = error.status
        case FileProblems():
            say(str(error))
            count = len(error.problems)
            say(plural("{count} problem.", "{count} problems.", count))
            return Exit.USAGE
        case ConfigError():
            status = Exit.USAGE
        case JournalError() | StateError():
            status = Exit.JOURNAL
        case BadFilter():
            status = Exit.USAGE
        case DeskError():
            journal = isinstance(error.__cause__, JournalError | OSError)
            status = Exit.JOURNAL if journal else Exit.PROBLEM
        case AdapterError():
            status = Exit.BACKEND
        case OSError() if error.filename is not None and error.strerror:
            say(f"{safe_line(str(error.filename), 300)}: {safe_line(error.strerror, 200)}")
            return Exit.PROBLEM
        case _:
            return None
    say(str(error))
    return status
