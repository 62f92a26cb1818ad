"""Advice on a message before it is sent: about the behaviour, and with a way on.

It looks for what a message should not say (what the person *is*, mockery, scorn, a slammed
door, shouting, words that name nothing) and, where a measure goes with it, for what it should:
which rule, what happens next, how to appeal, and for who is shut out a word to part with.
It advises; the place and a better wording come along. A ruleset with ``respect: block``
holds a message back for what can be said for certain.

What the author wrote, quoted in the message, is never held against it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path

from modtui.model import Struct, Verb
from modtui.rules.phrases import Word, sentence_ends, words
from modtui.rules.ruleset import Rule, Ruleset, base, in_language
from modtui.rules.wordings import Part, Wording, wording
from modtui.words import _

MEASURES = frozenset({Verb.REMOVE, Verb.WARN, Verb.MUTE, Verb.BAN, Verb.LOCK})
"""Verbs whose message has to say why, what next, and how to appeal."""
CERTAIN = frozenset({"person", "scorn", "bitter", "sarcasm", "shouting", "rule", "appeal"})
"""Kinds of advice that hold a message back where the ruleset says ``respect: block``."""
LONGEST = 20_000
"""Characters of a message that are looked at."""

_CLOSED_BY = {"“": "”", "«": "»", "„": "“", "「": "」", "『": "』", "‹": "›", '"': '"'}
_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
_CAPITALS = re.compile(r"[^\W\d_]{2,}")
_LETTER = re.compile(r"[^\W\d_]")
_MARKS = re.compile(r"[!?！？]{2,}")
_MOCKING = re.compile(
    r"[🙄😏🤡🤦😂🤣🖕💩😜🤪👏🥱🤷😉😝]|\((?:!|\?|!\?)\)|(?<!\S)(?:/s|;-?\)|[xX]D+|(?i:lol|lmao|rofl|mdr|ptdr))(?![\w/])"
)
_ACRONYM = 6
"""A word in capitals that is shorter may be the name of something."""


class Advice(Struct, frozen=True):
    """One thing that would make a message better.

    ``start`` and ``end`` are its place in the message; equal where something is missing.
    ``message`` is in the language of the interface, ``better`` in that of the message.
    ``blocks``: the ruleset wants the message changed before it is sent.
    """

    kind: str
    start: int
    end: int
    message: str
    better: str = ""
    blocks: bool = False


class Finding(Struct, frozen=True):
    """Advice on a text of a ruleset.

    ``where`` is its path: ``("responses", id, "text", language)``, ``("rules", id, "text",
    language)`` or ``("voice", "appeal", language)``. A rule stands there by its id. A file
    that gives the text without a language has no last part.
    """

    where: tuple[str, ...]
    language: str
    text: str
    advice: Advice


def check(
    message: str,
    language: str,
    *,
    ruleset: Ruleset | None = None,
    rule: Rule | None = None,
    verb: str = "",
    quoted: Iterable[str] = (),
    folder: Path | None = None,
) -> tuple[Advice, ...]:
    """Advice on a message, in the order of the text; what is missing comes last.

    ``verb`` is what the message goes with: only with a measure does it have to name the
    rule, say what happens next and how to appeal. ``quoted`` are texts by others that
    stand in the message; what is between quotation marks is left alone in any case.
    ``folder`` may hold wording files of the community's own. Raises WordingError for them.
    """
    known = wording(language, folder)
    seen = message[:LONGEST]
    spans = _quotations(seen, quoted)
    own = _without(seen, spans)
    tokens = words(own)
    found = [*_shouting(own, known, ruleset), *_marks(own)]
    if known is not None:
        found += _said(own, tokens, spans, known, rule, language)
    found.sort(key=lambda advice: (advice.start, advice.end, advice.kind))
    if verb in MEASURES:
        found += _missing(seen, tokens, language, known, ruleset, rule, verb)
    strict = ruleset is not None and ruleset.strict
    return tuple(
        Advice(one.kind, one.start, one.end, one.message, one.better, True)
        if strict and one.kind in CERTAIN
        else one
        for one in found
    )


def check_ruleset(ruleset: Ruleset, *, folder: Path | None = None) -> tuple[Finding, ...]:
    """Advice on every response, in each of its languages, and on the voice."""
    findings: list[Finding] = []
    for name, texts in (("signature", ruleset.signature), ("appeal", ruleset.appeal)):
        for language, text in texts:
            for advice in check(text, language, ruleset=ruleset, folder=folder):
                findings.append(Finding(("voice", name, language), language, text, advice))
    for response in ruleset.responses:
        # One message for several measures is held to what they have in common.
        measures = [verb for verb in response.verbs if verb in MEASURES]
        verb = next((one for one in measures if one != Verb.BAN), next(iter(measures), ""))
        for language, text in response.texts:
            where = ("responses", response.id, "text", language)
            for advice in check(text, language, ruleset=ruleset, verb=verb, folder=folder):
                findings.append(Finding(where, language, text, advice))
    return tuple(findings)


def _quotations(text: str, quoted: Iterable[str]) -> list[tuple[int, int]]:
    """Where others speak in it, and where placeholders stand: never held against it."""
    spans = [match.span() for match in _PLACEHOLDER.finditer(text)]
    for one in quoted:
        at = text.find(one) if one.strip() else -1
        if at >= 0:
            spans.append((at, at + len(one)))
    missing: set[str] = set()
    at = 0
    while at < len(text):
        closing = _CLOSED_BY.get(text[at])
        if text[at] == ">" and (at == 0 or text[at - 1] == "\n"):
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            spans.append((at, end))
            at = end
        elif closing and closing not in missing:
            end = text.find(closing, at + 1)
            if end < 0:
                missing.add(closing)
            else:
                spans.append((at, end + 1))
                at = end
        at += 1
    return sorted(spans)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with those places blank, so that all other places stay the same."""
    parts, at = [], 0
    for start, end in spans:
        if end <= at:
            continue
        start = max(start, at)
        parts += [text[at:start], "".join("\n" if c == "\n" else " " for c in text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def _said(
    own: str,
    tokens: Sequence[Word],
    spans: Sequence[tuple[int, int]],
    known: Wording,
    rule: Rule | None,
    language: str,
) -> list[Advice]:
    """What it says and should not."""
    listed = list(tokens)
    found: list[Advice] = []
    for kind, said in (
        ("person", _("this says what the person is; say what they did")),
        ("sarcasm", _("this can be read as mockery")),
        ("scorn", _("this belittles; say what is wrong with it")),
        ("bitter", _("this slams the door")),
    ):
        part = known[kind]
        for start, end in _joined(own, hits(part, listed)):
            found.append(Advice(kind, start, end, said, part.better))
    vague = known["vague"]
    places = hits(vague, listed)
    if places:
        ends = sentence_ends(own)
        reasons = [start for start, _end, _value in vague.because.find(listed)]
        reasons += [start for start, _end in spans]
        concrete = {bisect_right(ends, place) for place in reasons}
        if rule is not None:
            title = in_language(rule.title, language).casefold()
            at = own.casefold().find(title)
            concrete |= {bisect_right(ends, at)} if at >= 0 else set()
        for start, end in places:
            if bisect_right(ends, start) not in concrete:
                said = _("this names nothing that the person could change")
                found.append(Advice("vague", start, end, said, vague.better))
    return found


def _joined(own: str, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places with nothing but blanks between them are one."""
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and not own[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def hits(part: Part, tokens: list[Word]) -> list[tuple[int, int]]:
    """What a part finds, without what only looks like it."""
    found = [(start, end) for start, end, _value in part.find.find(tokens)]
    if not found:
        return []
    excused = [(start, end) for start, end, _value in part.unless.find(tokens)]
    starts = [start for start, _end in excused]
    kept = []
    for start, end in found:
        before = bisect_right(starts, start) - 1
        inside = before >= 0 and excused[before][1] > start
        after = before + 1 < len(starts) and starts[before + 1] < end
        if not inside and not after:
            kept.append((start, end))
    return kept


def _shouting(own: str, known: Wording | None, ruleset: Ruleset | None) -> list[Advice]:
    """Runs of words in capitals, single long ones, and short ones that people shout."""
    loud = known["loud"].words if known is not None else frozenset()
    names = _names(ruleset)
    runs: list[list[re.Match[str]]] = []
    for match in _CAPITALS.finditer(own):
        if not match[0].isupper() or match[0] in names:
            continue
        if runs and not _LETTER.search(own, runs[-1][-1].end(), match.start()):
            runs[-1].append(match)
        else:
            runs.append([match])
    found = []
    for run in runs:
        longest = max(len(match[0]) for match in run)
        if len(run) > 2 or longest >= _ACRONYM or any(match[0].casefold() in loud for match in run):
            start, end = run[0].start(), run[-1].end()
            said = _("capitals read as shouting")
            found.append(Advice("shouting", start, end, said, _quieter(own, start, end)))
    return found


def _quieter(own: str, start: int, end: int) -> str:
    """The same words in small letters, with a capital where a sentence begins."""
    lower = own[start:end].lower()
    before = own[:start].rstrip(" ")[-1:]
    return lower[:1].upper() + lower[1:] if before in ("", "\n", ".", "!", "?") else lower


def _names(ruleset: Ruleset | None) -> frozenset[str]:
    """Words that the community itself writes in capitals: names."""
    if ruleset is None:
        return frozenset()
    own = [ruleset.name, *(contact.name for contact in ruleset.contacts)]
    own += [text for texts in (ruleset.signature, ruleset.appeal) for _language, text in texts]
    own += [text for rule in ruleset.rules for _language, text in rule.title]
    return frozenset(match[0] for text in own for match in _CAPITALS.finditer(text))


def _marks(own: str) -> list[Advice]:
    found = []
    for match in _MARKS.finditer(own):
        said = _("one mark is enough: several read as shouting")
        found.append(Advice("shouting", *match.span(), said, "?" if "?" in match[0] else "."))
    for match in _MOCKING.finditer(own):
        said = _("this can be read as mockery")
        found.append(Advice("sarcasm", *match.span(), said, ""))
    return found


def _missing(
    message: str,
    tokens: Sequence[Word],
    language: str,
    known: Wording | None,
    ruleset: Ruleset | None,
    rule: Rule | None,
    verb: str,
) -> list[Advice]:
    """What a message that goes with a measure leaves unsaid."""
    named = {match[1].split("|")[0].strip() for match in _PLACEHOLDER.finditer(message)}
    listed = list(tokens)
    end = len(message)
    found = []

    def says(name: str) -> bool:
        """Whether it is there; where nobody wrote phrases for the language, nobody knows."""
        return known is None or known[name].empty or bool(known[name].find.find(listed))

    def better(name: str, **values: str) -> str:
        text = known[name].better if known is not None else ""
        for placeholder, value in values.items():
            text = text.replace("{" + placeholder + "}", value)
        return text

    title = in_language(rule.title, language) if rule is not None else ""
    if "rule" not in named and not _holds(message, title) and (title or not says("rule")):
        text = _("it does not say which rule it is about")
        found.append(Advice("rule", end, end, text, better("rule", rule=title or "{{rule}}")))
    if not named & {"until", "duration"} and not says("next"):
        text = _("it does not say what happens next")
        found.append(Advice("next", end, end, text, better("next")))
    appeal = in_language(ruleset.appeal, language) if ruleset is not None else ""
    if "appeal" not in named and not _holds(message, appeal) and not says("appeal"):
        text = _("it does not say how to appeal or ask")
        found.append(Advice("appeal", end, end, text, appeal or better("appeal")))
    if verb == Verb.BAN and not says("parting"):
        text = _("it shuts somebody out without a word to part with")
        found.append(Advice("parting", end, end, text, better("parting")))
    return found


def _holds(message: str, text: str) -> bool:
    """Whether a text stands in the message, whatever its case and spaces."""
    return bool(text.strip()) and _plain(text) in _plain(message)


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())


def speaks(language: str, folder: Path | None = None) -> bool:
    """Whether the check knows phrases of that language; without, it knows only marks."""
    return wording(base(language), folder) is not None
