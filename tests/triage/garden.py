"""A small garden forum, moderated for real through the embedded community."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from modtui.adapters.base import Adapter, AdapterError, Order, Setting, Settled, Trouble
from modtui.adapters.local import LocalAdapter
from modtui.adapters.local_store import Community
from modtui.model import Capability, CaseKey, Outcome, Resend
from modtui.paths import StorePaths
from modtui.triage.desk import Desk, Settings
from modtui.triage.opening import build

RULES = Path(__file__).with_name("rules.yaml")
INSULT = "You idiot, that is not how roses are cut."
ROUTES = (("admins", "u-admins"),)


class Clock:
    """The time of a test: it passes when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class BrokenLine:
    """The local adapter behind a line that can break before or after the backend acts."""

    def __init__(self, adapter: LocalAdapter) -> None:
        self._adapter = adapter
        self.breaks: dict[str, tuple[str, Trouble]] = {}
        self.performed: list[str] = []
        self.can_tell = True

    def __getattr__(self, name: str) -> object:
        return getattr(self._adapter, name)

    async def capabilities(self) -> tuple[Capability, ...]:
        found = await self._adapter.capabilities()
        if self.can_tell:
            return found
        return tuple(msgspec.structs.replace(c, resend=Resend.UNKNOWN) for c in found)

    async def settle(self, order: Order) -> Settled:
        return await self._adapter.settle(order) if self.can_tell else Settled.CANNOT_TELL

    async def perform(self, order: Order) -> Outcome:
        verb = order.step.verb
        where, trouble = self.breaks.pop(verb, ("", Trouble.IN_DOUBT))
        if where == "before":
            raise AdapterError(trouble, "the line broke")
        outcome = await self._adapter.perform(order)
        self.performed.append(verb)
        if where == "after":
            raise AdapterError(trouble, "the line broke")
        return outcome


class Garden:
    """The community, its one flagged post, and desks on it."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.folder = folder
        self.file = folder / "garden.json"
        self.community = Community(self.file, clock=self.clock)
        self.community.add_person("Marie", id="u-marie", role="moderator")
        self.community.add_person("Paul", id="u-paul", role="moderator")
        self.community.add_person("Admins", id="u-admins", role="admin")
        self.community.add_person("Ana", id="u-ana", language="en")
        self.community.add_person("Rose", id="u-rose")
        self.community.add_place("Roses", id="roses")
        self.community.add_thread("roses", "Pruning", id="t1")
        self.insult = self.flagged(INSULT)
        self.line: BrokenLine | None = None

    def flagged(self, text: str, author: str = "u-ana", **more: str) -> CaseKey:
        post = self.community.add_post("t1", author, text, **more)
        self.community.flag(post, "u-rose", "rude")
        return CaseKey("garden", "post", post)

    def store(self, name: str = "desk") -> StorePaths:
        base = self.folder / name
        return StorePaths(
            base / "journal", base / "index.sqlite", base / "state.json", base, base / "lock"
        )

    def desk(
        self,
        who: str = "u-marie",
        store: str = "desk",
        hold: float = 10.0,
        rules: Path = RULES,
        wording: Path | None = None,
        restricted: bool = False,
    ) -> Desk:
        setting = Setting(community="garden", file=self.file, user=who)
        self.line = BrokenLine(LocalAdapter(setting, clock=self.clock))
        adapter: Adapter = self.line  # type: ignore[assignment]
        settings = Settings(hold_back=hold, routes=ROUTES, wording=wording, restricted=restricted)
        return build("garden", adapter, rules, self.store(store), settings, clock=self.clock)
