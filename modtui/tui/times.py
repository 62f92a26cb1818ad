"""The desk's clock, and times in sentences."""

from collections.abc import Callable
from datetime import UTC, datetime

from modtui.rules.durations import duration
from modtui.text import Safe, safe
from modtui.times import span
from modtui.words import _

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The real time, aware and in UTC."""
    return datetime.now(UTC)


def ago(at: datetime | None, now: datetime) -> Safe:
    """How long ago, in words for a sentence."""
    if at is None:
        return safe(_("at an unknown time"))
    if (now - at).total_seconds() < 60:
        return safe(_("just now"))
    return safe(_("{time} ago").format(time=span(now - at)))


def lasting(seconds: int | None) -> Safe:
    """A length of time in words; None is for good."""
    return safe(_("for good") if seconds is None else duration(seconds))
