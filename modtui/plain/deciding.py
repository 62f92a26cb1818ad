"""From a verb to a decision: what is read out first, what can be changed, what is said after."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from modtui.model import SENDS_TEXT, CaseKey, Decision, Verb
from modtui.plain import doing, draft_lines
from modtui.plain.case_lines import Said
from modtui.plain.commands import find, line
from modtui.plain.news import within
from modtui.rules.durations import duration
from modtui.text import cells, safe_line
from modtui.times import seconds_of
from modtui.triage.choices import Choices
from modtui.triage.seat import NATIVE
from modtui.triage.views import CaseView, Draft
from modtui.words import _

if TYPE_CHECKING:
    from modtui.plain.session import Session

TIMED = (Verb.MUTE, Verb.BAN)


async def decide(session: "Session", key: CaseKey, verb: str, words: Sequence[str]) -> None:
    """One verb on one case: at once, or after it was read out where it asks for that."""
    view = session.view(key)
    if view is None:
        session.say(_("This case cannot be read."))
        return
    for state in session.desk.verbs(view):
        if state.verb == verb and state.why_not:
            session.say(f"{safe_line(state.label, 30)}: {safe_line(state.why_not, 200)}")
            return
    wish = Choices(verb)
    if session.chosen is not None and session.chosen[0] == key:
        wish = Choices(verb, rule=session.chosen[1])
    for word in words:
        choice = _meant(session, wish, word)
        if choice is None:
            told = _('"{word}" is no rule, language, time, message or contact: nothing was done.')
            if verb == Verb.KEEP:
                told = _('"{word}" cannot follow keep: nothing was done.')
            session.say(told.format(word=safe_line(word, 30)))
            return
        wish = choice
    draft: Draft | None = await drafted(session, view, wish)
    assert draft is not None  # noqa: S101 - for mypy: it is None only further down
    if draft.asks or draft.problems:
        draft = await preview(session, draft, wish)
        if draft is None:
            session.say(_("Nothing was done."))
            return
    await settle(session, draft)
    await session.move_on(key)


def _meant(session: "Session", wish: Choices, word: str) -> Choices | None:
    """The wish with what one word behind a verb chooses; None where it is nothing known."""
    ruleset = session.desk.ruleset
    if wish.verb == Verb.KEEP or wish.verb.startswith(NATIVE):
        return None
    if wish.verb == Verb.ESCALATE and ruleset.contact(word) is not None:
        return msgspec.structs.replace(wish, contact=word)
    if (rule := doing.named(session, word)) is not None:
        return msgspec.structs.replace(wish, rule=rule.id)
    if word in ruleset.languages:
        return msgspec.structs.replace(wish, language=word)
    if ruleset.response(word) is not None:
        return msgspec.structs.replace(wish, response=word)
    if wish.verb not in TIMED:
        return None
    try:
        return msgspec.structs.replace(wish, seconds=seconds_of(word))
    except ValueError:
        return None


async def drafted(session: "Session", view: CaseView, wish: Choices) -> Draft:
    """The whole decision as it would be made."""
    return await session.waiting(
        session.desk.draft(
            view,
            wish.verb,
            rule=wish.rule,
            response=wish.response,
            language=wish.language,
            seconds=wish.seconds,
            message=wish.message,
            contact=wish.contact,
            note=wish.note,
            even_so=wish.even_so,
        )
    )


async def settle(session: "Session", draft: Draft) -> Decision:
    """Decides, and says so. Raises DeskError."""
    decision = await session.desk.decide(draft, source="plain")
    session.chosen = None
    session.news.follow(decision)
    what = session.news.summary(decision)
    if decision.hold > 0:
        told = _("{what}. Sent in {seconds:g} s; {u} takes it back.")
        u = session.words.short("undo")
        session.say(told.format(what=what, seconds=decision.hold, u=u))
    else:
        session.say(_("{what}. It is on its way.").format(what=what))
    return decision


async def undo(session: "Session") -> None:
    """Takes back the newest decision, or reads out its reverse where it was sent already."""
    # What was sent since must not be told after that it cannot be taken back.
    session.tell_news()
    decision = await session.desk.take_back()
    if decision is not None:
        taken_back(session, decision)
        row = session.desk.row(decision.case)
        if row is not None:
            session.key = row.key
            session.head(row)
        return
    last = session.desk.last_sent()
    if last is None:
        session.say(_("There is nothing to undo."))
        return
    what = session.news.summary(last)
    draft = await session.waiting(session.desk.inverse(last.id))
    if draft is None:
        told = _("It was sent, and cannot be undone: {what}.")
        session.say(told.format(what=within(what)))
        return
    confirmed = await preview(session, draft, None)
    if confirmed is None:
        session.say(_("Nothing was done."))
    else:
        await settle(session, confirmed)


def taken_back(session: "Session", decision: Decision) -> None:
    """Says what was taken back."""
    session.news.forget(decision.id)
    what = session.news.summary(decision)
    session.say(_("Taken back, nothing was sent: {what}.").format(what=within(what)))


async def preview(session: "Session", draft: Draft, wish: Choices | None) -> Draft | None:
    """Reads a decision out and asks. The draft as it was confirmed, or None.

    Without a wish it stands as it is (the reverse of a decision), but for its note.
    """
    return await _Preview(session, draft, wish).talk()


class _Preview:
    """One draft while it is looked at and changed."""

    def __init__(self, session: "Session", draft: Draft, wish: Choices | None) -> None:
        self.session = session
        self.draft = draft
        self.wish = wish
        self.written: dict[tuple[str, str, str], str] = {}
        """Messages that were changed, by rule, response and language."""
        self.told: tuple[Said, ...] = ()

    async def talk(self) -> Draft | None:
        self.tell()
        while True:
            answer = await self.session.ask(self.question())
            word, _blank, rest = answer.partition(" ")
            if not word:
                continue
            known = self.session.words.at_preview
            command = find(known, word)
            if word == "n" and (command is None or command.id == "add-note"):
                # It stands for a note on the desk, and for no everywhere else.
                self.session.say(_('Type "no" or "note": nothing was done.'))
                continue
            if command is None or (rest and command.id in ("confirm", "cancel")):
                self.session.not_known(answer, known)
            elif command.id == "cancel":
                return None
            elif command.id == "confirm" and not self.draft.problems:
                return self.draft
            else:
                await self.change(command.id, rest.strip())

    def tell(self, *, whole: bool = True) -> None:
        """Reads the draft out: whole, or what is another than before."""
        session = self.session
        moderator = session.desk.moderator
        name = moderator.name if moderator is not None else ""
        said = tuple(draft_lines.draft(self.draft, session.desk.ruleset, name, self.limit()))
        fresh = said if whole else tuple(draft_lines.fresh(said, self.told))
        self.told = said
        session.tell(fresh)
        if not fresh:
            session.say(_("It is as it was."))

    def limit(self) -> int | None:
        """How many characters the backend takes in the message."""
        verb = self.draft.verb if self.draft.verb in SENDS_TEXT else Verb.WARN
        capability = self.session.desk.capabilities.get(verb)
        return capability.limit if capability is not None else None

    def question(self) -> str:
        """What can be answered, the most needed first, in a line of Braille."""
        from modtui.plain.session import QUESTION

        draft = self.draft
        able = ["confirm"] if not draft.problems else []
        able.append("cancel")
        if self.wish is not None:
            able += ["contact"] if draft.verb == Verb.ESCALATE else []
            able += ["duration"] if self.timed() else []
            if draft_lines.speaks(draft) or draft.problems:
                able += ["edit", "language"] if len(draft.languages) > 1 else ["edit"]
            able.append("change-rule")
        able.append("add-note")
        commands = self.session.words.at_preview
        words: list[str] = []
        for id in able:
            word = next(command.word() for command in commands if command.id == id)
            if cells(", ".join([*words, word])) + 5 <= QUESTION:
                words.append(word)
        asked = ", ".join(words)
        return f"{asked[:1].upper()}{asked[1:]} {_('or')} ?"

    def timed(self) -> bool:
        """Whether how long it lasts can be chosen."""
        verb = self.draft.verb
        capability = self.session.desk.capabilities.get(verb)
        return verb in TIMED and capability is not None and capability.timed

    async def change(self, id: str, rest: str) -> None:
        """Everything but yes and no."""
        from modtui.plain import writing

        session, draft = self.session, self.draft
        match id:
            case "confirm":
                told = _("Not yet: {problem}")
                session.say(told.format(problem=safe_line(draft.problems[0], 200)))
            case "help":
                for command in session.words.at_preview:
                    session.say(line(command))
            case "again":
                self.tell()
            case "advice":
                if draft.advice:
                    session.tell(draft_lines.advice(draft, len(draft.advice)))
                else:
                    session.say(_("There is nothing to say against the message."))
            case "add-note":
                await self.note(rest)
            case _ if self.wish is None:
                session.say(_("Only the note can be changed here."))
            case "edit" | "editor":
                changing = writing.in_editor if id == "editor" else writing.in_lines
                text = await changing(session, draft.message)
                if text is None:
                    session.say(_("The message is as it was."))
                else:
                    self.written[(draft.rule, draft.response, draft.language)] = text
                    await self.redraft(message=text)
            case "change-rule":
                rule = await doing.pick_rule(session, rest, draft.view)
                if rule is not None:
                    await self.redraft(rule=rule.id, response=None, message=None)
            case "language":
                await self.language(rest)
            case "response":
                await self.response(rest)
            case "duration":
                await self.duration(rest)
            case "contact":
                await self.contact(rest)

    async def redraft(self, **choices: object) -> None:
        """Drafts anew with other choices, and reads what became another."""
        assert self.wish is not None  # noqa: S101 - change() looked
        self.wish = msgspec.structs.replace(self.wish, **choices)
        view = self.draft.view
        draft = await drafted(self.session, view, self.wish)
        kept = self.written.get((draft.rule, draft.response, draft.language))
        if kept is not None and self.wish.message is None:
            wish = msgspec.structs.replace(self.wish, message=kept)
            draft = await drafted(self.session, view, wish)
        self.draft = draft
        self.tell(whole=False)

    async def note(self, text: str) -> None:
        if not text:
            question = _("Note, only moderators see it:")
            if self.draft.verb == Verb.ESCALATE:
                question = _("Note, the contact sees it too:")
            text = await self.session.ask(question)
        if self.wish is not None:
            await self.redraft(note=text)
        else:
            self.draft = msgspec.structs.replace(self.draft, note=text)
            self.tell(whole=False)

    async def language(self, code: str) -> None:
        found = self.draft.languages
        if code and code not in found:
            told = _("The message is there in: {codes}.")
            self.session.say(told.format(codes=safe_line(", ".join(found) or "-", 100)))
        elif len(found) < 2:
            self.session.say(_("The message is there in one language only."))
        else:
            at = found.index(self.draft.language) if self.draft.language in found else -1
            await self.redraft(language=code or found[(at + 1) % len(found)], message=None)

    async def response(self, name: str) -> None:
        rule = self.session.desk.ruleset.rule(self.draft.rule)
        offered = rule.responses if rule is not None else ()
        if not offered:
            self.session.say(_("There is no other message for this rule."))
            return
        if not name:
            told = _("Messages for this rule: {names}.")
            self.session.say(told.format(names=safe_line(", ".join(offered), 300)))
            name = await self.session.ask(_("Which message? Enter for none:"))
        if name in offered:
            await self.redraft(response=name, message=None)
        else:
            self.session.say(_("The message is as it was."))

    async def duration(self, text: str) -> None:
        if not self.timed():
            self.session.say(_("Nothing here lasts for a time that can be chosen."))
            return
        text = text or await self.session.ask(_("How long? 12h, 7d, 2w, forever:"))
        try:
            seconds = seconds_of(text)
        except ValueError:
            self.session.say(_("Write it as 30m, 12h, 7d, 2w or forever."))
            return
        lasts = _("for good") if seconds is None else duration(seconds)
        self.session.say(_("Now {time}.").format(time=lasts))
        await self.redraft(seconds=seconds, message=None)

    async def contact(self, name: str) -> None:
        contacts = self.session.desk.ruleset.contacts
        if self.draft.verb != Verb.ESCALATE or not contacts:
            self.session.say(_("This is not an escalation."))
            return
        if not name:
            for contact in contacts:
                about = f": {safe_line(contact.about, 160)}" if contact.about else ""
                self.session.say(
                    f"{safe_line(contact.id, 30)}, {safe_line(contact.name, 40)}{about}"
                )
            name = await self.session.ask(_("To whom? Enter for no change:"))
        if any(contact.id == name for contact in contacts):
            await self.redraft(contact=name, message=None)
        else:
            self.session.say(_("The contact is as it was."))
