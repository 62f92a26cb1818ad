"""What the desk says about where a case stands. No names here are safe to show yet."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from modtui.model import Verb
from modtui.text import Safe, safe
from modtui.times import age
from modtui.triage.fates import Fate, Fates
from modtui.triage.sender import Why
from modtui.triage.views import Escalation, Standing
from modtui.words import _, plural


def past(verb: str, _: Callable[[str], str] = _) -> str:
    """The verb as something that was done; ``_`` says in which language."""
    words = {
        Verb.KEEP: _("kept"),
        Verb.REMOVE: _("removed"),
        Verb.RESTORE: _("restored"),
        Verb.WARN: _("warned"),
        Verb.MUTE: _("muted"),
        Verb.UNMUTE: _("unmuted"),
        Verb.BAN: _("banned"),
        Verb.UNBAN: _("unbanned"),
        Verb.LOCK: _("locked"),
        Verb.UNLOCK: _("unlocked"),
        Verb.LABEL: _("labelled"),
        Verb.ESCALATE: _("handed on"),
        Verb.REPLY: _("answered"),
        Verb.NOTE: _("noted"),
        Verb.CLOSE: _("closed"),
    }
    return words.get(Verb(verb), verb) if verb in list(Verb) else verb.removeprefix("native:")


def deeds(verbs: Iterable[str], _: Callable[[str], str] = _) -> str:
    """The verbs of a decision in one phrase, without closing, which goes without saying."""
    told = [past(verb, _) for verb in verbs if verb != Verb.CLOSE]
    return ", ".join(told) or past(Verb.CLOSE, _)


def acts(fate: Fate) -> str:
    """What a decision is to do, in one phrase."""
    return deeds(step.step.verb for step in fate.steps if not step.step.preparing)


def why(reason: str) -> str:
    """Why a decision came back, in words."""
    return {
        Why.EDITED: _("not sent: the author edited it since you saw it"),
        Why.HANDLED: _("not sent: somebody else dealt with it first"),
        Why.GONE: _("not sent: it is no longer there"),
        Why.ACCOUNT: _("not sent: it was decided with another account than this one"),
        Why.OLD: _("not sent for over an hour: please look again"),
    }.get(Why(reason), reason)


def note(fate: Fate, standing: Standing) -> str:
    """What stands in a case's row because of the newest decision about it."""
    done = standing is Standing.CLOSED
    acting = (s for s in fate.steps if not s.step.preparing and (s.done or not done))
    verbs = deeds(s.step.verb for s in acting)
    by = fate.decision.by.name
    match standing:
        case Standing.HELD_BACK:
            return _("held back: {verbs}").format(verbs=verbs)
        case Standing.SENDING:
            return _("being sent: {verbs}").format(verbs=verbs)
        case Standing.WAITING:
            return _("waits to be sent: {verbs}").format(verbs=verbs)
        case Standing.DOUBT:
            return _("did it arrive? {verbs}").format(verbs=verbs)
        case Standing.RETURNED if fate.returned is not None:
            return why(fate.returned.why)
        case Standing.FAILED:
            # Only what was refused: the steps before it were carried out.
            refused = deeds(step.step.verb for step in fate.steps if step.refused)
            return _("refused ({verbs}): {detail}").format(verbs=refused, detail=refusal(fate))
        case Standing.CLOSED:
            return _("{verbs} by {by}").format(verbs=verbs, by=by)
    return ""


def handed(escalation: Escalation, now: datetime) -> str:
    """Who was asked about a case, since when, and whether they answered."""
    if escalation.overdue(now):
        return _("no answer from {contact} for {time}").format(
            contact=escalation.contact, time=lasting(now - escalation.since)
        )
    told = _("handed to {contact} by {by}, {time}").format(
        contact=escalation.contact, by=escalation.by, time=age(escalation.since, now)
    )
    return told if escalation.answered is None else told + ", " + _("answer noted")


def lasting(time: timedelta) -> str:
    """A length of time in words, in its greatest whole unit."""
    seconds = int(time.total_seconds())
    if seconds >= 2 * 86_400:
        return plural("{count} day", "{count} days", seconds // 86_400)
    if seconds >= 2 * 3600:
        return plural("{count} hour", "{count} hours", seconds // 3600)
    return plural("{count} minute", "{count} minutes", max(seconds // 60, 1))


def refusal(fate: Fate) -> str:
    """What the backend said to the first step that it refused."""
    for step in fate.steps:
        if step.refused and step.outcome is not None:
            return step.outcome.detail or step.outcome.result.value
    return ""


def waiting_for(fate: Fate) -> str:
    """Why a decision is not sent yet, as far as its last try tells."""
    for step in fate.steps:
        if step.outcome is not None and not step.done:
            return step.outcome.detail
    return ""


def at_opening(torn: Path | None, fates: Fates, sole: bool) -> Iterable[Safe]:
    """What a person is told once, when the desk was opened; safe to show."""
    if not sole:
        yield safe(_("Another modtui sends for this community; this one only decides."))
    if torn is not None:
        said = _("The journal's last line was incomplete; it was put aside in {file}.")
        yield safe(said.format(file=torn.name))
    waiting = sum(not fate.finished for fate in fates.unsettled())
    if waiting:
        yield safe(
            plural(
                "{count} decision from before was not sent yet; it will be.",
                "{count} decisions from before were not sent yet; they will be.",
                waiting,
            )
        )
    for tally in fates.batches.all():
        asked, written = tally.first.batch_size, len(tally.cases)
        if tally.open and written < asked:
            said = _("Decided at once: {written} of {asked} cases; the rest was not written.")
            yield safe(said.format(asked=asked, written=written))
