"""Every way in which a YAML file can be wrong is told in plain words, at its place."""

import os
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from modtui.problems import FileProblems, Problem
from modtui.yamlfile import SIZE, Document, parse_yaml, read_yaml, resolved, validate


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Dog(Part):
    name: str
    size: Literal["small", "large"] = "small"
    legs: int = Field(4, ge=1)
    called: str | dict[str, str] = ""
    tricks: list[str] = []


class Kennel(Part):
    title: str
    dogs: list[Dog] = []


def problems(text: str | bytes) -> tuple[Problem, ...]:
    source = text.encode() if isinstance(text, str) else text
    with pytest.raises(FileProblems) as caught:
        validate(Kennel, parse_yaml(source, "kennel.yaml"))
    return caught.value.problems


def only(text: str | bytes) -> Problem:
    found = problems(text)
    assert len(found) == 1, [str(problem) for problem in found]
    return found[0]


def place(problem: Problem) -> tuple[int, int]:
    return problem.line, problem.column


def data(text: str) -> Any:
    return parse_yaml(text.encode(), "x.yaml").data


def test_a_good_file_becomes_the_model() -> None:
    kennel = validate(Kennel, parse_yaml(b"title: Home\ndogs:\n  - name: Rex\n", "x.yaml"))
    assert kennel == Kennel(title="Home", dogs=[Dog(name="Rex", legs=4)])


@pytest.mark.parametrize("word", ["no", "on", "off", "yes", "y", "12:30", "1_000", "2026-11-12"])
def test_words_that_yaml_1_1_would_turn_into_something_else_stay_text(word: str) -> None:
    assert data(f"a: {word}") == {"a": word}


def test_the_core_scalars_of_yaml_1_2_have_their_types() -> None:
    text = "[true, False, null, ~, 12, -3, 0x1f, 0o17, 1.5, 1e3, '12', \"true\"]"
    assert data(text) == [
        True, False, None, None, 12, -3, 31, 15, 1.5, 1000.0, "12", "true",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["9" * 5000, "1e999", ".inf", ".nan"])
def test_numbers_that_have_no_finite_value_stay_text(word: str) -> None:
    assert resolved(word) == word


def test_a_byte_order_mark_at_the_start_is_passed_over() -> None:
    assert data("\ufefftitle: x") == {"title": "x"}


def test_keys_are_always_text() -> None:
    assert data("1: a\ntrue: b\nno: c\n") == {"1": "a", "true": "b", "no": "c"}


def test_an_unknown_key_is_told_with_what_was_meant() -> None:
    problem = only("title: Home\ndogs:\n  - name: Rex\n    legz: 3\n")
    assert place(problem) == (4, 5)
    assert str(problem) == (
        "kennel.yaml:4:5: “legz” is not known here\n"
        "        legz: 3\n"
        "        ^\n"
        "    did you mean “legs”?"
    )


def test_an_unknown_key_like_no_other_is_told_with_those_that_are_known() -> None:
    assert only("title: x\nzzzz: 1\n").hint == "known here: dogs, title"


def test_a_text_that_a_colon_made_a_group_is_told_to_need_quotes() -> None:
    assert "needs quotes" in only("title: x\ndogs: [{name: a, tricks: [Do: sit]}]\n").hint
    found = problems("title: x\ndogs:\n- Note: a good dog\n")
    assert any("needs quotes" in problem.hint for problem in found)
    assert "needs quotes" in only("{title: Plants: none}\n").hint


def test_a_wrong_choice_is_told_with_what_was_meant() -> None:
    problem = only("title: x\ndogs: [{name: a, size: lagre}]\n")
    assert place(problem) == (2, 24)
    assert problem.message == "“lagre” is not one of small, large"
    assert problem.hint == "did you mean “large”?"


def test_all_problems_are_told_at_once_and_in_the_order_of_the_file() -> None:
    found = problems("dogs:\n  - size: huge\n    legs: 0\n  - 3\n  - name: 7\ntitel: x\n")
    assert [(problem.line, problem.message) for problem in found] == [
        (1, "“title” is missing"),
        (2, "“name” is missing"),
        (2, "“huge” is not one of small, large"),
        (3, "this must be at least 1"),
        (4, "a group of “key: value” lines is needed here, and this is 3"),
        (5, "a text is needed here, and this is 7"),
        (6, "“titel” is not known here"),
    ]


def test_a_value_that_fits_none_of_two_kinds_is_one_problem() -> None:
    problem = only("title: x\ndogs: [{name: a, called: [b]}]\n")
    assert problem.message == (
        "a text or a group of “key: value” lines is needed here, and this is a list"
    )


def test_a_mistake_inside_one_kind_of_a_choice_is_told_there() -> None:
    problem = only("title: x\ndogs:\n- name: a\n  called:\n    en: 5\n")
    assert place(problem) == (5, 9)
    assert problem.message == "a text is needed here, and this is 5"


def test_a_text_in_place_of_a_list_is_told() -> None:
    assert "a list" in only("title: x\ndogs:\n- name: a\n  tricks: sit\n").message


def test_an_empty_file_is_told() -> None:
    assert only("").message == "this file is empty"
    assert only("# only a comment\n").message == "this file is empty"


def test_a_repeated_key_is_told_at_the_second_with_the_line_of_the_first() -> None:
    problem = only("title: a\ndogs: []\ntitle: b\n")
    assert place(problem) == (3, 1)
    assert "given twice; the first is in line 1" in problem.message


