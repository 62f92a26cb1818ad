"""A case in sentences, the most needed first. Pure functions of the view."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from modtui.model import Case, Hit, Kind, Person, Post
from modtui.rules.ruleset import Rule, Ruleset
from modtui.text import Safe, safe, safe_line
from modtui.times import age, ago, show_time, span
from modtui.triage.links import links
from modtui.triage.saying import all_done, result_word, severity_word, standing_word
from modtui.triage.veiling import same_text, title_of, veiled_by
from modtui.triage.views import CaseView, Earlier, Return, Row, Standing
from modtui.triage.words import handed, why
from modtui.words import _, plural

TEXT = 800
"""Characters of a text that are read unasked."""
REPORTS = 10
POST = 600
Short = Callable[[str], str]
WHOLE = 20_000
"""Characters of a text that are read when it is asked for."""


class Said(NamedTuple):
    """One thing to say. ``quoted``: somebody else's words, which stand by themselves."""

    text: str
    quoted: bool = False


def heading(row: Row, number: int, total: int, now: datetime) -> str:
    """The whole row of a case in one sentence, what matters most at its beginning."""
    parts = [str(severity_word(row.severity))]
    if row.standing is not Standing.OPEN:
        parts.insert(0, standing_word(row.standing))
    if row.rule:
        parts.append(safe_line(row.rule, 30))
    if row.author:
        parts.append(_("by {who}").format(who=safe_line(row.author, 30)))
    if row.place:
        parts.append(_("in {where}").format(where=safe_line(row.place, 30)))
    if row.at is not None:
        parts.append(ago(row.at, now))
    if row.due is not None and row.due < now:
        parts.append(_("late by {time}").format(time=span(now - row.due)))
    if row.approval and not row.reports:
        parts.append(_("held for approval"))
    else:
        parts.append(plural("{count} report", "{count} reports", row.reports))
    where = _("{number} of {total}").format(number=number, total=total)
    return f"{where}: {', '.join(parts)}."


def case(
    view: CaseView,
    ruleset: Ruleset,
    now: datetime,
    zone: str,
    short: Short,
    *,
    unveiled: bool,
    sites: frozenset[str] = frozenset(),
) -> Iterator[Said]:
    """What is needed to judge a case, without what was said around it.

    ``short`` says how a command is typed; ``sites`` are the community's own.
    """
    veil = None if unveiled else veil_of(view, ruleset)
    if view.returned is not None:
        yield from _returned(view.returned, veil, short)
    yield from _flags(view, now)
    yield from text(view, veil, TEXT, short)
    if veil is None:
        yield from _links(view, sites)
        yield from _change(view)
    for item in view.case.subject.attachments[:8]:
        name = safe_line(item.name, 60)
        yield Said(_("Attachment, not downloaded: {name}").format(name=name))
    yield from hits(view, ruleset, veiled=veil is not None)
    yield Said(_about(view, now))
    yield from _reports(view.case, now)
    for note in view.notes:
        told = _("Note by {who}, {time}: {text}")
        who, when = safe_line(note.by, 30), show_time(note.at, zone)
        yield Said(told.format(who=who, time=when, text=safe_line(note.text, POST)))
    for entry in view.earlier:
        yield Said(_("Decided before, on this case: {what}").format(what=earlier(entry, zone)))
    if view.trouble:
        yield Said(safe_line(view.trouble, 300))
    yield from _around(view, short)


def veil_of(view: CaseView, ruleset: Ruleset) -> Rule | None:
    """The rule that wants the text read only when asked for."""
    subject = view.case.subject
    if subject.obstacle or not (subject.text or subject.earlier_text):
        return None
    return veiled_by(view.hits, ruleset)


