import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from modtui.filters.fields import AUDIT
from modtui.filters.parsing import parse
from modtui.filters.shapes import Filter
from modtui.journal import Journal, JournalError, Record
from modtui.journal.index import Index
from modtui.model import CaseKey
from tests.journal.making import (
    ANA,
    CASE,
    OMAR,
    Hands,
    decided,
    ended,
    everything_below,
    noted,
    sending,
    taken_back,
)

Opening = Callable[..., Journal]


def numbers(records: tuple[Record, ...]) -> list[int]:
    return [record.line.seq for record in records]


def found(index: Index, query: str) -> list[int]:
    index.catch_up()
    return numbers(index.page(asked(query), limit=1000))


def asked(query: str) -> Filter:
    parsed = parse(query, AUDIT)
    assert parsed.flaws == ()
    return parsed.filter


def test_the_index_catches_up_with_what_is_new(journal: Journal, index: Index) -> None:
    written = [journal.append(decided()), journal.append(noted())]
    assert index.catch_up() == 2
    assert index.catch_up() == 0
    assert index.page() == (written[1], written[0])
    written.append(journal.append(noted()))
    assert index.catch_up() == 1
    assert numbers(index.page()) == [3, 2, 1]


def test_pages_go_back_in_time(journal: Journal, index: Index) -> None:
    for number in range(7):
        journal.append(noted(f"word {number}"))
    index.catch_up()
    for query in (Filter(), asked("word"), asked("kind:noted")):
        first = index.page(query, limit=3)
        assert numbers(first) == [7, 6, 5]
        assert numbers(index.page(query, before=5, limit=3)) == [4, 3, 2]
        assert numbers(index.page(query, before=2, limit=3)) == [1]


def test_the_story_of_a_decision_and_of_a_case(journal: Journal, index: Index) -> None:
    other = CaseKey("garden", "account", "u7")
    for entry in (decided("d1"), decided("d2", case=other), sending("d1"), noted(case=other)):
        journal.append(entry)
    journal.append(ended("d1"))
    index.catch_up()
    assert numbers(index.of_decision("d1")) == [1, 3, 5]
    assert numbers(index.of_case(CASE)) == [1, 3, 5]
    assert numbers(index.of_case(other)) == [2, 4]
    assert index.of_decision("d9") == ()


@pytest.fixture
def shelf(journal: Journal, index: Index) -> Index:
    """Decisions to look for."""
    journal.append(decided("d1", "remove", "ban", text="cheap pills", name="Ana"))
    journal.append(
        decided("d2", "native:silence", author="u2", name="Ñandú", by=OMAR, rules=("off-topic",))
    )
    journal.append(decided("d3", "keep", author=None, name="", text="これは広告です", rules=()))
    journal.append(ended("d1"))
    journal.append(taken_back("d3"))
    journal.append(noted('she said "well, no" to 5\x00% off'))
    return index


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("author:ana", [1]),
        ("author:ANA", [1]),
        ("author:@ana:example", [1]),
        ("author:ñand", [2]),
        ("author:u2 by:omar", [2]),
        ("by:marie", [6, 5, 3, 1]),
        ("by:@omar:example.org", [2]),
        ("verb:ban", [1]),
        ("verb:remove", [4, 1]),
        ("verb:remove kind:decided", [1]),
        ("verb:Silence", [2]),
        ("verb:native:silence", [2]),
        ("verb:rem", []),
        ("rule:spam", [1]),
        ("rule:topic", []),
        ("kind:taken-back", [5]),
        ('kind:"taken back"', [5]),
        ("cheap", [1]),
        ("CHEAP pill", [1]),
        ('"cheap pills"', [1]),
        ('"pills cheap"', []),
        ("ad", [3, 2, 1]),
        ("広告", [3]),
        ("告広", []),
        ("告で author:ana", []),
        ("nandu", [2]),
        ("well, no", [6]),
        ("off 5", [6]),
        ("%", [6]),
        ("_", []),
        ("", [6, 5, 4, 3, 2, 1]),
        ("author=ana", [1]),
        ("author=an", []),
        ("author:ana,nandu", [1]),
        ("author:ana,ñandú", [2, 1]),
        ("-author:ana", [6, 5, 4, 3, 2]),
        ("author:ana -verb:ban", []),
        ("kind:decided -author:ana", [3, 2]),
        ("kind:decided,noted", [6, 3, 2, 1]),
        ("-kind:decided -kind:noted", [5, 4]),
        ("-cheap", [6, 5, 4, 3, 2]),
        ("-広告", [6, 5, 4, 2, 1]),
        ("rule:spam,off-topic", [2, 1]),
        ("result:applied", [4]),
        ("source:desk", [3, 2, 1]),
        ("source:backend", [4]),
        ("text:広告,well", [6, 3]),
        ("moderator:omar", [2]),
        ("16:30", []),
        ("http://cheap.example", []),
        ("'); DROP TABLE entries; --", []),
        ('foo" OR "cheap"', []),
        ("cheap* NEAR(", []),
        ("\ud800 *", []),
    ],
)
def test_searching(shelf: Index, query: str, expected: list[int]) -> None:
    assert found(shelf, query) == expected


