"""Moderating the embedded community: each verb really does what it says, once."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from modtui.adapters import make
from modtui.adapters.base import AdapterError, Order, Setting, Trouble
from modtui.adapters.local import LocalAdapter
from modtui.adapters.local_store import Community, CommunityError
from modtui.model import (
    Case,
    CaseKey,
    Decision,
    Kind,
    Moderator,
    Outcome,
    Resend,
    Result,
    Step,
)

ROOT = Path(__file__).parent.parent.parent
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
POST = CaseKey("velo", "post", "p2")


class Clock:
    """A time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def community(tmp_path: Path, clock: Clock) -> Iterator[Community]:
    made = Community(tmp_path / "velo.json", clock=clock)
    with made.change():
        made.add_person("you", id="you", role="moderator", language="en")
        made.add_person("marie", id="marie", role="admin")
        made.add_person("Safety", id="u-safety", role="admin")
        made.add_person("Ana", id="u-ana", language="fr", posts=40, reports=2)
        made.add_person("Bo", id="u-bo", about="I mend radios")
        made.add_place("Repair", id="repair")
        made.add_place("#chat", id="chat", chat=True)
        made.add_thread("repair", "Brakes", id="t1")
        made.add_thread("chat", "#chat", id="t2")
        for number, (author, text) in enumerate(
            [("u-bo", "They squeal."), ("u-ana", "Sand them, you idiot."), ("u-bo", "Rude.")]
        ):
            at = START - timedelta(hours=3 - number)
            made.add_post("t1", author, text, at=at)
        made.flag("p2", "u-bo", "rude", category="abuse", at=START - timedelta(minutes=9))
    yield made
    made.close()


def adapter(community: Community, clock: Clock, user: str = "") -> LocalAdapter:
    setting = Setting("velo", file=community.file.path, user=user)
    return LocalAdapter(setting, clock=clock)


async def decide(
    who: LocalAdapter, key: CaseKey, *steps: Step, id: str = "", undoes: str | None = None
) -> list[Outcome]:
    """Carry a decision out as the desk does: read the case, then step after step."""
    by = await who.open()
    case = await who.case(key)
    assert case is not None
    decision = Decision(
        id=id or f"{by.id}-{'-'.join(step.verb for step in steps)}",
        case=key,
        at=START,
        by=by,
        steps=steps,
        seen=case.subject.revision,
        rules=("respect",),
        undoes=undoes,
    )
    return [await who.perform(Order(decision, step)) for step in steps]


def step(verb: str, **more: object) -> Step:
    return msgspec.structs.replace(Step(id=verb, verb=verb), **more)


def results(outcomes: list[Outcome]) -> list[Result]:
    return [outcome.result for outcome in outcomes]


async def seen(who: LocalAdapter, key: CaseKey = POST) -> Case:
    case = await who.case(key)
    assert case is not None
    return case


async def queued(who: LocalAdapter) -> list[str]:
    return [str(case.key) async for page in who.queue() for case in page.cases]


async def test_it_is_found_under_its_name_and_says_who_one_is(
    community: Community, clock: Clock
) -> None:
    found = make("local", Setting("velo", file=community.file.path))
    assert await found.open() == Moderator("you", "you", "backend")
    assert (await adapter(community, clock, "marie").open()).id == "marie"


async def test_a_shared_account_takes_the_moderator_from_the_setting(
    community: Community,
) -> None:
    shared = LocalAdapter(Setting("velo", file=community.file.path, moderator="noor"))
    assert await shared.open() == Moderator("noor", "noor", "config")


@pytest.mark.parametrize("user", ["u-ana", "nobody"])
async def test_who_is_no_moderator_is_turned_away(
    community: Community, clock: Clock, user: str
) -> None:
    with pytest.raises(AdapterError) as caught:
        await adapter(community, clock, user).open()
    assert caught.value.trouble is Trouble.DENIED


async def test_everything_can_be_sent_again(community: Community, clock: Clock) -> None:
    found = await adapter(community, clock).capabilities()
    assert {one.resend for one in found} == {Resend.SAFE}


