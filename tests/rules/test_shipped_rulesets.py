"""The shipped rulesets do what their own examples say, and speak as they should."""

import re
from functools import cache
from pathlib import Path

import pytest

from modtui.rules.loader import load
from modtui.rules.matcher import Matcher
from modtui.rules.responses import placeholders, render
from modtui.rules.ruleset import Ruleset
from tests.rules.rulefile import SHIPPED

FILES = sorted(SHIPPED.glob("*.yaml"))
named = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@cache
def ruleset(path: Path) -> Ruleset:
    return load(path)


def test_there_are_some() -> None:
    assert {"community-en", "chat-room"} <= {path.stem for path in FILES}


@named
def test_every_rule_has_examples_both_ways_and_a_consequence(path: Path) -> None:
    for rule in ruleset(path).rules:
        assert rule.violates, rule.id
        assert rule.allows, rule.id
        assert rule.ladder, rule.id


@named
def test_examples_of_violations_are_found_by_their_rule(path: Path) -> None:
    matcher = Matcher(ruleset(path))
    missed = [
        (rule.id, example.text)
        for rule in ruleset(path).rules
        for example in rule.violates
        if rule.id not in {hit.rule for hit in matcher.match(example.text)}
    ]
    assert missed == []


@named
def test_examples_of_what_is_allowed_are_found_by_no_rule(path: Path) -> None:
    matcher = Matcher(ruleset(path))
    wrong = [
        (rule.id, example.text, hit.rule)
        for rule in ruleset(path).rules
        for example in rule.allows
        for hit in matcher.match(example.text)
    ]
    assert wrong == []


@named
def test_every_text_exists_in_every_language(path: Path) -> None:
    rules = ruleset(path)
    texts = [rules.signature, rules.appeal]
    texts += [response.texts for response in rules.responses]
    texts += [text for rule in rules.rules for text in (rule.title, rule.text)]
    for text in texts:
        assert {language for language, _ in text} == set(rules.languages), text[0]


@named
def test_responses_say_the_same_in_each_language_and_how_to_appeal(path: Path) -> None:
    for response in ruleset(path).responses:
        used = {frozenset(placeholders(text)) for _, text in response.texts}
        assert len(used) == 1, response.id
        if response.id != "care":  # nothing was done that could be appealed
            assert {"rule", "appeal", "signature"} <= next(iter(used)), response.id


@named
def test_responses_can_be_sent_when_little_is_known(path: Path) -> None:
    values = {"rule": "Rule", "appeal": "Appeal.", "signature": "Team"}
    for response in ruleset(path).responses:
        for language, text in response.texts:
            rendered = render(text, values)
            assert rendered.missing == (), (response.id, language)
            assert "{{" not in rendered.text


@named
def test_a_ruleset_names_no_address(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.findall(r"[\w.]+@[\w.]+", text)
    for address in re.findall(r"https?://([\w.-]+)", text):
        assert address.endswith(".example") or address == "docs.example.org"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("cheap meds", "spam"),
        ("Casino Bonus!!", "spam"),
        ("crypto doubling", "spam"),
        ("dm me on telegram", "spam"),
        ("100% profit", "spam"),
        ("idiot", "respect"),
        ("moron", "respect"),
        ("imbécile", "respect"),
        ("connard", "respect"),
        ("imbécil", "respect"),
        ("Vollidiot", "respect"),
        ("غبي", "respect"),
        ("白痴", "respect"),
    ],
)
def test_the_community_ruleset_finds_what_moderators_see_every_day(text: str, rule: str) -> None:
    matcher = Matcher(ruleset(SHIPPED / "community-en.yaml"))
    assert rule in {hit.rule for hit in matcher.match(text)}


def test_grave_content_is_veiled_and_not_kept() -> None:
    rule = ruleset(SHIPPED / "community-en.yaml").rule("illegal")
    assert rule is not None
    assert (rule.severity, rule.evidence, rule.veiled, rule.contact) == (
        "severe",
        "none",
        True,
        "safety",
    )
