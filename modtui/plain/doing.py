"""What each command at a case does, but for deciding and what follows it."""

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from modtui.model import CaseKey
from modtui.plain import case_lines, commands
from modtui.plain.case_lines import Said
from modtui.plain.commands import VERBS, Command
from modtui.rules.ruleset import Rule, in_language
from modtui.text import safe, safe_line
from modtui.triage.saying import severity_word, verb_word
from modtui.triage.seat import NATIVE
from modtui.triage.views import CaseView
from modtui.words import _, plural, reader

if TYPE_CHECKING:
    from modtui.plain.session import Session

LISTED = 10
DECIDING = frozenset(verb.id for verb in VERBS)
ALONE = frozenset(
    {"skip", "next", "previous", "text", "unveil", "thread", "person", "explain", "even-so",
     "undo", "let-in", "sort", "refresh", "leave", "list", "verbs"}
)  # fmt: skip
"""What no word may follow: a sentence that was typed by mistake must not act."""


async def obey(session: "Session", command: Command, rest: Sequence[str]) -> None:
    """Do what a command says. Raises Left, Ended, Interrupted and DeskError."""
    from modtui.plain import deciding, outbox
    from modtui.plain.session import Left

    if rest and command.id in ALONE:
        told = _("Nothing may follow {word}: nothing was done.")
        session.say(told.format(word=command.word()))
        return
    if session.key is not None:
        # From here on nothing moves. Where there is no case yet, one is let in at once.
        session.desk.touch()
    match command.id:
        case "help":
            help_(session)
        case "leave":
            raise Left
        case "undo":
            await deciding.undo(session)
        case "outbox":
            await outbox.talk(session)
        case "audit":
            outbox.last(session, " ".join(rest))
        case "list":
            list_(session)
        case "filter-queue":
            await _filter(session, " ".join(rest))
        case "let-in":
            await _let_in(session)
        case "sort":
            await session.desk.sort()
            session.say(_("Sorted: the most urgent case is the first."))
            await session.move_on(None)
        case "refresh":
            await session.waiting(session.desk.refresh())
            if not session.desk.line.trouble:
                session.say(_("The queue was read again."))
        case _:
            await _at_case(session, command, rest)


async def _at_case(session: "Session", command: Command, rest: Sequence[str]) -> None:
    from modtui.plain import deciding

    key = session.key
    if key is None:
        session.say(_("There is no case here."))
        return
    if command.id in DECIDING:
        await deciding.decide(session, key, command.id, rest)
        return
    match command.id:
        case "skip":
            session.say(_("Skipped for now."))
            await session.move_on(key)
        case "next":
            await session.move_on(key)
        case "previous":
            await session.move_on(key, -1)
        case "open":
            await _open(session, key, rest)
        case "note":
            await _note(session, key, " ".join(rest))
        case "rule":
            await rules(session, key, " ".join(rest))
        case _:
            await _about(session, command, key)


async def _about(session: "Session", command: Command, key: CaseKey) -> None:
    """What needs a case that could be read."""
    view = session.view(key)
    if view is None:
        session.say(_("This case cannot be read."))
        return
    desk = session.desk
    veil = None if session.unveiled(key) else case_lines.veil_of(view, desk.ruleset)
    shown = view if session.unveiled(key) else desk.covered(view)
    match command.id:
        case "text":
            session.tell(case_lines.text(shown, veil, case_lines.WHOLE, session.words.short))
        case "unveil":
            _unveil(session, view)
        case "thread" | "person":
            view = await session.look(key) or view
            shown = view if session.unveiled(key) else desk.covered(view)
            if command.id == "thread":
                session.tell(case_lines.thread(shown, desk.now, veil))
            else:
                session.tell(case_lines.person(shown, desk.now, session.zone, veil))
        case "explain":
            _explain(session, key)
        case "even-so":
            if view.returned is None:
                session.say(_("Nothing came back here: there is nothing to send."))
            else:
                await desk.resume(view.returned.decision.id)
                session.news.follow(view.returned.decision)
                session.say(_("It is sent even so."))
                await session.move_on(key)
        case "verbs":
            _all_verbs(session, view)


async def obey_other(session: "Session", answer: str) -> bool:
    """A rule's own key, or a verb that only this backend has. False: it is neither."""
    from modtui.plain import deciding

    key = session.key
    if key is None:
        return False
    for rule in session.desk.ruleset.rules:
        if rule.key and rule.key == answer:
            use(session, key, rule)
            return True
    view = session.view(key)
    for state in session.desk.verbs(view) if view is not None else ():
        names = (state.label.casefold(), state.verb.removeprefix(NATIVE).casefold())
        if state.verb.startswith(NATIVE) and answer.casefold() in names:
            await deciding.decide(session, key, state.verb, ())
            return True
    return False


def help_(session: "Session") -> None:
    """Everything that can be typed, and how."""
    session.say(_("Type a letter or a word, then Enter. Small and big letters differ."))
    for command in session.words.at_case:
        session.say(commands.line(command))
    session.say(_("After a verb: rule, language, time, message, in any order."))
    session.say(_("For example: r spam fr, or: ban spam 7d, or: e safety"))
    for rule in session.desk.ruleset.rules:
        if rule.key:
            session.say(f"{safe_line(rule.key, 1)}, {safe_line(rule.id, 30)}: " + _("that rule"))
    session.say(_("What touches a person is read out first, and done only after yes."))
    session.say(_("Ctrl+C turns back from anything. The end of the input leaves."))


