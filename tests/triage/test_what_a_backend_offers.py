"""A desk on the notice board of the example: what it offers differs from case to case."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from corkboard_server import Board, filled, serving
from modtui_corkboard.adapter import Corkboard, capabilities

from modtui.adapters.base import Setting
from modtui.model import Audience, Capability, CaseKey, Verb
from modtui.paths import StorePaths
from modtui.triage.desk import Desk, Settings
from modtui.triage.opening import build
from tests.triage.garden import RULES

LADDER = CaseKey("town", "post", "1")
MOVE = "native:move"


@pytest.fixture
def board() -> Board:
    made = filled()
    made.pin("ana", "found: one glove", board="lost-and-found")
    made.flag(3, "bo", "not a glove")
    return made


@pytest.fixture
async def desk(board: Board, tmp_path: Path) -> AsyncIterator[Desk]:
    with serving(board) as origin:
        setting = Setting("town", server=origin, token=lambda: "token-of-marie")
        store = StorePaths(
            *(tmp_path / part for part in ("journal", "index", "state", "cache", "lock"))
        )
        made = build("town", Corkboard(setting), RULES, store, Settings(hold_back=0))
        await made.open()
        line = await made.refresh()
        assert line.trouble == ""
        yield made
        await made.close("keep")


async def boards(desk: Desk, key: CaseKey) -> list[str]:
    state = next(s for s in desk.verbs(await desk.look(key)) if s.verb == MOVE)
    assert state.capability is not None
    return [choice.value for choice in state.capability.parameters[0].choices]


async def test_what_can_be_chosen_is_that_of_the_case(desk: Desk) -> None:
    assert await boards(desk, LADDER) == ["lost-and-found", "attic"]
    assert await boards(desk, CaseKey("town", "post", "3")) == ["main", "attic"]


async def test_what_a_case_does_not_offer_says_so(desk: Desk) -> None:
    view = await desk.look(LADDER)
    case = msgspec.structs.replace(view.case, offered=capabilities("")[:1])
    view = msgspec.structs.replace(view, case=case)
    states = {state.verb: state.why_not for state in desk.verbs(view)}
    assert states[Verb.KEEP] == ""
    assert "does not offer it for this case" in states[Verb.REMOVE]
    draft = await desk.draft(view, Verb.REMOVE, rule="respect")
    assert any("does not offer it" in problem for problem in draft.problems)


async def test_what_must_be_chosen_is_asked_for_and_then_sent(desk: Desk, board: Board) -> None:
    view = await desk.look(LADDER)
    undecided = await desk.draft(view, MOVE)
    assert undecided.problems == ("Choose first: To which board? Lost and found, Attic",)
    wrong = await desk.draft(view, MOVE, values=(("board", "main"),))
    assert "is not among: lost-and-found, attic" in wrong.problems[0]
    draft = await desk.draft(view, MOVE, values=(("board", "attic"),))
    assert draft.problems == ()
    assert "To which board? Attic" in draft.effects[0].does
    await desk.decide(draft)
    await desk.send_now()
    assert board.notes[1]["board"] == "attic"
    assert board.notes[1]["flags"][0]["closed"] is not None, "moving deals with the case"


async def test_messages_that_the_backend_keeps_come_after_those_of_the_ruleset(
    desk: Desk, board: Board
) -> None:
    draft = await desk.draft(await desk.look(LADDER), Verb.REMOVE, rule="respect")
    offers = desk.composer().offers(draft)
    assert [offer.response.id for offer in offers][-1] == "native:tone"
    chosen = await desk.draft(draft.view, Verb.REMOVE, rule="respect", response="native:tone")
    assert chosen.message == "Please mind your tone."
    assert desk.composer().worded(draft, offers[-1].response, "en").text == chosen.message
    await desk.decide(chosen)
    await desk.send_now()
    assert [message["text"] for message in board.messages] == ["Please mind your tone."]


@pytest.mark.parametrize(
    ("audience", "reason"),
    [(Audience.EVERYBODY, "Be respectful"), (Audience.MODERATORS, "respect")],
)
async def test_people_read_the_rule_and_moderators_its_id(
    desk: Desk, audience: Audience, reason: str
) -> None:
    def read_by(found: Capability) -> Capability:
        return msgspec.structs.replace(found, reason=audience)

    view = await desk.look(LADDER)
    case = msgspec.structs.replace(view.case, offered=tuple(map(read_by, capabilities(""))))
    view = msgspec.structs.replace(view, case=case)
    draft = await desk.draft(view, Verb.REMOVE, rule="respect")
    assert draft.steps[0].reason == reason
