"""Text as the matcher sees it, with the way back to the original.

``Forms.fold`` is for keywords: what a rule chose is folded, runs of blanks are made one. By
default that is compatibility forms, case and invisible characters. Marks, look-alikes,
digits for letters and spaced letters make different words one (año and ano), so a rule has
to ask for them. ``phrased`` makes punctuation blank too, for phrases. ``plain`` is for
regexes: invisible characters and compatibility forms only.

None is quadratic: ``unicodedata.normalize`` is, on runs of combining marks (measured),
so runs are cut to ``MARKS`` first and it sees one cluster at a time.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache
from itertools import accumulate

from modtui.model import Span
from modtui.rules.characters import (
    ARABIC,
    UNSPACED,
    Form,
    Table,
    dropped,
    extends,
    mark_ranges,
    marks,
)
from modtui.rules.lookalikes import faces
from modtui.rules.ruleset import FOLDING, Folding

MARKS = 8
_BLANKS = re.compile(" {2,}")
# Characters that a text may change by for replacing to be quicker than translating.
_FEW = 64
_LEET = str.maketrans("013456789@$!+\u20ac\u00a3\u00a2l", "oieasbtbgasiteici")
"""Digits and signs for letters. 1, ! and l may each stand for i or l: all are made one."""
_LEET_SIGNS = "@$!+\u20ac\u00a3\u00a2"
_SEPARATORS = r"[ .,;:_\-*\u00b7\u2022\u2219\u30fb/\\|~'\u2019\"=^]{1,6}"


class _Edits:
    """Places where a text was changed: ranges before and after, in order."""

    def __init__(self, edits: list[tuple[int, int, int, int]]) -> None:
        self._edits = edits
        self._starts = [edit[2] for edit in edits]

    def back(self, at: int) -> tuple[int, int]:
        """The range before the change that the character at ``at`` stands for."""
        found = bisect_right(self._starts, at) - 1
        if found < 0:
            return at, at + 1
        old_start, old_end, _, new_end = self._edits[found]
        if at < new_end:
            return old_start, old_end
        return at - new_end + old_end, at - new_end + old_end + 1


class _Lengths:
    """Each character became so many; ``ends`` are the running totals."""

    def __init__(self, ends: list[int]) -> None:
        self._ends = ends

    def back(self, at: int) -> tuple[int, int]:
        """The range before the change that the character at ``at`` stands for."""
        found = bisect_right(self._ends, at)
        return found, found + 1


@cache
def _plain(folding: frozenset[Folding]) -> frozenset[Folding]:
    return folding & {Folding.INVISIBLES, Folding.WIDTH}


@cache
def _per_character(folding: frozenset[Folding]) -> frozenset[Folding]:
    return folding - {Folding.LEET, Folding.SPACED}


@cache
def _table(folding: frozenset[Folding], words: bool) -> Table:
    return Table(folding, words=words)


class Folded:
    """A text as the matcher sees it. ``back`` gives ranges of the original.

    ``edges`` is the same text before digits and signs were read as letters, character for
    character: whether a word ends is told by what was written. ``joints`` are the places,
    in order, where letters stood apart that are together now: a word may begin at each.
    """

    __slots__ = ("text", "edges", "joints", "changes", "_original", "_marks")

    def __init__(
        self,
        original: str,
        text: str,
        changes: "list[_Edits | _Lengths]",
        *,
        edges: str | None = None,
        joints: tuple[int, ...] = (),
        marks: bool = False,
    ) -> None:
        self.text = text
        self.edges = text if edges is None else edges
        self.joints = joints
        self._original = original
        self.changes = changes
        self._marks = marks

    def back(self, start: int, end: int) -> Span:
        """The range of the original that stands behind a range of ``text`` (not empty).

        It is never cut between a letter and a mark that was dropped.
        """
        last = end - 1
        for change in reversed(self.changes):
            start = change.back(start)[0]
            last = change.back(last)[1] - 1
        end = last + 1
        original = self._original
        while end < len(original) and (
            original[end] in ARABIC or (self._marks and dropped(original[end]))
        ):
            end += 1
        return Span(start, end)


class Forms:
    """One text in all the forms that it is looked through in; what they share is made once."""

    def __init__(self, text: str) -> None:
        self.original = text
        self._clustered: dict[Form, tuple[str, list[_Edits | _Lengths]]] = {}
        self._made: dict[tuple[frozenset[Folding], bool], tuple[str, list[_Edits | _Lengths]]] = {}
        self._words: dict[frozenset[Folding], Folded] = {}

    def fold(self, folding: frozenset[Folding]) -> Folded:
        """The text as keywords are looked for in."""
        if folding not in self._words:
            self._words[folding] = self._folded(folding)
        return self._words[folding]

    def phrased(self, folding: frozenset[Folding]) -> Folded:
        """The text as phrases are looked for in: what stands between words is one blank."""
        folded = self.fold(folding)
        leet = Folding.LEET in folding
        made, edits = _edit(folded.edges, _punctuation(leet), lambda run: " ")
        return Folded(
            self.original,
            made.translate(_LEET) if leet else made,
            [*folded.changes, edits],
            edges=made,
            marks=Folding.MARKS in folding,
        )

    def plain(self, folding: frozenset[Folding]) -> Folded:
        """The text as regexes are looked for in."""
        made, changes = self._translated(_plain(folding), False)
        return Folded(self.original, made, changes)

    def _translated(
        self, folding: frozenset[Folding], words: bool
    ) -> "tuple[str, list[_Edits | _Lengths]]":
        key = (folding, words)
        if key not in self._made:
            table = _table(*key)
            form = table.form
            if form not in self._clustered:
                self._clustered[form] = _composed(self.original, form)
            text, changes = self._clustered[form]
            self._made[key] = _translate(text, changes, table)
        made, changes = self._made[key]
        return made, list(changes)

    def _folded(self, folding: frozenset[Folding]) -> Folded:
        made, changes = self._translated(_per_character(folding), True)
        if "  " in made:
            made, edits = _edit(made, _BLANKS, lambda run: " ")
            changes.append(edits)
        joints: tuple[int, ...] = ()
        leet = Folding.LEET in folding
        if Folding.SPACED in folding:
            made, gaps, joints = _joined(made, leet)
            if gaps is not None:
                changes.append(gaps)
        return Folded(
            self.original,
            made.translate(_LEET) if leet else made,
            changes,
            edges=made,
            joints=joints,
            marks=Folding.MARKS in folding,
        )


def fold(text: str, folding: Iterable[Folding] = FOLDING) -> Folded:
    """The text as keywords are looked for in."""
    return Forms(text).fold(frozenset(folding))


def plain(text: str, folding: Iterable[Folding] = FOLDING) -> Folded:
    """The text as regexes are looked for in."""
    return Forms(text).plain(frozenset(folding))


def _joined(text: str, leet: bool) -> tuple[str, _Edits | None, tuple[int, ...]]:
    """Letters that stand apart, put together: s p a m, s.p.a.m."""
    letters, apart, unspaced = _spaced(leet)
    gaps = {match.span() for match in unspaced.finditer(text)}
    for run in letters.finditer(text):
        gaps.update(gap.span() for gap in apart.finditer(text, *run.span()))
    if not gaps:
        return text, None, ()
    pieces: list[str] = []
    edits: list[tuple[int, int, int, int]] = []
    joints: list[int] = []
    done = length = 0
    for start, end in sorted(gaps):
        pieces.append(text[done:start])
        length += start - done
        edits.append((start, end, length, length))
        joints.append(length)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), _Edits(edits), tuple(joints)


@cache
def _spaced(leet: bool) -> "tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]":
    """A run of single letters; what is between them; gaps in writing without spaces."""
    ranges = mark_ranges()
    signs = re.escape(_LEET_SIGNS) if leet else ""
    # ß became two letters when case was folded
    letter = f"(?:ss|[^\\W_]|[{signs}])" if leet else r"(?:ss|[^\W_])"
    in_word = f"\\w{ranges}"
    one = f"{letter}[{ranges}]*+"
    unspaced = "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSPACED)
    return (
        re.compile(f"(?<![{in_word}]){one}(?:{_SEPARATORS}{one}){{2,}}(?![{in_word}])"),
        re.compile(_SEPARATORS),
        re.compile(f"(?<=[{unspaced}]){_SEPARATORS}(?=[{unspaced}])"),
    )


@cache
def _punctuation(leet: bool) -> "re.Pattern[str]":
    """What is neither letter, digit nor mark; nor, for digits as letters, @ and $."""
    kept = "@$\u20ac\u00a3\u00a2" if leet else ""
    return re.compile(f"(?:[^\\w{kept}{mark_ranges()}]|_)+")


def fold_keyword(
    keyword: str, folding: Iterable[Folding] = FOLDING, *, phrase: bool = False
) -> str:
    """A keyword as it is looked for; empty where nothing of it can be found."""
    forms, chosen = Forms(keyword), frozenset(folding) - {Folding.SPACED}
    folded = (forms.phrased(chosen) if phrase else forms.fold(chosen)).text.strip()
    return "" if folded and extends(folded[0]) else folded


def fold_keywords(
    keyword: str, folding: Iterable[Folding] = FOLDING, *, phrase: bool = False
) -> tuple[str, ...]:
    """All forms that a keyword is looked for in; none where nothing of it can be found."""
    chosen = frozenset(folding)
    words = [keyword]
    if {Folding.CONFUSABLES, Folding.CASE} <= chosen and not keyword.isascii():
        bare = Forms(keyword).fold(chosen & {Folding.MARKS, Folding.WIDTH, Folding.INVISIBLES})
        words += faces(bare.text)
    made = (fold_keyword(word, chosen, phrase=phrase) for word in words)
    return tuple(dict.fromkeys(one for one in made if one))


def _composed(text: str, form: Form) -> "tuple[str, list[_Edits | _Lengths]]":
    """The text with each letter and its marks as one character, where there is one."""
    if text.isascii():
        return text, []
    clusters, long, every = _clusters()
    if every.isdisjoint(text):
        return text, []
    if not long.search(text) and unicodedata.is_normalized(form, text):
        return text, []

    def composed(cluster: str) -> str:
        return unicodedata.normalize(form, cluster[: MARKS + 1])

    text, edits = _edit(text, clusters, composed)
    return text, [edits]


def _translate(
    text: str, before: "list[_Edits | _Lengths]", table: Table
) -> "tuple[str, list[_Edits | _Lengths]]":
    changes = list(before)
    if text.isascii():
        if not table.words and text.isprintable():
            return text, changes
        made = text.translate(table)
        if len(made) != len(text):  # something was dropped, and nothing grows
            lengths = map(len, map(table.__getitem__, map(ord, text)))
            changes.append(_Lengths(list(accumulate(lengths))))
        return made, changes
    distinct = set(text)
    changed = [character for character in distinct if table[ord(character)] != character]
    if len(changed) > _FEW:
        made = text.translate(table)
    else:
        made = text
        # Many times faster than translate() outside ASCII. The order does not matter, as
        # nothing that the table makes is changed by it again.
        for character in changed:
            made = made.replace(character, table[ord(character)])
    if not table.uneven.isdisjoint(distinct):
        lengths = map(len, map(table.__getitem__, map(ord, text)))
        changes.append(_Lengths(list(accumulate(lengths))))
    return made, changes


def _edit(
    text: str, pattern: "re.Pattern[str]", replace: Callable[[str], str]
) -> tuple[str, _Edits]:
    pieces: list[str] = []
    edits: list[tuple[int, int, int, int]] = []
    done = length = 0
    for match in pattern.finditer(text):
        old = match.group()
        new = replace(old)
        if new == old:
            continue
        start, end = match.span()
        pieces += (text[done:start], new)
        length += start - done
        edits.append((start, end, length, length + len(new)))
        length += len(new)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), _Edits(edits)


@cache
def _clusters() -> "tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]":
    """A character with the marks after it; a run of marks that is too long; all marks."""
    every = marks()
    ranges = mark_ranges()
    return (
        re.compile(f"(?s:.)[{ranges}]+"),
        re.compile(f"[{ranges}]{{{MARKS + 1}}}"),
        frozenset(every),
    )
