"""The form of a ruleset file: what it takes, what it refuses, and how editors are told."""

from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.problems import FileProblems
from modtui.rules.jsonschema import json_schema
from modtui.rules.loader import compiled
from modtui.rules.ruleset import Contact, Folding, LadderStep, Urgency, When
from modtui.yamlfile import parse_yaml, read_yaml
from tests.rules.rulefile import GOOD, SHIPPED, rule_of, ruleset_with

MORE = """\
defaults:
  ladder: {low: [{verb: warn}], severe: [{verb: ban}]}
  decay: never
  evidence: full
  folding: [case, leet]
"""
RULE = "  - {id: r2, title: t, text: t, severity: low, match: {keywords: [x]}}\n"


def changed(old: str, new: str) -> bytes:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new).encode()


def test_what_a_rule_does_not_say_comes_from_the_defaults() -> None:
    rule = rule_of(compiled((GOOD + RULE + MORE).encode(), "x"), "r2")
    assert rule.ladder == (LadderStep("warn"),)
    assert (rule.decay_days, rule.evidence) == (0, "full")
    assert rule.match.folding == (Folding.CASE, Folding.LEET)
    assert rule.key == ""


def test_what_a_rule_says_goes_before_the_defaults() -> None:
    own = RULE.replace("match:", "ladder: [], decay: 3d, evidence: none, match:")
    rule = rule_of(compiled((GOOD + own + MORE).encode(), "x"), "r2")
    assert (rule.ladder, rule.decay_days, rule.evidence) == ((), 3, "none")


def test_a_contact_says_about_what_how_soon_and_in_which_language() -> None:
    text = changed(
        "{name: Admins}",
        "{name: Admins, about: Doubt, subjects: [law], urgency: immediate, languages: [fr], "
        "answer_within: 2d}",
    )
    assert compiled(text, "x").contacts == (
        Contact("admins", "Admins", "Doubt", ("law",), Urgency.IMMEDIATE, ("fr",), 172_800),
    )


def test_the_voice_has_a_tone_and_links() -> None:
    text = changed(
        "  signature: The team\n",
        "  signature: The team\n  tone: {en: Kindly}\n  links: {guide: 'https://x.example/g'}\n"
        "  respect: block\n",
    )
    made = compiled(text, "x")
    assert made.tone == (("en", "Kindly"),)
    assert made.links == (("guide", "https://x.example/g"),)
    assert made.strict


@pytest.mark.parametrize(
    ("escalate", "when"),
    [
        ("admins", When.TOP_OF_LADDER),
        ("{to: admins}", When.TOP_OF_LADDER),
        ("{to: admins, when: undecided}", When.UNDECIDED),
        ("{to: admins, when: always}", When.ALWAYS),
    ],
)
def test_a_rule_says_when_to_escalate(escalate: str, when: When) -> None:
    rule = compiled(changed("escalate: admins", f"escalate: {escalate}"), "x").rules[0]
    assert (rule.contact, rule.escalate) == ("admins", when)


@pytest.mark.parametrize(
    ("given_", "expected"), [("true", ("*",)), ("false", ()), ("[ban, mute]", ("ban", "mute"))]
)
def test_a_rule_says_what_a_second_person_agrees_to(given_: str, expected: tuple[str, ...]) -> None:
    text = changed("escalate: admins", f"escalate: admins\n    approve_first: {given_}")
    assert compiled(text, "x").rules[0].approve_first == expected


@pytest.mark.parametrize(
    ("match", "message"),
    [
        ("{author_age: 7d}", "not a limit of time"),
        ("{author_posts: 3}", "not a limit"),
        ("{reports: about 3}", "not a limit"),
        ("{shouting: 170%}", "not a share"),
        ("{script: [latn]}", "not a script"),
        ("{domains: ['https://a.example/x']}", "not the name of a site"),
        ("{folding: [marks], regexes: [a]}", "“marks” is for keywords and phrases"),
        ("{folding: [mark], keywords: [a]}", "“mark” is not one of"),
        ("{any: [{words: anywhere}]}", "this group looks for nothing"),
        ("{not: {}}", "this group looks for nothing"),
        ("{all: [{regexes: ['(']}]}", "this regex cannot be used"),
        ("{any: [{not: {keywordz: [a]}}]}", "“keywordz” is not known here"),
        ("{repeated: {characters: 1}}", "at least 2"),
    ],
)
def test_a_mistake_in_what_is_looked_for_is_told(match: str, message: str) -> None:
    with pytest.raises(FileProblems) as caught:
        ruleset_with(match)
    assert [message in problem.message for problem in caught.value.problems] == [True]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("escalate: admins", "escalate: {to: nobody}", "no contact “nobody”"),
        ("escalate: admins", "approve_first: [bann]", "“bann” is not a verb"),
        ("  signature: The team", "  links: {x: 'ftp://a'}\n  signature: T", "not a web address"),
        ("rules:", "without: [x]\nrules:", "extends none"),
        (
            "rules:",
            "defaults: {ladder: {low: [{verb: warn, response: no}]}}\nrules:",
            "no response “no”",
        ),
    ],
)
def test_a_mistake_in_the_new_parts_is_told(old: str, new: str, message: str) -> None:
    with pytest.raises(FileProblems) as caught:
        compiled(changed(old, new), "x")
    assert [problem for problem in caught.value.problems if message in problem.message]


