"""The example adapter passes the contract."""

from collections.abc import Iterator

import pytest
from corkboard_server import Board, serving
from modtui_corkboard.adapter import Corkboard

from modtui.adapters.base import Adapter, Order, Setting
from modtui.adapters.contract import (
    AdapterContract,
    ClaimsContract,
    RespondsContract,
    WatchesContract,
    Who,
    WireContract,
    WiredSeeder,
)
from modtui.model import CaseKey, Verb

TOKENS = {Who.MODERATOR: "marie-secret", Who.COLLEAGUE: "noor-secret", Who.MEMBER: "cy-secret"}


class CorkboardSeeder(WiredSeeder):
    page = 10
    author = "ana"
    reporter = "bo"
    token = TOKENS[Who.MODERATOR]

    def __init__(self, board: Board, origin: str) -> None:
        self.board = board
        self.origin = origin

    def adapter_at(self, origin: str, who: Who = Who.MODERATOR) -> Adapter:
        return Corkboard(Setting("town", server=origin, token=lambda: TOKENS[who]))

    async def reported(self, text: str, reason: str = "spam") -> CaseKey:
        note = self.board.pin("ana", text)
        self.board.flag(note, "bo", reason)
        return CaseKey("town", "post", str(note))

    async def reported_privately(self, text: str) -> CaseKey:
        note = self.board.pin("ana", text, private=True)
        self.board.flag(note, "bo", "spam")
        return CaseKey("town", "post", str(note))

    async def reported_again(self, key: CaseKey, reason: str) -> None:
        self.board.flag(int(key.native), "cy", reason)

    async def edited(self, key: CaseKey, text: str) -> None:
        self.board.edit(int(key.native), text)

    async def handled(self, key: CaseKey) -> None:
        self.board.close_flags(int(key.native), "noor")

    async def cleared(self) -> None:
        for note in self.board.notes:
            self.board.close_flags(note, "noor")

    async def times(self, order: Order) -> int:
        step, note = order.step, self.board.notes[int(order.decision.case.native)]
        match step.verb:
            case Verb.KEEP | Verb.CLOSE:
                flags = [flag for flag in note["flags"] if flag["id"] in step.reports]
                return int(all(flag["closed"] for flag in flags))
            case Verb.REMOVE:
                return int(note["taken_down"] is not None)
            case Verb.RESTORE:
                return int(note["taken_down"] is None)
            case "native:move":
                return int(note["board"] == step.value("board"))
        return sum(
            (message["to"], message["text"]) == (step.person, step.text)
            for message in self.board.messages
        )

    def canned(self) -> tuple[str, ...]:
        return ("Please mind your tone.",)

    async def signed_out(self) -> None:
        del self.board.tokens[self.token]


class TestCorkboard(
    AdapterContract, WireContract, ClaimsContract, WatchesContract, RespondsContract
):
    verbs = ("keep", "remove", "restore", "warn", "reply", "close", "native:move")

    @pytest.fixture
    def seeder(self) -> Iterator[CorkboardSeeder]:
        board = Board()
        for name, who in (("marie", Who.MODERATOR), ("noor", Who.COLLEAGUE), ("cy", Who.MEMBER)):
            board.add_person(name, TOKENS[who], moderator=who is not Who.MEMBER)
        for name in ("ana", "bo"):
            board.add_person(name)
        board.phrases = [{"id": "tone", "title": "Tone", "text": "Please mind your tone."}]
        with serving(board) as origin:
            yield CorkboardSeeder(board, origin)
