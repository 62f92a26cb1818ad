"""Fixtures of the live tests, and a line in the summary that stands out when they are skipped."""

from collections.abc import Generator, Iterator

import pytest

from tests.live.installing import Unavailable
from tests.live.synapse import Synapse, running

SKIPPED = "LIVE TEST SKIPPED"
_reasons: set[str] = set()


def skip_loudly(reason: str) -> None:
    """Skips the test, and has the reason repeated at the very end of the run."""
    _reasons.add(reason)
    pytest.skip(f"{SKIPPED}: {reason}")


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """A real Synapse without rate limits, shared by all tests of the run."""
    yield from _served(tmp_path_factory, limits=False)


@pytest.fixture(scope="session")
def limited_synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """A real Synapse with the rate limits it ships with."""
    yield from _served(tmp_path_factory, limits=True)


def _served(factory: pytest.TempPathFactory, *, limits: bool) -> Iterator[Synapse]:
    try:
        with running(factory.mktemp("synapse"), limits=limits) as server:
            yield server
    except Unavailable as error:
        skip_loudly(str(error))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter,
) -> Generator[None, None, None]:
    """Says once more, last and in red, that tests against real servers did not run."""
    yield
    for reason in sorted(_reasons):
        terminalreporter.write_sep("!", f"{SKIPPED}: {reason}", red=True, bold=True)
