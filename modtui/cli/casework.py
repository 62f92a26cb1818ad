"""A case, a draft and an outcome as lines of text."""

from collections.abc import Iterator

from modtui.cli.desks import short
from modtui.cli.printing import wrapped
from modtui.model import DONE, Person, Post, Span, Step
from modtui.rules.ruleset import Ruleset
from modtui.text import safe, safe_line, segments
from modtui.times import age, show_time
from modtui.triage.desk import Desk
from modtui.triage.veiling import Cover, masked, same_text, title_of, veiled_by
from modtui.triage.views import CaseView, Draft, Pending, Standing
from modtui.triage.words import handed
from modtui.words import _, plural

AROUND = 200
"""Characters shown of each message around the one that was reported."""


def case_lines(desk: Desk, view: CaseView, zone: str, *, unveil: bool = False) -> Iterator[str]:
    """Everything needed to judge a case; a text that a rule veils only with ``unveil``."""
    cover = desk.cover(uncovered=unveil)
    veil = veiled_by(view.hits, desk.ruleset) if cover.veils else None
    case, subject = view.case, view.case.subject
    yield _("Case {key}, {standing}").format(
        key=safe_line(short(desk, case.key)), standing=view.standing.value
    )
    where = [safe_line(subject.place.shown, 60)] if subject.place else []
    where += [safe_line(subject.thread, 60)] if subject.thread else []
    yield f"{subject.kind.value}: {' · '.join(where) or '?'}, {show_time(subject.at, zone)}"
    yield from _author(subject.author)
    if subject.approval:
        yield _("It waits for approval: nobody else has seen it yet.")
    if subject.edited:
        yield _("Edited {at}.").format(at=show_time(subject.edited, zone))
    yield ""
    if veil is not None and subject.text:
        words = _("Veiled: it hits the rule “{rule}”. --unveil shows it.")
        yield from wrapped(words.format(rule=safe_line(title_of(veil), 80)), "  ")
    else:
        text = subject.text
        if cover.masks:
            text = masked(text, view.hits, desk.ruleset)
        yield from text_lines(view, text)
    for attachment in subject.attachments:
        yield "  " + _("Attachment: {name}").format(name=safe_line(attachment.name, 60))
    yield ""
    yield from _hits(desk, view)
    for report in case.reports:
        who = safe_line(report.reporter.shown, 40) if report.reporter else "?"
        why = safe_line(report.reason or report.category, 200) or _("no reason given")
        yield from wrapped(_("Flagged by {who}: {why}").format(who=who, why=why))
    for note in view.notes:
        who, text = safe_line(note.by, 40), safe(note.text, 2000)
        yield from wrapped(_("Note by {who}: {text}").format(who=who, text=text))
    for note in view.about_person:
        who, text = safe_line(note.by, 40), safe(note.text, 2000)
        yield from wrapped(_("Note on them by {who}: {text}").format(who=who, text=text))
    yield from _around(view, desk.ruleset, cover)
    for earlier in view.about_author:
        yield _("Earlier: {verbs} by {by}, {age} ago").format(
            verbs=", ".join(safe_line(v, 20) for v in earlier.verbs),
            by=safe_line(earlier.by, 40),
            age=age(earlier.at, desk.now),
        )
    if view.escalation is not None:
        yield safe_line(handed(view.escalation, desk.now), 200)
    if view.returned is not None:
        yield _("A decision about it came back: {why}").format(
            why=safe_line(view.returned.detail or view.returned.why, 200)
        )
    if view.trouble:
        yield safe_line(view.trouble, 300)


def text_lines(view: CaseView, text: str | None = None) -> list[str]:
    """The text that was reported, with what the rules hit marked [[so]].

    ``text`` is it with some of its words masked.
    """
    subject = view.case.subject
    if subject.obstacle:
        return wrapped(f"({safe_line(subject.obstacle, 200)})", "  ")
    spans: list[Span] = [span for hit in view.hits for span in hit.spans]
    marked = "".join(
        f"[[{piece.text}]]" if piece.marked else piece.text
        for piece in segments(subject.text if text is None else text, spans)
    )
    return wrapped(marked, "  ")


def _author(author: Person | None) -> Iterator[str]:
    if author is None:
        yield _("By somebody unknown")
        return
    known: list[str] = [safe_line(author.id, 60)]
    if author.posts is not None:
        known.append(plural("{count} post", "{count} posts", author.posts))
    if author.reports_against is not None:
        known.append(plural("{count} report", "{count} reports", author.reports_against))
    if author.sanctions is None:
        known.append(_("earlier sanctions unknown"))
    elif author.sanctions:
        verbs = ", ".join(safe_line(s.verb, 20) for s in author.sanctions[:5])
        known.append(_("earlier: {verbs}").format(verbs=verbs))
    name = safe_line(author.shown, 60)
    yield _("By {name} ({known})").format(name=name, known=", ".join(known))


