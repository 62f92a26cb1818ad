"""Advice on the words of a ruleset comes with the place in the file."""

from pathlib import Path

from modtui.rules.loader import load
from modtui.rules.wordcheck import check_words

FILE = """\
version: 1
name: Garden
languages: [en]
{voice}responses:
  gone:
    verbs: [remove]
    text: |-
      Your post breaks rule “{{{{rule}}}}”. You are a nuisance.
      STOP IT. Answer this message; you can post again.
rules:
  - id: nice
    key: 1
    title: Be kind
    text: No offensive pictures, etc.
    severity: low
"""


def lines(file: Path) -> tuple[list[tuple[int, int, str]], int]:
    """(line, column, the words there) of the advice, and how many problems block."""
    found = check_words(file, load(file))
    source = file.read_text("utf-8").split("\n")
    told = [
        (one.line, one.column, source[one.line - 1][one.column - 1 :][:9]) for one in found.advice
    ]
    return told, len(found.blocking)


def test_each_finding_stands_at_its_word(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(FILE.format(voice=""), "utf-8")
    told, blocking = lines(file)
    assert told == [
        (8, 41, "You are a"),
        (9, 7, "STOP IT. "),
        (13, 12, "Be kind"),
        (14, 14, "offensive"),
        (14, 34, "etc."),
    ]
    assert blocking == 0


def test_a_strict_ruleset_turns_advice_into_problems(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(FILE.format(voice="voice: {respect: block}\n"), "utf-8")
    told, blocking = lines(file)
    assert blocking == 2
    assert [words for _line, _column, words in told] == ["Be kind", "offensive", "etc."]


def test_what_comes_from_another_file_is_told_there(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(FILE.format(voice=""), "utf-8")
    file = tmp_path / "own.yaml"
    file.write_text("version: 1\nname: Own\nlanguages: [en]\nextends: base.yaml\n", "utf-8")
    found = check_words(file, load(file))
    assert {Path(problem.file).name for problem in found.advice} == {"base.yaml"}
    assert len(found.advice) == 5