async def test_a_case_comes_with_all_that_is_known(community: Community, clock: Clock) -> None:
    case = await seen(adapter(community, clock))
    assert case.subject.kind is Kind.POST
    assert (case.subject.thread, case.subject.place and case.subject.place.id) == (
        "Brakes",
        "repair",
    )
    assert case.subject.language == "fr"
    author = case.subject.author
    assert author is not None
    assert (author.posts, author.reports_against, author.sanctions) == (41, 3, ())
    assert [(r.reason, r.category) for r in case.reports] == [("rude", "abuse")]
    assert case.opened == START - timedelta(minutes=9)
    assert case.handled is None


async def test_the_context_has_the_posts_around_and_what_else_they_wrote(
    community: Community, clock: Clock
) -> None:
    who = adapter(community, clock)
    community.add_post("t2", "u-ana", "Morning!")
    context = await who.context(await seen(who))
    assert [p.text for p in context.before] == ["They squeal."]
    assert [p.text for p in context.after] == ["Rude."]
    assert context.recent is not None
    assert [p.text for p in context.recent] == ["Morning!"]
    assert context.author is not None and context.author.id == "u-ana"
    assert context.missing == ()


async def test_a_removed_post_is_gone_until_it_is_restored(
    community: Community, clock: Clock
) -> None:
    who = adapter(community, clock)
    assert results(await decide(who, POST, step("remove"), step("close"))) == [Result.APPLIED] * 2
    assert [p.id for p in community.thread("t1")] == ["p1", "p3"]
    assert (await seen(who)).subject.removed
    assert await queued(who) == []
    await decide(who, POST, step("restore"), undoes="you-remove-close")
    assert [p.id for p in community.thread("t1")] == ["p1", "p2", "p3"]
    assert not (await seen(who)).subject.removed


async def test_keeping_closes_the_reports_and_leaves_the_post(
    community: Community, clock: Clock
) -> None:
    who = adapter(community, clock)
    await decide(who, POST, step("keep", reports=("f1",)))
    assert "p2" in [p.id for p in community.thread("t1")]
    handled = (await seen(who)).handled
    assert handled is not None
    assert (handled.by, handled.at, handled.how) == ("you", START, "kept")


async def test_closing_tells_what_was_done(community: Community, clock: Clock) -> None:
    who = adapter(community, clock)
    await decide(who, POST, step("remove"), step("ban"), step("close"))
    handled = (await seen(who)).handled
    assert handled is not None and handled.how == "remove, ban"


async def test_a_report_that_came_in_meanwhile_keeps_the_case_open(
    community: Community, clock: Clock
) -> None:
    who = adapter(community, clock)
    community.flag("p2", "marie", "and here")
    (outcome,) = await decide(who, POST, step("keep", reports=("f1",)))
    assert outcome.result is Result.PARTIAL
    assert [r.id for r in (await seen(who)).reports] == ["f2"]
    assert await queued(who) == ["velo/post/p2"]


async def test_a_new_report_opens_a_handled_case_again(community: Community, clock: Clock) -> None:
    who = adapter(community, clock)
    await decide(who, POST, step("keep"))
    clock.passes(hours=1)
    community.flag("p2", "marie", "look again")
    case = await seen(who)
    assert case.handled is None
    assert [r.reason for r in case.reports] == ["look again"]


@pytest.mark.parametrize("verb", ["warn", "reply"])
async def test_a_message_arrives_in_the_persons_inbox(
    community: Community, clock: Clock, verb: str
) -> None:
    who = adapter(community, clock)
    await decide(who, POST, step(verb, text="Bonjour Ana…", language="fr", subject="p2"))
    (message,) = community.inbox("u-ana")
    assert (message.text, message.verb, message.sender) == ("Bonjour Ana…", verb, "you")
    author = (await seen(who)).subject.author
    assert author is not None and author.sanctions is not None
    assert [s.verb for s in author.sanctions] == (["warn"] if verb == "warn" else [])


async def test_a_message_without_words_or_too_long_is_not_sent(
    community: Community, clock: Clock
) -> None:
    who = adapter(community, clock)
    for text in (" ", "x" * 4001):
        assert results(await decide(who, POST, step("warn", text=text))) == [Result.FAILED]
    assert community.inbox("u-ana") == ()


