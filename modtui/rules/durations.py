"""Lengths of time in the language of a message, which need not be the interface's.

Other languages than these are answered in English: a message never has a gap there.
"""

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
    """So many seconds in words, in the largest unit that holds them without a rest."""
    unit = next(i for i, size in enumerate(_UNITS) if seconds >= size and seconds % size == 0)
    count = seconds // _UNITS[unit]
    base = language.replace("_", "-").split("-", 1)[0].lower()
    if base == "zh":
        return f"{count} {_CHINESE[unit]}"
    if base == "ar":
        one, two, few, many = _ARABIC[unit]
        form = one if count == 1 else two if count == 2 else few if count <= 10 else many
        return form.format(count=count)
    words = _TWO_FORMS.get(base, _TWO_FORMS["en"]).split()
    return f"{count} {words[unit * 2 + (count != 1)]}"
