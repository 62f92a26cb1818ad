"""From a view of a case and a verb to the draft of a decision.

It gathers what drafting needs from the desk's parts; ``drafting`` itself asks nobody.
"""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

import msgspec

from modtui.adapters.base import Adapter, AdapterError
from modtui.journal import JournalError
from modtui.model import Case, Step, Verb
from modtui.rules import ladder
from modtui.rules.ruleset import Ruleset
from modtui.times import known_zone
from modtui.triage import advising, drafting, history, words
from modtui.triage.board import Board
from modtui.triage.choices import Choices, Desktop
from modtui.triage.history import Histories
from modtui.triage.outbox import Outbox
from modtui.triage.rulebook import Rulebook
from modtui.triage.seat import Seat
from modtui.triage.views import CaseView, Draft, Standing
from modtui.words import _

if TYPE_CHECKING:
    from modtui.journal.index import Violation


class Drafter:
    """Makes drafts of one desk's decisions. Nothing is raised for a bad choice."""

    def __init__(
        self,
        adapter: Adapter,
        seat: Seat,
        rules: Rulebook,
        histories: Histories,
        board: Board,
        outbox: Outbox,
        clock: Callable[[], datetime],
    ) -> None:
        self._adapter = adapter
        self._seat = seat
        self._rules = rules
        self._histories = histories
        self._board = board
        self._outbox = outbox
        self._clock = clock

    async def draft(
        self,
        view: CaseView,
        choices: Choices,
        known: "dict[str, tuple[Violation, ...]] | None" = None,
    ) -> Draft:
        """The whole decision as it would be made, for the preview.

        ``known`` remembers by author what was decided against them, for many drafts at once.
        """
        seat = self._seat
        allowed = seat.allowed()
        verb = choices.verb
        hands_on = verb == Verb.ESCALATE or (allowed is not None and verb not in allowed)
        if hands_on and choices.contact is None:
            contact = self._usual_contact(view, choices.rule)
            choices = msgspec.structs.replace(choices, contact=contact)
        first: tuple[Step, ...] = ()
        trouble = ""
        try:
            way = seat.ways.get(choices.contact or "") if hands_on else None
            if seat.connected and verb != Verb.KEEP and not (way and way.outside):
                asked = Verb.ESCALATE if hands_on else verb
                first = await self._adapter.preparation(view.case, frozenset({asked}))
        except AdapterError as error:
            trouble = str(error)
        desktop = desktop_of(seat, self._rules.ruleset, self._clock(), view.case)
        violations: tuple[Violation, ...] = ()
        unknown = ""
        try:
            violations = await self._violations(view, known)
            if hands_on:
                done = await self._histories.done(view.case.key)
                desktop = msgspec.structs.replace(desktop, done=done)
        except JournalError as error:
            # A full disk must not stand in the way of looking; deciding says so by itself.
            unknown = _("What was decided before about them cannot be read: {why}").format(
                why=error
            )
        view = msgspec.structs.replace(view, about_author=history.about(violations))
        earlier = tuple(
            ladder.Earlier(found.rule, found.at, found.by, found.verbs)
            for found in self._histories.once_each(violations, view.case)
        )
        made = drafting.draft(view, choices, desktop, earlier, first)
        if unknown:
            made = msgspec.structs.replace(made, because=unknown)
        made = msgspec.structs.replace(made, ruleset=desktop.ruleset.hash)
        made = advising.advised(made, desktop.ruleset, seat.settings.wording)
        return self._beside_others(made, trouble)

    async def _violations(
        self, view: CaseView, known: "dict[str, tuple[Violation, ...]] | None"
    ) -> "tuple[Violation, ...]":
        author = view.case.subject.author
        if known is None or author is None:
            return await self._histories.violations(view.case)
        if author.id not in known:
            known[author.id] = await self._histories.violations(view.case)
        return known[author.id]

    def _beside_others(self, draft: Draft, trouble: str) -> Draft:
        """A draft with what else is on its way about its case, and what closed it."""
        key = draft.view.case.key
        replaced, why_not = self._outbox.in_the_way(key)
        queued = self._board.queued(key)
        standing = self._board.standing(key) if queued else draft.view.standing
        problems = [*draft.problems, trouble, why_not]
        if standing is Standing.CLOSED and not why_not:
            problems.append(_("This case is closed already."))
        said = _("It replaces what is held back: {verbs}.")
        because = [draft.because, *(said.format(verbs=words.acts(fate)) for fate in replaced)]
        return msgspec.structs.replace(
            draft,
            because=" ".join(part for part in because if part),
            problems=tuple(problem for problem in problems if problem),
            # Nobody must lose a decision without having been told.
            asks=draft.asks or bool(replaced),
        )

    def _usual_contact(self, view: CaseView, rule: str | None) -> str | None:
        ruleset = self._rules.ruleset
        chosen = ruleset.rule(view.proposed if rule is None else rule)
        if chosen is not None and chosen.contact:
            return chosen.contact
        about = {chosen.id, chosen.category} - {""} if chosen is not None else set()
        for contact in ruleset.contacts:
            if about & set(contact.subjects):
                return contact.id
        contacts = [contact.id for contact in ruleset.contacts]
        # The first one that can be reached, where any can.
        routed = {contact for contact, _who in self._seat.settings.routes}
        return next((id for id in contacts if id in routed), next(iter(contacts), None))


def desktop_of(seat: Seat, ruleset: Ruleset, now: datetime, case: Case) -> Desktop:
    """What is known of a desk and can be done about a case, without asking anybody."""
    return Desktop(
        ruleset=ruleset,
        capabilities=seat.capabilities_for(case),
        ways=seat.ways,
        moderator=seat.moderator.name if seat.moderator else "",
        now=now,
        zone=_zone(seat.settings.zone),
        may=seat.allowed(),
        role=seat.settings.role,
        canned=seat.canned,
    )


def _zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    return ZoneInfo(name) if name and known_zone(name) else None
