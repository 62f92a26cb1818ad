"""What is wrong with a YAML file, said in plain words at the right place.

Forbidden characters and names, what PyYAML complains of, and what pydantic does.
"""

import re
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin

from modtui.problems import Problem
from modtui.text import safe_line
from modtui.words import _
from modtui.yamlfile import MOST, Document, Mark, Where, closest, quoted

if TYPE_CHECKING:
    from pydantic import BaseModel

M = TypeVar("M", bound="BaseModel")

# Bidirectional controls make a shared file read differently from what it does.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069"
                        "\ufeff\ufffe\uffff]")  # fmt: skip
_KINDS = {
    "string": "text",
    "int": "whole",
    "float": "number",
    "decimal": "number",
    "bool": "bool",
    "list": "list",
    "tuple": "list",
    "set": "list",
    "frozen_set": "list",
    "dict": "group",
    "mapping": "group",
    "model": "group",
    "path": "text",
}
_WRONG_KIND = re.compile(f"({'|'.join(_KINDS)})_(type|parsing|from_float|unicode|sub_type)")


def forbidden(document: Document) -> Iterator[Problem]:
    """Characters that have no place in a file which people read and share."""
    found = 0
    for number, line in enumerate(document.lines):
        for match in _FORBIDDEN.finditer(line):
            found += 1
            if found > MOST:
                return
            message = _("an invisible control character (U+{code:04X}) is in the text").format(
                code=ord(match.group())
            )
            hint = _("delete it; it may have come along when copying")
            yield document.at(Mark(number, match.start()), message, hint)


def names(document: Document, event: Any, mark: Mark) -> Iterator[Problem]:
    """Anchors and tags: what they name is not taken."""
    if event.anchor is not None:
        message = _("&{name} names a part of the file, which is not taken").format(
            name=safe_line(str(event.anchor), 40)
        )
        yield document.at(mark, message, _("a text that starts with & needs quotes"))
    if event.tag is not None:
        message = _("{tag} is a tag, which is not taken").format(tag=quoted(event.tag))
        yield document.at(mark, message, _("a text that starts with ! needs quotes"))


def _meanings() -> Mapping[str, tuple[str, str]]:
    """What either of PyYAML's parsers says, by a part of it, and what it means to a person."""
    spaces = _("indent with spaces, never with tabs")
    single = _("write it in single quotes, where a backslash is a backslash")
    escape = _("a backslash in double quotes is followed by what means nothing")
    lines_up = _("this line does not line up with those above it")
    return {
        "mapping values are not allowed": (
            _("a colon stands where none can be"),
            _("put the text in quotes, or check the indentation"),
        ),
        "tab character": (_("a tab stands here"), spaces),
        "cannot start any token": (
            _("a text cannot start with this character"),
            _("put the text in quotes"),
        ),
        "unexpected end of stream": (_("a quote is opened here and never closed"), ""),
        "document indicator": (_("a quote is opened before this line and never closed"), ""),
        "could not find expected ':'": (
            _("this line is neither “key: value” nor “- item”"),
            _("a colon may be missing; a text over several lines needs quotes or |"),
        ),
        "escape": (escape, single),
        "hexdecimal": (escape, single),
        "hexadecimal": (escape, single),
        "alphabetic or numeric": (
            _("a text cannot start with * or &"),
            _("put the text in quotes"),
        ),
        "expected comment or line break": (
            _("a text that starts with > or | goes on in the lines below"),
            _("put it in quotes if it is meant as it stands, like “>= 3”"),
        ),
        "chomping or indentation": (
            _("a text that starts with > or | goes on in the lines below"),
            _("put it in quotes if it is meant as it stands, like “>= 3”"),
        ),
        "expected ',' or": (
            _("a comma or a closing bracket is missing"),
            _("a text with a colon, a comma or a bracket in it needs quotes here"),
        ),
        "node content": (_("a value or a closing bracket is missing"), ""),
        "expected '-' indicator": (_("this line does not line up with the list above it"), ""),
        "expected <block end>": (lines_up, ""),
        "expected key": (lines_up, ""),
        "<document start>": (_("the text goes on after its end"), _("check the indentation")),
    }


