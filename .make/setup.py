"""Makes the project's own environment in ``.venv``, or finds it made.

``setup.py run`` installs what the program needs, ``setup.py dev`` what its tests need as
well. A stamp in the environment says what it was made from; while that is unchanged,
nothing is done. An environment without a stamp is one that was interrupted: it is
completed, or made anew where it is beyond repair.
"""

import fcntl
import hashlib
import importlib.util
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "modtui-stamp"


def main(level: str) -> int:
    """Exit status 0 where the environment is ready."""
    with (ROOT / "pyproject.toml").open("rb") as project:
        wanted = fingerprint(project.read())
        if ready(level, wanted):
            return 0
        # Two makes at once would install over each other.
        try:
            fcntl.flock(project, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another make is preparing the environment; waiting for it.")
            fcntl.flock(project, fcntl.LOCK_EX)
            if ready(level, wanted):
                return 0
        return prepare(level, wanted)


def fingerprint(project: bytes) -> str:
    """Changes with whatever the environment was made from: scripts in it hold its path."""
    digest = hashlib.sha256(project)
    digest.update(f"\0{sys.version}\0{sysconfig.get_platform()}\0{ROOT}".encode())
    return digest.hexdigest()


def ready(level: str, wanted: str) -> bool:
    """Whether the stamp says so. What is enough for the tests is enough to run."""
    try:
        made, of = STAMP.read_text().split()
    except (OSError, ValueError):
        return False
    return of == wanted and made in (level, "dev") and PYTHON.exists()


def prepare(level: str, wanted: str) -> int:
    """Make, complete or renew the environment, showing how it goes."""
    if not usable():
        if missing := [name for name in ("venv", "ensurepip") if not available(name)]:
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            say(f"This Python ({sys.executable}) comes without {' and '.join(missing)}.")
            say(f"Debian: apt install python3-venv (or python{version}-venv), then try again.")
            return 1
        say(f"Making an environment in .venv with Python {sys.version.split()[0]} ...")
        made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)])
        if made.returncode:
            say("The environment could not be made; what Python said about it is above.")
            return 1
    STAMP.unlink(missing_ok=True)
    say("Installing what modtui needs ...")
    what = ".[dev]" if level == "dev" else "."
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-e", what]
    # Another environment that happens to be active must not leak in.
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONHOME", "PYTHONPATH")}
    if subprocess.run(pip, cwd=ROOT, env=clean).returncode:
        say("Installing failed; what pip said about it is above. Nothing is lost: try again.")
        return 1
    STAMP.write_text(f"{level} {wanted}\n")
    return 0


def usable() -> bool:
    """Whether the environment there is works, with this version of Python."""
    question = "import pip, sys; print(sys.version)"
    try:
        answer = subprocess.run(
            [str(PYTHON), "-c", question], capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0 and answer.stdout.strip() == sys.version.strip()


def available(module: str) -> bool:
    """Whether this Python has a module that distributions cut out of it."""
    if module == "ensurepip" and importlib.util.find_spec("ensurepip"):
        # Debian leaves the package but takes out what it installs from.
        import ensurepip

        try:
            ensurepip.version()
        except Exception:
            return False
        return True
    return importlib.util.find_spec(module) is not None


def say(sentence: str) -> None:
    """To the person, not into a pipe."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    try:
        sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
    except KeyboardInterrupt:
        say("Interrupted. Nothing is lost: the next make goes on from here.")
        sys.exit(130)
