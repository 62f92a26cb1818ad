"""A ruleset file becomes a ruleset, or every problem in it; compiled ones are kept."""

import hashlib
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from modtui.model import Severity
from modtui.problems import FileProblems, Problem
from modtui.rules.loader import compiled, load
from modtui.rules.ruleset import Evidence, Example, LadderStep, Match, Rule
from tests.rules.rulefile import GOOD, rule_of


def problems(old: str, new: str) -> tuple[Problem, ...]:
    """What is wrong with the good file after one change."""
    assert GOOD.count(old) == 1
    with pytest.raises(FileProblems) as caught:
        compiled(GOOD.replace(old, new).encode(), "rules.yaml")
    return caught.value.problems


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(GOOD, "utf-8")
    return path


def test_every_part_of_the_file_is_in_the_ruleset(file: Path) -> None:
    ruleset = load(file)
    assert ruleset.name == "Garden"
    assert ruleset.hash == hashlib.sha256(GOOD.encode()).hexdigest()
    assert ruleset.languages == ("en", "fr")
    assert ruleset.signature == (("en", "The team"),)
    assert ruleset.appeal == (("en", "Answer here."), ("fr", "Répondez ici."))
    assert [contact.name for contact in ruleset.contacts] == ["Admins"]
    response = ruleset.response("hello")
    assert response is not None
    assert response.verbs == ("warn",)
    assert rule_of(ruleset, "spam") == Rule(
        id="spam",
        key="1",
        title=(("en", "No spam"),),
        text=(("en", "Do not sell."), ("fr", "Ne vendez pas.")),
        severity=Severity.HIGH,
        violates=(Example("cheap meds"), Example("pas cher", "fr")),
        allows=(Example("hello"),),
        match=Match(keywords=("cheap meds",), regexes=(r"\d+ ?% profit",)),
        ladder=(LadderStep("warn", None, "hello"), LadderStep("mute", 43_200)),
        decay_days=14,
        contact="admins",
        evidence=Evidence.EXCERPT,
    )


