"""From a key to a decision on many cases, and back from it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from modtui.model import CaseKey, Verb
from modtui.triage.views import Batch
from modtui.tui import deciding
from modtui.tui import keys as registry
from modtui.tui.pieces import Line, say
from modtui.tui.verbs import cases
from modtui.words import _, plural

if TYPE_CHECKING:
    from modtui.triage.choices import Choices
    from modtui.tui.acting import Acting
    from modtui.tui.screens.sheet import Sheet


async def decide(
    app: "Acting", sheet: "Sheet[Any]", keys: Sequence[CaseKey], wish: "Choices"
) -> None:
    """One verb on many cases, always after its preview."""
    from modtui.tui.screens.bulk import BulkSheet, said

    if wish.rule is None:
        if app.chosen is not None and app.chosen[0] in keys:
            wish = msgspec.structs.replace(wish, rule=app.chosen[1])
        elif sheet.one_rule() and wish.verb != Verb.KEEP and (rule := _rule_of(app, keys)):
            wish = msgspec.structs.replace(wish, rule=rule)
    written = await app.push_screen_wait(BulkSheet(keys, wish))
    if written is None:
        app.say(_("Nothing was done."))
        return
    app.chosen = None
    sheet.decided(written)
    words, look = said(written)
    if words:
        app.say(words, look)


def _rule_of(app: "Acting", keys: Sequence[CaseKey]) -> str:
    """The rule that the first of some alike cases hits, else the first of the others."""
    rows = (app.desk.row(key) for key in keys)
    return next((row.rule for row in rows if row is not None and row.rule), "")


async def alike(app: "Acting", key: CaseKey) -> None:
    """Opens the group of a case: those of the same words, else those of its author."""
    from modtui.triage.grouping import Axis
    from modtui.tui.screens.alike import AlikeSheet

    groups = {axis: await app.desk.group(key, axis) for axis in Axis}
    axis = next((axis for axis in Axis if len(groups[axis]) > 1), None)
    if axis is None:
        app.say(_("No other case says this, and its author has no other one."))
    else:
        app.push_screen(AlikeSheet(groups, axis))


async def undo(app: "Acting", batch: str) -> None:
    """Previews the reverse of a batch that was sent."""
    from modtui.tui.screens.bulk import BulkSheet, said

    with app.asks_backend():
        made = await app.desk.inverse_all(batch)
    if not made.drafts:
        app.say(_("Nothing of it can be undone."), "bar-warn")
        return
    reversed_ = [draft.view.case.key for draft in made.drafts]
    written = await app.push_screen_wait(BulkSheet(reversed_, None, made))
    app.say(*(said(written) if written is not None else (_("Nothing was done."), "title")))


async def take_back(app: "Acting", batch: Batch) -> None:
    """Takes back what is left of a batch."""
    count = await app.desk.batches.take_back(batch.id)
    app.desk.batches.pause(batch.id, False)
    app.notices.forget(batch.id)
    tell_taken_back(app, batch.id, count)


def tell_taken_back(app: "Acting", id: str, count: int) -> None:
    """Says how much of a batch was taken back, and what was sent of it before."""
    batch = app.desk.batches.get(id)
    words = plural("{count} decision taken back", "{count} decisions taken back", count)
    if batch is not None and (gone := batch.size - batch.taken_back):
        words += ", " + plural("{count} was sent before", "{count} were sent before", gone)
    app.say(words + ".")


async def stop(app: "Acting", batch: Batch) -> None:
    """Stops a batch that is being sent, and asks what becomes of the rest."""
    app.desk.batches.pause(batch.id, True)
    now = app.desk.batches.get(batch.id) or batch
    rows: list[Line] = [
        (say(_("Take the rest back: nothing more of it is sent")),),
        (say(_("Keep the rest: it waits in the outbox, paused")),),
        (say(_("Go on sending")),),
    ]
    sent = now.size - now.waiting - now.stuck - now.taken_back
    question = _("{sent} of {all} sent. The other {left}?").format(
        sent=sent, all=now.size, left=now.waiting
    )
    at = await deciding.choose(app, question, rows)
    if at == 0:
        await take_back(app, now)
    elif at == 1:
        app.say(_("Paused: the rest waits in the outbox."))
    else:
        app.desk.batches.pause(batch.id, False)
        app.say(_("It goes on."))


def pause(app: "Acting", batch: Batch) -> None:
    """Pauses a batch, or goes on with it."""
    app.desk.batches.pause(batch.id, not batch.paused)
    if batch.paused:
        app.say(_("It goes on."))
    else:
        app.say(_("Paused. Leaving ends the pause: the rest is sent when you come back."))


async def retry(app: "Acting", batch: Batch) -> None:
    """Sends what came back or was refused after all."""
    count = await app.desk.batches.resume(batch.id)
    left = (app.desk.batches.get(batch.id) or batch).stuck
    if not count:
        words = _("Nothing here can be tried again.")
        if left:
            words = _("What is in doubt is asked about one by one: {yes}, {no}.").format(
                yes=registry.of("batch-happened"), no=registry.of("batch-did-not")
            )
        app.say(words)
        return
    app.say(_("{what} tried again.").format(what=cases(count)))


def running(app: "Acting") -> Batch | None:
    """The newest batch that is being sent just now."""
    found = [
        batch for batch in app.desk.batches.unfinished() if batch.waiting and not batch.seconds
    ]
    return found[-1] if found else None
