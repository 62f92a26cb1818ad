"""What a rule can ask of a case beside its words: who wrote it, who reported it, its shape."""

SCRIPTS = {
    "latin": "Latn",
    "cyrillic": "Cyrl",
    "greek": "Grek",
    "arabic": "Arab",
    "hebrew": "Hebr",
    "armenian": "Armn",
    "georgian": "Geor",
    "han": "Hani",
    "japanese": "Kana",
    "korean": "Hang",
    "devanagari": "Deva",
    "bengali": "Beng",
    "gurmukhi": "Guru",
    "gujarati": "Gujr",
    "tamil": "Taml",
    "telugu": "Telu",
    "kannada": "Knda",
    "malayalam": "Mlym",
    "sinhala": "Sinh",
    "thai": "Thai",
    "lao": "Laoo",
    "burmese": "Mymr",
    "khmer": "Khmr",
    "ethiopic": "Ethi",
}
"""Scripts by the names that rulesets call them, with their ISO 15924 codes."""
