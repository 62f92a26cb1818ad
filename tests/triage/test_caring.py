"""Somebody in distress is answered with care, and never blamed."""

from modtui.adapters.base import Setting
from modtui.adapters.local import LocalAdapter
from modtui.model import Verb
from modtui.shipped import shipped
from modtui.triage.desk import Settings
from modtui.triage.opening import build
from tests.triage.garden import Garden


async def test_the_message_fits_what_is_done_with_a_cry_for_help(garden: Garden) -> None:
    key = garden.flagged("I want to die, I can't do this anymore.")
    adapter = LocalAdapter(
        Setting(community="garden", file=garden.file, user="u-marie"), clock=garden.clock
    )
    rules = shipped("rulesets") / "community-en.yaml"
    desk = build("garden", adapter, rules, garden.store(), Settings(), clock=garden.clock)
    await desk.open()
    await desk.refresh()
    view = await desk.look(key)
    assert view.proposed == "care"

    reply = await desk.draft(view, Verb.REPLY)
    assert [step.verb for step in reply.steps] == ["reply"]
    assert reply.response == "care"
    assert "You did nothing wrong" in reply.message
    assert "rule" not in reply.message

    # Hiding a post that describes how: the words say that it was hidden, and why.
    hidden = await desk.draft(view, Verb.REMOVE)
    assert {step.verb for step in hidden.steps} == {"remove", "close", "reply"}
    assert hidden.response == "care-hidden"
    assert "We hid the post" in hidden.message
    assert "You did nothing wrong" in hidden.message
    await desk.close("keep")
