"""The desk's clock, and times in sentences."""

from collections.abc import Callable
from datetime import UTC, datetime

from modtui import times
from modtui.text import Safe, safe
from modtui.words import _, plural

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The real time, aware and in UTC."""
    return datetime.now(UTC)


def ago(at: datetime | None, now: datetime) -> Safe:
    """How long ago, in words for a sentence."""
    return safe(times.ago(at, now))


def lasting(seconds: int | None) -> Safe:
    """A length of time in its greatest whole unit: ``3 days``; None is for good."""
    if seconds is None:
        return safe(_("for good"))
    if seconds >= 86400:
        return safe(plural("{count} day", "{count} days", seconds // 86400))
    if seconds >= 3600:
        return safe(plural("{count} hour", "{count} hours", seconds // 3600))
    if seconds >= 60:
        return safe(plural("{count} minute", "{count} minutes", seconds // 60))
    return safe(_("{n} s").format(n=max(seconds, 0)))
