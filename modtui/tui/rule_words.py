"""Rules in words: their lines in a list, one of them whole, what is wrong with their file."""

import unicodedata
from collections.abc import Iterable
from shlex import quote
from typing import TYPE_CHECKING

from modtui.model import Hit
from modtui.problems import Problem
from modtui.rules.durations import duration
from modtui.rules.ruleset import (
    ANY_VERB,
    Example,
    LadderStep,
    Rule,
    Ruleset,
    Urgency,
    When,
    in_language,
)
from modtui.text import safe, safe_line, segments
from modtui.triage.veiling import BARE, Cover, masked
from modtui.triage.views import CaseView
from modtui.tui import keys
from modtui.tui.pieces import Line, Paragraph, Piece, say
from modtui.tui.text_words import rule_title, veil_of
from modtui.tui.verbs import done, severity_mark, severity_word
from modtui.words import _, plural, reader

if TYPE_CHECKING:
    from pathlib import Path

TEXT = 4000
"""Characters shown of one text of a rule."""


def hit_of(rule: Rule, view: CaseView | None) -> Hit | None:
    """What this rule found in the case, if anything."""
    hits = view.hits if view is not None else ()
    return next((hit for hit in hits if hit.rule == rule.id), None)


def rule_line(rule: Rule, hit: Hit | None) -> Line:
    """A rule in a list: key, severity, title, whether the case hits it."""
    pieces = [
        Piece(safe(f"{safe_line(rule.key, 1) or ' '} "), "key"),
        Piece(severity_mark(rule.severity), rule.severity.value),
        Piece(safe(" " + rule_title(rule))),
    ]
    if hit is not None:
        words = _("not decided in time") if hit.undecided and not hit.spans else _("hits here")
        pieces.append(say(f"  ● {words}", "warn"))
    pieces.append(Piece(safe(f"  {severity_word(rule.severity)}"), "dim"))
    return tuple(pieces)


def found(rules: Iterable[Rule], search: str) -> list[Rule]:
    """The rules that have all the words of a search in their titles and texts, any language.

    Case and accents do not count.
    """
    words = bare(search).split()
    if not words:
        return list(rules)
    told = ((rule, bare("\n".join((rule.id, *_texts(rule))))) for rule in rules)
    return [rule for rule, text in told if all(word in text for word in words)]


def _texts(rule: Rule) -> Iterable[str]:
    return (text for texts in (rule.title, rule.text) for _language, text in texts)


def bare(text: str) -> str:
    """A text as it is searched: without case and accents."""
    split = unicodedata.normalize("NFKD", safe(text, 20_000).casefold())
    return "".join(character for character in split if not unicodedata.combining(character))


def rule_words(
    rule: Rule, ruleset: Ruleset, view: CaseView | None, cover: Cover = BARE
) -> tuple[Paragraph, ...]:
    """A rule whole: what it says, what it finds in the case, what follows, examples, tone.

    ``cover`` is what of the case is covered.
    """
    out = [Paragraph((Piece(safe(in_language(rule.text, reader()), TEXT)),))]
    if view is not None:
        in_case = _("{key} in the case").format(key=keys.of("unveil"))
        veil = veil_of(view, ruleset, cover, in_case)
        text = view.case.subject.text
        if cover.masks:
            text = masked(text, view.hits, ruleset)
        out += _post(rule, view, veil, text)
    out += _ladder(rule)
    out += _contact(rule, ruleset)
    out += _examples(_("This breaks it"), say("✗ ", "bad"), rule.violates)
    out += _examples(_("This does not"), say("✓ ", "good"), rule.allows)
    out += _tone(ruleset)
    return tuple(out)


def _section(title: str) -> list[Paragraph]:
    return [Paragraph(), Paragraph((say(f"── {title} ", "accent"),))]


def _post(rule: Rule, view: CaseView, veil: Piece | None, text: str) -> list[Paragraph]:
    hit = hit_of(rule, view)
    if hit is None and rule.match.empty:
        title = _("The post: this rule is only ever chosen by a person")
    elif hit is None:
        title = _("The post: this rule finds nothing in it by itself")
    elif hit.undecided and not hit.spans:
        title = _("The post: this rule could not decide it in time")
    elif not hit.spans:
        title = _("The post: this rule holds for it as a whole")
    else:
        count = len(hit.spans)
        title = plural(
            "The post: this rule marks {count} place", "The post: this rule marks {count} places",
            count,
        )  # fmt: skip
    subject = view.case.subject
    parts = segments(text, hit.spans if hit is not None else ())
    pieces = tuple(Piece(part.text, "hit" if part.marked else "text") for part in parts)
    if veil is not None:
        pieces = (veil,)
    elif not pieces:
        pieces = (Piece(safe_line(subject.obstacle) or safe(_("It has no text.")), "dim"),)
    return [*_section(title), Paragraph(pieces, lead=(say("▌ ", "accent"),), repeat=True)]


def _ladder(rule: Rule) -> list[Paragraph]:
    out = _section(_("What follows"))
    if not rule.ladder:
        return [*out, Paragraph((say(_("Nothing is set: a person decides each time."), "dim"),))]
    for number, step in enumerate(rule.ladder, 1):
        lead = (Piece(safe(f"{number:>3} "), "key"),)
        out.append(Paragraph((Piece(safe(_step(step))),), lead=lead, indent=4))
    if rule.decay_days:
        words = plural(
            "A violation counts for {count} day.", "A violation counts for {count} days.",
            rule.decay_days,
        )  # fmt: skip
    else:
        words = _("A violation always counts.")
    out.append(Paragraph((say(words, "dim"),)))
    if rule.approve_first:
        if ANY_VERB in rule.approve_first:
            words = _("A second moderator agrees before anything is sent.")
        else:
            verbs = ", ".join(done(verb) for verb in rule.approve_first)
            words = _("A second moderator agrees before it is {verbs}.").format(verbs=verbs)
        out.append(Paragraph((say(words, "warn"),)))
    return out


