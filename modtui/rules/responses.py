"""Canned messages: which language, and the text with its placeholders filled in."""

import re
from collections.abc import Iterable, Mapping

from modtui.model import Struct
from modtui.rules.ruleset import Ruleset, base
from modtui.text import safe_line

PLACEHOLDERS = (
    "author",
    "rule",
    "place",
    "excerpt",
    "appeal",
    "signature",
    "until",
    "duration",
    "moderator",
)
OURS = frozenset({"rule", "appeal", "signature"})
"""Placeholders whose value is the ruleset's own text; all others are quoted."""
_LONGEST = {"excerpt": 200, "author": 60, "place": 60}
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}")
# What mentions people, links, or is markup in Markdown, BBCode or HTML becomes the wide
# form of itself: it reads the same and does nothing. (An invisible mark would not be
# seen, and some platforms drop it and mention all the same.)
_DEFUSED = {ord(mark): chr(ord(mark) + 0xFEE0) for mark in "@`[]<>*#\\{}~"}
_ENTITY = re.compile(r"&(?=[#\w])")  # of HTML; an & between words is only that
_LINK = re.compile(r"(?i)\b(https?|ftp|mailto|tel|matrix|xmpp|data)(:/?/?)|\b(www)\.")

# ISO 15924 name of a language's script, where it is not Latin.
_SCRIPTS = {
    "ar": "Arab", "fa": "Arab", "ur": "Arab", "ps": "Arab", "ckb": "Arab", "ug": "Arab",
    "zh": "Hani", "yue": "Hani", "ja": "Kana", "ko": "Hang",
    "ru": "Cyrl", "uk": "Cyrl", "be": "Cyrl", "bg": "Cyrl", "mk": "Cyrl", "sr": "Cyrl",
    "kk": "Cyrl", "ky": "Cyrl", "mn": "Cyrl", "tg": "Cyrl",
    "el": "Grek", "he": "Hebr", "yi": "Hebr", "hy": "Armn", "ka": "Geor",
    "hi": "Deva", "mr": "Deva", "ne": "Deva", "bn": "Beng", "as": "Beng", "pa": "Guru",
    "gu": "Gujr", "ta": "Taml", "te": "Telu", "kn": "Knda", "ml": "Mlym", "si": "Sinh",
    "th": "Thai", "lo": "Laoo", "my": "Mymr", "km": "Khmr", "am": "Ethi", "ti": "Ethi",
}  # fmt: skip
_RANGES = (
    (0x41, 0x24F, "Latn"), (0x370, 0x3FF, "Grek"), (0x400, 0x52F, "Cyrl"),
    (0x530, 0x58F, "Armn"), (0x590, 0x5FF, "Hebr"), (0x600, 0x77F, "Arab"),
    (0x8A0, 0x8FF, "Arab"), (0x900, 0x97F, "Deva"), (0x980, 0x9FF, "Beng"),
    (0xA00, 0xA7F, "Guru"), (0xA80, 0xAFF, "Gujr"), (0xB80, 0xBFF, "Taml"),
    (0xC00, 0xC7F, "Telu"), (0xC80, 0xCFF, "Knda"), (0xD00, 0xD7F, "Mlym"),
    (0xD80, 0xDFF, "Sinh"), (0xE00, 0xE7F, "Thai"), (0xE80, 0xEFF, "Laoo"),
    (0x1000, 0x109F, "Mymr"), (0x10A0, 0x10FF, "Geor"), (0x1100, 0x11FF, "Hang"),
    (0x1200, 0x139F, "Ethi"), (0x1780, 0x17FF, "Khmr"), (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"), (0x3040, 0x30FF, "Kana"), (0x3400, 0x9FFF, "Hani"),
    (0xAC00, 0xD7AF, "Hang"), (0xFB50, 0xFDFF, "Arab"), (0xFE70, 0xFEFC, "Arab"),
    (0x20000, 0x323AF, "Hani"),
)  # fmt: skip
_LOOKED_AT = 2000


class Rendered(Struct, frozen=True):
    """A message as it would be sent. ``missing`` are placeholders that had no value.

    The ruleset's own words are in it unchanged: like any text that is not ``Safe`` it
    passes ``modtui.text`` before it is shown.
    """

    text: str
    missing: tuple[str, ...] = ()


def choose_language(ruleset: Ruleset, preferred: str | None, text: str) -> str:
    """The ruleset's language that the author most likely reads.

    The preferred one where the ruleset has it (``pt-BR`` is served by ``pt``), else the
    first one written in the script of the text, else the ruleset's first.
    """
    if preferred:
        for language in ruleset.languages:
            if language.lower() == preferred.replace("_", "-").lower():
                return language
        for language in ruleset.languages:
            if base(language) == base(preferred):
                return language
    script = script_of(text)
    for language in ruleset.languages:
        if script and _SCRIPTS.get(base(language), "Latn") == script:
            return language
    return ruleset.languages[0]


def script_of(text: str) -> str:
    """The script of most letters at the start of a text (ISO 15924), or an empty string."""
    counts: dict[str, int] = {}
    for character in text[:_LOOKED_AT]:
        if not character.isalpha():
            continue
        code = ord(character)
        for first, last, script in _RANGES:
            if first <= code <= last:
                counts[script] = counts.get(script, 0) + 1
                break
    if counts.get("Kana") and counts.get("Hani"):
        counts["Kana"] += counts.pop("Hani")  # Japanese is written in both
    # An ideograph says as much as a few letters.
    weighed = {name: n * 3 if name in ("Hani", "Kana") else n for name, n in counts.items()}
    return max(weighed, key=lambda name: (weighed[name], name)) if weighed else ""


def placeholders(template: str) -> tuple[str, ...]:
    """The names of all placeholders in a template, each once, in order."""
    return tuple(dict.fromkeys(match[1] for match in _PLACEHOLDER.finditer(template)))


def render(template: str, values: Mapping[str, str]) -> Rendered:
    """The template with ``{{name}}`` and ``{{name|fallback}}`` filled in.

    A value that is empty or not given counts as missing, unless there is a fallback; its
    placeholder stays visible. Values are quoted: cut, and unable to mention anyone or to
    act as markup. Those in ``OURS`` are put in as they are. Values are never searched for
    placeholders.
    """
    missing: list[str] = []

    def fill(match: "re.Match[str]") -> str:
        name, fallback = match[1], match[2]
        value = values.get(name, "")
        if value.strip():
            return value.strip() if name in OURS else quote(value, _LONGEST.get(name, 100))
        if fallback is not None:
            return fallback.strip()
        missing.append(name)
        return match[0]

    text = _PLACEHOLDER.sub(fill, template)
    return Rendered(_tidy(text), tuple(dict.fromkeys(missing)))


def quote(text: str, limit: int = 200) -> str:
    """Remote text as one line to stand in a message: safe, cut, and unable to act."""
    line = safe_line(text, limit)
    line = safe_line(_LINK.sub(_loosen, line), limit + 40)
    return _ENTITY.sub("＆", line).translate(_DEFUSED)


def _loosen(match: "re.Match[str]") -> str:
    """A link that no platform makes a link of, still readable."""
    return f"{match[3]}[.]" if match[3] else f"{match[1]}[{match[2]}]"


def _tidy(text: str) -> str:
    lines: Iterable[str] = (line.rstrip() for line in text.strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
