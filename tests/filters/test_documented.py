"""docs/filters.md says what is so."""

import re
from pathlib import Path

import pytest

from modtui.filters.fields import AUDIT, QUEUE, Fields, Sort
from modtui.filters.parsing import parse
from modtui.filters.writing import write
from modtui.yamlfile import parse_yaml

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "filters.md").read_text("utf-8")
TABLES = {"Fields of the queue": QUEUE, "Fields of the audit trail": AUDIT}


def examples() -> list[tuple[str, Fields]]:
    blocks = re.findall(r"^```filter( audit)?\n(.*?)^```", PAGE, re.S | re.M)
    return [
        (line, AUDIT if audit else QUEUE) for audit, text in blocks for line in text.splitlines()
    ]


@pytest.mark.parametrize(("text", "fields"), examples())
def test_every_example_is_read_as_it_stands(text: str, fields: Fields) -> None:
    parsed = parse(text, fields)
    assert parsed.flaws == ()
    assert write(parsed.filter) == text


def test_the_first_table_shows_filters_that_work() -> None:
    table = PAGE.split("| you write |")[1].split("\n\n")[0]
    written = [cell for line in table.splitlines()[2:] for cell in
               re.findall(r"`([^`]+)`", line.split("|")[1])]  # fmt: skip
    assert len(written) > 8
    assert all(parse(text, QUEUE).flaws == () for text in written)


@pytest.mark.parametrize("title", list(TABLES))
def test_the_page_lists_every_field_and_every_word_that_it_takes(title: str) -> None:
    fields = TABLES[title]
    section = PAGE.split(f"## {title}")[1].split("\n## ")[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("| `")]
    listed = {name for row in rows for name in re.findall(r"`([^`]+)`", row[1])}
    assert listed == {field.name for field in fields}
    for row in rows:
        for field in map(fields.find, re.findall(r"`([^`]+)`", row[1])):
            assert field is not None
            told = set(re.findall(r"`([^`]+)`", row[2]))
            if field.sort in (Sort.CHOICE, Sort.LEVEL):
                words = {choice.replace(" ", "-") for choice in field.choices}
                assert told == words | set(field.aliases)
            assert set(field.aliases) <= told


def test_the_views_of_the_page_can_be_used() -> None:
    (block,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.S | re.M)
    data = parse_yaml(block.encode(), "page").data
    for part, fields in (("views", QUEUE), ("audit_views", AUDIT)):
        assert all(parse(text, fields).flaws == () for text in data[part].values())