def test_an_index_of_nothing_finds_nothing(index: Index) -> None:
    assert index.page(asked("x")) == ()
    assert index.violations(ANA) == ()
    assert index.catch_up() == 0


def test_the_index_forgets_what_was_erased(journal: Journal, index: Index, tmp_path: Path) -> None:
    for number in range(40):
        journal.append(decided(f"d{number}", "ban", text="pills " * 40))
    journal.append(
        decided("d1", "ban", text="verysecret words", name="Secretana", author="secretid")
    )
    index.catch_up()
    assert found(index, "verysecret") == found(index, "author:secretana") == [41]
    journal.erase(41)
    index.catch_up()
    for content in everything_below(tmp_path):
        assert b"secret" not in content.lower()
    assert found(index, "verysecret") == found(index, "author:secretana") == []
    assert found(index, "author:secretid") == [41]
    assert found(index, "verb:ban")[0] == 41
    assert len(found(index, "pills")) == 40


def test_an_index_made_after_erasing_knows_no_text(
    journal: Journal, index: Index, tmp_path: Path
) -> None:
    journal.append(noted("verysecret"))
    journal.erase(1)
    assert found(index, "verysecret") == []
    assert found(index, "kind:noted") == [1]


def test_records_come_from_the_journal_as_it_is_now(journal: Journal, index: Index) -> None:
    journal.append(noted("secret"))
    index.catch_up()
    journal.erase(1)
    (record,) = index.page()
    assert record.entry is None


def garbage(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 500)


