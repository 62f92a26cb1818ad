"""JSON from a stranger, decoded into typed structs.

msgspec refuses a whole page for one lone surrogate (``"\\ud800"``, which most servers let
pass), for one ``NaN``, or for one value nested a thousand deep that somebody posted to
that end. So what it refuses is mended and tried once more. Lists whose elements are
``msgspec.Raw`` are decoded one by one with ``decode_each``, so that an element that is bad
in another way costs itself and not its page.
"""

import re
from collections.abc import Iterable
from typing import TypeVar

import msgspec

from modtui.text import safe_line
from modtui.words import _

T = TypeVar("T")

DEPTH = 100
"""Values nested deeper than this become null when JSON is mended."""

_TOKEN = re.compile(rb'"[^"\\]*(?:\\[\s\S][^"\\]*)*"|[\[\]{}]|-?(?:NaN|Infinity)')
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    rb"|\\[\s\S]"
)
_REPLACEMENT = rb"\ufffd"


class Undecodable(ValueError):
    """JSON that is broken, or that does not say what was expected. ``str()`` is safe to show."""


def decode(raw: bytes, kind: type[T]) -> T:
    """The JSON text as that type. Raises Undecodable."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        raise Undecodable(str(safe_line(str(error)))) from None
    except UnicodeError:
        raise Undecodable(_("the text is not in UTF-8")) from None
    except (msgspec.DecodeError, RecursionError):
        pass
    try:
        return msgspec.json.decode(mended(raw), type=kind)
    except msgspec.ValidationError as error:
        raise Undecodable(str(safe_line(str(error)))) from None
    except UnicodeError:
        raise Undecodable(_("the text is not in UTF-8")) from None
    except RecursionError:
        raise Undecodable(_("the data is nested too deeply")) from None
    except msgspec.DecodeError as error:
        broken = "truncated" in str(error)
        raise Undecodable(_("the data breaks off") if broken else _("it is not JSON")) from None


def decode_each(raws: Iterable[msgspec.Raw], kind: type[T]) -> list[T | Undecodable]:
    """Each element as that type, or why it cannot be read, in the same order."""
    results: list[T | Undecodable] = []
    for raw in raws:
        try:
            results.append(decode(bytes(raw), kind))
        except Undecodable as error:
            results.append(error)
    return results


def readable(raws: Iterable[msgspec.Raw], kind: type[T]) -> list[T]:
    """The elements that can be read, where the others do not matter."""
    return [found for found in decode_each(raws, kind) if not isinstance(found, Undecodable)]


def mended(raw: bytes) -> bytes:
    """The text without lone surrogates, ``NaN``, and values nested below ``DEPTH``.

    Linear, and without recursion: it reads what made others overflow.
    """
    kept: list[bytes] = []
    copied = depth = 0
    for match in _TOKEN.finditer(raw):
        token = match.group()
        first = token[:1]
        if first in b"[{":
            depth += 1
            if depth == DEPTH + 1:
                kept.append(raw[copied : match.start()])
                copied = match.start()
        elif first in b"]}":
            depth -= 1
            if depth == DEPTH:
                kept.append(b"null")
                copied = match.end()
        elif depth <= DEPTH and (replaced := _replaced(token)) != token:
            kept += (raw[copied : match.start()], replaced)
            copied = match.end()
    return b"".join([*kept, raw[copied:]])


def _replaced(token: bytes) -> bytes:
    if token[:1] != b'"':
        return b"null"
    return _ESCAPE.sub(lambda found: _REPLACEMENT if found.group(1) else found.group(), token)
