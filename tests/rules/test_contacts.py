"""A ruleset names contacts; where they lead is not for it to say."""

from pathlib import Path

import pytest

from modtui.problems import FileProblems
from modtui.rules.loader import load

RULES = """\
version: 1
name: Somebody's rules
languages: [en]
contacts:
  admins: {name: The admins, %s}
rules:
  - id: respect
    key: "1"
    title: Be respectful
    text: Criticise ideas.
    severity: low
    examples: {violates: [you idiot], allows: [a rose]}
    match: {keywords: [idiot]}
%s
"""


def refused(path: Path, text: str) -> str:
    path.write_text(text)
    with pytest.raises(FileProblems) as caught:
        load(path)
    return str(caught.value)


@pytest.mark.parametrize(
    "leading",
    [
        "command: [rm, -rf, /]",
        "email: {to: me@example.org}",
        "email: me@example.org",
        "webhook: {url: https://example.org}",
        "url: https://example.org",
        "room: '!abc:example.org'",
        "person: '@me:example.org'",
        "route: me@example.org",
        "file: /etc/passwd",
        "password_cmd: 'true'",
    ],
)
def test_a_contact_that_leads_anywhere_is_refused(tmp_path: Path, leading: str) -> None:
    key = leading.partition(":")[0]
    assert f"“{key}” is not known here" in refused(tmp_path / "r.yaml", RULES % (leading, ""))


@pytest.mark.parametrize(
    "part", ["routes: {admins: me@example.org}", "restricted: false", "roles: {a: {may: [ban]}}"]
)
def test_a_ruleset_says_nothing_that_is_the_owners(tmp_path: Path, part: str) -> None:
    key = part.partition(":")[0]
    assert f"“{key}” is not known here" in refused(tmp_path / "r.yaml", RULES % ("about: x", part))


def test_without_it_the_same_ruleset_is_read(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(RULES % ("about: x, answer_within: 2d, urgency: immediate", ""))
    (contact,) = load(path).contacts
    assert contact.answer_within == 2 * 86_400
