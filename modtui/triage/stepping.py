"""The steps of a decision, in the order in which they are carried out.

What makes the rest possible comes first, then what acts, then closing the reports, then
what is said to the person. Where two moderators act at once, closing tells who was first,
and only that one speaks.
"""

from collections.abc import Sequence

import msgspec

from modtui.model import SENDS_TEXT, Case, Step, Verb
from modtui.rules.ruleset import LadderStep, Rule
from modtui.triage.choices import Choices, Desktop
from modtui.triage.effects import DAY
from modtui.triage.escalating import Way
from modtui.words import _

CLOSING = frozenset({Verb.REMOVE, Verb.WARN, Verb.MUTE, Verb.BAN})
REMOVING = frozenset({Verb.MUTE, Verb.BAN})


def _can(verb: str, desk: Desktop) -> bool:
    capability = desk.capabilities.get(verb)
    return capability is not None and capability.allowed


def duration(
    verb: str, choices: Choices, ladder: Sequence[LadderStep], desk: Desktop
) -> int | None:
    """Seconds for a mute or ban, None for good. Never a time that the backend cannot keep."""
    capability = desk.capabilities.get(verb)
    seconds = chosen_duration(verb, choices, ladder)
    return seconds if capability is not None and capability.timed else None


def rungs(rule: Rule | None) -> Sequence[LadderStep]:
    """The whole ladder of a rule."""
    return rule.ladder if rule is not None else ()


def chosen_duration(verb: str, choices: Choices, ladder: Sequence[LadderStep]) -> int | None:
    """Seconds as the person chose, else as the first rung with that verb says, whatever the
    backend can keep."""
    if choices.seconds != -1:
        return choices.seconds
    on_ladder = [step.seconds for step in ladder if step.verb == verb]
    return on_ladder[0] if on_ladder else (DAY if verb == Verb.MUTE else None)


def acting(
    case: Case, verb: str, seconds: int | None, ladder: Sequence[LadderStep], desk: Desktop
) -> list[Step]:
    """The steps that change something, without closing and messages."""
    subject, place = case.subject, case.subject.place.id if case.subject.place else None
    person = subject.author.id if subject.author else None

    def step(verb: str, seconds: int | None = None) -> Step:
        return Step(
            id=verb.removeprefix("native:"),
            verb=verb,
            person=person,
            place=place,
            subject=subject.id,
            seconds=seconds,
        )

    steps: list[Step] = []
    removable = not subject.removed and _can(Verb.REMOVE, desk)
    if verb == Verb.REMOVE or (verb in REMOVING and removable):
        steps.append(step(Verb.REMOVE))
    if verb == Verb.REMOVE:
        for rung in ladder:
            if rung.verb in (Verb.MUTE, Verb.BAN) and person and _can(rung.verb, desk):
                timed = desk.capabilities[rung.verb].timed
                steps.append(step(rung.verb, rung.seconds if timed else None))
    elif verb in (Verb.MUTE, Verb.BAN):
        steps.append(step(verb, seconds))
    elif verb not in (Verb.KEEP, Verb.WARN, Verb.REPLY, Verb.ESCALATE):
        steps.append(step(verb))
    return steps


def in_order(
    case: Case,
    verb: str,
    acting: Sequence[Step],
    message: str,
    person: str | None,
    language: str,
    rule: Rule | None,
    preparation: Sequence[Step],
    desk: Desktop,
) -> tuple[Step, ...]:
    """All steps but handing over: ``acting`` with what goes before and after it."""
    reports = tuple(report.id for report in case.reports)
    place = case.subject.place.id if case.subject.place else None
    reason = rule.id if rule else ""
    steps = [*preparation]
    steps += [msgspec.structs.replace(step, reason=reason) for step in acting]
    known = desk.capabilities.get(verb)
    closing = verb in CLOSING or (known is not None and known.closes)
    if verb == Verb.KEEP or (closing and _can(Verb.CLOSE, desk)):
        closes = Verb.KEEP if verb == Verb.KEEP else Verb.CLOSE
        steps.append(
            Step(id=closes, verb=closes, place=place, subject=case.subject.id, reports=reports)
        )
    if person and message.strip():
        speaks = _spoken_as(verb, rule)
        if _can(speaks, desk):
            steps.append(
                Step(
                    id=speaks,
                    verb=speaks,
                    person=person,
                    place=place,
                    subject=case.subject.id,
                    text=message,
                    language=language,
                    reason=reason,
                )
            )
    return tuple(steps)


def why_silent(verb: str, rule: Rule | None, desk: Desktop) -> str:
    """Why nothing can be said to the person here."""
    capability = desk.capabilities.get(_spoken_as(verb, rule))
    why = capability.why_not if capability is not None else ""
    return why or _("This backend cannot do that.")


def _spoken_as(verb: str, rule: Rule | None) -> str:
    """Whether what is said is a warning; a rule that punishes nothing answers instead."""
    if verb in SENDS_TEXT:
        return verb
    kind = rule is not None and not any(rung.verb in CLOSING for rung in rule.ladder)
    return Verb.REPLY if kind and rule is not None and rule.ladder else Verb.WARN


def handing_over(case: Case, way: Way, message: str, language: str, rule: Rule | None) -> Step:
    """The step that takes a case to a contact."""
    place = case.subject.place.id if case.subject.place else None
    return Step(
        id=Verb.ESCALATE,
        verb=Verb.ESCALATE,
        person=way.person,
        place=way.room or place,
        subject=case.subject.id,
        text=message,
        language=language,
        reason=rule.id if rule else "",
        route=way.route,
    )
