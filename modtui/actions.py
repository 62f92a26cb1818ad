"""What a key can do, everywhere: the one registry that bindings, footer, help, palette and
the command line read. ``keys`` are those that an action has where the person chose no other.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from modtui.words import _


class Action(NamedTuple):
    """Something a key does. ``act`` is a Textual action (empty: what has the keys sees to it),
    ``short`` the word in the footer (None: not shown there), ``weight`` how soon it gets room
    there, ``context`` where it works."""

    id: str
    context: str
    keys: tuple[str, ...]
    act: str
    words: Callable[[], str]
    short: Callable[[], str] | None = None
    weight: int = 0


ACTIONS: tuple[Action, ...] = (
    # Verbs: in the queue and in a case.
    Action("keep", "verbs", ("a",), "app.verb('keep')",
           lambda: _("keep it: nothing was wrong, close its reports"), lambda: _("keep"), 90),
    Action("remove", "verbs", ("r",), "app.verb('remove')",
           lambda: _("remove it, with the proposed rule and its message"),
           lambda: _("remove"), 89),
    Action("warn", "verbs", ("w",), "app.verb('warn')",
           lambda: _("warn the author"), lambda: _("warn"), 70),
    Action("mute", "verbs", ("m",), "app.verb('mute')",
           lambda: _("mute the author"), lambda: _("mute"), 60),
    Action("ban", "verbs", ("b",), "app.verb('ban')",
           lambda: _("ban the author"), lambda: _("ban"), 69),
    Action("lock", "verbs", ("l",), "app.verb('lock')",
           lambda: _("lock the thread"), None),
    Action("escalate", "verbs", ("e",), "app.verb('escalate')",
           lambda: _("escalate: hand it to a contact"), lambda: _("escalate"), 80),
    Action("verbs", "verbs", ("V",), "app.verbs",
           lambda: _("all verbs that this backend knows, its own ones too"),
           lambda: _("more"), 58),
    Action("skip", "verbs", ("s",), "app.skip",
           lambda: _("skip it for now: move on to the next one"), lambda: _("skip"), 50),
    Action("rule", "verbs", ("R",), "app.rule",
           lambda: _("the rules: read them, choose one for this case, edit them"),
           lambda: _("rules"), 40),
    Action("rule-key", "verbs", tuple("1234567890"), "",
           lambda: _("choose a rule by its own key; the next verb uses it")),
    Action("explain", "verbs", ("=",), "app.explain",
           lambda: _("explain its place in the queue"), None),
    Action("note", "verbs", ("N",), "app.note",
           lambda: _("write a note on the case for your fellow moderators; where the person is "
                     "read, on the case or on them"), None),
    Action("stay", "verbs", (".",), "app.stay",
           lambda: _("stay on this case after the next verb")),
    Action("links", "verbs", ("o",), "app.links",
           lambda: _("the links of the case: see one whole, copy it"), lambda: _("links"), 39),
    Action("mark", "verbs", ("x",), "app.mark",
           lambda: _("mark it for the next verb, or take the mark away"), None),
    Action("alike", "verbs", ("*",), "app.alike",
           lambda: _("all like this one: the same words, or the same author"),
           lambda: _("alike"), 57),
    # Everywhere on the desk and in a case.
    Action("next", "desk", ("n",), "app.next", lambda: _("next undecided case"),
           lambda: _("next"), 75),
    Action("previous", "desk", ("p",), "app.previous", lambda: _("previous undecided case")),
    Action("undo", "desk", ("u",), "app.undo",
           lambda: _("undo: take back the newest decision, or preview its reverse"),
           lambda: _("undo"), 85),
    Action("outbox", "desk", ("U",), "app.outbox",
           lambda: _("what is held back, on its way or in doubt"), lambda: _("outbox"), 45),
    Action("audit", "desk", ("L",), "app.audit",
           lambda: _("what was decided: the audit pane"), lambda: _("audit"), 44),
    Action("refresh", "desk", ("ctrl+r",), "app.refresh_queue",
           lambda: _("read the queue again now"), None),
    # The queue.
    Action("open", "queue", ("enter",), "app.open", lambda: _("open the case"),
           lambda: _("open"), 95),
    Action("open-thread", "queue", ("t",), "app.open('thread')",
           lambda: _("open the case at its thread")),
    Action("open-person", "queue", ("i",), "app.open('person')",
           lambda: _("open the case at the person")),
    Action("let-in", "queue", ("g",), "app.let_in",
           lambda: _("let the new cases in"), None),
    Action("sort", "queue", ("S",), "app.sort",
           lambda: _("sort the queue again by priority"), None),
    Action("filter-queue", "queue", ("/",), "screen.filter",
           lambda: _("filter the queue: words, author:ana, rule:spam, age>2d"),
           lambda: _("filter"), 43),
    Action("views", "queue", ("v",), "screen.views",
           lambda: _("saved views: filters that you gave a name"), lambda: _("views"), 39),
    Action("unfilter", "queue", ("escape",), "screen.unfilter",
           lambda: _("no marks any more; then all cases again, where a filter is set"),
           lambda: _("all cases"), 96),
    Action("leave", "queue", ("q",), "app.leave", lambda: _("leave modtui"),
           lambda: _("quit"), 30),
    # A case.
    Action("search-rules", "case", ("/",), "app.rule(True)",
           lambda: _("search the rules, and choose one")),
    Action("thread", "case", ("t",), "screen.jump('thread')", lambda: _("jump to the thread")),
    Action("person", "case", ("i",), "screen.jump('person')", lambda: _("jump to the person")),
    Action("unveil", "case", ("z",), "screen.unveil",
           lambda: _("show a text that a rule veils, or veil it again"),
           lambda: _("show it"), 93),
    Action("even-so", "case", ("y",), "screen.even_so",
           lambda: _("send a decision that came back after all"), None),
    Action("close-case", "case", ("q", "escape"), "screen.close", lambda: _("back to the queue"),
           lambda: _("back"), 94),
    # One link of a case.
    Action("copy-link", "link", ("y", "enter"), "copy",
           lambda: _("copy the link (OSC 52), without opening it"), lambda: _("copy it"), 96),
    Action("browse", "link", ("o",), "browse",
           lambda: _("open it in your browser, after a question; not over SSH"),
           lambda: _("browser"), 60),
    Action("close-link", "link", ("q", "escape"), "close", lambda: _("back"),
           lambda: _("back"), 95),
    # The preview of a decision.
    Action("confirm", "preview", ("y",), "confirm", lambda: _("yes, decide this"),
           lambda: _("yes, do it"), 99),
    Action("cancel", "preview", ("q", "escape"), "close", lambda: _("do nothing, go back"),
           lambda: _("no, back"), 98),
    Action("edit", "preview", ("c",), "edit", lambda: _("edit the message"),
           lambda: _("edit message"), 90),
    Action("edit-outside", "preview", ("E",), "edit_outside",
           lambda: _("edit the message in your editor"), None),
    Action("discard-draft", "preview", ("ctrl+g",), "discard_draft",
           lambda: _("throw away what you changed here, also before"),
           lambda: _("throw draft away"), 84),
    Action("language", "preview", ("g", "tab"), "language",
           lambda: _("the message in the next language"), lambda: _("language"), 85),
    Action("change-rule", "preview", ("R",), "rule",
           lambda: _("choose another rule from a list, or by its own key"),
           lambda: _("rule"), 80),
    Action("search-change", "preview", ("/",), "rule(True)",
           lambda: _("search the rules for another one")),
    Action("advice", "preview", ("a",), "advice",
           lambda: _("what would make the message better, in full"), lambda: _("advice"), 86),
    Action("response", "preview", ("p",), "response",
           lambda: _("choose another response"), lambda: _("response"), 62),
    Action("duration", "preview", ("d",), "duration", lambda: _("change how long it lasts"),
           lambda: _("duration"), 88),
    Action("contact", "preview", ("t",), "contact", lambda: _("change who it is escalated to"),
           lambda: _("contact"), 88),
    Action("add-note", "preview", ("n",), "note",
           lambda: _("add a note that only moderators see"), lambda: _("note"), 70),
    # All like one case.
    Action("axis", "alike", ("tab",), "axis",
           lambda: _("the same words, or the same author"), lambda: _("other group"), 92),
    Action("open-alike", "alike", ("enter",), "app.open",
           lambda: _("open the case"), lambda: _("open"), 62),
    Action("close-alike", "alike", ("q", "escape"), "close",
           lambda: _("back to the queue"), lambda: _("back"), 94),
    # The preview of a decision on many cases, and while it is drafted and written.
    Action("confirm-all", "bulk", ("y",), "confirm",
           lambda: _("yes, decide this for all of them"), lambda: _("yes, all of them"), 99),
    Action("cancel-all", "bulk", ("q", "escape"), "close",
           lambda: _("do nothing, go back; while it is written down: stop"),
           lambda: _("no, back"), 98),
    Action("pause-work", "bulk", ("p",), "pause",
           lambda: _("pause the work, or go on with it"), lambda: _("pause"), 97),
    Action("edit-all", "bulk", ("c",), "edit",
           lambda: _("edit the message, with its placeholders"), lambda: _("edit message"), 90),
    Action("rule-all", "bulk", ("R",), "rule",
           lambda: _("one rule for all of them"), lambda: _("rule"), 80),
    Action("note-all", "bulk", ("n",), "note",
           lambda: _("add a note that only moderators see"), lambda: _("note"), 70),
    # Decisions that were made as one.
    Action("batch-pause", "batch", ("p",), "pause",
           lambda: _("send no more of it for now, or go on"), lambda: _("pause"), 90),
    Action("batch-stop", "batch", ("x",), "stop",
           lambda: _("stop it, and choose what becomes of the rest"), lambda: _("stop"), 89),
    Action("batch-take-back", "batch", ("u",), "take_back",
           lambda: _("take back all of it that was not sent yet"), lambda: _("take back"), 80),
    Action("batch-retry", "batch", ("r",), "retry",
           lambda: _("try all that failed again"), lambda: _("retry failed"), 88),
    Action("batch-resume", "batch", ("y",), "resume",
           lambda: _("send this one after all"), lambda: _("even so"), 84),
    Action("batch-drop", "batch", ("g",), "drop",
           lambda: _("let this one go: nothing more of it is sent"), lambda: _("let go"), 83),
    Action("batch-failed", "batch", ("f",), "only_stuck",
           lambda: _("only what failed, or all of them again"), lambda: _("failed only"), 87),
    Action("batch-happened", "batch", ("h",), "answer(True)",
           lambda: _("the step in doubt did happen"), lambda: _("it happened"), 86),
    Action("batch-did-not", "batch", ("d",), "answer(False)",
           lambda: _("the step in doubt did not happen"), lambda: _("it did not"), 85),
    Action("batch-story", "batch", ("enter",), "open",
           lambda: _("everything about this decision"), lambda: _("story"), 60),
    Action("close-batch", "batch", ("q", "escape"), "close", lambda: _("back"),
           lambda: _("back"), 95),
    # The outbox.
    Action("take-back", "outbox", ("u",), "take_back", lambda: _("take this decision back"),
           lambda: _("take back"), 90),
    Action("happened", "outbox", ("h",), "answer(True)",
           lambda: _("the step in doubt did happen"), lambda: _("it happened"), 80),
    Action("did-not", "outbox", ("d",), "answer(False)",
           lambda: _("the step in doubt did not happen"), lambda: _("it did not"), 79),
    Action("resume", "outbox", ("y",), "resume",
           lambda: _("send a decision that came back after all"), lambda: _("even so"), 70),
    Action("drop", "outbox", ("x",), "drop",
           lambda: _("drop a decision that came back"), lambda: _("drop"), 65),
    Action("pause", "outbox", ("p",), "pause",
           lambda: _("send no more of a batch for now, or go on"), lambda: _("pause"), 88),
    Action("story", "outbox", ("enter",), "open", lambda: _("everything about this decision"),
           lambda: _("story"), 60),
    Action("close-outbox", "outbox", ("q", "escape"), "close", lambda: _("back"),
           lambda: _("back"), 95),
    # The audit pane.
    Action("entry", "audit", ("enter",), "open", lambda: _("the story of the decision"),
           lambda: _("story"), 90),
    Action("filter", "audit", ("/",), "filter",
           lambda: _("filter: words, author:ana, rule:spam, verb:ban"),
           lambda: _("filter"), 89),
    Action("audit-views", "audit", ("v",), "views",
           lambda: _("saved views: filters that you gave a name"), lambda: _("views"), 70),
    Action("verify", "audit", ("V",), "verify",
           lambda: _("verify that nothing in the journal was changed"),
           lambda: _("verify"), 80),
    Action("close-audit", "audit", ("q", "escape"), "close", lambda: _("back"),
           lambda: _("back"), 95),
    # A filter being typed.
    Action("apply", "filtering", ("enter",), "", lambda: _("show what fits; all where it is empty"),
           lambda: _("apply"), 95),
    Action("complete", "filtering", ("tab",), "screen.complete(1)",
           lambda: _("complete the field or value, or go on to the next that fits"),
           lambda: _("complete"), 90),
    Action("complete-back", "filtering", ("shift+tab",), "screen.complete(-1)",
           lambda: _("back to the one before")),
    Action("end-filter", "filtering", ("escape", "ctrl+g"), "screen.end_filter",
           lambda: _("leave the filter as it was"), lambda: _("as it was"), 94),
    # Saved views.
    Action("show-view", "views", ("enter",), "open", lambda: _("show what fits this view"),
           lambda: _("show"), 94),
    Action("view-key", "views", tuple("0123456789"), "", lambda: _("show the view of that number")),
    Action("save-view", "views", ("s",), "save", lambda: _("save the present filter under a name"),
           lambda: _("save the filter"), 92),
    Action("delete-view", "views", ("x",), "delete", lambda: _("delete this view"),
           lambda: _("delete"), 80),
    Action("close-views", "views", ("q", "escape"), "close", lambda: _("back, as it was"),
           lambda: _("back"), 95),
    # A list to choose from.
    Action("choose", "choice", ("enter",), "open", lambda: _("choose it"),
           lambda: _("choose"), 90),
    Action("close-choice", "choice", ("q", "escape"), "close", lambda: _("choose nothing"),
           lambda: _("back"), 95),
    # The responses.
    Action("take-response", "responses", ("enter",), "", lambda: _("take this response"),
           lambda: _("take"), 94),
    Action("response-next", "responses", ("down",), "screen.move(1)",
           lambda: _("to the next response"), lambda: _("move"), 80),
    Action("response-previous", "responses", ("up",), "screen.move(-1)",
           lambda: _("to the previous response")),
    Action("response-language", "responses", ("tab",), "screen.language",
           lambda: _("the responses in the next language"), lambda: _("language"), 85),
    Action("response-down", "responses", ("pagedown",), "screen.page(1)",
           lambda: _("further down in the response"), lambda: _("read on"), 70),
    Action("response-up", "responses", ("pageup",), "screen.page(-1)",
           lambda: _("further up in the response")),
    Action("close-responses", "responses", ("escape", "ctrl+g"), "screen.close",
           lambda: _("back, no response chosen"), lambda: _("back"), 95),
    # The rules.
    Action("choose-rule", "rules", ("enter",), "open",
           lambda: _("choose this rule for the case; its own key does so too"),
           lambda: _("choose"), 90),
    Action("search", "rules", ("/",), "search",
           lambda: _("search titles and texts, then choose"), lambda: _("search"), 89),
    Action("edit-rules", "rules", ("E",), "edit",
           lambda: _("edit the ruleset in your editor"), lambda: _("edit"), 70),
    Action("rule-problems", "rules", ("P",), "problems",
           lambda: _("what is wrong with the file, where it was edited and cannot be used"),
           lambda: _("problems"), 92),
    Action("close-rules", "rules", ("q", "escape"), "close", lambda: _("back, no rule chosen"),
           lambda: _("back"), 95),
    Action("search-choose", "searching", ("enter",), "", lambda: _("choose the rule shown"),
           lambda: _("choose"), 90),
    Action("search-next", "searching", ("down",), "screen.move(1)",
           lambda: _("to the next rule that was found"), lambda: _("move"), 80),
    Action("search-previous", "searching", ("up",), "screen.move(-1)",
           lambda: _("to the previous rule that was found")),
    Action("search-down", "searching", ("pagedown",), "screen.page(1)",
           lambda: _("further down in the rule's text"), lambda: _("read on"), 70),
    Action("search-up", "searching", ("pageup",), "screen.page(-1)",
           lambda: _("further up in the rule's text")),
    Action("end-search", "searching", ("escape", "ctrl+g"), "screen.end_search",
           lambda: _("all rules again"), lambda: _("all rules"), 95),
    # What is wrong with a file.
    Action("edit-again", "problems", ("E",), "edit",
           lambda: _("edit the ruleset again, at the first problem"), lambda: _("edit again"), 96),
    Action("close-problems", "problems", ("q", "escape"), "close", lambda: _("back"),
           lambda: _("back"), 95),
    # A text to read.
    Action("close-text", "text", ("q", "escape"), "close", lambda: _("back"),
           lambda: _("back"), 95),
    # A text to write.
    Action("done", "writing", ("escape", "ctrl+s"), "done", lambda: _("done: back to the preview"),
           lambda: _("done"), 95),
    Action("as-sent", "writing", ("ctrl+t",), "as_sent",
           lambda: _("the message as it is sent, with all hints; back to the text"),
           lambda: _("as sent"), 92),
    Action("discard", "writing", ("ctrl+g",), "discard", lambda: _("throw the changes away"),
           lambda: _("throw changes away"), 90),
    # The command line.
    Action("run-command", "command", ("enter",), "", lambda: _("do what is typed"),
           lambda: _("do it"), 90),
    Action("complete", "command", ("tab",), "complete",
           lambda: _("complete the word; again: the next one that fits"),
           lambda: _("complete"), 80),
    Action("close-command", "command", ("escape", "ctrl+g"), "close",
           lambda: _("do nothing, go back"), lambda: _("back"), 95),
    # Moving.
    Action("down", "list", ("j", "down"), "down", lambda: _("one down"), lambda: _("move"), 55),
    Action("up", "list", ("k", "up"), "up", lambda: _("one up")),
    Action("page-down", "list", ("space", "pagedown", "ctrl+d"), "page_down",
           lambda: _("a page down")),
    Action("page-up", "list", ("pageup", "ctrl+u"), "page_up", lambda: _("a page up")),
    Action("first", "list", ("home",), "first", lambda: _("to the first")),
    Action("last", "list", ("G", "end"), "last", lambda: _("to the last")),
    # Everywhere.
    Action("help", "all", ("?", "f1"), "app.help", lambda: _("this help"),
           lambda: _("help"), 100),
    Action("palette", "all", ("ctrl+p",), "app.command_palette",
           lambda: _("all commands by name")),
    Action("command", "all", (":",), "app.command",
           lambda: _("type a command: any action by its name, a verb with its rule")),
    Action("repaint", "all", ("ctrl+l",), "app.repaint", lambda: _("paint the screen again")),
    Action("suspend", "all", ("ctrl+z",), "app.suspend_process",
           lambda: _("back to the shell for a while; fg returns")),
)  # fmt: skip

BY_ID = {action.id: action for action in ACTIONS}

TOGETHER = {
    "desk": ("queue", "verbs", "desk", "list", "all"),
    "case": ("case", "verbs", "desk", "list", "all"),
    "alike": ("alike", "verbs", "list", "all"),
    "searching": ("searching",),
    "filtering": ("filtering",),
    "responses": ("responses",),
    "writing": ("writing",),
    "command": ("command",),
}
"""The contexts that work together on a screen, where those are others than its own, ``list``
and ``all``: where cases are decided, and where letters are typed."""
TYPED = frozenset({"searching", "filtering", "responses", "writing", "command"})
"""Where letters are typed: only keys that are no characters can do something else there."""
CHOOSING = ("desk", "case", "preview", "rules")
"""The screens on which a rule's own key chooses it."""


def contexts(screen: str) -> tuple[str, ...]:
    """The contexts whose keys work on a screen."""
    return TOGETHER.get(screen, (screen, "list", "all"))


def on_screen(screen: str) -> Iterator[Action]:
    """What the keys do on a screen, in the order of the registry."""
    wanted = contexts(screen)
    return (action for action in ACTIONS if action.context in wanted)


def leaving(screen: str) -> tuple[Action, ...]:
    """What leaves a screen, the way that decides nothing first."""
    acts = (
        "app.leave", "close", "screen.close", "screen.end_search", "screen.end_filter",
        "discard", "done",
    )  # fmt: skip
    found = [action for action in on_screen(screen) if action.act in acts]
    return tuple(sorted(found, key=lambda action: acts.index(action.act)))


def screens() -> tuple[str, ...]:
    """The names of all screens."""
    shared = {name for together in TOGETHER.values() for name in together} - set(TOGETHER)
    own = dict.fromkeys(a.context for a in ACTIONS if a.context not in shared | set(TOGETHER))
    return (*TOGETHER, *own)
