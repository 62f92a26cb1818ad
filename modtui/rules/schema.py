"""Version 1 of the ruleset file, as pydantic models. Imported only to read a changed file.

What one part says about another (that a response exists, say) is in ``crosschecks``.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from modtui.rules.conditions import SCRIPTS
from modtui.rules.ruleset import Limit
from modtui.words import _
from modtui.yamlfile import closest, quoted

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


_OPERATORS = {
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
    "less than": "<",
    "under": "<",
    "at most": "<=",
    "more than": ">",
    "over": ">",
    "at least": ">=",
}
_LIMIT = re.compile(r"(<=|>=|<|>|[a-z]+(?: [a-z]+)?) ?([0-9].*)")
_DOMAIN = r"(?:[\w-]{1,63}\.)*[\w-]{1,63}"


def _limit(value: Any, number: Callable[[str], int | None], wrong: str, hint: str) -> Limit:
    match = _LIMIT.fullmatch(value) if isinstance(value, str) else None
    operator = _OPERATORS.get(match[1]) if match else None
    read = number(match[2]) if match and operator else None
    if operator is None or read is None:
        raise _wrong(wrong, hint)
    return Limit(operator, read)


def _count(value: Any) -> Limit:
    return _limit(
        value,
        lambda text: int(text) if re.fullmatch("[0-9]{1,9}", text) else None,
        _("this is not a limit"),
        _("write “< 3”, “>= 3”, “less than 3” or “at least 3”; > needs quotes around it"),
    )


def _age(value: Any) -> Limit:
    return _limit(
        value,
        duration,
        _("this is not a limit of time"),
        _("write “< 7d”, “less than 7d” or “at least 4w”; > needs quotes around it"),
    )


def _percent(value: Any) -> int:
    match = re.fullmatch("([0-9]{1,3})%", value) if isinstance(value, str) else None
    if match is None or not 1 <= int(match[1]) <= 100:
        raise _wrong(_("this is not a share"), _("write a number and %, like 70%"))
    return int(match[1])


def _domain(value: Any) -> str:
    """A name in the form that links are compared in: punycode apart, small letters."""
    if not isinstance(value, str) or not re.fullmatch(_DOMAIN, value.strip(".").casefold()):
        raise _wrong(
            _("this is not the name of a site"),
            _("write example.org, without https:// and without a path; it includes www."),
        )
    return value.strip(".").casefold()


def _script(value: Any) -> str:
    code = SCRIPTS.get(value.casefold()) if isinstance(value, str) else None
    if code is None:
        raise _wrong(
            _("{name} is not a script that is known here").format(name=quoted(value)),
            closest(str(value), SCRIPTS) or ", ".join(SCRIPTS),
        )
    return code


def _address(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s<>\"'`{}]{3,300}", value):
        raise _wrong(_("this is not a web address"), _("write it whole: https://…"))
    return value


def _text(value: Any) -> Any:
    if isinstance(value, str) and not value.strip():
        raise _wrong(_("this text is empty"))
    return value.strip() if isinstance(value, str) else value


_ONE_ID = "[a-z0-9][a-z0-9_-]{0,39}"
_TIME = "[0-9]{1,5}[mhdw]"
_OPERATOR = "(<=?|>=?|less than|under|at most|more than|over|at least)"


def _shown(pattern: str, about: str) -> WithJsonSchema:
    """How a JSON Schema tells a text of that form."""
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$", "description": about})


Id = Annotated[
    str,
    PlainValidator(_id),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": f"^{_ONE_ID}$"},
                {"type": "integer", "minimum": 0},
            ],
            "description": "a short word in small letters, digits, - and _",
        }
    ),
]
Named = Annotated[str, PlainValidator(_id), _shown(_ONE_ID, "a short word in small letters")]
Key = Annotated[
    str,
    PlainValidator(_key),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": "^[0-9a-zE-NP-Z]$"},
                {"type": "integer", "minimum": 0, "maximum": 9},
            ],
            "description": "a digit or letter, fixed for good",
        }
    ),
]
Language = Annotated[
    str,
    PlainValidator(_language),
    _shown("[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", "a language: en, fr, pt-BR"),
]
Seconds = Annotated[int, PlainValidator(duration), _shown(_TIME, "30m, 12h, 1d or 2w")]
Days = Annotated[
    int, PlainValidator(_decay), _shown("([0-9]{1,5}[mhdw]|never)", "90d, 12w or never")
]
Count = Annotated[
    Limit, PlainValidator(_count), _shown(f"{_OPERATOR} ?[0-9]{{1,9}}", "< 3, >= 3, at least 3")
]
Age = Annotated[
    Limit, PlainValidator(_age), _shown(f"{_OPERATOR} ?{_TIME}", "< 7d, less than 7d, at least 4w")
]
Percent = Annotated[int, PlainValidator(_percent), _shown("([1-9][0-9]?|100)%", "70%, say")]
Domain = Annotated[
    str, PlainValidator(_domain), _shown(r"\.?[^\s/:@]+", "a site, with all below it: example.org")
]
Script = Annotated[
    str,
    PlainValidator(_script),
    WithJsonSchema({"type": "string", "enum": sorted(SCRIPTS), "description": "a script"}),
]
Address = Annotated[str, PlainValidator(_address), _shown("https?://.+", "https://…")]
Text = Annotated[str, Field(max_length=10_000), BeforeValidator(_text)]
PerLanguage = Text | dict[Language, Text]
"""One text, in the first language of the ruleset, or one for each language."""
Fold = Literal["invisibles", "case", "width", "confusables", "marks", "leet", "spaced"]
Level = Literal["low", "medium", "high", "severe"]
Kept = Literal["full", "excerpt", "none"]


class Part(BaseModel):
    """Base: nothing unknown is passed over, nothing is guessed into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class VoicePart(Part):
    """How the community speaks: one voice on every channel."""

    signature: PerLanguage | None = Field(default=None, description="{{signature}} in responses")
    appeal: PerLanguage | None = Field(
        default=None, description="how to appeal; {{appeal}} in responses"
    )
    tone: PerLanguage | None = Field(
        default=None, description="for moderators: how to say it; shown beside what they type"
    )
    links: dict[Named, Address] = Field(
        default={}, description="pages to point to: {{link:NAME}} in responses"
    )
    respect: Literal["advise", "block"] = Field(
        default="advise", description="what the respect check does with a message that fails it"
    )


