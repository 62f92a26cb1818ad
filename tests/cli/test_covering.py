"""What rules veil and mask is covered in plain lines as well."""

from pathlib import Path

from modtui.cli.casework import case_lines
from tests.triage.garden import RULES, Garden
from tests.triage.test_around_a_case import MASKS


async def test_masked_words_and_veiled_posts_show_only_when_asked_for(tmp_path: Path) -> None:
    rules = tmp_path / "own.yaml"
    rules.write_text(RULES.read_text("utf-8") + MASKS.lstrip("\n"), "utf-8")
    garden = Garden(tmp_path)
    garden.community.add_post("t1", "u-rose", "Somebody said zzslur before")
    garden.community.add_post("t1", "u-paul", "A forbiddenword to nobody")
    key = garden.flagged("You zzslur")
    desk = garden.desk(rules=rules)
    await desk.open()
    await desk.refresh()
    await desk.note_person("u-ana", "Be patient.")
    view = await desk.look(key)
    covered = "\n".join(case_lines(desk, view, ""))
    assert "You [[z•••••]]" in covered
    assert "Rose: Somebody said z••••• before" in covered
    assert "Paul: (veiled)" in covered
    assert "Note on them by Marie: Be patient." in covered
    assert "slur" not in covered.replace("No slurs", "").replace("slurs", "")
    assert "forbidden" not in covered
    bare = "\n".join(case_lines(desk, view, "", unveil=True))
    assert "You [[zzslur]]" in bare
    assert "Rose: Somebody said zzslur before" in bare
    assert "Paul: A forbiddenword to nobody" in bare
    await desk.close("keep")
