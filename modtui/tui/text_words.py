"""What people wrote, as pieces for the screen: covered, with its links told truly."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from modtui.model import Hit, Span
from modtui.text import Safe, safe, safe_line, segments
from modtui.triage.links import Link, links
from modtui.triage.priority import Record, unknown
from modtui.triage.veiling import Cover, masked, title_of, veiled_by
from modtui.triage.views import CaseView
from modtui.tui import keys
from modtui.tui.pieces import Line, Piece, say
from modtui.words import _

if TYPE_CHECKING:
    from modtui.rules.ruleset import Rule, Ruleset

LIMIT = 4000
"""Characters of a text that are shown."""

class Telling(NamedTuple):
    """How a case is told. ``sites`` are the community's own; ``record`` says what became of
    the earlier reports of an account, None where none was decided."""

    ruleset: "Ruleset"
    now: datetime
    zone: str = ""
    cover: Cover = Cover()
    sites: frozenset[str] = frozenset()
    record: Record = unknown


def rule_title(rule: "Rule | None", fallback: str = "") -> Safe:
    """A rule's title in the reader's language where it has one, else the first."""
    if rule is None:
        return safe_line(fallback, 60)
    return safe_line(title_of(rule), 80)


def veil_of(
    view: CaseView, ruleset: "Ruleset", cover: Cover | None = None, key: str = ""
) -> Piece | None:
    """What stands in place of the text where a rule veils it, until ``key`` (empty: the one
    of the case) asks for it."""
    subject = view.case.subject
    if (cover is not None and not cover.veils) or subject.obstacle:
        return None
    rule = veiled_by(view.hits, ruleset)
    if rule is None or not (subject.text or subject.earlier_text):
        return None
    return _veil(rule, key)


def _veil(rule: "Rule", key: str = "") -> Piece:
    words = _("Veiled: it hits the rule “{rule}”. {key} shows it.")
    return say(words.format(rule=rule_title(rule), key=key or keys.of("unveil")), "warn")


def hits_of(text: str, view: CaseView, how: Telling) -> Sequence[Hit] | None:
    """What a text of a case or beside it hits; None while that is not known."""
    return view.hits if text == view.case.subject.text else how.cover.hits(text)


def bare(text: str, view: CaseView, how: Telling) -> str | None:
    """A text with its masked words; None where it is not to be shown (yet)."""
    if not (how.cover.veils or how.cover.masks):
        return text
    hits = hits_of(text, view, how)
    if hits is None or (how.cover.veils and veiled_by(hits, how.ruleset)):
        return None
    return masked(text, hits, how.ruleset) if how.cover.masks else text


def beside(text: str, view: CaseView, how: Telling, limit: int) -> Line:
    """A text that stands beside the case: covered where a rule says so."""
    hits = hits_of(text, view, how)
    if how.cover.veils and hits is not None and (rule := veiled_by(hits, how.ruleset)):
        return (_veil(rule),)
    shown = bare(text, view, how)
    if shown is None:
        return (say(_("loading…"), "dim"),)
    return with_links(shown, (), how.sites, "quote", limit)


def with_links(
    text: str,
    spans: Sequence[Span],
    own: frozenset[str],
    look: str = "text",
    limit: int = LIMIT,
) -> Line:
    """A text with hits marked, and after each link that deceives what is behind it."""
    pieces: list[Piece] = []
    at = 0
    for link in links(text[:limit], own) if "." in text else ():
        if link.strange:
            end = link.span.end
            pieces += _marked(text[at:end], _shifted(spans, at), look)
            pieces.append(about_link(link))
            at = end
    pieces += _marked(text[at:limit], _shifted(spans, at), look)
    if len(text) > limit:
        words = _("… ({count} characters in all)").format(count=f"{len(text):,}")
        pieces.append(say(" " + words, "dim"))
    return tuple(pieces)


def about_link(link: Link) -> Piece:
    """What stands beside a link whose name is not what it seems, or not plain."""
    names = [link.host if link.host not in link.url else link.wire] * (link.host != link.wire)
    told = [safe_line(name, 300) for name in names]
    told += [safe_line(doubt, 200) for doubt in link.doubts]
    sign = "! " if link.doubts else ""
    return Piece(safe(f" [{sign}{'; '.join(told)}]"), "warn")


def _shifted(spans: Sequence[Span], by: int) -> list[Span]:
    return [Span(max(span.start - by, 0), span.end - by) for span in spans if span.end > by]


def _marked(text: str, spans: Sequence[Span], look: str) -> list[Piece]:
    parts = segments(text, spans, LIMIT * 8)
    return [Piece(part.text, "hit" if part.marked else look) for part in parts]
