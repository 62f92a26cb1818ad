"""The program's own errors: told where they were, and nothing that anybody wrote."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.worker import WorkerFailed

from modtui import crashes

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CANARY = "canary@example.org wrote \x1b[2J"


def broken(words: str) -> BaseException:
    """An error whose message, cause and local variables hold somebody's words."""
    try:
        try:
            raise KeyError(words)
        except KeyError as error:
            raise ValueError(f"not understood: {words}") from error
    except ValueError as error:
        return error


def test_a_report_names_the_errors_and_their_places_and_no_word_of_anybody() -> None:
    told = crashes.report(broken(CANARY), NOW)
    assert told.index("builtins.KeyError") < told.index("builtins.ValueError")
    assert "test_crashes.py" in told and "in broken" in told
    assert "canary" not in told and "\x1b" not in told


def test_a_report_names_what_broke_in_a_worker() -> None:
    told = crashes.report(WorkerFailed(broken(CANARY)), NOW)
    assert told.index("in broken") < told.index("textual.worker.WorkerFailed")
    assert "canary" not in told


def test_a_report_names_no_folder_of_the_person() -> None:
    assert str(Path.home()) not in crashes.report(broken(CANARY), NOW)


def test_an_error_that_is_its_own_cause_is_told_once() -> None:
    error = broken(CANARY)
    assert error.__cause__ is not None
    error.__cause__.__cause__ = error
    assert crashes.report(error, NOW).count("builtins.ValueError") == 1


def test_each_part_of_a_group_is_told() -> None:
    group = ExceptionGroup("several", [broken(CANARY), OSError(CANARY)])
    told = crashes.report(group, NOW)
    assert "builtins.OSError" in told and "builtins.KeyError" in told
    assert "canary" not in told


def test_reports_are_the_owners_alone_and_only_the_newest_are_kept(tmp_path: Path) -> None:
    told = crashes.report(broken(CANARY), NOW)
    for number in range(crashes.KEPT + 3):
        assert crashes.keep(tmp_path / "crashes", told, NOW + timedelta(seconds=number))
    kept = sorted((tmp_path / "crashes").iterdir())
    assert len(kept) == crashes.KEPT
    assert {file.stat().st_mode & 0o777 for file in kept} == {0o600}
    assert kept[0].name == "20261122T120003Z.txt"


def test_where_no_report_can_be_written_the_words_are_said_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MODTUI_HOME", str(tmp_path / "file"))
    said = crashes.words(broken(CANARY))
    assert "in the journal" in said and "The report" not in said


def test_a_command_that_breaks_says_so_without_a_traceback_of_values(tmp_path: Path) -> None:
    """A queue that gives something nobody foresaw, in a process of its own."""
    program = (
        "import modtui.cli.launch as launch, sys\n"
        "def understand(arguments): raise RuntimeError('canary')\n"
        "launch.understand = understand\n"
        "from modtui.__main__ import main\n"
        "sys.exit(main(['queue']))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={"MODTUI_HOME": str(tmp_path), "PYTHONPATH": ":".join(sys.path), "PATH": "/bin"},
    )
    assert ran.returncode == 1
    assert "builtins.RuntimeError" in ran.stderr and "canary" not in ran.stderr
    (report,) = (tmp_path / "state" / "crashes").iterdir()
    assert report.read_text() in ran.stderr + "\n"
