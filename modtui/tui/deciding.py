"""From a key to a decision: what asks first, what acts at once, what comes after."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from modtui.model import CaseKey, Decision, Person
from modtui.text import safe, safe_line
from modtui.triage.choices import Choices
from modtui.triage.keeping import KeptDraft
from modtui.triage.views import CaseView, Draft
from modtui.tui import keys
from modtui.tui.drafts import is_back, taken_up
from modtui.tui.pieces import Line, Piece, fit, say
from modtui.tui.text_words import rule_title
from modtui.tui.verbs import verb_word
from modtui.words import _

if TYPE_CHECKING:
    from modtui.tui.acting import Acting
    from modtui.tui.screens.sheet import Sheet


async def decide(
    app: "Acting", sheet: "Sheet[Any]", key: CaseKey, wish: Choices, *, stays: bool = False
) -> None:
    """One verb on one case: at once, or after its preview where it asks for one. ``stays``:
    the case stays on screen afterwards."""
    verb = wish.verb
    try:
        view = sheet.case_view(key)
    except KeyError:
        row = app.desk.row(key)
        app.say((safe_line(row.note) if row else "") or _("This case cannot be read."))
        return
    for state in app.desk.verbs(view):
        if state.verb == verb and state.why_not:
            app.say(f"{safe_line(state.label, 30)}: {safe_line(state.why_not, 200)}", "bar-warn")
            return
    if wish.rule is None and app.chosen is not None and app.chosen[0] == key:
        wish = msgspec.structs.replace(wish, rule=app.chosen[1])
    kept = await app.desk.drafts.of(key, verb)
    begun = taken_up(wish, kept, app.desk.ruleset)
    with app.asks_backend():
        draft = await app.desk.draft(view, **msgspec.structs.asdict(begun))
    if kept is not None:
        app.say(is_back(kept, app.clock(), app.timezone))
    # What was kept is not done before it was looked at.
    if draft.asks or draft.problems or kept is not None:
        confirmed = await preview(app, draft, wish, begun, kept)
        if confirmed is None:
            app.say(_("Nothing was done."))
            return
        draft = confirmed
    await settle(app, draft)
    if not stays:
        sheet.moved_on(key)


async def preview(
    app: "Acting",
    draft: Draft,
    wish: Choices | None,
    begun: Choices | None = None,
    kept: KeptDraft | None = None,
) -> Draft | None:
    """The one-screen preview; the draft as it was confirmed, or None.

    ``wish`` is what the person asked for, ``begun`` the same with what was kept of an
    earlier try. What they change is on the disk when this returns.
    """
    from modtui.tui.screens.preview import PreviewSheet

    confirmed = await app.push_screen_wait(PreviewSheet(draft, wish, begun, kept))
    await app.desk.drafts.save()
    return confirmed


async def settle(app: "Acting", draft: Draft) -> Decision:
    """Decides. Raises DeskError."""
    decision = await app.desk.decide(draft, source="desk")
    app.chosen = None
    return decision


async def choose(
    app: "Acting", title: str, rows: list[Line], cursor: int = 0, letters: Sequence[str] = ()
) -> int | None:
    """The number of the line that the person chose from a list, or None."""
    from modtui.tui.screens.choice import ChoiceSheet

    return await app.push_screen_wait(ChoiceSheet(safe(title), rows, cursor, letters))


async def pick_rule(
    app: "Acting", view: CaseView, current: str, *, searching: bool = False
) -> str | None:
    """A rule for a case, by its id, chosen from the rules screen."""
    from modtui.tui.screens.rules import RulesSheet

    return await app.push_screen_wait(RulesSheet(view, current, searching=searching))


async def choose_rule(app: "Acting", key: CaseKey, *, searching: bool = False) -> None:
    """Chooses the rule that the next verb on this case uses."""
    from modtui.tui.screens.rules import RulesSheet

    try:
        view = app.desk.view(key)
    except KeyError:
        # It could not be read, so there is nothing to choose a rule for.
        await app.push_screen_wait(RulesSheet(searching=searching))
        return
    current = app.chosen[1] if app.chosen and app.chosen[0] == key else view.proposed
    if (rule := await pick_rule(app, view, current, searching=searching)) is not None:
        use_rule(app, key, rule)


def use_rule(app: "Acting", key: CaseKey, rule: str) -> bool:
    """The next verb on this case uses this rule; False where there is no such rule."""
    found = app.desk.ruleset.rule(rule)
    if found is None:
        return False
    app.chosen = (key, rule)
    app.say(_("Rule: {rule}. The next verb uses it.").format(rule=rule_title(found)))
    return True


async def choose_verb(
    app: "Acting", sheet: "Sheet[Any]", key: CaseKey, *, stays: bool = False
) -> None:
    """All verbs as a list; those that cannot be used are dim and say why."""
    try:
        view = sheet.case_view(key)
    except KeyError:
        app.say(_("This case cannot be read."))
        return
    states = app.desk.verbs(view)
    rows: list[Line] = []
    for state in states:
        look = "dim" if state.why_not else "text"
        known = state.capability
        about = state.why_not or (known.about or known.seen_by if known else "")
        letter = keys.shown(keys.of_verb(state.verb, "choice"))
        word = verb_word(state.verb, state.label)
        # What the backend calls it, where that is not the same.
        own = f"{safe_line(state.label, 40)}: " if known and state.label != word else ""
        rows.append(
            (
                Piece(fit(safe(letter), 2), "key"),
                Piece(fit(word, 16), look),
                say(" "),
                Piece(safe(("✗ " if state.why_not else "") + own + safe_line(about, 120)), "dim"),
            )
        )
    letters = [keys.of_verb(state.verb, "choice") for state in states]
    found = await choose(app, _("Which verb?"), rows, letters=letters)
    if found is not None:
        verb = states[found].verb
        if several := sheet.chosen_cases():
            from modtui.tui import bulk

            await bulk.decide(app, sheet, several, Choices(verb))
        else:
            await decide(app, sheet, key, Choices(verb), stays=stays)


async def note(app: "Acting", key: CaseKey, person: Person | None = None) -> None:
    """Adds a note to a case, or to the person where the choice is theirs to make."""
    question = _("Note for your fellow moderators")
    if person is not None:
        name = safe_line(person.shown, 40)
        on_case = say(_("on this case"))
        on_person = say(_("on {name}: shown with all their cases").format(name=name))
        found = await choose(app, _("A note on what?"), [(on_case,), (on_person,)], 1)
        if found is None:
            return
        if found == 1:
            text = await ask(app, _("Note on {name} for your fellow moderators").format(name=name))
            if text:
                await app.desk.note_person(person.id, text)
                app.say(_("Noted on {name}.").format(name=name))
            return
    text = await ask(app, question)
    if text:
        await add_note(app, key, text)


async def add_note(app: "Acting", key: CaseKey, text: str) -> None:
    """Adds this note to a case."""
    await app.desk.add_note(key, text)
    app.say(_("Noted."))


async def ask(app: "Acting", question: str, text: str = "") -> str | None:
    """One line of text from the person; None when they turned back."""
    from modtui.tui.screens.asking import AskScreen

    return await app.push_screen_wait(AskScreen(safe(question), text))


async def take_back(app: "Acting", decision: str) -> None:
    """Takes one decision back, where it is not on its way yet."""
    found = await app.desk.take_back(decision)
    if found is None:
        app.say(_("Too late: it is on its way, or done."), "bar-warn")
    else:
        app.notices.forget(decision)
        what = app.notices.summary(found)
        app.say(_("{what} — taken back, nothing was sent").format(what=what))


async def drop(app: "Acting", decision: str) -> None:
    """Lets go of a decision that came back."""
    await app.desk.drop(decision)
    app.say(_("Dropped: nothing more of it is sent."))


async def answer(app: "Acting", decision: str, step: str, happened: bool) -> None:
    """Settles a step in doubt as the person says."""
    await app.desk.answer(decision, step, happened)
    app.say(_("Noted: it happened.") if happened else _("Noted. It is sent again."))


async def undo(app: "Acting") -> None:
    """Takes back the newest decision, or previews its reverse where it was sent already."""
    decision = await app.desk.take_back()
    if decision is not None and decision.batch:
        from modtui.tui import bulk

        app.notices.forget(decision.batch)
        taken = app.desk.batches.get(decision.batch)
        bulk.tell_taken_back(app, decision.batch, taken.taken_back if taken else 0)
        return
    if decision is not None:
        app.notices.forget(decision.id)
        what = app.notices.summary(decision)
        app.say(_("{what} — taken back, nothing was sent").format(what=what))
        app.desk_sheet.queue.select(decision.case)
        return
    from modtui.tui import bulk

    if (running := bulk.running(app)) is not None:
        await bulk.stop(app, running)
        return
    last = app.desk.last_sent()
    if last is not None and last.batch:
        await bulk.undo(app, last.batch)
        return
    if last is None:
        app.say(_("There is nothing to undo."))
        return
    with app.asks_backend():
        draft = await app.desk.inverse(last.id)
    what = app.notices.summary(last)
    if draft is None:
        app.say(_("{what} — was sent, and cannot be undone").format(what=what), "bar-warn")
        return
    confirmed = await preview(app, draft, None)
    if confirmed is None:
        app.say(_("Nothing was done."))
    else:
        await settle(app, confirmed)


async def resume(app: "Acting", decision: str) -> None:
    """Sends a decision that came back after all."""
    await app.desk.resume(decision)
    app.say(_("It is sent even so."))
