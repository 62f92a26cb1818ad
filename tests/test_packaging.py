"""The wheel, the environment that make prepares, and the commands around them."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETUP = ROOT / ".make" / "setup.py"


def run(*command: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command's end, with its output."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        env=os.environ | environment,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that the checkout stays as it is."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("build")
    source = folder / "source"
    source.mkdir()
    for name in ("modtui", "rulesets", "themes"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, source)
    (source / "README.md").write_text("modtui\n")
    program = "from hatchling.build import build_wheel; import sys; build_wheel(sys.argv[1])"
    built = run(sys.executable, "-c", program, folder, cwd=source)
    assert built.returncode == 0, built.stderr
    (found,) = folder.glob("*.whl")
    return found


@pytest.mark.slow
def test_the_wheel_holds_what_is_needed_and_no_more(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for kind in ("rulesets", "themes"):
        for file in (ROOT / kind).iterdir():
            assert f"modtui/_shipped/{kind}/{file.name}" in names
    assert "modtui/locale/modtui.pot" in names
    tops = {name.split("/")[0] for name in names}
    assert len(tops) == 2 and "modtui" in tops
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.slow
def test_an_installed_wheel_works_in_another_folder(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "elsewhere" / "env"
    venv.create(environment, with_pip=False, symlinks=True)
    python = environment / "bin" / "python"
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run(python, "-c", question, cwd=tmp_path).stdout.strip())
    # What modtui needs is here already: nothing is downloaded.
    ours = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "needed.pth").write_text("\n".join(sorted(ours)) + "\n")
    installed = run(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index",
        "--ignore-installed", wheel, cwd=tmp_path,
    )  # fmt: skip
    assert installed.returncode == 0, installed.stderr
    program = (
        "import modtui, modtui.shipped as s; print(modtui.__file__);"
        "print(s.shipped('rulesets'), s.shipped('themes'));"
        "print(*s.names('rulesets')); print(*s.names('themes'))"
    )
    told = run(python, "-c", program, cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    where, folders, rulesets, themes = told.stdout.splitlines()
    assert where == str(packages / "modtui" / "__init__.py")
    assert folders.split() == [
        str(packages / "modtui" / "_shipped" / kind) for kind in ("rulesets", "themes")
    ]
    assert rulesets.split() == sorted(file.stem for file in (ROOT / "rulesets").glob("*.yaml"))
    assert themes.split() == sorted(file.stem for file in (ROOT / "themes").glob("*.yaml"))
    toured = run(environment / "bin" / "modtui", "demo", cwd=tmp_path, MODTUI_HOME=str(tmp_path))
    assert toured.returncode == 0, toured.stderr
    assert "Verified" in toured.stdout


def test_adapters_are_registered_as_anybody_elses_would_be() -> None:
    import tomllib

    from modtui.adapters import BUILT_IN, GROUP

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    registered = {
        name: tuple(value.split(":")) for name, value in project["entry-points"][GROUP].items()
    }
    assert registered == BUILT_IN


# What follows prepares the environment of a tiny project that needs nothing: the script is
# the real one, and nothing is downloaded.

PROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "tiny"
version = "1"
[project.optional-dependencies]
dev = []
"""
BACKEND = """\
import os, zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    if os.environ.get("FAIL"):
        raise SystemExit("it failed")
    with open("installs", "a") as log:
        log.write("x")
    name = "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\nProvides-Extra: dev\\n")
        wheel.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("tiny-1.dist-info/RECORD", "")
    return name
"""  # noqa: E501


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "a project"
    (folder / ".make").mkdir(parents=True)
    for name in ("setup.py", "setup.sh"):
        shutil.copy(ROOT / ".make" / name, folder / ".make")
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "backend.py").write_text(BACKEND)
    return folder


def prepare(project: Path, level: str = "run", **environment: str) -> tuple[int, str]:
    """The script's status, and all that it printed."""
    environment = {"PYTHON": sys.executable, "PIP_NO_INDEX": "1"} | environment
    done = run("sh", ".make/setup.sh", level, cwd=project, **environment)
    return done.returncode, done.stdout + done.stderr