def list_(session: "Session") -> None:
    """The next cases, one line each."""
    desk = session.desk
    rows = desk.rows()
    at = desk.position(session.key) if session.key is not None else None
    begin = 0 if at is None else at
    for number, row in enumerate(islice(rows, begin, begin + LISTED), begin + 1):
        session.say(case_lines.heading(row, number, len(rows), desk.now))
    if not rows and desk.filter:
        session.say(session.none_fits())
    elif not rows:
        session.say(_("The queue is empty."))
    elif len(rows) > 1:
        session.say(_("again 7 reads the case with that number."))


async def _filter(session: "Session", text: str) -> None:
    from modtui.triage.asked import BadFilter

    desk = session.desk
    try:
        await desk.narrow(text)
    except BadFilter as error:
        for flaw in error.flaws:
            session.say(f"{flaw.message}: {flaw.hint}" if flaw.hint else flaw.message)
        return
    if desk.filter and not desk.rows():
        # Nobody is left with an empty list that looks like an empty queue.
        await desk.narrow("")
        session.say(_("No case fits: all are shown, as before."))
        return
    count, total = len(desk.rows()), desk.total
    session.say(_("{count} of {total} cases fit.").format(count=count, total=total)
                if desk.filter else _("All cases are shown."))  # fmt: skip
    if session.key is None or desk.position(session.key) is None:
        await session.move_on(None)


async def _let_in(session: "Session") -> None:
    count = session.desk.arrivals.new
    if not count:
        session.say(_("No new cases are waiting."))
        return
    await session.desk.take_in()
    session.say(plural("{count} case let in, below the rest.",
                       "{count} cases let in, below the rest.", count))  # fmt: skip
    key = session.key
    if key is None or session.desk.position(key) is None:
        await session.move_on(None)


async def _open(session: "Session", key: CaseKey, rest: Sequence[str]) -> None:
    if not rest:
        await session.show(key)
        return
    rows = session.desk.rows()
    number = int(rest[0]) if len(rest) == 1 and rest[0].isdecimal() else 0
    if not 1 <= number <= len(rows):
        session.say(_("There is no case of that number."))
        return
    await session.show(rows[number - 1].key)


async def _note(session: "Session", key: CaseKey, text: str) -> None:
    text = text or await session.ask(_("Note for your fellow moderators:"))
    if not text:
        session.say(_("Nothing was noted."))
        return
    await session.desk.add_note(key, text)
    session.say(_("Noted."))


def _unveil(session: "Session", view: CaseView) -> None:
    ruleset = session.desk.ruleset
    bare = session.desk.covered(view) == view
    if case_lines.veil_of(view, ruleset) is None and bare:
        session.say(_("No rule veils this text."))
        return
    session.unveil(view.case.key)
    session.tell(case_lines.text(view, None, case_lines.TEXT, session.words.short))
    session.tell(case_lines.hits(view, ruleset, veiled=False))


def _explain(session: "Session", key: CaseKey) -> None:
    try:
        for line in session.desk.explain(key):
            session.say(safe_line(line, 300))
    except KeyError:
        session.say(_("This case is not in the queue."))


def _all_verbs(session: "Session", view: CaseView) -> None:
    letters = {command.id: command.letter for command in session.words.at_case}
    for state in session.desk.verbs(view):
        word = verb_word(state.verb, state.label)
        letter = letters.get(state.verb, "")
        told = f"{letter}, {word}" if letter else word
        if state.why_not:
            told += ": " + _("not here: {why}").format(why=safe_line(state.why_not, 160))
        elif state.capability is not None:
            about = state.capability.about or state.capability.seen_by
            told += f": {safe_line(about, 160)}" if about else ""
        session.say(told)


# Rules.


def named(session: "Session", word: str) -> Rule | None:
    """A rule by its id or its own key."""
    found = session.desk.ruleset.rule(word)
    if found is not None:
        return found
    return next((r for r in session.desk.ruleset.rules if r.key and r.key == word), None)


def use(session: "Session", key: CaseKey, rule: Rule) -> None:
    """The next verb on this case uses this rule."""
    session.chosen = (key, rule.id)
    told = _("Rule {rule}: {title}. The next verb uses it.")
    session.say(told.format(rule=safe_line(rule.id, 30), title=case_lines.title(rule)))


async def rules(session: "Session", key: CaseKey, word: str) -> None:
    """All rules, to choose one; or read the one that was named, and choose it."""
    rule = await pick_rule(session, word, session.view(key))
    if rule is not None:
        use(session, key, rule)


async def pick_rule(session: "Session", word: str, view: CaseView | None) -> Rule | None:
    """A rule by its name, or from the list of all; what it says is read first."""
    if not word:
        hit = {found.rule for found in view.hits} if view is not None else set()
        for rule in session.desk.ruleset.rules:
            told = safe_line(rule.id, 30) + (f", {safe_line(rule.key, 1)}" if rule.key else "")
            told += ", " + _("hits here") if rule.id in hit else ""
            severity = severity_word(rule.severity)
            session.say(f"{told}: {case_lines.title(rule)}; {severity}.")
        word = await session.ask(_("Which rule? Enter for none:"))
        if not word:
            session.say(_("No rule was chosen."))
            return None
    found = named(session, word)
    if found is None:
        session.say(_("There is no rule {name}.").format(name=safe_line(word, 30)))
        return None
    session.tell([Said(safe(in_language(found.text, reader()), 4000), quoted=True)])
    return found
