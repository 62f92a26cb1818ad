"""From a verb to a whole decision: its steps in order, its message, what it means in words.

The order is fixed: what makes the rest possible, then what acts, then closing the
reports, then what is said to the person. Where two moderators act at once, closing tells
who was first, and only that one speaks.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

import msgspec

from modtui.model import (
    SENDS_TEXT,
    TOUCHES_PERSON,
    Capability,
    Case,
    Step,
    Struct,
    Verb,
)
from modtui.rules.durations import lasting
from modtui.rules.ladder import Earlier as Violation
from modtui.rules.ladder import propose
from modtui.rules.responses import choose_language, links, render
from modtui.rules.ruleset import ANY_VERB, LadderStep, Response, Rule, Ruleset, in_language
from modtui.text import safe_line
from modtui.triage.effects import DAY, effect
from modtui.triage.escalating import Way
from modtui.triage.evidence import involved, level
from modtui.triage.summary import Handing, Proposal, summary
from modtui.triage.views import CaseView, Draft, Earlier, Effect
from modtui.words import _

CLOSING = frozenset({Verb.REMOVE, Verb.WARN, Verb.MUTE, Verb.BAN})
REMOVING = frozenset({Verb.MUTE, Verb.BAN})
EXCERPT = 160
SAME = timedelta(hours=1)
"""How far apart a decision and its trace on the backend are at most."""


class Choices(Struct):
    """What the person chose; what is left open is proposed.

    ``rule`` None: the first rule the case hits; empty: none. ``seconds`` -1: as the
    ladder says.
    """

    verb: str
    rule: str | None = None
    response: str | None = None
    language: str | None = None
    seconds: int | None = -1
    message: str | None = None
    contact: str | None = None
    note: str = ""
    even_so: bool = False


class Desktop(Struct):
    """What drafting needs to know beside the case."""

    ruleset: Ruleset
    capabilities: Mapping[str, Capability]
    ways: Mapping[str, Way]
    moderator: str
    now: datetime
    zone: tzinfo | None = None
    may: frozenset[str] | None = None
    """The verbs that the moderator's role may use; None: all."""
    role: str = ""
    done: tuple[Earlier, ...] = ()
    """What was carried out on the case before."""


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
    language = _language(case, choices, desk)
    seconds = _duration(verb, choices, (*ladder, *_rungs(rule)), desk)
    acting = _acting(case, verb, seconds, ladder, desk)
    response = _response(desk.ruleset, rule, verb, acting, ladder, choices)
    recipient, person = _recipient(case, verb, choices, desk)
    # A message is recorded as a text is: it quotes what may be kept, and no more.
    quotes = level(involved(desk.ruleset, rule.id if rule else "", view.hits)) != "none"
    message = choices.message
    if message is None:
        message = ""
        if response is not None and person:
            lasts = next((step.seconds for step in acting if step.seconds), None)
            values = _values(case, rule, language, desk, lasts, recipient, quotes)
            message, missing = _render(response, language, values)
            problems += [
                _("The message has no value for {{{{{name}}}}}.").format(name=name)
                for name in missing
            ]
        elif verb == Verb.ESCALATE:
            message = _summary(view, choices, rule, language, proposed, desk)
    steps = _steps(case, verb, acting, message, person, language, rule, preparation, desk)
    problems += _alone(rule, steps, choices.note)
    way = desk.ways.get(choices.contact or "") if verb == Verb.ESCALATE else None
    if way is not None and message.strip():
        steps = (*steps, _handing_over(case, way, message, language, rule))
    problems += _message_problems(verb, message, person, desk, way)
    return Draft(
        view=view,
        verb=verb,
        steps=steps,
        effects=tuple(_effect(step, case, recipient, desk, way) for step in steps),
        rule=rule.id if rule else "",
        response=response.id if response else "",
        language=language,
        languages=_languages(response, verb, choices, desk),
        message=message,
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
        seconds = _chosen_duration(verb, choices, (*ladder, *_rungs(rule)))
    return Proposal(verb, seconds, because)


def _only_proposed(verb: str, desk: Desktop) -> str:
    capability = desk.capabilities.get(verb)
    label = capability.label if capability else verb.removeprefix("native:")
    return _("The role {role} may not do this here ({verb}): it is proposed to a contact.").format(
        role=safe_line(desk.role, 40), verb=safe_line(label, 40)
    )


def _language(case: Case, choices: Choices, desk: Desktop) -> str:
    """The language of the message: the contact's for an escalation, else the author's."""
    contact = desk.ruleset.contact(choices.contact or "")
    if choices.verb == Verb.ESCALATE:
        if choices.language:
            return choices.language
        if contact is not None and contact.languages:
            return contact.languages[0]
        return desk.ruleset.languages[0]
    preferred = choices.language or case.subject.language
    return choose_language(desk.ruleset, preferred, case.subject.text, _spoken(case))


def _languages(
    response: Response | None, verb: str, choices: Choices, desk: Desktop
) -> tuple[str, ...]:
    """What the message can be switched to."""
    if verb == Verb.ESCALATE:
        contact = desk.ruleset.contact(choices.contact or "")
        return (contact.languages if contact else ()) or desk.ruleset.languages
    return tuple(code for code, _text in response.texts) if response else ()


def _summary(
    view: CaseView,
    choices: Choices,
    rule: Rule | None,
    language: str,
    proposed: Proposal | None,
    desk: Desktop,
) -> str:
    contact = desk.ruleset.contact(choices.contact or "")
    if contact is None:
        return ""
    return summary(
        Handing(
            view=view,
            ruleset=desk.ruleset,
            contact=contact,
            moderator=desk.moderator,
            language=language,
            rule=rule,
            note=choices.note,
            proposal=proposed,
            done=desk.done,
        )
    )


def _handing_over(case: Case, way: Way, message: str, language: str, rule: Rule | None) -> Step:
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


def _message_problems(
    verb: str, message: str, person: str | None, desk: Desktop, way: Way | None
) -> list[str]:
    needs = verb in SENDS_TEXT
    if needs and (person or way is not None) and not message.strip():
        return [_("There is no message yet: choose a response or write one.")]
    capability = desk.capabilities.get(verb if needs else Verb.WARN)
    limit = capability.limit if capability else None
    if way is not None:
        limit = way.limit
    if limit is not None and len(message) > limit:
        return [_("The message is too long: {n} of {limit}.").format(n=len(message), limit=limit)]
    return []


def _spoken(case: Case) -> str | None:
    return case.subject.author.language if case.subject.author else None


def _can(verb: str, desk: Desktop) -> bool:
    capability = desk.capabilities.get(verb)
    return capability is not None and capability.allowed


def _duration(
    verb: str, choices: Choices, ladder: Sequence[LadderStep], desk: Desktop
) -> int | None:
    """Seconds for a mute or ban, None for good. Never a time that the backend cannot keep."""
    capability = desk.capabilities.get(verb)
    seconds = _chosen_duration(verb, choices, ladder)
    return seconds if capability is not None and capability.timed else None


def _rungs(rule: Rule | None) -> Sequence[LadderStep]:
    return rule.ladder if rule is not None else ()


def _chosen_duration(verb: str, choices: Choices, ladder: Sequence[LadderStep]) -> int | None:
    """As the person said; else as the rung says that is due, or the first of the rule's ladder
    with that verb."""
    if choices.seconds != -1:
        return choices.seconds
    on_ladder = [step.seconds for step in ladder if step.verb == verb]
    return on_ladder[0] if on_ladder else (DAY if verb == Verb.MUTE else None)


def _acting(
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


def _response(
    ruleset: Ruleset,
    rule: Rule | None,
    verb: str,
    acting: Sequence[Step],
    ladder: Sequence[LadderStep],
    choices: Choices,
) -> Response | None:
    """The canned message: the one chosen, else the ladder's, else the rule's first that fits."""
    if choices.response is not None:
        return ruleset.response(choices.response)
    if rule is None or verb in (Verb.KEEP, Verb.ESCALATE):
        return None
    verbs = {verb, *(step.verb for step in acting)}
    for rung in ladder:
        # What a reply says ("you did nothing wrong") does not go with taking a post away.
        if rung.response and (rung.verb in verbs or (verb == Verb.REMOVE and rung.verb in CLOSING)):
            return ruleset.response(rung.response)
    offered = [found for id in rule.responses if (found := ruleset.response(id)) is not None]
    for wanted in (Verb.BAN, Verb.MUTE, Verb.REMOVE, Verb.WARN, Verb.REPLY):
        if wanted in verbs:
            for response in offered:
                if wanted in response.verbs or not response.verbs:
                    return response
    return None


def _recipient(case: Case, verb: str, choices: Choices, desk: Desktop) -> tuple[str, str | None]:
    """(name, id) of who gets the message; a contact is reached by its way and has no id."""
    if verb == Verb.ESCALATE:
        contact = desk.ruleset.contact(choices.contact or "")
        return contact.name if contact else choices.contact or "", None
    author = case.subject.author
    return (author.shown, author.id) if author else ("", None)


def _values(
    case: Case,
    rule: Rule | None,
    language: str,
    desk: Desktop,
    seconds: int | None,
    recipient: str,
    quotes: bool,
) -> dict[str, str]:
    """What the placeholders stand for. A value that is not known is left out."""
    subject = case.subject
    values = {
        "author": recipient,
        "moderator": desk.moderator,
        "place": subject.place.shown if subject.place else "",
        "rule": in_language(rule.title, language) if rule else "",
        "excerpt": safe_line(subject.text, EXCERPT) if quotes else "",
        "signature": in_language(desk.ruleset.signature, language),
        "appeal": in_language(desk.ruleset.appeal, language),
        **links(desk.ruleset),
    }
    if seconds is not None:
        values["duration"] = lasting(seconds, language)
        until = (desk.now + timedelta(seconds=seconds)).astimezone(desk.zone or UTC)
        values["until"] = f"{until:%Y-%m-%d %H:%M} {until:%Z}"
    return {name: value for name, value in values.items() if value}


def _render(
    response: Response, language: str, values: Mapping[str, str]
) -> tuple[str, tuple[str, ...]]:
    rendered = render(in_language(response.texts, language), values)
    return rendered.text, rendered.missing


def _steps(
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
        speaks = verb if verb in SENDS_TEXT else _speaks(rule)
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


def _speaks(rule: Rule | None) -> Verb:
    """Whether what is said is a warning; a rule that punishes nothing answers instead."""
    kind = rule is not None and not any(rung.verb in CLOSING for rung in rule.ladder)
    return Verb.REPLY if kind and rule is not None and rule.ladder else Verb.WARN


def _asks(steps: Sequence[Step]) -> bool:
    """Only keeping acts at once: no key alone, struck by chance, does anything else."""
    return any(step.verb not in (Verb.KEEP, Verb.CLOSE) for step in steps)
