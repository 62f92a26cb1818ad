"""The ruleset is edited while the desk is open."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from modtui.journal.entries import Decided, RulesetUsed
from modtui.journal.rulesets import kept
from modtui.model import Severity, Verb
from modtui.rules.ruleset import in_language
from modtui.triage.desk import Desk
from modtui.triage.views import Change
from tests.triage.garden import RULES, Garden

HARMLESS = "What a lovely rose, Paul."


@pytest.fixture
def file(garden: Garden) -> Path:
    """A ruleset of the garden's own, to be edited."""
    file = garden.folder / "rules.yaml"
    file.write_bytes(RULES.read_bytes())
    return file


@pytest.fixture
async def desk(garden: Garden, file: Path) -> AsyncIterator[Desk]:
    garden.flagged(HARMLESS, author="u-paul")
    desk = garden.desk(rules=file)
    await desk.open()
    await desk.refresh()
    yield desk
    await desk.close("keep")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def rules_of(desk: Desk) -> dict[str, str]:
    """The rule that each row hits, by its text."""
    return {row.excerpt: row.rule for row in desk.rows()}


async def test_a_valid_edit_is_in_force_without_a_restart(desk: Desk, file: Path) -> None:
    told: list[Change] = []
    desk.on_change.append(lambda change, key: told.append(change))
    order = [row.key for row in desk.rows()]
    edit(file, "keywords: [idiot, imbécile]", "keywords: [lovely]")
    edit(file, "severity: medium", "severity: high")

    found = await desk.reload_rules()

    assert found.changed and not found.problems
    assert Change.RULES in told
    hits = rules_of(desk)
    assert hits[HARMLESS] == "respect"
    assert sum(bool(rule) for rule in hits.values()) == 1
    (row,) = (row for row in desk.rows() if row.rule)
    assert row.severity is Severity.HIGH
    assert [row.key for row in desk.rows()] == order, "nothing may move by itself"
    view = desk.view(row.key)
    assert [HARMLESS[span.start : span.end] for span in view.hits[0].spans] == ["lovely"]


async def test_a_broken_edit_keeps_the_rules_in_force_and_tells_the_places(
    desk: Desk, file: Path
) -> None:
    before = desk.ruleset
    edit(file, "severity: medium", "severity: teribble")
    edit(file, 'key: "2"', 'key: "22"')

    found = await desk.reload_rules()

    assert not found.changed
    assert [problem.line for problem in found.problems] == sorted(
        number
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if "teribble" in line or '"22"' in line
    )
    assert desk.ruleset is before
    assert desk.rule_problems == found.problems
    assert "respect" in rules_of(desk).values()

    edit(file, "teribble", "medium")
    edit(file, '"22"', '"2"')
    assert not (await desk.reload_rules()).changed, "it is what was in force all the time"
    assert desk.rule_problems == ()


async def test_a_file_that_is_gone_keeps_the_rules_in_force(desk: Desk, file: Path) -> None:
    file.unlink()
    (problem,) = (await desk.check_rules()).problems
    assert "no such file" in problem.message
    assert desk.ruleset.rule("respect") is not None


async def test_an_edit_of_a_file_that_it_extends_is_seen_too(garden: Garden, file: Path) -> None:
    own = garden.folder / "own.yaml"
    own.write_text("version: 1\nname: Ours\nlanguages: [en]\nextends: rules.yaml\n", "utf-8")
    desk = garden.desk(rules=own)
    await desk.open()
    await desk.refresh()
    assert not (await desk.check_rules()).changed
    edit(file, "keywords: [idiot, imbécile]", "keywords: [roses]")
    assert (await desk.check_rules()).changed
    (hit,) = desk.view(garden.insult).hits
    assert "roses" in garden.community.thread("t1")[0].text[hit.spans[0].start :]
    await desk.close("keep")


async def test_reading_the_queue_sees_that_the_file_was_changed(desk: Desk, file: Path) -> None:
    assert not (await desk.check_rules()).changed
    edit(file, "keywords: [idiot, imbécile]", "keywords: [lovely]")
    await desk.refresh()
    assert rules_of(desk)[HARMLESS] == "respect"
    assert not (await desk.check_rules()).changed


async def test_an_edit_while_the_queue_is_being_read_leaves_no_old_hit(
    desk: Desk, garden: Garden, file: Path
) -> None:
    for number in range(60):
        garden.flagged(f"lovely {number} " + "and so on " * 100)
    edit(file, "keywords: [idiot, imbécile]", "keywords: [lovely]")
    await asyncio.gather(desk.reload_rules(), desk.refresh())
    await desk.take_in()
    wrong = [row.excerpt for row in desk.rows() if row.rule != "respect"]
    assert wrong == ["You idiot, that is not how roses are cut."]


async def test_the_next_start_remembers_the_hits_of_the_new_rules(
    desk: Desk, garden: Garden, file: Path
) -> None:
    edit(file, "keywords: [idiot, imbécile]", "keywords: [lovely]")
    await desk.reload_rules()
    await desk.close("keep")
    again = garden.desk(rules=file)
    await again.open()
    await again.refresh()
    assert rules_of(again)[HARMLESS] == "respect"
    await again.close("keep")


async def test_the_record_names_the_rules_of_each_decision_and_keeps_their_text(
    desk: Desk, garden: Garden, file: Path
) -> None:
    first, second = [row.key for row in desk.rows()]
    await desk.decide(await desk.draft(desk.view(first), Verb.KEEP))
    old = file.read_bytes()
    edit(file, "en: Be respectful", "en: Be kind")
    await desk.reload_rules()
    await desk.decide(await desk.draft(desk.view(second), Verb.KEEP))

    entries = [record.entry for record in reversed(desk.trail.entries())]
    judged = [
        entry.hash if isinstance(entry, RulesetUsed) else entry.decision.ruleset
        for entry in entries
        if isinstance(entry, RulesetUsed | Decided)
    ]
    before, after = judged[0], judged[2]
    assert judged == [before, before, after, after] and before != after
    journal = garden.folder / "desk" / "journal"
    assert kept(journal, before) == old
    assert kept(journal, after) == file.read_bytes()


async def test_what_was_drafted_before_an_edit_is_recorded_under_the_rules_it_was_drafted_by(
    desk: Desk, garden: Garden, file: Path
) -> None:
    old = file.read_bytes()
    draft = await desk.draft(await desk.look(garden.insult), Verb.REMOVE)
    edit(file, "en: Be respectful", "en: Be kind")
    assert (await desk.reload_rules()).changed
    decision = await desk.decide(draft)

    assert decision.ruleset == draft.ruleset != desk.ruleset.hash
    assert kept(garden.folder / "desk" / "journal", decision.ruleset) == old
    (record,) = desk.trail.story(decision.id)
    assert isinstance(record.entry, Decided)
    assert record.entry.evidence.titles == ("Be respectful",)
    rule = desk.ruleset.rule("respect")
    assert rule is not None and in_language(rule.title, "en") == "Be kind"


async def test_content_that_was_not_to_be_kept_when_drafted_is_not_kept(
    desk: Desk, garden: Garden, file: Path
) -> None:
    key = garden.flagged("Here is the forbiddenword in full.")
    await desk.refresh()
    await desk.take_in()
    draft = await desk.draft(await desk.look(key), Verb.REMOVE)
    edit(file, "evidence: none", "evidence: full")
    await desk.reload_rules()
    await desk.decide(draft)
    garden.clock.pass_(11)
    await desk.send_now()
    written = b"".join(p.read_bytes() for p in garden.folder.glob("desk/journal/*.jsonl"))
    assert b"forbiddenword" not in written
