"""``modtui doctor``: each thing that can be wrong has a line that says so."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from modtui.adapters.local_store import Community
from modtui.cli.doctor import Mark, file_system, folders, locale
from modtui.demo.filling import fill
from modtui.paths import paths
from modtui.triage.opening import utc_now
from tests.cli.conftest import LOCAL, Modtui

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/ana ext4 rw 0 0
C:\\134 /mnt/c 9p rw 0 0
//nas/x /mnt/my\\040share cifs rw 0 0
tmpfs /mnt/c/tmp tmpfs rw 0 0
"""


def findings(modtui: Modtui, *arguments: str) -> list[dict[str, str]]:
    return list(json.loads(modtui("doctor", "--json", *arguments).out))


def failed(modtui: Modtui) -> str:
    return "\n".join(f["text"] for f in findings(modtui) if f["mark"] == "fail")


@pytest.fixture
def practice(configure: Callable[[str], Path]) -> Path:
    file = configure(LOCAL)
    community = Community(file.with_name("practice.json"), clock=utc_now)
    fill(community, 1, utc_now())
    community.close()
    return file


def test_a_sound_community_has_no_failure(modtui: Modtui, practice: Path) -> None:
    ran = modtui("doctor")
    assert ran.status == 0, ran.out
    for said in ("Configuration", "Ruleset", "Journal intact", "Reached", "Account", "May:"):
        assert any(said in line and line.startswith("ok") for line in ran.out.splitlines())
    assert "No route to the contact" in ran.out


def test_no_configuration_is_a_failure_with_its_remedy(modtui: Modtui) -> None:
    ran = modtui("doctor")
    assert ran.status == 1
    assert "modtui init" in ran.out


def test_every_problem_of_the_configuration_is_told(modtui: Modtui, practice: Path) -> None:
    practice.write_text(LOCAL + "    hold_back: -1\n    on_exit: never\n")
    practice.chmod(0o666)
    said = failed(modtui)
    assert f"{practice}:6:" in said and f"{practice}:7:" in said
    assert "changed by other people" in said


def test_a_token_that_cannot_be_read_and_a_server_that_is_away(
    modtui: Modtui, configure: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(
        "communities:\n  - {name: far, adapter: matrix, server: 'http://127.0.0.1:1',"
        " ruleset: chat-room, token_env: FAR_TOKEN}\n"
    )
    assert "FAR_TOKEN" in failed(modtui)
    monkeypatch.setenv("FAR_TOKEN", "syt_abc")
    assert "127.0.0.1" in failed(modtui)
    assert "syt_abc" not in str(findings(modtui))


def test_a_journal_that_was_changed_is_a_failure(modtui: Modtui, practice: Path) -> None:
    rows = json.loads(modtui("queue", "--json").out)
    modtui("decide", rows[0]["case"], "keep", "--yes", "--hold", "0")
    (month,) = paths().store("practice").journal.glob("*.jsonl")
    month.write_text(month.read_text().replace('"verbs":["keep"]', '"verbs":["kept"]', 1))
    assert month.name in failed(modtui)


def test_a_broken_ruleset_is_a_failure_with_its_place(modtui: Modtui, practice: Path) -> None:
    practice.write_text(LOCAL.replace("community-en", "mine.yaml"))
    rules = practice.with_name("mine.yaml")
    rules.write_text("name: x\nrules:\n  - {id: A B}\n")
    assert f"{rules}:3:" in failed(modtui)


def test_one_community_can_be_asked_for(modtui: Modtui, practice: Path) -> None:
    assert "no community other" in str(findings(modtui, "-c", "other"))


@pytest.mark.parametrize(
    ("environment", "mark"),
    [
        ({"LANG": "de_DE.UTF-8"}, Mark.OK),
        ({"LANG": "C.utf8"}, Mark.OK),
        ({"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, Mark.WARN),
        ({"LC_CTYPE": "en_GB.UTF-8", "LANG": "C"}, Mark.OK),
        ({"LANG": "de_DE.ISO-8859-1"}, Mark.WARN),
        ({}, Mark.WARN),
    ],
)
def test_a_locale_without_utf_8_is_warned_of(environment: dict[str, str], mark: Mark) -> None:
    assert locale(environment).mark is mark


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib", "ext4"),
        ("/home/ben/x", "nfs4"),
        ("/home/ana/x", "ext4"),
        ("/homeless", "ext4"),
        ("/mnt/c/Users", "9p"),
        ("/mnt/c/tmp/x", "tmpfs"),
        ("/mnt/my share/x", "cifs"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(path: str, kind: str) -> None:
    assert file_system(Path(path), MOUNTS) == kind


def test_a_folder_on_a_network_file_system_is_warned_of(home: Path) -> None:
    found = list(folders(paths(), f"/dev/sda1 / ext4 rw 0 0\nx {home.parent} nfs rw 0 0\n"))
    assert {finding.mark for finding in found} == {Mark.WARN}
    assert {f.mark for f in folders(paths(), "/dev/sda1 / ext4 rw 0 0\n")} == {Mark.OK}


def test_a_theme_that_there_is_not_is_a_failure(modtui: Modtui, practice: Path) -> None:
    practice.write_text("theme: default\n" + LOCAL)
    assert "There is no theme default" in failed(modtui)
