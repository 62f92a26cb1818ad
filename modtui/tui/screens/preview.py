"""The preview: a whole decision on one screen before anything is decided."""

from collections.abc import Iterable
from typing import ClassVar

import msgspec
from textual.binding import BindingType
from textual.widget import Widget

from modtui.model import SENDS_TEXT, Verb
from modtui.text import safe, safe_line
from modtui.triage.choices import Choices
from modtui.triage.keeping import KeptDraft
from modtui.triage.views import Draft
from modtui.tui import advice_words, deciding, drafts, keys
from modtui.tui.pieces import Line, Piece, cells, lay, say
from modtui.tui.preview_words import for_good, preview_words
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.times import lasting
from modtui.tui.widgets.lines import Reading
from modtui.words import _

DURATIONS = (3600, 86_400, 3 * 86_400, 7 * 86_400, 30 * 86_400, 90 * 86_400, None)


class PreviewSheet(Sheet[Draft | None]):
    """Gives the draft as it was confirmed, or None.

    Without a wish the draft stands as it is (the reverse of a decision): it can be
    confirmed or not, and nothing in it can be changed but the note.
    """

    NAME = "preview"
    BINDINGS: ClassVar[list[BindingType]] = bindings("preview", "all")

    def __init__(
        self,
        draft: Draft,
        wish: Choices | None,
        begun: Choices | None = None,
        kept: KeptDraft | None = None,
    ) -> None:
        super().__init__()
        self.draft = draft
        self.asked = wish
        """What the person asked for at first; what differs from it is kept as a draft."""
        self.wish = begun or wish
        self.written = drafts.texts(kept)
        """Edited messages, so that none is lost by looking at another one."""
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
            without |= {"edit-outside", "discard-draft"}
        else:
            without |= set() if len(self.draft.languages) > 1 else {"language"}
            without |= set() if self._timed() else {"duration"}
            without |= set() if self._has_responses() else {"response"}
            without |= set() if self._changed else {"discard-draft"}
            if self.draft.verb != Verb.ESCALATE:
                without.add("contact")
            if self.draft.silent:
                without |= {"edit", "edit-outside", "response", "language"}
            if not self.draft.problems and not self._speaks():
                without |= {"edit", "edit-outside", "response", "language"}
        self.footer.show(keys.hints(self.NAME, without))
        question = for_good(self.draft)
        if question and not self.draft.problems and not self.desk_app.message()[0]:
            self.message_bar.show((Piece(question, "warn"),))

    def fill(self) -> None:
        """Shows the draft as it is now."""
        desk = self.desk_app.desk
        rule = desk.ruleset.rule(self.draft.rule)
        limit = desk.composer().limit(self.draft)
        width = max(self.size.width - 3, 20)
        by = desk.moderator.name if desk.moderator else ""
        words = preview_words(self.draft, rule, limit, width, by)
        if len(lay(words, self.reading.width).lines) > self.reading.page:
            words = preview_words(self.draft, rule, limit, width, by, tight=True)
        self.reading.replace(words)
        self.tell()

    def on_resize(self) -> None:
        self.fill()

    # Changing the draft.

    def change(self, **choices: object) -> None:
        """Drafts anew with other choices."""
        if self.wish is None:
            self.desk_app.say(_("Only the note can be changed here."))
            return
        self.wish = msgspec.structs.replace(self.wish, **choices)
        self.keep()
        self.redraft()

    def redraft(self) -> None:
        """Makes the draft anew, from what is wished now."""
        self.drafting = True
        self.run_worker(self._redraft(), group="draft", exclusive=True)

    async def _redraft(self) -> None:
        wish = self.wish
        assert wish is not None  # noqa: S101 - change() looked
        desk = self.desk_app.desk
        draft = await desk.draft(self.draft.view, **msgspec.structs.asdict(wish))
        kept = self.written.get((draft.rule, draft.response, draft.language))
        if kept is not None and wish.message is None:
            chosen = msgspec.structs.replace(wish, message=kept)
            draft = await desk.draft(self.draft.view, **msgspec.structs.asdict(chosen))
        self.draft = draft
        self.drafting = False
        self.fill()

    def keep(self, message: str | None = None) -> None:
        """Keeps what is changed so far, with a message that is still being written."""
        wish, case = self.wish, self.draft.view.case
        if wish is None:
            return
        texts = self.written
        if message is not None:
            wish = msgspec.structs.replace(wish, message=message)
            texts = {**texts, self._place: message}
        if self._changed or message is not None:
            self.desk_app.desk.drafts.keep(case, wish, drafts.written(texts))
        else:
            self.desk_app.desk.drafts.drop(case.key, wish.verb)

    @property
    def _place(self) -> tuple[str, str, str]:
        return self.draft.rule, self.draft.response, self.draft.language

    @property
    def _changed(self) -> bool:
        """Whether there is a draft to keep, or to throw away."""
        return self.wish != self.asked or bool(self.written)

    def rule_chosen(self, rule: str) -> bool:
        if self.wish is None:
            return False
        self.change(rule=rule, response=None, message=None)
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

    def _has_responses(self) -> bool:
        return self.draft.verb != Verb.ESCALATE and bool(self.desk_app.desk.ruleset.responses)

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
        self.change(language=found[(at + 1) % len(found)], message=None)

    def action_edit(self) -> None:
        if self._may_write():
            self.desk_app.act_within(self._edit())

    async def _edit(self) -> None:
        from modtui.tui.screens.writing import WritingSheet

        title = _("Message to {who}").format(who=safe_line(self.draft.recipient, 30) or "?")
        sheet = WritingSheet(safe(title), self.draft, self.keep)
        self._take(await self.desk_app.push_screen_wait(sheet))

    def _take(self, text: str | None) -> None:
        """Takes a message that was written; None: it was left as it is."""
        if text is None:
            self.keep()
        else:
            self.written[self._place] = text
            self.change(message=text)

    def action_edit_outside(self) -> None:
        if not self._may_write():
            return
        self.desk_app.act_within(self._edit_outside())

    async def _edit_outside(self) -> None:
        from modtui.tui.editing import edit_text

        self._take(await edit_text(self.desk_app, self.draft.message, self.keep))

    def _may_write(self) -> bool:
        """Whether there is a message to write; says so where there is none."""
        if self.wish is None:
            self.desk_app.say(_("No message goes with this."))
        elif self.draft.silent:
            why = safe_line(self.draft.silent, 200)
            self.desk_app.say(_("Nothing can be said to them: {why}").format(why=why), "bar-warn")
        elif self.drafting:
            self.desk_app.say(_("One moment: it is being drafted anew."))
        else:
            return True
        return False

    def action_discard_draft(self) -> None:
        if self.wish is None or not self._changed:
            self.desk_app.say(_("There is no draft to throw away."))
            return
        self.wish = self.asked
        self.written = {}
        self.keep()
        self.redraft()
        self.desk_app.say(_("What you had changed is thrown away."))

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
        if not self._may_write():
            return
        if self.draft.verb == Verb.ESCALATE:
            self.desk_app.say(_("A contact gets a summary of the case, which can be edited."))
        elif not self.desk_app.desk.ruleset.responses:
            self.desk_app.say(_("The ruleset has no responses."))
        else:
            self.desk_app.act_within(self._response())

    async def _response(self) -> None:
        from modtui.tui.screens.responses import ResponsesSheet

        taken = await self.desk_app.push_screen_wait(ResponsesSheet(self.draft))
        if taken is not None:
            response, language = taken
            self.change(response=response, language=language, message=None)

    def action_duration(self) -> None:
        known = self.desk_app.desk.capabilities.get(self.draft.verb)
        untimed = known is not None and not known.timed
        if self.draft.verb in (Verb.MUTE, Verb.BAN) and known is not None and untimed:
            words = _("{verb}: this backend cannot end it by itself; it lasts until it is lifted.")
            self.desk_app.say(words.format(verb=safe_line(known.label, 30)), "bar-warn")
        elif self.wish is None or not self._timed():
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
            self.change(seconds=durations[at], message=None)

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
            self.change(contact=contacts[at].id, message=None)

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
