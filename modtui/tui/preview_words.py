"""A decision in words before it is made: what is done, why, who gets to know, what is said."""

from typing import TYPE_CHECKING

from modtui.model import Verb
from modtui.text import Safe, safe, safe_line
from modtui.triage.views import Draft
from modtui.tui import advice_words, keys
from modtui.tui.around_words import DOT
from modtui.tui.pieces import Line, Paragraph, Piece, cells, cut, joined, say
from modtui.tui.text_words import rule_title
from modtui.tui.verbs import severity_mark
from modtui.words import _, plural

if TYPE_CHECKING:
    from modtui.rules.ruleset import Rule


def preview_words(
    draft: Draft,
    rule: "Rule | None",
    limit: int | None,
    width: int,
    by: str = "",
    *,
    tight: bool = False,
) -> tuple[Paragraph, ...]:
    """A draft in words: problems, rule, steps in their order, message, advice, note.

    ``limit`` is how many characters the message may have, ``width`` how many cells a line
    that is not to be wrapped, ``by`` who decides. ``tight`` leaves out blank lines, and
    what ``for_good`` tells.
    """
    blank = () if tight else (Paragraph(),)
    out: list[Paragraph] = []
    for problem in draft.problems:
        lead = (say("! ", "bad"),)
        out.append(Paragraph((Piece(safe_line(problem, 400), "bad"),), lead=lead, indent=2))
    if draft.problems:
        out += blank
    why: list[Line] = []
    if rule is not None:
        why.append(
            (
                say(_("Rule") + "  ", "dim"),
                Piece(severity_mark(rule.severity), rule.severity.value),
                Piece(safe(f" {safe_line(rule.key, 1)} "), "key"),
                Piece(rule_title(rule), "title"),
            )
        )
    if draft.because:
        why.append((Piece(safe_line(draft.because, 300), "dim"),))
    one = joined(why, DOT)
    if sum(cells(piece.text) for piece in one) <= width:
        why = [one]
    for number, line in enumerate(why):
        out.append(Paragraph(line, lead=(say(" " * 6),) if number else (), indent=6))
    if draft.undoes:
        out.append(Paragraph((say(_("This reverses a decision that was sent."), "warn"),)))
    doing = _("What will be done, in this order:")
    if by:
        doing = _("What will be done, in this order, as {who}:").format(who=safe_line(by, 30))
    out.append(Paragraph((say(doing, "dim"),)))
    for number, effect in enumerate(draft.effects, 1):
        does = f" – {safe_line(effect.does, 300)}" if effect.does else ""
        parts: list[Line] = [(Piece(safe_line(effect.label, 40), "title"), Piece(safe(does)))]
        parts += [
            (Piece(safe_line(told, 200), "dim"),)
            for told in (effect.seen_by, "" if tight else effect.undo)
            if told
        ]
        out.append(Paragraph(joined(parts, DOT), lead=(say(f"  {number} ", "key"),), indent=4))
    if not draft.effects:
        out.append(Paragraph((say("  " + _("nothing"), "dim"),)))
    out += blank
    if draft.message:
        told_ = _("Message to {who}").format(who=safe_line(draft.recipient, 40) or "?")
        pieces = [say(told_, "accent")]
        if draft.language:
            pieces.append(say(f" [{safe_line(draft.language, 12)}]", "dim"))
        pieces += advice_words.length(draft.message, limit)
        if draft.advice:
            # Said here too: below a long message the advice may be off the screen.
            hints = plural("{count} hint: a", "{count} hints: a", len(draft.advice))
            pieces.append(say(f" · {hints}", "warn"))
        if others := ", ".join(code for code in draft.languages if code != draft.language):
            also = _("also in: {languages}").format(languages=safe_line(others, 40))
            pieces.append(say(f" · {also}", "dim"))
        out.append(Paragraph(cut(tuple(pieces), width)))
        message = advice_words.marked(draft.message, draft.advice)
        out.append(Paragraph(message, lead=(say("┃ ", "accent"),), repeat=True))
        out += advice_words.in_short(draft.message, draft.advice, width)
    else:
        out.append(Paragraph((say(_("No message goes to anyone."), "dim"),)))
        if draft.silent:
            silent = _("Nothing can be said to them: {why}")
            words = silent.format(why=safe_line(draft.silent, 200))
            out.append(Paragraph((say(words, "warn"),)))
    if draft.note:
        out += blank
        seen_by = _("Note, seen by moderators only:")
        if draft.verb == Verb.ESCALATE:
            seen_by = _("Note, which goes to the contact too:")
        out.append(
            Paragraph(
                (say(seen_by + " ", "dim"), Piece(safe(draft.note))),
                indent=2,
            )
        )
    return tuple(out)


def for_good(draft: Draft) -> Safe:
    """The question that goes with what nobody can put back; empty where all can be."""
    labels = dict.fromkeys(safe_line(effect.label, 24) for effect in draft.effects if effect.final)
    if not labels:
        return safe("")
    words = _("Cannot be undone once sent: {steps}. {yes} does it, {no} goes back.")
    return safe(
        words.format(steps=", ".join(labels), yes=keys.of("confirm"), no=keys.of("cancel"))
    )
