"""The harness's side: a town and a nursery as processes, and jobs given to it."""

import contextlib
import itertools
import json
import os
import selectors
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds after which a process that says nothing is taken for one that hangs."""


class Hangs(AssertionError):
    """A process came to no end."""


class Job:
    """One process: what it said so far, and how it ended (negative: by that signal)."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.said: list[dict[str, Any]] = []
        self.ended: int | None = None

    def all(self, name: str) -> list[Any]:
        """Everything that was said under that name."""
        return [said[name] for said in self.said if name in said]

    def last(self, name: str) -> Any:
        """The newest that was said under that name, or None."""
        return next(iter(reversed(self.all(name))), None)


class Nursery:
    """Gives jobs to the process that forks them."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin is not None and process.stdout is not None
        self._in, self._out = process.stdin, process.stdout
        self._numbers = itertools.count(1)
        self._running: dict[int, Job] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._out, selectors.EVENT_READ)
        self._waiting = b""

    def start(self, what: str, **job: Any) -> Job:
        """Starts a process and does not wait for it."""
        made = Job(next(self._numbers))
        self._running[made.number] = made
        self._tell({"job": made.number, "what": what, **job})
        return made

    def run(self, what: str, **job: Any) -> Job:
        """Starts a process and waits until it ended."""
        made = self.start(what, **job)
        self.until(made)
        return made

    def kill(self, job: Job) -> None:
        """SIGKILL, and waits until it is gone."""
        self._tell({"kill": job.number})
        self.until(job)

    def until(self, job: Job, name: str = "", times: int = 1) -> bool:
        """Waits until it ended, or said something that many times. Whether it did."""
        until = time.monotonic() + PATIENCE
        while job.ended is None and not (name and len(job.all(name)) >= times):
            if not self._selector.select(max(until - time.monotonic(), 0)):
                raise Hangs(job.said)
            self._read()
        return not name or len(job.all(name)) >= times

    def _read(self) -> None:
        got = os.read(self._out.fileno(), 65536)
        assert got, "the nursery is gone"
        *lines, self._waiting = (self._waiting + got).split(b"\n")
        for line in lines:
            said = json.loads(line)
            job = self._running[said["job"]]
            job.said.append(said)
            if "ended" in said:
                job.ended = said["ended"]
                del self._running[job.number]

    def _tell(self, what: dict[str, Any]) -> None:
        self._in.write(json.dumps(what).encode() + b"\n")
        self._in.flush()


class TownHall:
    """The town as a process, asked over HTTP."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def flag(self, count: int) -> list[str]:
        """New reported posts."""
        found: list[str] = self._ask("/flag", json.dumps({"count": count}).encode())["ids"]
        return found

    def truth(self) -> dict[str, Any]:
        """All cases and all effects."""
        return self._ask("/truth")

    def _ask(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        with urllib.request.urlopen(self.origin + path, body) as answer:
            found: dict[str, Any] = json.load(answer)
        return found


@contextlib.contextmanager
def _process(module: str) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        cwd=ROOT,
    ) as process:
        try:
            yield process
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait()


@contextlib.contextmanager
def town_hall() -> Iterator[TownHall]:
    """A town of one's own."""
    with _process("tests.torture.town") as process:
        assert process.stdout is not None
        yield TownHall(process.stdout.readline().decode().strip())


@contextlib.contextmanager
def nursery() -> Iterator[Nursery]:
    """A nursery, to be used for as many jobs as there are."""
    with _process("tests.torture.nursery") as process:
        yield Nursery(process)
