"""What stands around a case, in words: the thread, and what is known of the author."""

from datetime import datetime

from modtui.model import Person, Post, Sanction
from modtui.text import safe, safe_line
from modtui.times import show_time, span
from modtui.triage.veiling import same_text
from modtui.triage.views import CaseView, Earlier, Remark
from modtui.tui.pieces import Line, Paragraph, Piece, joined, say
from modtui.tui.text_words import Telling, beside, veil_of
from modtui.tui.times import ago
from modtui.tui.verbs import all_done, result_word
from modtui.words import _

DOT = say(" · ", "dim")
POST_LIMIT = 600
"""How many characters of each post around the subject are shown."""


def around(view: CaseView, how: Telling) -> tuple[Paragraph, ...]:
    """Thread and person, each with the name that it is jumped to by."""
    return (*_thread(view, how), *_person(view, how))


def section(title: str, anchor: str = "") -> Paragraph:
    """The heading of a part."""
    return Paragraph((say(f"── {title} ", "accent"),), anchor=anchor)


def name(person: Person | None) -> Line:
    """Who somebody is: name, id and roles."""
    if person is None:
        return (say(_("author unknown"), "dim"),)
    shown = safe_line(person.shown, 40)
    out = [Piece(shown, "title")]
    if person.name and person.name != person.id:
        out.append(Piece(safe(f" {safe_line(person.id, 50)}"), "dim"))
    if person.roles:
        out.append(Piece(safe(f" [{safe_line(', '.join(person.roles), 40)}]"), "accent"))
    return tuple(out)


def author_of(view: CaseView) -> Person | None:
    """The author, with what reading around the case told of them."""
    context = view.context
    return context.author if context and context.author else view.case.subject.author


def since(person: Person, now: datetime, zone: str) -> str | None:
    """Since when an account is there, and how long that is; None: unknown."""
    if person.since is None:
        return None
    words = _("{date} ({time})")
    return words.format(date=show_time(person.since, zone)[:10], time=span(now - person.since))


def earlier_words(entry: Earlier, zone: str) -> Paragraph:
    """One decision that was made here before."""
    pieces = [
        Piece(safe(f"{show_time(entry.at, zone)} "), "dim"),
        Piece(all_done(entry.verbs), "warn"),
    ]
    if entry.rules:
        pieces.append(Piece(safe(f" [{safe_line(', '.join(entry.rules), 60)}]"), "accent"))
    pieces.append(Piece(safe(" " + _("by {who}").format(who=safe_line(entry.by, 30))), "dim"))
    if entry.result:
        pieces.append(Piece(safe(f" – {result_word(entry.result)}"), "dim"))
    return Paragraph(tuple(pieces), lead=(say("  "),), indent=4)


def note_words(note: Remark, zone: str) -> Paragraph:
    """What a moderator noted."""
    head = f"{show_time(note.at, zone)} {safe_line(note.by, 30)}: "
    pieces = (Piece(safe(head), "dim"), Piece(safe(note.text, POST_LIMIT), "text"))
    return Paragraph(pieces, lead=(say("  "),), repeat=True)


def _thread(view: CaseView, how: Telling) -> list[Paragraph]:
    out = [section(_("Around it"), "thread")]
    context = view.context
    if view.trouble:
        out.append(Paragraph((Piece(safe_line(view.trouble), "warn"),)))
    if context is None:
        if not view.trouble:
            out.append(Paragraph((say(_("loading…"), "dim"),)))
        return out
    if not context.before and not context.after:
        out.append(Paragraph((say(_("Nothing else was said there."), "dim"),)))
    else:
        out += [_post(post, view, how) for post in context.before]
        out.append(_this(view, how))
        out += [_post(post, view, how) for post in context.after]
    out += [
        Paragraph((say(_("could not be had: {what}").format(what=safe_line(part)), "warn"),))
        for part in context.missing
    ]
    return out


