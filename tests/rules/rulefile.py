"""Small ruleset files for tests."""

import textwrap
from pathlib import Path

from modtui.rules.loader import compiled
from modtui.rules.ruleset import Rule, Ruleset

SHIPPED = Path(__file__).parents[2] / "rulesets"

GOOD = """\
version: 1
name: Garden
languages: [en, fr]
voice:
  signature: The team
  appeal: {en: Answer here., fr: Répondez ici.}
contacts:
  admins: {name: Admins}
responses:
  hello:
    verbs: [warn]
    text: {en: "Hello {{author|there}}, {{appeal}}", fr: "Bonjour"}
rules:
  - id: spam
    key: 1
    title: No spam
    text: {en: Do not sell., fr: Ne vendez pas.}
    severity: high
    examples:
      violates: [cheap meds, {text: pas cher, lang: fr}]
      allows: [hello]
    match: {keywords: [cheap meds], regexes: ['\\d+ ?% profit']}
    ladder:
      - {verb: warn, response: hello}
      - {verb: mute, for: 12h}
    decay: 2w
    escalate: admins
"""


def ruleset_with(match: str, more: str = "") -> Ruleset:
    """A ruleset of one rule, ``r``, with this ``match`` part; ``more`` are further rules."""
    text = f"""\
version: 1
name: Garden
languages: [en]
rules:
  - {{id: r, key: 1, title: t, text: t, severity: medium, match: {match}}}
"""
    return compiled((text + textwrap.indent(more, "  ")).encode(), "rules.yaml")


def rule_of(ruleset: Ruleset, id: str) -> Rule:
    rule = ruleset.rule(id)
    assert rule is not None
    return rule
