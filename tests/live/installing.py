"""A Synapse of its own for the live tests, installed once into a cache folder."""

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

VERSION = "1.163.2"
INSTALL_DEADLINE = 1500
# What pip says when no registry answered, as opposed to one that answered "no".
_UNREACHED = re.compile(
    r"NewConnectionError|ConnectTimeout|ReadTimeout|Connection (?:refused|reset|aborted)"
    r"|name resolution|Name or service not known|Network is unreachable|ProxyError"
    r"|Max retries exceeded|RemoteDisconnected|ProtocolError",
    re.IGNORECASE,
)


class Unavailable(Exception):
    """No registry answered, so that the server cannot be installed here. Says why."""


def cache_folder() -> Path:
    """Where installed servers are kept: ``MODTUI_TEST_CACHE`` or ``.cache`` in the checkout."""
    named = os.environ.get("MODTUI_TEST_CACHE")
    return Path(named) if named else Path(__file__).resolve().parents[2] / ".cache"


def python_with_synapse() -> Path:
    """An interpreter that has Synapse, installed first where there is none yet.

    ``MODTUI_TEST_SYNAPSE`` names an environment that has it already. Raises Unavailable
    when no registry answers, RuntimeError when one answered and installing failed.
    """
    given = os.environ.get("MODTUI_TEST_SYNAPSE")
    if given:
        return Path(given) / "bin" / "python"
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / f"synapse-{VERSION}"
    done = folder / "installed"
    with _only_one(cache / "synapse.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            _install(folder)
            done.write_text(VERSION)
    return folder / "bin" / "python"


@contextlib.contextmanager
def _only_one(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _install(folder: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--no-input"]
    try:
        ran = subprocess.run(
            [*pip, "--retries", "2", "--timeout", "30", f"matrix-synapse=={VERSION}"],
            capture_output=True,
            text=True,
            timeout=INSTALL_DEADLINE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"installing Synapse took over {INSTALL_DEADLINE} s") from error
    if ran.returncode == 0:
        return
    said = ran.stdout + ran.stderr
    if _UNREACHED.search(said):
        raise Unavailable(f"no package registry answered, so Synapse {VERSION} is not installed")
    raise RuntimeError(f"installing Synapse failed:\n{said[-3000:]}")
