"""The responses: filtered as one types, the one under the cursor as the person would get it."""

import re
from collections.abc import Hashable, Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from modtui.rules.ruleset import Response, base, in_language
from modtui.text import Safe, safe, safe_line
from modtui.triage.composing import Offer
from modtui.triage.views import Draft
from modtui.tui import keys
from modtui.tui.pieces import Line, Paragraph, Piece, say
from modtui.tui.rule_words import bare
from modtui.tui.screens.asking import SafeInput
from modtui.tui.screens.sheet import Sheet, bindings
from modtui.tui.theme import Looks
from modtui.tui.widgets.bars import Bar
from modtui.tui.widgets.lines import MARGIN, MARK, PickList, Reading
from modtui.tui.widgets.panes import Panes
from modtui.words import _

MESSAGE = 4000


class ResponseList(PickList):
    """Responses, one on each line, each with what it says in short."""

    def __init__(self, looks: Looks, offers: Sequence[Offer], language: str) -> None:
        super().__init__(looks)
        self.offers = offers
        self.language = language
        self.empty = (say(_("No response has these words."), "dim"),)

    @property
    def current(self) -> Offer | None:
        """The one under the cursor."""
        return self.offers[self.cursor] if self.cursor < len(self.offers) else None

    def count(self) -> int:
        return len(self.offers)

    def state(self, index: int) -> Hashable:
        return self.offers[index].response.id, self.language

    def pieces(self, index: int, width: int) -> Line:
        offer = self.offers[index]
        return (
            MARK if index == self.cursor else MARGIN,
            say("● " if offer.own else "  ", "accent"),
            Piece(safe_line(offer.response.id, 24), "title"),
            Piece(safe("  " + gist(offer.response, self.language)), "dim"),
        )

    def put(self, offers: Sequence[Offer], language: str, response: str) -> None:
        """Shows these, with the cursor on one of them where it is among them."""
        self.offers = offers
        self.language = language
        ids = [offer.response.id for offer in offers]
        self.cursor = ids.index(response) if response in ids else 0
        self.changed()


class ResponseSearch(SafeInput):
    """The words to search for; arrows move in the list meanwhile."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("responses")


class ResponsesSheet(Sheet[tuple[str, str] | None]):
    """Gives the id of the response that was taken, and its language; or None."""

    NAME = "responses"
    DEFAULT_CSS = """
    ResponsesSheet Panes.wide ResponseList { width: 2fr; }
    ResponsesSheet Panes.wide Reading { width: 3fr; }
    ResponsesSheet ResponseSearch { height: 1; border: none; padding: 0 1; background: $surface; }
    ResponsesSheet ResponseSearch:focus { border: none; }
    """

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        looks = self.desk_app.looks
        self.draft = draft
        self.composer = self.desk_app.desk.composer()
        self.offers = self.composer.offers(draft)
        self.language = draft.language or self.desk_app.desk.ruleset.languages[0]
        self.reading = Reading(looks)
        self.list = ResponseList(looks, self.offers, self.language)
        self.divider = Bar(looks, "bar")
        self.panes = Panes(self.list, self.divider, self.reading)
        self.search = ResponseSearch(placeholder=_("type words of a response"))

    def body(self) -> Iterable[Widget]:
        yield self.panes
        yield self.search

    def on_mount(self) -> None:
        self.list.put(self.offers, self.language, self.draft.response)
        self.search.focus()
        self.fill()
        self.tell()

    def on_resize(self) -> None:
        wide = self.panes.fit(self.size.width)
        # Bars, search and keys take five lines; the text gets the greater part of the rest.
        rows = max((self.size.height - 5) * 2 // 5, 3)
        self.list.styles.height = "1fr" if wide else rows
        self.tell()

    def status(self) -> tuple[Line, Line]:
        at = f"{self.list.cursor + 1 if self.list.offers else 0}/{len(self.list.offers)}"
        if len(self.list.offers) < len(self.offers):
            at += " " + _("of {n}").format(n=len(self.offers))
        where = self.reading.where if self.panes.wide else ""
        right = " · ".join(part for part in (f"[{self.language}]", where, at) if part)
        left = (say(_("Which response?"), "bar"), say(" " + _("●: of this rule"), "bar-dim"))
        return left, (Piece(safe_line(right, 60), "bar-dim"),)

    def tell(self) -> None:
        super().tell()
        one = len(self.desk_app.desk.ruleset.languages) < 2
        self.footer.show(keys.hints(self.NAME, {"response-language"} if one else ()))
        offer = self.list.current
        name = safe_line(offer.response.id, 30) if offer is not None else safe("")
        self.divider.show((Piece(name, "bar"),), (Piece(self.reading.where, "bar-dim"),))

    def fill(self, *, from_top: bool = False) -> None:
        """Shows the response under the cursor as the person would get it."""
        offer = self.list.current
        words = self._words(offer) if offer is not None else ()
        self.reading.replace(words, from_top=from_top)

    def _words(self, offer: Offer) -> tuple[Paragraph, ...]:
        told = self.composer.worded(self.draft, offer.response, self.language)
        out = [Paragraph((Piece(safe_line(gap, 200), "bad"),)) for gap in told.gaps]
        if not any(base(code) == base(self.language) for code, _text in offer.response.texts):
            other = safe_line(offer.response.texts[0][0], 12)
            words = _("Not written in {language} yet: it is in {other}.")
            said = words.format(language=safe_line(self.language, 12), other=other)
            out.append(Paragraph((say(said, "warn"),)))
        if not offer.fits:
            words = _("It was written for other verbs: {verbs}.")
            verbs = safe_line(", ".join(offer.response.verbs), 60)
            out.append(Paragraph((say(words.format(verbs=verbs), "warn"),)))
        text = Piece(safe(told.text, MESSAGE))
        return (*out, Paragraph((text,), lead=(say("┃ ", "accent"),), repeat=True))

    def on_lines_moved(self) -> None:
        self.fill()
        self.tell()

    def _filter(self) -> None:
        current = self.list.current
        offers = found(self.offers, self.search.value)
        self.list.put(offers, self.language, current.response.id if current is not None else "")
        self.fill(from_top=True)
        self.tell()

    # Keys.

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._filter()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        offer = self.list.current
        if offer is None:
            self.desk_app.say(_("No response has these words."))
        else:
            self.dismiss((offer.response.id, self.language))

    def action_language(self) -> None:
        languages = self.desk_app.desk.ruleset.languages
        at = languages.index(self.language) if self.language in languages else -1
        self.language = languages[(at + 1) % len(languages)]
        self._filter()

    def action_move(self, step: int) -> None:
        self.list.move_to(self.list.cursor + step)
        self.fill(from_top=True)

    def action_page(self, step: int) -> None:
        if step > 0:
            self.reading.action_page_down()
        else:
            self.reading.action_page_up()


def found(offers: Sequence[Offer], search: str) -> tuple[Offer, ...]:
    """The responses that have all the words of a search in their name or texts, in any
    language. Case and accents do not count."""
    words = bare(search).split()
    told = ((offer, bare("\n".join(_texts(offer.response)))) for offer in offers)
    return tuple(offer for offer, text in told if all(word in text for word in words))


def _texts(response: Response) -> Iterable[str]:
    return (response.id, *(text for _language, text in response.texts))


def gist(response: Response, language: str) -> Safe:
    """What a response says, without the greeting that they all begin with."""
    greeting, _blank, rest = in_language(response.texts, language).partition("\n\n")
    return safe_line(re.sub(r"\{\{.*?\}\}", "…", rest or greeting), 120)