def _this(view: CaseView, how: Telling) -> Paragraph:
    subject = view.case.subject
    who = safe_line(subject.author.shown, 30) if subject.author else safe("?")
    pieces = (
        Piece(who, "title"),
        Piece(safe(f" {ago(subject.at, how.now)}: "), "dim"),
        *_once(beside(subject.text, view, how, POST_LIMIT)),
        say("  " + _("← this one"), "accent"),
    )
    return Paragraph(pieces, lead=(say("▌ ", "accent"),), repeat=True)


def _once(line: Line) -> Line:
    """A text that is shown whole elsewhere, in short: on one line."""
    text = "".join(piece.text for piece in line)
    return (Piece(safe_line(text, 120), line[0].look),) if line else ()


def _post(post: Post, view: CaseView, how: Telling) -> Paragraph:
    who = safe_line(post.author.shown, 30) if post.author else safe("?")
    veil = veil_of(view, how.ruleset, how.cover)
    body: Line
    if post.removed:
        body = (say(_("(removed)"), "dim"),)
    elif post.text is None:
        body = (say(_("(cannot be read)"), "dim"),)
    elif veil is not None and same_text(post, view.case.subject):
        body = (veil,)
    else:
        body = beside(post.text, view, how, POST_LIMIT)
    pieces = (Piece(who, "accent"), Piece(safe(f" {ago(post.at, how.now)}: "), "dim"), *body)
    return Paragraph(pieces, lead=(say("  "),), repeat=True)


def _person(view: CaseView, how: Telling) -> list[Paragraph]:
    context, author = view.context, author_of(view)
    out = [section(_("The author"), "person"), Paragraph(name(author))]
    if author is None:
        return out
    facts: list[Line] = [
        _fact(_("here since"), since(author, how.now, how.zone)),
        _fact(_("posts"), None if author.posts is None else str(author.posts)),
        _fact(
            _("reports against them"),
            None if author.reports_against is None else str(author.reports_against),
        ),
    ]
    if author.language:
        facts.append(_fact(_("language"), safe_line(author.language, 20)))
    out.append(Paragraph(joined(facts, DOT)))
    if view.about_person:
        out.append(Paragraph((say(_("Noted on them by your team:")),)))
        out += [note_words(note, how.zone) for note in view.about_person[-10:]]
    if context is None and not view.trouble:
        out.append(Paragraph((say(_("loading what else is known…"), "dim"),)))
    elif author.sanctions is None:
        words = _("Earlier sanctions: unknown, this backend does not tell.")
        out.append(Paragraph((say(words, "dim"),)))
    elif not author.sanctions:
        out.append(Paragraph((say(_("Earlier sanctions: none."), "good"),)))
    else:
        out += [_sanction(sanction, how.zone) for sanction in author.sanctions[:10]]
    if view.about_author:
        out.append(Paragraph((say(_("Decided here before about them:")),)))
        out += [earlier_words(entry, how.zone) for entry in view.about_author[:10]]
    else:
        out.append(Paragraph((say(_("Decided here before about them: nothing."), "dim"),)))
    if context is not None and context.recent:
        out.append(Paragraph((say(_("What else they wrote lately:")),)))
        out += [_post(post, view, how) for post in context.recent[:10]]
    return out


def _fact(what: str, value: str | None) -> Line:
    shown = say(_("unknown"), "dim") if value is None else Piece(safe_line(value, 40), "text")
    return (say(f"{what}: ", "dim"), shown)


def _sanction(sanction: Sanction, zone: str) -> Paragraph:
    words = [all_done([sanction.verb]), safe(show_time(sanction.at, zone))]
    if sanction.by:
        words.append(safe(_("by {who}").format(who=safe_line(sanction.by, 30))))
    if sanction.until is not None:
        words.append(safe(_("until {time}").format(time=show_time(sanction.until, zone))))
    pieces = [Piece(safe(" ".join(words)), "warn")]
    if sanction.reason:
        pieces.append(Piece(safe(f": {safe_line(sanction.reason, 200)}"), "quote"))
    return Paragraph(tuple(pieces), lead=(say("  "),), indent=4)
