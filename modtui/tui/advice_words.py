"""Advice on a message in words: its places marked, and each with a better wording."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from modtui.model import Span
from modtui.text import Safe, safe, safe_line, segments
from modtui.tui import keys
from modtui.tui.pieces import Line, Paragraph, Piece, cut, say
from modtui.words import _

if TYPE_CHECKING:
    from modtui.rules.respect import Advice

SHOWN = 3
"""Lines of advice below a message; a key shows the rest."""
MESSAGE = 4000
NEARLY = 0.8
"""Share of a backend's limit from which the length of a message is told."""


def marked(message: str, advice: Sequence["Advice"]) -> Line:
    """The message with the places marked that the advice is about."""
    spans = [Span(one.start, one.end) for one in advice if one.end > one.start]
    return tuple(
        Piece(part.text, "hit" if part.marked else "text")
        for part in segments(message, spans, MESSAGE)
    )


def in_short(
    message: str, advice: Sequence["Advice"], width: int, shows: str = "advice"
) -> tuple[Paragraph, ...]:
    """The advice in at most ``SHOWN`` lines of ``width`` cells.

    ``shows`` is the action that shows the rest.
    """
    shown = advice if len(advice) <= SHOWN else advice[: SHOWN - 1]
    out = []
    for one in shown:
        line = [_lead(one)]
        if place := _place(message, one, 30):
            line.append(Piece(safe(f"{place}: "), "title"))
        line.append(Piece(safe_line(one.message, 200)))
        if one.better:
            line.append(Piece(safe(f" → {safe_line(one.better, 200)}"), "good"))
        out.append(Paragraph(cut(tuple(line), width)))
    if len(advice) > len(shown):
        more = _("and {n} more: {key} shows all").format(
            n=len(advice) - len(shown), key=keys.of(shows)
        )
        out.append(Paragraph((say(f"  {more}", "dim"),)))
    return tuple(out)


def in_full(message: str, advice: Sequence["Advice"]) -> tuple[Paragraph, ...]:
    """All advice, each with its place in the message and the better wording whole."""
    out: list[Paragraph] = []
    for one in advice:
        if place := _place(message, one, 300):
            out.append(Paragraph((Piece(place, "title"),), lead=(_lead(one),), indent=2))
            out.append(
                Paragraph((Piece(safe_line(one.message, 300)),), lead=(say("  "),), indent=2)
            )
        else:
            out.append(
                Paragraph((Piece(safe_line(one.message, 300)),), lead=(_lead(one),), indent=2)
            )
        if one.better:
            better = Piece(safe(one.better, 1000), "good")
            out.append(Paragraph((better,), lead=(say("  → ", "accent"),), indent=4))
        if one.blocks:
            words = _("Your ruleset wants this changed before the message is sent.")
            out.append(Paragraph((say(words, "bad"),), lead=(say("  "),), indent=2))
        out.append(Paragraph())
    return tuple(out)


def _lead(one: "Advice") -> Piece:
    return say("! ", "bad") if one.blocks else say("• ", "warn")


def _place(message: str, one: "Advice", limit: int) -> Safe:
    """The words that the advice is about; empty where something is missing."""
    words = safe_line(message[one.start : one.end], limit)
    return safe(f"“{words}”") if words else safe("")


def length(message: str, limit: int | None) -> Line:
    """How long the message is, where that is near what the backend takes or beyond it."""
    if limit is None or len(message) <= limit * NEARLY:
        return ()
    words = _("{n} of {limit} characters").format(n=len(message), limit=limit)
    return (say(f" · {words}", "bad" if len(message) > limit else "warn"),)
