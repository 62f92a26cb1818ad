"""A decision in sentences before it is made."""

from collections.abc import Iterable, Iterator, Sequence

from modtui.model import SENDS_TEXT, Verb
from modtui.plain.case_lines import Said, title
from modtui.rules.ruleset import Ruleset
from modtui.text import safe, safe_line
from modtui.triage.saying import severity_word
from modtui.triage.views import Draft
from modtui.words import _, plural

NEARLY = 0.8
"""Share of a backend's limit from which the length of a message is told."""
ADVICE = 3


def draft(made: Draft, ruleset: Ruleset, moderator: str, limit: int | None) -> Iterator[Said]:
    """A whole decision: what stands in its way, rule, steps in their order, message, note.

    ``limit`` is how many characters the message may have.
    """
    yield Said(_("Not decided yet: {what}").format(what=_what(made)))
    for problem in made.problems:
        yield Said(_("Problem: {what}").format(what=safe_line(problem, 400)))
    rule = ruleset.rule(made.rule)
    if rule is not None:
        told = _("Rule {rule}, {severity}: {title}.")
        yield Said(
            told.format(
                rule=safe_line(rule.id, 30), severity=severity_word(rule.severity),
                title=title(rule),
            )
        )  # fmt: skip
    if made.because:
        yield Said(_("Because: {why}.").format(why=safe_line(made.because, 300).rstrip(".")))
    if made.undoes:
        yield Said(_("It reverses a decision that was sent."))
    yield from _steps(made)
    yield from _message(made, limit)
    if made.note:
        told = _("Note, only moderators see it: {text}")
        if made.verb == Verb.ESCALATE:
            told = _("Note, the contact sees it too: {text}")
        yield Said(told.format(text=safe_line(made.note, 1000)))
    if moderator:
        yield Said(_("You decide as {who}.").format(who=safe_line(moderator, 30)))


def _what(made: Draft) -> str:
    labels: list[str] = [
        safe_line(effect.label, 30)
        for effect in made.effects
        if effect.step.verb != Verb.CLOSE and not effect.step.preparing
    ]
    if made.problems or not labels:
        labels = [safe_line(made.verb.removeprefix("native:"), 30)]
    author = made.view.case.subject.author
    whom = f": {safe_line(author.shown, 30)}" if author is not None else ""
    return f"{', '.join(labels)}{whom}."


def _steps(made: Draft) -> Iterator[Said]:
    if not made.effects:
        yield Said(_("Nothing would be done."))
    for number, effect in enumerate(made.effects, 1):
        label = safe_line(effect.label, 40)
        told = _("Step {number}, {label}").format(number=number, label=label)
        facts = (safe_line(effect.does, 300), safe_line(effect.undo, 120))
        rest = "; ".join(fact for fact in facts if fact)
        told += f": {rest}" if rest else ""
        seen = f" {safe_line(effect.seen_by, 200)}" if effect.seen_by else ""
        yield Said(f"{told.rstrip('.')}.{seen}")


def _message(made: Draft, limit: int | None) -> Iterator[Said]:
    if not made.message:
        yield Said(_("No message goes to anyone."))
        return
    told = _("Message to {who}").format(who=safe_line(made.recipient, 40) or "?")
    if made.language:
        told += ", " + _("language {code}").format(code=safe_line(made.language, 12))
    if others := ", ".join(code for code in made.languages if code != made.language):
        told += " " + _("(also {codes})").format(codes=safe_line(others, 40))
    yield Said(told + ":")
    yield Said(safe(made.message), quoted=True)
    yield Said(_("End of the message."))
    if limit is not None and len(made.message) > limit * NEARLY:
        words = _("{n} of {limit} characters.")
        yield Said(words.format(n=len(made.message), limit=limit))
    yield from advice(made, ADVICE)
    if (left := len(made.advice) - ADVICE) > 0:
        yield Said(plural("And {count} more hint: a", "And {count} more hints: a", left))


def advice(made: Draft, most: int) -> Iterator[Said]:
    """What would make the message better."""
    for one in made.advice[:most]:
        told = _("Must be changed") if one.blocks else _("Hint")
        if place := safe_line(made.message[one.start : one.end], 60):
            told += f', "{place}"'
        told += f": {safe_line(one.message, 300).rstrip('.')}."
        if one.better:
            told += " " + _("Better: {text}").format(text=safe_line(one.better, 300))
        yield Said(told)


def fresh(now: Iterable[Said], before: Sequence[Said]) -> Iterator[Said]:
    """What is another than before: of a message that was changed in part, that part."""
    known = set(before)
    rows = {row for line in before if line.quoted for row in line.text.split("\n")}
    for line in now:
        if line in known:
            continue
        new = [row for row in line.text.split("\n") if row.strip() and row not in rows]
        if not line.quoted or len(new) == sum(bool(row.strip()) for row in line.text.split("\n")):
            yield line
        elif new:
            yield Said(_("In the message, new:"))
            yield Said("\n".join(new), quoted=True)
        else:
            yield Said(_("Of the message, something was taken out."))


def speaks(made: Draft) -> bool:
    """Whether somebody gets a message with it."""
    return any(effect.step.verb in SENDS_TEXT for effect in made.effects)
