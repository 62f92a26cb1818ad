"""The preview: a whole decision on one screen before anything is decided."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

import msgspec
from textual.binding import BindingType
from textual.widget import Widget

from modtui.model import SENDS_TEXT, Verb
from modtui.text import Safe, safe, safe_line
from modtui.triage.views import Draft
from modtui.tui import advice_words, deciding, keys
from modtui.tui.case_words import DOT, rule_title
from modtui.tui.pieces import Line, Paragraph, Piece, cells, joined, say
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.times import lasting
from modtui.tui.verbs import severity_mark
from modtui.tui.widgets.lines import Reading
from modtui.words import _, plural

if TYPE_CHECKING:
    from modtui.rules.ruleset import Response, Rule

DURATIONS = (3600, 86_400, 3 * 86_400, 7 * 86_400, 30 * 86_400, 90 * 86_400, None)


class PreviewSheet(Sheet[Draft | None]):
    """Gives the draft as it was confirmed, or None.

    Without a wish the draft stands as it is (the reverse of a decision): it can be
    confirmed or not, and nothing in it can be changed but the note.
    """

    NAME = "preview"
    BINDINGS: ClassVar[list[BindingType]] = bindings("preview", "all")

    def __init__(self, draft: Draft, wish: deciding.Wish | None) -> None:
        super().__init__()
        self.draft = draft
        self.wish = wish
        self.written: dict[tuple[str, str, str], str] = {}
        """Edited messages by rule, response and language, so that none is lost by looking
        at another one."""
        self.drafting = False
        """Whether another draft is being made, so that the one shown is not meant any more."""
        self.reading = Reading(self.desk_app.looks)

    def body(self) -> Iterable[Widget]:
        yield self.reading

    def on_mount(self) -> None:
        self.fill()

    def status(self) -> tuple[Line, Line]:
        app = self.desk_app
        labels = [
            safe_line(effect.label, 24)
            for effect in self.draft.effects
            if effect.step.verb != Verb.CLOSE and not effect.step.preparing
        ]
        words = safe(" + ".join(labels))
        if self.draft.problems or not words:
            words = safe_line(self.draft.verb.removeprefix("native:").capitalize(), 30)
        author = self.draft.view.case.subject.author
        if author is not None:
            words = safe(f"{words}: {safe_line(author.shown, 30)}")
        left: Line = (say(_("About to decide") + " · ", "bar-dim"), Piece(words, "bar"))
        moderator = app.desk.moderator
        name = safe_line(moderator.name, 30) if moderator else safe("?")
        where = self.reading.where
        right = _("as {who}").format(who=name) + (f" · {where}" if where else "")
        # What is decided about whom comes before who decides it.
        if self._room(left, right) < 0:
            right = where
        if self._room(left, right) < 0:
            left = left[1:]
        return left, (say(right, "bar-dim"),)

    def _room(self, left: Line, right: str) -> int:
        """How many cells the status line has left."""
        return self.size.width - 3 - sum(cells(piece.text) for piece in left) - cells(right)

    def tell(self) -> None:
        super().tell()
        without = {"person"}
        if self.draft.problems:
            without.add("confirm")
        if not self.draft.advice:
            without.add("advice")
        if self.wish is None:
            without |= {"edit", "language", "change-rule", "response", "duration", "contact"}
        else:
            without |= set() if len(self.draft.languages) > 1 else {"language"}
            without |= set() if self._timed() else {"duration"}
            without |= set() if len(self._responses()) > 1 else {"response"}
            if self.draft.verb != Verb.ESCALATE:
                without.add("contact")
            if not self.draft.problems and not self._speaks():
                without |= {"edit", "response", "language"}
        self.footer.show(keys.hints(self.NAME, without))

    def fill(self) -> None:
        """Shows the draft as it is now."""
        rule = self.desk_app.desk.ruleset.rule(self.draft.rule)
        width = max(self.size.width - 3, 20)
        self.reading.replace(preview_words(self.draft, rule, self._limit(), width))
        self.tell()

    def on_resize(self) -> None:
        self.fill()

    def _limit(self) -> int | None:
        """How many characters the backend takes in the message; None: as many as one likes."""
        verb = self.draft.verb if self.draft.verb in SENDS_TEXT else Verb.WARN
        capability = self.desk_app.desk.capabilities.get(verb)
        return capability.limit if capability else None

    # Changing the draft.

    def change(self, **choices: object) -> None:
        """Drafts anew with other choices."""
        if self.wish is None:
            self.desk_app.say(_("Only the note can be changed here."))
            return
        self.wish = msgspec.structs.replace(self.wish, **choices)
        self.drafting = True
        self.run_worker(self._redraft(), group="draft", exclusive=True)

    async def _redraft(self) -> None:
        wish = self.wish
        assert wish is not None  # noqa: S101 - change() looked
        desk = self.desk_app.desk
        draft = await desk.draft(self.draft.view, wish.verb, **wish.choices())
        kept = self.written.get((draft.rule, draft.response, draft.language))
        if kept is not None and wish.message is msgspec.UNSET:
            draft = await desk.draft(
                self.draft.view, wish.verb, **{**wish.choices(), "message": kept}
            )
        self.draft = draft
        self.drafting = False
        self.fill()

    def rule_chosen(self, rule: str) -> bool:
        if self.wish is None:
            return False
        self.change(rule=rule, response=msgspec.UNSET, message=msgspec.UNSET)
        return True

    def _timed(self) -> bool:
        return any(
            effect.step.verb in (Verb.MUTE, Verb.BAN) and self._can_time(effect.step.verb)
            for effect in self.draft.effects
        )

    def _speaks(self) -> bool:
        return any(effect.step.verb in SENDS_TEXT for effect in self.draft.effects)

    def _can_time(self, verb: str) -> bool:
        if verb != self.draft.verb:
            return False
        capability = self.desk_app.desk.capabilities.get(verb)
        return capability is not None and capability.timed

    def _responses(self) -> tuple[str, ...]:
        rule = self.desk_app.desk.ruleset.rule(self.draft.rule)
        return rule.responses if rule is not None else ()

    # Keys.

    def action_confirm(self) -> None:
        if self.drafting:
            self.desk_app.say(_("One moment: it is being drafted anew."))
        elif self.draft.problems:
            self.desk_app.say(
                _("Not yet: {problem}").format(problem=safe_line(self.draft.problems[0], 200)),
                "bar-warn",
            )
        elif self.desk_app.too_soon():
            self.desk_app.say(_("Too quick: please look first."), "dim")
        else:
            self.dismiss(self.draft)

    def action_language(self) -> None:
        found = self.draft.languages
        if len(found) < 2:
            self.desk_app.say(_("The message is there in one language only."))
            return
        at = found.index(self.draft.language) if self.draft.language in found else -1
        self.change(language=found[(at + 1) % len(found)], message=msgspec.UNSET)

    def action_edit(self) -> None:
        if self.wish is None:
            self.desk_app.say(_("No message goes with this."))
        else:
            self.desk_app.act_within(self._edit())

    async def _edit(self) -> None:
        from modtui.tui.screens.writing import WritingSheet

        draft = self.draft
        title = _("Message to {who}").format(who=safe_line(draft.recipient, 30) or "?")
        sheet = WritingSheet(safe(title), draft.message, self._limit())
        text = await self.desk_app.push_screen_wait(sheet)
        if text is not None:
            self.written[(draft.rule, draft.response, draft.language)] = text
            self.change(message=text)

    def action_rule(self, searching: bool = False) -> None:
        if self.wish is None:
            self.desk_app.say(_("Only the note can be changed here."))
        else:
            self.desk_app.act_within(self._rule(searching))

    async def _rule(self, searching: bool) -> None:
        rule = await deciding.pick_rule(
            self.desk_app, self.draft.view, self.draft.rule, searching=searching
        )
        if rule is not None:
            self.rule_chosen(rule)

    def action_advice(self) -> None:
        from modtui.tui.screens.text import TextSheet

        if not self.draft.advice:
            self.desk_app.say(_("There is nothing to say against the message."))
        else:
            words = advice_words.in_full(self.draft.message, self.draft.advice)
            title = safe(_("What would make the message better"))
            self.desk_app.push_screen(TextSheet(title, words))

    def action_response(self) -> None:
        self.desk_app.act_within(self._response())

    async def _response(self) -> None:
        ruleset = self.desk_app.desk.ruleset
        found = [response for name in self._responses() if (response := ruleset.response(name))]
        if self.wish is None or not found:
            self.desk_app.say(_("There is no other response for this rule."))
            return
        ids = [response.id for response in found]
        rows: list[Line] = [
            (
                Piece(safe_line(response.id, 24), "title"),
                Piece(safe("  " + _gist(response, self.draft.language)), "dim"),
            )
            for response in found
        ]
        cursor = ids.index(self.draft.response) if self.draft.response in ids else 0
        at = await deciding.choose(self.desk_app, _("Which response?"), rows, cursor)
        if at is not None:
            self.change(response=found[at].id, message=msgspec.UNSET)

    def action_duration(self) -> None:
        if self.wish is None or not self._timed():
            self.desk_app.say(_("Nothing here lasts for a time that can be chosen."))
        else:
            self.desk_app.act_within(self._duration())

    async def _duration(self) -> None:
        now = next(
            (e.step.seconds for e in self.draft.effects if e.step.verb == self.draft.verb), None
        )
        timed = sorted({seconds for seconds in (*DURATIONS, now) if seconds is not None})
        durations = (*timed, None)
        rows: list[Line] = [(Piece(lasting(seconds)),) for seconds in durations]
        cursor = durations.index(now)
        at = await deciding.choose(self.desk_app, _("For how long?"), rows, cursor)
        if at is not None:
            self.change(seconds=durations[at], message=msgspec.UNSET)

    def action_contact(self) -> None:
        if self.wish is None or self.draft.verb != Verb.ESCALATE:
            self.desk_app.say(_("This is not an escalation."))
        else:
            self.desk_app.act_within(self._contact())

    async def _contact(self) -> None:
        contacts = self.desk_app.desk.ruleset.contacts
        rows: list[Line] = [
            (
                Piece(safe_line(contact.name, 30), "title"),
                Piece(safe("  " + safe_line(contact.about, 120)), "dim"),
            )
            for contact in contacts
        ]
        at = await deciding.choose(self.desk_app, _("To whom?"), rows)
        if at is not None:
            self.change(contact=contacts[at].id, message=msgspec.UNSET)

    def action_note(self) -> None:
        self.desk_app.act_within(self._note())

    async def _note(self) -> None:
        question = _("Note, seen by moderators only")
        if self.draft.verb == Verb.ESCALATE:
            question = _("Note, which goes to the contact too")
        text = await deciding.ask(self.desk_app, question, self.draft.note)
        if text is None:
            return
        if self.wish is None:
            self.draft = msgspec.structs.replace(self.draft, note=text)
            self.fill()
        else:
            self.change(note=text)


def _gist(response: "Response", language: str) -> Safe:
    """What a response says, without the greeting that they all begin with."""
    text = dict(response.texts).get(language) or response.texts[0][1]
    greeting, _blank, rest = text.partition("\n\n")
    return safe_line(re.sub(r"\{\{.*?\}\}", "…", rest or greeting), 120)


def preview_words(
    draft: Draft, rule: "Rule | None", limit: int | None, width: int
) -> tuple[Paragraph, ...]:
    """A draft in words: problems, rule, steps in their order, message, advice, note.

    ``limit`` is how many characters the message may have, ``width`` how many cells advice.
    """
    out: list[Paragraph] = []
    for problem in draft.problems:
        lead = (say("! ", "bad"),)
        out.append(Paragraph((Piece(safe_line(problem, 400), "bad"),), lead=lead, indent=2))
    if draft.problems:
        out.append(Paragraph())
    if rule is not None:
        pieces = [
            say(_("Rule") + "  ", "dim"),
            Piece(severity_mark(rule.severity), rule.severity.value),
            Piece(safe(f" {safe_line(rule.key, 1)} "), "key"),
            Piece(rule_title(rule), "title"),
        ]
        out.append(Paragraph(tuple(pieces), indent=6))
    if draft.because:
        because = Piece(safe_line(draft.because, 300), "dim")
        out.append(Paragraph((because,), lead=(say("      "),), indent=6))
    if draft.undoes:
        out.append(Paragraph((say(_("This reverses a decision that was sent."), "warn"),)))
    out.append(Paragraph((say(_("What will be done, in this order:"), "dim"),)))
    for number, effect in enumerate(draft.effects, 1):
        first = (
            Piece(safe_line(effect.label, 40), "title"),
            *([Piece(safe(f" – {safe_line(effect.does, 300)}"))] if effect.does else []),
        )
        rest: list[Line] = []
        if effect.seen_by:
            rest.append((Piece(safe_line(effect.seen_by, 200), "dim"),))
        if effect.undo:
            rest.append((Piece(safe_line(effect.undo, 120), "dim"),))
        out.append(Paragraph(first, lead=(say(f"  {number} ", "key"),), indent=4))
        if rest:
            out.append(Paragraph(joined(rest, DOT), lead=(say("    "),), indent=4))
    if not draft.effects:
        out.append(Paragraph((say("  " + _("nothing"), "dim"),)))
    out.append(Paragraph())
    if draft.message:
        told_ = _("Message to {who}").format(who=safe_line(draft.recipient, 40) or "?")
        pieces = [say(told_, "accent")]
        if draft.language:
            pieces.append(say(f" [{safe_line(draft.language, 12)}]", "dim"))
        pieces += advice_words.length(draft.message, limit)
        if draft.advice:
            # Said here too: below a long message the advice may be off the screen.
            hints = plural("{count} hint: {{key}}", "{count} hints: {{key}}", len(draft.advice))
            hints = hints.format(key=keys.of("advice"))
            pieces.append(say(f" · {hints}", "warn"))
        if others := ", ".join(code for code in draft.languages if code != draft.language):
            also = _("also in: {languages}").format(languages=safe_line(others, 40))
            pieces.append(say(f" · {also}", "dim"))
        out.append(Paragraph(tuple(pieces)))
        message = advice_words.marked(draft.message, draft.advice)
        out.append(Paragraph(message, lead=(say("┃ ", "accent"),), repeat=True))
        out += advice_words.in_short(draft.message, draft.advice, width)
    else:
        out.append(Paragraph((say(_("No message goes to anyone."), "dim"),)))
    if draft.note:
        out.append(Paragraph())
        seen_by = _("Note, seen by moderators only:")
        if draft.verb == Verb.ESCALATE:
            seen_by = _("Note, which goes to the contact too:")
        out.append(
            Paragraph(
                (say(seen_by + " ", "dim"), Piece(safe(draft.note))),
                indent=2,
            )
        )
    return tuple(out)
