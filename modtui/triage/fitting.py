"""Steps made to fit what the backend declares: its parameters, and reasons that people read."""

from collections.abc import Iterator, Sequence

import msgspec

from modtui.model import Audience, Parameter, Step
from modtui.rules.ruleset import Rule, in_language
from modtui.text import safe_line
from modtui.triage.choices import Choices, Desktop
from modtui.words import _


def fitted(
    steps: Sequence[Step], choices: Choices, rule: Rule | None, language: str, desk: Desktop
) -> tuple[Step, ...]:
    """The steps with what was chosen for them, or else proposed.

    What was chosen belongs to the verb that the person chose. A rule's id means nothing to
    people, so where they can read the reason it is the rule's title.
    """
    return tuple(_fitted(step, choices, rule, language, desk) for step in steps)


def problems(steps: Sequence[Step], desk: Desktop) -> list[str]:
    """What still must be chosen, and what cannot be chosen, in sentences."""
    found: list[str] = []
    for step in steps:
        known = desk.capabilities.get(step.verb)
        if known is None or step.preparing:
            continue
        if known.needs_reason and not step.reason:
            wanted = _("The backend wants a reason for it ({verb}): choose a rule.")
            found.append(wanted.format(verb=safe_line(known.label, 40)))
        for parameter in known.parameters:
            found += _wrong(parameter, step)
    return found


def _fitted(
    step: Step, choices: Choices, rule: Rule | None, language: str, desk: Desktop
) -> Step:
    known = desk.capabilities.get(step.verb)
    if known is None or step.preparing:
        return step
    if step.reason and rule is not None:
        if known.reason is Audience.EVERYBODY:
            title = in_language(rule.title, desk.ruleset.languages[0])
            step = msgspec.structs.replace(step, reason=title)
        elif known.reason is Audience.PERSON:
            step = msgspec.structs.replace(step, reason=in_language(rule.title, language))
    if not known.parameters:
        return step
    given = dict(choices.values) if step.verb == choices.verb else {}
    values = ((one.name, given.get(one.name, one.default)) for one in known.parameters)
    return msgspec.structs.replace(step, values=tuple(pair for pair in values if pair[1]))


def _wrong(parameter: Parameter, step: Step) -> Iterator[str]:
    value = step.value(parameter.name)
    label = safe_line(parameter.label, 60)
    values = [choice.value for choice in parameter.choices]
    if not value:
        if parameter.required:
            among = _("Choose first: {label} {values}")
            shown = ", ".join(safe_line(choice.label, 40) for choice in parameter.choices)
            yield among.format(label=label, values=shown).rstrip()
    elif values and value not in values:
        yield _("{label} {value} is not among: {values}").format(
            label=label,
            value=safe_line(value, 40),
            values=", ".join(safe_line(one, 40) for one in values),
        )
    elif parameter.limit is not None and len(value) > parameter.limit:
        yield _("{label} It is too long: {n} of {limit}.").format(
            label=label, n=len(value), limit=parameter.limit
        )
