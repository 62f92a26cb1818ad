"""Matching: a thousand rules on ten thousand posts, beside the bare engines on the same data.

The bare engines are google-re2's Set and ahocorasick_rs's automaton: they say that
something matched. The matcher says which rule, where in the original text, through what
folding. Times are quoted as ratios, taken in the same run. Hostile posts follow, each with
its time at one length and at four times that: linear is about 4.
"""

import random
import sys
import time
from collections.abc import Callable

import ahocorasick_rs
import re2

from modtui.model import Severity
from modtui.rules.folding import FOLDING
from modtui.rules.matcher import Matcher
from modtui.rules.ruleset import Folding, Match, Rule, Ruleset

SEED = 20261122
POSTS = 10_000
LENGTH = 400
LITERALS = 600
REGEXES = 400
ROUNDS = 3
BLOCK = 500
AIM = 2.5
WORST = 0.1

_SYLLABLES = (
    *(first + second for first in "bcdfghklmnprstvwz" for second in "aeiou"),
    *("ment", "tion", "ing", "est", "ter", "ver", "pre", "con"),
)
_ENDS = ("", "", "", "", "", "", ",", ".", "!", "?")


def words(chance: random.Random, count: int) -> list[str]:
    """Made-up words, each once."""
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))] = None
    return list(made)


def posts(chance: random.Random, common: list[str], looked_for: list[str]) -> list[str]:
    """Texts of 400 characters; one in ten says something that is looked for."""
    made = []
    for number in range(POSTS):
        said: list[str] = []
        length = 0
        while length < LENGTH:
            word = chance.choice(common) + chance.choice(_ENDS)
            said.append(word.capitalize() if chance.random() < 0.1 else word)
            length += len(word) + 1
        if number % 10 == 0:
            said[chance.randrange(len(said))] = chance.choice(looked_for)
        if number % 5 == 0:  # a fifth of the posts is not ASCII
            place = chance.randrange(len(said))
            said[place] = chance.choice(("été", "naïve", "это", "日本", "“so”", "…", "😀", "ﬁn"))
        made.append(" ".join(said)[:LENGTH])
    return made


def regexes(chance: random.Random, stems: list[str]) -> list[str]:
    """Patterns as moderators write them: gaps, digits, choices, edges, repeats."""
    forms: tuple[Callable[[str, str], str], ...] = (
        lambda a, b: rf"\b{a}\W{{0,3}}{b}\b",
        lambda a, b: rf"{a}[a-z]{{0,4}} \d+ ?%",
        lambda a, b: rf"(?:{a}|{b})(?:s|ing)? now",
        lambda a, b: rf"{a}\.{{2,}}{b}",
        lambda a, b: rf"{a[0]}[\s._-]{{1,2}}{a[1:]}x+",
        lambda a, b: rf"\b{a}{b}+\d{{2,4}}\b",
        lambda a, b: rf"(?:https?://)?{a}-?{b}\.(?:xyz|top|click)",
        lambda a, b: rf"{a} (?:my|your|the) {b}",
        lambda a, b: rf"{a}.{{0,20}}{b}",
        lambda a, b: rf"\b{a}\w*\s+(?:\w+\s+){{0,3}}{b}",
    )
    return [
        chance.choice(forms)(chance.choice(stems), chance.choice(stems)) for _rule in range(REGEXES)
    ]


def ruleset(literals: list[str], patterns: list[str], folding: tuple[Folding, ...]) -> Ruleset:
    """One rule for each literal and for each pattern."""
    matches = [Match(keywords=(literal,), folding=folding) for literal in literals]
    matches += [Match(regexes=(pattern,), folding=folding) for pattern in patterns]
    text = (("en", "r"),)
    rules = tuple(
        Rule(id=f"r{n}", key="1", title=text, text=text, severity=Severity.LOW, match=match)
        for n, match in enumerate(matches)
    )
    return Ruleset(name="bench", hash="", languages=("en",), rules=rules)


def bare(literals: list[str], patterns: list[str]) -> Callable[[str], object]:
    """Both engines with nothing around them."""
    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = 64 << 20
    group = re2.Set.SearchSet(options)
    for pattern in patterns:
        group.Add(pattern.encode())
    group.Compile()
    automaton = ahocorasick_rs.AhoCorasick(literals)

    def search(text: str) -> object:
        return (
            automaton.find_matches_as_indexes(text, overlapping=True),
            group.Match(text.encode()),
        )

    return search


def seconds(work: Callable[[str], object], texts: list[str]) -> float:
    """Processor time for all texts."""
    began = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - began


def ratios() -> tuple[float, float, float]:
    """(bare µs, default ratio, all foldings ratio) for one post; the three turn by turn."""
    chance = random.Random(SEED)  # noqa: S311 - made-up text
    every = words(chance, 5000)
    literals, stems, common = every[:LITERALS], every[LITERALS:1100], every[1100:]
    patterns = regexes(chance, stems)
    texts = posts(chance, common, literals + [f"{stem} your {stem}" for stem in stems])
    works: tuple[Callable[[str], object], ...] = (
        bare(literals, patterns),
        Matcher(ruleset(literals, patterns, FOLDING)).match,
        Matcher(ruleset(literals, patterns, tuple(Folding))).match,
    )
    for work in works:
        seconds(work, texts[:200])
    spent = [0.0] * len(works)
    for start in range(0, len(texts), BLOCK):
        for place, work in enumerate(works):
            spent[place] += seconds(work, texts[start : start + BLOCK])
    return spent[0] / POSTS * 1e6, spent[1] / spent[0], spent[2] / spent[0]


