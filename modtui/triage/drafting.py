"""From a verb to a whole decision: its rule, its steps, its message, what stands in its way."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from modtui.model import SENDS_TEXT, TOUCHES_PERSON, Case, Step, Verb
from modtui.rules.ladder import Earlier as Violation
from modtui.rules.ladder import propose
from modtui.rules.ruleset import ANY_VERB, LadderStep, Rule, Ruleset
from modtui.text import safe_line
from modtui.triage import fitting, messages, stepping
from modtui.triage.choices import Choices, Desktop
from modtui.triage.effects import effect
from modtui.triage.escalating import Way
from modtui.triage.stepping import CLOSING
from modtui.triage.summary import Proposal
from modtui.triage.views import CaseView, Draft, Effect
from modtui.words import _

SAME = timedelta(hours=1)
"""How far apart a decision and its trace on the backend are at most."""


def draft(
    view: CaseView,
    choices: Choices,
    desk: Desktop,
    earlier: Sequence[Violation],
    preparation: Sequence[Step],
) -> Draft:
    """The decision as it would be made. What stands in its way is in ``problems``.

    What the moderator's role may not do becomes an escalation that proposes it.
    """
    rule = _rule(view, choices, desk.ruleset)
    because = ""
    ladder: tuple[LadderStep, ...] = ()
    if rule is not None and choices.verb in CLOSING:
        proposal = propose(
            rule,
            (*earlier, *_elsewhere(view.case, rule, earlier)),
            desk.now,
            posted=_written(view.case),
            undecided=any(hit.rule == rule.id and hit.undecided for hit in view.hits),
            zone=desk.zone,
        )
        ladder, because = proposal.steps, proposal.because
        if proposal.nth == 1 and not any(rung.verb in CLOSING for rung in rule.ladder):
            because = ""  # it is not an offence that is counted
    proposed = _proposed(choices, rule, ladder, because, desk)
    if proposed is not None:
        because = " ".join(filter(None, [_only_proposed(choices.verb, desk), because]))
        choices = msgspec.structs.replace(choices, verb=Verb.ESCALATE)
    elif desk.may is not None:
        ladder = tuple(rung for rung in ladder if rung.verb in desk.may)
    case, verb = view.case, choices.verb
    problems = _problems(case, choices, desk, rule)
    if proposed is not None and proposed.verb in CLOSING and rule is None:
        problems.append(_("Choose the rule that it breaks."))
    language = messages.language(case, choices, desk)
    seconds = stepping.duration(verb, choices, (*ladder, *stepping.rungs(rule)), desk)
    acting = stepping.acting(case, verb, seconds, ladder, desk)
    response = messages.response(desk, rule, verb, acting, ladder, choices)
    recipient, person = messages.recipient(case, verb, choices, desk)
    message = choices.message or ""
    if person and (choices.message is not None or response is not None):
        values = messages.values(view, rule, language, desk, acting, recipient)
        if choices.message is not None:
            message, missing = messages.filled(choices.message, values)
        elif response is not None:
            message, missing = messages.rendered(response, language, values)
        problems += messages.gaps(missing)
    elif choices.message is None and verb == Verb.ESCALATE:
        message = messages.handed_over(view, choices, rule, language, proposed, desk)
    steps = stepping.in_order(
        case, verb, acting, message, person, language, rule, preparation, desk
    )
    steps = fitting.fitted(steps, choices, rule, language, desk)
    problems += fitting.problems(steps, desk)
    problems += _alone(rule, steps, choices.note)
    way = desk.ways.get(choices.contact or "") if verb == Verb.ESCALATE else None
    if way is not None and message.strip():
        steps = (*steps, stepping.handing_over(case, way, message, language, rule))
    problems += messages.problems(verb, message, person, desk, way)
    silent = ""
    if person and message.strip() and not any(step.verb in SENDS_TEXT for step in steps):
        message, silent = "", stepping.why_silent(verb, rule, desk)
    return Draft(
        view=view,
        verb=verb,
        steps=steps,
        effects=tuple(_effect(step, case, recipient, desk, way) for step in steps),
        rule=rule.id if rule else "",
        response=response.id if response else "",
        language=language,
        languages=messages.languages(response, verb, choices, desk),
        message=message,
        silent=silent,
        recipient=recipient,
        contact=choices.contact or "",
        note=choices.note,
        because=because,
        even_so=choices.even_so,
        proposes=proposed.verb if proposed is not None else "",
        problems=tuple(problems),
        asks=_asks(steps),
    )


def _elsewhere(case: Case, rule: Rule, earlier: Sequence[Violation]) -> Iterator[Violation]:
    """What the backend says was done to the author before, here or by other means.

    One that was given for this rule counts on its ladder, unless it is the trace of a
    decision that the journal has itself.
    """
    author = case.subject.author
    for sanction in (author.sanctions if author is not None else None) or ():
        if sanction.at is None:
            continue
        ours = any(abs(one.at - sanction.at) <= SAME for one in earlier)
        named = not ours and _names(sanction.reason, rule)
        yield Violation(
            rule=rule.id if named else "", at=sanction.at, by=sanction.by, verbs=(sanction.verb,)
        )


def _names(reason: str, rule: Rule) -> bool:
    """Whether a sanction's reason is this rule, by its id or by its title in any language."""
    said = reason.casefold()
    words = said.replace(",", " ").replace(":", " ").replace(".", " ").split()
    return rule.id in words or any(title.casefold() in said for _lang, title in rule.title)


