"""Named places where a test may kill the process, to show that nothing is lost there.

With ``MODTUI_CRASH_AT`` in the environment naming a point, the process that reaches it
dies at once by SIGKILL, as in a power cut: no handler, no flush. ``outbox.sent:3`` is the
third time that the point is reached. Without the variable a point costs one comparison.
"""

import os
import signal

_CRASH_AT, _, _nth = os.environ.get("MODTUI_CRASH_AT", "").partition(":")
_left = int(_nth or 1)


def reached(name: str) -> None:
    """Says that execution has come to this point."""
    global _left
    if _CRASH_AT and name == _CRASH_AT:
        _left -= 1
        if _left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