def text(view: CaseView, veil: Rule | None, limit: int, short: Short) -> Iterator[Said]:
    """The text itself, at most ``limit`` characters of it."""
    subject = view.case.subject
    if subject.obstacle:
        yield Said(_("No text: {why}").format(why=safe_line(subject.obstacle, 200)))
        return
    if veil is not None:
        words = _('Veiled: it hits the rule "{rule}". {z} reads it.')
        yield Said(words.format(rule=safe_line(title_of(veil), 60), z=short("unveil")))
        return
    shown = safe(subject.text, WHOLE).strip("\n")
    if not shown.strip():
        yield Said(
            {
                Kind.ACCOUNT: _("The account itself was reported."),
                Kind.ROOM: _("The room itself was reported."),
            }.get(subject.kind, _("It has no text."))
        )
        return
    cut = shown if len(shown) <= limit + 100 else shown[:limit]
    count = len(shown.split("\n"))
    yield Said(_("Text:") if count == 1 else _("Text, {count} lines:").format(count=count))
    yield Said(_without_gaps(cut), quoted=True)
    if len(cut) < len(shown):
        left = plural(
            "{count} more character: text reads it all.",
            "{count} more characters: text reads it all.",
            len(shown) - len(cut),
        )
        yield Said(left)


def _links(view: CaseView, sites: frozenset[str]) -> Iterator[Said]:
    """The links that are not what they seem: by ear a letter of another script is the same."""
    subject = view.case.subject
    if subject.obstacle:
        return
    for link in links(subject.text, sites):
        if not link.strange:
            continue
        told = [safe_line(doubt, 200) for doubt in link.doubts]
        if link.host != link.wire:
            told.insert(0, safe_line(link.wire, 300))
        words = _("Link, as machines write it: {what}.")
        if link.doubts:
            words = _("Caution, a link: {what}.")
        yield Said(words.format(what="; ".join(told)))


def _without_gaps(shown: str) -> str:
    """Several empty lines in a row are read as one."""
    lines: list[str] = []
    for row in shown.split("\n"):
        if row.strip() or (lines and lines[-1]):
            lines.append(row.rstrip())
    return "\n".join(lines)


def _returned(returned: Return, veil: Rule | None, short: Short) -> Iterator[Said]:
    steps = all_done(step.verb for step in returned.decision.steps)
    words = _("Your decision came back ({what}): {why}.")
    yield Said(words.format(what=steps, why=safe_line(why(returned.why), 100)))
    if returned.detail:
        yield Said(safe_line(returned.detail, 300))
    if veil is None and returned.then != returned.now:
        yield from difference(returned.then, returned.now)
    told = _("{y} sends it even so; any other verb decides anew.")
    yield Said(told.format(y=short("even-so")))


def difference(then: str, now: str) -> Iterator[Said]:
    """What was taken out of a text and what was put in, in the order of the text."""
    import difflib
    import re

    old, new = (re.findall(r"\S+\s*|\s+", safe(words, 2000)) for words in (then, now))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, low, high, start, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        if gone := safe_line("".join(old[low:high]), 300):
            yield Said(_('Taken out: "{text}"').format(text=gone))
        if come := safe_line("".join(new[start:end]), 300):
            yield Said(_('Put in: "{text}"').format(text=come))


def _flags(view: CaseView, now: datetime) -> Iterator[Said]:
    subject, closed = view.case.subject, view.case.handled
    if subject.approval:
        yield Said(_("Waits for approval: nobody else has seen it yet."))
    if subject.removed:
        yield Said(_("Is removed already."))
    if view.escalation is not None:
        yield Said(safe_line(handed(view.escalation, now), 160) + ".")
    elif view.case.escalated:
        yield Said(_("Escalated already."))
    if closed is not None:
        who = safe_line(closed.by, 30) or _("somebody")
        how = f": {safe_line(closed.how, 60)}" if closed.how else ""
        yield Said(_("Handled by {who}{how}.").format(who=who, how=how))


