"""One decision, from a flag to what the community looks like afterwards."""

from datetime import timedelta

import pytest

from modtui.journal.entries import Decided, Ended, TakenBack
from modtui.model import Result, Verb
from modtui.triage.desk import Desk, DeskError
from modtui.triage.views import Standing
from tests.triage.garden import INSULT, Garden


async def decide(desk: Desk, garden: Garden, verb: str, **choices: object) -> str:
    view = await desk.look(garden.insult)
    draft = await desk.draft(view, verb, **choices)  # type: ignore[arg-type]
    assert draft.problems == ()
    return (await desk.decide(draft)).id


async def after_hold(desk: Desk, garden: Garden) -> None:
    garden.clock.pass_(11)
    await desk.send_now()


async def test_the_queue_shows_the_flagged_post_with_its_rule(desk: Desk, garden: Garden) -> None:
    (row,) = desk.rows()
    assert (row.key, row.rule, row.author, row.reports) == (garden.insult, "respect", "Ana", 1)


async def test_removing_proposes_the_rule_the_ladder_and_the_message(
    desk: Desk, garden: Garden
) -> None:
    draft = await desk.draft(await desk.look(garden.insult), Verb.REMOVE)
    assert [step.verb for step in draft.steps] == ["remove", "close", "warn"]
    assert draft.rule == "respect"
    assert "Hello Ana" in draft.message
    assert "Be respectful" in draft.message
    assert draft.asks


async def test_a_decision_waits_and_is_then_carried_out(desk: Desk, garden: Garden) -> None:
    id = await decide(desk, garden, Verb.REMOVE)
    await desk.send_now()
    assert len(garden.community.thread("t1")) == 1, "it must be held back first"
    assert desk.row(garden.insult).standing is Standing.HELD_BACK  # type: ignore[union-attr]

    await after_hold(desk, garden)
    assert garden.community.thread("t1") == ()
    (message,) = garden.community.inbox("u-ana")
    assert "Be respectful" in message.text
    assert desk.row(garden.insult).standing is Standing.CLOSED  # type: ignore[union-attr]
    results = [r.entry.outcome.result for r in desk.trail.story(id) if isinstance(r.entry, Ended)]
    assert results == [Result.APPLIED] * 3


async def test_the_record_stands_before_anything_is_sent(desk: Desk, garden: Garden) -> None:
    id = await decide(desk, garden, Verb.REMOVE)
    (record,) = desk.trail.story(id)
    assert isinstance(record.entry, Decided)
    assert record.entry.evidence.text == INSULT
    assert desk.trail.verify().ok


async def test_taking_back_takes_all_of_it_back(desk: Desk, garden: Garden) -> None:
    id = await decide(desk, garden, Verb.REMOVE)
    taken = await desk.take_back()
    assert taken is not None and taken.id == id
    await after_hold(desk, garden)
    assert len(garden.community.thread("t1")) == 1
    assert garden.community.inbox("u-ana") == ()
    assert desk.row(garden.insult).standing is Standing.OPEN  # type: ignore[union-attr]
    assert any(isinstance(r.entry, TakenBack) for r in desk.trail.story(id))


async def test_what_was_sent_cannot_be_taken_back_but_reversed(desk: Desk, garden: Garden) -> None:
    id = await decide(desk, garden, Verb.BAN)
    await after_hold(desk, garden)
    assert garden.community.is_banned("u-ana")
    assert await desk.take_back() is None

    last = desk.last_sent()
    assert last is not None and last.id == id
    draft = await desk.inverse(id)
    assert draft is not None
    assert [step.verb for step in draft.steps] == ["unban", "restore"]
    undo = await desk.decide(draft)
    assert undo.undoes == id
    await after_hold(desk, garden)
    assert not garden.community.is_banned("u-ana")
    assert len(garden.community.thread("t1")) == 1
    assert desk.last_sent() is None


async def test_keeping_closes_the_reports_and_leaves_the_post(desk: Desk, garden: Garden) -> None:
    await decide(desk, garden, Verb.KEEP)
    await after_hold(desk, garden)
    await desk.refresh()
    await desk.take_in()
    assert len(garden.community.thread("t1")) == 1
    assert list(desk.rows()) == []


