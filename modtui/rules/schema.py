"""Version 1 of the ruleset file, as pydantic models. Imported only to read a changed file.

What one part says about another (that a response exists, say) is in ``crosschecks``.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

from modtui.words import _
from modtui.yamlfile import quoted

VERSION = 1
NOT_KEYS = frozenset("ABCDO[")
"""Tails of arrow-key sequences: over a slow line they arrive as keys of their own."""
_UNITS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DAY = 86_400


def _wrong(message: str, hint: str = "") -> PydanticCustomError:
    return PydanticCustomError("ruleset", "{said}", {"said": message, "hint": hint})


def _version(value: Any) -> int:
    if value is not True and value == VERSION:
        return VERSION
    if isinstance(value, int) and value > VERSION:
        raise _wrong(
            _("this file is written for a newer modtui (version {version})").format(version=value),
            _("update modtui, or write “version: 1”"),
        )
    raise _wrong(_("the version of a ruleset file is 1"), _("write “version: 1”"))


def duration(value: Any) -> int:
    """Seconds in ``30m``, ``12h``, ``1d`` or ``2w``."""
    match = re.fullmatch(r"([0-9]{1,5})([mhdw])", value) if isinstance(value, str) else None
    if match is None or int(match[1]) == 0:
        raise _wrong(
            _("this is not a length of time"),
            _("write a number and a unit: 30m, 12h, 1d or 2w"),
        )
    return int(match[1]) * _UNITS[match[2]]


def _decay(value: Any) -> int:
    """Days after which a violation no longer counts; 0 for never."""
    if value == "never":
        return 0
    seconds = duration(value)
    if seconds < _DAY:
        raise _wrong(_("violations count for at least a day"), _("write 90d, say, or never"))
    return seconds // _DAY


def _id(value: Any) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not re.fullmatch("[a-z0-9][a-z0-9_-]{0,39}", text):
        raise _wrong(
            _("an id is a short word in small letters"),
            _("letters a to z, digits, - and _, at most 40"),
        )
    return text


def _key(value: Any) -> str:
    key = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(key, str) or not re.fullmatch("[0-9A-Za-z]", key):
        raise _wrong(_("a key is a single digit or letter"))
    if key in NOT_KEYS:
        raise _wrong(
            _("{key} cannot be a key: slow lines make it out of arrow keys").format(
                key=quoted(key)
            ),
            _("take a digit, a small letter, or another capital than A, B, C, D, O"),
        )
    return key


def _language(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch("[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", value):
        raise _wrong(_("this is not a language code"), _("write en, fr, zh or pt-BR, for example"))
    return value


def _text(value: Any) -> Any:
    if isinstance(value, str) and not value.strip():
        raise _wrong(_("this text is empty"))
    return value.strip() if isinstance(value, str) else value


Id = Annotated[str, PlainValidator(_id)]
Language = Annotated[str, PlainValidator(_language)]
Seconds = Annotated[int, PlainValidator(duration)]
Text = Annotated[str, Field(max_length=10_000), BeforeValidator(_text)]
PerLanguage = Text | dict[Language, Text]
"""One text, in the first language of the ruleset, or one for each language."""


class Part(BaseModel):
    """Base: nothing unknown is passed over, nothing is guessed into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class VoicePart(Part):
    """How the community signs, and how to appeal."""

    signature: PerLanguage | None = None
    appeal: PerLanguage | None = None


class ContactPart(Part):
    """A role that can be asked for help."""

    name: Text
    about: Text | None = None


class ResponsePart(Part):
    """A canned message."""

    verbs: list[Text] = []
    text: PerLanguage


class ExamplePart(Part):
    """An example with its language."""

    text: Text
    lang: Language | None = None


class ExamplesPart(Part):
    """What the rule means, shown both ways."""

    violates: list[Text | ExamplePart] = []
    allows: list[Text | ExamplePart] = []


class MatchPart(Part):
    """What text the rule looks for."""

    keywords: list[Text] = []
    regexes: list[Text] = []
    anywhere: bool = False


class LadderPart(Part):
    """What follows one violation."""

    verb: Text
    seconds: Seconds | None = Field(None, alias="for")
    response: Id | None = None


class RulePart(Part):
    """One rule."""

    id: Id
    key: Annotated[str, PlainValidator(_key)]
    title: PerLanguage
    text: PerLanguage
    severity: Literal["low", "medium", "high", "severe"]
    examples: ExamplesPart = ExamplesPart()
    match: MatchPart = MatchPart()
    ladder: list[LadderPart] = []
    decay: Annotated[int, PlainValidator(_decay)] = 90
    responses: list[Id] = []
    escalate: Id | None = None
    evidence: Literal["full", "excerpt", "none"] = "excerpt"
    category: Text | None = None
    veiled: bool = False


class RulesetPart(Part):
    """The whole file."""

    version: Annotated[int, PlainValidator(_version)]
    name: Text
    languages: list[Language] = Field(min_length=1)
    voice: VoicePart = VoicePart()
    contacts: dict[Id, ContactPart] = {}
    responses: dict[Id, ResponsePart] = {}
    rules: list[RulePart] = Field(min_length=1)