class ContactPart(Part):
    """A role that can be asked for help. Who that is stands in modtui.yaml."""

    name: Text
    about: Text | None = Field(default=None, description="what to hand over, in a sentence")
    subjects: list[Text] = Field(
        default=[], description="what they are asked about, in single words"
    )
    urgency: Literal["immediate", "deferred", "none"] = Field(
        default="deferred", description="whether they answer at once, later, or not at all"
    )
    languages: list[Language] = Field(
        default=[], description="languages they read; none: all of these"
    )
    answer_within: Seconds | None = Field(
        default=None, description="a case comes back where no answer is noted within this time"
    )


class ResponsePart(Part):
    """A canned message."""

    verbs: list[Text] = Field(default=[], description="verbs that it can go with; none: any")
    text: PerLanguage


class ExamplePart(Part):
    """An example with its language, and what else a rule may look at."""

    text: Text
    lang: Language | None = None
    author_age: Seconds | None = Field(default=None, description="how long the author is a member")
    author_posts: int | None = Field(default=None, ge=0, description="how many posts they wrote")
    reports: int | None = Field(default=None, ge=1, description="how many people reported it")
    reasons: list[Text] = Field(default=[], description="what the reports say")
    attachments: list[Text] = Field(default=[], description="names or types of files")


class ExamplesPart(Part):
    """What the rule means, shown both ways."""

    violates: list[Text | ExamplePart] = []
    allows: list[Text | ExamplePart] = []


class RepeatedPart(Part):
    """How often something is said again; any of these is enough."""

    characters: int | None = Field(
        default=None, ge=2, le=1000, description="one character in a row"
    )
    words: int | None = Field(default=None, ge=2, le=1000, description="one word in a row")
    text: int | None = Field(
        default=None, ge=2, le=1000, description="the same line, anywhere in the post"
    )


