"""What keys do with the queue as a whole: letting cases in, sorting, reading, going on."""

from typing import TYPE_CHECKING

from modtui.text import safe_line
from modtui.tui import keys
from modtui.tui.notices import rules_broken
from modtui.words import _, plural

if TYPE_CHECKING:
    from modtui.tui.acting import Acting


async def let_in(app: "Acting") -> None:
    """Lets waiting cases in."""
    count = app.desk.arrivals.new
    await app.desk.take_in()
    app.say(plural("{count} case let in.", "{count} cases let in.", count))


async def sort(app: "Acting") -> None:
    """Puts the most urgent cases on top."""
    await app.desk.sort()
    app.say(_("Sorted by priority. {key} explains it.").format(key=keys.of("explain")))


async def read(app: "Acting") -> None:
    """Reads the whole queue."""
    app.say(_("Reading the queue…"))
    line = await app.desk.refresh()
    trouble = safe_line(line.trouble, 300)
    app.say(trouble or _("Read."), "bar-warn" if trouble else "title")


def go(app: "Acting", step: int) -> None:
    """Goes to the next undecided case, or with -1 to the previous one."""
    if (found := app.current()) is None:
        return
    following = app.desk_sheet.queue.undecided(found[1], step)
    if following is None:
        app.say(_("There is no other undecided case."))
    else:
        found[0].go(following.key)


def rules_changed(app: "Acting") -> None:
    """Says what became of the ruleset's file."""
    if app.desk.rule_problems:
        app.say(rules_broken(app.desk.rule_problems), "bar-warn")
        return
    count = len(app.desk.ruleset.rules)
    app.say(
        plural(
            "The ruleset was read again: {count} rule is in force.",
            "The ruleset was read again: {count} rules are in force.",
            count,
        ),
        "good",
    )
