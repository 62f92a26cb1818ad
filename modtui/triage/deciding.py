"""From a draft to a decision, and from a decision to the draft of its reverse."""

import secrets
from collections.abc import Mapping
from datetime import datetime

import msgspec

from modtui.model import (
    Capability,
    Case,
    Decision,
    Kind,
    Moderator,
    Person,
    Place,
    Result,
    Step,
    Subject,
)
from modtui.triage.effects import effect
from modtui.triage.fates import Fate, StepFate
from modtui.triage.views import CaseView, Draft, Standing


def name(now: datetime) -> str:
    """An id that is new and sorts by time."""
    return f"{now:%Y%m%d%H%M%S}-{secrets.token_hex(4)}"


def decision(
    draft: Draft,
    by: Moderator,
    now: datetime,
    *,
    hold: float,
    ruleset: str,
    source: str,
    batch: tuple[str, int] = ("", 0),
) -> Decision:
    """The decision that a draft becomes, one of a ``batch`` (its id, how many they are)."""
    return Decision(
        id=name(now),
        case=draft.view.case.key,
        at=now,
        by=by,
        steps=draft.steps,
        seen=draft.view.case.subject.revision,
        rules=(draft.rule,) if draft.rule else (),
        hits=draft.view.hits,
        note=draft.note,
        hold=hold,
        ruleset=ruleset,
        source=source,
        language=draft.language or None,
        contact=draft.contact,
        undoes=draft.undoes or None,
        even_so=draft.even_so,
        batch=batch[0],
        batch_size=batch[1],
    )


def inverse_steps(fate: Fate, capabilities: Mapping[str, Capability]) -> tuple[Step, ...]:
    """What reverses the steps that were carried out, last one first."""
    steps = []
    for state in reversed(fate.steps):
        known = capabilities.get(state.step.verb)
        back = capabilities.get(known.inverse or "") if known else None
        if back is None or not back.allowed or not _ours(state) or state.step.preparing:
            continue
        id = back.verb.removeprefix("native:")
        steps.append(msgspec.structs.replace(state.step, id=id, verb=back.verb, seconds=None))
    return tuple(steps)


def _ours(state: StepFate) -> bool:
    """Whether a step changed something, as far as can be told.

    What was so already was somebody else's act, unless an earlier try may have done it.
    """
    if state.outcome is None or not state.done:
        return False
    return state.outcome.result is not Result.ALREADY or state.attempts > 1


def inverse(fate: Fate, case: Case | None, capabilities: Mapping[str, Capability]) -> Draft | None:
    """A draft that reverses a decision; None where nothing of it can be reversed.

    ``case`` is the case as the backend has it; where it is gone, what the decision itself
    tells has to do.
    """
    steps = inverse_steps(fate, capabilities)
    if not steps:
        return None
    case = case or _remembered(fate)
    whom = case.subject.author.shown if case.subject.author else ""
    return Draft(
        view=CaseView(case, Standing.CLOSED),
        verb=steps[0].verb,
        steps=steps,
        effects=tuple(effect(step, case, whom, capabilities) for step in steps),
        rule=fate.decision.rules[0] if fate.decision.rules else "",
        recipient=whom,
        undoes=fate.decision.id,
        asks=True,
    )


def _remembered(fate: Fate) -> Case:
    """A case as far as a decision about it tells."""
    decision = fate.decision
    person = next((step.person for step in decision.steps if step.person), None)
    place = next((step.place for step in decision.steps if step.place), None)
    subject = next((step.subject for step in decision.steps if step.subject), None)
    return Case(
        decision.case,
        Subject(
            kind=Kind(decision.case.kind),
            id=subject or decision.case.native,
            author=Person(person) if person else None,
            text=fate.then,
            revision=decision.seen,
            place=Place(place) if place else None,
        ),
    )
