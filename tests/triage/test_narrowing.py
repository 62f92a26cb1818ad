"""The queue narrowed by where its cases stand, and filters kept under a name."""

import pytest

from modtui.model import CaseKey
from modtui.triage.asked import BadFilter
from modtui.triage.desk import Desk, DeskError
from modtui.triage.views import Pane
from tests.triage.garden import Garden


async def fits(desk: Desk, text: str) -> list[CaseKey]:
    await desk.narrow(text)
    return [row.key for row in desk.rows()]


async def read(garden: Garden, desk: Desk, *texts: str) -> list[CaseKey]:
    """More cases, read and let in."""
    keys = [garden.flagged(text) for text in texts]
    await desk.refresh()
    await desk.take_in()
    return keys


async def test_cases_are_found_by_where_they_stand(garden: Garden, desk: Desk) -> None:
    (kept, other) = await read(garden, desk, "first", "second")
    assert await fits(desk, "is:open") == [garden.insult, kept, other]
    await desk.decide(await desk.draft(await desk.look(kept), "keep"))
    assert await fits(desk, "is:held") == [kept]
    assert await fits(desk, "is:open") == [garden.insult, other]
    garden.clock.pass_(60)
    await desk.send_now()
    assert await fits(desk, "is:closed") == [kept]
    assert await fits(desk, "-is:closed") == [garden.insult, other]


async def test_what_came_back_is_found(garden: Garden, desk: Desk) -> None:
    await desk.decide(await desk.draft(await desk.look(garden.insult), "keep"))
    garden.community.edit_post(garden.insult.native, "I am sorry.")
    garden.clock.pass_(60)
    await desk.send_now()
    assert await fits(desk, "is:returned") == [garden.insult]
    assert await fits(desk, "is:closed,held") == []


async def test_a_case_that_is_handed_on_is_escalated(garden: Garden, desk: Desk) -> None:
    draft = await desk.draft(await desk.look(garden.insult), "escalate", contact="admins")
    await desk.decide(draft)
    garden.clock.pass_(60)
    await desk.send_now()
    assert await fits(desk, "is:escalated") == [garden.insult]
    assert await fits(desk, "is:open") == []


async def test_what_is_dealt_with_elsewhere_is_closed(garden: Garden, desk: Desk) -> None:
    desk.touch()
    other = garden.desk("u-paul", store="other", hold=0)
    await other.open()
    await other.refresh()
    await other.decide(await other.draft(await other.look(garden.insult), "keep"))
    await other.send_now()
    await other.close("keep")
    await desk.refresh()
    assert await fits(desk, "is:closed") == [garden.insult]


async def test_nothing_moves_until_the_person_asks(garden: Garden, desk: Desk) -> None:
    (first,) = await read(garden, desk, "first")
    assert await fits(desk, "is:open") == [garden.insult, first]
    await desk.decide(await desk.draft(await desk.look(first), "keep"))
    assert [row.key for row in desk.rows()] == [garden.insult, first]


async def test_a_filter_that_cannot_be_used_leaves_the_rows_as_they_were(
    garden: Garden, desk: Desk
) -> None:
    await desk.narrow("author:nobody")
    with pytest.raises(BadFilter, match="no field “autor”"):
        await desk.narrow("autor:ana")
    assert desk.filter == "author:nobody"
    assert len(desk.rows()) == 0 and desk.total == 1
    await desk.narrow("")
    assert desk.filter == "" and len(desk.rows()) == 1


async def test_what_was_seen_is_offered(garden: Garden, desk: Desk) -> None:
    from modtui.filters.fields import AUDIT, QUEUE

    async def offered(name: str, part: str, pane: Pane = Pane.QUEUE) -> tuple[str, ...]:
        field = (QUEUE if pane is Pane.QUEUE else AUDIT).find(name)
        assert field is not None
        return await desk.asking.offered(field, part, pane)

    assert await offered("author", "AN") == ("ana", "u-ana")
    assert await offered("reporter", "ro") == ("rose", "u-rose")
    assert await offered("rule", "") == tuple(rule.id for rule in desk.ruleset.rules)
    await desk.decide(await desk.draft(await desk.look(garden.insult), "keep"))
    assert await offered("by", "mar", Pane.AUDIT) == ("marie", "u-marie")
    assert "keep" in await offered("verb", "", Pane.AUDIT)


async def test_views_are_kept_for_the_next_desk(garden: Garden, desk: Desk) -> None:
    await desk.asking.save_view(Pane.QUEUE, "Mine \x1b[31m", "  author:ana ")
    await desk.asking.save_view(Pane.AUDIT, "bans", "verb:ban")
    await desk.asking.save_view(Pane.QUEUE, "a", "is:open")
    await desk.asking.save_view(Pane.QUEUE, "a", "is:closed")
    other = garden.desk()
    assert [(view.name, view.filter) for view in other.asking.views(Pane.QUEUE)] == [
        ("a", "is:closed"), ("Mine ␛[31m", "author:ana"),
    ]  # fmt: skip
    await other.asking.delete_view(Pane.QUEUE, "a")
    assert [view.name for view in desk.asking.views(Pane.QUEUE)] == ["Mine ␛[31m"]
    assert [view.name for view in desk.asking.views(Pane.AUDIT)] == ["bans"]


async def test_views_of_the_configuration_come_first_and_stay(desk: Desk) -> None:
    import msgspec

    await desk.asking.save_view(Pane.QUEUE, "own", "author:ana")
    desk.settings = msgspec.structs.replace(desk.settings, views=(("today", "age<1d"),))
    views = desk.asking.views(Pane.QUEUE)
    assert [(view.name, view.own) for view in views] == [("today", False), ("own", True)]
    with pytest.raises(DeskError, match="modtui.yaml"):
        await desk.asking.save_view(Pane.QUEUE, "today", "age<2d")


async def test_what_is_no_view_is_not_kept(desk: Desk) -> None:
    for name, text in (("", "author:ana"), ("x", " "), ("x", "autor:ana"), ("x", "author:")):
        with pytest.raises(DeskError):
            await desk.asking.save_view(Pane.QUEUE, name, text)
    assert desk.asking.views(Pane.QUEUE) == ()
