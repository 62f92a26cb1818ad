"""What a rule can ask of a case beside its text: who wrote it, who reported it, what hangs on it.

Light, as the desk asks this on its way up: it decides whether remembered hits still stand.
"""

from collections.abc import Callable, Iterator

from modtui.model import Case, Struct
from modtui.rules.ruleset import Limit, Match, Ruleset, base

MOST_REPORTS = 200
LONGEST_REASON = 2000
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


class Asked(Struct, frozen=True):
    """One thing that a rule asks of a case, not of its text. ``what`` is its key in the file."""

    what: str
    limit: Limit | None = None
    flag: bool = True
    words: tuple[str, ...] = ()


def asked(match: Match) -> tuple[Asked, ...]:
    """What one group, without those inside it, asks of a case."""
    questions = []
    for what, limit in (
        ("author_age", match.author_age),
        ("author_posts", match.author_posts),
        ("reports", match.reports),
    ):
        if limit is not None:
            questions.append(Asked(what, limit))
    if match.first_post is not None:
        questions.append(Asked("first_post", flag=match.first_post))
    for what, words in (
        ("report_reasons", match.report_reasons),
        ("language", match.languages),
        ("attachments", match.attachments),
    ):
        if words:
            questions.append(Asked(what, words=words))
    return tuple(questions)


def questions(ruleset: Ruleset) -> tuple[Asked, ...]:
    """All that a ruleset asks of a case beside its text, each once, in a fixed order.

    Two cases of one text that answer these alike have the same hits.
    """
    found: dict[Asked, None] = {}
    for rule in ruleset.rules:
        for group in groups(rule.match):
            found.update(dict.fromkeys(asked(group)))
    return tuple(found)


def groups(match: Match) -> Iterator[Match]:
    """A group and all groups inside it."""
    yield match
    for part in (*match.any, *match.all, *match.none):
        yield from groups(part)


def answer(question: Asked, case: Case) -> bool | None:
    """Yes, no, or not known: the backend may not tell."""
    return _ANSWERS[question.what](question, case)


def _age(question: Asked, case: Case) -> bool | None:
    """How long the author was a member when it was written: that never changes later."""
    author, limit = case.subject.author, question.limit
    at = case.subject.at or case.opened
    if author is None or author.since is None or at is None or limit is None:
        return None
    return limit.holds(max(0.0, (at - author.since).total_seconds()))


def _posts(question: Asked, case: Case) -> bool | None:
    author, limit = case.subject.author, question.limit
    if author is None or author.posts is None or limit is None:
        return None
    return limit.holds(author.posts)


def _first(question: Asked, case: Case) -> bool | None:
    author = case.subject.author
    if author is None or author.posts is None:
        return None
    return (author.posts <= 1) is question.flag


def _reports(question: Asked, case: Case) -> bool | None:
    return question.limit.holds(len(case.reports)) if question.limit else None


def _reasons(question: Asked, case: Case) -> bool | None:
    from modtui.rules.characters import at_edge
    from modtui.rules.folding import fold, fold_keyword

    words = [word for word in map(fold_keyword, question.words) if word]
    for report in case.reports[:MOST_REPORTS]:
        said = fold(f"{report.category} {report.reason[:LONGEST_REASON]}").text
        for word in words:
            at = said.find(word)
            while at >= 0:
                if at_edge(said, at) and at_edge(said, at + len(word)):
                    return True
                at = said.find(word, at + 1)
    return False


def _language(question: Asked, case: Case) -> bool | None:
    language = case.subject.language
    if not language:
        # Only now: most backends tell, and most rulesets do not ask.
        from modtui.rules.languages import detect

        language = detect(case.subject.text)
    if not language:
        return None
    wanted = language.replace("_", "-").lower()
    # “en” takes every English; “pt-BR” takes that one only.
    return any(wanted == word.lower() or base(wanted) == word.lower() for word in question.words)


def _attachments(question: Asked, case: Case) -> bool | None:
    from fnmatch import fnmatchcase

    for attachment in case.subject.attachments[:MOST_REPORTS]:
        for word in question.words:
            said = attachment.type if "/" in word else attachment.name
            if word == "any" or fnmatchcase(said.casefold()[-300:], word.casefold()):
                return True
    return False


_ANSWERS: dict[str, Callable[[Asked, Case], bool | None]] = {
    "author_age": _age,
    "author_posts": _posts,
    "first_post": _first,
    "reports": _reports,
    "report_reasons": _reasons,
    "language": _language,
    "attachments": _attachments,
}
