"""What is said when the screen is gone."""

from modtui.text import Safe, safe
from modtui.triage.desk import Leaving
from modtui.words import plural


def parting(leaving: Leaving) -> Safe | None:
    """What leaving did, in a sentence; None where nothing was on its way."""
    words = []
    if leaving.sent:
        words.append(plural("{count} decision sent", "{count} decisions sent", leaving.sent))
    if leaving.kept:
        words.append(
            plural(
                "{count} decision kept, sent when modtui is opened again",
                "{count} decisions kept, sent when modtui is opened again",
                leaving.kept,
            )
        )
    if leaving.doubt:
        words.append(
            plural(
                "{count} decision in doubt: you will be asked",
                "{count} decisions in doubt: you will be asked",
                leaving.doubt,
            )
        )
    return safe("; ".join(words) + ".") if words else None