class MatchPart(Part):
    """What a rule looks for.

    Keywords, phrases, regexes and domains are alternatives: one of them is enough.
    Everything else in the group must hold as well.
    """

    keywords: list[Text] = Field(default=[], description="words, as they are")
    phrases: list[Text] = Field(
        default=[],
        description="words in a row; blanks, marks and line ends between them do not matter",
    )
    regexes: list[Text] = Field(default=[], description="regular expressions (RE2), case ignored")
    domains: list[Domain] = Field(default=[], description="links to these sites, or below them")
    folding: list[Fold] | None = Field(
        default=None,
        description="differences in writing that keywords and phrases are found through",
    )
    words: Literal["whole", "anywhere"] = Field(
        default="whole", description="whether keywords and phrases stand for whole words"
    )
    author_age: Age | None = Field(
        default=None, description="how long the author was a member then"
    )
    author_posts: Count | None = Field(default=None, description="how many posts the author wrote")
    first_post: bool | None = Field(default=None, description="whether it is the author's first")
    report_reasons: list[Text] = Field(default=[], description="a word of what a report says")
    reports: Count | None = Field(default=None, description="how many people reported it")
    language: list[Language] = Field(
        default=[], description="the backend says it is in one of these"
    )
    script: list[Script] = Field(default=[], description="most letters are of one of these")
    length: Count | None = Field(default=None, description="characters of the text")
    links: Count | None = Field(default=None, description="links in the text")
    shouting: Percent | None = Field(
        default=None, description="this share of the letters are capitals"
    )
    repeated: RepeatedPart | None = None
    attachments: list[Text] = Field(
        default=[], description="one is of such a name or type: *.exe, image/*, any"
    )
    any_: "list[MatchPart]" = Field(
        default=[], alias="any", description="one of these groups matches"
    )
    all_: "list[MatchPart]" = Field(
        default=[], alias="all", description="each of these groups matches"
    )
    not_: "MatchPart | None" = Field(
        default=None, alias="not", description="this group does not match"
    )


class LadderPart(Part):
    """What follows one violation."""

    verb: Text
    seconds: Seconds | None = Field(default=None, alias="for", description="how long: 12h, 7d")
    response: Id | None = None


class EscalatePart(Part):
    """To which contact a case of this rule is handed, and when that is proposed."""

    to: Id
    when: Literal["always", "undecided", "top_of_ladder"] = "top_of_ladder"


class SeverityLaddersPart(Part):
    """Ladders for rules that have none of their own, by severity."""

    low: list[LadderPart] | None = None
    medium: list[LadderPart] | None = None
    high: list[LadderPart] | None = None
    severe: list[LadderPart] | None = None


class DefaultsPart(Part):
    """What holds where a rule says nothing else."""

    ladder: SeverityLaddersPart = SeverityLaddersPart()
    decay: Days | None = None
    evidence: Kept | None = None
    folding: list[Fold] | None = None


class RulePart(Part):
    """One rule."""

    id: Id
    key: Key | None = Field(
        default=None,
        description="the key that picks this rule, for good; without one it is picked by typing",
    )
    title: PerLanguage
    text: PerLanguage
    severity: Level
    examples: ExamplesPart = ExamplesPart()
    match: MatchPart = MatchPart()
    ladder: list[LadderPart] | None = Field(
        default=None,
        description="steps for the 1st, 2nd, 3rd violation; otherwise that of the severity",
    )
    decay: Days | None = Field(
        default=None, description="after this time a violation no longer counts"
    )
    responses: list[Id] = []
    escalate: Id | EscalatePart | None = None
    approve_first: bool | list[Text] = Field(
        default=False,
        description="a second person agrees before anything, or these verbs, go out; who did "
        "stands in the decision's note",
    )
    evidence: Kept | None = Field(
        default=None, description="how much of the text a decision may keep"
    )
    category: Text | None = None
    veiled: bool = Field(default=False, description="the text is shown only when asked for")
    masks: bool = Field(
        default=False,
        description="the words that it hits are shown as a letter and dots until asked for",
    )


class RulesetPart(Part):
    """The whole file, with everything that it extends."""

    version: Annotated[int, PlainValidator(_version), WithJsonSchema({"const": VERSION})]
    name: Text
    languages: list[Language] = Field(min_length=1)
    extends: Text | None = Field(
        default=None, description="a shipped ruleset's name, or a file beside or below this one"
    )
    without: list[Id] = Field(
        default=[], description="rules of the extended file that are left out"
    )
    voice: VoicePart = VoicePart()
    contacts: dict[Named, ContactPart] = {}
    defaults: DefaultsPart = DefaultsPart()
    responses: dict[Named, ResponsePart] = {}
    rules: list[RulePart] = Field(min_length=1)