def installs(project: Path) -> int:
    log = project / "installs"
    return len(log.read_text()) if log.exists() else 0


@pytest.mark.slow
def test_an_environment_is_made_once_and_again_when_the_project_changes(project: Path) -> None:
    status, said = prepare(project)
    assert status == 0, said
    assert "Making an environment" in said and "Installing" in said and "tiny" in said
    assert (project / ".venv" / "bin" / "python").exists()
    assert prepare(project) == (0, "")
    assert prepare(project, "dev")[0] == 0
    assert installs(project) == 2
    assert prepare(project) == (0, "")
    assert prepare(project, "dev") == (0, "")
    (project / "pyproject.toml").write_text(PROJECT + "# changed\n")
    status, said = prepare(project)
    assert status == 0
    assert "Making an environment" not in said
    assert installs(project) == 3


@pytest.mark.slow
def test_a_half_made_environment_is_repaired(project: Path) -> None:
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to("/nowhere/python")
    assert prepare(project)[0] == 0
    assert installs(project) == 1
    shutil.rmtree(next((project / ".venv" / "lib").glob("python*/site-packages/pip")))
    (project / ".venv" / "modtui-stamp").unlink()
    assert prepare(project)[0] == 0
    assert installs(project) == 2


@pytest.mark.slow
def test_an_install_that_failed_is_not_taken_for_done(project: Path) -> None:
    status, said = prepare(project, FAIL="1")
    assert status == 1
    assert "Installing failed" in said
    assert 'Traceback (most recent call last):\n  File "' + str(SETUP) not in said
    assert prepare(project)[0] == 0
    assert prepare(project) == (0, "")


def script(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_a_python_that_is_too_old_gets_a_sentence(project: Path, tmp_path: Path) -> None:
    old = script(tmp_path / "old", '[ "$1" = --version ] && echo "Python 3.9.2" && exit; exit 1')
    status, said = prepare(project, PYTHON=old)
    assert status == 1
    assert "Python 3.11 or newer" in said and "3.9.2" in said
    assert "Traceback" not in said
    assert not (project / ".venv").exists()


def test_no_python_at_all_gets_a_sentence(project: Path, tmp_path: Path) -> None:
    status, said = prepare(project, PYTHON=str(tmp_path / "none"))
    assert status == 1
    assert "Python 3.11 or newer" in said and str(tmp_path / "none") in said


def test_a_python_without_venv_gets_a_sentence(project: Path, tmp_path: Path) -> None:
    hides = "import sys\nfor name in ('venv', 'ensurepip'): sys.modules[name] = None\n"
    (tmp_path / "sitecustomize.py").write_text(hides)
    status, said = prepare(project, PYTHONPATH=str(tmp_path))
    assert status == 1
    assert "apt install python3-venv" in said
    assert "Traceback" not in said


def test_windows_gets_a_sentence(project: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    script(tools / "uname", "echo MINGW64_NT-10.0")
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    status, said = prepare(project, PATH=path)
    assert status == 1
    assert "WSL" in said
    make = run("make", "-f", ROOT / "Makefile", "demo", cwd=tmp_path, OS="Windows_NT")
    assert make.returncode != 0
    assert "WSL" in make.stderr


def test_make_alone_says_what_it_can_do() -> None:
    done = run("make", "--no-print-directory", cwd=ROOT)
    assert done.returncode == 0
    for target in ("demo", "test", "test-quick", "bench", "words", "clean"):
        assert f"make {target} " in done.stdout


@pytest.mark.parametrize("failing", [False, True])
def test_ci_ends_with_how_the_tests_ended(tmp_path: Path, failing: bool) -> None:
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    closing = "1 failed, 2 passed in 3.21s" if failing else "3 passed in 3.21s"
    line = f"==== {closing} ===="
    fail = "\n\t@exit 1" if failing else ""
    (tmp_path / "Makefile").write_text(f"test:\n\t@echo first\n\t@echo '{line}'{fail}\n")
    done = run(tmp_path / ".ci" / "run", cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == line
    assert (done.returncode != 0) is failing
