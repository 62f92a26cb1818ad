"""How soon the first look at a case is due: by its place, or by how bad it is."""

from collections.abc import Mapping

from modtui.model import Place, Severity, Struct

IMMEDIATE = 15 * 60.0
"""Seconds that ``immediate`` allows: as soon as somebody can."""
DEFERRED = 24 * 3600.0
"""Seconds that ``deferred`` allows: within the day."""

NAMED: dict[str, float | None] = {"immediate": IMMEDIATE, "deferred": DEFERRED, "none": None}
_UNITS = {"m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}

_USUAL = (
    (Severity.SEVERE.value, IMMEDIATE),
    (Severity.HIGH.value, 4 * 3600.0),
    (Severity.MEDIUM.value, DEFERRED),
    (Severity.LOW.value, 3 * 24 * 3600.0),
)


def parse(text: str) -> float | None:
    """``30m``, ``4h``, ``2d`` or ``1w`` in seconds; None for anything else."""
    number, unit = text[:-1], text[-1:]
    if unit in _UNITS and number.isascii() and number.isdigit() and 0 < int(number) < 10_000:
        return int(number) * _UNITS[unit]
    return None


def meant(text: str) -> float | None:
    """The seconds that a goal in the configuration allows; None: no answer is promised."""
    return NAMED[text] if text in NAMED else parse(text)


class Goals(Struct):
    """Seconds until a case is due; None: no answer is promised.

    A place is named by its id or its name, whatever the case, and goes before severity.
    """

    severities: tuple[tuple[str, float | None], ...] = _USUAL
    places: tuple[tuple[str, float | None], ...] = ()

    def of(self, severity: Severity, place: Place | None) -> float | None:
        """Seconds from when a case was opened until it is due."""
        if place is not None and self.places:
            names = {place.id.casefold(), place.name.casefold()}
            for name, seconds in self.places:
                if name.casefold() in names:
                    return seconds
        return dict(self.severities)[severity.value]


USUAL = Goals()
"""Where the configuration says nothing."""


def goals(severities: Mapping[str, str], places: Mapping[str, str]) -> Goals:
    """The goals that the configuration names; for other severities the usual ones."""
    named = dict(_USUAL) | {level: meant(text) for level, text in severities.items()}
    return Goals(tuple(named.items()), tuple((name, meant(text)) for name, text in places.items()))
