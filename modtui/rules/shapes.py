"""What a rule can ask of the shape of a text: its length, links, capitals and repetitions.

Every function is linear in the text's length.
"""

import re
from collections.abc import Iterator
from itertools import islice

from modtui.model import Span
from modtui.rules.ruleset import Match, Repeated

LETTERS = 12
"""Letters that a text needs for its capitals to be called shouting."""
MOST = 1000
_LINK = re.compile(r"(?i)(?<!\w)(?:(?:https?|ftp|hxxps?)://|www\.)[^\s<>\"]+")
_HOST = re.compile(r"[\w.-]+")
_LONGEST_HOST = 260
_RUN = re.compile(r"(\S)\1+")
_WORD = re.compile(r"\w+")
_LEVELS = 8
_SHORT_LINE = 5


def links(text: str) -> Iterator[Span]:
    """The links that stand in a text."""
    for match in _LINK.finditer(text):
        yield Span(*match.span())


def hosts(text: str) -> Iterator[tuple[str, Span]]:
    """Names of sites in a text, as links or bare, in small letters."""
    for match in _HOST.finditer(text):
        host = match.group()
        if "." in host:
            yield host.strip(".-").casefold()[-_LONGEST_HOST:], Span(*match.span())


def domains(host: str) -> Iterator[str]:
    """The names that a site is at or below: a.b.org, b.org, org."""
    labels = host.rsplit(".", _LEVELS)
    for first in range(len(labels)):
        yield ".".join(labels[first:])


def shouts(text: str, percent: int) -> tuple[bool, tuple[Span, ...]]:
    """Whether at least that share of the letters are capitals, and the words in capitals."""
    capitals = sum(map(str.isupper, text))
    small = sum(map(str.islower, text))
    if capitals + small < LETTERS or capitals * 100 < percent * (capitals + small):
        return False, ()
    words = (match for match in _WORD.finditer(text) if len(match[0]) > 1 and match[0].isupper())
    return True, tuple(Span(*match.span()) for match in islice(words, MOST))


def repeats(text: str, asked: Repeated) -> tuple[Span, ...]:
    """What stands there too often: characters and words in a row, lines anywhere."""
    found: list[Span] = []
    if asked.characters:
        found += (
            Span(*run.span()) for run in _RUN.finditer(text) if len(run[0]) >= asked.characters
        )
    if asked.words:
        found += _same_words(text, asked.words)
    if asked.text:
        found += _same_lines(text, asked.text)
    return tuple(found[:MOST])


def _same_words(text: str, count: int) -> Iterator[Span]:
    last, start, end, run = "", 0, 0, 0
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        if word == last:
            run += 1
        else:
            if run >= count:
                yield Span(start, end)
            last, start, run = word, match.start(), 1
        end = match.end()
    if run >= count:
        yield Span(start, end)


def _same_lines(text: str, count: int) -> Iterator[Span]:
    places: dict[str, list[Span]] = {}
    at = 0
    for line in text.splitlines(keepends=True):
        said = line.strip()
        if len(said) >= _SHORT_LINE:
            start = at + line.index(said)
            places.setdefault(said.casefold(), []).append(Span(start, start + len(said)))
        at += len(line)
    for spans in places.values():
        if len(spans) >= count:
            yield from spans


def holds(match: Match, text: str) -> tuple[bool, tuple[Span, ...]]:
    """Whether a text has the shape that one group asks for, and what shows it."""
    spans: list[Span] = []
    if match.length is not None and not match.length.holds(len(text)):
        return False, ()
    if match.scripts:
        from modtui.rules.languages import script_of

        if script_of(text) not in match.scripts:
            return False, ()
    if match.links is not None:
        found = tuple(links(text))
        if not match.links.holds(len(found)):
            return False, ()
        spans += found[:MOST]
    if match.shouting is not None:
        loud, words = shouts(text, match.shouting)
        if not loud:
            return False, ()
        spans += words
    if match.repeated is not None:
        again = repeats(text, match.repeated)
        if not again:
            return False, ()
        spans += again
    return True, tuple(spans)


def asks(match: Match) -> bool:
    """Whether one group, without those inside it, asks for a shape."""
    return bool(match.scripts) or any(
        part is not None for part in (match.length, match.links, match.shouting, match.repeated)
    )
