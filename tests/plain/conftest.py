"""Conversations about the demo's community."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from modtui.adapters.local_store import Community
from modtui.demo.opening import demo_desk, demo_file
from tests.plain.conversation import Clock, Conversation, talking


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def person(tmp_path: Path, clock: Clock) -> AsyncIterator[Conversation]:
    """Somebody who has heard the greeting and the first case."""
    async with talking(demo_desk(tmp_path, clock=clock), clock) as conversation:
        yield conversation


@pytest.fixture
def community(tmp_path: Path, clock: Clock) -> Callable[[], Community]:
    """The community as its file says it is now."""
    return lambda: Community(demo_file(tmp_path), clock=clock)