@pytest.mark.parametrize(("verb", "undo"), [("ban", "unban"), ("mute", "unmute")])
async def test_a_ban_or_mute_shuts_out_until_it_ends(
    community: Community, clock: Clock, verb: str, undo: str
) -> None:
    who = adapter(community, clock)
    await decide(who, POST, step(verb, person="u-ana", seconds=3600, reason="insults"))
    holds = community.is_banned if verb == "ban" else community.is_muted
    assert holds("u-ana")
    with pytest.raises(CommunityError):
        community.add_post("t1", "u-ana", "me again")
    clock.passes(minutes=59)
    assert holds("u-ana")
    clock.passes(minutes=1)
    assert not holds("u-ana")
    assert community.add_post("t1", "u-ana", "I am back")
    await decide(who, POST, step(verb, person="u-ana"), id="for good")
    clock.passes(days=9999)
    assert holds("u-ana")
    await decide(who, POST, step(undo, person="u-ana"), id="undone", undoes="for good")
    assert not holds("u-ana")
    person = (await seen(who)).subject.author
    assert person is not None and person.sanctions is not None
    assert [(s.verb, s.by, s.reason, s.until) for s in person.sanctions] == [
        (verb, "you", "insults", START + timedelta(hours=1)),
        (verb, "you", "respect", clock.now),
    ]


async def test_a_shorter_ban_changes_nothing_and_says_who_banned(
    community: Community, clock: Clock
) -> None:
    await decide(adapter(community, clock, "marie"), POST, step("ban", seconds=7200))
    clock.passes(minutes=6)
    (outcome,) = await decide(adapter(community, clock), POST, step("ban", seconds=60))
    assert outcome.result is Result.ALREADY
    assert "marie" in outcome.detail
    assert len(community.sanctions("u-ana")) == 1


async def test_moderators_cannot_be_banned(community: Community, clock: Clock) -> None:
    who = adapter(community, clock)
    assert results(await decide(who, POST, step("ban", person="marie"))) == [Result.DENIED]
    assert not community.is_banned("marie")


async def test_nobody_writes_to_a_locked_thread(community: Community, clock: Clock) -> None:
    who = adapter(community, clock)
    await decide(who, POST, step("lock"))
    assert community.is_locked("t1")
    with pytest.raises(CommunityError):
        community.add_post("t1", "u-bo", "hello?")
    await decide(who, POST, step("unlock"), undoes="you-lock")
    assert community.add_post("t1", "u-bo", "hello?")


async def test_a_slowed_thread_takes_one_post_in_ten_minutes(
    community: Community, clock: Clock
) -> None:
    who = adapter(community, clock)
    await decide(who, POST, step("native:slow"))
    community.add_post("t1", "u-bo", "one")
    with pytest.raises(CommunityError):
        community.add_post("t1", "u-bo", "two")
    clock.passes(minutes=10)
    community.add_post("t1", "u-bo", "two")
    await decide(who, POST, step("native:fast"))
    community.add_post("t1", "u-bo", "three")


async def test_escalating_writes_to_the_contact_and_leaves_the_case_open(
    community: Community, clock: Clock
) -> None:
    who = adapter(community, clock)
    await decide(who, POST, step("escalate", person="u-safety", text="Please look at p2"))
    assert [m.text for m in community.inbox("u-safety")] == ["Please look at p2"]
    case = await seen(who)
    assert case.escalated and case.handled is None
    nobody = await decide(who, POST, step("escalate", text="?"), id="other")
    assert results(nobody) == [Result.FAILED]


async def test_escalating_into_a_channel_posts_there_and_never_to_the_author(
    community: Community, clock: Clock
) -> None:
    who = adapter(community, clock)
    here = step("escalate", person=None, place="t1", route="room t1", text="Please look at p2")
    before = len(community.thread("t1"))
    assert results(await decide(who, POST, here)) == [Result.APPLIED]
    assert results(await decide(who, POST, here)) == [Result.APPLIED], "once for each order"
    assert [p.text for p in community.thread("t1")][before:] == ["Please look at p2"]
    away = step("escalate", person=None, place="nowhere", route="room nowhere", text="?")
    assert results(await decide(who, POST, away, id="other")) == [Result.FAILED]


