"""Starts processes that are meant to be killed, cheaply: everything is imported once.

``python -m tests.torture.nursery`` reads a job in JSON from each line of its standard
input and forks a process for it; ``{"kill": job}`` kills it with SIGKILL. What the
processes say comes out on standard output, one line of JSON each, and at last
``{"job": …, "ended": status}``.
"""

import importlib
import json
import os
import selectors
import signal
import sys
import traceback
from typing import Any

import httpx  # noqa: F401
import msgspec  # noqa: F401

from modtui import points
from modtui.triage import deciding, drafter, drafting, evidence  # noqa: F401
from tests.torture import seat


def _begin(job: dict[str, Any]) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ["MODTUI_CRASH_AT"] = job.get("crash", "")
        importlib.reload(points)
        seat.sit(job, 1)
        status = 0
    except BaseException:
        told = {"job": job["job"], "error": traceback.format_exc()[-3000:]}
        os.write(1, json.dumps(told).encode() + b"\n")
    finally:
        os._exit(status)


def main() -> None:
    """Until standard input ends."""
    ended, wakes = os.pipe()
    for end in (ended, wakes):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes)
    selector = selectors.DefaultSelector()
    selector.register(0, selectors.EVENT_READ)
    selector.register(ended, selectors.EVENT_READ)
    running: dict[int, int] = {}
    waiting = b""
    while True:
        for key, _ in selector.select():
            if key.fd == ended:
                os.read(ended, 4096)
                _reap(running)
                continue
            got = os.read(0, 65536)
            if not got:
                for child in running.values():
                    os.kill(child, signal.SIGKILL)
                return
            *lines, waiting = (waiting + got).split(b"\n")
            for line in lines:
                job = json.loads(line)
                if "kill" not in job:
                    running[job["job"]] = _begin(job)
                elif job["kill"] in running:
                    os.kill(running[job["kill"]], signal.SIGKILL)


def _reap(running: dict[int, int]) -> None:
    for job, child in list(running.items()):
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            del running[job]
            said = {"job": job, "ended": os.waitstatus_to_exitcode(status)}
            os.write(1, json.dumps(said).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main())
