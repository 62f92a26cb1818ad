"""Characters that look like others: which letter a reader sees.

The lists hold what Unicode's character names do not tell. The letters of Latin, with whatever
hook or stroke, and the lettered symbols are found by their names.
"""

import re
import unicodedata

# Each pair: what is written, what a reader sees. Letters of several scripts meet in the
# Latin one, so that a word in Cyrillic with Latin letters in it is found as well.
_SEEN = {
    # Cyrillic
    "а": "a", "в": "b", "ь": "b", "ъ": "b", "с": "c", "ԁ": "d", "е": "e", "є": "e", "ґ": "r",
    "г": "r", "һ": "h", "н": "h", "і": "i", "ї": "i", "ј": "j", "к": "k", "қ": "k", "ӏ": "l",
    "м": "m", "п": "n", "и": "i", "о": "o", "р": "p", "ԛ": "q", "ѕ": "s", "т": "t", "у": "y",
    "ү": "y", "ѵ": "v", "ѡ": "w", "ԝ": "w", "ш": "w", "х": "x", "з": "3", "ч": "4", "б": "6",
    "ӡ": "3", "я": "r", "ц": "u", "щ": "w", "ӕ": "ae", "ѳ": "o", "ө": "o", "ә": "e", "ҽ": "e",
    # Greek
    "α": "a", "β": "b", "ϲ": "c", "δ": "d", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v",
    "ο": "o", "π": "n", "ρ": "p", "σ": "o", "τ": "t", "υ": "u", "χ": "x", "γ": "y",
    "ω": "w", "μ": "u", "ζ": "z", "λ": "a", "θ": "o", "ϳ": "j", "ξ": "e",
    # Armenian, Georgian, Hebrew
    "ա": "w", "զ": "q", "հ": "h", "ո": "n", "ս": "u", "օ": "o", "ց": "g", "ր": "n", "ւ": "i",
    "յ": "j", "գ": "q", "ք": "f", "խ": "u", "ე": "e", "ი": "o",
    "ס": "o", "ו": "i", "ן": "i", "ט": "u", "ח": "n",
    # Arabic, in its own forms: letters of Persian, Urdu and Arabic that look alike
    "ی": "ي", "ى": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه", "ە": "ه",
    "ة": "ه", "ۃ": "ه", "ٱ": "ا", "أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ئ": "ي", "ڤ": "ف",
    "ٮ": "ب", "ں": "ن", "گ": "ك", "پ": "ب", "چ": "ج", "ژ": "ز", "ٯ": "ق", "ڨ": "ق", "ڡ": "ف",
    # Indian and other digits and letters that are rings
    "०": "o", "০": "o", "੦": "o", "૦": "o", "௦": "o", "౦": "o", "೦": "o", "൦": "o", "๐": "o",
    "໐": "o", "၀": "o", "០": "o", "٥": "o", "۵": "o", "ം": "o", "ං": "o", "ഠ": "o", "ഽ": "s",
    # Devanagari
    "ऎ": "ए", "ऒ": "ओ", "ऍ": "ए",
    # Cherokee, as small letters see below; Lisu and others by name
    # Kana, Hangul and Han that look alike
    "一": "ー", "〡": "|", "力": "カ", "口": "ロ", "工": "エ", "二": "ニ", "八": "ハ", "夕": "タ",
    "卜": "ト", "才": "オ", "千": "チ", "へ": "ヘ", "べ": "ベ", "ぺ": "ペ", "未": "末", "士": "土",
    "曰": "日", "囗": "ロ", "已": "己", "巳": "己", "冫": "氵",
    # Latin letters whose names do not say it
    "ɑ": "a", "ɒ": "a", "ɩ": "i", "ı": "i", "ɪ": "i", "ȷ": "j", "ɡ": "g", "ǥ": "g", "ɣ": "y",
    "ʏ": "y", "ꜱ": "s", "ʃ": "f", "ſ": "s", "ʊ": "u", "ʋ": "v", "ʌ": "v", "ɯ": "w", "ʍ": "w",
    "ɔ": "o", "ɵ": "o", "ɐ": "a", "ə": "e", "ǝ": "e", "ɛ": "e", "ɜ": "3", "ʒ": "3", "ȝ": "3",
    "ƽ": "s", "ƨ": "s", "ƅ": "b", "ƿ": "p", "þ": "p", "ð": "d", "ꝺ": "d", "ꞃ": "r", "ŋ": "n",
    "ƞ": "n", "ɳ": "n", "ɲ": "n", "ŉ": "n", "ĸ": "k", "ǀ": "l", "ꙇ": "i", "ⲟ": "o", "ⲣ": "p",
    "ⲥ": "c", "ⲁ": "a", "ⲉ": "e", "ⲓ": "i", "ⲕ": "k", "ⲙ": "m", "ⲏ": "h", "ⲛ": "n", "ⲧ": "t",
    "ⲩ": "y", "ⲭ": "x", "ⲃ": "b", "ⳑ": "l", "ᴦ": "r", "ᴨ": "n", "ᴫ": "n", "ᴧ": "a", "ᴑ": "o",
    "ᴐ": "o", "ᴉ": "i", "ꭵ": "i", "ꭰ": "d", "ꮃ": "w", "ꮇ": "m", "ꮋ": "h", "ꭺ": "a", "ꮯ": "c",
    "ꭼ": "e", "ꮐ": "g", "ꭻ": "j", "ꮶ": "k", "ꮮ": "l", "ꮲ": "p", "ꮪ": "s", "ꭲ": "t", "ꮩ": "v",
    "ꮓ": "z", "ꭱ": "r", "ᏼ": "b", "ᏸ": "g",
}  # fmt: skip
_SEEN_AS_CAPITALS = {
    "А": "A", "В": "B", "С": "C", "Е": "E", "Н": "H", "І": "I", "Ј": "J", "К": "K", "М": "M",
    "О": "O", "Р": "P", "Ѕ": "S", "Т": "T", "Х": "X", "У": "Y", "Ԝ": "W", "Ԛ": "Q", "Ӏ": "I",
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N",
    "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X", "Ϲ": "C", "Ꭺ": "A", "Ᏼ": "B", "Ꮯ": "C",
    "Ꭰ": "D", "Ꭼ": "E", "Ꮐ": "G", "Ꮋ": "H", "Ꭻ": "J", "Ꮶ": "K", "Ꮮ": "L", "Ꮇ": "M", "Ꮲ": "P",
    "Ꮪ": "S", "Ꭲ": "T", "Ꮩ": "V", "Ꮃ": "W", "Ꮓ": "Z", "Ꮤ": "W", "Ꭱ": "R", "Ꮢ": "R", "Ꮜ": "U",
    "Ս": "U", "Տ": "S", "Օ": "O", "Լ": "L", "Հ": "H", "ꓮ": "A", "ꓐ": "B", "ꓚ": "C", "ꓓ": "D",
    "ꓰ": "E", "ꓝ": "F", "ꓖ": "G", "ꓧ": "H", "ꓲ": "I", "ꓙ": "J", "ꓗ": "K", "ꓡ": "L", "ꓟ": "M",
    "ꓠ": "N", "ꓳ": "O", "ꓑ": "P", "ꓣ": "R", "ꓢ": "S", "ꓔ": "T", "ꓴ": "U", "ꓦ": "V", "ꓪ": "W",
    "ꓫ": "X", "ꓬ": "Y", "ꓜ": "Z",
}  # fmt: skip

