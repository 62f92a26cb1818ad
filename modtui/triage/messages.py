"""What a decision says: to whom, in which language, with every placeholder filled in."""

from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta

from modtui.model import SENDS_TEXT, Case, Step, Verb
from modtui.rules.durations import lasting
from modtui.rules.responses import choose_language, links, placeholders, render
from modtui.rules.ruleset import LadderStep, Response, Rule, in_language
from modtui.text import safe_line
from modtui.triage.choices import Choices, Desktop
from modtui.triage.escalating import Way
from modtui.triage.evidence import involved, level
from modtui.triage.stepping import CLOSING
from modtui.triage.summary import Handing, Proposal, summary
from modtui.triage.views import CaseView
from modtui.words import _

EXCERPT = 160


def language(case: Case, choices: Choices, desk: Desktop) -> str:
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


def languages(
    response: Response | None, verb: str, choices: Choices, desk: Desktop
) -> tuple[str, ...]:
    """What the message can be switched to."""
    if verb == Verb.ESCALATE:
        contact = desk.ruleset.contact(choices.contact or "")
        return (contact.languages if contact else ()) or desk.ruleset.languages
    return tuple(code for code, _text in response.texts) if response else ()


def handed_over(
    view: CaseView,
    choices: Choices,
    rule: Rule | None,
    language: str,
    proposed: Proposal | None,
    desk: Desktop,
) -> str:
    """What a contact is told; empty where the ruleset does not name them."""
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


def problems(
    verb: str, message: str, person: str | None, desk: Desktop, way: Way | None
) -> list[str]:
    """Why a message cannot be sent as it is."""
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


def response(
    desk: Desktop,
    rule: Rule | None,
    verb: str,
    acting: Sequence[Step],
    ladder: Sequence[LadderStep],
    choices: Choices,
) -> Response | None:
    """The canned message: the one chosen, else the ladder's, else the rule's first that fits."""
    if choices.response is not None:
        return desk.response(choices.response)
    if rule is None or verb in (Verb.KEEP, Verb.ESCALATE):
        return None
    ruleset = desk.ruleset
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


def recipient(case: Case, verb: str, choices: Choices, desk: Desktop) -> tuple[str, str | None]:
    """(name, id) of who gets the message; a contact is reached by its way and has no id."""
    if verb == Verb.ESCALATE:
        contact = desk.ruleset.contact(choices.contact or "")
        return contact.name if contact else choices.contact or "", None
    author = case.subject.author
    return (author.shown, author.id) if author else ("", None)


def values(
    view: CaseView,
    rule: Rule | None,
    language: str,
    desk: Desktop,
    steps: Sequence[Step],
    recipient: str,
) -> dict[str, str]:
    """What the placeholders stand for. A value that is not known is left out.

    ``steps`` tell how long a measure lasts.
    """
    subject = view.case.subject
    seconds = next((step.seconds for step in steps if step.seconds), None)
    # A message is recorded as a text is: it quotes what may be kept, and no more.
    quotes = level(involved(desk.ruleset, rule.id if rule else "", view.hits)) != "none"
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


def filled(text: str, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """What a person wrote, with the placeholders in it filled in, and those without a value.

    Nothing else of it is changed.
    """
    if not placeholders(text):
        return text, ()
    rendered = render(text, values)
    return rendered.text, rendered.missing


def gaps(missing: Sequence[str]) -> list[str]:
    """That placeholders have no value, in sentences."""
    words = _("The message has no value for {{{{{name}}}}}.")
    return [words.format(name=safe_line(name, 40)) for name in missing]


def rendered(
    response: Response, language: str, values: Mapping[str, str]
) -> tuple[str, tuple[str, ...]]:
    """A response's text, and the placeholders that have no value."""
    rendered = render(in_language(response.texts, language), values)
    return rendered.text, rendered.missing
