"""Rules on a desk: hits follow what is asked, the ladder brakes, the text of the rules is kept."""

from pathlib import Path

from modtui.journal import Journal
from modtui.journal.entries import Decided, Evidence, TakenBack
from modtui.model import CaseKey, Decision, Moderator, Step
from modtui.rules.loader import compiled
from modtui.triage.desk import Desk
from modtui.triage.replay import Replayed, replay
from tests.journal.making import decided
from tests.triage.garden import Clock, Garden

ASKING = """\
version: 1
name: Asking
languages: [en]
rules:
  - {id: many, key: 1, title: t, text: t, severity: high, match: {reports: at least 2}}
  - {id: rose, key: 2, title: t, text: t, severity: low, match: {keywords: [roses]}}
"""


def with_rules(garden: Garden, text: str) -> Desk:
    path = garden.folder / "rules.yaml"
    path.write_text(text, "utf-8")
    return garden.desk(rules=path)


def hits(desk: Desk, key: CaseKey) -> list[str]:
    return [hit.rule for hit in desk.view(key).hits]


async def test_a_case_hits_anew_when_its_answer_to_a_rule_changes(garden: Garden) -> None:
    desk = with_rules(garden, ASKING)
    await desk.open()
    await desk.refresh()
    assert hits(desk, garden.insult) == ["rose"]
    garden.community.flag(garden.insult.native, "u-paul", "rude")
    await desk.refresh()
    assert hits(desk, garden.insult) == ["many", "rose"]
    await desk.close("keep")
    again = with_rules(garden, ASKING)
    await again.open()
    await again.refresh()
    assert hits(again, garden.insult) == ["many", "rose"]  # remembered, and still right
    await again.close("keep")


async def test_nobody_is_sanctioned_for_what_they_wrote_before_they_were_warned(
    garden: Garden,
) -> None:
    garden.clock.pass_(60)
    second = garden.flagged("Such an idiot, really.")
    desk = garden.desk(hold=0)
    await desk.open()
    await desk.refresh()
    garden.clock.pass_(60)
    await desk.decide(await desk.draft(await desk.look(garden.insult), "warn"))
    garden.clock.pass_(3600)
    old = await desk.draft(await desk.look(second), "remove")
    assert "written before the last sanction" in old.because
    assert {step.verb for step in old.steps}.isdisjoint({"mute", "ban"})
    third = garden.flagged("Still an idiot.")
    await desk.refresh()
    new = await desk.draft(await desk.look(third), "remove")
    assert "mute" in {step.verb for step in new.steps}
    await desk.close("keep")


async def test_the_journal_keeps_an_extended_ruleset_whole(garden: Garden) -> None:
    (garden.folder / "base.yaml").write_text(ASKING, "utf-8")
    text = "version: 1\nname: Ours\nextends: base.yaml\nrules: [{id: rose, severity: high}]\n"
    desk = with_rules(garden, text)
    await desk.open()
    await desk.refresh()
    await desk.decide(await desk.draft(await desk.look(garden.insult), "keep"))
    kept = desk.trail.kept_ruleset(desk.ruleset.hash)
    assert kept is not None
    (garden.folder / "base.yaml").unlink()
    assert compiled(kept, "kept.yaml") == desk.ruleset
    await desk.close("keep")


OLD = compiled(ASKING.encode(), "old.yaml")
NEW = compiled(ASKING.replace("[roses]", "[tulips]").encode(), "new.yaml")


def entry(id: str, text: str, *verbs: str, ruleset: str = OLD.hash) -> Decided:
    made = decided(id, *verbs)
    decision = Decision(
        id=id,
        case=made.decision.case,
        at=made.decision.at,
        by=Moderator("m", "Marie", "backend"),
        steps=tuple(Step(id=verb, verb=verb) for verb in verbs),
        seen="",
        ruleset=ruleset,
    )
    return Decided(decision, Evidence(author="u", text=text))


def read_again(
    folder: Path, *entries: Decided | TakenBack
) -> tuple[list[Replayed], tuple[int, int, int]]:
    """What replaying these, oldest first, finds; read, without a text, taken back."""
    journal = Journal.open(folder / "journal", clock=Clock())
    journal.keep_ruleset(ASKING.encode())
    records = [journal.append(one) for one in entries]
    made = list(replay(reversed(records), NEW, journal.kept_ruleset))
    journal.close()
    count = made[-1][1]
    return [one for one, _count in made if one], (count.read, count.without_text, count.taken_back)


def test_both_rulesets_read_the_same_text(tmp_path: Path) -> None:
    found, count = read_again(
        tmp_path,
        entry("d1", "my roses", "keep"),
        entry("d2", "my tulips", "remove", "close"),
        entry("d3", "nothing", "remove"),
        entry("d4", "", "remove"),
    )
    assert [(one.decision, one.gained, one.lost, one.acted) for one in found] == [
        ("d2", ("rose",), (), True),
        ("d1", (), ("rose",), False),
    ]
    assert count == (3, 1, 0)


def test_what_was_taken_back_does_not_count(tmp_path: Path) -> None:
    gone = TakenBack("d1", CaseKey("c", "post", "1"), Moderator("m", "Marie", "backend"))
    found, count = read_again(tmp_path, entry("d1", "my roses", "keep"), gone)
    assert found == []
    assert count == (0, 0, 1)


def test_without_the_ruleset_of_the_day_the_hits_noted_then_count(tmp_path: Path) -> None:
    found, _count = read_again(tmp_path, entry("d1", "my tulips", "keep", ruleset="0" * 64))
    assert [one.gained for one in found] == [("rose",)]
