"""The main job on a real Synapse: through the screen, through commands, and through crashes.

What happened is asked of Synapse itself, never of modtui.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from modtui.config import load_config
from modtui.model import CaseKey
from modtui.triage.opening import make_desk
from tests.live.synapse import Account, Synapse
from tests.tui.conftest import Clock, seated

pytestmark = [pytest.mark.live, pytest.mark.timeout(1800)]

RULESET = Path(__file__).parents[1] / "triage" / "rules.yaml"
INSULT = "You idiot, that is not how roses are cut"


class Town(NamedTuple):
    """A room with a moderator who is a server admin, and members."""

    synapse: Synapse
    marie: Account
    ana: Account
    rose: Account
    room: str
    home: Path

    def flagged(self, text: str) -> CaseKey:
        """A message by Ana that Rose reports, by its case."""
        event = self.synapse.send(self.ana, self.room, text)
        self.synapse.report(self.rose, self.room, event, "rude")
        return CaseKey("town", "message", f"{self.room}|{event}")

    def event(self, key: CaseKey) -> str:
        return key.native.split("|", 1)[1]

    def is_redacted(self, key: CaseKey) -> bool:
        return self.synapse.redacted(self.rose, self.room, self.event(key))

    def redactions(self, key: CaseKey) -> int:
        """How many redactions of that message the room has."""
        found = self.synapse.events(self.rose, self.room, "m.room.redaction")
        wanted = self.event(key)
        return sum(
            wanted in (event.get("redacts"), event["content"].get("redacts")) for event in found
        )

    def is_reported(self, key: CaseKey) -> bool:
        return bool(self.synapse.reports(self.marie, self.event(key)))

    def messages_to_ana(self) -> list[str]:
        """What was said to Ana outside the room."""
        rooms = self.synapse.direct_messages(self.ana)
        return [text for room, texts in rooms.items() if room != self.room for text in texts]

    @property
    def config(self) -> Path:
        return self.home / "config" / "modtui.yaml"

    def environment(self, **more: str) -> dict[str, str]:
        return {**os.environ, "MODTUI_HOME": str(self.home), "TOWN_TOKEN": self.marie.token, **more}

    def begin(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a command and leave it running."""
        command = [sys.executable, "-m", "modtui", *arguments]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            command, env=self.environment(), stdin=quiet, stdout=quiet, stderr=quiet
        )

    def modtui(self, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """Run a command, as a person or a script would."""
        ran = subprocess.run(
            [sys.executable, "-m", "modtui", *arguments],
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )
        assert self.marie.token not in ran.stdout + ran.stderr
        return ran

    def files_with_the_token(self) -> list[Path]:
        """What modtui wrote that holds the secret it was given; there must be none."""
        secret = self.marie.token.encode()
        return [
            file
            for file in self.home.rglob("*")
            if file.is_file() and secret in file.read_bytes()
        ]


@pytest.fixture
def town(synapse: Synapse, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    marie = synapse.register("marie", admin=True)
    ana, rose = synapse.register("ana"), synapse.register("rose")
    room = synapse.room(rose, ana, name="Roses")
    found = Town(synapse, marie, ana, rose, room, own_home)
    monkeypatch.setenv("TOWN_TOKEN", marie.token)
    found.config.parent.mkdir(parents=True)
    found.config.write_text(
        f"""\
version: 1
communities:
  - name: town
    adapter: matrix
    server: {synapse.origin}
    token_env: TOWN_TOKEN
    ruleset: {RULESET}
    hold_back: 10
    routes: {{admins: "{rose.id}"}}
""",
        encoding="utf-8",
    )
    found.config.chmod(0o600)
    yield found
    assert found.files_with_the_token() == []
    # The queue is the whole server's: leave none of it to the next test.
    rows = synapse.call(marie, "GET", "/_synapse/admin/v1/event_reports", limit=1000)
    for row in rows["event_reports"]:
        synapse.delete_report(marie, row["id"])


async def test_remove_ban_keep_and_undo_through_the_screen(town: Town) -> None:
    undone = town.flagged(f"{INSULT}, said the fox")
    kept = town.flagged("What a lovely idiot-proof trellis")
    removed = town.flagged(f"{INSULT}, said the crow")
    banned = town.flagged(f"{INSULT}, said the wolf, again")
    clock = Clock()
    desk = make_desk(load_config(town.config), "town", clock=clock)
    async with seated(desk, clock, town.config) as person:
        await person.goes_to("said the fox")
        await person.does("remove")
        await person.sees("Redact", "Message to")
        await person.does("confirm")
        await person.sees("sends in")
        await person.does("undo")
        await person.sees("taken back, nothing was sent")

        await person.presses("home")
        await person.goes_to("trellis")
        await person.does("keep")
        await person.presses("home")
        await person.goes_to("said the crow")
        await person.does("remove", "confirm")
        await person.sent()
        await person.presses("home")
        await person.goes_to("said the wolf")
        await person.does("ban", "confirm")
        await person.sent()
        assert desk.pending() == ()
        assert desk.trail.verify().ok

    assert town.is_redacted(removed) and not town.is_reported(removed)
    assert not town.is_redacted(kept) and not town.is_reported(kept)
    assert not town.is_redacted(undone) and town.is_reported(undone)
    assert town.synapse.membership(town.rose, town.room, town.ana.id) == "ban"
    assert not town.is_reported(banned)
    messages = town.messages_to_ana()
    assert len(messages) == 2
    assert any("Be respectful" in text for text in messages)
    assert not any("fox" in text for text in messages)


def test_the_same_story_through_commands(town: Town) -> None:
    removed = town.flagged(f"{INSULT}, said the crow")
    kept = town.flagged("What a lovely idiot-proof trellis")
    undone = town.flagged(f"{INSULT}, said the fox")

    listed = town.modtui("queue", "--json")
    assert listed.returncode == 0, listed.stderr
    for key in (removed, kept, undone):
        assert key.native in listed.stdout

    done = town.modtui("decide", str(removed), "remove", "--yes", "--hold", "0")
    assert done.returncode == 0, done.stderr
    done = town.modtui("decide", str(kept), "keep", "--yes", "--hold", "0")
    assert done.returncode == 0, done.stderr
    held = town.begin("decide", str(undone), "ban", "--yes", "--hold", "60")
    while "held back" not in town.modtui("outbox").stdout:
        assert held.poll() is None
    back = town.modtui("undo")
    assert back.returncode == 0, back.stderr
    assert held.wait(timeout=30) == 1, "it says that nothing was done"

    assert town.is_redacted(removed) and not town.is_reported(removed)
    assert not town.is_redacted(kept) and not town.is_reported(kept)
    assert not town.is_redacted(undone) and town.is_reported(undone)
    assert town.synapse.membership(town.rose, town.room, town.ana.id) == "join"
    assert len(town.messages_to_ana()) == 1

    audit = town.modtui("audit", "list")
    assert audit.returncode == 0, audit.stderr
    assert "Be respectful" in audit.stdout or "respect" in audit.stdout
    assert town.modtui("audit", "verify").returncode == 0


POINTS = [
    "outbox.decided:1",
    *(f"{point}:{nth}" for point in ("outbox.sending", "outbox.sent") for nth in (1, 2, 3, 4)),
]


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_loses_nothing_and_doubles_nothing(town: Town, point: str) -> None:
    """kill -9 after the decision is synced, and before and after each step is sent."""
    key = town.flagged(f"{INSULT}, said the crow")
    killed = town.modtui(
        "decide", str(key), "remove", "--yes", "--hold", "0", MODTUI_CRASH_AT=point
    )
    assert killed.returncode == -9, killed.stderr

    again = town.modtui("outbox", "--send")
    if point == "outbox.sent:3":
        # Who deleted the reports cannot be read back, and only who was first speaks.
        assert again.returncode == 5, again.stdout + again.stderr
        assert town.messages_to_ana() == []
        decision = again.stdout.split()[0]
        assert town.modtui("answer", decision, "close", "happened").returncode == 0
        again = town.modtui("outbox", "--send")
    assert again.returncode == 0, again.stdout + again.stderr
    for _look in range(2):
        assert town.redactions(key) == 1 and town.is_redacted(key)
        assert not town.is_reported(key)
        assert len(town.messages_to_ana()) == 1
        # A second look finds nothing left to do.
        assert town.modtui("outbox", "--send").returncode == 0
    assert town.modtui("audit", "verify").returncode == 0
