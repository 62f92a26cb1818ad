"""Which rules a text or a case breaks, and where.

Keywords and phrases are looked for together in the folded text (see ``folding``), once for
each choice of folding that the ruleset makes; regexes in the plain text (see ``patterns``).
What was found then decides, rule by rule, with the answers to what else they ask. Cost is
linear in the text's length. The automatons are built at the first match, not when a ruleset
is loaded.
"""

from bisect import bisect_left, bisect_right
from functools import partial
from typing import Any

from modtui.model import Case, Hit, Span
from modtui.rules import shapes
from modtui.rules.characters import FIRST_MARK, at_edge, extends
from modtui.rules.conditions import Asked, answer, asked
from modtui.rules.folding import Forms, fold_keywords
from modtui.rules.patterns import Patterns
from modtui.rules.ruleset import FOLDING, Folding, Match, Ruleset

MOST = 1000
"""Spans kept for one rule: a text with more looks the same everywhere."""


class _Group:
    """One group of a rule's ``match``, with a number of its own among all groups."""

    __slots__ = ("number", "match", "looks", "asked", "shaped", "any", "all", "none", "simple")

    def __init__(self, match: Match, every: "list[_Group]") -> None:
        self.number = len(every)
        every.append(self)
        self.match = match
        self.looks = bool(match.keywords or match.phrases or match.regexes or match.domains)
        self.asked = asked(match)
        self.shaped = shapes.asks(match)
        self.any = tuple(_Group(part, every) for part in match.any)
        self.all = tuple(_Group(part, every) for part in match.all)
        self.none = tuple(_Group(part, every) for part in match.none)
        self.simple = not (self.asked or self.shaped or self.any or self.all or self.none)

    def may_hold_without_words(self) -> bool:
        """Whether it could hold for a text in which nothing was found."""
        return (
            not self.looks
            and (not self.any or any(part.may_hold_without_words() for part in self.any))
            and all(part.may_hold_without_words() for part in self.all)
        )


class _Words:
    """Keywords or phrases that are looked for through the same folding."""

    def __init__(self, folding: tuple[Folding, ...], phrases: bool) -> None:
        self._folding = folding
        self._chosen = frozenset(folding)
        self._phrases = phrases
        self._owners: dict[str, list[tuple[int, bool, bool]]] = {}
        self._automaton: Any = None
        self._found: list[tuple[tuple[int, bool, bool], ...]] = []
        self._joint = False

    def add(self, word: str, group: int, anywhere: bool) -> None:
        for folded in fold_keywords(word, self._folding, phrase=self._phrases):
            self._owners.setdefault(folded, []).append((group, anywhere, False))
            if Folding.SPACED in self._folding and " " in folded and not self._phrases:
                # f r e e s p i n s: found only where letters really stood apart.
                together = folded.replace(" ", "")
                self._owners.setdefault(together, []).append((group, anywhere, True))

    def build(self) -> None:
        import ahocorasick_rs

        self._found = [tuple(owners) for owners in self._owners.values()]
        self._automaton = ahocorasick_rs.AhoCorasick(list(self._owners))
        self._owners = {}

    def find(self, forms: Forms, spans: "dict[int, list[Span]]") -> None:
        folded = (forms.phrased if self._phrases else forms.fold)(self._chosen)
        text, edges, joints = folded.text, folded.edges, folded.joints
        length = len(text)
        edge = partial(_edge, joints) if joints else at_edge
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if end < length and text[end] >= FIRST_MARK and extends(text[end]):
                continue  # the last letter has a mark there: it is another letter
            ends: bool | None = None
            for group, anywhere, apart in self._found[number]:
                found = spans.get(group)
                if found is not None and len(found) >= MOST:
                    continue
                if not anywhere:
                    if ends is None:
                        ends = edge(edges, start) and edge(edges, end)
                    if not ends:
                        continue
                if apart and bisect_right(joints, start) == bisect_left(joints, end):
                    continue
                spans.setdefault(group, []).append(folded.back(start, end))


def _edge(joints: tuple[int, ...], text: str, at: int) -> bool:
    if at_edge(text, at):
        return True
    place = bisect_left(joints, at)
    return place < len(joints) and joints[place] == at


class _Regexes:
    """Regexes that are searched in the same form of a text."""

    def __init__(self, folding: tuple[Folding, ...]) -> None:
        self._chosen = frozenset(folding)
        self._sources: list[str] = []
        self._owners: list[int] = []
        self._patterns: Patterns | None = None

    def add(self, source: str, group: int, *, case: bool) -> None:
        self._sources.append(source if case else f"(?-i:{source})")
        self._owners.append(group)

    def build(self) -> None:
        self._patterns = Patterns(self._sources)

    def find(self, forms: Forms, spans: "dict[int, list[Span]]", late: set[int]) -> None:
        assert self._patterns is not None  # noqa: S101 - it was built before
        text = forms.plain(self._chosen)
        for number, found in self._patterns.search(text.text).items():
            group = self._owners[number]
            if found.undecided:
                late.add(group)
            if found.ranges:
                spans.setdefault(group, []).extend(text.back(*pair) for pair in found.ranges)


