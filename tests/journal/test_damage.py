"""What verifying finds, and what opening does with a torn end."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from modtui.journal import Journal, JournalError
from tests.journal.making import (
    Hands,
    decided,
    ended,
    lines,
    month_file,
    noted,
    notes,
    sending,
)

Opening = Callable[..., Journal]


@pytest.fixture
def filled(journal: Journal, folder: Path) -> Path:
    """A month file of four entries; the third is erased."""
    for entry in (decided(), sending(), noted("erase me"), ended()):
        journal.append(entry)
    journal.erase(3)
    return month_file(folder)


def test_a_whole_journal_is_found_whole(journal: Journal, filled: Path) -> None:
    verdict = journal.verify()
    assert (verdict.ok, verdict.entries, verdict.erased, verdict.problem) == (True, 4, 1, "")


def test_each_changed_byte_is_found_in_its_line(
    open_journal: Opening, journal: Journal, filled: Path
) -> None:
    reader = open_journal(read_only=True)
    whole = filled.read_bytes()
    erased = lines(filled)[4]
    assert not erased.strip()
    start = whole.index(erased)
    with filled.open("r+b", buffering=0) as file:
        for at, byte in enumerate(whole):
            number = whole.count(b"\n", 0, at) + 1
            for changed in (byte ^ 1, byte ^ 0x20, 0):
                if changed == byte:
                    continue
                os.pwrite(file.fileno(), bytes((changed,)), at)
                verdict = reader.verify()
                assert not verdict.ok, (at, whole[at - 20 : at + 20])
                assert verdict.file == filled.name
                if byte != 10 and changed != 10 and not start <= at < start + len(erased):
                    assert verdict.line == number, verdict
                assert verdict.problem
            os.pwrite(file.fileno(), bytes((byte,)), at)
    assert reader.verify().ok


def swap(all_lines: list[bytes]) -> list[bytes]:
    return all_lines[:2] + all_lines[4:6] + all_lines[2:4] + all_lines[6:]


def swap_payloads(all_lines: list[bytes]) -> list[bytes]:
    return [all_lines[2], all_lines[1], all_lines[0], *all_lines[3:]]


def drop_record(all_lines: list[bytes]) -> list[bytes]:
    return all_lines[:2] + all_lines[4:]


def drop_first(all_lines: list[bytes]) -> list[bytes]:
    return all_lines[2:]


def drop_payload(all_lines: list[bytes]) -> list[bytes]:
    return all_lines[:2] + all_lines[3:]


def drop_chained(all_lines: list[bytes]) -> list[bytes]:
    return all_lines[:3] + all_lines[4:]


def repeat(all_lines: list[bytes]) -> list[bytes]:
    return all_lines[:4] + all_lines[2:4] + all_lines[4:]


def insert(all_lines: list[bytes]) -> list[bytes]:
    return [*all_lines[:2], b"{}\n", *all_lines[2:]]


def respace(all_lines: list[bytes]) -> list[bytes]:
    return [*all_lines[:3], all_lines[3].replace(b'"seq":2', b'"seq": 2'), *all_lines[4:]]


def empty_payload(all_lines: list[bytes]) -> list[bytes]:
    return [*all_lines[:2], b"\n", *all_lines[3:]]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (swap, 4),
        (swap_payloads, 1),
        (drop_record, 4),
        (drop_first, 2),
        (drop_payload, 4),
        (drop_chained, 4),
        (repeat, 6),
        (insert, 4),
        (respace, 4),
        (empty_payload, 3),
    ],
)
def test_moved_missing_and_added_lines_are_found_where_they_are(
    open_journal: Opening,
    journal: Journal,
    filled: Path,
    change: Callable[[list[bytes]], list[bytes]],
    line: int,
) -> None:
    reader = open_journal(read_only=True)
    filled.write_bytes(b"".join(change(lines(filled))))
    verdict = reader.verify()
    assert (verdict.ok, verdict.file, verdict.line) == (False, filled.name, line)


def test_a_missing_month_is_found(
    open_journal: Opening, journal: Journal, folder: Path, clock: Hands
) -> None:
    for _ in range(3):
        journal.append(noted())
        clock.move(days=31)
    (folder / "2026-12.jsonl").unlink()
    verdict = open_journal(read_only=True).verify()
    assert (verdict.ok, verdict.file, verdict.line) == (False, "2027-01.jsonl", 2)


def test_an_end_that_was_cut_off_is_found_by_whoever_knew_it(
    journal: Journal, filled: Path
) -> None:
    filled.write_bytes(b"".join(lines(filled)[:-2]))
    verdict = journal.verify()
    assert not verdict.ok
    assert "missing at the end" in verdict.problem


def test_reading_stops_at_damage_and_names_the_place(
    journal: Journal, open_journal: Opening, filled: Path
) -> None:
    filled.write_bytes(filled.read_bytes().replace(b"buy my", b"sell m"))
    with pytest.raises(JournalError, match=r"2026-11\.jsonl, line 1: the texts of entry 1"):
        list(open_journal().read())


def test_a_damaged_last_entry_is_not_taken_for_a_torn_one(
    journal: Journal, open_journal: Opening, filled: Path
) -> None:
    filled.write_bytes(filled.read_bytes().replace(b"all right", b"all wrong"))
    before = filled.read_bytes()
    with pytest.raises(JournalError, match=r"damaged at the end of .*2026-11\.jsonl"):
        open_journal()
    assert filled.read_bytes() == before


@pytest.mark.parametrize("line", [1, 2, 3, 7, 8])
def test_bytes_that_are_no_text_are_found_where_they_are(
    journal: Journal, open_journal: Opening, filled: Path, line: int
) -> None:
    reader = open_journal(read_only=True)
    found = lines(filled)
    at = found[line - 1].index(b'"kind":"') + 9
    found[line - 1] = found[line - 1][:at] + b"\xb7" + found[line - 1][at + 1 :]
    filled.write_bytes(b"".join(found))
    verdict = reader.verify()
    assert (verdict.ok, verdict.line) == (False, line)
    with pytest.raises(JournalError, match="damaged"):
        list(open_journal(read_only=True).read())


@pytest.mark.parametrize("line", [1, 2, 8])
def test_nesting_without_end_is_found_where_it_is(
    journal: Journal, open_journal: Opening, filled: Path, line: int
) -> None:
    reader = open_journal(read_only=True)
    found = lines(filled)
    found[line - 1] = found[line - 1].replace(b'"garden"', b"[" * 9000)
    filled.write_bytes(b"".join(found))
    verdict = reader.verify()
    assert (verdict.ok, verdict.line) == (False, line)


def test_foreign_lines_at_the_end_are_not_taken_for_a_torn_entry(
    journal: Journal, open_journal: Opening, filled: Path
) -> None:
    filled.write_bytes(filled.read_bytes() + b"hello\nworld\n")
    with pytest.raises(JournalError, match="damaged at the end"):
        open_journal()


def test_a_torn_end_of_any_length_is_moved_aside(
    open_journal: Opening, journal: Journal, folder: Path
) -> None:
    journal.append(noted("kept"))
    kept = month_file(folder).read_bytes()
    journal.append(noted("torn"))
    journal.close()
    record = month_file(folder).read_bytes()[len(kept) :]
    for length in range(1, len(record)):
        month_file(folder).write_bytes(kept + record[:length])
        again = open_journal()
        assert again.torn is not None
        assert again.torn.read_bytes() == record[:length]
        assert again.torn.stat().st_mode & 0o777 == 0o600
        assert month_file(folder).read_bytes() == kept
        assert again.torn.parent == folder
        again.torn.unlink()
        again.close()
    assert open_journal().torn is None


@pytest.mark.parametrize("holes", ["begin", "end", "all"])
def test_what_a_power_cut_leaves_as_zeros_is_moved_aside(
    open_journal: Opening, journal: Journal, folder: Path, holes: str
) -> None:
    journal.append(noted("kept"))
    kept = month_file(folder).read_bytes()
    journal.append(noted("torn " + "x" * 600))
    record = month_file(folder).read_bytes()[len(kept) :]
    zeros = bytes(512)
    torn = {
        "begin": zeros + record[512:],
        "end": record[:512] + bytes(len(record) - 512),
        "all": bytes(len(record)),
    }[holes]
    month_file(folder).write_bytes(kept + torn)
    again = open_journal()
    assert again.torn is not None
    assert again.torn.read_bytes() == torn
    assert notes(again) == ["kept"]


def test_two_torn_ends_in_one_second_are_both_kept(
    open_journal: Opening, journal: Journal, folder: Path
) -> None:
    journal.append(noted())
    for text in (b"one", b"two"):
        with month_file(folder).open("ab") as end:
            end.write(text)
        open_journal()
    assert sorted(path.read_bytes() for path in folder.glob("torn-*.part")) == [b"one", b"two"]


def test_a_torn_end_left_by_another_process_is_moved_aside_before_going_on(
    journal: Journal, folder: Path
) -> None:
    journal.append(noted("one"))
    with month_file(folder).open("ab") as end:
        end.write(b'{"salt":"')
    assert notes(journal) == ["one"]
    journal.append(noted("two"))
    assert journal.torn is not None
    assert journal.torn.read_bytes() == b'{"salt":"'
    assert notes(journal) == ["one", "two"]
    assert journal.verify().ok


def test_a_first_entry_that_is_torn_leaves_an_empty_journal(
    journal: Journal, open_journal: Opening, folder: Path, clock: Hands
) -> None:
    journal.append(noted("torn"))
    os.truncate(month_file(folder), 30)
    assert open_journal().head[0] == 0
    again = open_journal()
    again.append(noted("first"))
    clock.move(days=31)
    again.append(noted("second"))
    os.truncate(month_file(folder), 30)
    third = open_journal()
    assert third.torn is not None
    third.append(noted("third"))
    assert notes(third) == ["first", "third"]
    assert third.verify().ok


def test_a_very_long_entry_is_found_again(journal: Journal, open_journal: Opening) -> None:
    journal.append(noted("x" * 400_000))
    assert open_journal().head == journal.head


def test_an_entry_from_another_chain_is_found(
    journal: Journal, open_journal: Opening, folder: Path, tmp_path: Path
) -> None:
    other = open_journal(where=tmp_path / "other")
    for _ in range(3):
        journal.append(noted())
        other.append(noted())
    reader = open_journal(read_only=True)
    ours, theirs = lines(month_file(folder)), lines(month_file(tmp_path / "other"))
    month_file(folder).write_bytes(b"".join(ours[:2] + theirs[2:4] + ours[4:]))
    verdict = reader.verify()
    assert (verdict.ok, verdict.line) == (False, 4)
    month_file(folder).write_bytes(b"".join(theirs))
    assert "not the one that was written" in reader.verify().problem


def test_a_file_of_something_else_is_not_taken_for_a_torn_entry(
    open_journal: Opening, folder: Path, journal: Journal
) -> None:
    journal.close()
    other = folder / "2026-11.jsonl"
    other.write_bytes(b"shopping\nlist\n")
    with pytest.raises(JournalError, match="damaged at the end"):
        open_journal()
    assert other.read_bytes() == b"shopping\nlist\n"
