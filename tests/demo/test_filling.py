"""The demo's community: enough to do, true to life, and hostile where it should be."""

import asyncio
import random
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from modtui.adapters.base import Page, Setting
from modtui.adapters.local import LocalAdapter
from modtui.adapters.local_store import Community
from modtui.demo.filling import fill, trickle
from modtui.demo.names import NAME, ROUTES, YOU
from modtui.model import Case, Kind, Unreadable
from modtui.text import safe, safe_line

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)


def filled(path: Path, seed: int = 1) -> Community:
    community = Community(path, clock=lambda: NOW)
    fill(community, seed, NOW)
    return community


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Community:
    return filled(tmp_path_factory.mktemp("demo") / "demo.json")


@pytest.fixture(scope="module")
def queue(community: Community) -> tuple[list[Case], list[Unreadable]]:
    adapter = LocalAdapter(Setting(NAME, file=community.file.path), clock=lambda: NOW)

    async def read() -> list[Page]:
        assert (await adapter.open()).id == YOU
        return [page async for page in adapter.queue()]

    pages = asyncio.run(read())
    return (
        [case for page in pages for case in page.cases],
        [unreadable for page in pages for unreadable in page.unreadable],
    )


@pytest.fixture(scope="module")
def cases(queue: tuple[list[Case], list[Unreadable]]) -> list[Case]:
    return queue[0]


def test_the_same_seed_fills_the_same_and_another_one_differs(tmp_path: Path) -> None:
    one, again, other = (
        filled(tmp_path / f"{number}.json", seed) for number, seed in enumerate((7, 7, 8))
    )
    assert one.file.path.read_bytes() == again.file.path.read_bytes()
    people = [{p.name for p in c.now.all.people.values()} for c in (one, other)]
    assert people[0] != people[1]
    assert list(one.now.all.cases) != [] and set(one.now.all.posts) == set(other.now.all.posts)


@pytest.mark.parametrize("seed", range(8))
def test_any_seed_fills_without_a_name_left_open_or_a_time_to_come(
    tmp_path: Path, seed: int
) -> None:
    everything = filled(tmp_path / "demo.json", seed).now.all
    assert len([c for c in everything.cases.values() if c.handled is None]) >= 80
    texts = [post.text for post in everything.posts.values()]
    texts += [flag.reason for flag in everything.flags.values()]
    texts += [text for p in everything.people.values() for text in (p.name, p.about)]
    assert not [text for text in texts if "<<" in text]
    names = [person.name for person in everything.people.values()]
    assert len(set(names)) == len(names) and all(names)
    assert all(post.at <= NOW for post in everything.posts.values())
    assert all(flag.at <= NOW for flag in everything.flags.values())
    for flag in everything.flags.values():
        post = everything.posts.get(flag.case.partition("/")[2])
        assert post is None or (post.at <= flag.at and flag.reporter != post.author)
    for post in everything.posts.values():
        assert post.edited is None or post.at < post.edited <= NOW


def test_there_are_cases_of_every_kind_and_language(cases: list[Case]) -> None:
    assert len(cases) >= 80
    assert {case.subject.kind for case in cases} == {
        Kind.POST,
        Kind.MESSAGE,
        Kind.HELD,
        Kind.ACCOUNT,
    }
    for language in ("en", "fr", "es", "de", "ar", "zh"):
        assert len([c for c in cases if c.subject.language == language]) >= 4, language
    assert len([c for c in cases if c.subject.approval]) >= 8


def test_a_text_in_another_script_is_in_the_language_it_says(cases: list[Case]) -> None:
    for case in cases:
        letters = [unicodedata.name(c, "") for c in case.subject.text if c.isalpha()]
        if case.subject.language == "ar":
            assert any(name.startswith("ARABIC") for name in letters)
        if case.subject.language == "zh":
            assert any(name.startswith("CJK") for name in letters)


def test_most_cases_in_threads_have_something_around_them(
    community: Community, cases: list[Case]
) -> None:
    for case in cases:
        post = community.post(case.subject.id)
        if post is not None and case.subject.kind is not Kind.HELD:
            others = [p for p in community.thread(post.thread) if p.id != post.id]
            assert len(others) >= 2


