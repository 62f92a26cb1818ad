"""Putting the demo's people and threads into a community, the same for the same seed."""

import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from modtui.adapters.local_records import Showing
from modtui.adapters.local_store import Community, CommunityError
from modtui.demo import arrivals, care, heated, hello, hostile, languages, scripts, trade
from modtui.demo.people import (
    MODERATORS,
    NAMES,
    NEWCOMERS,
    PLACES,
    REGULARS,
    SPAMMERS,
    STRANGE,
)
from modtui.demo.shapes import Flag, Member, Say, Talk
from modtui.model import Kind
from modtui.text import Safe, safe_line

MEMBERS: tuple[Member, ...] = (*REGULARS, *SPAMMERS, *NEWCOMERS, *STRANGE)
IDS: dict[str, str] = {member.key: f"u{number}" for number, member in enumerate(MEMBERS, 101)}
TALKS: tuple[Talk, ...] = (
    *heated.TALKS,
    *trade.TALKS,
    *care.TALKS,
    *languages.TALKS,
    *scripts.TALKS,
    *hello.TALKS,
    *hostile.TALKS,
)


def fill(community: Community, seed: int, now: datetime) -> None:
    """Fill an empty community, in one write. Names, times and the spam differ by seed.

    Raises StateError where the file cannot be written.
    """
    rng = random.Random(seed)  # noqa: S311 - a story, not a secret
    with community.change():
        names = _add_people(community, rng, now)
        for id, name, chat in PLACES:
            community.add_place(name, id=id, chat=chat)
        for number, talk in enumerate(TALKS, 1):
            _add_talk(community, rng, now, talk, f"t{number}", names)
        _add_wave(community, rng, now)
        _claim_one(community, now)
        for member in MEMBERS:
            for flag in member.flags:
                at = now - timedelta(minutes=rng.uniform(30, 600))
                _flag(community, IDS[member.key], flag, at, names)


def trickle(community: Community, rng: random.Random, now: datetime) -> Safe:
    """Let one more report come in, on a new post where its author may still write.

    Where nobody has anything new to say, a post that is shown is reported once more.
    Says in a few words what came, safe to show. Raises StateError.
    """
    with community.change() as edit:
        names = {key: edit.all.people[id].name for key, id in IDS.items()}
        threads = {thread.title: thread.id for thread in edit.all.threads.values()}
        said = {post.text for post in edit.all.posts.values()}
        for title, say in rng.sample(arrivals.ARRIVALS, len(arrivals.ARRIVALS)):
            if _with_names(say.text, names) in said:
                continue
            try:
                post = _say(community, threads[title], say, now, names)
            except CommunityError:
                continue  # banned, muted or locked meanwhile: somebody else then
            for flag in say.flags:
                _flag(community, post, flag, now, names)
            return safe_line(f"{names[say.flags[0].by]} → {names[say.who]}: {title}")
        shown = [
            post.id
            for post in edit.all.posts.values()
            if post.showing is Showing.PUBLISHED and post.author != IDS["walter"]
        ]
        post = rng.choice(shown)
        _flag(community, post, Flag("walter", "please look again", "other"), now, names)
        return safe_line(f"{names['walter']} → {post}")


def _add_people(community: Community, rng: random.Random, now: datetime) -> dict[str, str]:
    """The moderators and members; the names on screen by key."""
    for id, name, role in MODERATORS:
        community.add_person(
            name, id=id, role=role, language="en", since=now - timedelta(days=2500), posts=900
        )
    pools = {pool: rng.sample(choices, len(choices)) for pool, choices in NAMES.items()}
    names: dict[str, str] = {}
    for member in MEMBERS:
        pool = f"{member.language}-{'f' if member.woman else 'm'}"
        names[member.key] = _with_names(member.name, names) or pools[pool].pop()
        community.add_person(
            names[member.key],
            id=IDS[member.key],
            language=None if member.language == "spam" else member.language,
            since=now - timedelta(days=member.days * rng.uniform(0.9, 1.1)),
            about=_with_names(member.about, names),
            posts=member.posts,
            reports=member.reports,
        )
        for past in member.past:
            at = now - timedelta(days=past.days, hours=rng.uniform(0, 20))
            until = at + timedelta(hours=past.hours) if past.hours is not None else None
            community.add_sanction(
                IDS[member.key], past.verb, by=past.by, at=at, until=until, reason=past.reason
            )
    return names