def test_a_limit_without_quotes_is_told_what_it_needs() -> None:
    text = changed("    match: {", "    veiled: >= 3\n    match: {")
    with pytest.raises(FileProblems) as caught:
        compiled(text, "x")
    assert [(p.line, "“>= 3”" in p.hint) for p in caught.value.problems] == [(22, True)]


def test_a_default_ladder_that_escalates_needs_a_contact_in_the_rule() -> None:
    text = GOOD + RULE + "defaults: {ladder: {low: [{verb: escalate}]}}\n"
    with pytest.raises(FileProblems, match="names no contact") as caught:
        compiled(text.encode(), "x")
    assert [problem.line for problem in caught.value.problems] == [28]


VALIDATOR = jsonschema.Draft202012Validator(json_schema())


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_rulesets_have_the_form_that_editors_are_told(path: Path) -> None:
    assert list(VALIDATOR.iter_errors(read_yaml(path).data)) == []


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize(
    ("old", "new", "valid"),
    [
        ("name: Garden", "name: Garden", True),
        ("name: Garden", "nmae: Garden", False),
        ("severity: high", "severity: hihg", False),
        ("for: 12h", "for: 12 hours", False),
        ("key: 1", "key: A", False),
        ("decay: 2w", "decay: never", True),
        ("match: {", "match: {author_age: < 7d, shouting: 70%, ", True),
        ("match: {", "match: {author_age: 7d, ", False),
        ("match: {", "match: {any: [{keywords: [x], not: {first_post: true}}], ", True),
        ("escalate: admins", "escalate: {to: admins, when: never}", False),
    ],
)
def test_the_schema_says_what_the_loader_says(old: str, new: str, valid: bool) -> None:
    text = changed(old, new)
    assert VALIDATOR.is_valid(parse_yaml(text, "x").data) is valid
    if valid:
        compiled(text, "x")
    else:
        with pytest.raises(FileProblems):
            compiled(text, "x")


def test_a_file_that_extends_gives_only_what_it_changes() -> None:
    short = {"version": 1, "extends": "community-en", "rules": [{"id": "spam", "severity": "low"}]}
    assert VALIDATOR.is_valid(short)
    del short["extends"]
    assert not VALIDATOR.is_valid(short)


WORDS = st.sampled_from(
    ["version", "rules", "match", "any", "not", "extends", "languages", "id", "key", "ladder", ": ",
     "\n", "  ", "- ", "[", "]", "{", "}", "'", '"', "&a", "*a", "1", "x", "en", "< 7d", "\x00",
     "é", "community-en", "folding", "title", "#", "|", ">", "true", "~"]
)  # fmt: skip


@given(st.one_of(st.binary(max_size=300), st.lists(WORDS, max_size=60).map(
    lambda words: "".join(words).encode()
)))  # fmt: skip
def test_whatever_is_in_the_file_nothing_else_than_its_problems_is_raised(data: bytes) -> None:
    try:
        compiled(data, "rules.yaml")
    except FileProblems as error:
        assert error.problems


@given(st.data())
def test_a_good_file_with_a_part_torn_out_or_doubled_raises_nothing_else(
    data: st.DataObject,
) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 80)))
    other = data.draw(st.integers(0, len(GOOD)))
    torn = GOOD[:start] + GOOD[end:]
    moved = torn[:other] + GOOD[start:end] + torn[other:]
    for text in (torn, moved):
        try:
            compiled(text.encode(), "rules.yaml")
        except FileProblems as error:
            assert error.problems
