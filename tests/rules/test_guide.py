"""The guide and the reference of rulesets say what is so."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from modtui.model import Verb
from modtui.rules import respect, vagueness
from modtui.rules.loader import compiled
from modtui.rules.matcher import Matcher

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "rulesets.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.S | re.M)
ROWS = re.findall(r"^\| .* \| (.+?) \| .+ \|$", GUIDE.split("## 6.")[1].split("##")[0], re.M)[1:]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_ruleset_of_the_guide_is_a_good_one(block: str) -> None:
    ruleset = compiled(block.encode(), "rules.yaml")
    assert respect.check_ruleset(ruleset) == ()
    assert vagueness.check_ruleset(ruleset) == ()
    matcher = Matcher(ruleset)
    for rule in ruleset.rules:
        assert all(matcher.match(example.text) for example in rule.violates)
        assert not any(matcher.match(example.text) for example in rule.allows)


@pytest.mark.parametrize("bad", ROWS)
def test_what_the_guide_calls_wrong_the_check_finds(bad: str) -> None:
    assert respect.check(bad, "en", verb=Verb.WARN)


def test_the_reference_is_what_the_schema_says() -> None:
    done = subprocess.run([sys.executable, ROOT / ".make" / "reference.py", "--check"], text=True)
    assert done.returncode == 0


def test_the_guide_names_every_shipped_ruleset() -> None:
    for file in (ROOT / "rulesets").glob("*.yaml"):
        assert f"../rulesets/{file.name}" in GUIDE


def test_the_letters_that_the_guide_offers_as_keys_are_free() -> None:
    from modtui.tui import keys

    (line,) = re.findall(r"^- Keys: .*", GUIDE, re.M)
    for letter in [*re.findall(r"`(\w)`", line), *"0123456789"]:
        assert not any(keys.is_bound(screen, letter) for screen in ("desk", "case", "preview"))