def _written(case: Case) -> datetime | None:
    """When the author last had a hand in it."""
    times = [at for at in (case.subject.at, case.subject.edited) if at is not None]
    return max(times, default=None)


def _rule(view: CaseView, choices: Choices, ruleset: Ruleset) -> Rule | None:
    """The rule chosen, else the first that the case hits; what is kept broke none."""
    if choices.rule is not None:
        return ruleset.rule(choices.rule)
    return None if choices.verb == Verb.KEEP else ruleset.rule(view.proposed)


def _proposed(
    choices: Choices,
    rule: Rule | None,
    ladder: Sequence[LadderStep],
    because: str,
    desk: Desktop,
) -> Proposal | None:
    """What is only proposed, because the moderator's role may not do it."""
    verb = choices.verb
    if desk.may is None or verb in desk.may or verb == Verb.ESCALATE:
        return None
    seconds = None
    if verb in (Verb.MUTE, Verb.BAN):
        # Whoever does it may be able to set a time, whatever this account can.
        seconds = stepping.chosen_duration(verb, choices, (*ladder, *stepping.rungs(rule)))
    return Proposal(verb, seconds, because)


def _only_proposed(verb: str, desk: Desktop) -> str:
    capability = desk.capabilities.get(verb)
    label = capability.label if capability else verb.removeprefix("native:")
    return _("The role {role} may not do this here ({verb}): it is proposed to a contact.").format(
        role=safe_line(desk.role, 40), verb=safe_line(label, 40)
    )


def _effect(step: Step, case: Case, recipient: str, desk: Desktop, way: Way | None) -> Effect:
    shown = effect(step, case, recipient, desk.capabilities)
    if way is None or step.verb != Verb.ESCALATE or not way.label:
        return shown
    return msgspec.structs.replace(shown, label=way.label, seen_by=way.seen_by)


def _problems(case: Case, choices: Choices, desk: Desktop, rule: Rule | None) -> list[str]:
    verb = choices.verb
    capability = desk.capabilities.get(verb)
    problems = []
    if choices.rule and rule is None:
        problems.append(_("The ruleset has no rule {rule}.").format(rule=safe_line(choices.rule)))
    if verb == Verb.ESCALATE:
        if desk.may is not None and verb not in desk.may:
            lacking = _("The role {role} may not hand a case on here.")
            problems.append(lacking.format(role=safe_line(desk.role, 40)))
    elif capability is None:
        problems.append(_("This backend cannot do that."))
    elif capability.why_not:
        problems.append(capability.why_not)
    if verb in CLOSING and rule is None and not problems:
        problems.append(_("Choose the rule that it breaks."))
    if (verb in TOUCHES_PERSON or verb.startswith("native:")) and case.subject.author is None:
        problems.append(_("It is not known who wrote it."))
    if verb == Verb.ESCALATE:
        if not desk.ruleset.contacts:
            problems.append(_("The ruleset names no contact to hand a case to."))
        elif desk.ruleset.contact(choices.contact or "") is None:
            name = safe_line(choices.contact or "?")
            problems.append(_("The ruleset has no contact {name}.").format(name=name))
        elif (way := desk.ways.get(choices.contact or "")) is None:
            name = safe_line(choices.contact or "?")
            problems.append(
                _("No route leads to the contact {name}: add it to modtui.yaml.").format(name=name)
            )
        elif way.why_not:
            problems.append(way.why_not)
    return problems


def _alone(rule: Rule | None, steps: Sequence[Step], note: str) -> list[str]:
    """Where the rule asks for a second person, who that was must be written down."""
    if rule is None or not rule.approve_first or note.strip():
        return []
    deeds = {step.verb for step in steps if not step.preparing} - {Verb.KEEP, Verb.ESCALATE}
    if not deeds or not (ANY_VERB in rule.approve_first or deeds & set(rule.approve_first)):
        return []
    asked = _("This rule asks that a second moderator agrees first: note who did, or hand it on.")
    return [asked]


def _asks(steps: Sequence[Step]) -> bool:
    """Only keeping acts at once: no key alone, struck by chance, does anything else."""
    return any(step.verb not in (Verb.KEEP, Verb.CLOSE) for step in steps)