def _hits(desk: Desk, view: CaseView) -> Iterator[str]:
    from modtui.rules.ruleset import in_language

    for hit in view.hits:
        rule = desk.ruleset.rule(hit.rule)
        title = safe_line(in_language(rule.title, "en"), 80) if rule else ""
        doubt = " " + _("(undecided: look yourself)") if hit.undecided else ""
        severity = rule.severity.value if rule else "?"
        yield _("Hits {rule} ({severity}): {title}{doubt}").format(
            rule=safe_line(hit.rule, 40), severity=severity, title=title, doubt=doubt
        )
    if not view.hits:
        yield _("No rule hits it.")


def _around(view: CaseView, ruleset: Ruleset, cover: Cover) -> Iterator[str]:
    context = view.context
    if context is None:
        return
    if context.before or context.after:
        yield ""
        yield _("Around it:")
    for post in context.before:
        yield from _post(post, view, ruleset, cover)
    if context.before or context.after:
        yield "  > " + _("(the reported one)")
    for post in context.after:
        yield from _post(post, view, ruleset, cover)
    for missing in context.missing:
        yield _("Not to be had: {what}").format(what=safe_line(missing, 100))


def _post(post: Post, view: CaseView, ruleset: Ruleset, cover: Cover) -> list[str]:
    who = safe_line(post.author.shown, 30) if post.author else "?"
    same = same_text(post, view.case.subject)
    hits = view.hits if same else cover.hits(post.text or "") or ()
    text = _("(removed)") if post.removed else safe_line(post.text or "?", AROUND)
    if not post.removed and cover.veils and veiled_by(hits, ruleset):
        text = _("(veiled: the same text)") if same else _("(veiled)")
    elif not post.removed and cover.masks and post.text:
        text = safe_line(masked(post.text, cover.hits(post.text) or (), ruleset), AROUND)
    return wrapped(f"{who}: {text}", "    ")


def draft_lines(desk: Desk, draft: Draft) -> Iterator[str]:
    """A decision before it is made: its steps, who sees what, the message."""
    rule = f", {safe_line(draft.rule, 40)}" if draft.rule else ""
    key = safe_line(short(desk, draft.view.case.key))
    yield _("Decision on {key}: {verb}{rule}").format(
        key=key, verb=safe_line(draft.verb, 40), rule=rule
    )
    for number, effect in enumerate(draft.effects, 1):
        facts = (safe_line(effect.does, 160), safe_line(effect.undo, 80))
        told = "; ".join(fact for fact in facts if fact)
        yield from wrapped(f"{number}. {safe_line(effect.label, 40)}: {told}", "  ", 3)
        if effect.seen_by:
            yield from wrapped(safe_line(effect.seen_by, 160), "     ")
    if draft.because:
        yield from wrapped(safe_line(draft.because, 200), "  ")
    if draft.message:
        yield _("Message to {name}{language}:").format(
            name=safe_line(draft.recipient, 40),
            language=f" ({safe_line(draft.language, 20)})" if draft.language else "",
        )
        yield from wrapped(safe(draft.message), "  | ")
    for problem in draft.problems:
        yield from wrapped(_("Problem: {what}").format(what=safe_line(problem, 300)))


def outcome_lines(pending: Pending) -> Iterator[str]:
    """What came of each step of a decision."""
    outcomes = dict(pending.outcomes)
    for step in pending.decision.steps:
        outcome = outcomes.get(step.id)
        if outcome is None:
            yield f"  {step_name(step)}: " + _("not sent")
            continue
        extra = [safe_line(t, 120) for t in (outcome.receipt, outcome.detail) if t]
        more = f" ({', '.join(extra)})" if extra else ""
        yield f"  {step_name(step)}: {outcome.result.value}{more}"
    if pending.detail:
        yield "  " + safe_line(pending.detail, 300)


def step_name(step: Step) -> str:
    """A step's verb, and its id where that is another."""
    verb = safe_line(step.verb.removeprefix("native:"), 40)
    return verb if step.id == verb else f"{verb} [{safe_line(step.id, 40)}]"


def complete(pending: Pending) -> bool:
    """Whether every step was carried out."""
    outcomes = dict(pending.outcomes)
    return all(
        step.id in outcomes and outcomes[step.id].result in DONE for step in pending.decision.steps
    )


def taken_back(pending: Pending) -> bool:
    """Whether somebody took it back before anything was sent."""
    return pending.standing is Standing.OPEN and not complete(pending)
