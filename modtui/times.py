"""Times as people read them. Everything is kept in UTC; only here is it shown."""

import re
from datetime import UTC, datetime, timedelta

from modtui.words import _

UNKNOWN = "?"
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
"""Seconds in the units that people write."""


def show_time(at: datetime | None, zone: str = "") -> str:
    """``2026-11-22 21:50`` in the zone; in UTC and marked so without one.

    ``zone`` is a name such as ``Europe/Paris``. Over SSH the host's own zone is not the
    person's, so it is never used. A zone that this system does not know counts as none.
    """
    if at is None:
        return UNKNOWN
    if zone:
        from zoneinfo import ZoneInfo

        try:
            return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        except (KeyError, ValueError, OSError):
            pass
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def known_zone(zone: str) -> bool:
    """Whether this system knows a zone of that name."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True


def age(at: datetime | None, now: datetime) -> str:
    """How long ago, in one unit and at most five characters or so: ``3 h``, ``2 d``."""
    if at is None:
        return UNKNOWN
    return span(now - at)


def ago(at: datetime | None, now: datetime) -> str:
    """How long ago, in words for a sentence."""
    if at is None:
        return _("at an unknown time")
    if (now - at).total_seconds() < 60:
        return _("just now")
    return _("{time} ago").format(time=span(now - at))


def span(time: timedelta) -> str:
    """A length of time in its greatest whole unit; what lies ahead counts as ``now``."""
    seconds = int(time.total_seconds())
    if seconds < 60:
        return _("now")
    if seconds < 3600:
        return _("{n} min").format(n=seconds // 60)
    if seconds < 86400:
        return _("{n} h").format(n=seconds // 3600)
    if seconds < 730 * 86400:
        return _("{n} d").format(n=seconds // 86400)
    return _("{n} y").format(n=seconds // (365 * 86400))


def seconds_of(text: str) -> int | None:
    """``30m``, ``12h``, ``7d``, ``2w`` in seconds; ``forever`` is None. Raises ValueError."""
    if text == "forever":
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,5})([smhdw])", text, re.ASCII)
    if found is None:
        raise ValueError(text)
    return int(found[1]) * UNITS[found[2]]