async def test_what_waits_is_published_by_keeping_and_rejected_by_removing(
    community: Community, clock: Clock
) -> None:
    who = adapter(community, clock)
    good = community.add_post("t1", "u-bo", "hello", waiting=True)
    bad = community.add_post("t1", "u-bo", "casino bonus", waiting=True)
    assert community.thread("t1")[-1].id == "p3"
    cases = [CaseKey("velo", "held", post) for post in (good, bad)]
    assert all([(await seen(who, key)).subject.approval for key in cases])
    assert results(await decide(who, cases[0], step("keep"))) == [Result.APPLIED]
    assert results(await decide(who, cases[1], step("remove"), step("close"))) == [
        Result.APPLIED,
        Result.APPLIED,
    ]
    assert [p.id for p in community.thread("t1")][-1] == good
    assert await queued(who) == ["velo/post/p2"]
    await decide(who, cases[1], step("restore"), undoes="you-remove-close")
    assert bad not in [p.id for p in community.thread("t1")]
    assert await queued(who) == ["velo/post/p2", f"velo/held/{bad}"]


async def test_a_reported_profile_loses_its_text_and_gets_it_back(
    community: Community, clock: Clock
) -> None:
    who = adapter(community, clock)
    community.flag("u-bo", "u-ana", "advert")
    key = CaseKey("velo", "account", "u-bo")
    before = (await seen(who, key)).subject
    assert (before.kind, before.text) == (Kind.ACCOUNT, "I mend radios")
    await decide(who, key, step("remove"))
    person = community.person("u-bo")
    assert person is not None and person.about == ""
    assert (await seen(who, key)).subject.revision == before.revision
    await decide(who, key, step("restore"), undoes="you-remove")
    person = community.person("u-bo")
    assert person is not None and person.about == "I mend radios"


async def test_the_same_order_twice_changes_nothing_and_answers_the_same(
    community: Community, clock: Clock
) -> None:
    steps = (
        step("remove"),
        step("warn", text="Please don't"),
        step("ban", seconds=60),
        step("escalate", person="u-safety", text="fyi"),
        step("note", text="x"),
        step("label", text="x"),
        step("lock"),
        step("close"),
    )
    first = await decide(adapter(community, clock), POST, *steps, id="d1")
    assert set(results(first)) == {Result.APPLIED}
    assert len({outcome.receipt for outcome in first}) == len(steps)
    before = community.file.read()
    clock.passes(hours=2)
    again = await decide(adapter(community, clock), POST, *steps, id="d1")
    assert again == first
    assert community.file.read() == before


async def test_the_second_moderator_hears_who_was_first(community: Community, clock: Clock) -> None:
    await decide(adapter(community, clock, "marie"), POST, step("remove"), step("close"))
    you = adapter(community, clock)
    outcomes = await decide(you, POST, step("ban"), step("warn", text="x"), step("close"))
    assert set(results(outcomes)) == {Result.ALREADY}
    assert all("marie" in outcome.detail for outcome in outcomes)
    assert not community.is_banned("u-ana")
    assert community.inbox("u-ana") == ()


async def test_a_case_that_somebody_acts_on_is_theirs_until_they_are_gone(
    community: Community, clock: Clock
) -> None:
    marie, you = adapter(community, clock, "marie"), adapter(community, clock)
    await decide(marie, POST, step("remove"))
    (conflict,) = await decide(you, POST, step("ban"))
    assert conflict.result is Result.CONFLICT
    assert "marie" in conflict.detail
    assert not community.is_banned("u-ana")
    clock.passes(minutes=6)
    assert results(await decide(you, POST, step("ban"), id="later")) == [Result.APPLIED]


RACER = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from modtui.adapters.base import Order, Setting
from modtui.adapters.local import LocalAdapter
from modtui.model import CaseKey, Decision, Step

async def main():
    user = sys.argv[2]
    who = LocalAdapter(Setting("velo", file=Path(sys.argv[1]), user=user))
    by = await who.open()
    print("ready", flush=True)
    sys.stdin.readline()
    steps = (Step("w", "warn", person="u-ana", text="hello"), Step("c", "close"))
    decision = Decision(user, CaseKey("velo", "post", "p2"), datetime.now(UTC), by, steps, seen="")
    for step in steps:
        print((await who.perform(Order(decision, step))).result.name)

