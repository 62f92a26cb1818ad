"""A tour in plain text: what ``make demo`` shows where there is no terminal.

It does the whole job once, on a made-up community that is thrown away afterwards, and
says by its exit status whether all of it worked.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from modtui.cli.casework import complete, outcome_lines, text_lines
from modtui.cli.desks import set_hold, short
from modtui.cli.exits import Exit
from modtui.cli.printing import columns, data, fitted, wrapped
from modtui.cli.records import cells
from modtui.model import CaseKey, Verb
from modtui.rules.ruleset import in_language
from modtui.text import safe, safe_line
from modtui.triage.desk import Desk, DeskError
from modtui.triage.veiling import excerpt
from modtui.triage.views import CaseView, Draft, Row, Standing
from modtui.words import _, plural

ROWS = 5
LONGEST = 300
"""Characters of a post that the tour shows: it is a glance, not the desk."""


def tour(seed: int) -> Exit:
    """Walk through a made-up community. Raises DeskError where anything does not work."""
    from modtui.demo.opening import demo_desk

    with tempfile.TemporaryDirectory(prefix="modtui-tour-") as folder:
        return asyncio.run(_walk(demo_desk(Path(folder), seed=seed)))


async def _walk(desk: Desk) -> Exit:
    await desk.open()
    try:
        line = await desk.refresh()
        if line.trouble:
            raise DeskError(line.trouble)
        await desk.sort()
        rows = list(desk.rows())
        _queue(desk, rows)
        chosen = await _find(desk, rows, frozenset({Verb.REMOVE, Verb.WARN}))
        _title(_("2. A case, with what the rules hit marked [[so]]"))
        _case(desk, chosen.view)
        await _decide(desk, chosen)
        second = await _find(desk, rows, frozenset({Verb.REMOVE, Verb.BAN}), other_than=chosen)
        await _take_back(desk, second)
        await _afterwards(desk, chosen, second)
        return _record(desk)
    finally:
        await desk.close("keep")


def _title(text: str) -> None:
    data()
    data(text)


def _queue(desk: Desk, rows: Sequence[Row]) -> None:
    data(_("modtui on a made-up community. In a terminal, `make demo` opens the desk itself."))
    _title(
        _("1. The queue: {count}, the most urgent first").format(
            count=plural("{count} case", "{count} cases", len(rows))
        )
    )
    shown = [
        (
            safe_line(short(desk, row.key), 24),
            row.severity.value,
            fitted(safe_line(row.author), 12),
            safe_line(row.rule) or "-",
            fitted(safe_line(excerpt(row)), 36),
        )
        for row in rows[:ROWS]
    ]
    for line in columns(shown):
        data(f"  {fitted(line, 78)}")


async def _find(
    desk: Desk, rows: Sequence[Row], verbs: frozenset[Verb], other_than: Draft | None = None
) -> Draft:
    """The first case that a rule hits and whose whole decision can be made.

    ``other_than``: by somebody else. Raises DeskError where there is none.
    """
    skipped = other_than.view.case.subject.author if other_than else None
    for row in rows:
        rule = desk.ruleset.rule(row.rule)
        # Somebody in need is no example, and neither is what should not be looked at.
        if rule is None or rule.contact or rule.veiled:
            continue
        if row.standing is not Standing.OPEN or row.approval:
            continue
        view = await desk.look(row.key)
        writer = view.case.subject.author
        if writer is None or writer == skipped or len(view.case.subject.text) > LONGEST:
            continue
        draft = await desk.draft(view, _strongest(verbs))
        if not draft.problems and draft.message and verbs <= {s.verb for s in draft.steps}:
            return draft
    raise DeskError(_("The made-up community has no case that fits the tour."))


def _strongest(verbs: frozenset[Verb]) -> Verb:
    return Verb.BAN if Verb.BAN in verbs else Verb.REMOVE


def _case(desk: Desk, view: CaseView) -> None:
    subject = view.case.subject
    author = safe_line(subject.author.shown, 40) if subject.author else "?"
    place = safe_line(subject.place.shown, 40) if subject.place else "?"
    key = safe_line(short(desk, view.case.key))
    data("  " + _("{key}, by {author} in {place}").format(key=key, author=author, place=place))
    for line in text_lines(view):
        data("  " + line)
    for hit in view.hits:
        rule = desk.ruleset.rule(hit.rule)
        title = safe_line(in_language(rule.title, "en"), 60) if rule else ""
        data("  " + _("Hits {rule}: {title}").format(rule=safe_line(hit.rule, 40), title=title))
    for report in view.case.reports[:3]:
        who = safe_line(report.reporter.shown, 40) if report.reporter else "?"
        why = safe_line(report.reason or report.category, 100)
        for line in wrapped(_("Flagged by {who}: {why}").format(who=who, why=why), "  "):
            data(line)


async def _decide(desk: Desk, draft: Draft) -> None:
    _title(_("3. A decision. First what it would do, then what came of it"))
    for number, effect in enumerate(draft.effects, 1):
        undo = f" ({safe_line(effect.undo, 60)})" if effect.undo else ""
        text = f"{number}. {safe_line(effect.label, 30)}: {safe_line(effect.does, 100)}{undo}"
        for line in wrapped(text, "  ", 3):
            data(line)
    data("  " + _("Message to {name}:").format(name=safe_line(draft.recipient, 40)))
    for line in wrapped(safe(draft.message), "  | "):
        data(line)
    set_hold(desk, 0)
    decision = await desk.decide(draft, source="tour")
    await desk.send_now()
    pending = desk.decision(decision.id)
    if pending is None or not complete(pending):
        raise DeskError(_("The decision was not carried out: {why}").format(why=desk.trouble))
    for line in outcome_lines(pending):
        data(line)


async def _take_back(desk: Desk, draft: Draft) -> None:
    _title(_("4. Another decision, held back, and taken back in time"))
    key = safe_line(short(desk, draft.view.case.key))
    verbs = ", ".join(safe_line(step.verb, 20) for step in draft.steps)
    name = safe_line(draft.recipient, 40)
    data("  " + _("{key}, by {name}: {verbs}").format(key=key, name=name, verbs=verbs))
    set_hold(desk, 10)
    decision = await desk.decide(draft, source="tour")
    await desk.send_now()
    if await desk.take_back() is None:
        raise DeskError(_("The decision could not be taken back."))
    data("  " + _("Undone within the hold-back: nothing of {id} was sent.").format(id=decision.id))


async def _afterwards(desk: Desk, sent: Draft, undone: Draft) -> None:
    _title(_("5. What the community looks like now"))
    await desk.refresh()
    for draft, gone in ((sent, True), (undone, False)):
        key = draft.view.case.key
        view = await _read_again(desk, key)
        removed = view.case.subject.removed
        told = _("the post is removed") if removed else _("the post is there, as before")
        open_ = _("its reports are closed") if view.case.handled else _("it waits in the queue")
        data(f"  {safe_line(short(desk, key))}: {told}; {open_}")
        if removed is not gone:
            raise DeskError(_("The community is not as the decisions say."))


async def _read_again(desk: Desk, key: CaseKey) -> CaseView:
    """The case as the backend has it now."""
    await desk.take_in()
    return await desk.look(key)


def _record(desk: Desk) -> Exit:
    _title(_("6. The record, the newest first"))
    for line in columns([cells(record, "") for record in desk.trail.entries(limit=20)]):
        data(f"  {fitted(line, 98)}")
    verdict = desk.trail.verify()
    if not verdict.ok:
        data("  " + safe_line(verdict.problem, 200))
        return Exit.JOURNAL
    intact = _("Verified: {entries} entries, each chained to the one before it, intact.")
    data("  " + intact.format(entries=verdict.entries))
    return Exit.OK
