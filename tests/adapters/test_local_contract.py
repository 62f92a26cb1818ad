"""The embedded community passes the contract of adapters."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from modtui.adapters.base import Adapter, Order, Setting
from modtui.adapters.contract import AdapterContract, Seeder, Who
from modtui.adapters.local import PAGE, LocalAdapter
from modtui.adapters.local_records import FAST, SLOW, Showing
from modtui.adapters.local_store import Community
from modtui.model import CaseKey, Handled, Verb
from modtui.triage.opening import utc_now


class LocalSeeder(Seeder):
    page = PAGE
    author = "ana"
    reporter = "bo"
    contact = "safety"

    def __init__(self, file: Path) -> None:
        self.community = Community(file, clock=utc_now)
        with self.community.change():
            for moderator in ("you", "marie"):
                self.community.add_person(moderator, id=moderator, role="moderator")
            self.community.add_person("Safety", id="safety", role="admin")
            for member in ("ana", "bo", "cy"):
                self.community.add_person(member, id=member)
            self.community.add_place("Repair", id="repair")

    def adapter(self, who: Who = Who.MODERATOR) -> Adapter:
        user = {Who.MODERATOR: "you", Who.COLLEAGUE: "marie", Who.MEMBER: "cy"}[who]
        return LocalAdapter(Setting("velo", file=self.community.file.path, user=user))

    async def reported(self, text: str, reason: str = "spam") -> CaseKey:
        with self.community.change():
            # A thread of its own: locking or slowing one must not touch the next.
            post = self.community.add_post(self.community.add_thread("repair", "x"), "ana", text)
            self.community.flag(post, "bo", reason)
        return CaseKey("velo", "post", post)

    async def reported_again(self, key: CaseKey, reason: str) -> None:
        self.community.flag(key.native, "cy", reason)

    async def edited(self, key: CaseKey, text: str) -> None:
        self.community.edit_post(key.native, text)

    async def handled(self, key: CaseKey) -> None:
        self._end(f"{key.kind}/{key.native}")

    async def cleared(self) -> None:
        for case in self.community.now.open_cases():
            self._end(case.id)

    def _end(self, case: str) -> None:
        with self.community.change() as edit:
            for flag in edit.flags_of.get(case, ()):
                edit.put(replace(flag, closed=True))
            ended = Handled(by="marie", at=utc_now(), how="kept")
            edit.put(replace(edit.all.cases[case], handled=ended, closed_by="marie"))

    async def times(self, order: Order) -> int:
        step, native = order.step, order.decision.case.native
        post, case = self.community.post(native), self.community.now.all.cases[f"post/{native}"]
        assert post is not None
        slow = self.community.now.all.threads[post.thread].slow
        states = {
            Verb.KEEP: case.handled is not None,
            Verb.CLOSE: case.handled is not None,
            Verb.REMOVE: post.showing is Showing.REMOVED,
            Verb.RESTORE: post.showing is Showing.PUBLISHED,
            Verb.MUTE: self.community.is_muted("ana"),
            Verb.UNMUTE: not self.community.is_muted("ana"),
            Verb.BAN: self.community.is_banned("ana"),
            Verb.UNBAN: not self.community.is_banned("ana"),
            Verb.LOCK: self.community.is_locked(post.thread),
            Verb.UNLOCK: not self.community.is_locked(post.thread),
            SLOW: slow,
            FAST: not slow,
        }
        if step.verb in states:
            return int(states[step.verb])
        if step.verb == Verb.LABEL:
            return post.labels.count(step.text)
        if step.verb == Verb.NOTE:
            return case.notes.count(step.text)
        person = step.person
        assert person is not None
        return [message.text for message in self.community.inbox(person)].count(step.text)


class TestLocal(AdapterContract):
    verbs = (*Verb, SLOW, FAST)

    @pytest.fixture
    def seeder(self, tmp_path: Path) -> Iterator[Seeder]:
        made = LocalSeeder(tmp_path / "velo.json")
        yield made
        made.community.close()
