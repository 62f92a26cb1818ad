"""Examples are tried as they are written, with all that they say about their case."""

from modtui.rules.ruleset import Example, Folding
from modtui.rules.trial import example_case, needed, trials
from tests.rules.rulefile import rule_of, ruleset_with

EXAMPLES = """\
- id: new
  title: t
  text: t
  severity: high
  match: {keywords: [rose], author_age: < 7d}
  examples:
    violates: [{text: a rose, author_age: 2d}, a rose]
    allows: [{text: a rose, author_age: 8d}, {text: a rose, author_age: 3d}, bad]
- {id: people, title: t, text: t, severity: low, examples: {violates: [x], allows: [y]}}
- {id: late, title: t, text: t, severity: low, match: {regexes: ['(?=x)x(?:a|a|aa)+$']},
   examples: {violates: [xa], allows: [x]}}
"""


def test_every_example_is_tried_in_the_order_of_the_file() -> None:
    made = list(trials(ruleset_with("{keywords: [bad]}", EXAMPLES)))
    assert [(one.rule, one.side, one.number, one.passed) for one in made] == [
        ("new", "violates", 1, True),
        ("new", "violates", 2, False),  # how old the author is was not said
        ("new", "allows", 1, True),
        ("new", "allows", 2, False),
        ("new", "allows", 3, True),
        ("people", "violates", 1, None),
        ("people", "allows", 1, True),
        ("late", "violates", 1, True),
        ("late", "allows", 1, True),
    ]
    assert [hit.rule for hit in made[4].others] == ["r"]
    assert made[3].hit is not None


def test_a_case_is_made_of_all_that_an_example_says() -> None:
    made = example_case(
        Example("t", "fr", author_age=60, author_posts=1, reports=3, reasons=("a",),
                attachments=("x.exe", "image/png"))
    )  # fmt: skip
    subject = made.subject
    assert subject.author is not None
    assert subject.author.posts == 1
    assert subject.at is not None
    assert subject.author.since is not None
    assert (subject.at - subject.author.since).total_seconds() == 60
    assert [report.reason for report in made.reports] == ["a", "", ""]
    assert [(one.name, one.type) for one in subject.attachments] == [
        ("x.exe", ""),
        ("", "image/png"),
    ]


def test_only_the_foldings_that_it_took_are_named() -> None:
    every = ", ".join(Folding)
    rule = rule_of(ruleset_with(f"{{keywords: [spam], folding: [{every}]}}"), "r")
    assert needed(rule, example_case(Example("spam"))) == ()
    assert needed(rule, example_case(Example("S.P.4.M"))) == (
        Folding.CASE,
        Folding.LEET,
        Folding.SPACED,
    )
