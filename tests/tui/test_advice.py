"""The respect check beside the message, before it is sent."""

from pathlib import Path

from modtui.demo.opening import demo_file
from modtui.shipped import shipped
from modtui.tui.screens.preview import PreviewSheet
from tests.tui.conftest import Clock, Person, seated
from tests.tui.test_rules_screen import FRAUD, own_desk

RUDE = "You are an idiot!!! Go away. That is inappropriate. "


async def drafted(person: Person, typed: str) -> PreviewSheet:
    """Goes to a case, and types this in front of the message that comes with its removal."""
    await person.goes_to(FRAUD)
    await person.does("remove")
    sheet = person.app.screen
    assert isinstance(sheet, PreviewSheet)
    await person.does("edit")
    names = {" ": "space", "!": "exclamation_mark", ".": "full_stop", "'": "apostrophe"}
    await person.presses(*(names.get(letter, letter) for letter in typed), "escape")
    await person.until_changed(lambda: sheet.draft.message.startswith(typed))
    return sheet


async def test_a_rude_message_is_marked_with_a_better_wording_and_may_be_sent(
    person: Person,
) -> None:
    sheet = await drafted(person, RUDE)
    await person.sees("hints: a", "a advice")
    await person.presses("G")
    await person.sees("• “You are an idiot”: this says what the person is", "a shows all")
    lines = [line for line in person.lines() if line.startswith((" • ", "   and "))]
    assert len(lines) == 3
    strips = person.app.screen._compositor.render_strips(person.app.size)
    hit = person.app.looks["hit"].bgcolor
    marked = {s.text for strip in strips for s in strip if s.style and s.style.bgcolor == hit}
    assert {"You are an idiot!!!", "Go away", "inappropriate"} <= marked
    await person.does("advice")
    await person.sees("“Go away”", "this slams the door")
    await person.does("close-text")
    assert person.app.screen is sheet
    await person.does("confirm")
    await person.sees("sends in")


async def test_a_kind_message_is_left_alone(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("remove")
    await person.sees("Message to Bargain Bikes Direct")
    assert "hint" not in person.screen()
    assert "a advice" not in person.lines()[-1]


async def test_a_strict_ruleset_holds_it_back_until_it_is_reworded(
    tmp_path: Path, clock: Clock
) -> None:
    file = tmp_path / "strict.yaml"
    text = (shipped("rulesets") / "community-en.yaml").read_text("utf-8")
    file.write_text(text.replace("voice:\n", "voice:\n  respect: block\n", 1), "utf-8")
    desk = own_desk(tmp_path, file, clock)
    async with seated(desk, clock, demo_file(tmp_path)) as person:
        sheet = await drafted(person, RUDE)
        await person.sees("! Please reword the message", "What will be done")
        await person.does("confirm")
        await person.sees("Not yet: Please reword the message")
        assert not desk.pending()
        await person.does("edit")
        await person.presses(*["delete"] * len(RUDE), "escape")
        await person.until_changed(lambda: not sheet.draft.problems)
        await person.does("confirm")
        await person.sees("sends in")


async def test_the_length_is_told_when_it_comes_near_the_limit(person: Person) -> None:
    await person.goes_to(FRAUD)
    await person.does("remove")
    sheet = person.app.screen
    assert isinstance(sheet, PreviewSheet)
    limit = person.desk.capabilities["warn"].limit
    assert limit is not None
    assert "characters" not in person.screen()
    sheet.change(message="word " * (limit * 17 // 100))
    await person.sees(f"of {limit} characters")
