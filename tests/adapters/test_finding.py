"""Adapters of other packages are found by name, and broken ones are told in words."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from modtui.__main__ import main
from modtui.adapters import Unusable, find, make
from modtui.adapters.base import Setting
from modtui.adapters.listing import Installed, installed
from tests.cli.conftest import Ran

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "corkboard"
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Puts packages on the path as an installer would: modules, and what they register."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    before = set(sys.modules)

    def put(package: str, points: str, **modules: str) -> None:
        for name, source in modules.items():
            (site / f"{name}.py").write_text(source)
        folder = site / f"{package}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (folder / "entry_points.txt").write_text(points)

    yield put
    for name in set(sys.modules) - before:
        if (getattr(sys.modules[name], "__file__", None) or "").startswith(str(site)):
            del sys.modules[name]


def listed() -> dict[str, Installed]:
    return {one.name: one for one in installed()}


@pytest.fixture
def corkboard(install: Install) -> None:
    install(
        "modtui-corkboard",
        "[console_scripts]\nx = y:z\n\n[modtui.adapters]\n# ours\n"
        "corkboard = modtui_corkboard.adapter:Corkboard\n",
    )


@pytest.mark.usefixtures("corkboard")
def test_an_adapter_of_another_package_is_made_by_its_name() -> None:
    made = make("corkboard", Setting("town", server="https://board.example"))
    assert type(made).__name__ == "Corkboard"


@pytest.mark.usefixtures("corkboard")
def test_it_is_listed_with_what_it_can_and_where_it_is_from() -> None:
    found = listed()["corkboard"]
    assert (found.package, found.problem) == ("modtui-corkboard 1.0", "")
    assert found.about is not None and found.about.backend == "Corkboard"
    assert found.besides == ("claims", "watches", "responses")
    assert [one.name for one in installed()][:2] == ["local", "matrix"]


def test_names_that_nobody_registered_are_no_adapters(install: Install) -> None:
    install("other", "[modtui.adapter]\nx = a:b\n[modtui.adapters]\n")
    with pytest.raises(LookupError):
        find("x")


def test_ours_cannot_be_replaced(install: Install) -> None:
    install("evil", "[modtui.adapters]\nlocal = evil:Adapter\n", evil="raise SystemExit('ha')")
    assert find("local").__module__ == "modtui.adapters.local"
    assert listed()["local"].problem == ""


BROKEN = {
    "does not import": ("boom = boom:Adapter", "raise RuntimeError('no \\x1b[2J luck')"),
    "ends the program": ("boom = boom:Adapter", "raise SystemExit(7)"),
    "is not there": ("boom = boom:Other", "class Adapter: pass"),
    "is no factory": ("boom = boom:Adapter", "Adapter = 7"),
    "is no address": ("boom = :", ""),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_one_is_told_and_hides_no_other(
    install: Install, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    point, source = BROKEN[what]
    install("boom", f"[modtui.adapters]\n{point}\n", boom=source)
    with pytest.raises(Unusable, match="The adapter boom cannot be used"):
        find("boom")
    status = main(["adapters"])
    ran = Ran(status, *capsys.readouterr())
    assert ran.status == 1
    assert "matrix" in ran.out and "boom" in ran.out
    assert "cannot be used" in ran.err and "Traceback" not in ran.err
    assert all(line.isprintable() for line in (ran.out + ran.err).splitlines())


def test_one_that_lacks_a_method_is_told_before_it_is_used(install: Install) -> None:
    half = "class Half:\n    def __init__(self, setting): pass\n    async def open(self): ...\n"
    install("half", "[modtui.adapters]\nhalf = half:Half\n", half=half)
    with pytest.raises(Unusable, match="lacks capabilities, queue"):
        make("half", Setting("town"))
    assert "what it is for" in listed()["half"].problem


def test_a_name_is_found_without_reading_all_that_is_installed(tmp_path: Path) -> None:
    """Starting on another package's adapter costs its own imports, and no more."""
    folder = tmp_path / "modtui_corkboard-1.0.dist-info"
    folder.mkdir()
    points = "[modtui.adapters]\ncorkboard = modtui_corkboard.adapter:Corkboard\n"
    (folder / "entry_points.txt").write_text(points)
    code = (
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(EXAMPLE)!r}]\n"
        "from modtui.adapters import find\n"
        "print(find('corkboard').__name__, 'importlib.metadata' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "Corkboard False\n", done.stderr


def test_a_configuration_that_names_a_broken_adapter_is_told_so(
    install: Install, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install("boom", "[modtui.adapters]\nboom = boom:Adapter\n", boom="import nothing_like_this")
    config = own_home / "config" / "modtui.yaml"
    config.parent.mkdir(parents=True)
    config.write_text(
        "communities: [{name: t, adapter: boom, server: 'https://x.example',"
        " ruleset: community-en}]\n"
    )
    config.chmod(0o600)
    assert main(["queue"]) == 2
    assert "t: The adapter boom cannot be used" in capsys.readouterr().err
