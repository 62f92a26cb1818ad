"""One link, whole, with what is known of where it leads. Nothing is opened by looking."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from modtui.text import safe, safe_line
from modtui.triage.links import Link
from modtui.tui import keys, linking
from modtui.tui.pieces import Line, Paragraph, Piece, say
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.widgets.lines import Reading
from modtui.words import _


class LinkSheet(Sheet[None]):
    """A link to read and to copy."""

    NAME = "link"
    BINDINGS: ClassVar[list[BindingType]] = bindings("link", "all")

    def __init__(self, link: Link) -> None:
        super().__init__()
        self.link = link
        self.why_not = linking.why_not_opened(self.desk_app, link)
        self.reading = Reading(self.desk_app.looks, link_words(link, self.why_not))

    def body(self) -> Iterable[Widget]:
        yield self.reading

    def status(self) -> tuple[Line, Line]:
        left = (say(_("A link to {site}").format(site=safe_line(self.link.wire, 60)), "bar"),)
        return left, (Piece(self.reading.where, "bar-dim"),)

    def tell(self) -> None:
        super().tell()
        self.footer.show(keys.hints(self.NAME, {"browse"} if self.why_not else ()))

    def action_copy(self) -> None:
        # Safe text too: what is pasted into a shell must bring no control characters.
        self.desk_app.copy_to_clipboard(safe(self.link.url, linking.LONGEST))
        self.desk_app.say(_("Copied, where your terminal lets programs copy (OSC 52)."), "good")

    def action_browse(self) -> None:
        self.desk_app.act_within(linking.browse(self.desk_app, self.link))


def link_words(link: Link, why_not: str) -> tuple[Paragraph, ...]:
    """A link in words: whole, its site both ways, what deceives about it."""
    bar = (say("▌ ", "accent"),)
    url = Paragraph((Piece(safe(link.url, linking.LONGEST)),), lead=bar, repeat=True)
    out = [url, Paragraph(), _fact(_("The site"), link.host)]
    if link.host != link.wire:
        out.append(_fact(_("as machines write it"), link.wire))
    out += [Paragraph((Piece(safe_line("! " + doubt, 400), "warn"),)) for doubt in link.doubts]
    words = _("Nothing was opened. {key} copies it to the clipboard of your terminal.")
    words = words.format(key=keys.of("copy-link"))
    out += [Paragraph(), Paragraph((say(words, "dim"),))]
    if why_not:
        out.append(Paragraph((say(why_not, "dim"),)))
    return tuple(out)


def _fact(name: str, value: str) -> Paragraph:
    return Paragraph((say(f"{name}: ", "dim"), Piece(safe_line(value, 300))), indent=2)
