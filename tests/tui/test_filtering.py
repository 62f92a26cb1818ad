"""Filtering the queue and the audit trail by what a moderator types, and saved views."""

from pathlib import Path

from textual import events

from modtui.actions import ACTIONS
from modtui.tui import keys
from modtui.tui.screens.filtered import FilteredSheet
from modtui.tui.screens.views import ViewsSheet
from tests.tui.conftest import Person


def authors(person: Person) -> set[str]:
    return {row.author for row in person.app.desk_sheet.queue.rows}


async def types(person: Person, text: str) -> None:
    """A filter into the prompt, in place of what stands there."""
    await person.does("filter" if person.app.screen is not person.app.desk_sheet else FILTER)
    await writes(person, text)


async def writes(person: Person, text: str) -> None:
    """Letters into whatever takes them, as fast as a terminal sends them."""
    for letter in text:
        person.app.post_message(events.Key(NAMES.get(letter, letter), letter))
    await person.until_changed(lambda: text in person.screen())
    await person.at_rest()


FILTER = "filter-queue"
NAMES = {
    "/": "slash", " ": "space", ":": "colon", ">": "greater_than_sign", "-": "minus",
    ",": "comma", '"': "quotation_mark", "=": "equals_sign",
}  # fmt: skip


async def test_what_fits_is_counted_while_typing_and_the_rows_stay(person: Person) -> None:
    everything = len(person.app.desk_sheet.queue.rows)
    await types(person, "author:desmond")
    await person.sees("author:desmond", f"of {everything}", "Enter apply", "Esc as it was")
    assert len(person.app.desk_sheet.queue.rows) == everything
    await person.presses("escape")
    assert len(person.app.desk_sheet.queue.rows) == everything
    assert person.desk.filter == ""
    await person.does("down")
    assert person.app.desk_sheet.queue.cursor == 1


async def test_enter_shows_what_fits_and_escape_shows_all_again(person: Person) -> None:
    everything = len(person.app.desk_sheet.queue.rows)
    await types(person, "author:desmond -rule:respect")
    await person.presses("enter")
    assert authors(person) == {"Desmond"}
    fits = len(person.app.desk_sheet.queue.rows)
    await person.sees(f"1/{fits} of {everything} · /author:desmond -rule:respect", "Esc all cases")
    await person.does("last")
    key = person.app.desk_sheet.case_key()
    await person.does("unfilter")
    assert len(person.app.desk_sheet.queue.rows) == everything
    assert person.app.desk_sheet.case_key() == key
    await person.does("unfilter")
    await person.sees("No filter is set")


async def test_slash_and_enter_with_nothing_shows_all_again(person: Person) -> None:
    await types(person, "author:desmond")
    await person.presses("enter")
    await person.does("filter-queue")
    await person.presses("backspace", "enter")
    assert person.desk.filter == ""


async def test_verbs_go_through_what_fits_only(person: Person) -> None:
    await types(person, "rule:spam")
    await person.presses("enter")
    before = person.app.desk_sheet.case_key()
    await person.does("keep")
    assert {row.rule for row in person.app.desk_sheet.queue.rows} == {"spam"}
    assert person.app.desk_sheet.case_key() != before
    await types(person, "is:held")
    await person.presses("enter")
    assert [row.key for row in person.app.desk_sheet.queue.rows] == [before]


async def test_a_slip_is_marked_below_its_place_and_nothing_is_applied(person: Person) -> None:
    await types(person, "rule:spam autor:ana")
    await person.sees("there is no field “autor”: did you mean “author”?")
    lines = person.lines()
    at = next(i for i, line in enumerate(lines) if "rule:spam autor:ana" in line)
    assert lines[at].index("autor") == lines[at + 1].index("^")
    assert lines[at + 1].strip() == "^" * len("autor")
    await person.presses("enter")
    assert person.desk.filter == "" and person.app.screen.filtering
    await person.presses("escape")
    assert "autor" not in person.screen()


async def test_what_is_not_finished_is_said_only_on_enter(person: Person) -> None:
    await types(person, "author:")
    await person.sees(" of ")
    assert "needs a value" not in person.screen()
    await person.presses("enter")
    await person.sees("author needs a value", "^")


async def test_an_empty_result_says_that_it_is_the_filter(person: Person) -> None:
    await types(person, "author:nobody-of-this-name")
    await person.presses("enter")
    await person.sees("No case fits the filter. Esc shows all")
    assert "nothing waits for you" not in person.screen()
    await person.does("keep")
    await person.sees("There is no case here.")


