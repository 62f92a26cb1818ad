"""The dialogue: one case after the other, a question, an answer, what came of it."""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator
from typing import Any, TypeVar

from modtui.model import CaseKey
from modtui.plain import case_lines, commands
from modtui.plain.case_lines import Said
from modtui.plain.commands import VERBS, Command, Vocabulary
from modtui.plain.news import News
from modtui.plain.typed import Interrupted, Several, Typed
from modtui.plain.voice import Voice
from modtui.text import cells, safe, safe_line
from modtui.times import ago
from modtui.triage.desk import Desk, DeskError
from modtui.triage.saying import severity_word
from modtui.triage.views import UNDECIDED, CaseView, Row
from modtui.words import _, plural

QUESTION = 39
"""Cells that a question takes at most: a Braille line has 40."""
COUNTED = 2000
"""Cases up to which they are counted by severity."""
ENOUGH = 2.0
"""Seconds without news after which a queue that is still being read is talked about."""
SLOW = 0.5
"""Seconds after which it is said that something is waited for."""

T = TypeVar("T")


class Left(Exception):
    """The person leaves."""


class Session:
    """One person's dialogue with an open desk.

    ``patience`` is how many seconds a case waits for what was said around it before it is
    read without.
    """

    def __init__(
        self,
        desk: Desk,
        voice: Voice,
        typed: Typed,
        *,
        zone: str = "",
        patience: float = SLOW,
        words: Vocabulary | None = None,
    ) -> None:
        self.desk = desk
        self.voice = voice
        self.typed = typed
        self.zone = zone
        self.words = words or Vocabulary()
        self.news = News(desk, self.words.short)
        self.key: CaseKey | None = None
        """The case that is talked about."""
        self.chosen: tuple[CaseKey, str] | None = None
        """The rule that the next verb uses, for the case it was chosen for."""
        self._patience = patience
        self._looks: dict[CaseKey, asyncio.Task[CaseView]] = {}
        self._unveiled: set[CaseKey] = set()

    # Talking.

    def say(self, sentence: str) -> None:
        """Say a sentence of our own."""
        self.voice.say(sentence)

    def tell(self, lines: Iterable[Said]) -> None:
        """Say what was made of a case, a draft or a list."""
        for line in lines:
            if line.quoted:
                self.voice.quote(line.text)
            else:
                self.voice.say(line.text)

    def tell_news(self) -> None:
        """Say what changed meanwhile."""
        for line in self.news.take():
            self.say(line)

    async def ask(self, question: str) -> str:
        """The answer to a question, typed by itself. Raises Ended and Interrupted."""
        while True:
            self.tell_news()
            if self.typed.forget():
                self.say(_("Typed before the question was asked: nothing was done."))
            self.voice.prompt(question)
            await self.voice.flush()
            try:
                return (await self.typed.alone()).strip()
            except Several:
                self.say(_("Several lines came at once: nothing was done."))

    async def waiting(self, work: Coroutine[Any, Any, T]) -> T:
        """What work gives that may ask the backend. Ctrl+C turns back: raises Interrupted."""
        task = asyncio.ensure_future(work)
        stirred = asyncio.ensure_future(self.typed.stirred.wait())
        try:
            await asyncio.wait({task, stirred}, timeout=SLOW, return_when="FIRST_COMPLETED")
            if not task.done() and not stirred.done():
                self.say(_("One moment: asking the server. Ctrl+C turns back."))
                await self.voice.flush()
            await asyncio.wait({task, stirred}, return_when="FIRST_COMPLETED")
            if not task.done():
                task.cancel()
                await asyncio.wait({task})
                self.typed.look_up()
            return await task
        finally:
            stirred.cancel()
            task.cancel()

    # The dialogue.

    async def talk(self) -> None:
        """Talk until the person leaves. Raises Ended where nobody answers any more."""
        await self.greet()
        while True:
            try:
                if self.key is None or self.desk.row(self.key) is None:
                    await self._to_what_came()
                await self.obey(await self.ask(self.question()))
            except Interrupted:
                self.say("")
                self.say(_("Nothing was done."))
                if await self._wants_to_leave():
                    return
            except Left:
                return
            except DeskError as error:
                self.say(safe_line(str(error), 300))

    async def _to_what_came(self) -> None:
        """To the first case, where there was none and now is."""
        first = self.undecided(None)
        self.key = None
        if first is not None:
            await self.show(first.key)

    async def _wants_to_leave(self) -> bool:
        try:
            answer = await self.ask(_("Leave modtui? yes or no:"))
        except Interrupted:
            self.say("")
            return True
        return answer.casefold() in ("y", "yes", _("yes"))

    async def greet(self) -> None:
        """Say whose desk this is, what waits, and how to go on; then the first case."""
        for problem in self.desk.problems:
            self.say(problem)
        ready = self._first_reading()
        try:
            await self.waiting(ready)
        except Interrupted:
            self.say("")
        first = self.undecided(None)
        self.key = first.key if first is not None else None
        for line in self.greeting():
            self.say(line)
        self.tell_news()
        await self.move_on(None)

    async def _first_reading(self) -> None:
        changed = asyncio.Event()

        def listen(*_change: object) -> None:
            changed.set()

        self.desk.on_change.append(listen)
        line = self.desk.line
        try:
            while not (line.complete or line.trouble):
                changed.clear()
                # With cases there already nobody waits for the last page.
                wait = max(ENOUGH, self._patience) if self.desk.rows() else None
                try:
                    async with asyncio.timeout(wait):
                        await changed.wait()
                except TimeoutError:
                    return
                line = self.desk.line
        finally:
            self.desk.on_change.remove(listen)

    def greeting(self) -> Iterator[str]:
        """Community, cases by severity, who sits here, and the letters."""
        rows = self.desk.rows()
        who = self.desk.moderator
        line = self.desk.line
        # That there is nothing is said only where the backend said so.
        cases = _("the queue is not read yet")
        if rows or line.complete:
            cases = plural("{count} case", "{count} cases", len(rows))
        yield _("{community}: {cases}.").format(
            community=safe_line(self.desk.name, 40), cases=cases
        )
        if 0 < len(rows) <= COUNTED:
            count = dict.fromkeys(("severe", "high", "medium", "low"), 0)
            words = {}
            for row in rows:
                if row.standing in UNDECIDED:
                    count[row.severity.value] += 1
                    words[row.severity.value] = severity_word(row.severity)
            parts = [f"{number} {words[name]}" for name, number in count.items() if number]
            if parts:
                yield _("Undecided: {numbers}.").format(numbers=", ".join(parts))
        if line.recalled:
            yield _("As it was {ago}.").format(ago=ago(line.read_at, self.desk.now))
        if rows and not line.complete and not line.trouble:
            yield _("The queue is still being read.")
        if who is not None:
            yield _("You are {who}.").format(who=safe_line(who.name, 40))
        able = [verb.id for verb in self._verbs()]
        if able:
            typed = [
                f"{command.letter} {command.word()}"
                for command in self.words.at_case
                if command.letter and command.id in (*able, "skip", "undo", "leave")
            ]
            told = _("Letters or words, then Enter: {commands}.")
            yield told.format(commands=", ".join(typed))
        yield _("? explains all.")

    def question(self) -> str:
        """The question at a case: what can be answered, in a line of Braille."""
        at = self.desk.position(self.key) if self.key is not None else None
        if at is None:
            return _("No case: refresh, last, quit or ?")
        number = at + 1
        end = _("skip or ?")
        words: list[str] = []
        for verb in self._verbs():
            longer = f"{number}: {', '.join([*words, verb.word(), end])}"
            if cells(longer) > QUESTION:
                break
            words.append(verb.word())
        return f"{number}: {', '.join([*words, end])}"

    def _verbs(self) -> Iterator[Command]:
        """The common verbs that can be used here."""
        if self.key is None:
            return
        view = self.view(self.key)
        if view is None:
            return
        able = {state.verb for state in self.desk.verbs(view) if not state.why_not}
        yield from (verb for verb in VERBS if verb.id in able)

    async def obey(self, answer: str) -> None:
        """Do what was typed at a case. Raises Left."""
        from modtui.plain import doing

        word, *rest = answer.split() or [""]
        if not word:
            return
        if "\u241b" in answer:
            self.say(_("Arrow keys do nothing here: type a letter or a word, then Enter."))
            return
        command = commands.find(self.words.at_case, word)
        if command is not None:
            await doing.obey(self, command, rest)
        elif not await doing.obey_other(self, answer):
            self.not_known(word, self.words.at_case)

    def not_known(self, word: str, known: "tuple[Command, ...]") -> None:
        """Say that a word means nothing here, and what was perhaps meant."""
        told = _('"{word}" means nothing here: nothing was done.')
        told = told.format(word=safe_line(word, 30))
        if maybe := commands.meant(known, word):
            told += " " + _("Did you mean {word}?").format(word=maybe)
        self.say(told + " " + _("? explains all."))

    # Cases.

    def view(self, key: CaseKey) -> CaseView | None:
        """What is known of a case now, with what the last look at it added."""
        import msgspec

        try:
            view = self.desk.view(key)
        except KeyError:
            return None
        look = self._looks.get(key)
        if look is None or not look.done() or look.cancelled() or look.exception() is not None:
            return view
        return msgspec.structs.replace(view, trouble=look.result().trouble)

    def unveiled(self, key: CaseKey) -> bool:
        """Whether the person asked to read what a rule veils in this case."""
        return key in self._unveiled

    def unveil(self, key: CaseKey) -> None:
        """Read what a rule veils in this case from here on."""
        self._unveiled.add(key)

    async def look(self, key: CaseKey, patience: float | None = None) -> CaseView | None:
        """A case with what was said around it, as far as it came in time.

        Without patience it is waited for.
        """
        look = self._looks.get(key)
        if look is None or look.done():
            self._looks.clear()
            look = self._looks[key] = asyncio.ensure_future(self.desk.look(key))
            # A case that is gone raises; that is seen by its having no view.
            look.add_done_callback(lambda task: task.cancelled() or task.exception())
        if patience is None:
            await self.waiting(_done(look))
        else:
            await asyncio.wait({look}, timeout=patience)
        return self.view(key)

    async def show(self, key: CaseKey) -> None:
        """Read a case, whole."""
        self.key = key
        self.voice.say()
        row = self.desk.row(key)
        if row is not None:
            self.head(row)
        view = await self.look(key, self._patience)
        if view is None:
            said = safe(row.note or row.excerpt, 300) if row is not None else ""
            self.say(_("This case cannot be read.") + (f" {said}" if said else ""))
            return
        if not self.unveiled(key):
            view = self.desk.covered(view)
        now, rules, short = self.desk.now, self.desk.ruleset, self.words.short
        unveiled, sites = self.unveiled(key), self.desk.sites
        self.tell(
            case_lines.case(view, rules, now, self.zone, short, unveiled=unveiled, sites=sites)
        )
        following = self.undecided(key)
        if following is not None:
            self.desk.prefetch((following.key,))

    def head(self, row: Row) -> None:
        """The one sentence that stands for a case."""
        number, total = (self.desk.position(row.key) or 0) + 1, len(self.desk.rows())
        self.say(case_lines.heading(row, number, total, self.desk.now))
        if row.note:
            self.say(safe_line(row.note, 300))

    def undecided(self, start: CaseKey | None, step: int = 1) -> Row | None:
        """The next (or with -1 the previous) case after ``start`` that waits for a person.

        At the end it goes on from the other end; None where no other case waits.
        """
        rows = self.desk.rows()
        if not rows:
            return None
        at = self.desk.position(start) if start is not None else None
        if at is None and rows[0].standing in UNDECIDED:
            return rows[0]
        found = rows.undecided(at or 0, step)
        return rows[found] if found is not None else None

    def none_fits(self) -> str:
        """That nothing is left of what a filter shows, and what shows the rest."""
        words = _("No case that fits the filter waits for you. {key} alone shows all.")
        return words.format(key=self.words.short("filter-queue"))

    async def move_on(self, key: CaseKey | None, step: int = 1) -> None:
        """To the next undecided case after this one."""
        following = self.undecided(key, step)
        if following is not None:
            await self.show(following.key)
            return
        row = self.desk.row(key) if key is not None else None
        if row is not None and row.standing in UNDECIDED:
            self.say(_("There is no other undecided case."))
            return
        if self.desk.filter:
            self.say(self.none_fits())
        elif self.desk.arrivals.new:
            self.say(_("New cases are waiting: {g} lets them in.").format(
                g=self.words.short("let-in")))  # fmt: skip
        elif self.desk.line.complete:
            self.say(_("Nothing waits for you: every case is decided."))
        elif self.desk.line.trouble:
            self.say(_("The queue could not be read; it is tried again. refresh tries now."))
        else:
            self.say(_("The queue is still being read."))


async def _done(task: "asyncio.Task[CaseView]") -> None:
    await asyncio.wait({task})
