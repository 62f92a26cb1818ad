"""The shipped rulesets do what their own examples say, and speak as they should."""

import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from modtui.model import (
    Attachment,
    Case,
    CaseKey,
    Hit,
    Kind,
    Person,
    Report,
    Severity,
    Subject,
    Verb,
)
from modtui.rules import respect, vagueness
from modtui.rules.ladder import propose
from modtui.rules.languages import detect
from modtui.rules.loader import load
from modtui.rules.matcher import Matcher
from modtui.rules.responses import placeholders, render
from modtui.rules.ruleset import Example, Ruleset, When
from modtui.yamlfile import read_yaml
from tests.rules.rulefile import SHIPPED

FILES = sorted(SHIPPED.glob("*.yaml"))
NOW = datetime(2026, 11, 12, 18, 30, tzinfo=UTC)
named = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@cache
def ruleset(path: Path) -> Ruleset:
    return load(path)


def hits(matcher: Matcher, example: Example) -> tuple[Hit, ...]:
    """The hits of an example, with the facts that it gives beside its text."""
    age = example.author_age
    author = Person(
        id="ana",
        since=None if age is None else NOW - timedelta(seconds=age),
        posts=example.author_posts,
    )
    count = max(example.reports or 0, len(example.reasons))
    reasons = [*example.reasons, *[""] * (count - len(example.reasons))]
    return matcher.match_case(
        Case(
            key=CaseKey("x", Kind.POST, "1"),
            subject=Subject(
                kind=Kind.POST,
                id="1",
                author=author,
                text=example.text,
                revision="1",
                at=NOW,
                language=example.language or None,
                attachments=tuple(Attachment(name) for name in example.attachments),
            ),
            reports=tuple(
                Report(id=str(n), reporter=Person(id=f"r{n}"), reason=reason)
                for n, reason in enumerate(reasons)
            ),
            opened=NOW,
        )
    )


def test_these_five_are_shipped() -> None:
    assert {path.stem for path in FILES} == {
        "community-en",
        "communaute-fr",
        "chat-room",
        "mailing-list",
        "fediverse-instance",
    }


@named
def test_each_is_whole(path: Path) -> None:
    rules = ruleset(path)
    assert len(rules.rules) >= 10
    assert len(rules.languages) >= 2
    assert len(rules.contacts) >= 2
    assert rules.tone
    assert path.read_text("utf-8").startswith(
        "# yaml-language-server: $schema=ruleset.schema.json\n"
    )


@named
def test_editors_that_know_the_schema_find_nothing_wrong(path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    form = json.loads((SHIPPED / "ruleset.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(form)
    wrong = [error.message for error in validator.iter_errors(read_yaml(path).data)]
    assert wrong == []


@named
def test_no_text_in_it_hurts_or_is_vague(path: Path) -> None:
    findings = respect.check_ruleset(ruleset(path)) + vagueness.check_ruleset(ruleset(path))
    said = [(one.where, one.advice.kind, one.advice.message) for one in findings]
    assert said == []


@named
def test_ladders_have_three_steps_where_something_is_punished(path: Path) -> None:
    for rule in ruleset(path).rules:
        if rule.category in ("self-harm", "illegal"):
            assert rule.escalate == When.ALWAYS, rule.id
            assert rule.contact, rule.id
        else:
            assert len(rule.ladder) >= 3, rule.id
            # Nobody is shut out for good for a first slip.
            assert rule.ladder[0].verb != "ban" or rule.ladder[0].seconds, rule.id


@named
def test_every_step_that_speaks_has_a_message_that_fits_it(path: Path) -> None:
    rules = ruleset(path)
    for rule in rules.rules:
        for step in rule.ladder:
            if step.verb == Verb.ESCALATE:
                continue
            response = rules.response(step.response)
            assert response is not None, (rule.id, step.verb)
            assert step.verb in response.verbs, (rule.id, step.verb, response.id)
            assert response.id in rule.responses, (rule.id, response.id)


@named
def test_somebody_in_distress_is_never_punished(path: Path) -> None:
    rules = ruleset(path)
    (care,) = [rule for rule in rules.rules if rule.category == "self-harm"]
    assert care.severity == Severity.SEVERE
    proposed = [step.verb for step in propose(care, (), NOW).steps]
    assert proposed == [Verb.REPLY, Verb.ESCALATE]
    offered = [response for id in care.responses if (response := rules.response(id))]
    assert {verb for response in offered for verb in response.verbs} == {"reply", "remove"}
    for response in offered:
        assert response.verbs[0] == "reply" or "rule" in placeholders(response.texts[0][1])


@named
def test_examples_in_another_language_are_in_that_language(path: Path) -> None:
    """What can be told of their language does not contradict what they say it is."""
    languages = ruleset(path).languages
    for rule in ruleset(path).rules:
        for example in (*rule.violates, *rule.allows):
            if example.language:
                told = detect(example.text, languages)
                assert told in ("", example.language) or len(example.text) < 40, example.text


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
        if rule.id not in {hit.rule for hit in hits(matcher, example)}
    ]
    assert missed == []


@named
def test_examples_of_what_is_allowed_are_found_by_no_rule(path: Path) -> None:
    matcher = Matcher(ruleset(path))
    wrong = [
        (rule.id, example.text, hit.rule)
        for rule in ruleset(path).rules
        for example in rule.allows
        for hit in hits(matcher, example)
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
        if response.verbs != ("reply",):  # nothing was done that could be appealed
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
        assert address.endswith(".example") or address in ("docs.example.org", "bit.ly")


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
