"""Words in the text of a rule that mean whatever the reader likes.

They are the loopholes that bad faith looks for, and the arbitrariness that good faith
fears. A rule may use "reasonable" where its examples show, on both sides, what is meant;
"etc." stays open whatever stands beside it.
"""

from bisect import bisect_right
from pathlib import Path

from modtui.rules.phrases import sentence_ends, words
from modtui.rules.respect import LONGEST, Advice, Finding, hits
from modtui.rules.ruleset import Rule, Ruleset
from modtui.rules.wordings import wording
from modtui.words import _


def check(
    text: str, language: str, rule: Rule | None = None, *, folder: Path | None = None
) -> tuple[Advice, ...]:
    """The vague words of one text, in order. Without its ``rule`` no example excuses them."""
    known = wording(language, folder)
    if known is None:
        return ()
    tokens = words(text[:LONGEST])
    found = []
    for start, end in hits(known["open"], tokens):
        said = _("this leaves open what else is meant")
        found.append(Advice("open", start, end, said, known["open"].better))
    shown = rule is not None and bool(rule.violates) and bool(rule.allows)
    loopholes = [] if shown else hits(known["loophole"], tokens)
    if loopholes:
        ends = sentence_ends(text)
        named = known["vague"].because.find(tokens)
        concrete = {bisect_right(ends, start) for start, _end, _value in named}
        for start, end in loopholes:
            if bisect_right(ends, start) not in concrete:
                said = _("everybody reads this as they like, and the rule has no examples")
                found.append(Advice("loophole", start, end, said, known["loophole"].better))
    return tuple(sorted(found, key=lambda advice: (advice.start, advice.end)))


def check_ruleset(ruleset: Ruleset, *, folder: Path | None = None) -> tuple[Finding, ...]:
    """Every vague word in the titles and texts of the rules, in each language.

    ``folder`` may hold wording files of the community's own. Raises WordingError for them.
    """
    findings = []
    for rule in ruleset.rules:
        for name, texts in (("title", rule.title), ("text", rule.text)):
            for language, text in texts:
                where = ("rules", rule.id, name, language)
                for advice in check(text, language, rule, folder=folder):
                    findings.append(Finding(where, language, text, advice))
    return tuple(findings)
