"""How soon the first look at a case is due: by its place, or by how bad it is."""

from modtui.model import Place, Severity, Struct

IMMEDIATE = 15 * 60.0
"""Seconds that ``immediate`` allows: as soon as somebody can."""
DEFERRED = 24 * 3600.0
"""Seconds that ``deferred`` allows: within the day."""

_USUAL = (
    (Severity.SEVERE.value, IMMEDIATE),
    (Severity.HIGH.value, 4 * 3600.0),
    (Severity.MEDIUM.value, DEFERRED),
    (Severity.LOW.value, 3 * 24 * 3600.0),
)


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
