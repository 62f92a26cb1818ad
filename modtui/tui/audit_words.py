"""The audit trail in words: a line for each record, and the story of a decision."""

from collections.abc import Sequence

from modtui.journal.entries import (
    Answered,
    Decided,
    Ended,
    Noted,
    Opened,
    Record,
    Resumed,
    Returned,
    RulesetUsed,
    Sending,
    TakenBack,
)
from modtui.model import Struct
from modtui.text import Safe, safe, safe_line
from modtui.times import show_time
from modtui.triage.words import why
from modtui.tui.pieces import Line, Paragraph, Piece, fit, say
from modtui.tui.verbs import all_done, done, result_look, result_word, told
from modtui.words import _


class Told(Struct):
    """One record in words. ``who`` is the moderator, ``whom`` the author, made safe."""

    what: Safe
    look: str = "text"
    who: Safe = safe("")
    whom: Safe = safe("")
    more: Safe = safe("")


def tell(record: Record) -> Told:
    """What a record says, in one line."""
    line, entry = record.line, record.entry
    match entry:
        case Decided():
            rules = f"[{safe_line(', '.join(entry.decision.rules), 40)}]"
            return Told(
                told(entry.decision.steps),
                "title",
                safe_line(entry.decision.by.name, 24),
                safe_line(entry.evidence.author_name or entry.evidence.author or "", 24),
                safe(rules if entry.decision.rules else ""),
            )
        case TakenBack():
            return Told(safe(_("taken back")), "warn", safe_line(entry.by.name, 24))
        case Sending():
            return Told(safe(_("sending: {verb}").format(verb=done(entry.verb))), "dim")
        case Ended():
            words = f"{done(entry.verb)}: {result_word(entry.outcome.result)}"
            receipt = safe_line(entry.outcome.detail or entry.outcome.receipt, 60)
            return Told(safe(words), result_look(entry.outcome.result), more=receipt)
        case Returned():
            return Told(safe(_("came back")), "warn", more=safe_line(why(entry.why), 80))
        case Resumed():
            return Told(safe(_("sent even so")), "text", safe_line(entry.by.name, 24))
        case Answered():
            words = _("it did happen") if entry.happened else _("it did not happen")
            return Told(safe(words), "text", safe_line(entry.by.name, 24))
        case Noted():
            return Told(
                safe(_("note")), "accent", safe_line(entry.by.name, 24), more=safe_line(entry.text)
            )
        case Opened():
            return Told(safe(_("desk opened")), "dim", safe_line(entry.by.name, 24))
        case RulesetUsed():
            return Told(safe(_("ruleset in use")), "dim", more=safe_line(entry.name, 60))
    erased = all_done(line.verbs) if line.verbs else safe_line(line.kind, 24)
    return Told(erased, "dim", more=safe(_("(its text was erased)")))


def row(record: Record, zone: str, width: int, about: str = "") -> Line:
    """A record as one line of the audit pane.

    ``about`` is whom it is about, raw, where the record does not say so itself.
    """
    words = tell(record)
    whom = words.whom or safe_line(about, 24)
    wide = width >= 100
    more = words.more
    if isinstance(record.entry, Ended) and not record.entry.outcome.detail:
        # A receipt is for whoever reads the whole story.
        more = safe("")
    out = [
        Piece(safe(show_time(record.line.at, zone)[:16] + "  "), "dim"),
        Piece(fit(words.what, 30 if wide else 22), words.look),
        Piece(safe(" " + fit(whom, 18 if wide else 12))),
    ]
    if more:
        out.append(Piece(safe(" " + more), "dim"))
    if words.who:
        out.append(Piece(safe(" " + _("by {who}").format(who=words.who)), "dim"))
    return tuple(out)


def story(records: Sequence[Record], zone: str) -> tuple[Paragraph, ...]:
    """Everything about one decision, oldest first."""
    out: list[Paragraph] = []
    for record in records:
        words = tell(record)
        head = [
            Piece(safe(show_time(record.line.at, zone) + "  "), "dim"),
            Piece(words.what, words.look),
        ]
        if words.who:
            head.append(Piece(safe(" " + _("by {who}").format(who=words.who)), "dim"))
        if words.more:
            head.append(Piece(safe("  " + words.more), "dim"))
        out.append(Paragraph(tuple(head), indent=4))
        if isinstance(record.entry, Decided):
            out += _decided(record.entry)
        elif isinstance(record.entry, Returned) and record.entry.detail:
            out.append(_quoted(record.entry.detail))
        elif isinstance(record.entry, Noted):
            out.append(_quoted(record.entry.text))
    if not out:
        out.append(Paragraph((say(_("Nothing is written about this decision."), "dim"),)))
    return tuple(out)


def _decided(entry: Decided) -> list[Paragraph]:
    decision, seen = entry.decision, entry.evidence
    out = [_fact(_("case"), safe_line(str(decision.case), 100))]
    author = safe_line(seen.author_name or seen.author or "?", 40)
    where = safe_line(seen.place, 40)
    out.append(_fact(_("author"), safe(f"{author} · {where}" if where else author)))
    out += [_fact(_("rule"), safe_line(rule, 60)) for rule in decision.rules]
    if decision.hits:
        names = ", ".join(dict.fromkeys(hit.rule for hit in decision.hits))
        out.append(_fact(_("hits"), safe_line(names, 200)))
    for who, reason in zip(seen.reporters, seen.reports, strict=False):
        said = f": {safe_line(reason, 200)}" if reason else ""
        out.append(_fact(_("report"), safe(safe_line(who, 30) + said)))
    if seen.text:
        out.append(Paragraph((say("    " + _("what was seen:"), "dim"),)))
        out.append(_quoted(seen.text))
    for step in decision.steps:
        if step.text:
            who = step.person or "?"
            if who == seen.author and seen.author_name:
                who = seen.author_name
            words = _("message to {who}:").format(who=safe_line(who, 40))
            if step.language:
                words += f" [{safe_line(step.language, 12)}]"
            out.append(Paragraph((say("    " + words, "dim"),)))
            out.append(_quoted(step.text))
    if decision.contact:
        out.append(_fact(_("contact"), safe_line(decision.contact, 60)))
    if decision.note:
        out.append(_fact(_("note"), safe(decision.note, 1000)))
    if decision.undoes:
        out.append(_fact(_("reverses"), safe_line(decision.undoes, 60)))
    return out


def _fact(name: str, value: Safe) -> Paragraph:
    lead = (Piece(safe("    " + fit(safe(name), 10)), "dim"),)
    return Paragraph((Piece(value),), lead=lead, indent=14)


def _quoted(text: str) -> Paragraph:
    return Paragraph((Piece(safe(text), "quote"),), lead=(say("    ┃ ", "accent"),), repeat=True)