@pytest.mark.parametrize(
    ("text", "where", "word"),
    [
        ("a: &x 1\n", (1, 4), "&x names a part"),
        ("a: *x\n", (1, 4), "*x stands for another part"),
        ("a: !!python/object:os.system x\n", (1, 4), "tag"),
        ("a: !x y\n", (1, 4), "tag"),
        ("<<: {a: 1}\n", (1, 1), "<<"),
        ("a: 1\n---\nb: 2\n", (2, 1), "second document"),
        ("? [a]\n: b\n", (1, 3), "a key must be a plain word"),
        ("a:\n\tb: 1\n", (2, 1), "a tab stands here"),
        ("a: 'x\nb: 1\n", (1, 4), "never closed"),
        ("a: b: c\n", (1, 5), "a colon"),
        ("a: @b\n", (1, 4), "cannot start with this character"),
        ("a: [1, 2\nb: 3\n", (2, 2), "closing bracket"),
        ("a: {\n", (2, 1), "closing bracket"),
        ("a:\n  - 1\n - 2\n", (3, 2), "line up"),
        ('a:\n  - "Hi" she said\n', (2, 10), "after its closing quotation mark"),
        ("a: 'Hi' she said\n", (1, 9), "after its closing quotation mark"),
        ("{a: 'Hi' she said}\n", (1, 10), "after its closing quotation mark"),
        ('a: "\\d"\n', (1, 5), "backslash"),
        ("[" * 60_000, (1, 31), "more than 30 levels"),
        ("a: x\x07y\n", (1, 5), "U+0007"),
        ("a: x\u202ey\n", (1, 5), "U+202E"),
    ],
)
def test_what_a_file_must_not_hold_is_told_at_its_place(
    text: str, where: tuple[int, int], word: str
) -> None:
    with pytest.raises(FileProblems) as caught:
        parse_yaml(text.encode(), "x.yaml")
    first = caught.value.problems[0]
    assert place(first) == where
    assert word in first.message


def test_a_backspace_that_was_meant_as_a_word_edge_is_explained() -> None:
    with pytest.raises(FileProblems) as caught:
        parse_yaml(b'regex: "\\bspam\\b"\n', "x.yaml")
    (problem,) = caught.value.problems
    assert place(problem) == (1, 8)
    assert r"\b is a backspace" in problem.hint
    assert data(r"regex: '\bspam\b'") == {"regex": r"\bspam\b"}


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a]\n" for n in range(50))
    with pytest.raises(FileProblems):
        parse_yaml(bomb.encode(), "x.yaml")


def test_bytes_that_are_not_utf_8_are_told_at_their_place() -> None:
    problem = only("title: é\nname: ".encode() + b"caf\xe9\n")
    assert place(problem) == (2, 10)
    assert "byte E9" in problem.message
    assert "UTF-8" in problem.hint


def test_utf_16_is_told() -> None:
    assert "UTF-16" in only("title: x".encode("utf-16")).message


def test_a_file_that_is_too_large_is_told() -> None:
    assert "larger than" in only(b"#" * (SIZE + 1)).message


def test_missing_files_folders_and_pipes_are_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, word in (
        (tmp_path / "none.yaml", "no such file"),
        (tmp_path, "folder"),
        (tmp_path / "pipe", "not a file"),
        (tmp_path / ("x" * 300), "cannot be read"),
        (Path("a\0b"), "cannot be read"),
    ):
        with pytest.raises(FileProblems) as caught:
            read_yaml(path)
        (problem,) = caught.value.problems
        assert word in problem.message
        assert str(problem).startswith(problem.file + ": ")


def test_the_caret_stands_below_the_place_after_wide_characters() -> None:
    problem = only("title: x\ndogs: [{name: 中文, legs: 0}]\n")
    line, caret = problem.excerpt, problem.caret
    cells = line[: line.index("0")]
    assert caret == len(cells) + 2  # two characters of two cells each


def test_a_long_line_is_cut_around_the_place() -> None:
    problem = only("title: x\ndogs: [{tricks: [" + "a, " * 500 + "7, b, c], name: x}]\n")
    assert len(problem.excerpt) < 120
    assert problem.excerpt[problem.caret] == "7"


def test_nothing_from_the_file_acts_on_the_terminal() -> None:
    for problem in problems('title: "\\e[31m"\n"\\u202eb": 1\n"x\\u0007y": 2\n'):
        assert not set(str(problem)) & set("\x1b\x07\u202e")


def test_a_problem_can_be_placed_at_a_key_or_a_value() -> None:
    document = parse_yaml(b"a:\n  bb: [x, y]\n", "x.yaml")
    assert place(document.problem(("a", "bb", 1), "m")) == (2, 11)
    assert place(document.problem(("a", "bb"), "m", key=True)) == (2, 3)
    assert place(document.problem(("a", "none"), "m")) == (2, 3)


ALMOST = st.text(alphabet=" \t\n-:?,[]{}#&*!|>'\"%@`\\abn01.~<\x07\u00e9\u4e2d\ufeff", max_size=60)


@given(st.one_of(st.binary(max_size=200), ALMOST.map(str.encode), st.text().map(str.encode)))
@example(b'"\\UFFFFFFFF"')
@example(b'"\\ud800"')
@example(b"?")
@example(b"- ? - ? -")
@example(b"&a")
@example(b"%YAML 9.9\n---\n")
def test_arbitrary_bytes_raise_nothing_but_file_problems(source: bytes) -> None:
    try:
        document = parse_yaml(source, "x.yaml")
        assert isinstance(document, Document)
        validate(Kennel, document)
    except FileProblems as error:
        assert error.problems
        assert all("\x1b" not in str(problem) for problem in error.problems)
