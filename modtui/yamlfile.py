"""YAML that volunteers write: read strictly, with the place of every mistake.

PyYAML by itself takes alias bombs, keeps the last of two equal keys without a word, reads
``no`` as false and crashes on deep nesting (all measured). So its parser is used only for
events, one at a time, and everything else happens here: no anchors, aliases or tags, one
document, bounded size and depth, keys that are text and given once, and the scalars of
YAML 1.2's core schema. The only exception that leaves this module is ``FileProblems``.
"""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from modtui.problems import SIZE, FileProblems, Problem, read_source
from modtui.text import NEWLINE_SHOWN, Safe, safe, safe_line
from modtui.words import _

if TYPE_CHECKING:
    from pydantic import BaseModel

M = TypeVar("M", bound="BaseModel")

Where = tuple[str | int, ...]
"""A place in the data: keys and list positions from the root, which is ``()``."""

DEPTH = 30
MOST = 200  # problems kept for one file: with more it is not a YAML file at all
_WIDTH = 100

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile("[-+]?[0-9]+")
_BASED = re.compile("0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


class Mark(NamedTuple):
    """A place in the file, both counted from 0."""

    line: int
    column: int


class Document:
    """The data of one file, and where each part of it stands.

    ``data`` holds only dict (keys are text), list, str, int, float, bool and None.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = safe_line(file, 300)
        self.data: Any = None
        self.lines = _BREAK.split(text)
        self._values: dict[Where, Mark] = {}
        self._keys: dict[Where, Mark] = {}

    def at(self, mark: Mark, message: str, hint: str = "") -> Problem:
        """A problem at a mark, with its line shown."""
        line = self.lines[mark.line] if mark.line < len(self.lines) else ""
        column = min(mark.column, len(line))
        start = max(0, column - _WIDTH * 2 // 3) if len(line) > _WIDTH else 0
        before = _one_line(line[start:column])
        shown = _one_line(line[start : start + _WIDTH])
        if start:
            before, shown = safe("…" + before), safe("…" + shown)
        if start + _WIDTH < len(line):
            shown = safe(shown + "…")
        return Problem(
            file=self.file,
            line=mark.line + 1,
            column=column + 1,
            message=message,
            excerpt=shown,
            hint=hint,
            caret=_cells(before),
        )

    def problem(self, where: Where, message: str, hint: str = "", *, key: bool = False) -> Problem:
        """A problem with the value at ``where``, or with its key.

        A place that is not in the file stands for the nearest part around it that is.
        """
        first, second = (self._keys, self._values) if key else (self._values, self._keys)
        while where and where not in first and where not in second:
            where = where[:-1]
        mark = first.get(where) or second.get(where) or Mark(0, 0)
        return self.at(mark, message, hint)

    def within(
        self, where: Where, value: str, offset: int, message: str, hint: str = ""
    ) -> Problem:
        """A problem at a character of a text value, where it stands in one line as it is;
        else with the value."""
        mark = self._values.get(where, Mark(0, 0))
        line = self.lines[mark.line] if mark.line < len(self.lines) else ""
        for quote in ("", "'", '"'):
            if line.startswith(quote + value + quote, mark.column):
                mark = Mark(mark.line, mark.column + len(quote) + offset)
                break
        return self.at(mark, message, hint)

    def character(self, mark: Mark) -> str:
        """The character at a mark, or an empty string past the end of its line."""
        line = self.lines[mark.line] if mark.line < len(self.lines) else ""
        return line[mark.column : mark.column + 1]

    def line(self, where: Where) -> int:
        """The line of a value, counted from 1; 1 where it is not in the file."""
        return self._values.get(where, Mark(0, 0)).line + 1


def quoted(value: object) -> Safe:
    """A value from a file as messages show it: safe, short, in quotes."""
    return safe(f"“{safe_line(str(value), 60)}”")


def closest(word: str, known: Iterable[str]) -> str:
    """“did you mean …?” for a word that is not known, or an empty string."""
    import difflib

    by_fold = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word[:80].casefold(), by_fold, n=1, cutoff=0.6)
    if not found:
        return ""
    return _("did you mean {word}?").format(word=quoted(by_fold[found[0]]))


def read_yaml(path: Path) -> Document:
    """The data of a file, with places. Raises FileProblems."""
    return parse_yaml(read_source(path), str(path))


def parse_yaml(source: bytes, file: str) -> Document:
    """The data in some bytes, with places; ``file`` is what problems call them.

    Raises FileProblems, and nothing else, whatever the bytes are.
    """
    if len(source) > SIZE:
        message = _("this file is larger than {size:,} bytes").format(size=SIZE)
        raise FileProblems([Problem(safe_line(file, 300), 0, 0, message)])
    from modtui.yamlwords import forbidden

    text = _decode(source, file)
    document = Document(file, text)
    problems = list(forbidden(document))
    if not problems:
        problems = _build(document, text)
    if problems:
        raise FileProblems(problems)
    return document


def check(model: type[M], document: Document) -> tuple[M | None, tuple[Problem, ...]]:
    """The data as a pydantic model, or None with every problem that it has."""
    from modtui.yamlwords import explain

    return explain(model, document)


def validate(model: type[M], document: Document) -> M:
    """The data as a pydantic model (``extra="forbid"``). Raises FileProblems, all at once."""
    made, problems = check(model, document)
    if made is None:
        raise FileProblems(problems)
    return made


def _one_line(text: str) -> Safe:
    return safe(safe(text).replace("\n", NEWLINE_SHOWN))


def _cells(text: str) -> int:
    """How many terminal cells safe text takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.category(character) in ("Mn", "Me") for character in text)
    return len(text) + wide - marks


