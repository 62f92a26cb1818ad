"""Values of filters: numbers, lengths of time, days."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

_UNITS = {"m": 60, "h": 3600, "d": 86400, "w": 604_800}
_LENGTH = re.compile(r"([0-9]{1,5})([mhdw])", re.I | re.A)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.A)
_NUMBER = re.compile(r"[0-9]{1,9}", re.A)
_YEARS = range(1970, 9999)


def number(text: str) -> int | None:
    """A whole number; None where it is none."""
    return int(text) if _NUMBER.fullmatch(text) else None


def length(text: str) -> int | None:
    """``30m``, ``2h``, ``3d``, ``2w`` in seconds; None where it is none."""
    found = _LENGTH.fullmatch(text)
    return int(found[1]) * _UNITS[found[2].lower()] if found else None


def day(text: str) -> date | None:
    """``2026-11-22``; None where it is no day, or none of our times."""
    if not _DAY.fullmatch(text):
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def moment(text: str, now: datetime, zone: str = "") -> float:
    """The beginning of a day in a zone, or so long ago, in Unix seconds.

    ``zone`` is a name such as ``Europe/Paris``; UTC without one, or where it is not known.
    Raises ValueError where ``text`` is neither.
    """
    if (found := day(text)) is not None:
        return datetime(found.year, found.month, found.day, tzinfo=_zone(zone)).timestamp()
    if (seconds := length(text)) is not None:
        return (now - timedelta(seconds=seconds)).timestamp()
    raise ValueError(text)


def _zone(zone: str) -> tzinfo:
    if zone:
        from zoneinfo import ZoneInfo

        try:
            return ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            pass
    return UTC
