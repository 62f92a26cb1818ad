"""A decision on many cases in words: what is done to how many, and what is left out."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from modtui.model import Step, Verb
from modtui.text import Safe, safe, safe_line
from modtui.triage import bulk
from modtui.triage.views import Bulk, Draft, LeftOut
from modtui.tui.pieces import Line, Paragraph, Piece, say
from modtui.tui.text_words import rule_title
from modtui.tui.times import lasting
from modtui.tui.verbs import cases, severity_mark, told
from modtui.words import _, plural

if TYPE_CHECKING:
    from modtui.rules.ruleset import Ruleset

LISTED = 30
"""Lines about cases that are left out; those of one person for one reason share a line."""


def steps_words(steps: Iterable[Step]) -> Safe:
    """What is done, with how long: ``Removed + muted (1 day)``."""
    words = []
    for step in steps:
        if step.preparing or step.verb == Verb.CLOSE:
            continue
        name = told((step,))
        words.append(f"{name} ({lasting(step.seconds)})" if step.seconds else str(name))
    if not words:
        return told(step for step in steps if not step.preparing)
    first, *rest = words
    return safe(" + ".join([first, *(word[:1].lower() + word[1:] for word in rest)]))


def preview_words(made: Bulk, ruleset: "Ruleset") -> tuple[Paragraph, ...]:
    """The whole of it on one screen: how many, what, to how many people, in which words."""
    out: list[Paragraph] = []
    count = len(made.drafts)
    if not count:
        out.append(Paragraph((say(_("None of these cases can be decided so."), "bad"),)))
    else:
        out.append(Paragraph(_extent(made)))
        if bulk.people(made.drafts) and _several_of_one(made.drafts):
            words = _("What is done to a person is done once, with the first of their cases.")
            out.append(Paragraph((say(words, "dim"),)))
    out += _left_out(made.left_out)
    if not count:
        return tuple(out)
    out += _rules(made.drafts, ruleset)
    if made.drafts[0].undoes:
        words = _("This reverses decisions that were sent.")
        out.append(Paragraph((say(words, "warn"),)))
    out.append(Paragraph((say(_("What will be done:"), "dim"),)))
    for draft, many in bulk.kinds(made.drafts):
        out += _kind(draft, many)
    return (*out, *_message(made))


def _several_of_one(drafts: tuple[Draft, ...]) -> bool:
    """Whether somebody wrote more than one of them."""
    authors = [author.id for draft in drafts if (author := draft.view.case.subject.author)]
    return len(set(authors)) < len(authors)


def _extent(made: Bulk) -> Line:
    pieces = [say(cases(len(made.drafts)), "title")]
    people = bulk.people(made.drafts)
    if people:
        pieces.append(say(" · " + plural("{count} person", "{count} people", people), "warn"))
    messages = bulk.messages(made.drafts)
    if messages:
        pieces.append(say(" · " + plural("{count} message", "{count} messages", messages)))
    return tuple(pieces)


def _left_out(left_out: tuple[LeftOut, ...]) -> list[Paragraph]:
    if not left_out:
        return []
    lead = (say("! ", "bad"),)
    words = plural("{count} case is left out:", "{count} cases are left out:", len(left_out))
    out = [Paragraph((say(words, "bad"),), lead=lead, indent=2)]
    alike = Counter((left.who, left.why) for left in left_out)
    for (who, why), many in list(alike.items())[:LISTED]:
        pieces = (
            Piece(safe_line(who, 30), "title"),
            say(f" ({cases(many)})" if many > 1 else "", "dim"),
            Piece(safe(f": {safe_line(why, 200)}")),
        )
        out.append(Paragraph(pieces, lead=(say("  "),), indent=4))
    if len(alike) > LISTED:
        more = _("… and {n} more").format(n=sum(list(alike.values())[LISTED:]))
        out.append(Paragraph((say("  " + more, "dim"),)))
    return out


def _rules(drafts: tuple[Draft, ...], ruleset: "Ruleset") -> list[Paragraph]:
    counts = Counter(draft.rule for draft in drafts if draft.rule)
    out = []
    for id, many in counts.most_common(5):
        rule = ruleset.rule(id)
        pieces = [say(_("Rule") + "  ", "dim")]
        if rule is not None:
            pieces += [
                Piece(severity_mark(rule.severity), rule.severity.value),
                Piece(safe(f" {safe_line(rule.key, 1)} "), "key"),
            ]
        pieces.append(Piece(rule_title(rule, id), "title"))
        if len(counts) > 1:
            pieces.append(say(f"  {cases(many)}", "dim"))
        out.append(Paragraph(tuple(pieces), indent=6))
    return out


def _kind(draft: Draft, many: int) -> list[Paragraph]:
    head = (say(f"{many:>5} × ", "key"), Piece(steps_words(draft.steps), "title"))
    out = [Paragraph(head, indent=8)]
    if draft.because:
        because = (Piece(safe_line(draft.because, 300), "dim"),)
        out.append(Paragraph(because, lead=(say(" " * 8),), indent=8))
    for effect in draft.effects:
        about = [safe_line(text, 160) for text in (effect.seen_by, effect.undo) if text]
        if about and effect.step.verb != Verb.CLOSE:
            words = safe(f"{safe_line(effect.label, 40)}: {' · '.join(about)}")
            out.append(Paragraph((Piece(words, "dim"),), lead=(say(" " * 8),), indent=8))
    return out


def _message(made: Bulk) -> list[Paragraph]:
    spoken = [draft for draft in made.drafts if draft.message]
    if not spoken:
        return []
    first = spoken[0]
    words = _("Message to {who}")
    if len(spoken) > 1:
        words = _("Messages, each with their own name; the first, to {who}:")
    whom = safe_line(first.recipient, 40) or "?"
    head = [say(words.format(who=whom), "accent")]
    languages = Counter(draft.language for draft in spoken if draft.language)
    if languages:
        tally = ", ".join(
            f"{safe_line(code, 12)} {many}" if len(languages) > 1 else str(safe_line(code, 12))
            for code, many in languages.most_common()
        )
        head.append(say(f" [{tally}]", "dim"))
    bar = (say("▌ ", "accent"),)
    return [
        Paragraph(),
        Paragraph(tuple(head)),
        Paragraph((Piece(safe(first.message, 4000)),), lead=bar, repeat=True),
    ]