def _decode(source: bytes, file: str) -> str:
    """The text, without a byte order mark at its start. Raises FileProblems."""
    if source.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in source[:4]:
        message = _("this file is saved as UTF-16, or is not text at all")
        hint = _("save it again as UTF-8")
        raise FileProblems([Problem(safe_line(file, 300), 0, 0, message, hint=hint)])
    try:
        return source.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = source[: error.start].decode("utf-8").removeprefix("\ufeff")
        rest = source[error.start :].decode("utf-8", "replace")
        lines = _BREAK.split(before)
        message = _("this is not UTF-8 text: byte {byte:02X} makes no letter here").format(
            byte=source[error.start]
        )
        mark = Mark(len(lines) - 1, len(lines[-1]))
        hint = _("save the file again as UTF-8")
        raise FileProblems([Document(file, before + rest).at(mark, message, hint)]) from None


class _Open:
    """A list or mapping that is being read."""

    __slots__ = ("where", "into", "key", "expects_key")

    def __init__(self, where: Where, into: "list[Any] | dict[str, Any]") -> None:
        self.where = where
        self.into = into
        self.key: str | None = None
        self.expects_key = isinstance(into, dict)


def _build(document: Document, text: str) -> list[Problem]:
    """Fill the document from the parser's events. Stops early at what cannot be gone on from."""
    import yaml

    from modtui.yamlwords import names, syntax

    problems: list[Problem] = []
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    stack: list[_Open] = []
    documents = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            if len(problems) >= MOST:
                break
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    message = _("a second document starts here")
                    hint = _("a file holds one; remove the line with ---")
                    problems.append(document.at(_mark(event), message, hint))
                    break
            elif isinstance(event, yaml.AliasEvent):
                message = _("*{name} stands for another part of the file, which is not taken")
                message = message.format(name=safe_line(str(event.anchor), 40))
                hint = _("write the part out; a text that starts with * needs quotes")
                problems.append(document.at(_mark(event), message, hint))
                _place(document, stack, event, None, problems)
            elif isinstance(event, yaml.NodeEvent):
                problems += names(document, event, _mark(event))
                if isinstance(event, yaml.ScalarEvent):
                    _scalar(document, stack, event, problems)
                else:
                    made: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                    where = _place(document, stack, event, made, problems)
                    stack.append(_Open(where, made))
                    if len(stack) > DEPTH:
                        message = _("this is nested more than {depth} levels deep")
                        problems.append(document.at(_mark(event), message.format(depth=DEPTH)))
                        break
            elif isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
    except yaml.YAMLError as error:
        problems.append(syntax(document, error))
    except (ValueError, OverflowError) as error:
        # PyYAML's own parser lets these out for escapes that name no character.
        message = _("this is not YAML: {why}").format(why=safe_line(str(error), 100))
        problems.append(document.at(Mark(0, 0), message))
    return problems


def _mark(event: Any) -> Mark:
    return Mark(event.start_mark.line, event.start_mark.column)


def _place(
    document: Document, stack: list[_Open], event: Any, value: Any, problems: list[Problem]
) -> Where:
    """Put a value where the parser stands, and note its place."""
    mark = _mark(event)
    if not stack:
        document.data = value
        document._values[()] = mark
        return ()
    top = stack[-1]
    if isinstance(top.into, list):
        where: Where = (*top.where, len(top.into))
        top.into.append(value)
        document._values[where] = mark
        return where
    if top.expects_key:
        message = _("a key must be a plain word")
        problems.append(document.at(mark, message, _("quotes are needed around { and [ in a text")))
        top.expects_key, top.key = False, None
        return top.where
    top.expects_key = True
    if top.key is None:
        return top.where
    where = (*top.where, top.key)
    top.into[top.key] = value
    document._values[where] = mark
    return where


def _scalar(document: Document, stack: list[_Open], event: Any, problems: list[Problem]) -> None:
    value: str = event.value
    top = stack[-1] if stack else None
    if found := _CONTROL.search(value):
        hint = ""
        if event.style == '"' and found.group() == "\b":
            hint = _(r"in double quotes \b is a backspace; write the pattern in single quotes")
        message = _("this text holds the control character U+{code:04X}").format(
            code=ord(found.group())
        )
        problems.append(document.at(_mark(event), message, hint))
    if top is None or not top.expects_key:
        plain = event.style is None or event.style == ""
        _place(document, stack, event, resolved(value) if plain else value, problems)
        return
    top.expects_key = False
    top.key = value
    where = (*top.where, value)
    if value == "<<":
        message = _("<< would copy another part of the file, which is not taken")
        problems.append(document.at(_mark(event), message))
    elif where in document._keys:
        message = _("{key} is given twice; the first is in line {line}").format(
            key=quoted(value), line=document._keys[where].line + 1
        )
        problems.append(document.at(_mark(event), message, _("keep one of them")))
    else:
        document._keys[where] = _mark(event)


def resolved(text: str) -> str | int | float | bool | None:
    """What an unquoted scalar means in YAML 1.2's core schema.

    ``no``, ``on`` and ``12:30`` are text there. Numbers without a finite value in Python
    stay text too.
    """
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.fullmatch(text):
        return int(text) if len(text) < 100 else text
    if _BASED.fullmatch(text):
        return int(text, 0) if len(text) < 100 else text
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if abs(number) != float("inf") else text
    return text