async def test_tab_completes_fields_and_values_that_are_known(person: Person) -> None:
    sheet = person.app.screen
    assert isinstance(sheet, FilteredSheet)
    await types(person, "au")
    await person.presses("tab")
    assert sheet.prompt.input.value == "author:"
    await writes(person, "desm")
    await person.presses("tab")
    await person.until_changed(lambda: sheet.prompt.input.value == "author:desmond")
    await writes(person, " rule:sp")
    await person.presses("tab")
    await person.until_changed(lambda: sheet.prompt.input.value.endswith("rule:spam"))
    await writes(person, " is:e")
    await person.presses("tab")
    await person.sees("›escalated", "edited")
    await person.presses("tab")
    await person.sees("›edited")
    assert sheet.prompt.input.value == "author:desmond rule:spam is:edited"
    await person.presses("shift+tab", "enter")
    await person.until_changed(lambda: not sheet.filtering)
    assert person.desk.filter == "author:desmond rule:spam is:escalated"


async def test_keys_that_come_in_one_bunch_with_the_slash_are_text(person: Person) -> None:
    for _ in range(2):
        for letter in "/ban r":
            person.app.post_message(events.Key(NAMES.get(letter, letter), letter))
        await person.sees("ban r")
        assert person.app.screen is person.app.desk_sheet
        assert not person.desk.pending()
        await person.presses("escape")


async def test_a_view_is_saved_chosen_by_its_number_and_deleted(person: Person) -> None:
    await types(person, "author:desmond")
    await person.presses("enter")
    await person.does("views", "save-view")
    await writes(person, "Loud one")
    await person.presses("enter")
    await person.sees("Saved: Loud one", "1 Loud one", "author:desmond")
    await person.presses("0")
    assert person.desk.filter == ""
    await person.does("views")
    await person.presses("1")
    await person.until_changed(lambda: person.desk.filter == "author:desmond")
    await person.does("views", "down", "delete-view")
    await person.sees("Deleted: Loud one (author:desmond)")
    assert "1 Loud one" not in person.screen()
    await person.does("close-views")
    assert person.desk.filter == "author:desmond"


async def test_only_a_filter_that_is_set_can_be_saved(person: Person) -> None:
    await person.does("views", "save-view")
    await person.sees("No filter is set: set one with / first")
    assert isinstance(person.app.screen, ViewsSheet)


async def test_views_are_in_the_palette(person: Person) -> None:
    await types(person, "author:desmond")
    await person.presses("enter")
    await person.does("views", "save-view")
    await writes(person, "Loud")
    await person.presses("enter", "0")
    await person.does("palette")
    await writes(person, "view Loud")
    await person.sees("view Loud: author:desmond")
    await person.presses("enter")
    await person.until_changed(lambda: person.desk.filter == "author:desmond")


async def test_the_audit_trail_has_the_same_prompt_and_views_of_its_own(person: Person) -> None:
    await types(person, "author:desmond")
    await person.presses("enter")
    await person.does("views", "save-view")
    await writes(person, "Loud")
    await person.presses("enter", "escape")
    await person.does("keep", "audit")
    await types(person, "verb:keep kind:dec")
    await person.presses("tab")
    await person.sees("1 entry", "verb:keep kind:decided")
    await person.presses("enter")
    await person.sees("Audit · verb:keep kind:decided", "1/1")
    await person.does("audit-views")
    assert "Loud" not in person.screen()
    await person.does("save-view")
    await writes(person, "Kept")
    await person.presses("enter")
    await person.sees("1 Kept")
    await person.does("close-views")
    await types(person, "verb:nope")
    await person.presses("enter")
    await person.sees("No entry fits the filter")


async def test_entries_that_the_trail_leaves_out_come_when_they_are_asked_for(
    person: Person,
) -> None:
    await person.does("keep")
    await person.sent()
    await person.does("audit")
    assert "sending:" not in person.screen()
    await types(person, "kind:sending")
    await person.presses("enter")
    await person.sees("sending:")


async def test_a_filter_holds_when_new_cases_are_let_in(person: Person) -> None:
    rows = [row for row in person.app.desk_sheet.queue.rows if row.key.kind == "post"]
    desmond = next(row.key.native for row in rows if row.author == "Desmond")
    other = next(row.key.native for row in rows if row.author not in ("Desmond", ""))
    await types(person, "author:desmond")
    await person.presses("enter")
    before = len(person.app.desk_sheet.queue.rows)
    posts = [person.community.post(native) for native in (desmond, other)]
    for post, reporter in zip(posts, reversed(posts), strict=True):
        assert post is not None and reporter is not None
        new = person.community.add_post(post.thread, post.author, "once more")
        person.community.flag(new, reporter.author, "rude")
    await person.desk.refresh()
    await person.does("let-in")
    assert len(person.app.desk_sheet.queue.rows) == before + 1
    assert authors(person) == {"Desmond"}


def test_the_keys_are_in_the_registry(tmp_path: Path) -> None:
    by_id = {action.id: action.keys for action in ACTIONS}
    assert by_id["filter-queue"] == by_id["filter"] == ("/",)
    assert by_id["views"] == by_id["audit-views"] == ("v",)
    assert keys.is_bound("desk", "escape")
