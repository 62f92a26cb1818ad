"""What a step does, in the words of the preview."""

from collections.abc import Callable, Iterator, Mapping

from modtui.model import SENDS_TEXT, Capability, Case, Step, Verb
from modtui.rules.durations import duration
from modtui.text import safe_line
from modtui.triage.views import Effect
from modtui.words import _, plural

DAY = 86_400


def effect(
    step: Step, case: Case, recipient: str, capabilities: Mapping[str, Capability]
) -> Effect:
    """One step in words."""
    capability = capabilities.get(step.verb)
    author = case.subject.author.shown if case.subject.author else _("the author")
    said = _SAYS.get(step.verb)
    if step.preparing:
        does = step.reason
    elif said is not None:
        does = said(step, author, recipient)
    else:
        does = capability.about if capability else ""
    values = () if capability is None else _chosen(step, capability)
    undo = ""
    if capability is not None and step.verb not in SENDS_TEXT and not step.preparing:
        undo = _("can be undone") if capability.inverse else _("cannot be undone once sent")
    return Effect(
        step=step,
        label=capability.label if capability else step.verb,
        does=", ".join(filter(None, (does, *values))),
        seen_by=capability.seen_by if capability else "",
        undo=undo,
        final=capability is not None and capability.inverse is None and _changes(step),
    )


def _changes(step: Step) -> bool:
    """Whether it changes something for somebody, other than by saying it."""
    closing = step.verb in (Verb.KEEP, Verb.CLOSE)
    return not closing and not step.preparing and step.verb not in SENDS_TEXT


def _chosen(step: Step, capability: Capability) -> Iterator[str]:
    """What was chosen for a step, as people read it."""
    for parameter in capability.parameters:
        value = step.value(parameter.name)
        if value:
            labels = (choice.label for choice in parameter.choices if choice.value == value)
            shown = safe_line(next(labels, value), 80)
            yield f"{safe_line(parameter.label, 60)} {shown}"


def _timed(step: Step) -> str:
    if step.seconds is None:
        return _("until it is lifted")
    return _("for {time}").format(time=duration(step.seconds))


def _closes(step: Step) -> str:
    return plural("closes {count} report", "closes {count} reports", len(step.reports))


_SAYS: dict[str, Callable[[Step, str, str], str]] = {
    Verb.KEEP: lambda s, a, r: _("leaves it as it is; {closes}").format(closes=_closes(s)),
    Verb.CLOSE: lambda s, a, r: _closes(s),
    Verb.REMOVE: lambda s, a, r: _("takes the post by {author} away").format(author=a),
    Verb.RESTORE: lambda s, a, r: _("puts the post by {author} back").format(author=a),
    Verb.MUTE: lambda s, a, r: _("{author} can read but not write, {time}").format(
        author=a, time=_timed(s)
    ),
    Verb.UNMUTE: lambda s, a, r: _("{author} can write again").format(author=a),
    Verb.BAN: lambda s, a, r: _("{author} is shut out, {time}").format(author=a, time=_timed(s)),
    Verb.UNBAN: lambda s, a, r: _("{author} may come back").format(author=a),
    Verb.LOCK: lambda s, a, r: _("nobody can add to the thread"),
    Verb.UNLOCK: lambda s, a, r: _("the thread is open again"),
    Verb.WARN: lambda s, a, r: _("sends the message below to {name}").format(name=r),
    Verb.REPLY: lambda s, a, r: _("sends the message below to {name}").format(name=r),
    Verb.ESCALATE: lambda s, a, r: _("hands the case to {name}").format(name=r),
}
