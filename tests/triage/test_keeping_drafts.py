"""What a person changed in a decision outlives crashes, other people and second thoughts."""

import asyncio
import json
from datetime import timedelta

from modtui.model import Case, Verb
from modtui.state import StateFile
from modtui.triage.choices import Choices
from modtui.triage.desk import Desk
from modtui.triage.keeping import DraftKeeper, KeptDraft, Written
from modtui.triage.views import Change
from tests.triage.garden import Garden
from tests.triage.test_deciding import after_hold

MINE = Choices(Verb.REMOVE, message="Dear Ana, please cut them kindly.")


def case(desk: Desk, garden: Garden) -> Case:
    return desk.view(garden.insult).case


async def kept(desk: Desk, garden: Garden, verb: str = Verb.REMOVE) -> Choices | None:
    found = await desk.drafts.of(garden.insult, verb)
    return found.choices if found is not None else None


async def writes(desk: Desk, garden: Garden, choices: Choices = MINE) -> None:
    """Changes something in the preview, and leaves it."""
    desk.drafts.keep(case(desk, garden), choices)
    await desk.drafts.save()
    garden.clock.pass_(1)


async def decide(desk: Desk, garden: Garden, choices: Choices = MINE) -> str:
    draft = await desk.draft(desk.view(garden.insult), choices.verb, message=choices.message)
    return (await desk.decide(draft)).id


async def another(garden: Garden, who: str = "u-marie", store: str = "desk") -> Desk:
    desk = garden.desk(who, store=store)
    await desk.open()
    await desk.refresh()
    return desk


async def test_another_process_finds_it_in_a_file_that_only_its_owner_reads(
    desk: Desk, garden: Garden
) -> None:
    await writes(desk, garden)
    assert garden.store().state.stat().st_mode & 0o777 == 0o600
    again = await another(garden)
    assert await kept(again, garden) == MINE
    assert await kept(again, garden, Verb.BAN) is None
    await again.close("keep")


async def test_it_is_written_soon_after_a_change_and_not_at_each_one(garden: Garden) -> None:
    over = asyncio.Event()

    async def waits() -> None:
        await over.wait()

    path = garden.store().state
    keeper = DraftKeeper(StateFile(path, clock=garden.clock), lambda: None, waits)
    first = KeptDraft(garden.insult, MINE, garden.clock())
    keeper.keep(first)
    newer = KeptDraft(garden.insult, Choices(Verb.REMOVE, message="newer"), garden.clock())
    keeper.keep(newer)
    await asyncio.sleep(0)
    assert not path.exists()
    assert await keeper.of(first.slot) == newer
    over.set()
    while not path.exists():
        await asyncio.sleep(0.005)
    await keeper.close()
    assert json.loads(path.read_text())["drafts"]["1"]["choices"]["message"] == "newer"
    assert len(json.loads(path.read_text())["drafts"]) == 1


async def test_closing_the_desk_writes_what_waits(desk: Desk, garden: Garden) -> None:
    desk.drafts.keep(case(desk, garden), MINE, [Written("respect", "bye", "en", "Bye.")])
    await desk.close("keep")
    again = await another(garden)
    found = await again.drafts.of(garden.insult, Verb.REMOVE)
    assert found is not None and found.written == (Written("respect", "bye", "en", "Bye."),)
    await again.close("keep")


async def test_it_is_there_until_the_decision_is_sent(desk: Desk, garden: Garden) -> None:
    await writes(desk, garden)
    await decide(desk, garden)
    await desk.refresh()
    assert await kept(desk, garden) == MINE, "held back: it can still be taken back"
    await after_hold(desk, garden)
    await desk.refresh()
    assert await kept(desk, garden) is None


async def test_taking_back_leaves_it(desk: Desk, garden: Garden) -> None:
    await writes(desk, garden)
    await decide(desk, garden)
    await desk.take_back()
    await desk.refresh()
    assert await kept(desk, garden) == MINE


async def test_it_outlives_a_decision_that_came_back(desk: Desk, garden: Garden) -> None:
    await writes(desk, garden)
    await decide(desk, garden)
    garden.community.edit_post(garden.insult.native, "You genius, that is how roses are cut.")
    await after_hold(desk, garden)
    assert desk.pending()
    await desk.refresh()
    assert await kept(desk, garden) == MINE