# Signs and letters of other scripts, by the letter that a reader sees.
_ALSO = {
    "a": "⍺ᗩᗅꭤ", "b": "ᏏᑲᖯᗷꞴƄ", "c": "ᑕⅭↄ", "d": "Ꮷᑯꓒᗞᗪ", "e": "℮ⴹⴺꬲ⋿ᗴ", "f": "ꬵẝᖴϜꞘꞙ",
    "g": "ƍᏻᏳԌԍᏀᶃ", "h": "Ꮒᕼ", "i": "⍳ͺ˛ᎥᴎᏆ", "j": "ᒍᎫꞲ", "k": "ᛕⲔ", "l": "∣⏽۱ⵏᛁᒪ⎮",
    "m": "ϺᗰᛖⲘ", "n": "ռⲚᑎ", "o": "ంಂჿဝଠ୦〇ዐⵔⵙ⊙○◯⚪ᴼꙨ", "p": "⍴ᑭ", "q": "ⵕᑫʠ", "r": "ꭈⲅꮁᏒᖇᎡ",
    "s": "ᏚᏕᔕꞨ", "t": "⊤⟙ⲦᎢ✝†", "u": "ꞟ∪⋃ሀᑌꭒꭎ", "v": "∨⋁ⴸ۷ᐯꛟ√", "w": "ᏔᎳɯᗯꟃ",
    "x": "᙮×⤫⤬⨯ᕁᕽ᙭╳ⵝᚷⲬꞳ", "y": "ყᎩᎽϒᶌỿ", "z": "Ꮓᘔᴢ", "я": "ᴙ", "м": "ʍ", "л": "ᴫ", "ш": "ⲽ",
    "ψ": "ѱꟹ", "φ": "ɸ",
    "λ": "Ⲗⲗ", "δ": "ẟ", "ε": "ꞓ", "ω": "ⲱꙍꞷ⍵", "χ": "ꭓꭕⲭ", "κ": "ĸ", "τ": "ᴛ",
}  # fmt: skip
_SEEN.update({alike: letter for letter, many in _ALSO.items() for alike in many})
# Small letters of Greek that look like another letter than their capitals do: a word may be
# written either way, so it is looked for in both.
_TWO_FACED = {"η": "h", "μ": "m", "ν": "n", "υ": "y"}
_MOST_FACES = 4