async def test_the_second_violation_climbs_the_ladder(desk: Desk, garden: Garden) -> None:
    await decide(desk, garden, Verb.REMOVE)
    await after_hold(desk, garden)
    again = garden.flagged("What an idiot.")
    await desk.refresh()
    await desk.take_in()
    draft = await desk.draft(await desk.look(again), Verb.REMOVE)
    assert [step.verb for step in draft.steps] == ["remove", "mute", "close", "warn"]
    assert draft.steps[1].seconds == 86_400
    assert "1 day" in draft.message
    assert "Marie" in draft.because


async def test_a_taken_back_decision_does_not_count_on_the_ladder(
    desk: Desk, garden: Garden
) -> None:
    await decide(desk, garden, Verb.REMOVE)
    await desk.take_back()
    draft = await desk.draft(await desk.look(garden.insult), Verb.REMOVE)
    assert [step.verb for step in draft.steps] == ["remove", "close", "warn"]


async def test_escalating_tells_the_contact_and_leaves_the_case_open(
    desk: Desk, garden: Garden
) -> None:
    await decide(desk, garden, Verb.ESCALATE, note="I know her, please decide")
    await after_hold(desk, garden)
    (message,) = garden.community.inbox("u-admins")
    assert INSULT in message.text
    assert "I know her" in message.text
    row = desk.row(garden.insult)
    assert row is not None and row.standing is Standing.ESCALATED
    assert len(garden.community.thread("t1")) == 1


async def test_the_authors_language_is_spoken(desk: Desk, garden: Garden) -> None:
    french = garden.flagged("Quel imbécile !", language="fr")
    await desk.refresh()
    await desk.take_in()
    draft = await desk.draft(await desk.look(french), Verb.REMOVE)
    assert draft.language == "fr"
    assert draft.message.startswith("Bonjour Ana")
    switched = await desk.draft(draft.view, Verb.REMOVE, language="en")
    assert switched.message.startswith("Hello Ana")


async def test_nothing_is_decided_while_there_are_problems(desk: Desk, garden: Garden) -> None:
    view = await desk.look(garden.insult)
    draft = await desk.draft(view, Verb.WARN, rule="")
    assert draft.problems
    with pytest.raises(DeskError):
        await desk.decide(draft)
    assert desk.trail.entries() == ()


async def test_content_that_must_not_be_kept_is_not_in_the_journal(
    desk: Desk, garden: Garden
) -> None:
    key = garden.flagged("Here is the forbiddenword in full.")
    await desk.refresh()
    await desk.take_in()
    draft = await desk.draft(await desk.look(key), Verb.REMOVE)
    assert "forbiddenword" not in draft.message
    await desk.decide(draft)
    await after_hold(desk, garden)
    written = b"".join(p.read_bytes() for p in garden.folder.glob("desk/journal/*.jsonl"))
    assert b"respect" in written or b"secret" in written
    assert b"forbiddenword" not in written


async def test_a_message_that_is_too_long_is_refused_before_it_is_sent(
    desk: Desk, garden: Garden
) -> None:
    view = await desk.look(garden.insult)
    draft = await desk.draft(view, Verb.WARN, message="x" * 1_000_000)
    assert any("too long" in problem for problem in draft.problems)


async def test_where_two_must_agree_the_second_one_is_written_down(
    desk: Desk, garden: Garden
) -> None:
    key = garden.flagged("A very bannable sentence.")
    await desk.refresh()
    await desk.take_in()
    view = await desk.look(key)
    alone = await desk.draft(view, Verb.BAN)
    assert any("second moderator" in problem for problem in alone.problems)
    with pytest.raises(DeskError):
        await desk.decide(alone)
    agreed = await desk.draft(view, Verb.BAN, note="Paul agrees")
    assert agreed.problems == ()
    assert (await desk.draft(view, Verb.REMOVE)).problems == (), "only banning asks for it"


async def test_what_the_backend_remembers_counts_on_the_ladder_of_its_rule(
    desk: Desk, garden: Garden
) -> None:
    """Sanctions from before modtui, or given by other means: by the rule that they name."""
    before = garden.clock.now - timedelta(days=20)
    garden.community.add_sanction(
        "u-ana", "warn", by="u-paul", at=before, reason="Be respectful, please"
    )
    garden.community.add_sanction("u-ana", "warn", by="u-paul", at=before, reason="spam")
    await desk.refresh()
    draft = await desk.draft(await desk.look(garden.insult), Verb.REMOVE)
    assert [step.verb for step in draft.steps] == ["remove", "mute", "close", "warn"]
    assert "2nd for respect" in draft.because
    assert "Paul" in draft.because