def remove(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    os.truncate(path, 5000)


def hole(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(bytes(path.stat().st_size - 4096))


def other_format(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")


def other_tables(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE entries (x)")


def forgotten(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM folded")


def nothing_of_it(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE folded SET file = NULL")


def no_file_name(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE folded SET file = ?", ("a\0b",))


@pytest.mark.parametrize(
    "harm",
    [
        *(garbage, remove, cut, hole, other_format, other_tables, forgotten),
        *(nothing_of_it, no_file_name),
    ],
)
@pytest.mark.parametrize("first", ["catch up", "search"])
def test_a_damaged_index_is_made_anew(
    journal: Journal, tmp_path: Path, harm: Callable[[Path], None], first: str
) -> None:
    for number in range(50):
        journal.append(decided(f"d{number}", "ban", text=f"word{number}"))
    path = tmp_path / "index.sqlite"
    index = Index(path, journal)
    index.catch_up()
    index.close()
    harm(path)
    again = Index(path, journal)
    if first == "catch up" or harm is remove:
        assert again.catch_up() == 50
    assert numbers(again.page(asked("word7"))) == [8]
    assert len(again.violations(ANA)) == 50
    again.close()


@pytest.mark.parametrize(
    "wrong", ["offset = 7", "offset = -7", "offset = NULL", "file = 'x'", "file = NULL"]
)
def test_an_index_that_names_wrong_places_is_made_anew(
    journal: Journal, tmp_path: Path, wrong: str
) -> None:
    for number in range(5):
        journal.append(noted(f"word{number}"))
    path = tmp_path / "index.sqlite"
    index = Index(path, journal)
    index.catch_up()
    index.close()
    with sqlite3.connect(path) as database:
        database.execute(f"UPDATE entries SET {wrong} WHERE seq = 3")
    assert numbers(index.page()) == [5, 4, 3, 2, 1]
    index.close()


def test_an_index_of_another_journal_is_made_anew(
    journal: Journal, open_journal: Opening, tmp_path: Path
) -> None:
    other = open_journal(where=tmp_path / "other")
    for number in range(5):
        journal.append(noted(f"ours {number}"))
        other.append(noted(f"theirs {number}"))
    path = tmp_path / "index.sqlite"
    index = Index(path, journal)
    index.catch_up()
    index.close()
    again = Index(path, other)
    assert again.catch_up() == 5
    assert numbers(again.page(asked("theirs"))) == [5, 4, 3, 2, 1]
    assert again.page(asked("ours")) == ()
    again.close()


def test_a_search_in_a_journal_that_was_replaced_finds_what_is_there_now(
    journal: Journal, open_journal: Opening, tmp_path: Path
) -> None:
    other = open_journal(where=tmp_path / "other")
    for number in range(3):
        journal.append(noted(f"word ours {number}"))
        other.append(noted(f"word theirs, which is longer {number}"))
    path = tmp_path / "index.sqlite"
    index = Index(path, journal)
    index.catch_up()
    index.close()
    again = Index(path, other)
    assert again.page(asked("word")) == tuple(reversed(tuple(other.read())))
    again.close()


def test_an_entry_that_is_now_another_is_not_taken_for_it(
    journal: Journal, open_journal: Opening, clock: Hands, tmp_path: Path
) -> None:
    other = open_journal(where=tmp_path / "other")
    journal.append(noted())
    for each in (journal, other):
        each.append(noted())
    clock.move(days=30)
    journal.append(noted("ours"))
    other.append(noted("theirs"))
    path = tmp_path / "index.sqlite"
    index = Index(path, journal)
    index.catch_up()
    index.close()
    again = Index(path, other)
    assert again.page(asked("ours")) == ()
    again.close()


def test_the_index_spans_months(journal: Journal, index: Index, clock: Hands) -> None:
    for _ in range(4):
        journal.append(noted())
        index.catch_up()
        clock.move(days=31)
    assert numbers(index.page()) == [4, 3, 2, 1]


def test_the_index_is_private(journal: Journal, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        index = Index(tmp_path / "cache" / "deep" / "index.sqlite", journal)
        journal.append(noted())
        index.catch_up()
    finally:
        os.umask(old)
    for path in (tmp_path / "cache").rglob("*"):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path
    index.close()


def test_two_indexes_on_one_file_fold_each_record_in_once(
    journal: Journal, open_journal: Opening, tmp_path: Path
) -> None:
    path = tmp_path / "index.sqlite"
    one, other = Index(path, journal), Index(path, open_journal())
    folded = [0, 0]

    def fold(which: int, index: Index) -> None:
        for _ in range(20):
            folded[which] += index.catch_up()

    threads = [
        threading.Thread(target=fold, args=(which, index))
        for which, index in enumerate((one, other))
    ]
    for thread in threads:
        thread.start()
    for number in range(30):
        journal.append(noted(str(number)))
    for thread in threads:
        thread.join()
    total = sum(folded) + one.catch_up()
    assert total == 30
    assert len(other.page()) == 30
    one.close()
    other.close()


def test_a_damaged_journal_is_said_and_not_indexed_around(
    journal: Journal, open_journal: Opening, folder: Path, tmp_path: Path
) -> None:
    for _ in range(3):
        journal.append(noted("seen before"))
    (path,) = folder.glob("*.jsonl")
    path.write_bytes(path.read_bytes().replace(b"seen before", b"never seen!", 1))
    index = Index(tmp_path / "index.sqlite", open_journal())
    with pytest.raises(JournalError, match="line 1"):
        index.catch_up()
    index.close()


def test_an_index_that_cannot_be_written_says_so(journal: Journal, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    index = Index(tmp_path / "file" / "index.sqlite", journal)
    with pytest.raises(JournalError, match="index .* cannot be used"):
        index.catch_up()
