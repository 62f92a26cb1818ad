"""The whole job line by line: what is asked, decided, changed, taken back, and written down."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from modtui.adapters.local_records import Showing
from modtui.adapters.local_store import Community
from modtui.demo.opening import demo_desk
from modtui.journal.entries import Decided
from modtui.model import CaseKey, Decision, Verb
from modtui.text import cells
from modtui.triage.views import Standing
from tests.plain.conversation import Clock, Conversation, talking
from tests.test_real_terminal import ATTACKS, FORBIDDEN, hostile_community

__all__ = ["hostile_community"]

Now = Callable[[], Community]


def decisions(person: Conversation) -> list[Decision]:
    """What the journal holds, the oldest first."""
    records = person.desk.trail.entries("kind:decided", limit=100)
    found = [r.entry.decision for r in reversed(records) if isinstance(r.entry, Decided)]
    assert person.desk.trail.verify().ok
    return found


def verbs(decision: Decision) -> list[str]:
    return [step.verb for step in decision.steps]


def here(person: Conversation) -> CaseKey:
    """The case that is talked about."""
    assert person.session.key is not None
    return person.session.key


async def goes_to(person: Conversation, words: str) -> str:
    """To the first case whose text has these words."""
    at = next(i for i, row in enumerate(person.desk.rows(), 1) if words in row.excerpt)
    return await person.answers(f"again {at}")


async def test_the_first_lines_say_what_waits_and_how_to_go_on(person: Conversation) -> None:
    first, second, *_rest = person.written.splitlines()
    assert first == "spoke-and-solder: 112 cases."
    assert second.startswith("Undecided: 2 severe, 8 high")
    assert "a keep, r remove" in person.written
    assert "1 of 112: severe, care, by Iain, in #lounge" in person.written
    assert 'Hits rule care: "want to die".' in person.written
    assert person.written.endswith("\n1: keep, remove, warn, mute, skip or ? ")


async def test_every_question_fits_a_braille_line(person: Conversation) -> None:
    for line in ("r", "language", "no", "e", "no", "mute", "no", "U", "R", "", "edit", "?"):
        await person.answers(line)
        assert len(person.written.splitlines()[-1]) <= 40


async def test_keep_acts_at_once_and_goes_on(person: Conversation, community: Now) -> None:
    key = here(person)
    said = await person.answers("a")
    assert said.startswith("Kept: Iain. Sent in 10 s; u takes it back. 2 of 112: severe")
    assert here(person) != key
    await person.all_sent()
    assert "Sent: kept: Iain." in await person.answers("")
    (decision,) = decisions(person)
    assert decision.case == key and verbs(decision) == ["keep"] and decision.source == "plain"
    assert community().post(key.native).showing is Showing.PUBLISHED


async def test_what_touches_a_person_is_read_out_and_done_after_yes(
    person: Conversation, community: Now
) -> None:
    await goes_to(person, "smug idiot")
    key = here(person)
    said = await person.answers("r")
    for words in (
        "Not decided yet: Remove", "Rule respect, medium", "Step 1, Remove: takes the post by",
        "nobody else sees it.", "Message to Hamish, language en", "End of the message.",
    ):  # fmt: skip
        assert words in said
    assert decisions(person) == []
    said = await person.answers("y")
    assert "Sent in 10 s; u takes it back." in said
    await person.all_sent()
    (decision,) = decisions(person)
    assert decision.case == key and decision.rules == ("respect",)
    post = community().post(key.native)
    assert post.showing is not Showing.PUBLISHED
    assert community().inbox(post.author)


@pytest.mark.parametrize("answer", ["no", "q", "n", "", "nope", "y please", "yes yes", "t"])
async def test_only_yes_is_a_yes(person: Conversation, answer: str) -> None:
    await person.answers("r")
    await person.answers(answer)
    assert decisions(person) == []


@pytest.mark.parametrize(
    "sentence", ["a nice day", "keep off the grass", "undo that", "remove the lot", "b 3 apples"]
)
async def test_a_sentence_typed_by_mistake_does_nothing(
    person: Conversation, sentence: str
) -> None:
    said = await person.answers(sentence)
    assert "nothing was done" in said
    assert decisions(person) == []


async def test_rule_language_and_time_may_follow_a_verb(person: Conversation) -> None:
    await goes_to(person, "smug idiot")
    said = await person.answers("r harassment fr")
    assert "Rule harassment, high" in said and "language fr" in said and "Bonjour" in said
    await person.answers("no")
    said = await person.answers("b 1 2w")
    assert "Rule spam" in said and "for 2 weeks" in said
    await person.answers("duration forever")
    await person.answers("yes")
    (decision,) = decisions(person)
    ban = next(step for step in decision.steps if step.verb == Verb.BAN)
    assert ban.seconds is None and decision.rules == ("spam",)


async def test_a_rules_own_key_is_for_the_next_verb(person: Conversation) -> None:
    await goes_to(person, "smug idiot")
    assert "Rule harassment: No harassment. The next verb uses it." in await person.answers("3")
    assert "Rule harassment, high" in await person.answers("r")


async def test_a_message_is_changed_line_by_line(person: Conversation, community: Now) -> None:
    await goes_to(person, "smug idiot")
    key = here(person)
    await person.answers("w")
    said = await person.answers("edit")
    assert "Line 1: Hello Hamish," in said
    await person.answers("3")
    await person.answers("Please argue about the road, as our rule “Respect each other” asks.")
    said = await person.answers("done")
    assert "In the message, new: Please argue about the road" in said
    await person.answers("yes")
    await person.all_sent()
    text = community().inbox(community().post(key.native).author)[-1].text
    assert text.startswith("Hello Hamish,\n\nPlease argue about the road")


async def test_a_message_is_written_anew_until_a_single_dot(person: Conversation) -> None:
    await goes_to(person, "smug idiot")
    await person.answers("w")
    await person.answers("edit")
    assert (await person.answers("all")).endswith("Message:")
    person.types("Hello,", "", "the rule is “Respect each other”.", ".")
    await person.hears()
    await person.answers("yes")
    (decision,) = decisions(person)
    assert decision.steps[-1].text == "Hello,\n\nthe rule is “Respect each other”."


async def test_ctrl_c_turns_back_from_a_message_to_its_preview(person: Conversation) -> None:
    await goes_to(person, "smug idiot")
    for line in ("w", "edit", "all"):
        await person.answers(line)
    person.types("half a")
    person.typed.interrupt()
    said = await person.hears()
    assert "The message is as it was." in said and said.endswith("rule or ? ")
    assert "Warned: Hamish." in await person.answers("y")


async def test_a_changed_message_waits_while_another_language_is_heard(
    person: Conversation,
) -> None:
    await goes_to(person, "smug idiot")
    await person.answers("w")
    for line in ("edit", "3", "My own words.", "done"):
        await person.answers(line)
    assert "Bonjour" in await person.answers("language fr")
    assert "My own words." in await person.answers("language en")


async def test_a_case_is_handed_to_the_contact_of_choice(person: Conversation) -> None:
    said = await person.answers("e")
    assert "Message to Safety contact" in said
    said = await person.answers("contact")
    assert "admins, Administrators" in said
    await person.answers("admins")
    await person.answers("note Leroy writes with him")
    await person.answers("yes")
    (decision,) = decisions(person)
    assert decision.contact == "admins" and decision.note == "Leroy writes with him"
    assert "Leroy writes with him" in decision.steps[-1].text


async def test_undo_takes_back_what_is_held_back_and_says_what(person: Conversation) -> None:
    key = here(person)
    await person.answers("a")
    said = await person.answers("u")
    assert said.startswith("Taken back, nothing was sent: kept: Iain. 1 of 112")
    assert here(person) == key
    await person.all_sent()
    row = person.desk.row(key)
    assert row is not None and row.standing is Standing.OPEN
    assert "There is nothing to undo." in await person.answers("u")


async def test_what_was_sent_is_reversed_after_a_preview(
    person: Conversation, community: Now
) -> None:
    await goes_to(person, "smug idiot")
    key = here(person)
    for line in ("r", "y"):
        await person.answers(line)
    await person.all_sent()
    assert "It reverses a decision that was sent." in await person.answers("u")
    assert "Only the note" in await person.answers("edit")
    await person.answers("yes")
    await person.all_sent()
    assert community().post(key.native).showing is Showing.PUBLISHED


async def test_the_outbox_takes_back_the_one_that_was_named(person: Conversation) -> None:
    await person.answers("a")
    await person.answers("a")
    said = await person.answers("U")
    assert "1: sent in 10 s: kept: Finn." in said and "2: sent in 10 s: kept: Iain." in said
    assert "Which one?" in await person.answers("u")
    said = await person.answers("u 2")
    assert "Taken back, nothing was sent: kept: Iain." in said and "1: sent in" in said
    await person.answers("q")
    assert {p.decision.case.native for p in person.desk.pending()} == {"p65"}


async def test_a_note_is_kept_and_read_with_the_case(person: Conversation) -> None:
    assert "Noted." in await person.answers("N ask the safety team first")
    said = await person.answers("again")
    assert "Note by you" in said and "ask the safety team first" in said
    await person.answers("note")
    assert "Noted." in await person.answers("and again")


async def test_a_link_that_deceives_is_told_by_what_it_is(person: Conversation) -> None:
    for _case in range(20):
        if "Admins here. Your account" in person.written:
            break
        await person.answers("next")
    assert "Caution, a link: xn--spke-solder-snj.example; " in person.written
    assert "looks like spoke-solder.example" in person.written.replace("\n  ", " ")


async def test_skipping_and_moving_decide_nothing(person: Conversation) -> None:
    first = here(person)
    await person.answers("s")
    assert here(person) != first
    await person.answers("p")
    assert here(person) == first
    await person.answers("n")
    await person.answers("previous")
    assert here(person) == first
    assert decisions(person) == []


async def test_everything_there_is_can_be_asked_for(person: Conversation) -> None:
    answers = {
        "=": "in all", "L": "Nothing was decided yet.", "U": "Nothing is waiting",
        "V": "r, Remove:", "list": "2 of 112:", "t": "Here stands the case", "i": "Here since:",
        "text": "rough year", "g": "No new cases", "S": "Sorted", "refresh": "read again",
        "?": "Ctrl+C turns back from anything", "rule spam": "Do not post to sell",
    }  # fmt: skip
    for typed, heard in answers.items():
        assert heard in await person.answers(typed), typed
    assert decisions(person) == []


async def test_the_last_decisions_are_told_with_what_came_of_them(person: Conversation) -> None:
    await person.answers("a")
    await person.all_sent()
    await person.answers("a")
    said = await person.answers("L")
    assert "Kept: Finn, just now, by you, held back." in said
    assert "Kept: Iain, 1 min ago, by you, done." in said
    assert "Finn" not in await person.answers("last author:Iain")


async def test_several_lines_at_once_never_decide(person: Conversation) -> None:
    for lines in (("a", "a"), ("r", "y"), ("r", "y", "a", "q")):
        person.types(*lines)
        assert "Several lines came at once: nothing was done." in await person.hears()
    await person.answers("r")
    person.types("y", "")
    assert "nothing was done" in await person.hears()
    assert decisions(person) == []


async def test_an_arrow_key_decides_nothing(person: Conversation) -> None:
    assert "Arrow keys do nothing" in await person.answers("\x1b[A")
    assert "Arrow keys do nothing" in await person.answers("a\x1b[B")
    assert decisions(person) == []


async def test_ctrl_c_decides_nothing_and_asks_whether_to_leave(person: Conversation) -> None:
    await person.answers("r")
    person.typed.interrupt()
    said = await person.hears()
    assert "Nothing was done." in said and said.endswith("Leave modtui? yes or no: ")
    assert (await person.answers("no")).startswith("1: keep")
    person.typed.interrupt()
    await person.hears()
    assert (await person.answers("yes")).endswith("You have left modtui.")
    assert person.talk.done()


async def test_a_mistyped_word_is_told_with_the_one_that_was_meant(person: Conversation) -> None:
    said = await person.answers("remvoe")
    assert "nothing was done" in said and "Did you mean remove?" in said


@pytest.mark.parametrize(
    ("on_exit", "said"),
    [
        ("send", "1 decision is held back: sending it, for 5 seconds at most. 1 decision sent."),
        ("keep", "1 decision kept, sent when modtui is opened again."),
    ],
)
async def test_leaving_does_with_what_is_held_back_as_configured(
    person: Conversation, on_exit: str, said: str
) -> None:
    person.desk.settings = msgspec.structs.replace(person.desk.settings, on_exit=on_exit)
    await person.answers("a")
    assert await person.answers("q") == f"{said} You have left modtui."


async def test_leaving_asks_where_that_is_wanted(person: Conversation) -> None:
    person.desk.settings = msgspec.structs.replace(person.desk.settings, on_exit="ask")
    await person.answers("a")
    assert "1 decision is held back." in await person.answers("q")
    assert "1 decision is held back." in await person.answers("hm")
    assert "1 decision sent." in await person.answers("send")


async def test_the_end_of_the_input_leaves_in_good_order(person: Conversation) -> None:
    await person.answers("a")
    person.hang_up()
    assert "1 decision sent. You have left modtui." in " ".join((await person.hears()).split())


async def test_whatever_people_wrote_stands_by_itself_and_acts_on_nothing(
    clock: Clock, hostile_community: Path
) -> None:
    desk = demo_desk(hostile_community.parent, file=hostile_community, clock=clock, hold=0)
    async with talking(desk, clock, 60) as person:
        for number in range(len(ATTACKS)):
            for line in ("text", "t", "i", "r", "editor", "again", "y"):
                await person.answers(line)
            assert f"{number + 1} of {len(ATTACKS)}" in person.written
        for line in ("list", "L", "U", "=", "again 1", "="):
            await person.answers(line)
        lines = person.written.splitlines()
    assert "canary" in person.written
    assert not [code for code in FORBIDDEN if code in person.written.encode()]
    assert not any(cells(line) > 60 for line in lines)
    begun = ("subject", "before", "canary", "reason", "thread", "place")
    assert not [line for line in lines if line.startswith(begun)]


async def test_a_last_line_without_its_end_decides_nothing(person: Conversation) -> None:
    import os

    os.write(person._keys, b"a")
    person.hang_up()
    assert "Kept" not in await person.hears()


async def test_a_filter_leaves_what_fits_and_never_looks_like_an_empty_queue(
    person: Conversation,
) -> None:
    said = await person.answers("/ author:hamish")
    assert "of 112 cases fit." in said and "by Hamish" in said
    fitting = len(person.desk.rows())
    assert 0 < fitting < 112
    assert "is no field" in await person.answers("/ autor:hamish")
    assert "No case fits: all are shown" in await person.answers("/ author:nobody-at-all")
    assert len(person.desk.rows()) == 112
    await person.answers("/ author:hamish")
    for _case in range(fitting):
        said = await person.answers("a")
    assert "No case that fits the filter waits for you" in said
    assert "every case is decided" not in person.written
    assert "All cases are shown." in await person.answers("/")
    assert len(person.desk.rows()) == 112


async def test_a_filter_shows_nothing_that_people_wrote_as_it_is(person: Conversation) -> None:
    said = await person.answers("/ author:\x1b]52;c;aGk=\x07\u202e")
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
