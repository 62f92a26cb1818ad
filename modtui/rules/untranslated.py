"""Which texts of a ruleset are missing in a language that it says it is in.

That is no mistake: the first language stands in for them. But whoever wrote the ruleset
should know before a member finds out.
"""

from collections.abc import Iterator

from modtui.rules.ruleset import Ruleset, Texts


def untranslated(ruleset: Ruleset) -> dict[str, tuple[str, ...]]:
    """What is missing, by language, in the order of the file; complete languages are left out.

    Each is a place in the file: ``rules: spam: title``.
    """
    every = tuple(_texts(ruleset))
    missing = {
        language: tuple(place for place, texts in every if language not in dict(texts))
        for language in ruleset.languages[1:]
    }
    return {language: places for language, places in missing.items() if places}


def _texts(ruleset: Ruleset) -> Iterator[tuple[str, Texts]]:
    """Each text that members read, with its place."""
    if ruleset.signature:
        yield "voice: signature", ruleset.signature
    if ruleset.appeal:
        yield "voice: appeal", ruleset.appeal
    for response in ruleset.responses:
        yield f"responses: {response.id}", response.texts
    for rule in ruleset.rules:
        yield f"rules: {rule.id}: title", rule.title
        yield f"rules: {rule.id}: text", rule.text