@pytest.mark.parametrize(
    "attack",
    [
        "\x1b[2J",
        "\x1b]52;",
        "\x9b",
        "\x9d",
        "\x07",
        "\u202e",
        "\u2067",
        "\u200b",
        "[@click=app.quit]",
        "[/]",
        "{{moderator}}",
        "=HYPERLINK(",
        "<script>",
        "\u2028",
        "s0lder.example",
        "sp\u043eke",
    ],
)
def test_hostile_texts_are_there_as_they_were_sent(cases: list[Case], attack: str) -> None:
    assert [case for case in cases if attack in case.subject.text]


def test_there_is_a_huge_line_a_pile_of_marks_and_half_a_character(
    queue: tuple[list[Case], list[Unreadable]],
) -> None:
    cases, unreadable = queue
    assert [c for c in cases if len(c.subject.text) >= 200_000 and "\n" not in c.subject.text]
    assert [c for c in cases if sum(map(unicodedata.combining, c.subject.text)) > 10_000]
    assert len(unreadable) == 1


def test_names_are_hostile_too_and_all_of_it_can_be_made_safe(cases: list[Case]) -> None:
    authors = [case.subject.author for case in cases if case.subject.author is not None]
    assert [author for author in authors if "\x1b" in author.name]
    assert [author for author in authors if "\u202e" in author.name]
    for case in cases:
        assert not {"\x1b", "\x9b", "\u202e"} & set(safe(case.subject.text))
    for author in authors:
        assert not {"\x1b", "\x9b", "\u202e"} & set(safe_line(author.name))


def test_somebody_has_a_history_and_somebody_cries_wolf(
    community: Community, cases: list[Case]
) -> None:
    authors = [case.subject.author for case in cases if case.subject.author is not None]
    assert [author for author in authors if len(author.sanctions or ()) >= 4]
    assert [a for a in authors if a.since is not None and (NOW - a.since).days < 3 and a.posts]
    reporters = [r.reporter.id for case in cases for r in case.reports if r.reporter]
    assert max(reporters.count(reporter) for reporter in reporters) >= 10


def test_a_case_was_edited_after_it_was_reported(cases: list[Case]) -> None:
    edited = [case for case in cases if case.subject.earlier_text]
    assert edited
    for case in edited:
        assert case.subject.edited is not None
        assert all(r.at is not None and r.at < case.subject.edited for r in case.reports)


def test_the_spam_wave_is_several_accounts_with_one_text(cases: list[Case]) -> None:
    wave = [case.subject for case in cases if "plain box" in case.subject.text.lower()]
    assert len(wave) >= 5
    assert len({subject.author.id for subject in wave if subject.author}) >= 3


def test_each_contact_leads_to_an_account_that_is_there(community: Community) -> None:
    assert dict(ROUTES).keys() == {"admins", "safety"}
    assert all(community.person(person) for person in dict(ROUTES).values())


def test_one_report_after_another_comes_in_and_what_is_said_is_safe(tmp_path: Path) -> None:
    community = filled(tmp_path / "demo.json")
    rng = random.Random(3)
    flags = len(community.now.all.flags)
    before = set(community.now.all.posts)
    for _ in range(40):
        said = trickle(community, rng, NOW)
        assert said == safe_line(said) and said
        assert len(community.now.all.flags) > flags
        flags = len(community.now.all.flags)
    new = [post.text for id, post in community.now.all.posts.items() if id not in before]
    assert len(new) >= 10
    assert len(set(new)) == len(new)  # nobody says the same thing twice


def test_nobody_who_is_banned_comes_back_with_the_trickle(tmp_path: Path) -> None:
    community = filled(tmp_path / "demo.json")
    before = set(community.now.all.posts)
    with community.change():
        for person in list(community.now.all.people):
            if person != YOU:
                community.add_sanction(person, "ban", by=YOU, at=NOW)
    for seed in range(5):
        assert trickle(community, random.Random(seed), NOW)
    assert set(community.now.all.posts) == before
