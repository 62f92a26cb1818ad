"""Loading a ruleset of a thousand rules, beside PyYAML and pydantic on the same file.

The loader reads strictly, tells every problem with its place, looks at what one part says
about another, and compiles every regex with the engine that will run it. Beside it:
``yaml.safe_load``, then the same models, which do none of that.
"""

import random
import sys
import time
from collections.abc import Callable

import yaml

from benchmarks.matching import SEED, regexes, words
from modtui.rules.loader import compiled
from modtui.rules.schema import RulesetPart

RULES = 1000
ROUNDS = 5
AIM = 1.3
_KEYS = "0123456789abcdefghijklmnopqrstuvwxyz"


def file() -> str:
    """A ruleset file of a thousand rules, each with a literal or a regex, as people write."""
    chance = random.Random(SEED)  # noqa: S311 - made-up text
    every = words(chance, 4000)
    patterns = regexes(chance, every[:500])
    lines = [
        "version: 1",
        "name: A thousand rules",
        "languages: [en, fr]",
        "voice: {signature: {en: The team, fr: L’équipe}, appeal: {en: Ask., fr: Demandez.}}",
        "contacts: {admins: {name: Admins, about: anything}}",
        "responses:",
        "  told: {verbs: [warn], text: {en: '{{rule}} {{appeal}}', fr: '{{rule}} {{appeal}}'}}",
        "rules:",
    ]
    for number in range(RULES):
        said = every[1000 + number]
        match = f"keywords: [{said}]" if number < 600 else f"regexes: ['{patterns[number - 600]}']"
        lines += [
            f"  - id: r{number}",
            *([f"    key: {_KEYS[number]}"] if number < len(_KEYS) else []),
            f"    title: {{en: No {said}, fr: Pas de {said}}}",
            f"    text: {{en: Do not say {said} here., fr: Ne dites pas {said} ici.}}",
            "    severity: medium",
            "    examples:",
            f"      violates: [{said}, you {said} again]",
            "      allows: [hello there, a kind word]",
            f"    match: {{{match}}}",
            "    ladder:",
            "      - {verb: warn, response: told}",
            "      - {verb: mute, for: 1d}",
            "      - {verb: ban}",
            "    escalate: admins",
        ]
    return "\n".join(lines) + "\n"


def bare(text: str) -> object:
    """PyYAML, then the models."""
    data = yaml.safe_load(text)
    return RulesetPart.model_validate(data)


def quick(text: str) -> object:
    """The same with PyYAML's parser in C."""
    return RulesetPart.model_validate(yaml.load(text, yaml.CSafeLoader))


def seconds(work: Callable[[str], object], text: str) -> float:
    """Processor time, once."""
    began = time.process_time()
    work(text)
    return time.process_time() - began


def whole(text: str) -> object:
    """Ours."""
    return compiled(text.encode(), "rules.yaml")


def main() -> int:
    """Print it; 1 where the aim is missed."""
    text = file()
    works = (bare, whole, quick)
    times = [[seconds(work, text) for work in works] for _round in range(ROUNDS)]
    plain, ours, in_c = (min(column) for column in zip(*times, strict=True))
    print(f"{RULES} rules, {len(text):,} bytes")
    print(f"safe_load and models: {plain * 1e3:.0f} ms")
    print(f"loader: {ours * 1e3:.0f} ms, {ours / plain:.2f}× (aim: {AIM}×)")
    print(f"beside PyYAML's parser in C and the models: {ours / in_c:.2f}×")
    return 0 if ours <= AIM * plain else 1


if __name__ == "__main__":
    sys.exit(main())
