"""Handing a case on: what the contact reads, how it gets there, and that it comes back."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from modtui.adapters.base import Trouble
from modtui.configroutes import (
    Destination,
    SecretAt,
    ToCommand,
    ToEmail,
    ToRoom,
    ToWebhook,
)
from modtui.model import CaseKey, Verb
from modtui.text import cells
from modtui.triage.desk import Desk, DeskError
from modtui.triage.views import Draft, Standing
from tests.adapters.standin import always, answer, standing_in
from tests.routes.mailserver import MailServer, hang_up, serving
from tests.triage.garden import INSULT, RULES, Garden

CANARY = "s3cret-ca9nary"


async def opened(
    garden: Garden, to: Destination | str | None = None, store: str = "desk", **more: object
) -> Desk:
    """A desk whose contact is reached in that way."""
    desk = garden.desk(store=store)
    routes = () if to is None else (("admins", to),)
    desk.settings = msgspec.structs.replace(desk.settings, routes=routes, **more)
    await desk.open()
    await desk.refresh()
    await desk.take_in()
    return desk


@pytest.fixture
async def desk(garden: Garden) -> AsyncIterator[Desk]:
    desk = await opened(garden, "u-admins")
    yield desk
    await desk.close("keep")


async def draft(desk: Desk, key: CaseKey, verb: str = Verb.ESCALATE, **choices: object) -> Draft:
    return await desk.draft(await desk.look(key), verb, **choices)  # type: ignore[arg-type]


async def hand_on(desk: Desk, garden: Garden, **choices: object) -> str:
    made = await draft(desk, garden.insult, **choices)
    assert made.problems == ()
    id = (await desk.decide(made)).id
    garden.clock.pass_(11)
    await desk.send_now()
    return id


def standing(desk: Desk, garden: Garden) -> tuple[Standing, str]:
    row = desk.row(garden.insult)
    assert row is not None
    return row.standing, row.note


def email(server: MailServer, **more: object) -> ToEmail:
    return ToEmail(
        ("admins@example.org",),
        "mods@example.org",
        "127.0.0.1",
        server.port,
        "none",
        **more,  # type: ignore[arg-type]
    )


# What the contact reads.


async def test_a_stranger_learns_what_where_who_why_and_what_was_done(
    desk: Desk, garden: Garden
) -> None:
    warned = await draft(desk, garden.insult, Verb.WARN)
    await desk.decide(warned)
    garden.clock.pass_(11)
    await desk.send_now()
    again = garden.flagged("You imbecile, you idiot.")
    await desk.refresh()
    await desk.take_in()
    removed = await draft(desk, again, Verb.REMOVE)
    await desk.decide(removed)
    await desk.take_back()
    text = (await draft(desk, again, note="I know her.\nPlease decide.")).message
    for told in (
        "Marie", "garden", again.native, "Roses", "Pruning", "Ana (u-ana)", "rude",
        "Be respectful (medium)", "found: idiot", "You imbecile, you idiot.", "I know her.",
        "Please decide.", "warned (Be respectful), by Marie", "2 days",
    ):  # fmt: skip
        assert told in text, told
    assert "u-rose" not in text and "Rose " not in text, "who reported it is not told"
    assert "removed" not in text, "what was taken back was not done"


async def test_what_was_done_on_the_case_is_told(desk: Desk, garden: Garden) -> None:
    garden.line.breaks["close"] = ("before", Trouble.DENIED)  # type: ignore[union-attr]
    made = await draft(desk, garden.insult, Verb.REMOVE)
    await desk.decide(made)
    garden.clock.pass_(11)
    await desk.send_now()
    await desk.refresh()
    text = (await draft(desk, garden.insult)).message
    assert "Done already on this case:" in text
    assert "removed (Be respectful), by Marie" in text
    assert "is removed already" in text


async def test_no_line_is_wider_than_the_preview(desk: Desk, garden: Garden) -> None:
    for text in ("idiot " * 200, "idiot 日本語" * 100, "idiot" + "x" * 500, INSULT):
        key = garden.flagged(text)
        await desk.refresh()
        await desk.take_in()
        message = (await draft(desk, key, note="y" * 300)).message
        assert max(cells(line) for line in message.split("\n")) <= 76


async def test_what_the_rule_keeps_to_itself_is_not_passed_on(desk: Desk, garden: Garden) -> None:
    key = garden.flagged("Here is the forbiddenword, in full.")
    await desk.refresh()
    await desk.take_in()
    made = await draft(desk, key, contact="admins")
    assert "forbiddenword" not in made.message
    assert "not passed on" in made.message
    assert "Never repeat this" in made.message


async def test_nothing_in_it_calls_anybody_or_acts(desk: Desk, garden: Garden) -> None:
    key = garden.flagged("idiot @everyone <!channel> [x](http://x.test) \x1b[31m\u202e")
    await desk.refresh()
    await desk.take_in()
    text = (await draft(desk, key)).message
    assert not {"@everyone", "<!channel>", "\x1b", "\u202e", "](http"} & {
        part for part in ("@everyone", "<!channel>", "\x1b", "\u202e", "](http") if part in text
    }


async def test_it_speaks_the_contacts_language(garden: Garden) -> None:
    rules = garden.folder / "rules.yaml"
    text = RULES.read_text(encoding="utf-8")
    rules.write_text(text.replace("answer_within: 2d", "answer_within: 2d, languages: [fr, en]"))
    desk = garden.desk(rules=rules)
    await desk.open()
    await desk.refresh()
    made = await draft(desk, garden.insult)
    assert (made.language, made.languages) == ("fr", ("fr", "en"))
    assert "Restez respectueux" in made.message
    assert "Be respectful" in (await draft(desk, garden.insult, language="en")).message
    await desk.close("keep")


async def test_the_preview_says_where_it_goes_and_who_sees_it(garden: Garden) -> None:
    server = MailServer()
    server.port = 25
    desk = await opened(garden, email(server))
    (effect,) = (await draft(desk, garden.insult)).effects
    assert "admins@example.org" in effect.label
    assert "mailbox" in effect.seen_by
    await desk.close("keep")


# How it gets there.


async def test_by_mail_it_arrives_once_and_the_case_is_escalated(garden: Garden) -> None:
    async with serving(MailServer()) as server:
        desk = await opened(garden, email(server))
        id = await hand_on(desk, garden)
        await desk.send_now()
    assert "A case is handed to you" in server.message().get_content()
    found = desk.decision(id)
    assert found is not None
    (outcome,) = [outcome for _step, outcome in found.outcomes]
    assert outcome.receipt == server.message()["Message-ID"]
    assert standing(desk, garden)[0] is Standing.ESCALATED
    assert desk.pending() == ()
    await desk.close("keep")


async def test_it_is_written_before_it_goes_and_can_be_taken_back(garden: Garden) -> None:
    async with serving(MailServer()) as server:
        desk = await opened(garden, email(server))
        await desk.decide(await draft(desk, garden.insult))
        await desk.send_now()
        assert server.asked == 0, "it must be held back first"
        assert await desk.take_back() is not None
        garden.clock.pass_(11)
        await desk.send_now()
    assert server.asked == 0
    assert standing(desk, garden)[0] is Standing.OPEN
    await desk.close("keep")


async def test_what_another_moderator_handled_is_not_handed_on(garden: Garden) -> None:
    async with serving(MailServer()) as server:
        desk = await opened(garden, email(server))
        await desk.decide(await draft(desk, garden.insult))
        paul = garden.desk("u-paul", store="paul", hold=0)
        await paul.open()
        await paul.refresh()
        await paul.decide(await paul.draft(await paul.look(garden.insult), Verb.KEEP))
        await paul.send_now()
        await paul.close("keep")
        garden.clock.pass_(11)
        await desk.send_now()
    assert server.asked == 0
    await desk.close("keep")


async def test_a_refused_mail_leaves_the_case_to_be_decided(garden: Garden) -> None:
    server = MailServer()
    server.data = "554 no"
    async with serving(server):
        desk = await opened(garden, email(server))
        id = await hand_on(desk, garden)
        state, note = standing(desk, garden)
        assert state is Standing.FAILED and "554" in note
        server.data = "250 OK"
        await desk.resume(id)
        await desk.send_now()
    assert standing(desk, garden)[0] is Standing.ESCALATED
    await desk.close("keep")


async def test_after_doubt_a_person_is_asked_and_nothing_is_sent_twice(garden: Garden) -> None:
    server = MailServer()
    server.instead = hang_up
    async with serving(server):
        desk = await opened(garden, email(server))
        id = await hand_on(desk, garden)
        garden.clock.pass_(120)
        await desk.send_now()
        assert standing(desk, garden)[0] is Standing.DOUBT
        garden.clock.pass_(120)
        await desk.send_now()
        assert server.asked == 1
        await desk.answer(id, "escalate", happened=True)
    assert standing(desk, garden)[0] is Standing.ESCALATED
    await desk.close("keep")


async def test_a_dead_route_holds_nothing_else_up(garden: Garden) -> None:
    async with serving(MailServer()) as server:
        to = email(server)
    desk = await opened(garden, to)
    other = garden.flagged("Another idiot.")
    await desk.refresh()
    await desk.take_in()
    await hand_on(desk, garden)
    assert standing(desk, garden)[0] is Standing.WAITING
    assert "127.0.0.1" in desk.trouble
    await desk.decide(await draft(desk, other, Verb.BAN))
    garden.clock.pass_(11)
    await desk.send_now()
    assert garden.community.is_banned("u-ana")
    async with serving(MailServer()) as back:
        changed = msgspec.structs.replace(to, port=back.port)
        desk.settings = msgspec.structs.replace(desk.settings, routes=(("admins", changed),))
        await desk.close("keep")
        desk = await opened(garden, changed)
        garden.clock.pass_(120)
        await desk.send_now()
        assert len(back.arrived) == 1
    await desk.close("keep")


async def test_a_dead_route_does_not_hold_up_a_later_decision_on_the_same_case(
    garden: Garden,
) -> None:
    async with serving(MailServer()) as server:
        to = email(server)
    desk = await opened(garden, to)
    await hand_on(desk, garden)
    await desk.decide(await draft(desk, garden.insult, Verb.BAN))
    garden.clock.pass_(11)
    await desk.send_now()
    assert garden.community.is_banned("u-ana")
    garden.clock.pass_(120)
    await desk.send_now()
    assert desk.pending() == (), "what was decided anew is not handed on any more"
    await desk.close("keep")


async def test_an_unexpected_fault_on_a_route_is_doubt_and_not_the_end(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    from modtui.routes.mail import MailRoute

    async def fault(self: MailRoute, order: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(MailRoute, "perform", fault)
    desk = await opened(garden, email(MailServer()))
    await hand_on(desk, garden)
    assert "RuntimeError" in desk.trouble and CANARY not in desk.trouble
    garden.clock.pass_(120)
    await desk.send_now()
    assert standing(desk, garden)[0] is Standing.DOUBT
    await desk.close("keep")


async def test_a_webhook_that_fails_is_asked_again_only_where_that_is_declared_safe(
    garden: Garden, tmp_path: Path
) -> None:
    for name, safe, count in (("asked", False, 1), ("safe", True, 2)):
        place = tmp_path / name
        place.mkdir()
        its = Garden(place)
        async with standing_in(always(answer(500, b"no"), answer(200))) as server:
            desk = await opened(its, ToWebhook(url=server.origin + "/hook", safe=safe))
            await hand_on(desk, its)
            its.clock.pass_(120)
            await desk.send_now()
            expected = Standing.ESCALATED if safe else Standing.DOUBT
            assert standing(desk, its)[0] is expected
            assert len(server.requests) == count
            assert len({r.headers["idempotency-key"] for r in server.requests}) == 1
            await desk.close("keep")


async def test_by_command_it_gets_what_was_previewed(garden: Garden, tmp_path: Path) -> None:
    file = tmp_path / "got"
    code = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())"
    desk = await opened(garden, ToCommand((sys.executable, "-c", code, str(file))))
    made = await draft(desk, garden.insult)
    await desk.decide(made)
    garden.clock.pass_(11)
    await desk.send_now()
    assert file.read_text() == made.message + "\n"
    await desk.close("keep")


async def test_into_a_room_of_the_backend_and_not_to_the_author(garden: Garden) -> None:
    garden.community.add_thread("roses", "Moderators", id="t-mods")
    desk = await opened(garden, ToRoom("t-mods"))
    made = await draft(desk, garden.insult)
    assert "t-mods" in made.effects[0].seen_by
    await desk.decide(made)
    garden.clock.pass_(11)
    await desk.send_now()
    (post,) = garden.community.thread("t-mods")
    assert post.text == made.message
    assert garden.community.inbox("u-ana") == ()
    await desk.close("keep")


async def test_a_room_that_there_is_not_fails_in_words(garden: Garden) -> None:
    desk = await opened(garden, ToRoom("nowhere"))
    await hand_on(desk, garden)
    assert standing(desk, garden)[0] is Standing.FAILED
    await desk.close("keep")


async def test_a_route_that_was_changed_meanwhile_is_not_taken(garden: Garden) -> None:
    async with serving(MailServer()) as server:
        desk = await opened(garden, email(server))
        await desk.decide(await draft(desk, garden.insult))
        await desk.close("keep")
        other = msgspec.structs.replace(email(server), to=("else@example.org",))
        desk = await opened(garden, other)
        garden.clock.pass_(11)
        await desk.send_now()
    assert server.asked == 0
    state, note = standing(desk, garden)
    assert state is Standing.FAILED and "changed" in note
    await desk.close("keep")


async def test_restricted_turns_commands_off_also_for_what_was_decided_before(
    garden: Garden, tmp_path: Path
) -> None:
    file = tmp_path / "ran"
    command = ToCommand((sys.executable, "-c", "import sys; open(sys.argv[1], 'w')", str(file)))
    desk = await opened(garden, command)
    await desk.decide(await draft(desk, garden.insult))
    await desk.close("keep")
    desk = await opened(garden, command, restricted=True)
    garden.clock.pass_(11)
    await desk.send_now()
    assert standing(desk, garden)[0] is Standing.FAILED
    assert not file.exists()
    assert "restricted" in " ".join((await draft(desk, garden.insult)).problems)
    await desk.close("keep")


async def test_no_route_and_no_contact_are_problems_with_their_names(garden: Garden) -> None:
    desk = await opened(garden)
    assert "admins" in " ".join((await draft(desk, garden.insult)).problems)
    assert "nobody" in " ".join((await draft(desk, garden.insult, contact="nobody")).problems)
    await desk.close("keep")


async def test_a_backend_that_cannot_escalate_still_hands_on_by_mail(garden: Garden) -> None:
    async with serving(MailServer()) as server:
        desk = garden.desk()
        routes = (("admins", email(server)),)
        desk.settings = msgspec.structs.replace(desk.settings, routes=routes)
        real = garden.line.capabilities  # type: ignore[union-attr]

        async def without() -> object:
            return tuple(known for known in await real() if known.verb != Verb.ESCALATE)

        garden.line.capabilities = without  # type: ignore[method-assign, union-attr, assignment]
        await desk.open()
        await desk.refresh()
        view = await desk.look(garden.insult)
        states = {state.verb: state.why_not for state in desk.verbs(view)}
        assert states[Verb.ESCALATE] == ""
        await hand_on(desk, garden)
        assert len(server.arrived) == 1
        await desk.close("keep")


async def test_no_secret_is_written_down(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", CANARY)
    server = MailServer()
    server.password = CANARY
    async with serving(server):
        to = email(server, user="mods", password=SecretAt(env="MAIL_PASSWORD"))
        desk = await opened(garden, to)
        await hand_on(desk, garden)
        await desk.close("keep")
    async with standing_in(always(answer(404))) as hook:
        key = garden.flagged("What an idiot.")
        desk = await opened(garden, ToWebhook(url=f"{hook.origin}/{CANARY}"))
        made = await draft(desk, key)
        await desk.decide(made)
        garden.clock.pass_(11)
        await desk.send_now()
        shown = f"{made}{desk.settings}{desk.pending()}{desk.trail.entries()}{desk.trouble}"
        await desk.close("keep")
    assert len(server.arrived) == len(hook.requests) == 1
    assert CANARY not in shown
    for path in garden.folder.rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes(), path


async def test_addresses_stay_out_of_the_lines_that_cannot_be_erased(garden: Garden) -> None:
    async with serving(MailServer()) as server:
        desk = await opened(garden, email(server))
        id = await hand_on(desk, garden)
        lines = [msgspec.json.encode(record.line) for record in desk.trail.story(id)]
        await desk.close("keep")
    assert not any(b"admins@" in line for line in lines)


# What becomes of the case.


async def test_it_says_to_whom_by_whom_and_since_when(desk: Desk, garden: Garden) -> None:
    await hand_on(desk, garden)
    garden.clock.pass_(3 * 3600)
    state, note = standing(desk, garden)
    assert state is Standing.ESCALATED
    assert "admins" in note and "Marie" in note and "3 h" in note
    handed = desk.view(garden.insult).escalation
    assert handed is not None
    assert (handed.contact, handed.by, handed.answered) == ("admins", "Marie", None)


async def test_it_comes_back_where_no_answer_is_noted_in_time(desk: Desk, garden: Garden) -> None:
    await hand_on(desk, garden)
    garden.clock.pass_(2 * 86_400 - 60)
    assert standing(desk, garden)[0] is Standing.ESCALATED
    garden.clock.pass_(120)
    assert standing(desk, garden) == (Standing.OPEN, "no answer from admins for 2 days")
    assert desk.view(garden.insult).standing is Standing.OPEN
    garden.clock.pass_(86_400)
    assert standing(desk, garden)[1] == "no answer from admins for 3 days"


async def test_a_note_is_the_answer_and_it_stays_where_it_is(desk: Desk, garden: Garden) -> None:
    await desk.add_note(garden.insult, "seen before")
    await hand_on(desk, garden)
    garden.clock.pass_(3600)
    await desk.add_note(garden.insult, "They say: keep it.")
    garden.clock.pass_(30 * 86_400)
    state, note = standing(desk, garden)
    assert state is Standing.ESCALATED and "answer noted" in note


async def test_a_note_from_before_is_no_answer(desk: Desk, garden: Garden) -> None:
    await desk.decide(await draft(desk, garden.insult))
    await desk.add_note(garden.insult, "waiting")
    garden.clock.pass_(11)
    await desk.send_now()
    garden.clock.pass_(3 * 86_400)
    assert standing(desk, garden)[0] is Standing.OPEN


async def test_handing_it_on_again_starts_the_time_anew(desk: Desk, garden: Garden) -> None:
    await hand_on(desk, garden)
    garden.clock.pass_(3 * 86_400)
    await desk.refresh()
    await hand_on(desk, garden)
    assert standing(desk, garden)[0] is Standing.ESCALATED


async def test_deciding_it_ends_it_and_taking_that_back_does_not(
    desk: Desk, garden: Garden
) -> None:
    await hand_on(desk, garden)
    await desk.decide(await draft(desk, garden.insult, Verb.KEEP))
    assert standing(desk, garden)[0] is Standing.HELD_BACK
    await desk.take_back()
    assert standing(desk, garden)[0] is Standing.ESCALATED
    await desk.decide(await draft(desk, garden.insult, Verb.KEEP))
    garden.clock.pass_(11)
    await desk.send_now()
    assert standing(desk, garden)[0] is Standing.CLOSED
    assert desk.view(garden.insult).escalation is None


async def test_what_the_contact_closed_is_closed(desk: Desk, garden: Garden) -> None:
    await hand_on(desk, garden)
    paul = garden.desk("u-paul", store="paul", hold=0)
    await paul.open()
    await paul.refresh()
    await paul.decide(await paul.draft(await paul.look(garden.insult), Verb.KEEP))
    await paul.send_now()
    await paul.close("keep")
    await desk.refresh()
    assert standing(desk, garden)[0] is Standing.CLOSED


async def test_many_later_decisions_and_a_restart_do_not_forget_it(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    from modtui.triage import fates

    monkeypatch.setattr(fates, "RECENT", 3)
    desk = await opened(garden, "u-admins")
    await hand_on(desk, garden)
    for number in range(6):
        key = garden.flagged(f"idiot {number}")
        await desk.refresh()
        await desk.take_in()
        await desk.decide(await draft(desk, key, Verb.KEEP))
        garden.clock.pass_(11)
        await desk.send_now()
    assert standing(desk, garden)[0] is Standing.ESCALATED
    await desk.close("keep")
    desk = await opened(garden, "u-admins")
    assert standing(desk, garden)[0] is Standing.ESCALATED
    await desk.add_note(garden.insult, "answered")
    garden.clock.pass_(3 * 86_400)
    assert "answer noted" in standing(desk, garden)[1]
    await desk.close("keep")


# Roles.

HELPER = {"role": "helper", "may": ("keep", "remove", "warn", "escalate")}


async def test_what_a_role_may_not_do_becomes_a_proposal(garden: Garden) -> None:
    desk = await opened(garden, "u-admins", **HELPER)
    made = await draft(desk, garden.insult, Verb.BAN, note="third time")
    assert made.problems == ()
    assert (made.verb, made.proposes) == (Verb.ESCALATE, Verb.BAN)
    assert [step.verb for step in made.steps] == [Verb.ESCALATE]
    assert "helper" in made.because and "Ban" in made.because
    for told in ("Proposal:", "ban the author, for good", "Be respectful", "third time"):
        assert told in made.message
    await desk.decide(made)
    garden.clock.pass_(11)
    await desk.send_now()
    assert not garden.community.is_banned("u-ana")
    assert len(garden.community.inbox("u-admins")) == 1
    assert standing(desk, garden)[0] is Standing.ESCALATED
    await desk.close("keep")


async def test_a_role_does_itself_what_it_may_and_the_ladder_adds_nothing_else(
    garden: Garden,
) -> None:
    desk = await opened(garden, "u-admins", **HELPER)
    await desk.decide(await draft(desk, garden.insult, Verb.REMOVE))
    garden.clock.pass_(11)
    await desk.send_now()
    again = garden.flagged("What an idiot.")
    await desk.refresh()
    await desk.take_in()
    made = await draft(desk, again, Verb.REMOVE)
    assert [step.verb for step in made.steps] == ["remove", "close", "warn"]
    assert "1 day" not in made.message, "nobody is told of a mute that is not done"
    undo = await desk.inverse((await desk.decide(made)).id)
    await desk.close("keep")
    assert undo is None or undo.problems == ()


async def test_a_role_is_held_to_its_verbs_whoever_made_the_draft(garden: Garden) -> None:
    chief = await opened(garden, "u-admins", store="chief")
    made = await draft(chief, garden.insult, Verb.BAN)
    await chief.close("keep")
    desk = await opened(garden, "u-admins", **HELPER)
    with pytest.raises(DeskError, match="helper"):
        await desk.decide(made)
    assert desk.trail.entries() == ()
    await desk.close("keep")


async def test_a_role_that_may_not_hand_on_is_told_so(garden: Garden) -> None:
    desk = await opened(garden, "u-admins", role="reader", may=("keep",))
    assert "reader" in " ".join((await draft(desk, garden.insult, Verb.BAN)).problems)
    await desk.close("keep")


async def test_a_proposal_needs_its_rule(garden: Garden) -> None:
    desk = await opened(garden, "u-admins", **HELPER)
    made = await draft(desk, garden.insult, Verb.BAN, rule="")
    assert any("rule" in problem for problem in made.problems)
    await desk.close("keep")


async def test_what_is_only_proposed_is_offered_even_where_the_account_could_not(
    garden: Garden,
) -> None:
    desk = await opened(garden, "u-admins", **HELPER)
    view = await desk.look(garden.insult)
    states = {state.verb: state for state in desk.verbs(view)}
    assert states[Verb.BAN].why_not == ""
    assert states[Verb.KEEP].why_not == ""
    await desk.close("keep")
