"""Evasions: how many are found, by technique, with all foldings on.

Fifty phrases in six scripts are hidden in sentences by seeded chance. Every second phrase
was never looked at while the foldings were built; the look-alikes are drawn by chance from
Unicode's own list (confusables.txt), not from ours. A technique that leaves a text as it is
does not count for it. The same sentences without a phrase must not be found.
"""

import random
import sys
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from modtui.model import Severity
from modtui.rules.folding import FOLDING
from modtui.rules.matcher import Matcher
from modtui.rules.ruleset import Folding, Match, Rule, Ruleset

SEED = 20261122
AIM = 0.85
EACH = 6
"""Times that each technique is tried on each phrase."""

PHRASES: dict[str, tuple[str, ...]] = {
    "Latin": (
        "idiot", "free spins", "cheap meds", "imbécile", "scheiße", "double your money",
        "crypto wallet", "pendejo", "dumbass", "buy followers", "connard", "casino bonus",
        "arschloch", "loser", "telegram group",
    ),
    "Cyrillic": (
        "дурак", "казино онлайн", "идиот", "быстрый заработок", "придурок", "купить диплом",
        "мерзавец", "ставки на спорт", "дебил", "негодяй",
    ),
    "Greek": ("βλάκας", "ηλίθιος", "δωρεάν χρήματα", "καζίνο", "μαλάκας", "γρήγορο κέρδος"),
    "Arabic": ("غبي", "أحمق", "ربح سريع", "حقير", "كازينو مجاني", "حمار", "يا كلب"),
    "Han": ("白痴", "加微信", "免费赌场", "傻瓜", "代开发票", "废物"),
    "Devanagari": ("मूर्ख", "बेवकूफ", "मुफ्त पैसा", "कमीना", "गधा", "जुआ खेलो"),
}  # fmt: skip
SENTENCES: dict[str, tuple[str, ...]] = {
    "Latin": ("You know what, {} and so on.", "Well: {}!", "see {} there (really)"),
    "Cyrillic": ("Ну ты знаешь, {} и так далее.", "Вот: {}!", "это {} там"),
    "Greek": ("Ξέρεις τι, {} και λοιπά.", "Λοιπόν: {}!", "να {} εκεί"),
    "Arabic": ("أنت تعرف {} وهكذا.", "حسنا: {}!", "هذا {} هناك"),
    "Han": ("你知道{}等等。", "好吧：{}！", "这个 {} 那里"),
    "Devanagari": ("तुम जानते हो {} और भी।", "अच्छा: {}!", "यह {} वहाँ"),
}
LOOKALIKES = {
    "a": "ɑΑαᎪᗅ𝛢", "b": "ƄΒᏴᗷꓐ𝝗", "c": "ϲсᴄⲥꓚꮯ", "d": "ԁᎠᑯᗞᗪꓓ", "e": "ΕЕҽⴹꬲ𝚬", "f": "ſϜքᖴꞙ𝟊",
    "g": "ƍɡԌᏀᶃꓖ", "h": "НհᎻᏂ𝚮𝝜", "i": "ıɩɪіᎥι", "j": "ϳЈјᎫꓙꞲ", "k": "ΚКᛕⲔꓗ𝚱", "l": "ⵏꓲ𝖨𝙸𝛪𝟙",
    "m": "ϺᎷᗰ𝚳𝛭𝝡", "n": "ոռⲚꓠ𝛮𝝢", "o": "οО〇ꓳ𝜊𝟘", "p": "ꓑ𝚸𝛒𝛠𝜚𝞎", "q": "ԛգզⵕ", "r": "Ʀгᖇᴦꓣꮁ",
    "s": "ƽѕՏᏕᏚꜱ", "t": "ΤᎢ⊤⟙Ⲧ𝚻", "u": "υՍսሀꭒ𝜐", "v": "Ѵѵᴠ∨ꮩ𝛎", "w": "ѡԝաᏔᴡꮃ", "x": "Х᙮ᚷ⤬⨯Ⲭ",
    "y": "ɣΥϒУҮ𝛶", "z": "Ꮓᴢꮓ𝚭𝛧𝝛", "а": "a", "б": "6", "в": "ʙ", "г": "r", "е": "e", "з": "ɜ",
    "и": "ᴎ", "й": "ѝ", "к": "ĸ", "л": "ᴫ", "м": "ʍ", "н": "ʜ", "о": "o", "п": "π", "р": "p",
    "с": "c", "т": "ᴛ", "у": "y", "ф": "ɸ", "х": "x", "ш": "ⲽ", "ь": "ƅ", "я": "ᴙ", "α": "a",
    "β": "ß", "γ": "y", "δ": "ẟ", "ε": "ꞓ", "ι": "i", "κ": "ĸ", "λ": "Ⲗ", "ν": "v", "ο": "o",
    "π": "пᴨ", "ρ": "p", "σ": "o", "τ": "ᴛ", "υ": "u", "φ": "ɸ", "χ": "ⲭꭓꭕ", "ψ": "ѱ",
    "ω": "ⲱꙍꞷ",
    "ي": "یى", "ك": "کڪ", "ه": "ہھە", "ا": "ٱ", "و": "ؤ", "ن": "ں", "ق": "ٯ",
}  # fmt: skip
"""Letters, and a few that look like them: drawn from Unicode's list; in Arabic, from use."""
LEET = {
    "a": "4@", "b": "8", "e": "3", "g": "9", "i": "1!", "l": "1", "o": "0", "s": "5$", "t": "7",
    "а": "4@", "б": "6", "в": "8", "е": "3", "з": "3", "и": "1", "о": "0", "т": "7", "ч": "4",
    "α": "4@", "β": "8", "ε": "3", "ι": "1", "ο": "0", "τ": "7",
}  # fmt: skip
_HIDDEN = "\u200b\u200c\u200d\u2060\ufeff"
_MARKS = "\u0300\u0301\u0302\u0303\u0307\u0308\u0323\u0327\u0332\u0335\u0336\u0338\u20dd"
_GAPS = (" ", ".", "-", "_", "*", "·", " . ")