def syntax(document: Document, error: Any) -> Problem:
    """What the parser's complaint means in plain words, at the place it is about."""
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    mark = getattr(error, "problem_mark", None)
    about = getattr(error, "context_mark", None)
    place = Mark(mark.line, mark.column) if mark is not None else Mark(0, 0)
    if document.character(place) == "\t":
        said = "tab character"
    message, hint = _("this is not YAML: {why}").format(why=safe_line(said, 100)), ""
    for part, meaning in _meanings().items():
        if part in said:
            message, hint = meaning
            if "end of stream" in part and about is not None:
                place = Mark(about.line, about.column)
            elif part.startswith("expected") and _after_quotes(document, place):
                message = _("the text goes on after its closing quotation mark")
                hint = _("put all of it in quotes: single ones, where double ones are in it")
            break
    return document.at(place, message, hint)


def _after_quotes(document: Document, mark: Mark) -> bool:
    """Whether what stands right before a mark, in its line, is a text in quotes."""
    line = document.lines[mark.line] if mark.line < len(document.lines) else ""
    return line[: mark.column].rstrip().endswith(('"', "'"))


def explain(model: type[M], document: Document) -> tuple[M | None, tuple[Problem, ...]]:
    """The data as that model, or None and every problem that it has."""
    import pydantic

    if document.data is None:
        return None, (document.problem((), _("this file is empty")),)
    try:
        return model.model_validate(document.data), ()
    except pydantic.ValidationError as error:
        errors = error.errors(include_url=False)[:MOST]
    except RecursionError:
        return None, (document.problem((), _("this is nested too deep")),)
    return None, tuple(_problems(model, document, errors))


def _problems(model: Any, document: Document, errors: Sequence[Any]) -> Iterator[Problem]:
    """One problem for each error, but one only for all branches of a failed choice."""
    grouped: dict[Where, list[Any]] = {}
    for error in errors:
        grouped.setdefault(_where(document.data, error), []).append(error)
    for where, group in grouped.items():
        kinds = [match[1] for error in group if (match := _WRONG_KIND.fullmatch(error["type"]))]
        if len(group) > 1 and len(kinds) == len(group):
            yield _wrong_kind(document, where, kinds)
            continue
        deeper = any(other[: len(where)] == where for other in grouped if other != where)
        for error in group:
            # Another branch of the choice was meant: its errors say what is wrong.
            if (deeper or len(group) > 1) and _WRONG_KIND.fullmatch(error["type"]):
                continue
            yield _problem(model, document, where, error)


def _where(data: Any, error: Any) -> Where:
    """The place in the data: pydantic's, without the names of union branches."""
    where: list[str | int] = []
    loc: Sequence[str | int] = error["loc"]
    for position, part in enumerate(loc):
        last = position == len(loc) - 1
        within = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if within or (isinstance(data, dict) and part in data):
            data = data[part]
        elif not last or error["type"] != "missing":
            continue
        where.append(part)
    return tuple(where)


def _value(document: Document, where: Where) -> Any:
    data = document.data
    for part in where:
        data = data[part]
    return data


def _kind(name: str) -> str:
    """What pydantic calls a kind of value, in plain words."""
    words = {
        "text": _("a text"),
        "whole": _("a whole number"),
        "number": _("a number"),
        "bool": _("true or false"),
        "list": _("a list (lines that start with “- ”)"),
        "group": _("a group of “key: value” lines"),
    }
    return words[_KINDS[name]]


def _wrong_kind(document: Document, where: Where, kinds: Iterable[str]) -> Problem:
    wanted = list(dict.fromkeys(_kind(kind) for kind in kinds))
    value = _value(document, where)
    hint = ""
    if value is None:
        message = _("{wanted} is missing here")
    elif isinstance(value, list):
        message = _("{wanted} is needed here, and this is a list")
    elif isinstance(value, dict):
        message = _("{wanted} is needed here, and this is a group of “key: value” lines")
        if len(value) == 1 and _("a text") in wanted:
            hint = _("a text with a colon in it needs quotes")
    else:
        message = _("{wanted} is needed here, and this is {value}")
        if _("a text") in wanted and not isinstance(value, str):
            hint = _("put it in quotes to make it a text")
    said = message.format(wanted=_(" or ").join(wanted), value=_shown(value))
    return document.problem(where, said, hint)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return quoted(value) if isinstance(value, str) else str(value)[:60]


