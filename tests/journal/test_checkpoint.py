"""Checkpoints: what they add to a chain, and how they are signed."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from modtui.journal import Journal, checkpoint
from modtui.journal.checkpoint import Checkpoint, CheckpointError, is_authentic, parse
from modtui.journal.records import Break
from tests.journal.making import decided, month_file, noted

Opening = Callable[..., Journal]


def note(journal: Journal) -> Checkpoint:
    made = journal.checkpoint()
    assert made is not None
    return made


def test_an_empty_journal_has_nothing_to_note(journal: Journal) -> None:
    assert journal.checkpoint() is None


def test_a_checkpoint_names_the_last_entry_and_is_signed_by_the_store(journal: Journal) -> None:
    journal.append(decided())
    first = note(journal)
    journal.append(noted("more"))
    second = note(journal)
    assert (first.seq, second.seq) == (1, 2)
    assert (second.seq, second.head) == journal.head
    assert first.key == second.key and first.store == second.store
    assert is_authentic(first) and is_authentic(second)


def test_a_journal_that_grew_since_still_holds_what_was_noted(journal: Journal) -> None:
    journal.append(decided())
    made = note(journal)
    journal.append(noted("later"))
    assert journal.verify({made.seq: made.head}).ok


def test_an_end_that_was_cut_off_shows_against_a_checkpoint(
    journal: Journal, open_journal: Opening, folder: Path
) -> None:
    for text in ("one", "two", "three"):
        journal.append(noted(text))
    made = note(journal)
    journal.close()
    kept = month_file(folder).read_bytes().splitlines(keepends=True)[:4]
    month_file(folder).write_bytes(b"".join(kept))
    opened = open_journal()
    assert opened.verify().ok
    verdict = opened.verify({made.seq: made.head})
    assert (verdict.ok, verdict.kind, verdict.entries) == (False, Break.CUT, 2)


def test_a_journal_that_was_written_anew_shows_against_a_checkpoint(
    journal: Journal, open_journal: Opening, folder: Path
) -> None:
    for text in ("one", "two", "three"):
        journal.append(noted(text))
    made = note(journal)
    journal.close()
    month_file(folder).unlink()
    forged = open_journal()
    for text in ("one", "another", "three", "four"):
        forged.append(noted(text))
    assert forged.verify().ok
    verdict = forged.verify({made.seq: made.head})
    assert (verdict.ok, verdict.kind, verdict.line) == (False, Break.REWRITTEN, 6)


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 9},
        {"head": "0" * 64},
        {"store": "another"},
        {"at": "2020-01-01T00:00:00.000Z"},
        {"key": "00" * 32},
        {"signature": "00" * 64},
        {"signature": "not hex"},
    ],
)
def test_a_checkpoint_that_was_changed_is_not_authentic(
    journal: Journal, change: dict[str, object]
) -> None:
    journal.append(decided())
    made = json.loads(note(journal).line) | change
    (read,) = parse(json.dumps(made).encode(), "file")
    assert is_authentic(read) is False


def test_without_a_signature_nobody_can_tell(journal: Journal) -> None:
    journal.append(decided())
    bare = msgspec.structs.replace(note(journal), signature="", key="")
    assert is_authentic(bare) is None


def test_what_is_kept_in_a_file_is_read_back_line_by_line(journal: Journal, tmp_path: Path) -> None:
    file = tmp_path / "noted.jsonl"
    made = []
    for text in ("one", "two"):
        journal.append(noted(text))
        made.append(note(journal))
        checkpoint.append(file, made[-1])
    assert parse(file.read_bytes(), "noted") == tuple(made)
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no checkpoint is in it"),
        (b"\n\nnonsense\n", "noted:3: this is not a checkpoint"),
        (b'{"v":1}\n', "noted:1: this is not a checkpoint"),
        (b"\xff\xfe\n", "noted:1: this is not a checkpoint"),
        (
            b'{"v":2,"store":"a","seq":1,"head":"b","at":"2026-01-01T00:00:00Z"}',
            "noted:1: a checkpoint in a format",
        ),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_line(content: bytes, words: str) -> None:
    with pytest.raises(CheckpointError, match=words):
        parse(content, "noted")


def test_the_key_is_the_owners_alone_and_survives_a_second_opening(
    journal: Journal, open_journal: Opening, folder: Path
) -> None:
    journal.append(decided())
    first = note(journal)
    journal.close()
    again = open_journal()
    assert note(again).key == first.key
    assert os.stat(folder / checkpoint.KEY_FILE).st_mode & 0o777 == 0o600


def test_the_kind_of_each_break_is_told(
    journal: Journal, open_journal: Opening, folder: Path
) -> None:
    for text in ("one", "two", "three"):
        journal.append(noted(text))
    file = month_file(folder)
    whole = file.read_bytes()
    first, second, third = (b"".join(pair) for pair in _pairs(whole))
    reader = open_journal(read_only=True)
    found = {}
    for name, broken in {
        "deleted": first + third,
        "swapped": second + first + third,
        "inserted": first + first + second + third,
        "foreign": first + b"{}\n{}\n" + second + third,
        "text": whole.replace(b"two", b"TWO"),
        "line": whole.replace(b'"seq":2', b'"seq":3'),
        "cut": first + second + third[:-9],
    }.items():
        file.write_bytes(broken)
        found[name] = reader.verify().kind
    assert found == {
        "deleted": Break.ORDER,
        "swapped": Break.ORDER,
        "inserted": Break.ORDER,
        "foreign": Break.FOREIGN,
        "text": Break.TEXTS,
        "line": Break.CHANGED,
        "cut": Break.CUT,
    }


def _pairs(whole: bytes) -> list[list[bytes]]:
    parts = whole.splitlines(keepends=True)
    return [parts[at : at + 2] for at in range(0, len(parts), 2)]
