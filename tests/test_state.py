"""State files survive other processes, full disks and garbage."""

import json
import os
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from modtui.state import VERSION, StateBusy, StateError, StateFile, StateUnwritten

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def state(path: Path, **more: float) -> StateFile:
    return StateFile(path, clock=lambda: NOW, **more)


def words(file: StateFile) -> list[str]:
    return [document["word"] for document in file.tables().table("words")]


def add(file: StateFile, word: str) -> None:
    with file.change() as tables:
        tables.table("words").insert({"word": word})


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    head = "import sys\nfrom datetime import UTC, datetime\nfrom modtui.state import *\n"
    head += "from pathlib import Path\npath = Path(sys.argv[1])\n"
    head += "file = StateFile(path, clock=lambda: datetime.now(UTC), wait=60)\n"
    return subprocess.Popen(
        [sys.executable, "-c", head + code, *map(str, arguments)],
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_what_was_written_is_read_by_the_next_one_and_by_plain_tinydb(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "notes.json"
    add(state(path), "tea")
    assert words(state(path)) == ["tea"]
    assert TinyDB(path).table("words").search(where("word") == "tea") == [{"word": "tea"}]


def test_a_missing_or_empty_file_is_an_empty_state(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    assert state(path).read() is None
    path.touch()
    assert words(state(path)) == []
    add(state(path), "tea")
    assert words(state(path)) == ["tea"]


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    path.touch(mode=0o666)
    add(state(path), "tea")
    for made in tmp_path.iterdir():
        assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_another_files_change_is_seen_without_opening_again(tmp_path: Path) -> None:
    one, other = state(tmp_path / "notes.json"), state(tmp_path / "notes.json")
    for number in range(20):
        add(one if number % 2 else other, str(number))
        assert words(one) == words(other) == [str(n) for n in range(number + 1)]


def test_a_failed_change_leaves_nothing_behind(tmp_path: Path) -> None:
    file = state(tmp_path / "notes.json")
    add(file, "tea")
    before = file.path.read_bytes()
    with pytest.raises(ZeroDivisionError), file.change() as tables:
        tables.table("words").insert({"word": "coffee"})
        tables.table("words").update({"word": "mud"})
        raise ZeroDivisionError
    assert file.path.read_bytes() == before
    assert words(file) == ["tea"]


def test_tables_are_not_written_outside_a_change(tmp_path: Path) -> None:
    file = state(tmp_path / "notes.json")
    add(file, "tea")
    with pytest.raises(StateError, match="change"):
        file.tables().table("words").insert({"word": "coffee"})
    assert words(file) == ["tea"]


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    code = (
        "sys.stdin.readline()\n"
        "for number in range(25):\n"
        "    with file.change() as tables:\n"
        "        tables.table('words').insert({'word': f'{sys.argv[2]}-{number}'})\n"
    )
    writers = [run(code, path, name) for name in ("a", "b", "c")]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    found = words(state(path))
    assert sorted(found) == sorted(f"{name}-{n}" for name in "abc" for n in range(25))
    for name in "abc":
        assert [w for w in found if w.startswith(name)] == [f"{name}-{n}" for n in range(25)]


def test_threads_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    file = state(tmp_path / "notes.json", wait=60)

    def add_ten(name: int) -> None:
        for number in range(10):
            add(file, f"{name}-{number}")

    threads = [threading.Thread(target=add_ten, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(words(file)) == len(set(words(file))) == 40


def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    add(state(path), "tea")
    before = path.read_bytes()
    code = (
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try:\n"
        "    with file.change() as tables:\n"
        "        tables.table('words').insert({'word': 'x' * 9000})\n"
        "except StateUnwritten as error:\n"
        "    words = [d['word'] for d in file.tables().table('words')]\n"
        "    print(error.changed, words, error)\n"
    )
    answer, _ = run(code, path).communicate()
    assert answer.startswith("False ['tea'] ")
    assert "as it was before" in answer
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notes.json", "notes.json.lock"]


def test_what_a_killed_writer_left_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    add(state(path), "tea")
    (tmp_path / "notes.json.new").write_text('{"half')
    add(state(path), "coffee")
    assert words(state(path)) == ["tea", "coffee"]


OURS = b'{"_format": {"1": {"format": "modtui state", "version": 1}}, "words": '


@pytest.mark.parametrize(
    "garbage",
    [
        *(b'{"words": {"1": {"wo', b"\xff\x00", b"[1]", b"[" * 99999),
        *(OURS + b'{"!": {"word": "tea"}}}', OURS + b'{"1": 7}}'),
        OURS.replace(b"version", b"versiom") + b"{}}",
    ],
)
def test_garbage_is_set_aside_and_said_and_not_lost(tmp_path: Path, garbage: bytes) -> None:
    path = tmp_path / "notes.json"
    path.write_bytes(garbage)
    file = state(path)
    assert words(file) == []
    assert file.set_aside is not None
    assert file.set_aside.name == "notes.json.broken-20260301T120000Z"
    assert file.set_aside.read_bytes() == garbage
    assert file.set_aside.name in file.problem
    add(file, "tea")
    assert words(state(path)) == ["tea"]


def test_a_second_garbage_file_does_not_replace_the_first(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    for garbage in (b"first", b"second"):
        path.write_bytes(garbage)
        state(path).read()
    kept = sorted(p for p in tmp_path.iterdir() if ".broken-" in p.name)
    assert [p.read_bytes() for p in kept] == [b"first", b"second"]


@pytest.mark.parametrize("change", [{"version": VERSION + 1}, {"version": "x"}])
def test_a_newer_format_is_refused_and_left_alone(
    tmp_path: Path, change: dict[str, object]
) -> None:
    path = tmp_path / "notes.json"
    add(state(path), "tea")
    content = json.loads(path.read_bytes())
    content["_format"]["1"] |= change
    path.write_text(json.dumps(content))
    before = path.read_bytes()
    with pytest.raises(StateError, match="newer modtui"):
        state(path).read()
    with pytest.raises(StateError, match="newer modtui"):
        add(state(path), "coffee")
    assert path.read_bytes() == before


@pytest.mark.parametrize("foreign", [{"words": {}}, {"_format": {"1": 3}}, {"_format": {}}])
def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path, foreign: object) -> None:
    path = tmp_path / "notes.json"
    path.write_text(json.dumps(foreign))
    with pytest.raises(StateError, match="not written by modtui"):
        add(state(path), "tea")
    assert json.loads(path.read_bytes()) == foreign


def test_who_waits_too_long_for_the_lock_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    add(state(path), "tea")
    with state(path).change():
        with pytest.raises(StateBusy, match="another process"):
            add(state(path, wait=0), "coffee")
        assert words(state(path)) == ["tea"]  # reading waits for nobody


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "notes.json"
    link.symlink_to(tmp_path / "real" / "notes.json")
    add(state(link), "tea")
    assert link.is_symlink()
    assert words(state(tmp_path / "real" / "notes.json")) == ["tea"]


def test_any_text_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    texts = ["\x1b]52;c;eA==\x07", "\ud800 half", "\u202e", "م", "\u2028", "\x00"]
    for text in texts:
        add(state(path), text)
    assert words(state(path)) == texts


def test_a_folder_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="could not be locked"):
        add(state(tmp_path / "file" / "notes.json"), "tea")


def test_closing_gives_all_descriptors_back(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    file = state(tmp_path / "notes.json")
    for number in range(5):
        add(file, str(number))
        assert len(words(file)) == number + 1
    file.close()
    file.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_an_unwritten_change_is_known_as_such() -> None:
    assert not StateUnwritten("the disk is full").changed
