"""Verbs, results and standings in words of the interface, whatever they are shown on."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from modtui.model import Decision, Result, Severity, Step, Verb
from modtui.text import Safe, safe, safe_line
from modtui.triage.views import Standing
from modtui.words import _, plural

if TYPE_CHECKING:
    from modtui.triage.desk import Desk, Leaving


def done(verb: str) -> Safe:
    """A verb as done: ``removed``."""
    # Not on the way to the first screen: it brings the journal with it.
    from modtui.triage.words import past

    return safe_line(past(verb), 30)


def verb_word(verb: str, label: str) -> Safe:
    """A verb as everybody here calls it; one that only a backend has by its own label."""
    words = {
        Verb.KEEP: _("Keep"),
        Verb.REMOVE: _("Remove"),
        Verb.WARN: _("Warn"),
        Verb.MUTE: _("Mute"),
        Verb.BAN: _("Ban"),
        Verb.LOCK: _("Lock"),
        Verb.ESCALATE: _("Escalate"),
        Verb.REPLY: _("Reply"),
    }
    return safe(words[Verb(verb)]) if verb in list(words) else safe_line(label, 40)


def all_done(verbs: Iterable[str]) -> Safe:
    """Several verbs as done: ``removed + warned``. Closing and preparing go without saying."""
    names = list(dict.fromkeys(verbs))
    told = [name for name in names if name != Verb.CLOSE] or names
    return safe(" + ".join(done(name) for name in told))


def told(steps: Iterable[Step]) -> Safe:
    """What steps do: ``Removed + warned``."""
    words = all_done(step.verb for step in steps if not step.preparing)
    return safe(words[:1].upper() + words[1:])


def summary(decision: Decision, whom: str) -> Safe:
    """A decision in a few words: ``Removed + warned: ana``. ``whom`` is remote text."""
    words = told(decision.steps)
    return safe(f"{words}: {safe_line(whom, 24)}" if whom else words)


def severity_word(severity: Severity) -> Safe:
    """The severity as a word."""
    return safe((_("low"), _("medium"), _("high"), _("severe"))[severity.rank])


def standing_word(standing: Standing) -> Safe:
    """Where a case or decision stands."""
    words = {
        Standing.OPEN: _("open"),
        Standing.HELD_BACK: _("held back"),
        Standing.SENDING: _("sending"),
        Standing.WAITING: _("waiting to be sent"),
        Standing.DOUBT: _("in doubt"),
        Standing.RETURNED: _("came back"),
        Standing.FAILED: _("failed"),
        Standing.ESCALATED: _("escalated"),
        Standing.CLOSED: _("closed"),
        Standing.UNREADABLE: _("unreadable"),
    }
    return safe(words[standing])


def result_word(result: str) -> Safe:
    """What came of a step."""
    words: dict[str, str] = {
        Result.APPLIED: _("done"),
        Result.PARTIAL: _("done in part"),
        Result.CONFLICT: _("in conflict"),
        Result.ALREADY: _("was so already"),
        Result.DENIED: _("not allowed"),
        Result.LIMITED: _("put off: too many requests"),
        Result.FAILED: _("failed"),
        Result.UNKNOWN: _("not known whether it happened"),
    }
    return safe(words.get(result, "")) or safe_line(result, 30)


def parting(leaving: "Leaving") -> Safe | None:
    """What leaving did, in a sentence; None where nothing was on its way."""
    words = []
    if leaving.sent:
        words.append(plural("{count} decision sent", "{count} decisions sent", leaving.sent))
    if leaving.kept:
        words.append(
            plural(
                "{count} decision kept, sent when modtui is opened again",
                "{count} decisions kept, sent when modtui is opened again",
                leaving.kept,
            )
        )
    if leaving.doubt:
        words.append(
            plural(
                "{count} decision in doubt: you will be asked",
                "{count} decisions in doubt: you will be asked",
                leaving.doubt,
            )
        )
    return safe("; ".join(words) + ".") if words else None


def what_was_kept(desk: "Desk") -> Safe | None:
    """What a crash left of the decisions that were on their way; None: there was none."""
    try:
        pending = desk.pending()
    except Exception:
        # The desk itself is what broke: the journal has them all the same.
        return None
    held = sum(found.standing in (Standing.HELD_BACK, Standing.WAITING) for found in pending)
    going = sum(found.standing is Standing.SENDING for found in pending)
    words = []
    if held:
        words.append(
            plural(
                "{count} decision is held back and will be sent at the next start.",
                "{count} decisions are held back and will be sent at the next start.",
                held,
            )
        )
    if going:
        words.append(
            plural(
                "{count} decision was on its way; the next start looks up what became of it.",
                "{count} decisions were on their way; the next start looks up what became of them.",
                going,
            )
        )
    return safe(" ".join(words)) if words else None
