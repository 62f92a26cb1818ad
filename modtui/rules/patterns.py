"""Regexes that no text can make slow.

google-re2 takes nearly all of them and is linear. Its ``\\b`` and ``\\w`` know ASCII only,
so ``\\w`` is widened to every letter, and where a text is not ASCII a pattern with ``\\b`` is
searched loosely by RE2 first and then, if that found something, exactly by ``regex``.
What RE2 refuses (look-around, back-references) is for ``regex`` alone. ``regex``
backtracks, so it runs against a timeout, and running out of time is an answer of its own.

Case is ignored; ``(?-i)`` at the start of a pattern asks for it. ``.`` is not a newline.
"""

import re
from itertools import islice
from typing import Any

from modtui.model import Struct

TIMEOUT = 0.1
"""Seconds that ``regex`` may take for one pattern on one text."""
MOST = 1000
"""Ranges kept for one pattern; the rest of such a text looks the same."""
REPEATS = 10_000
"""All counts of a pattern for ``regex``, multiplied with each other."""
LONGEST = 2_000
_WORD = r"\p{L}\p{M}\p{N}_"
_TOKEN = re.compile(r"\\Q.*?(?:\\E|\Z)|\\.|\[\^?\]?|\]|.", re.DOTALL)
_COUNT = re.compile(r"\{\s*(?:[a-z]\s*<?=?\s*)?([0-9]+)?\s*(?:,\s*([0-9]+)?)?\s*\}")
_QUANTIFIER = re.compile(r"[*+?{]")


class Found(Struct, frozen=True):
    """Where a pattern matched. ``undecided``: time ran out, nothing can be said."""

    ranges: tuple[tuple[int, int], ...] = ()
    undecided: bool = False


class Pattern(Struct, frozen=True):
    """A regex, made ready. ``loose`` matches wherever it does, and maybe elsewhere.

    ``exact`` is what RE2 searches a text with; None where RE2 cannot take it. ``edged``:
    its word edges are right on ASCII text only.
    """

    source: str
    loose: str | None
    exact: str | None
    edged: bool


def check(source: str) -> None:
    """Raises ValueError, with a reason, for a pattern that cannot be run or hits every text."""
    pattern = prepare(source)
    if pattern.exact is None or pattern.edged:
        found = _compile_regex(source).search("", timeout=TIMEOUT)
    else:
        import re2

        found = re2.search(pattern.exact.encode(), b"", _options())
    if found is not None:
        raise ValueError("it matches the empty text, and so every text")


def prepare(source: str) -> Pattern:
    """The pattern, by what can run it. ``check`` is what refuses those that nothing can."""
    widened, loose, edged = _rewrite(source)
    if not _re2_takes(widened) or (edged and loose is None):
        return Pattern(source, None, None, edged)
    return Pattern(source, loose if loose and _re2_takes(loose) else None, widened, edged)


def _rewrite(source: str) -> tuple[str, str | None, bool]:
    """The pattern with a wider ``\\w``; the same without ``\\b``, if that can be; has it one."""
    widened: list[str] = []
    loose: list[str] = []
    edged = inside = False
    possible = True
    for match in _TOKEN.finditer(source):
        piece = match.group()
        if not inside and piece.startswith("["):
            inside = True
        elif inside and piece == "]":
            inside = False
        elif piece == r"\w":
            piece = _WORD if inside else f"[{_WORD}]"
        elif piece == r"\W" and not inside:
            piece = f"[^{_WORD}]"
        elif piece in (r"\b", r"\B") and not inside:
            edged = True
            widened.append(piece)
            if _QUANTIFIER.match(source, match.end()):
                possible = False
            loose.append("(?:)")
            continue
        widened.append(piece)
        loose.append(piece)
    return "".join(widened), "".join(loose) if possible else None, edged


def _options() -> Any:
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return options


def _re2_takes(source: str) -> bool:
    import re2

    try:
        re2.compile(source.encode(), _options())
    except re2.error:
        return False
    return True


def _compile_regex(source: str) -> Any:
    """The pattern for ``regex``. Raises ValueError, with a reason."""
    # ``regex`` writes counted repeats out: a few nested ones take all memory (measured).
    if len(source) > LONGEST:
        raise ValueError("it is too long")
    repeats = 1
    for count in _COUNT.finditer(source):
        repeats *= max([int(number) for number in count.groups() if number] or [1]) or 1
        if repeats > REPEATS:
            raise ValueError("it repeats too much")
    import regex

    try:
        return regex.compile(source, regex.IGNORECASE | regex.VERSION0)
    except (regex.error, RecursionError, OverflowError, ValueError) as error:
        raise ValueError(str(error)) from None


class Patterns:
    """Many regexes, searched together."""

    def __init__(self, sources: list[str]) -> None:
        self._patterns = [prepare(source) for source in sources]
        self._regexes: dict[int, Any] = {}
        self._exact: dict[int, Any] = {}
        self._set: Any = None
        self._members: list[int] = []
        self._others: list[int] = []
        self._build()

    def _build(self) -> None:
        import re2

        options = _options()
        options.max_mem = 64 << 20
        made = re2.Set.SearchSet(options)
        made.Add(b"")  # matches everything: when it is missing, RE2 ran out of memory
        for index, pattern in enumerate(self._patterns):
            if pattern.loose is not None:
                made.Add(pattern.loose.encode())
                self._members.append(index)
            else:
                self._others.append(index)
        made.Compile()
        self._set = made

    def search(self, text: str) -> dict[int, Found]:
        """What was found, by the pattern's number; patterns without a match are left out."""
        raw = text.encode()
        numbers = self._set.Match(raw)
        if 0 in numbers:
            candidates = [self._members[number - 1] for number in numbers if number]
        else:
            candidates = list(self._members)
        result: dict[int, Found] = {}
        for index in sorted(candidates + self._others):
            pattern = self._patterns[index]
            if pattern.exact is None or pattern.edged and not text.isascii():
                found = self._by_regex(index, text)
            else:
                found = self._by_re2(index, raw, len(raw) == len(text))
            if found.ranges or found.undecided:
                result[index] = found
        return result

    def _by_re2(self, index: int, raw: bytes, ascii_only: bool) -> Found:
        import re2

        if index not in self._exact:
            exact = self._patterns[index].exact
            assert exact is not None  # noqa: S101 - search() asks only for those
            self._exact[index] = re2.compile(exact.encode(), _options())
        found = (match.span() for match in self._exact[index].finditer(raw))
        ranges = list(islice((pair for pair in found if pair[0] < pair[1]), MOST))
        return Found(tuple(ranges if ascii_only else _characters(raw, ranges)))

    def _by_regex(self, index: int, text: str) -> Found:
        if index not in self._regexes:
            self._regexes[index] = _compile_regex(self._patterns[index].source)
        try:
            matches = self._regexes[index].finditer(text, timeout=TIMEOUT, concurrent=True)
            found = (match.span() for match in matches)
            ranges = tuple(islice((pair for pair in found if pair[0] < pair[1]), MOST))
        except TimeoutError:
            return Found(undecided=True)
        return Found(ranges)


def _characters(raw: bytes, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Byte ranges, in order and apart, as ranges of characters."""
    made: list[tuple[int, int]] = []
    at = count = 0
    for start, end in ranges:
        first = count + len(raw[at:start].decode("utf-8", "ignore"))
        count = first + len(raw[start:end].decode("utf-8", "ignore"))
        at = end
        if first < count:
            made.append((first, count))
    return made