_LATIN = re.compile(
    "LATIN (SMALL|CAPITAL)(?: LETTER|)(?: SMALL CAPITAL)? ([A-Z])(?: (?:WITH|DIGRAPH).*)?"
)
_SMALL_CAPITAL = re.compile("(?:LATIN|MODIFIER) LETTER SMALL CAPITAL (?:BARRED )?([A-Z])")
_STYLED = re.compile(
    "LATIN SMALL LETTER (?:DOTLESS|OPEN|CLOSED|BARRED|SCRIPT|BLACKLETTER|SIDEWAYS|INSULAR|LONG|"
    "TURNED|REVERSED|STIRRUP|HALF|TAILLESS)(?: OPEN| BARRED)? ([A-Z])(?: .*)?"
)
_SYMBOL = re.compile(
    "(?:REGIONAL INDICATOR SYMBOL|SQUARED LATIN CAPITAL|NEGATIVE SQUARED LATIN CAPITAL|"
    "NEGATIVE CIRCLED LATIN CAPITAL|PARENTHESIZED LATIN (?:SMALL|CAPITAL)|"
    "CIRCLED ITALIC LATIN CAPITAL|CROSSED NEGATIVE SQUARED LATIN CAPITAL|"
    "RAISED (?:SMALL|CAPITAL)) LETTER ([A-Z])"
)


def listed(character: str) -> bool:
    """Whether it stands in the lists above."""
    return character in _SEEN


def faces(word: str) -> tuple[str, ...]:
    """The word, and as it looks with some letters as capitals; sixteen forms at most."""
    made = [word.casefold()]
    for letter in [letter for letter in dict.fromkeys(made[0]) if letter in _TWO_FACED]:
        places = [place for place, other in enumerate(made[0]) if other == letter]
        for place in places:
            if len(made) >= 2**_MOST_FACES:
                break
            face = _TWO_FACED[letter]
            made += [one[:place] + face + one[place + 1 :] for one in made]
    return tuple(made)


def seen(character: str) -> str:
    """The letter that a reader sees in a character; itself, where it looks like no other."""
    if character < "\x80":
        return character
    known = _SEEN.get(character) or _SEEN_AS_CAPITALS.get(character)
    if known is not None:
        return known
    name = unicodedata.name(character, "")
    if found := _SYMBOL.fullmatch(name) or _SMALL_CAPITAL.fullmatch(name):
        return found[1].lower()
    # A letter with an accent is another letter: taking accents off is a choice of its own.
    return (_latin(name) if not unicodedata.decomposition(character) else "") or character


def without_strokes(character: str) -> str:
    """ø as o, ł as l: marks that Unicode does not take off a letter by itself."""
    if character < "\x80":
        return character
    name = unicodedata.name(character, "")
    return (_latin(name) if " WITH " in name else "") or character


def _latin(name: str) -> str:
    if not name.startswith("LATIN "):
        return ""
    if found := _LATIN.fullmatch(name):
        return found[2] if found[1] == "CAPITAL" else found[2].lower()
    found = _STYLED.fullmatch(name)
    return found[1].lower() if found else ""