def test_the_first_language_comes_first_whatever_the_order_in_the_file() -> None:
    text = GOOD.replace("{en: Answer here., fr: Répondez ici.}", "{fr: Ici., en: Here.}")
    assert compiled(text.encode(), "x").appeal == (("en", "Here."), ("fr", "Ici."))


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "hint"),
    [
        ("escalate: admins", "escalate: admin", 27, "no contact “admin”", "“admins”"),
        ("for: 12h", "for: 12h, response: helo", 25, "no response “helo”", "“hello”"),
        ("verb: mute", "verb: mut", 25, "“mut” is not a verb", "“mute”"),
        ("verbs: [warn]", "verbs: [wran]", 11, "“wran” is not a verb", "“warn”"),
        ("verb: mute", "verb: timeout", 25, "“timeout” is not a verb", "“mute”"),
        ("verb: warn", "verb: Delete", 24, "“Delete” is not a verb", "“remove”"),
        ("verbs: [warn]", "verbs: [ban]", 24, "not meant for “warn”", ""),
        ("verb: warn,", "verb: warn, for: 1d,", 24, "has no length of time", ""),
        ("for: 12h", "for: 12 hours", 25, "not a length of time", "30m, 12h"),
        ("decay: 2w", "decay: 3h", 26, "at least a day", "never"),
        ("key: 1", "key: A", 15, "“A” cannot be a key", "arrow"),
        ("key: 1", "key: ab", 15, "single digit or letter", ""),
        ("id: spam", "id: Spam!", 14, "small letters", ""),
        ("version: 1", "version: 2", 1, "newer modtui", "update"),
        ("version: 1", "version: true", 1, "the version of a ruleset file is 1", ""),
        ("severity: high", "severity: hihg", 18, "“hihg” is not one of", "“high”"),
        ("'\\d+ ?% profit'", "'(a'", 22, "this regex cannot be used", ""),
        ("'\\d+ ?% profit'", "'a*'", 22, "every text", ""),
        ("'\\d+ ?% profit'", "'((a{1000}){1000}){1000}'", 22, "repeats too much", ""),
        ("'\\d+ ?% profit'", "'(?=a)(b{99999999999})'", 22, "repeats too much", ""),
        ("[cheap meds]", '["\\u200b"]', 22, "nothing of this keyword", ""),
        ("{{author|there}}", "{{autor|there}}", 12, "not a placeholder", "“author”"),
        ("{{author|there}}", "{{author", 12, "not closed", ""),
        ('fr: "Bonjour"', 'de: "Hallo"', 12, "“de” is not among the languages", ""),
        ("  signature: The team\n  appeal: {en: Answer here., fr: Répondez ici.}", "  {}", 11,
         "there is none under “voice”", ""),
        ("{en: Do not sell., fr: Ne vendez pas.}", "{fr: Ne vendez pas.}", 17,
         "the text in “en” is missing", ""),
        ("languages: [en, fr]", "languages: [en, fr, en]", 3, "in the list already", ""),
        ("languages: [en, fr]", "languages: [en, fr, English]", 3, "not a language code", ""),
        ("    decay: 2w", "    dekay: 2w", 26, "“dekay” is not known here", "“decay”"),
        ("title: No spam", "title: ' '", 16, "this text is empty", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line(
    old: str, new: str, line: int, message: str, hint: str
) -> None:
    found = [problem for problem in problems(old, new) if message in problem.message]
    assert [problem.line for problem in found] == [line], problems(old, new)
    assert hint in found[0].message + found[0].hint


def test_two_rules_of_one_id_and_key_are_told_with_the_other_line() -> None:
    second = "  - {id: spam, key: 1, title: t, text: t, severity: low}\n"
    with pytest.raises(FileProblems) as caught:
        compiled((GOOD + second).encode(), "x")
    assert [(p.line, p.message.split(", in ")[1]) for p in caught.value.problems] == [
        (28, "line 14"),
        (28, "line 15"),
    ]


def test_a_key_below_a_text_is_told_to_be_indented_too_far() -> None:
    flat = "    text: {en: Do not sell., fr: Ne vendez pas.}\n    severity"
    found = problems(flat, "    text:\n      en: Do not sell.\n      severity")
    assert any("indented too far" in problem.hint for problem in found)


def test_a_key_that_is_taken_is_told_with_those_that_are_free() -> None:
    second = "  - {id: scam, key: 1, title: t, text: t, severity: low}\n"
    with pytest.raises(FileProblems) as caught:
        compiled((GOOD + second).encode(), "x")
    assert "free: 2, 3, 4, 5, 6, 7, 8, 9, 0" in caught.value.problems[0].hint


def test_a_step_with_an_unknown_verb_is_one_problem() -> None:
    assert len(problems("verb: warn", "verb: delete")) == 1


def test_mistakes_of_the_schema_and_between_parts_are_told_together() -> None:
    text = GOOD.replace("severity: high", "severity: hihg").replace(
        "escalate: admins", "escalate: nobody"
    )
    with pytest.raises(FileProblems) as caught:
        compiled(text.encode(), "x")
    assert [problem.line for problem in caught.value.problems] == [18, 27]


@pytest.mark.parametrize(
    "text",
    ["[]", "rules: 3", "rules: [3]", "rules: [{match: 3, ladder: [3], examples: [x]}]",
     "responses: {a: 3, b: {text: [1]}}\nlanguages: en\nvoice: 3\ncontacts: [a]"],
)  # fmt: skip
def test_a_file_of_the_wrong_shape_is_told_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(FileProblems):
        compiled(text.encode(), "x")


def test_a_kept_ruleset_equals_the_one_that_was_read(file: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = load(file, cache)
    (kept,) = cache.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert load(file, cache) == first


def test_a_changed_file_is_read_anew(file: Path, tmp_path: Path) -> None:
    load(file, tmp_path / "cache")
    file.write_text(GOOD.replace("name: Garden", "name: Park"), "utf-8")
    assert load(file, tmp_path / "cache").name == "Park"


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x80", b"\x92\x01", bytes(range(256))])
def test_a_broken_cache_is_passed_over_and_mended(
    file: Path, tmp_path: Path, content: bytes
) -> None:
    cache = tmp_path / "cache"
    good = load(file, cache)
    (kept,) = cache.iterdir()
    kept.write_bytes(content)
    assert load(file, cache) == good
    assert kept.read_bytes() != content


def test_a_cache_of_another_file_under_this_name_is_passed_over(file: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    load(file, cache)
    (kept,) = cache.iterdir()
    file.write_text(GOOD.replace("name: Garden", "name: Park"), "utf-8")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    kept.rename(cache / (digest + kept.name[64:]))
    assert load(file, cache).name == "Park"


def test_a_cache_that_cannot_be_written_to_does_no_harm(file: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    assert load(file, tmp_path / "cache").name == "Garden"


def test_old_compiled_rulesets_are_cleared_away(file: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for number in range(25):
        file.write_text(GOOD + f"# {number}\n", "utf-8")
        load(file, cache)
    assert len(list(cache.iterdir())) == 20


def test_an_unchanged_file_imports_neither_yaml_nor_pydantic(file: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path;"
        "from modtui.rules.loader import load; from modtui.rules.matcher import Matcher;"
        "Matcher(load(Path(sys.argv[1]), Path(sys.argv[2])));"
        "heavy = {'yaml', 'pydantic', 're2', 'regex', 'ahocorasick_rs'};"
        "print(sorted(heavy & set(sys.modules)))"
    )

    def run() -> str:
        command = [sys.executable, "-c", program, str(file), str(tmp_path / "cache")]
        root = Path(__file__).parents[2]
        return subprocess.run(
            command, cwd=root, check=True, capture_output=True, text=True
        ).stdout.strip()

    assert "yaml" in run()
    assert run() == "[]"