Technique = Callable[[random.Random, str], str]


class Try(NamedTuple):
    """One hidden phrase. ``text`` holds it within a sentence, as ``hidden``."""

    script: str
    phrase: str
    seen: bool
    technique: str
    hidden: str
    text: str


def _letters(text: str) -> list[str]:
    """Letters with the marks on them."""
    made: list[str] = []
    for character in text:
        if made and unicodedata.category(character)[0] == "M":
            made[-1] += character
        else:
            made.append(character)
    return made


def _case(chance: random.Random, text: str) -> str:
    return "".join(chance.choice((c.upper(), c.lower())) for c in text)


def _wide(chance: random.Random, text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _between(chance: random.Random, text: str, what: str) -> str:
    letters = _letters(text)
    return letters[0] + "".join(
        (chance.choice(what) if chance.random() < 0.7 else "") + letter for letter in letters[1:]
    )


def _hidden(chance: random.Random, text: str) -> str:
    return _between(chance, text, _HIDDEN)


def _hyphens(chance: random.Random, text: str) -> str:
    return _between(chance, text, "\u00ad")


def _marked(chance: random.Random, text: str) -> str:
    return "".join(
        letter + "".join(chance.choices(_MARKS, k=chance.randint(0, 3)))
        if letter.strip()
        else letter
        for letter in _letters(text)
    )


def _swapped(chance: random.Random, text: str, table: dict[str, str], share: float) -> str:
    return "".join(
        chance.choice(table[c]) if c in table and chance.random() < share else c for c in text
    )


def _alike(chance: random.Random, text: str) -> str:
    return _swapped(chance, text, LOOKALIKES, 0.6)


def _leet(chance: random.Random, text: str) -> str:
    return _swapped(chance, text, LEET, 0.7)


def _spaced(chance: random.Random, text: str) -> str:
    gap = chance.choice(_GAPS)
    return ("  " if gap == " " else " ").join(gap.join(_letters(word)) for word in text.split(" "))


TECHNIQUES: dict[str, Technique] = {
    "case": _case,
    "full width": _wide,
    "zero width": _hidden,
    "soft hyphen": _hyphens,
    "combining": _marked,
    "look-alikes": _alike,
    "leet": _leet,
    "spaced letters": _spaced,
}


def _mixed(chance: random.Random, text: str) -> str:
    """Two or three at once; letters are set apart last."""
    names = chance.sample(list(TECHNIQUES), chance.choice((2, 3)))
    for name in sorted(names, key=list(TECHNIQUES).index):
        text = TECHNIQUES[name](chance, text)
    return text


def phrases() -> Iterator[tuple[str, str, bool]]:
    """(script, phrase, whether it was looked at while building)."""
    for script, said in PHRASES.items():
        for number, phrase in enumerate(said):
            yield script, phrase, number % 2 == 0


def tries(seed: int = SEED) -> Iterator[Try]:
    """All hidden phrases."""
    chance = random.Random(seed)  # noqa: S311 - made-up text
    for script, phrase, seen in phrases():
        for name, technique in {**TECHNIQUES, "mixed": _mixed}.items():
            for _each in range(EACH):
                hidden = technique(chance, phrase)
                if hidden == phrase:
                    continue
                sentence = chance.choice(SENTENCES[script])
                yield Try(script, phrase, seen, name, hidden, sentence.format(hidden))


def matcher(folding: tuple[Folding, ...]) -> tuple[Matcher, dict[str, str]]:
    """One rule for each phrase, and which rule that is."""
    text = (("en", "r"),)
    rules = [
        Rule(
            id=f"r{number}",
            key="1",
            title=text,
            text=text,
            severity=Severity.LOW,
            match=Match(keywords=(phrase,), folding=folding),
        )
        for number, (_script, phrase, _seen) in enumerate(phrases())
    ]
    ruleset = Ruleset(name="evasions", hash="", languages=("en",), rules=tuple(rules))
    return Matcher(ruleset), {rule.match.keywords[0]: rule.id for rule in rules}


class Score(NamedTuple):
    """Found and tried, of phrases that were looked at and of those that were not."""

    seen: tuple[int, int]
    unseen: tuple[int, int]


def scores(folding: tuple[Folding, ...]) -> dict[str, Score]:
    """By technique, and for all of them under ``all``."""
    matching, rules = matcher(folding)
    counts: dict[str, list[int]] = {}
    for one in tries():
        found = rules[one.phrase] in {hit.rule for hit in matching.match(one.text)}
        for name in (one.technique, "all"):
            count = counts.setdefault(name, [0, 0, 0, 0])
            count[0 if one.seen else 2] += found
            count[1 if one.seen else 3] += 1
    return {name: Score((c[0], c[1]), (c[2], c[3])) for name, c in counts.items()}


def wrongly_found() -> int:
    """Sentences without a phrase that are found all the same, with all foldings on."""
    matching, _rules = matcher(tuple(Folding))
    return sum(
        bool(matching.match(sentence.replace("{}", "")))
        for sentences in SENTENCES.values()
        for sentence in sentences
    )


def main() -> int:
    """Print it; 1 where fewer than the aim are found."""
    every, default = scores(tuple(Folding)), scores(FOLDING)

    def share(found: tuple[int, int]) -> str:
        return f"{found[0] / found[1]:5.0%} of {found[1]:4}"

    print("evasions found          all foldings: seen, unseen         default: all")
    for name, score in every.items():
        plain = default[name]
        both = (plain.seen[0] + plain.unseen[0], plain.seen[1] + plain.unseen[1])
        print(f"  {name:<16} {share(score.seen):>18} {share(score.unseen):>18} {share(both):>20}")
    print(f"sentences without a phrase that are found: {wrongly_found()}")
    total = every["all"]
    return 0 if total.unseen[0] >= AIM * total.unseen[1] else 1


if __name__ == "__main__":
    sys.exit(main())