HOSTILE: dict[str, Callable[[int], str]] = {
    "letters": lambda n: "a" * n,
    "letters, then another": lambda n: "a" * (n - 1) + "b",
    "almost a match, again and again": lambda n: ("aaaaaaab" * n)[:n],
    "marks on one letter": lambda n: "a" + "\u0301" * (n - 1),
    "two marks by turns": lambda n: "a" + "\u0301\u0327" * (n // 2),
    "a mark on each letter": lambda n: "a\u0301" * (n // 2),
    "unordered marks on each letter": lambda n: "a\u0301\u0327\u0316" * (n // 4),
    "zero width": lambda n: "a\u200b" * (n // 2),
    "full width": lambda n: "ａ" * n,
    "letters that grow": lambda n: "\ufdfa" * n,
    "spaced letters": lambda n: "a " * (n // 2),
    "dotted letters": lambda n: "a..." * (n // 4),
    "separators": lambda n: "." * n,
    "blanks": lambda n: " " * n,
    "look-alikes": lambda n: "аеο" * (n // 3),
    "digits": lambda n: "4" * n,
    "Hangul letters": lambda n: "\u1100\u1161\u11a8" * (n // 3),
    "Han, spaced": lambda n: "白 " * (n // 2),
    "every character once": lambda n: "".join(map(chr, range(0x20, 0xD800)))[:n],
    "emoji families": lambda n: "👩\u200d👩\u200d👧" * (n // 5),
    "a name of many levels": lambda n: "a." * (n // 2),
    "a long name": lambda n: "http://" + "a" * n,
    "surrogates": lambda n: "\ud800" * n,
    "capitals": lambda n: "A" * n,
    "words again": lambda n: "no " * (n // 3),
    "lines again": lambda n: "hello there\n" * (n // 12),
    "all matches": lambda n: "spam " * (n // 5),
}
PATTERNS = (
    r"(a+)+$",
    r"(a|aa)+$",
    r"(a|a)*b$",
    r"(.*)*x",
    r"(?:a?){30}a{30}",
    r"(x+x+)+y",
    r"\b(\w+\s?)+\b!",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(?:[^\s]+\s*)+#",
    r"a.*b.*c.*d",
)
"""Nested quantifiers and their kin; RE2 takes all of them."""


def hostile(length: int = 25_000) -> list[tuple[str, float, float, float]]:
    """(what, milliseconds for the longer, longer by shorter, the first time), slowest first.

    The first time costs more where characters are met that were never seen before.

    The longer is four times ``length``. All foldings, shapes and hostile patterns at once.
    """
    from modtui.rules.ruleset import Limit, Repeated

    text = (("en", "r"),)
    matches = [Match(keywords=("spam", "free spins", "aaaaaaaa", "白痴"), folding=tuple(Folding))]
    matches += [Match(keywords=("spam", "aaaaaaaa"))]
    matches += [Match(phrases=("free spins",), folding=tuple(Folding))]
    matches += [Match(regexes=(pattern,)) for pattern in PATTERNS]
    matches += [Match(domains=("example.org",)), Match(shouting=70, links=Limit(">=", 1))]
    matches += [Match(repeated=Repeated(characters=10, words=5, text=3))]
    rules = tuple(
        Rule(id=f"r{n}", key="1", title=text, text=text, severity=Severity.LOW, match=match)
        for n, match in enumerate(matches)
    )
    matcher = Matcher(Ruleset(name="hostile", hash="", languages=("en",), rules=rules))
    matcher.match("warm")
    found = []
    for what, make in HOSTILE.items():
        short, long = make(length), make(4 * length)
        first = seconds(matcher.match, [long])
        times = [
            min(seconds(matcher.match, [post]) for _try in range(ROUNDS)) for post in (short, long)
        ]
        found.append((what, times[1] * 1e3, times[1] / max(times[0], 1e-6), first * 1e3))
    return sorted(found, key=lambda one: -one[1])


def main() -> int:
    """Print it all; 1 where an aim is missed."""
    base, default, every = ratios()
    print(f"bare engines: {base:.0f} µs a post ({REGEXES} regexes, {LITERALS} literals)")
    print(f"matcher, default folding: {default:.2f}× (aim: {AIM}×)")
    print(f"matcher, all foldings:    {every:.2f}×")
    worst = hostile()
    print(f"hostile posts of 100,000 characters, all foldings, {len(PATTERNS)} hostile patterns:")
    for what, milliseconds, growth, first in worst:
        print(f"  {milliseconds:7.1f} ms  ×{growth:4.1f}  (first time {first:4.0f} ms)  {what}")
    return 0 if default <= AIM and worst[0][1] <= WORST * 1e3 else 1


if __name__ == "__main__":
    sys.exit(main())
