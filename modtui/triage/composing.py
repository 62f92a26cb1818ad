"""Writing to a person: which responses there are, and how each reads in this case."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import msgspec

from modtui.model import SENDS_TEXT, Struct, Verb
from modtui.rules.respect import Advice
from modtui.rules.responses import render
from modtui.rules.ruleset import Response, in_language
from modtui.triage import advising, messages
from modtui.triage.choices import Desktop
from modtui.triage.drafter import desktop_of
from modtui.triage.rulebook import Rulebook
from modtui.triage.seat import Seat
from modtui.triage.views import Draft


class Offer(Struct):
    """A response to choose. ``own``: it goes with the rule, ``fits``: with what is done."""

    response: Response
    own: bool
    fits: bool


class Remarks(Struct):
    """A message as it would be sent, and what is to be said about it.

    ``gaps`` are sentences about placeholders in it that have no value.
    """

    text: str
    gaps: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()


class Composer:
    """Puts the message of a draft in other words. Asks nobody: all of it is at hand."""

    def __init__(self, seat: Seat, rules: Rulebook, clock: Callable[[], datetime]) -> None:
        self._seat = seat
        self._rules = rules
        self._clock = clock

    def offers(self, draft: Draft) -> tuple[Offer, ...]:
        """All responses: first those that fit this decision and its rule, then the rest of the
        rule's, then others that fit, then all others, then those that the backend keeps."""
        ruleset = self._rules.ruleset
        rule = ruleset.rule(draft.rule)
        own = rule.responses if rule is not None else ()
        verbs = {draft.verb, *(step.verb for step in draft.steps)}

        def place(response: Response) -> tuple[bool, bool, int]:
            among = own.index(response.id) if response.id in own else len(own)
            return response.id not in own, not _fits(response, verbs), among

        return tuple(
            Offer(response, own=response.id in own, fits=_fits(response, verbs))
            # Those that the backend keeps come last: they are nobody's for this rule.
            for response in (*sorted(ruleset.responses, key=place), *self._seat.canned)
        )

    def worded(self, draft: Draft, response: Response, language: str) -> Remarks:
        """A response as this person would get it, in that language where it has it."""
        text = in_language(response.texts, language)
        said = next((code for code, known in response.texts if known == text), language)
        rendered = render(text, self._values(draft, said))
        return Remarks(rendered.text, tuple(messages.gaps(rendered.missing)))

    async def remarks(self, draft: Draft, text: str) -> Remarks:
        """What a person wrote in place of a draft's message, as it would be sent."""
        missing: tuple[str, ...] = ()
        if not draft.contact:
            text, missing = messages.filled(text, self._values(draft, draft.language))
        written = msgspec.structs.replace(draft, message=text)
        # A long text takes longer than a key may wait.
        advised = await asyncio.to_thread(
            advising.advised, written, self._rules.ruleset, self._seat.settings.wording
        )
        return Remarks(text, tuple(messages.gaps(missing)), advised.advice)

    def limit(self, draft: Draft) -> int | None:
        """How many characters a draft's message may have; None: no limit is known."""
        way = self._seat.ways.get(draft.contact)
        if way is not None:
            return way.limit
        speaking = (step.verb for step in draft.steps if step.verb in SENDS_TEXT)
        usual = draft.verb if draft.verb in SENDS_TEXT else Verb.WARN
        capability = self._seat.capabilities.get(next(speaking, usual))
        return capability.limit if capability else None

    def _values(self, draft: Draft, language: str) -> dict[str, str]:
        desk: Desktop = desktop_of(
            self._seat, self._rules.ruleset, self._clock(), draft.view.case
        )
        rule = desk.ruleset.rule(draft.rule)
        return messages.values(draft.view, rule, language, desk, draft.steps, draft.recipient)


def _fits(response: Response, verbs: set[str]) -> bool:
    return not response.verbs or bool(verbs & set(response.verbs))
