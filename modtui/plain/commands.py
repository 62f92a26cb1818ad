"""What can be typed: the desk's own letters, and words that say the same."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from modtui.words import _


class Command(NamedTuple):
    """Something that can be typed. ``id`` is what the registry of the desk's keys calls it,
    and is taken as a word too; ``letter`` is empty where only words do."""

    id: str
    letter: str
    word: Callable[[], str]
    about: Callable[[], str]


VERBS = (
    Command("keep", "a", lambda: _("keep"),
            lambda: _("nothing was wrong, close its reports")),
    Command("remove", "r", lambda: _("remove"),
            lambda: _("with the proposed rule and its message")),
    Command("warn", "w", lambda: _("warn"), lambda: _("the author")),
    Command("mute", "m", lambda: _("mute"), lambda: _("the author")),
    Command("ban", "b", lambda: _("ban"), lambda: _("the author")),
    Command("lock", "l", lambda: _("lock"), lambda: _("the thread")),
    Command("escalate", "e", lambda: _("escalate"), lambda: _("hand it to a contact")),
    Command("reply", "", lambda: _("reply"), lambda: _("write to the author")),
)  # fmt: skip
"""What decides. Rule, language, time, response or contact may follow in any order."""

AT_A_CASE = (
    *VERBS,
    Command("verbs", "V", lambda: _("verbs"),
            lambda: _("all verbs of this backend, its own ones too")),
    Command("skip", "s", lambda: _("skip"), lambda: _("it comes back later")),
    Command("next", "n", lambda: _("next"), lambda: _("the next undecided case")),
    Command("previous", "p", lambda: _("previous"), lambda: _("the undecided case before")),
    Command("open", "", lambda: _("again"),
            lambda: _("read the case again, or the case of a number: again 7")),
    Command("text", "", lambda: _("text"), lambda: _("the whole text, where it was cut")),
    Command("unveil", "z", lambda: _("unveil"), lambda: _("read a text that a rule veils")),
    Command("thread", "t", lambda: _("thread"), lambda: _("what was said around it")),
    Command("person", "i", lambda: _("person"), lambda: _("what is known of the author")),
    Command("rule", "R", lambda: _("rule"),
            lambda: _("all rules; with a name, choose that one")),
    Command("explain", "=", lambda: _("explain"), lambda: _("why it stands where it does")),
    Command("note", "N", lambda: _("note"), lambda: _("for your fellow moderators")),
    Command("even-so", "y", lambda: _("even"),
            lambda: _("send what came back even so")),
    Command("undo", "u", lambda: _("undo"), lambda: _("take back the newest decision")),
    Command("outbox", "U", lambda: _("outbox"), lambda: _("what is held back or in doubt")),
    Command("audit", "L", lambda: _("last"), lambda: _("the last decisions")),
    Command("list", "", lambda: _("list"), lambda: _("the next ten cases")),
    Command("filter-queue", "/", lambda: _("filter"),
            lambda: _("only cases that fit, as: / author:ana; alone it shows all")),
    Command("let-in", "g", lambda: _("in"), lambda: _("let the new cases in")),
    Command("sort", "S", lambda: _("sort"), lambda: _("the most urgent first again")),
    Command("refresh", "", lambda: _("refresh"), lambda: _("read the queue again now")),
    Command("help", "?", lambda: _("help"), lambda: _("this")),
    Command("leave", "q", lambda: _("quit"), lambda: _("leave modtui")),
)  # fmt: skip

AT_A_PREVIEW = (
    Command("confirm", "y", lambda: _("yes"), lambda: _("decide this")),
    Command("cancel", "q", lambda: _("no"), lambda: _("do nothing, go back")),
    Command("edit", "c", lambda: _("edit"), lambda: _("change the message here")),
    Command("editor", "E", lambda: _("editor"), lambda: _("change the message in $EDITOR")),
    Command("language", "g", lambda: _("language"),
            lambda: _("the message in the next language, or: language fr")),
    Command("change-rule", "R", lambda: _("rule"), lambda: _("all rules, or: rule spam")),
    Command("response", "p", lambda: _("response"), lambda: _("another message")),
    Command("duration", "d", lambda: _("duration"),
            lambda: _("how long it lasts: duration 7d, or forever")),
    Command("contact", "t", lambda: _("contact"), lambda: _("whom it is handed to")),
    Command("add-note", "n", lambda: _("note"), lambda: _("only moderators see it")),
    Command("advice", "a", lambda: _("advice"),
            lambda: _("what would make the message better")),
    Command("again", "", lambda: _("again"), lambda: _("read this again")),
    Command("help", "?", lambda: _("help"), lambda: _("this")),
)  # fmt: skip

IN_THE_OUTBOX = (
    Command("take-back", "u", lambda: _("undo"), lambda: _("take it back: u 1")),
    Command("happened", "h", lambda: _("happened"), lambda: _("what is in doubt did happen")),
    Command("did-not", "d", lambda: _("not"), lambda: _("it did not: it is sent again")),
    Command("resume", "y", lambda: _("even"), lambda: _("send what came back even so")),
    Command("drop", "x", lambda: _("drop"), lambda: _("let go of what came back")),
    Command("close-outbox", "q", lambda: _("back"), lambda: _("to the case")),
)  # fmt: skip


Keys = Callable[[str, tuple[str, ...]], tuple[str, ...]]
"""The keys of an action of the desk, by its id and the keys that it usually has."""


class Vocabulary:
    """What one person can type: the letters are those of their own keys."""

    def __init__(self, keys: Keys = lambda _id, usual: usual) -> None:
        self.at_case = _lettered(AT_A_CASE, keys)
        self.at_preview = _lettered(AT_A_PREVIEW, keys)
        self.in_outbox = _lettered(IN_THE_OUTBOX, keys)

    def short(self, id: str) -> str:
        """The shortest that says this at a case: its letter, or its word."""
        command = next(command for command in self.at_case if command.id == id)
        return command.letter or command.word()


def _lettered(commands: Sequence[Command], keys: Keys) -> tuple[Command, ...]:
    """The commands with the first of their keys that is a letter and not another's already."""
    taken: set[str] = set()
    made = []
    for command in commands:
        usual = (command.letter,) if command.letter else ()
        typed = (key for key in keys(command.id, usual) if len(key) == 1 and key not in taken)
        letter = next(typed, "")
        taken.add(letter)
        made.append(command._replace(letter=letter))
    return tuple(made)


def find(commands: Sequence[Command], word: str) -> Command | None:
    """The command of a letter or word. Nothing is guessed: an abbreviation is none."""
    for command in commands:
        if command.letter and word == command.letter:
            return command
    # Whatever keys somebody chose, this is what every question ends with.
    small = "help" if word == "?" else word.casefold()
    return next((c for c in commands if small in (c.id, c.word().casefold())), None)


def meant(commands: Sequence[Command], word: str) -> str:
    """A word that was perhaps meant, or nothing."""
    import difflib

    words = {name for command in commands for name in (command.id, command.word())}
    found = difflib.get_close_matches(word.casefold(), sorted(words), 1, 0.75)
    return found[0] if found else ""


def line(command: Command) -> str:
    """A command in the help: its letter first."""
    if not command.letter:
        return f"{command.word()}: {command.about()}"
    return f"{command.letter}, {command.word()}: {command.about()}"