async def test_another_verb_that_closed_the_case_ends_it(desk: Desk, garden: Garden) -> None:
    await writes(desk, garden)
    await decide(desk, garden, Choices(Verb.KEEP))
    await after_hold(desk, garden)
    await desk.refresh()
    assert await kept(desk, garden) is None


async def test_asking_a_contact_meanwhile_leaves_it(desk: Desk, garden: Garden) -> None:
    await writes(desk, garden)
    await writes(desk, garden, Choices(Verb.ESCALATE, note="what do you think?"))
    await decide(desk, garden, Choices(Verb.ESCALATE))
    await after_hold(desk, garden)
    await desk.refresh()
    assert await kept(desk, garden) == MINE
    assert await kept(desk, garden, Verb.ESCALATE) is None


async def test_what_another_moderator_decided_leaves_it_for_thirty_days(
    desk: Desk, garden: Garden
) -> None:
    await writes(desk, garden)
    paul = await another(garden, "u-paul", store="paul")
    await decide(paul, garden, Choices(Verb.KEEP))
    await after_hold(paul, garden)
    await paul.close("keep")
    await desk.refresh()
    assert await kept(desk, garden) == MINE
    garden.clock.pass_(timedelta(days=29).total_seconds())
    await desk.refresh()
    assert await kept(desk, garden) == MINE
    garden.clock.pass_(timedelta(days=1).total_seconds())
    await desk.refresh()
    assert await kept(desk, garden) is None


async def test_two_moderators_of_one_store_do_not_get_each_others(
    desk: Desk, garden: Garden
) -> None:
    await writes(desk, garden)
    paul = await another(garden, "u-paul")
    assert await kept(paul, garden) is None
    theirs = Choices(Verb.REMOVE, message="Paul's own")
    await writes(paul, garden, theirs)
    assert await kept(desk, garden) == MINE
    assert await kept(paul, garden) == theirs
    await paul.close("keep")


async def test_of_two_desks_of_one_person_the_newest_change_counts(
    desk: Desk, garden: Garden
) -> None:
    await writes(desk, garden)
    second = await another(garden)
    newer = Choices(Verb.REMOVE, message="newer")
    await writes(second, garden, newer)
    assert await kept(desk, garden) == newer
    await second.close("keep")


async def test_what_is_thrown_away_is_gone(desk: Desk, garden: Garden) -> None:
    await writes(desk, garden)
    desk.drafts.drop(garden.insult, Verb.REMOVE)
    assert await kept(desk, garden) is None
    await desk.drafts.save()
    assert "kindly" not in garden.store().state.read_text()


async def test_who_is_to_be_forgotten_is_in_no_draft_any_more(desk: Desk, garden: Garden) -> None:
    other = garden.flagged("You idiot too.", author="u-paul")
    await desk.refresh()
    await writes(desk, garden)
    desk.drafts.keep(desk.view(other).case, Choices(Verb.WARN, message="about somebody else"))
    assert (await desk.forget_person("u-ana")).drafts == 1
    text = garden.store().state.read_text()
    assert "kindly" not in text and "about somebody else" in text


async def test_a_file_that_cannot_be_written_is_told_once_and_stops_nothing(
    desk: Desk, garden: Garden
) -> None:
    lock = garden.store().state.with_name("state.json.lock")
    lock.unlink(missing_ok=True)
    lock.mkdir()
    told: list[str] = []
    desk.on_change.append(
        lambda change, _key: told.append(desk.drafts.trouble) if change is Change.DRAFTS else None
    )
    await writes(desk, garden)
    await writes(desk, garden)
    assert len(told) == 1 and "state.json" in told[0]
    assert await kept(desk, garden) == MINE, "while the desk is open, it knows"
    await decide(desk, garden)
    await after_hold(desk, garden)
    assert desk.pending() == ()
    lock.rmdir()
    await desk.drafts.save()
    assert told[1:] == [""]


async def test_a_draft_of_a_newer_modtui_is_left_alone(desk: Desk, garden: Garden) -> None:
    await writes(desk, garden)
    file = garden.store().state
    raw = json.loads(file.read_text())
    raw["drafts"]["9"] = {"case": "told otherwise"}
    file.write_text(json.dumps(raw))
    await writes(desk, garden, Choices(Verb.BAN, note="n"))
    assert json.loads(file.read_text())["drafts"]["9"] == {"case": "told otherwise"}
    assert await kept(desk, garden) == MINE
