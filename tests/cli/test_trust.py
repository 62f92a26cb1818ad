"""Verifying against what was noted elsewhere, by command."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from modtui.paths import paths
from tests.cli.conftest import LOCAL, Modtui


@pytest.fixture
def recorded(modtui: Modtui) -> None:
    """A demo in which two decisions were recorded."""
    cases = json.loads(modtui("queue", "--demo", "--json").out)
    for case in cases[:2]:
        assert modtui("decide", case["case"], "keep", "--demo", "--yes", "--hold", "0").status == 0


def month() -> Path:
    (file,) = (paths().demo / "journal").glob("*.jsonl")
    return file


def cut() -> None:
    """Takes the last entry off the journal, as its owner could."""
    kept = month().read_bytes().splitlines(keepends=True)[:-2]
    month().write_bytes(b"".join(kept))


def test_a_record_that_holds_what_was_noted_is_said_to(
    modtui: Modtui, recorded: None, tmp_path: Path
) -> None:
    file = tmp_path / "noted.jsonl"
    assert modtui("audit", "checkpoint", str(file), "--demo").status == 0
    noted = json.loads(file.read_text())
    ran = modtui("audit", "verify", "--demo", "--against", str(file))
    assert ran.status == 0
    assert f"up to entry {noted['seq']} of" in ran.out
    asked = modtui("audit", "verify", "--demo", "--against", str(file), "--key", noted["key"])
    assert asked.status == 0


def test_a_record_with_its_end_cut_off_verifies_alone_and_not_against_the_note(
    modtui: Modtui, recorded: None, tmp_path: Path
) -> None:
    file = tmp_path / "noted.jsonl"
    modtui("audit", "checkpoint", str(file), "--demo")
    cut()
    assert modtui("audit", "verify", "--demo").status == 0
    ran = modtui("audit", "verify", "--demo", "--against", str(file))
    assert ran.status == 6
    assert f"{month().name}:" in ran.out and "[cut]" in ran.out
    told = json.loads(modtui("audit", "verify", "--demo", "--against", str(file), "--json").out)
    assert (told["verdict"]["ok"], told["verdict"]["kind"], told["against"]) == (False, "cut", 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seq": 1}, "signature of the checkpoint of entry 1 is wrong"),
        ({"store": "0" * 16}, "is of another store"),
    ],
)
def test_a_note_that_was_tampered_with_proves_nothing(
    modtui: Modtui, recorded: None, tmp_path: Path, change: dict[str, object], words: str
) -> None:
    file = tmp_path / "noted.jsonl"
    modtui("audit", "checkpoint", str(file), "--demo")
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    ran = modtui("audit", "verify", "--demo", "--against", str(file))
    assert ran.status == 6
    assert words in ran.err


def test_a_note_signed_with_another_key_than_asked_for_is_refused(
    modtui: Modtui, recorded: None, tmp_path: Path
) -> None:
    file = tmp_path / "noted.jsonl"
    modtui("audit", "checkpoint", str(file), "--demo")
    ran = modtui("audit", "verify", "--demo", "--against", str(file), "--key", "ab" * 32)
    assert ran.status == 6
    assert "not signed with that key" in ran.err


def test_a_file_without_checkpoints_is_a_wrong_command_line(
    modtui: Modtui, recorded: None, tmp_path: Path
) -> None:
    file = tmp_path / "noted.jsonl"
    file.write_text("hello\n")
    ran = modtui("audit", "verify", "--demo", "--against", str(file))
    assert ran.status == 2
    assert "noted.jsonl:1" in ran.err
    missing = modtui("audit", "verify", "--demo", "--against", str(tmp_path / "none"))
    assert missing.status == 2


def test_nothing_recorded_is_nothing_to_note(
    modtui: Modtui, configure: Callable[[str], Path]
) -> None:
    configure(LOCAL)
    ran = modtui("audit", "checkpoint")
    assert ran.status == 1
    assert "nothing to note" in ran.err


def test_without_a_file_the_note_goes_through_the_configured_command(
    modtui: Modtui, configure: Callable[[str], Path], tmp_path: Path
) -> None:
    keeps = tmp_path / "keep.py"
    keeps.write_text(f"import sys; open({str(tmp_path / 'kept')!r}, 'w').write(sys.stdin.read())")
    configure(LOCAL + f"    checkpoint_cmd: [{sys.executable}, {keeps}]\n")
    case = _flagged()
    assert modtui("decide", case, "keep", "--yes", "--hold", "0").status == 0
    ran = modtui("audit", "checkpoint")
    assert ran.status == 0
    assert ran.out == ""
    assert modtui("audit", "verify", "--against", str(tmp_path / "kept")).status == 0
    keeps.write_text("raise SystemExit(3)")
    failed = modtui("audit", "checkpoint")
    assert failed.status == 1
    assert "status 3" in failed.err


def _flagged() -> str:
    """One flagged post in the configured community; the name of its case."""
    from modtui.adapters.local_store import Community
    from modtui.triage.opening import utc_now

    community = Community(paths().config / "practice.json", clock=utc_now)
    with community.change():
        community.add_person("You", id="u-you", role="moderator")
        ana = community.add_person("Ana")
        place = community.add_place("lounge")
        post = community.add_post(community.add_thread(place, "hello"), ana, "rude words")
        community.flag(post, community.add_person("Paul"), "rude")
    community.close()
    return f"post/{post}"
