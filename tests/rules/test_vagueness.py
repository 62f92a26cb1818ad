"""Rules that mean whatever the reader likes are pointed out."""

import pytest

from modtui.model import Severity
from modtui.rules.ruleset import Example, Rule, Ruleset
from modtui.rules.vagueness import check, check_ruleset

SHOWN = Rule(
    id="r",
    key="1",
    title=(("en", "Be reasonable"),),
    text=(("en", "No offensive pictures, etc."),),
    severity=Severity.LOW,
    violates=(Example("a"),),
    allows=(Example("b"),),
)


def found(text: str, language: str = "en", rule: Rule | None = None) -> list[str]:
    return [text[one.start : one.end] for one in check(text, language, rule)]


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("Keep the length reasonable.", "en", "reasonable"),
        ("No inappropriate pictures.", "en", "inappropriate"),
        ("Use common sense.", "en", "common sense"),
        ("No insults, threats, etc.", "en", "etc"),
        ("Posts are removed at our sole discretion.", "en", "at our sole discretion"),
        ("Restez courtois.", "fr", "courtois"),
        ("Pas de contenu inapproprié.", "fr", "inapproprié"),
        ("Insultes, menaces, etc.", "fr", "etc"),
        ("À la discrétion de l’équipe : à notre discrétion.", "fr", "à notre discrétion"),
    ],
)
def test_a_loophole_is_found_at_its_place(text: str, language: str, place: str) -> None:
    assert place in found(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Argue about what was said, not about who said it.", "en"),
        ("No offensive names, for example those of animals.", "en"),
        ("Discutez des propos, pas de la personne.", "fr"),
        ("No whatever.", "tlh"),
    ],
)
def test_a_plain_rule_is_left_alone(text: str, language: str) -> None:
    assert found(text, language) == []


def test_examples_on_both_sides_close_a_loophole_but_not_an_open_end() -> None:
    ruleset = Ruleset(name="x", hash="0", languages=("en",), rules=(SHOWN,))
    (finding,) = check_ruleset(ruleset)
    assert finding.where == ("rules", "r", "text", "en")
    assert finding.advice.kind == "open"
    one_sided = Rule(**{**{f: getattr(SHOWN, f) for f in SHOWN.__struct_fields__}, "allows": ()})
    findings = check_ruleset(Ruleset(name="x", hash="0", languages=("en",), rules=(one_sided,)))
    assert [one.advice.kind for one in findings] == ["loophole", "loophole", "open"]
