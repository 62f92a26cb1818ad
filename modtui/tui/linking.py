"""From a case to one of its links: shown whole, copied, or opened after a question."""

import asyncio
import os
import sys
from typing import TYPE_CHECKING, Any

from modtui.model import CaseKey
from modtui.text import safe, safe_line
from modtui.triage.links import Link, of_case
from modtui.tui import keys
from modtui.tui.deciding import choose
from modtui.tui.pieces import Line, Piece, say
from modtui.tui.text_words import about_link, veil_of
from modtui.words import _

if TYPE_CHECKING:
    from modtui.tui.acting import Acting
    from modtui.tui.screens.sheet import Sheet

LONGEST = 4000
"""Characters of a link that is shown and copied."""
_REMOTE = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")


async def show_links(app: "Acting", sheet: "Sheet[Any]", key: CaseKey) -> None:
    """The links of a case to choose from; a single one at once."""
    from modtui.tui.screens.link import LinkSheet

    try:
        view = sheet.case_view(key)
    except KeyError:
        app.say(_("This case cannot be read."))
        return
    if veil_of(view, app.desk.ruleset, app.desk.cover(uncovered=sheet.unveils(key))):
        words = _("A rule veils this text, and with it its links: {key} in the case shows it.")
        app.say(words.format(key=keys.of("unveil")))
        return
    links = of_case(view, app.desk.sites)
    if not links:
        app.say(_("There is no link in this case."))
        return
    at: int | None = 0
    if len(links) > 1:
        at = await choose(app, _("Which link? None is opened."), [_row(link) for link in links])
    if at is not None:
        await app.push_screen_wait(LinkSheet(links[at]))


def _row(link: Link) -> Line:
    shown = Piece(safe_line(link.url, 300))
    # What deceives comes first: an address can be longer than the line.
    return (about_link(link), say(" "), shown) if link.strange else (shown,)


def why_not_opened(app: "Acting", link: Link) -> str:
    """Why a browser is not given this link; empty where it can be."""
    if app.desk.settings.restricted:
        return _("The browser is turned off here (restricted).")
    if not link.opens or safe(link.url, LONGEST) != link.url:
        return _("Only whole web addresses without hidden characters are opened.")
    if any(name in os.environ for name in _REMOTE):
        return _("You sit at another machine (SSH): copy it, and open it there.")
    screen = "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    if sys.platform not in ("darwin", "win32") and not screen:
        return _("There is no desktop here to open a browser on: copy it.")
    return ""


async def browse(app: "Acting", link: Link) -> None:
    """Opens a link in the person's browser, once they said that they mean it."""
    if why := why_not_opened(app, link):
        app.say(why, "bar-warn")
        return
    question = _("Open {site} in your browser? The site sees your address.")
    site = safe_line(link.wire, 60)
    rows: list[Line] = [(say(_("No, go back")),), (say(_("Yes, open it")),)]
    if await choose(app, question.format(site=site), rows) != 1:
        app.say(_("Nothing was opened."))
        return
    # Not on the way to the first screen.
    import webbrowser

    done = await asyncio.to_thread(webbrowser.open, link.url)
    app.say(_("Opened in your browser.") if done else _("No browser could be started."))
