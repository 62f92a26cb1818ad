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
from modtui.triage.views import Batch, Standing
from modtui.words import plural

__all__ = [
    "all_done",
    "batch_summary",
    "cases",
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


def cases(count: int) -> str:
    """``12 cases``."""
    return plural("{count} case", "{count} cases", count)


def batch_summary(batch: Batch) -> Safe:
    """Decisions made as one in a few words: ``Removed + warned: 12 cases``."""
    return safe(f"{told(batch.first.steps)}: {cases(batch.size)}")


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
