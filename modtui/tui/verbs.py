"""How verbs, results and standings look on the screen; their words are ``triage.saying``."""

from modtui.model import Result, Severity
from modtui.text import Safe, safe
from modtui.triage.saying import (
    all_done,
    done,
    result_word,
    severity_word,
    standing_word,
    summary,
    told,
    verb_word,
)
from modtui.triage.views import Standing

__all__ = [
    "all_done",
    "done",
    "result_look",
    "result_word",
    "severity_mark",
    "severity_word",
    "standing_look",
    "standing_word",
    "summary",
    "told",
    "verb_word",
]


def severity_mark(severity: Severity) -> Safe:
    """Three cells that tell the severity without colour: the more marks the worse."""
    return safe(("·  ", "!  ", "!! ", "!!!")[severity.rank])


def standing_look(standing: Standing) -> str:
    """The look that goes with a standing."""
    if standing in (Standing.DOUBT, Standing.RETURNED, Standing.FAILED, Standing.UNREADABLE):
        return "warn"
    return "text" if standing is Standing.OPEN else "dim"


def result_look(result: str) -> str:
    """The look that goes with a result."""
    if result in (Result.APPLIED, Result.ALREADY):
        return "good"
    return "warn" if result in (Result.PARTIAL, Result.LIMITED, Result.UNKNOWN) else "bad"