def _about(view: CaseView, now: datetime) -> str:
    """The author, and where and when, in one sentence."""
    subject = view.case.subject
    author = known_author(view)
    parts = [_name(author)]
    if author is not None:
        if author.since is not None:
            parts.append(_("here for {time}").format(time=age(author.since, now)))
        if author.posts is not None:
            parts.append(plural("{count} post", "{count} posts", author.posts))
        if author.sanctions:
            count = len(author.sanctions)
            parts.append(plural("{count} sanction", "{count} sanctions", count))
    if count := len(view.about_author):
        parts.append(plural("{count} decision here before", "{count} decisions here before", count))
    if subject.thread:
        parts.append(_('thread "{name}"').format(name=safe_line(subject.thread, 60)))
    if subject.edited is not None:
        parts.append(_("edited {ago}").format(ago=ago(subject.edited, now)))
    if subject.language:
        parts.append(_("language {code}").format(code=safe_line(subject.language, 12)))
    return _("Author {facts}.").format(facts=", ".join(parts))


def known_author(view: CaseView) -> Person | None:
    """The author, with as much as is known of them."""
    context = view.context
    return context.author if context and context.author else view.case.subject.author


def _name(person: Person | None) -> str:
    if person is None:
        return _("unknown")
    name: str = safe_line(person.shown, 40)
    if person.name and person.name != person.id:
        name += f" ({safe_line(person.id, 50)})"
    if person.roles:
        name += f", {safe_line(', '.join(person.roles), 40)}"
    return name


def _change(view: CaseView) -> Iterator[Said]:
    subject = view.case.subject
    if subject.earlier_text is not None and subject.earlier_text != subject.text:
        yield Said(_("It was edited since it was written."))
        yield from difference(subject.earlier_text, subject.text)


def hits(view: CaseView, ruleset: Ruleset, *, veiled: bool) -> Iterator[Said]:
    """The rules that it hits, each with the words that did."""
    for hit in view.hits:
        rule = ruleset.rule(hit.rule)
        told = _("Hits rule {rule}").format(rule=safe_line(hit.rule, 30))
        if words := "" if veiled else _found(hit, view.case.subject.text):
            told += f": {words}"
        if hit.undecided:
            told += ", " + _("not decided in time: please look")
        if rule is not None:
            told += f". {title(rule)}; {severity_word(rule.severity)}"
        yield Said(told + ".")
    if not view.hits:
        yield Said(_("Hits no rule by itself."))


def title(rule: Rule) -> Safe:
    """A rule's title in the reader's language where it has one."""
    return safe_line(title_of(rule), 80)


def _found(hit: Hit, text: str) -> str:
    words = dict.fromkeys(
        safe_line(text[span.start : min(span.end, span.start + 200)], 40) for span in hit.spans[:20]
    )
    told = ", ".join(f'"{word}"' for word in list(words)[:4])
    return told + (", " + _("and more") if len(words) > 4 else "")


def _reports(case: Case, now: datetime) -> Iterator[Said]:
    for report in case.reports[:REPORTS]:
        who = safe_line(report.reporter.shown, 30) if report.reporter else _("somebody")
        parts = [_("Report by {who}").format(who=who)]
        if report.at is not None:
            parts.append(ago(report.at, now))
        if report.category:
            parts.append(safe_line(report.category, 30))
        why_ = f'"{safe_line(report.reason, 400)}"' if report.reason else _("no reason given")
        yield Said(f"{', '.join(parts)}: {why_}")
    if (left := len(case.reports) - REPORTS) > 0:
        yield Said(plural("And {count} more report.", "And {count} more reports.", left))


def _around(view: CaseView, short: Short) -> Iterator[Said]:
    context = view.context
    if context is None:
        if not view.trouble:
            yield Said(_("Around it: still loading; {t} reads it.").format(t=short("thread")))
    elif context.before or context.after:
        words = _("Around it: {before} before, {after} after; {t} reads them.")
        before, after = len(context.before), len(context.after)
        yield Said(words.format(before=before, after=after, t=short("thread")))