def _step(step: LadderStep) -> str:
    words = str(done(step.verb))
    if step.seconds is not None:
        words += " " + _("for {time}").format(time=duration(step.seconds))
    if step.response:
        words += " · " + _("message: {response}").format(response=safe_line(step.response, 40))
    return words


def _contact(rule: Rule, ruleset: Ruleset) -> list[Paragraph]:
    contact = ruleset.contact(rule.contact) if rule.contact else None
    if contact is None:
        return []
    pieces = [say(_("Whom to ask:") + " ", "dim"), Piece(safe_line(contact.name, 60), "title")]
    if contact.about:
        pieces.append(Piece(safe(f" – {safe_line(contact.about, 300)}")))
    told = {
        When.ALWAYS: _("Every case of this rule goes there."),
        When.UNDECIDED: _("Cases that the rule cannot decide go there."),
        When.TOP_OF_LADDER: _("After the last step, cases go there."),
    }[rule.escalate]
    if contact.urgency is Urgency.IMMEDIATE:
        told += " " + _("They answer at once.")
    elif contact.urgency is Urgency.NONE:
        told += " " + _("They do not answer.")
    elif contact.answer_within is not None:
        time = duration(contact.answer_within)
        told += " " + _("They answer within {time}.").format(time=time)
    lead = (say("  "),)
    return [
        Paragraph(tuple(pieces), indent=2),
        Paragraph((say(told, "dim"),), lead=lead, indent=2),
    ]


def _tone(ruleset: Ruleset) -> list[Paragraph]:
    if not ruleset.tone:
        return []
    tone = safe(in_language(ruleset.tone, reader()), TEXT)
    return [*_section(_("How we speak")), Paragraph((Piece(tone, "quote"),))]


def _examples(title: str, lead: Piece, examples: tuple[Example, ...]) -> list[Paragraph]:
    if not examples:
        return []
    out = _section(title)
    for example in examples:
        pieces = [Piece(safe(example.text, TEXT), "quote")]
        if notes := _notes(example):
            pieces.append(say(f" [{notes}]", "dim"))
        out.append(Paragraph(tuple(pieces), lead=(lead,), indent=2))
    return out


def _notes(example: Example) -> str:
    """What an example says beside its text."""
    notes = [safe_line(example.language, 12)] if example.language else []
    if example.author_age is not None:
        notes.append(safe(_("author here for {time}").format(time=duration(example.author_age))))
    if example.author_posts is not None:
        count = example.author_posts
        notes.append(safe(plural("{count} post", "{count} posts", count)))
    if example.reports is not None:
        notes.append(safe(plural("{count} report", "{count} reports", example.reports)))
    notes += [safe_line(reason, 60) for reason in example.reasons]
    notes += [safe_line(name, 60) for name in example.attachments]
    return ", ".join(notes)


def problem_words(problems: Iterable[Problem]) -> tuple[Paragraph, ...]:
    """What is wrong with a file, each with its place, the line, and what to do."""
    first = _("The ruleset as it was before stays in force. This is wrong with the file:")
    out = [Paragraph((say(first),)), Paragraph()]
    for problem in problems:
        place = problem.file
        if problem.line:
            place = _("line {line}, column {column}").format(
                line=problem.line, column=problem.column
            )
        out.append(
            Paragraph(
                (say(f"{safe_line(place, 300)}: ", "key"), say(safe_line(problem.message, 500))),
                indent=2,
            )
        )
        if problem.excerpt.strip():
            lead = (say("    "),)
            excerpt = Piece(safe(problem.excerpt), "quote")
            out.append(Paragraph((excerpt,), lead=lead, repeat=True))
            out.append(Paragraph((say(" " * problem.caret + "^", "bad"),), lead=lead, repeat=True))
        if problem.hint:
            lead = (say("  → ", "accent"),)
            out.append(Paragraph((say(safe_line(problem.hint, 300)),), lead=lead, indent=4))
        out.append(Paragraph())
    return tuple(out)


def shipped_words(path: "Path", config: "Path") -> tuple[Paragraph, ...]:
    """That a ruleset comes with modtui, and how to make it one's own."""
    name = path.name
    own = config.parent / name
    return (
        Paragraph((say(_("This ruleset comes with modtui; an update would undo your changes.")),)),
        Paragraph((say(_("Make it yours:")),)),
        Paragraph(),
        Paragraph((say(_("Copy it:")),), lead=(say("1 ", "key"),), indent=2),
        Paragraph((Piece(safe(f"cp {quote(str(path))} \\\n   {quote(str(own))}"), "title"),)),
        Paragraph(
            (say(_("Name it in {file}:").format(file=safe_line(str(config), 300))),),
            lead=(say("2 ", "key"),),
            indent=2,
        ),
        Paragraph((Piece(safe(f"ruleset: ./{name}"), "title"),)),
        Paragraph((say(_("Open modtui again.")),), lead=(say("3 ", "key"),), indent=2),
    )
