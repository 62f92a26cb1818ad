"""What comes with modtui, its words and its times."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from modtui.shipped import names, shipped
from modtui.times import age, known_zone, show_time
from modtui.words import _, plural

ROOT = Path(__file__).resolve().parent.parent
AT = datetime(2026, 11, 22, 21, 50, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["rulesets", "themes"])
def test_a_checkout_ships_what_lies_beside_the_package(kind: str) -> None:
    assert shipped(kind) == ROOT / kind
    assert names(kind)


def test_every_shipped_ruleset_is_valid() -> None:
    from modtui.rules.loader import load

    for name in names("rulesets"):
        assert load(shipped("rulesets") / f"{name}.yaml").rules


def test_times_are_shown_in_the_zone_that_was_asked_for() -> None:
    assert show_time(AT, "Europe/Paris") == "2026-11-22 22:50"
    assert show_time(AT, "Asia/Kolkata") == "2026-11-23 03:20"


def test_without_a_zone_times_are_in_utc_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    assert show_time(AT) == "2026-11-22 21:50 UTC"
    assert show_time(AT, "No/Such") == "2026-11-22 21:50 UTC"
    assert show_time(None) == "?"


def test_only_zones_that_exist_are_known() -> None:
    assert known_zone("Europe/Paris")
    assert not any(known_zone(name) for name in ("Europe/Pariss", "../../etc/passwd", "/etc", "."))


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=-300), "now"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=3, minutes=30), "3 h"),
        (timedelta(days=2, hours=23), "2 d"),
        (timedelta(days=900), "2 y"),
    ],
)
def test_an_age_is_said_in_its_greatest_whole_unit(ago: timedelta, said: str) -> None:
    assert age(AT - ago, AT) == said


def test_words_without_a_translation_stay_as_they_are() -> None:
    assert _("The desk is not open.") == "The desk is not open."
    assert _("") == ""
    assert plural("{count} file", "{count} files", 1) == "1 file"
    assert plural("{count} file", "{count} files", 3) == "3 files"


def test_a_translation_is_picked_by_the_environment(tmp_path: Path) -> None:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    package = tmp_path / "modtui"
    folder = package / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "words.py").write_bytes((ROOT / "modtui" / "words.py").read_bytes())
    catalogue = Catalog(locale="de")
    catalogue.add("now", "jetzt")
    catalogue.add(("{count} file", "{count} files"), ("{count} Datei", "{count} Dateien"))
    with (folder / "modtui.mo").open("wb") as file:
        write_mo(file, catalogue)
    program = (
        "from modtui.words import _, plural, use\n"
        "print(_('now'), plural('{count} file', '{count} files', 2)); use('xx'); print(_('now'))"
    )
    for variable in ("LANGUAGE", "LC_ALL", "LANG"):
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path), variable: "de"}
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            env=environment,
            cwd=tmp_path,
        )
        assert done.stdout == "jetzt 2 Dateien\nnow\n", (variable, done.stderr)


def test_the_template_for_translators_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / ".make" / "words.py", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