def _add_talk(
    community: Community,
    rng: random.Random,
    now: datetime,
    talk: Talk,
    id: str,
    names: dict[str, str],
) -> None:
    community.add_thread(talk.place, talk.title, id=id)
    for say, at in zip(talk.says, _times(rng, now, talk), strict=True):
        post = _say(community, id, say, at, names)
        latest = at
        for flag in say.flags:
            latest = _after(rng, latest, now)
            _flag(community, post, flag, latest, names)
        if say.was is not None:
            text = _with_names(say.text, names)
            community.edit_post(post, text, at=_after(rng, latest, now))


def _add_wave(community: Community, rng: random.Random, now: datetime) -> None:
    """Near-identical posts by several accounts, in threads where they do not belong."""
    reporters = ("finn", "gwen", "olu", "dana", "frauke", "chantal", "rosa")
    at = now - timedelta(minutes=95)
    for number in range(trade.WAVE):
        at += timedelta(minutes=rng.uniform(1, 6))
        link = rng.choice(trade.SPAM_LINKS).format(number=rng.randrange(100, 999))
        text = trade.SPAM_TEXTS[number % len(trade.SPAM_TEXTS)].format(link=link)
        author = IDS[f"spam{number % 6 + 1}"]
        thread = f"t{rng.randrange(1, len(TALKS) + 1)}"
        post = community.add_post(thread, author, text, at=at, language="en")
        for reporter in rng.sample(reporters, rng.randrange(1, 4)):
            why, category = rng.choice(trade.SPAM_REPORTS)
            _flag(community, post, Flag(reporter, why, category), _after(rng, at, now), {})


def _claim_one(community: Community, now: datetime) -> None:
    """Another moderator has begun on one of the spam posts."""
    case = next(
        case
        for case in community.now.all.cases.values()
        if case.kind is Kind.POST and community.now.all.posts[case.native].author == IDS["spam1"]
    )
    community.claim(case.id, "marie", at=now - timedelta(minutes=4), until=now + timedelta(hours=2))


def _say(community: Community, thread: str, say: Say, at: datetime, names: dict[str, str]) -> str:
    return community.add_post(
        thread,
        IDS.get(say.who, say.who),
        _with_names(say.text if say.was is None else say.was, names),
        at=at,
        language=say.language,
        waiting=say.waiting,
        attachments=say.attachments,
    )


def _flag(
    community: Community, subject: str, flag: Flag, at: datetime, names: dict[str, str]
) -> None:
    why = _with_names(flag.why, names)
    community.flag(subject, IDS[flag.by], why, category=flag.category, at=at)


def _with_names(text: str, names: dict[str, str]) -> str:
    return re.sub(r"<<(\w+)>>", lambda match: names[match[1]], text)


def _times(rng: random.Random, now: datetime, talk: Talk) -> Iterator[datetime]:
    """When each post of a thread was written: unevenly, and never after now."""
    began = now - timedelta(hours=talk.began * rng.uniform(0.85, 1.15))
    gaps = [talk.pace * rng.uniform(0.3, 1.7) for _ in talk.says]
    room = (now - began) / timedelta(minutes=1) * 0.9
    scale = min(1.0, room / sum(gaps))
    at = began
    for gap in gaps:
        yield at
        at += timedelta(minutes=gap * scale)


def _after(rng: random.Random, at: datetime, now: datetime) -> datetime:
    """A while after, but before now."""
    return min(at + timedelta(minutes=rng.uniform(2, 40)), at + (now - at) * rng.uniform(0.3, 0.9))