class _Seen:
    """What was found in one text, and what is asked about it, each asked once."""

    def __init__(
        self, text: str, case: Case | None, spans: dict[int, list[Span]], late: set[int]
    ) -> None:
        self.text = text
        self.case = case
        self.spans = spans
        self.late = late
        self._answers: dict[Asked, bool | None] = {}
        self._shapes: dict[int, tuple[bool, tuple[Span, ...]]] = {}

    def answer(self, question: Asked) -> bool | None:
        if self.case is None:
            return None
        if question not in self._answers:
            self._answers[question] = answer(question, self.case)
        return self._answers[question]

    def shape(self, group: _Group) -> tuple[bool, tuple[Span, ...]]:
        if group.number not in self._shapes:
            self._shapes[group.number] = shapes.holds(group.match, self.text)
        return self._shapes[group.number]

    def holds(self, group: _Group, hopeful: bool) -> bool | None:
        """Whether a group holds, for certain or, if ``hopeful``, maybe.

        They differ where a pattern ran out of time. None: it depends on what is not known.
        """
        if group.looks and group.number not in self.spans:
            if not (hopeful and group.number in self.late):
                return False
            if group.simple:
                return True
        elif group.simple:
            return group.looks
        parts: list[bool | None] = [self.answer(question) for question in group.asked]
        if group.shaped:
            parts.append(self.shape(group)[0])
        if group.any:
            choices = [self.holds(part, hopeful) for part in group.any]
            parts.append(True if True in choices else None if None in choices else False)
        parts += [self.holds(part, hopeful) for part in group.all]
        for part in group.none:
            held = self.holds(part, not hopeful)
            parts.append(None if held is None else not held)
        return False if False in parts else None if None in parts else True

    def spans_of(self, group: _Group) -> list[Span]:
        """What shows that a group holds, with the groups inside that do."""
        found = list(self.spans.get(group.number, ()))
        if group.shaped:
            found += self.shape(group)[1]
        for part in (*group.any, *group.all):
            if self.holds(part, False):
                found += self.spans_of(part)
        return found


class Matcher:
    """Finds the rules of one ruleset that texts and cases break."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._rules = ruleset.rules
        self._built = False
        self._groups: list[_Group] = []
        self._roots: dict[int, _Group] = {}
        self._owner: list[int] = []
        self._rank: dict[int, tuple[int, int]] = {}
        self._always: list[int] = []
        self._words: list[_Words] = []
        self._regexes: list[_Regexes] = []
        self._domains: dict[str, list[int]] = {}

    def match(self, text: str) -> tuple[Hit, ...]:
        """A hit for each rule that a bare text breaks: the most severe first, then in order.

        Spans are in ``text`` itself, sorted and apart. Takes any string. A rule that must
        know more than the text does not hit.
        """
        return self._match(text, None)

    def match_case(self, case: Case) -> tuple[Hit, ...]:
        """A hit for each rule that a case breaks, in the same order.

        What the backend does not tell neither holds nor fails: a rule hangs on it in vain.
        """
        return self._match(case.subject.text, case)

    def _match(self, text: str, case: Case | None) -> tuple[Hit, ...]:
        if not self._built:
            self._build()
        spans: dict[int, list[Span]] = {}
        late: set[int] = set()
        forms = Forms(text)
        for words in self._words:
            words.find(forms, spans)
        for regexes in self._regexes:
            regexes.find(forms, spans, late)
        if self._domains:
            self._find_domains(forms, spans)
        seen = _Seen(text, case, spans, late)
        rules = {self._owner[group] for group in (*spans, *late)}
        rules.update(self._always)
        hits = []
        for index in sorted(rules, key=self._rank.__getitem__):
            root = self._roots[index]
            if seen.holds(root, False):
                hits.append(Hit(self._rules[index].id, merged(seen.spans_of(root))))
            elif late and seen.holds(root, True):
                hits.append(Hit(self._rules[index].id, undecided=True))
        return tuple(hits)

    def _build(self) -> None:
        words: dict[tuple[tuple[Folding, ...], bool], _Words] = {}
        regexes: dict[tuple[Folding, ...], _Regexes] = {}
        for index, rule in enumerate(self._rules):
            if rule.match.empty:
                continue
            first = len(self._groups)
            root = _Group(rule.match, self._groups)
            self._roots[index] = root
            self._rank[index] = (-rule.severity.rank, index)
            if root.may_hold_without_words():
                self._always.append(index)
            for group in self._groups[first:]:
                self._owner.append(index)
                self._add(group, words, regexes)
        self._words = list(words.values())
        self._regexes = list(regexes.values())
        for one in self._words:
            one.build()
        for other in self._regexes:
            other.build()
        self._built = True

    def _add(
        self,
        group: _Group,
        words: dict[tuple[tuple[Folding, ...], bool], _Words],
        regexes: dict[tuple[Folding, ...], _Regexes],
    ) -> None:
        match = group.match
        for phrases, texts in ((False, match.keywords), (True, match.phrases)):
            for text in texts:
                key = (match.folding, phrases)
                words.setdefault(key, _Words(*key)).add(text, group.number, match.anywhere)
        form = tuple(fold for fold in match.folding if fold in (Folding.INVISIBLES, Folding.WIDTH))
        for source in match.regexes:
            case = Folding.CASE in match.folding
            regexes.setdefault(form, _Regexes(form)).add(source, group.number, case=case)
        for domain in match.domains:
            self._domains.setdefault(domain, []).append(group.number)

    def _find_domains(self, forms: Forms, spans: dict[int, list[Span]]) -> None:
        text = forms.plain(frozenset(FOLDING))
        for host, place in shapes.hosts(text.text):
            for domain in shapes.domains(host):
                for group in self._domains.get(domain, ()):
                    found = spans.setdefault(group, [])
                    if len(found) < MOST:
                        found.append(text.back(place.start, place.end))


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
