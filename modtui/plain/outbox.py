"""What is on its way or in doubt, and what was decided last."""

from typing import TYPE_CHECKING

from modtui.journal.entries import Decided
from modtui.model import Result
from modtui.plain import deciding
from modtui.plain.commands import find, line
from modtui.plain.news import within
from modtui.text import safe_line
from modtui.times import ago
from modtui.triage.saying import done, result_word, standing_word, told
from modtui.triage.views import Pending, Standing
from modtui.words import _

if TYPE_CHECKING:
    from modtui.plain.session import Session

LAST = 10


async def talk(session: "Session") -> None:
    """Reads what is not finished, the newest first, and asks what to do about it."""
    while True:
        found = reversed(session.desk.pending())
        pending = sorted(found, key=lambda pending: pending.decision.at, reverse=True)
        if not session.desk.sends:
            session.say(_("Another modtui sends for this community."))
        if not pending:
            session.say(_("Nothing is waiting: every decision was carried out."))
            return
        for number, one in enumerate(pending, 1):
            session.say(f"{number}: {_line(session, one)}")
        answer = await session.ask(_question(session, pending))
        word, *rest = answer.split() or [""]
        if not word:
            return
        command = find(session.words.in_outbox, word)
        if command is not None and command.id == "close-outbox":
            return
        if command is None:
            for known in session.words.in_outbox:
                session.say(line(known))
            continue
        chosen = _chosen(pending, rest)
        if chosen is None:
            session.say(_("Which one? Type its number behind: {word} 1").format(word=word))
            continue
        await _act(session, command.id, chosen)


def _question(session: "Session", pending: list[Pending]) -> str:
    """What fits what is there, in a line of Braille."""
    standings = {found.standing for found in pending}
    able = []
    if Standing.DOUBT in standings:
        able += ["happened", "did-not"]
    elif standings & {Standing.RETURNED, Standing.FAILED}:
        able += ["resume", "drop"]
    if standings & {Standing.HELD_BACK, Standing.WAITING}:
        able.append("take-back")
    able.append("close-outbox")
    known = {command.id: command for command in session.words.in_outbox}
    words = [f"{known[id].letter} {known[id].word()}".strip() for id in able]
    return ", ".join(words) + ":"


def _chosen(pending: list[Pending], rest: list[str]) -> Pending | None:
    """The decision that the number names; without a number the only one."""
    if not rest:
        return pending[0] if len(pending) == 1 else None
    number = int(rest[0]) if len(rest) == 1 and rest[0].isdecimal() else 0
    return pending[number - 1] if 1 <= number <= len(pending) else None


def _line(session: "Session", pending: Pending) -> str:
    what = within(session.news.summary(pending.decision))
    if pending.standing is Standing.HELD_BACK:
        seconds = max(int(pending.seconds + 0.999), 0)
        return _("sent in {n} s: {what}.").format(n=seconds, what=what)
    words = f"{standing_word(pending.standing)}: {what}."
    if pending.standing is Standing.DOUBT:
        verbs = {step.id: step.verb for step in pending.decision.steps}
        name = _in_doubt(pending)
        return words + " " + _("Did it happen ({step})?").format(step=done(verbs.get(name, name)))
    return words + (f" {safe_line(pending.detail, 200)}." if pending.detail else "")


def _in_doubt(pending: Pending) -> str:
    """The step that nobody knows of; empty where there is none."""
    found = (name for name, outcome in pending.outcomes if outcome.result is Result.UNKNOWN)
    return next(found, "")


async def _act(session: "Session", id: str, pending: Pending) -> None:
    """Raises DeskError."""
    desk, decision = session.desk, pending.decision
    step = _in_doubt(pending)
    match id:
        case "take-back":
            found = await desk.take_back(decision.id)
            if found is None:
                session.say(_("Too late: it is on its way, or done."))
            else:
                deciding.taken_back(session, found)
        case "happened" | "did-not" if pending.standing is not Standing.DOUBT or not step:
            session.say(_("Nothing is in doubt here."))
        case "happened":
            await desk.answer(decision.id, step, True)
            session.say(_("Noted: it happened."))
        case "did-not":
            await desk.answer(decision.id, step, False)
            session.say(_("Noted. It is sent again."))
        case "resume":
            await desk.resume(decision.id)
            session.news.follow(decision)
            session.say(_("It is sent even so."))
        case "drop":
            await desk.drop(decision.id)
            session.news.forget(decision.id)
            session.say(_("Dropped: nothing more of it is sent."))


def last(session: "Session", query: str) -> None:
    """The last decisions that fit what the audit trail can be asked. Raises DeskError."""
    records = session.desk.trail.entries(f"{query} kind:decided".strip(), limit=LAST)
    for record in records:
        if not isinstance(record.entry, Decided):
            when = ago(record.line.at, session.desk.now)
            session.say(_("A decision, {ago}: its text was erased.").format(ago=when))
            continue
        decision, seen = record.entry.decision, record.entry.evidence
        whom = safe_line(seen.author_name or seen.author or "", 30)
        parts = [told(decision.steps) + (f": {whom}" if whom else "")]
        if decision.rules:
            parts.append(safe_line(", ".join(decision.rules), 60))
        parts.append(ago(decision.at, session.desk.now))
        parts.append(_("by {who}").format(who=safe_line(decision.by.name, 30)))
        parts.append(_became(session, decision.id))
        session.say(", ".join(part for part in parts if part) + ".")
    if not records:
        session.say(_("Nothing was decided yet.") if not query else _("Nothing fits."))
    elif len(records) == LAST:
        words = _("These are the last {count}; last author:ana narrows them.")
        session.say(words.format(count=LAST))


def _became(session: "Session", id: str) -> str:
    """What came of a decision, as far as it is remembered."""
    pending = session.desk.decision(id)
    if pending is None:
        return ""
    if any(found.decision.id == id for found in session.desk.pending()):
        return standing_word(pending.standing)
    results = list(dict.fromkeys(str(result_word(out.result)) for _id, out in pending.outcomes))
    return ", ".join(results) if results else _("taken back")
