"""Lengths of time in words, each in the largest unit that holds it without a rest.

``lasting`` speaks the language of a message, which need not be the interface's. Other
languages than those here are answered in English: a message never has a gap there.
"""

from collections.abc import Callable

from modtui.words import plural

_WEEK, _DAY, _HOUR, _MINUTE = 604_800, 86_400, 3600, 60
_UNITS = (_WEEK, _DAY, _HOUR, _MINUTE, 1)
# One and many, from the longest unit to the shortest.
_TWO_FORMS = {
    "en": "week weeks day days hour hours minute minutes second seconds",
    "fr": "semaine semaines jour jours heure heures minute minutes seconde secondes",
    "es": "semana semanas día días hora horas minuto minutos segundo segundos",
    "de": "Woche Wochen Tag Tage Stunde Stunden Minute Minuten Sekunde Sekunden",
}
_CHINESE = ("周", "天", "小时", "分钟", "秒")
# Arabic counts one, two, three to ten, and from eleven on.
_ARABIC = (
    ("أسبوع واحد", "أسبوعان", "{count} أسابيع", "{count} أسبوعًا"),
    ("يوم واحد", "يومان", "{count} أيام", "{count} يومًا"),
    ("ساعة واحدة", "ساعتان", "{count} ساعات", "{count} ساعة"),
    ("دقيقة واحدة", "دقيقتان", "{count} دقائق", "{count} دقيقة"),
    ("ثانية واحدة", "ثانيتان", "{count} ثوانٍ", "{count} ثانية"),
)


def lasting(seconds: int, language: str) -> str:
    """So many seconds in the language of a message."""
    unit, count = _measured(seconds)
    base = language.replace("_", "-").split("-", 1)[0].lower()
    if base == "zh":
        return f"{count} {_CHINESE[unit]}"
    if base == "ar":
        one, two, few, many = _ARABIC[unit]
        form = one if count == 1 else two if count == 2 else few if count <= 10 else many
        return form.format(count=count)
    words = _TWO_FORMS.get(base, _TWO_FORMS["en"]).split()
    return f"{count} {words[unit * 2 + (count != 1)]}"


def duration(seconds: int, plural: Callable[[str, str, int], str] = plural) -> str:
    """So many seconds in the language of the interface; ``plural`` may say another."""
    unit, count = _measured(seconds)
    if unit == 0:
        return plural("{count} week", "{count} weeks", count)
    if unit == 1:
        return plural("{count} day", "{count} days", count)
    if unit == 2:
        return plural("{count} hour", "{count} hours", count)
    if unit == 3:
        return plural("{count} minute", "{count} minutes", count)
    return plural("{count} second", "{count} seconds", count)


def _measured(seconds: int) -> tuple[int, int]:
    """The place of the unit in ``_UNITS``, and how many of it."""
    fitting = (at for at, size in enumerate(_UNITS) if seconds and seconds % size == 0)
    unit = next(fitting, len(_UNITS) - 1)
    return unit, seconds // _UNITS[unit]
