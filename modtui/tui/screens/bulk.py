"""The preview of a decision on many cases: drafted while one watches, then written."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

import msgspec
from textual.binding import BindingType
from textual.widget import Widget

from modtui.model import CaseKey
from modtui.text import safe, safe_line
from modtui.triage.choices import Choices
from modtui.triage.views import Bulk, Recorded
from modtui.triage.working import Work
from modtui.tui import bulk_words, deciding, keys
from modtui.tui.pieces import Line, Paragraph, Piece, say
from modtui.tui.progress import progress
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.verbs import cases, verb_word
from modtui.tui.widgets.bars import Bar
from modtui.tui.widgets.lines import Reading
from modtui.words import _, plural

TOLD = 0.1
"""Seconds between two looks at how far the work is."""


class BulkSheet(Sheet[Recorded | None]):
    """Gives what was written, or None where nothing was decided.

    ``made`` is given where there is nothing to choose (the reverse of a batch); else the
    cases are drafted as the wish says.
    """

    NAME = "bulk"
    BINDINGS: ClassVar[list[BindingType]] = bindings("bulk", "all")

    def __init__(
        self, cases: Sequence[CaseKey], wish: Choices | None, made: Bulk | None = None
    ) -> None:
        super().__init__()
        self.cases = cases
        self.wish = wish
        self.made = made
        self.template: str | None = None
        """A message of the person's own, with its placeholders."""
        self.work: Work | None = None
        self.writing = False
        self.bar = Bar(self.desk_app.looks)
        self.reading = Reading(self.desk_app.looks)

    def body(self) -> Iterable[Widget]:
        yield self.bar
        yield self.reading

    def on_mount(self) -> None:
        self.reading.focus()
        self.set_interval(TOLD, self._watch)
        if self.made is None:
            self._redraft()
        else:
            self.fill()

    def status(self) -> tuple[Line, Line]:
        verb = self.wish.verb if self.wish is not None else self.made.verb if self.made else ""
        known = self.desk_app.desk.capabilities.get(verb)
        label = verb_word(verb, known.label if known else verb.removeprefix("native:"))
        count = len(self.made.drafts) if self.made is not None else len(self.cases)
        words = safe(f"{label}: {cases(count)}")
        left = (say(_("About to decide") + " · ", "bar-dim"), Piece(words, "bar"))
        moderator = self.desk_app.desk.moderator
        name = safe_line(moderator.name, 30) if moderator else safe("?")
        return left, (say(_("as {who}").format(who=name), "bar-dim"),)

    def tell(self) -> None:
        super().tell()
        without = set()
        working = self.work is not None
        if working or self.made is None or not self.made.drafts:
            without.add("confirm-all")
        if working:
            without |= {"edit-all", "rule-all", "note-all"}
        else:
            without.add("pause-work")
        if self.wish is None:
            without |= {"edit-all", "rule-all", "note-all"}
        self.footer.show(keys.hints(self.NAME, without))

    def fill(self) -> None:
        """Shows what would be done, as it is now."""
        if self.made is not None:
            words = bulk_words.preview_words(self.made, self.desk_app.desk.ruleset)
            self.reading.replace(words)
        self.tell()
        self._watch()

    def _watch(self) -> None:
        work = self.work
        if work is None:
            self.bar.show(())
            return
        head = _("Writing down: ") if self.writing else _("Drafting: ")
        self.bar.show((say(head, "dim"), *progress(work.done, work.total, paused=work.paused)))

    # Drafting.

    def _redraft(self) -> None:
        assert self.wish is not None  # noqa: S101 - only what was wished for is drafted
        choices = msgspec.structs.replace(self.wish, message=self.template)
        self.made = None
        self.reading.replace((Paragraph((say(_("Each case is drafted by itself…"), "dim"),)),))
        self.run_worker(self._draft(choices), group="draft", exclusive=True)

    async def _draft(self, choices: Choices) -> None:
        work = self.work = Work(len(self.cases))
        self.tell()
        try:
            made = await self.desk_app.desk.draft_all(self.cases, choices, work)
        finally:
            if self.work is work:
                self.work = None
        self.made = made
        self.fill()

    def change(self, **choices: object) -> None:
        """Drafts all anew with other choices."""
        if self.wish is None:
            self.desk_app.say(_("Nothing can be changed here."))
        elif self.writing:
            self.desk_app.say(_("It is being written down."))
        else:
            self.wish = msgspec.structs.replace(self.wish, **choices)
            self._redraft()

    def rule_chosen(self, rule: str) -> bool:
        if self.wish is None:
            return False
        self.change(rule=rule)
        return True

    # Keys.

    def action_confirm(self) -> None:
        if self.work is not None or self.made is None:
            self.desk_app.say(_("One moment: it is not ready yet."))
        elif not self.made.drafts:
            self.desk_app.say(_("There is nothing to decide."), "bar-warn")
        elif self.desk_app.too_soon():
            self.desk_app.say(_("Too quick: please look first."), "dim")
        else:
            self.work = Work(len(self.made.drafts))
            self.writing = True
            self.tell()
            self._watch()
            self.desk_app.act_within(self._write(self.made, self.work))

    async def _write(self, made: Bulk, work: Work) -> None:
        try:
            written = await self.desk_app.desk.decide_all(made, "desk", work)
        finally:
            self.writing = False
            self.work = None
            self.tell()
            self._watch()
        self.dismiss(written)

    def action_pause(self) -> None:
        if self.work is None:
            self.desk_app.say(_("Nothing is at work here."))
        else:
            self.work.pause()
            self._watch()

    def action_close(self) -> None:
        if self.work is None:
            self.dismiss(None)
            return
        self.work.stop()
        if not self.writing:
            self.workers.cancel_group(self, "draft")
            self.dismiss(None)

    def action_rule(self) -> None:
        if self.wish is None or self.made is None or not self.cases:
            self.desk_app.say(_("Nothing can be changed here."))
        else:
            self.desk_app.act_within(self._rule())

    async def _rule(self) -> None:
        found = self.made.drafts[0].view if self.made and self.made.drafts else None
        try:
            view = found or self.desk_app.desk.view(self.cases[0])
        except KeyError:
            return
        current = self.made.drafts[0].rule if self.made and self.made.drafts else view.proposed
        rule = await deciding.pick_rule(self.desk_app, view, current)
        if rule is not None:
            self.rule_chosen(rule)

    def action_edit(self) -> None:
        if self.wish is None or self.made is None or not self.made.drafts:
            self.desk_app.say(_("No message goes with this."))
        else:
            self.desk_app.act_within(self._edit(self.made))

    async def _edit(self, made: Bulk) -> None:
        from modtui.rules.ruleset import in_language
        from modtui.tui.screens.writing import WritingSheet

        first = next((draft for draft in made.drafts if draft.message), made.drafts[0])
        response = self.desk_app.desk.ruleset.response(first.response)
        text = self.template
        if text is None:
            text = in_language(response.texts, first.language) if response else first.message
        title = _("Message to all; {{author}} becomes each one's name")
        sheet = WritingSheet(safe(title), msgspec.structs.replace(first, message=text))
        written = await self.desk_app.push_screen_wait(sheet)
        if written is not None and written != text:
            self.template = written
            self.change()

    def action_note(self) -> None:
        self.desk_app.act_within(self._note())

    async def _note(self) -> None:
        if self.wish is None:
            return
        question = _("Note on each of them, seen by moderators only")
        text = await deciding.ask(self.desk_app, question, self.wish.note)
        if text is not None:
            self.change(note=text)


def said(written: Recorded) -> tuple[str, str]:
    """What became of it, in a sentence, and its look; empty where all went well."""
    words = []
    if written.left_out:
        words.append(
            plural("{count} case was left out", "{count} cases were left out",
                   len(written.left_out))
        )  # fmt: skip
        words.append(safe_line(written.left_out[0].why, 120))
    rest = written.asked - written.decided - len(written.left_out)
    if rest:
        counts = _("{decided} of {asked} cases were decided, the rest was not.")
        words.append(counts.format(decided=written.decided, asked=written.asked))
    if written.trouble:
        words.append(safe_line(written.trouble, 300))
    return " ".join(words), "bar-warn" if words else "title"