def _problem(model: Any, document: Document, where: Where, error: Any) -> Problem:
    kind: str = error["type"]
    context: dict[str, Any] = error.get("ctx") or {}
    if kind == "missing":
        return document.problem(where[:-1], _("{key} is missing").format(key=quoted(where[-1])))
    if kind == "extra_forbidden":
        known = sorted(_keys(model, where[:-1]))
        hint = closest(str(where[-1]), known)
        if not hint:
            hint = _("known here: {names}")
            if len(where) > 1 and isinstance(where[-2], int) and _alone(document, where):
                hint = _("a text with a colon in it needs quotes; known here: {names}")
            hint = hint.format(names=", ".join(known))
        message = _("{key} is not known here").format(key=quoted(where[-1]))
        return document.problem(where, message, hint, key=True)
    if kind in ("literal_error", "enum"):
        choices = re.findall("'([^']*)'", str(context.get("expected", "")))
        value = _value(document, where)
        message = _("{value} is not one of {choices}").format(
            value=quoted(_shown(value) if not isinstance(value, str) else value),
            choices=", ".join(choices) or context.get("expected", ""),
        )
        return document.problem(where, message, closest(str(value), choices))
    if match := _WRONG_KIND.fullmatch(kind):
        return _wrong_kind(document, where, [match[1]])
    in_key = bool(error["loc"]) and error["loc"][-1] == "[key]"
    message, hint = _limits(kind, context, str(error.get("msg", "")))
    if in_key and hint:
        hint = _("{hint}; or is this line indented too far?").format(hint=hint)
    return document.problem(where, message, hint, key=in_key)


def _alone(document: Document, where: Where) -> bool:
    """Whether a key is the only one of its group: maybe a text with a colon was meant."""
    group = _value(document, where[:-1])
    return isinstance(group, dict) and len(group) == 1


def _limits(kind: str, context: dict[str, Any], said: str) -> tuple[str, str]:
    """Words and hint for what is neither a missing, unknown nor wrong kind of value."""
    if kind in ("value_error", "assertion_error"):
        return safe_line(str(context.get("error", said)), 300), ""
    if kind == "string_too_short" and context.get("min_length") == 1:
        return _("this text is empty"), ""
    if kind == "too_short" and context.get("min_length") == 1:
        return _("this list is empty"), ""
    templates = {
        "string_too_short": _("this text needs at least {min_length} characters"),
        "string_too_long": _("this text may have at most {max_length} characters"),
        "too_short": _("at least {min_length} are needed here"),
        "too_long": _("at most {max_length} can stand here"),
        "greater_than": _("this must be more than {gt}"),
        "greater_than_equal": _("this must be at least {ge}"),
        "less_than": _("this must be less than {lt}"),
        "less_than_equal": _("this must be at most {le}"),
        "finite_number": _("this must be a number"),
    }
    if kind in templates:
        return templates[kind].format_map(context), ""
    # Our own errors (PydanticCustomError) carry their sentence, and maybe a hint.
    return safe_line(said, 300), safe_line(str(context.get("hint", "")), 300)


def _keys(model: Any, where: Where) -> set[str]:
    """The keys that the model knows at a place."""
    found: set[str] = set()
    for part in _models(model, where):
        for name, field in part.model_fields.items():
            found.add(field.alias or name)
    return found


def _models(annotation: Any, where: Where) -> Iterator[Any]:
    """The model classes that can stand at a place, found by walking the annotations."""
    if hasattr(annotation, "model_fields"):
        if not where:
            yield annotation
            return
        for name, field in annotation.model_fields.items():
            if where[0] == (field.alias or name):
                yield from _models(field.annotation, where[1:])
        return
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _models(args[0], where)
    elif origin in (Union, types.UnionType):
        for part in args:
            yield from _models(part, where)
    elif args and where:
        yield from _models(args[1] if origin is dict and len(args) > 1 else args[0], where[1:])
