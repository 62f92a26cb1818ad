"""Asking the audit trail for a time, a case, and what came of it."""

import msgspec
import pytest

from modtui.filters.fields import AUDIT
from modtui.filters.parsing import parse
from modtui.journal import Journal
from modtui.journal.index import Index
from modtui.model import CaseKey
from tests.journal.making import Hands, decided, ended, noted


def found(index: Index, query: str, **more: object) -> list[int]:
    parsed = parse(query, AUDIT)
    assert parsed.flaws == ()
    index.catch_up()
    return [record.line.seq for record in index.page(parsed.filter, **more)]  # type: ignore[arg-type]


@pytest.fixture
def days(journal: Journal, index: Index, clock: Hands) -> Index:
    """One note a day for five days, the newest of this moment."""
    for number in range(5):
        if number:
            clock.move(days=1)
        journal.append(noted(f"day {number}"))
    return index


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("age<1d", [5]),
        ("age<=1d", [5, 4]),
        ("age>2d", [2, 1]),
        ("age>=48h", [3, 2, 1]),
        ("after:2d", [5, 4, 3]),
        ("before:2d", [2, 1]),
        ("-before:2d", [5, 4, 3]),
        ("age>1d -age>3d", [3, 2]),
    ],
)
def test_entries_of_a_time(days: Index, query: str, expected: list[int]) -> None:
    assert found(days, query) == expected


def test_days_are_those_of_the_readers_zone(journal: Journal, index: Index, clock: Hands) -> None:
    journal.append(noted())
    today = f"{journal.now:%Y-%m-%d}"
    assert found(index, f"after:{today}") == [1]
    assert found(index, f"before:{today}") == []
    midnight = journal.now.replace(hour=0, minute=0, second=0, microsecond=0)
    clock.move(seconds=(midnight - journal.now).total_seconds() - 1800)
    journal.append(noted())
    # Half an hour before midnight in UTC the day has begun in Paris.
    assert found(index, f"after:{today}", zone="Europe/Paris") == [2, 1]
    assert found(index, f"after:{today}", zone="UTC") == [1]


def test_entries_of_a_case_are_found_by_a_part_of_its_key(journal: Journal, index: Index) -> None:
    account = CaseKey("garden", "account", "@eve:example.org")
    journal.append(decided("d1", case=CaseKey("garden", "post", "P12")))
    journal.append(decided("d2", case=account))
    assert found(index, "case:post/p12") == [1]
    assert found(index, "case:p1") == [1]
    # The chained line names an account by its pseudonym: the whole id finds it still.
    assert found(index, "case:account/@eve:example.org") == [2]
    assert found(index, f"case:{account}") == [2]
    assert found(index, "case:eve") == []


def test_the_language_of_a_message_covers_its_regions(journal: Journal, index: Index) -> None:
    entry = decided("d1")
    for language in ("fr-CA", "fr", "de"):
        decision = msgspec.structs.replace(entry.decision, language=language)
        journal.append(msgspec.structs.replace(entry, decision=decision))
    assert found(index, "lang:fr") == [2, 1]
    assert found(index, "lang=fr") == [2]
    assert found(index, "lang:de,fr") == [3, 2, 1]


def test_a_query_and_its_negation_part_the_trail_in_two(
    journal: Journal, index: Index, clock: Hands
) -> None:
    for entry in (decided("d1", text="cheap pills"), ended("d1"), noted("pills"), noted("well")):
        journal.append(entry)
        clock.move(hours=1)
    everything = set(found(index, ""))
    for query in ("pills", "author:ana", "by:marie", "age>2h", "kind:noted", "rule:spam",
                  "result:applied", "lang:fr", "case:post", "text:pi,well"):  # fmt: skip
        with_it, without = set(found(index, query)), set(found(index, f"-{query}"))
        assert with_it | without == everything and not with_it & without, query


def test_what_a_query_says_is_never_part_of_the_sql(journal: Journal, index: Index) -> None:
    journal.append(noted("harmless"))
    hostile = "') OR 1=1 --"
    for field in ("author", "by", "verb", "rule", "source", "lang", "case", "text"):
        assert found(index, f'{field}:"{hostile}"') == []
    assert found(index, f'"{hostile}"') == []
