"""Which rules a text breaks, and where.

Keywords are looked for together in the folded text (see ``folding``); regexes in the
plain text (see ``patterns``). Cost is linear in the text's length. The automatons are
built at the first match, not when a ruleset is loaded.
"""

import unicodedata
from typing import Any

from modtui.model import Hit, Span
from modtui.rules.folding import Folded, extends, fold, fold_keyword, plain
from modtui.rules.patterns import Patterns
from modtui.rules.ruleset import Ruleset

MOST = 1000
"""Spans kept for one rule: a text with more looks the same everywhere."""

# Written without spaces between words, so that every place may be a word's edge.
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1100, 0x11FF),  # Hangul letters
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x9FFF),  # Han, kana
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),  # Hangul: particles are written on to the word
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


class Matcher:
    """Finds the rules of one ruleset that texts break."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._rules = ruleset.rules
        self._order = sorted(
            range(len(self._rules)), key=lambda index: (-self._rules[index].severity.rank, index)
        )
        self._automaton: Any = None
        self._keywords: list[str] = []
        self._owners: list[tuple[tuple[int, bool], ...]] = []
        self._patterns: Patterns | None = None
        self._pattern_owners: list[int] = []
        self._built = False

    def match(self, text: str) -> tuple[Hit, ...]:
        """A hit for each rule that matched: the most severe first, then as in the ruleset.

        Spans are in ``text`` itself, sorted and apart. Takes any string.
        """
        if not self._built:
            self._build()
        spans: dict[int, list[Span]] = {}
        undecided: set[int] = set()
        if self._automaton is not None:
            self._find_keywords(fold(text), spans)
        if self._patterns is not None:
            self._find_patterns(plain(text), spans, undecided)
        return tuple(
            Hit(
                self._rules[index].id,
                merged(spans.get(index, [])),
                undecided=index not in spans,
            )
            for index in self._order
            if index in spans or index in undecided
        )

    def _build(self) -> None:
        owners: dict[str, list[tuple[int, bool]]] = {}
        sources: list[str] = []
        for index, rule in enumerate(self._rules):
            for keyword in rule.match.keywords:
                folded = fold_keyword(keyword)
                if folded:
                    owners.setdefault(folded, []).append((index, rule.match.anywhere))
            sources += rule.match.regexes
            self._pattern_owners += [index] * len(rule.match.regexes)
        if owners:
            import ahocorasick_rs

            self._keywords = list(owners)
            self._owners = [tuple(owners[keyword]) for keyword in self._keywords]
            self._automaton = ahocorasick_rs.AhoCorasick(self._keywords)
        if sources:
            self._patterns = Patterns(sources)
        self._built = True

    def _find_keywords(self, folded: Folded, spans: dict[int, list[Span]]) -> None:
        text = folded.text
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if end < len(text) and extends(text[end]):
                continue  # the last letter has a mark there: it is another letter
            at_edges: bool | None = None
            for index, anywhere in self._owners[number]:
                found = spans.get(index)
                if found is not None and len(found) >= MOST:
                    continue
                if not anywhere:
                    if at_edges is None:
                        at_edges = _edge(text, start) and _edge(text, end)
                    if not at_edges:
                        continue
                spans.setdefault(index, []).append(folded.back(start, end))

    def _find_patterns(
        self, text: Folded, spans: dict[int, list[Span]], undecided: set[int]
    ) -> None:
        assert self._patterns is not None  # noqa: S101 - match() has looked
        for number, found in self._patterns.search(text.text).items():
            index = self._pattern_owners[number]
            if found.undecided:
                undecided.add(index)
            if found.ranges:
                spans.setdefault(index, []).extend(text.back(*pair) for pair in found.ranges)


def merged(spans: list[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch or overlap made one."""
    made: list[Span] = []
    for span in sorted(spans):
        if made and span.start <= made[-1].end:
            if span.end > made[-1].end:
                made[-1] = Span(made[-1].start, span.end)
        else:
            made.append(span)
    return tuple(made)


def _edge(text: str, at: int) -> bool:
    """Whether a word can begin or end between these two characters."""
    if at in (0, len(text)):
        return True
    before, after = text[at - 1], text[at]
    if not _in_word(before) or not _in_word(after):
        return True
    return _unspaced(before) or _unspaced(after)


def _in_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def _unspaced(character: str) -> bool:
    code = ord(character)
    return code >= 0xE00 and any(first <= code <= last for first, last in _UNSPACED)