def thread(view: CaseView, now: datetime, veil: Rule | None) -> Iterator[Said]:
    """What was said around it, the oldest first."""
    context, subject = view.context, view.case.subject
    if view.trouble:
        yield Said(safe_line(view.trouble, 300))
    if context is None:
        return
    if not context.before and not context.after:
        yield Said(_("Nothing else was said there."))
    for post in context.before:
        yield from _post(post, now, veil if same_text(post, subject) else None)
    if context.before or context.after:
        who = safe_line(subject.author.shown, 30) if subject.author else _("somebody")
        yield Said(_("Here stands the case, by {who}.").format(who=who))
    for post in context.after:
        yield from _post(post, now, veil if same_text(post, subject) else None)
    for part in context.missing:
        yield Said(_("Could not be had: {what}").format(what=safe_line(part)))


def _post(post: Post, now: datetime, veil: Rule | None) -> Iterator[Said]:
    who = safe_line(post.author.shown, 30) if post.author else _("somebody")
    head = _("By {who}, {ago}:").format(who=who, ago=ago(post.at, now))
    if post.removed:
        yield Said(f"{head} " + _("removed."))
    elif post.text is None:
        yield Said(f"{head} " + _("cannot be read."))
    elif veil is not None:
        yield Said(f"{head} " + _("veiled, the same text."))
    else:
        yield Said(head)
        yield Said(_without_gaps(safe(post.text, POST)), quoted=True)


def person(view: CaseView, now: datetime, zone: str, veil: Rule | None) -> Iterator[Said]:
    """What is known of the author; what is not known is said to be so."""
    author = known_author(view)
    yield Said(_("Author {name}.").format(name=_name(author)))
    if author is None:
        return
    unknown = _("unknown")
    since = show_time(author.since, zone)[:10] if author.since else unknown
    yield Said(_("Here since: {date}.").format(date=since))
    count = unknown if author.posts is None else str(author.posts)
    yield Said(_("Posts: {count}.").format(count=count))
    count = unknown if author.reports_against is None else str(author.reports_against)
    yield Said(_("Reports against them: {count}.").format(count=count))
    if author.language:
        yield Said(_("Language: {code}.").format(code=safe_line(author.language, 20)))
    if author.sanctions is None:
        yield Said(_("Earlier sanctions: unknown, this backend does not tell."))
    elif not author.sanctions:
        yield Said(_("Earlier sanctions: none."))
    for sanction in (author.sanctions or ())[:10]:
        told = f"{all_done([sanction.verb])}, {show_time(sanction.at, zone)}"
        if sanction.by:
            told += ", " + _("by {who}").format(who=safe_line(sanction.by, 30))
        if sanction.until is not None:
            told += ", " + _("until {time}").format(time=show_time(sanction.until, zone))
        if sanction.reason:
            told += f': "{safe_line(sanction.reason, 200)}"'
        yield Said(_("Sanction: {what}.").format(what=told))
    if not view.about_author:
        yield Said(_("Decided here before about them: nothing."))
    for entry in view.about_author[:10]:
        yield Said(_("Decided here before: {what}").format(what=earlier(entry, zone)))
    recent: Sequence[Post] = (view.context.recent or ()) if view.context is not None else ()
    if recent:
        yield Said(_("What else they wrote lately:"))
    for post in recent[:10]:
        yield from _post(post, now, veil if same_text(post, view.case.subject) else None)


def earlier(entry: Earlier, zone: str) -> str:
    """A decision from before in a few words."""
    told = f"{all_done(entry.verbs)}, {show_time(entry.at, zone)}"
    if entry.rules:
        told += f", {safe_line(', '.join(entry.rules), 60)}"
    told += ", " + _("by {who}").format(who=safe_line(entry.by, 30))
    return told + (f", {result_word(entry.result)}." if entry.result else ".")
