"""Verbs, results and standings in words of the interface."""

from collections.abc import Iterable

from modtui.model import Decision, Result, Severity, Step, Verb
from modtui.text import Safe, safe, safe_line
from modtui.triage.views import Standing
from modtui.words import _


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


def severity_mark(severity: Severity) -> Safe:
    """Three cells that tell the severity without colour: the more marks the worse."""
    return safe(("·  ", "!  ", "!! ", "!!!")[severity.rank])


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


def standing_look(standing: Standing) -> str:
    """The look that goes with a standing."""
    if standing in (Standing.DOUBT, Standing.RETURNED, Standing.FAILED, Standing.UNREADABLE):
        return "warn"
    return "text" if standing is Standing.OPEN else "dim"


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


def result_look(result: str) -> str:
    """The look that goes with a result."""
    if result in (Result.APPLIED, Result.ALREADY):
        return "good"
    return "warn" if result in (Result.PARTIAL, Result.LIMITED, Result.UNKNOWN) else "bad"