asyncio.run(main())
"""


def test_of_two_processes_on_one_case_exactly_one_acts(community: Community) -> None:
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(community.file.path), user],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for user in ("you", "marie")
    ]
    for racer in racers:
        assert racer.stdout is not None and racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    told = [racer.communicate()[0].split() for racer in racers]
    assert told.count(["APPLIED", "APPLIED"]) == 1
    assert len(community.inbox("u-ana")) == 1
    assert len({act.by for act in community.act_log()}) == 1


async def test_of_many_desks_that_keep_one_case_exactly_one_does(
    community: Community, clock: Clock
) -> None:
    desks = [adapter(community, clock, user) for user in ("you", "marie") * 4]
    answers = await asyncio.gather(
        *(decide(desk, POST, step("keep"), id=f"d{n}") for n, desk in enumerate(desks))
    )
    found = sorted(outcome.result.name for (outcome,) in answers)
    assert found == ["ALREADY"] * 7 + ["APPLIED"]
    assert len(community.act_log()) == 1


async def test_an_edit_changes_the_revision_and_keeps_the_text_before(
    community: Community, clock: Clock
) -> None:
    who = adapter(community, clock)
    before = (await seen(who)).subject
    clock.passes(minutes=1)
    community.edit_post("p2", "Sand them, my friend.")
    after = (await seen(who)).subject
    assert after.revision != before.revision
    assert (after.text, after.earlier_text) == ("Sand them, my friend.", before.text)
    assert after.edited == clock.now


async def test_a_missing_community_is_no_empty_one(tmp_path: Path) -> None:
    missing = LocalAdapter(Setting("velo", file=tmp_path / "none.json"))
    for call in (missing.open(), missing.queue().__anext__(), missing.case(POST)):
        with pytest.raises(AdapterError) as caught:
            await call
        assert caught.value.trouble is Trouble.GONE
    assert not (tmp_path / "none.json").exists()


async def test_a_destroyed_file_is_kept_and_said(community: Community, clock: Clock) -> None:
    who = adapter(community, clock)
    await who.open()
    path = community.file.path
    path.write_bytes(path.read_bytes()[:500])
    for _ in range(2):
        with pytest.raises(AdapterError, match="broken-") as caught:
            await queued(who)
        assert caught.value.trouble is Trouble.BROKEN
    assert len([p for p in path.parent.iterdir() if ".broken-" in p.name]) == 1


async def test_half_a_character_makes_one_case_unreadable_and_no_other(
    community: Community, clock: Clock
) -> None:
    post = community.add_post("t1", "u-ana", "half \ud83d of it")
    community.flag(post, "u-bo", "odd")
    who = adapter(community, clock)
    (page,) = [page async for page in who.queue()]
    assert [case.key for case in page.cases] == [POST]
    assert [unreadable.key.native for unreadable in page.unreadable] == [post]
    context = await who.context(page.cases[0])
    assert context.after[-1].text is None and context.missing
    msgspec.json.encode((page, context))


async def test_cases_of_other_communities_are_none_here(community: Community, clock: Clock) -> None:
    who = adapter(community, clock)
    assert await who.case(CaseKey("other", "post", "p2")) is None
    by = await who.open()
    elsewhere = Decision("d", CaseKey("other", "post", "p2"), START, by, (), seen="")
    with pytest.raises(AdapterError):
        await who.perform(Order(elsewhere, step("keep")))


def test_members_cannot_report_themselves(community: Community) -> None:
    with pytest.raises(CommunityError):
        community.flag("p2", "u-ana", "I take it back")


def test_reading_needs_neither_tinydb_nor_any_heavy_library(community: Community) -> None:
    code = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from modtui.adapters.base import Setting\n"
        "from modtui.adapters.local import LocalAdapter\n"
        "async def main():\n"
        "    who = LocalAdapter(Setting('velo', file=Path(sys.argv[1])))\n"
        "    await who.open()\n"
        "    async for page in who.queue():\n"
        "        [await who.context(case) for case in page.cases]\n"
        "asyncio.run(main())\n"
        "heavy = {'tinydb', 'textual', 'httpx', 'pydantic', 'yaml', 'click', 're2'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, str(community.file.path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == "[]\n"
