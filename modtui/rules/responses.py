"""Canned messages: which language, and the text with its placeholders filled in."""

import re
from collections.abc import Iterable, Mapping

from modtui.model import Struct
from modtui.rules.languages import SCRIPTS, detect, script_of
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
LINK = "link:"
"""What a placeholder for a page of ``voice.links`` begins with: ``{{link:market}}``."""
_LONGEST = {"excerpt": 200, "author": 60, "place": 60}
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}")
# What mentions people, links, or is markup in Markdown, BBCode or HTML becomes the wide
# form of itself: it reads the same and does nothing. (An invisible mark would not be
# seen, and some platforms drop it and mention all the same.)
_DEFUSED = {ord(mark): chr(ord(mark) + 0xFEE0) for mark in "@`[]<>*#\\{}~"}
_ENTITY = re.compile(r"&(?=[#\w])")  # of HTML; an & between words is only that
_LINK = re.compile(r"(?i)\b(https?|ftp|mailto|tel|matrix|xmpp|data)(:/?/?)|(://)|\b(www)\.")


class Rendered(Struct, frozen=True):
    """A message as it would be sent. ``missing`` are placeholders that had no value.

    The ruleset's own words are in it unchanged: like any text that is not ``Safe`` it
    passes ``modtui.text`` before it is shown.
    """

    text: str
    missing: tuple[str, ...] = ()


def choose_language(
    ruleset: Ruleset, preferred: str | None, text: str, profile: str | None = None
) -> str:
    """The ruleset's language that the author most likely reads.

    The preferred one where the ruleset has it (``pt-BR`` is served by ``pt``), else the
    one the text is written in, else the one of the author's profile (which many platforms
    set to English unasked), else the first one written in the script of the text, else the
    ruleset's first.
    """
    if preferred and (found := _offered(ruleset, preferred)):
        return found
    if len(ruleset.languages) == 1:
        return ruleset.languages[0]
    spoken = detect(text, tuple(base(language) for language in ruleset.languages))
    for language in ruleset.languages:
        if spoken and base(language) == spoken:
            return language
    if profile and (found := _offered(ruleset, profile)):
        return found
    script = script_of(text)
    for language in ruleset.languages:
        if script and SCRIPTS.get(base(language), "Latn") == script:
            return language
    return ruleset.languages[0]


def _offered(ruleset: Ruleset, wanted: str) -> str:
    """The ruleset's language for that tag: the same, else of the same base, else empty."""
    for language in ruleset.languages:
        if language.lower() == wanted.replace("_", "-").lower():
            return language
    return next((one for one in ruleset.languages if base(one) == base(wanted)), "")


def placeholders(template: str) -> tuple[str, ...]:
    """The names of all placeholders in a template, each once, in order."""
    return tuple(dict.fromkeys(match[1] for match in _PLACEHOLDER.finditer(template)))


def links(ruleset: Ruleset) -> dict[str, str]:
    """The values of the placeholders for the ruleset's own pages."""
    return {LINK + name: address for name, address in ruleset.links}


def render(template: str, values: Mapping[str, str]) -> Rendered:
    """The template with ``{{name}}`` and ``{{name|fallback}}`` filled in.

    A value that is empty or not given counts as missing, unless there is a fallback; its
    placeholder stays visible. Values are quoted: cut, and unable to mention anyone or to
    act as markup. Those in ``OURS``, and links, are put in as they are. Values are never
    searched for placeholders.
    """
    missing: list[str] = []

    def fill(match: "re.Match[str]") -> str:
        name, fallback = match[1], match[2]
        value = values.get(name, "")
        if value.strip():
            return (
                value.strip()
                if name in OURS or name.startswith(LINK)
                else quote(value, _LONGEST.get(name, 100))
            )
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
    if match[4]:
        return f"{match[4]}[.]"
    return f"[{match[3]}]" if match[3] else f"{match[1]}[{match[2]}]"


def _tidy(text: str) -> str:
    lines: Iterable[str] = (line.rstrip() for line in text.strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
