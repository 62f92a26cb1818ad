"""The desk's clock, and times in sentences."""

from collections.abc import Callable
from datetime import UTC, datetime

from modtui import times
from modtui.rules.durations import duration
from modtui.text import Safe, safe
from modtui.words import _

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The real time, aware and in UTC."""
    return datetime.now(UTC)


def ago(at: datetime | None, now: datetime) -> Safe:
    """How long ago, in words for a sentence."""
    return safe(times.ago(at, now))


def lasting(seconds: int | None) -> Safe:
    """A length of time in words; None is for good."""
    return safe(_("for good") if seconds is None else duration(seconds))
