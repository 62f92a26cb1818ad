import json
import os
import stat
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from modtui.journal import Journal, JournalError
from modtui.journal.entries import Decided, Noted, Opened, RulesetUsed
from modtui.journal.records import GENESIS
from modtui.model import CaseKey, Decision, Moderator, Step
from tests.journal.making import (
    ANA,
    CASE,
    MARIE,
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


def test_an_empty_journal_stands_at_the_genesis(journal: Journal) -> None:
    assert journal.head == (0, GENESIS)
    assert list(journal.read()) == []
    assert journal.verify().ok


def test_what_was_written_is_read_back_by_another_process(
    journal: Journal, open_journal: Opening
) -> None:
    written = [journal.append(entry) for entry in (decided(), sending(), ended(), noted())]
    again = open_journal()
    assert list(again.read()) == written
    assert [record.entry for record in again.read(after=2)] == [ended(), noted()]
    assert again.head == (4, written[-1].head) == journal.head
    assert list(again.read(after=4)) == []


def test_each_record_follows_from_the_one_before(journal: Journal) -> None:
    first, second = journal.append(noted()), journal.append(noted())
    assert first.line.prev == GENESIS
    assert second.line.prev == first.head


def test_what_somebody_else_appended_is_chained_on(open_journal: Opening) -> None:
    one, other = open_journal(), open_journal()
    for number in range(6):
        (one if number % 2 else other).append(noted(str(number)))
    assert notes(one) == notes(other) == [str(number) for number in range(6)]
    assert one.verify().ok


def test_reading_goes_on_from_where_it_was_while_others_write(open_journal: Opening) -> None:
    reader, writer = open_journal(), open_journal()
    seen = 0
    for number in range(5):
        writer.append(noted(str(number)))
        new = [record.line.seq for record in reader.read(seen)]
        assert new == [number + 1]
        seen = new[-1]


def test_threads_write_to_one_journal_without_losing_any(journal: Journal) -> None:
    threads = [
        threading.Thread(target=lambda: [journal.append(noted()) for _ in range(20)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [record.line.seq for record in journal.read()] == list(range(1, 81))
    assert journal.verify().entries == 80


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what is synced from here on."""
    names: list[str] = []
    fsync = os.fsync

    def noting(descriptor: int) -> None:
        names.append(os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}")))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noting)
    return names


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_record_is_one_write_of_two_lines(
    journal: Journal, folder: Path, synced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[bytes] = []
    write = os.write

    def noting(descriptor: int, content: bytes) -> int:
        writes.append(content)
        return write(descriptor, content)

    monkeypatch.setattr(os, "write", noting)
    journal.append(noted("first"))
    assert "journal" in synced  # the new file's name lasts too
    writes.clear()
    synced.clear()
    journal.append(noted("second"))
    (record,) = writes
    assert record.count(b"\n") == 2
    assert record == b"".join(lines(month_file(folder))[2:])
    assert synced == ["2026-11.jsonl"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_another_process_left_unsynced_is_synced_before_it_is_built_on(
    journal: Journal, open_journal: Opening, clock: Hands, synced: list[str]
) -> None:
    journal.append(noted())
    synced.clear()
    other = open_journal()
    assert "2026-11.jsonl" in synced
    synced.clear()
    clock.move(days=30)
    other.append(noted())
    assert synced.index("2026-11.jsonl") < synced.index("2026-12.jsonl")


def test_chained_lines_hold_nothing_that_can_be_erased(journal: Journal, folder: Path) -> None:
    secret = "sécret"
    person = Moderator(f"{secret}@example.org", secret, secret + "?")
    case = CaseKey("garden", "held", f"<{secret}@mail.example.org>")
    made = Decision(
        "d1",
        case,
        datetime(2026, 1, 1, tzinfo=UTC),
        person,
        (Step("s1", "warn", person=secret, text=secret, reason=secret),),
        seen=secret,
        rules=("spam",),
        note=secret,
        source="somebody@example.org",
        language=f"{secret} <b>",
        contact=secret,
    )
    entry = decided(author=secret, name=secret, text=secret)
    journal.append(Decided(made, entry.evidence))
    journal.append(Noted(CaseKey("garden", "account", secret), person, secret))
    journal.append(Opened(person, secret))
    journal.append(RulesetUsed("0" * 64, secret))
    for chained in lines(month_file(folder))[1::2]:
        assert chained.isascii()
        assert "cret" not in json.dumps(json.loads(chained), ensure_ascii=False)
        assert b"@" not in chained


def test_a_chained_line_counts_people_verbs_and_rules(journal: Journal) -> None:
    line = journal.append(decided("d1", "remove", "ban")).line
    assert line.verbs == ("remove", "ban")
    assert line.rules == ("spam",)
    assert line.author == journal.pseudonym(ANA)
    assert line.moderator == journal.pseudonym(MARIE.id)
    assert line.reporters == (journal.pseudonym("@zoe:example.org"),)
    assert line.case == CASE
    assert len(line.author) == 16


def test_a_case_about_an_account_is_named_by_the_pseudonym(journal: Journal) -> None:
    account = CaseKey("garden", "account", "u12")
    line = journal.append(noted(case=account)).line
    assert line.case == CaseKey("garden", "account", journal.pseudonym("u12"))
    assert journal.chained_key(account) == line.case


def test_steps_that_only_prepare_are_not_counted_among_the_verbs(journal: Journal) -> None:
    steps = (Step("s0", "native:join", preparing=True), Step("s1", "remove"))
    made = Decision("d1", CASE, datetime(2026, 1, 1, tzinfo=UTC), MARIE, steps, "rev")
    assert journal.append(Decided(made, decided().evidence)).line.verbs == ("remove",)
    assert journal.append(sending(preparing=True)).line.preparing


def test_pseudonyms_stay_over_restarts_and_differ_between_stores(
    journal: Journal, open_journal: Opening, tmp_path: Path
) -> None:
    other = open_journal(where=tmp_path / "other")
    assert open_journal().pseudonym(ANA) == journal.pseudonym(ANA) != other.pseudonym(ANA)
    assert journal.pseudonym("") == ""


@pytest.mark.parametrize("hostile", ["a\ud800b", "\udfff", "\x00\x1b[2J\n\r\u2028", "é😀" * 9])
def test_hostile_text_is_never_refused(
    journal: Journal, open_journal: Opening, hostile: str
) -> None:
    case = CaseKey("garden", "post", hostile)
    kept = journal.append(decided(hostile, author=hostile, name=hostile, text=hostile, case=case))
    (read,) = open_journal().read()
    assert read == kept
    assert isinstance(read.entry, Decided)
    whole = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in hostile)
    assert read.entry.evidence.text == whole
    assert read.line.case == journal.chained_key(case)
    assert read.line.author == journal.pseudonym(hostile)
    assert journal.verify().ok


def test_an_entry_that_could_not_be_read_back_is_refused_whole(journal: Journal) -> None:
    journal.append(noted())
    made = Decision("d1", CASE, datetime(2026, 1, 1, tzinfo=UTC), MARIE, (), "r", hold=float("nan"))
    with pytest.raises(JournalError, match="Nothing was decided"):
        journal.append(Decided(made, decided().evidence))
    journal.append(noted())
    assert journal.verify().entries == 2


def test_each_month_has_its_file_and_the_chain_goes_on(
    journal: Journal, open_journal: Opening, folder: Path, clock: Hands
) -> None:
    for month in (10, 11, 12):
        clock.now = datetime(2026, month, 30, 23, 59, tzinfo=UTC)
        journal.append(noted(f"{month} a"))
        journal.append(noted(f"{month} b"))
    assert [path.name for path in sorted(folder.glob("*.jsonl"))] == [
        "2026-10.jsonl",
        "2026-11.jsonl",
        "2026-12.jsonl",
    ]
    again = open_journal()
    assert notes(again) == ["10 a", "10 b", "11 a", "11 b", "12 a", "12 b"]
    assert [record.line.seq for record in again.read(after=3)] == [4, 5, 6]
    assert again.verify().entries == 6


def test_the_month_is_that_of_utc(journal: Journal, folder: Path, clock: Hands) -> None:
    clock.now = datetime.fromisoformat("2026-12-01T01:00:00+02:00")
    journal.append(noted())
    assert month_file(folder).name == "2026-11.jsonl"


def test_a_clock_that_goes_backwards_does_not_break_the_order(
    journal: Journal, open_journal: Opening, folder: Path, clock: Hands
) -> None:
    journal.append(noted("first"))
    clock.move(days=-90)
    journal.append(noted("second"))
    again = open_journal()
    again.append(noted("third"))
    assert len(list(folder.glob("*.jsonl"))) == 1
    assert notes(again) == ["first", "second", "third"]
    assert again.verify().ok


def test_a_month_that_somebody_else_began_is_gone_on_with(
    open_journal: Opening, clock: Hands
) -> None:
    one, other = open_journal(), open_journal()
    one.append(noted("old month"))
    other.append(noted("old month too"))
    clock.move(days=30)
    other.append(noted("new month"))
    clock.move(days=-30)
    one.append(noted("new file all the same"))
    assert one.verify().entries == 4
    assert notes(other)[-1] == "new file all the same"


@pytest.mark.parametrize("umask", [0o000, 0o277])
def test_files_are_private_whatever_the_umask(tmp_path: Path, clock: Hands, umask: int) -> None:
    old = os.umask(umask)
    try:
        journal = Journal.open(tmp_path / "a" / "journal", clock=clock)
        journal.append(noted())
        journal.keep_ruleset(b"rules: []")
        journal.erase(1)
        journal.close()
    finally:
        os.umask(old)
    for path in (tmp_path / "a").rglob("*"):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_a_newer_format_is_refused_in_plain_words(
    journal: Journal, open_journal: Opening, folder: Path
) -> None:
    journal.append(noted())
    path = month_file(folder)
    path.write_bytes(path.read_bytes().replace(b'{"v":1,', b'{"v":2,'))
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(JournalError, match="newer modtui.*format 2.*update modtui"):
            open_journal(read_only=read_only)
    assert path.read_bytes() == before
    assert not list(folder.glob("*.part"))


def test_read_only_changes_nothing(
    journal: Journal, open_journal: Opening, folder: Path, tmp_path: Path
) -> None:
    journal.append(noted())
    journal.close()
    with month_file(folder).open("ab") as end:
        end.write(b'{"salt":"half')
    before = {path: path.read_bytes() for path in folder.rglob("*")}
    reader = open_journal(read_only=True)
    assert notes(reader) == ["seen before"]
    for change in (
        lambda: reader.append(noted()),
        lambda: reader.erase(1),
        lambda: reader.keep_ruleset(b""),
    ):
        with pytest.raises(JournalError, match="only to be read"):
            change()
    assert {path: path.read_bytes() for path in folder.rglob("*")} == before
    with pytest.raises(JournalError):
        open_journal(read_only=True, where=tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_store_that_lost_its_key_does_not_make_a_new_one(
    journal: Journal, open_journal: Opening, folder: Path
) -> None:
    journal.append(noted())
    (folder / "key").unlink()
    with pytest.raises(JournalError, match="key .* is missing"):
        open_journal()
    assert notes(open_journal(read_only=True)) == ["seen before"]


def test_a_journal_that_was_swapped_for_a_shorter_one_is_not_written_on(
    journal: Journal, folder: Path
) -> None:
    for _ in range(3):
        journal.append(noted())
    path = month_file(folder)
    path.write_bytes(b"".join(lines(path)[:2]))
    with pytest.raises(JournalError, match="not what it was"):
        journal.append(noted())
    assert len(lines(path)) == 2


def test_a_file_that_was_put_back_as_it_was_is_written_on(journal: Journal, folder: Path) -> None:
    journal.append(noted("one"))
    path = month_file(folder)
    copy = path.with_name("copy")
    copy.write_bytes(path.read_bytes())
    copy.replace(path)
    journal.append(noted("two"))
    assert notes(journal) == ["one", "two"]


def test_rulesets_are_kept_by_their_hash(journal: Journal, folder: Path) -> None:
    digest = journal.keep_ruleset(b"rules: []\n")
    assert journal.keep_ruleset(b"rules: []\n") == digest
    assert journal.kept_ruleset(digest) == b"rules: []\n"
    assert journal.kept_ruleset("0" * 64) is None
    assert journal.kept_ruleset("../key") is None
    (folder / "rulesets" / f"{digest}.yaml").write_bytes(b"rules: [other]\n")
    with pytest.raises(JournalError, match="was changed"):
        journal.kept_ruleset(digest)


def test_a_closed_journal_says_so(journal: Journal) -> None:
    journal.close()
    journal.close()
    with pytest.raises(JournalError, match="closed"):
        journal.append(noted())
