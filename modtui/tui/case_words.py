"""A case in words: what the case view shows, as paragraphs. Pure functions of the view."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from modtui.model import Claim, Kind, Report, Span
from modtui.text import Safe, safe, safe_line
from modtui.times import show_time, span
from modtui.triage.priority import Past
from modtui.triage.veiling import masked
from modtui.triage.views import CaseView, Return, Standing
from modtui.triage.words import handed, why
from modtui.tui import keys
from modtui.tui.around_words import (
    DOT,
    author_of,
    earlier_words,
    name,
    note_words,
    section,
    since,
)
from modtui.tui.pieces import Line, Paragraph, Piece, joined, say
from modtui.tui.text_words import (
    LIMIT,
    Telling,
    bare,
    hits_of,
    rule_title,
    veil_of,
    with_links,
)
from modtui.tui.times import ago
from modtui.tui.verbs import all_done, severity_mark, severity_word
from modtui.words import _, plural


def paragraphs(view: CaseView, how: Telling) -> tuple[Paragraph, ...]:
    """The case itself, the most needed first; ``around_words`` tells the rest."""
    veil = veil_of(view, how.ruleset, how.cover)
    out: list[Paragraph] = []
    if view.returned is not None:
        out += _returned(view.returned, view, how, veil)
    out += _head(view, how)
    out += _rules(view, how, veil)
    out.append(Paragraph())
    out += _subject(view, how, veil)
    out.append(Paragraph())
    if view.notes:
        out.append(section(_("Notes, seen by moderators only")))
        out += [note_words(note, how.zone) for note in view.notes]
    out += _reports(view.case.reports, how)
    if view.earlier:
        out.append(section(_("Decided here before, on this case")))
        out += [earlier_words(entry, how.zone) for entry in view.earlier]
    return tuple(out)


def covers(view: CaseView, how: Telling) -> bool:
    """Whether something of a case is covered, or would be if it was not uncovered."""
    texts = {view.case.subject.text, view.case.subject.earlier_text or ""}
    if (context := view.context) is not None:
        texts |= {
            post.text
            for post in (*context.before, *context.after, *(context.recent or ()))
            if post.text and not post.removed
        }
    return any(bare(text, view, how) != text for text in texts if hits_of(text, view, how))


def _head(view: CaseView, how: Telling) -> list[Paragraph]:
    subject = view.case.subject
    now, zone = how.now, how.zone
    author = author_of(view)
    who: list[Line] = [name(author)]
    if author is not None:
        if (date := since(author, now, zone)) is not None:
            who.append((say(_("here since {date}").format(date=date)),))
        if author.posts is not None:
            who.append((say(plural("{count} post", "{count} posts", author.posts)),))
        if author.sanctions:
            words = plural("{count} sanction", "{count} sanctions", len(author.sanctions))
            who.append((say(words, "warn"),))
    if view.about_author:
        words = plural(
            "{count} decision here before", "{count} decisions here before",
            len(view.about_author),
        )  # fmt: skip
        who.append((say(words, "warn"),))
    if view.about_person:
        words = plural("{count} note on them", "{count} notes on them", len(view.about_person))
        who.append((say(words, "warn"),))
    where: list[Line] = []
    if subject.place is not None:
        where.append((Piece(safe_line(subject.place.shown, 40)),))
    if subject.thread:
        where.append((Piece(safe(f"“{safe_line(subject.thread, 60)}”")),))
    when = safe(f" ({ago(subject.at, now)})")
    where.append((say(show_time(subject.at, zone)), Piece(when, "dim")))
    if subject.edited is not None:
        words = _("edited {ago}").format(ago=ago(subject.edited, now))
        where.append((say(words, "warn"),))
    if subject.language:
        where.append((Piece(safe_line(subject.language, 12), "dim"),))
    out = [Paragraph(joined(who, DOT)), Paragraph(joined(where, DOT))]
    flags: list[Line] = []
    if subject.approval:
        flags.append((say(_("waits for approval before anyone sees it"), "warn"),))
    if subject.removed:
        flags.append((say(_("is removed already"), "warn"),))
    if view.escalation is not None:
        flags.append((Piece(safe_line(handed(view.escalation, now), 160), "warn"),))
    elif view.case.escalated:
        flags.append((say(_("escalated"), "warn"),))
    claim = view.case.claim
    if claim is not None and claim.holds(now):
        flags.append((say(_claimed(claim, now), "warn"),))
    handled = view.case.handled
    if handled is not None:
        words = _("handled by {who}").format(who=safe_line(handled.by, 30) or _("somebody"))
        if handled.how:
            words += f": {safe_line(handled.how, 60)}"
        flags.append((say(words, "warn"),))
    if flags:
        out.append(Paragraph(joined(flags, DOT)))
    return out


def _claimed(claim: Claim, now: datetime) -> str:
    who = safe_line(claim.by, 30)
    words = _("{who} works on it").format(who=who)
    if claim.since is not None:
        words = _("{who} works on it, since {time}").format(who=who, time=span(now - claim.since))
    if claim.until is not None:
        words += " " + _("({time} left)").format(time=span(claim.until - now))
    return words


def _rules(view: CaseView, how: Telling, veil: Piece | None) -> list[Paragraph]:
    hits, ruleset = view.hits, how.ruleset
    text = "" if veil else bare(view.case.subject.text, view, how) or ""
    if not hits:
        return [Paragraph((say(_("It hits no rule by itself."), "dim"),))]
    out = []
    for hit in hits:
        rule = ruleset.rule(hit.rule)
        pieces: list[Piece] = []
        if rule is not None:
            pieces += [
                Piece(severity_mark(rule.severity), rule.severity.value),
                say(" "),
                Piece(safe(f"{safe_line(rule.key, 1)} " if rule.key else ""), "key"),
            ]
        pieces.append(Piece(rule_title(rule, hit.rule), "title"))
        if rule is not None:
            pieces.append(Piece(safe(f" ({severity_word(rule.severity)})"), "dim"))
        if hit.undecided:
            pieces.append(say(" " + _("not decided in time: please look"), "warn"))
        found = _found(hit.spans, text)
        if found:
            pieces.append(Piece(safe(": " + found), "warn"))
        out.append(Paragraph(tuple(pieces), indent=6))
    return out


def _found(spans: Sequence[Span], text: str) -> Safe:
    """The words of the subject that a rule matched, each once, the first few of them."""
    words = dict.fromkeys(
        safe_line(text[span.start : min(span.end, span.start + 200)], 30) for span in spans[:20]
    )
    shown = ", ".join(list(words)[:4])
    return safe(shown + (", …" if len(words) > 4 else ""))


def _subject(view: CaseView, how: Telling, veil: Piece | None) -> list[Paragraph]:
    subject = view.case.subject
    bar = (say("▌ ", "accent"),)
    if subject.obstacle:
        return [Paragraph((Piece(safe_line(subject.obstacle), "warn"),), lead=bar, repeat=True)]
    if view.standing is Standing.UNREADABLE:
        words = _("This case could not be read.")
        return [Paragraph((say(words, "warn"),), lead=bar, repeat=True)]
    spans: list[Span] = [span for hit in view.hits for span in hit.spans]
    text = subject.text
    if how.cover.masks:
        text = masked(text, view.hits, how.ruleset)
    pieces = with_links(text, spans, how.sites)
    if veil is not None:
        pieces = (veil,)
    elif not pieces:
        words = {
            Kind.ACCOUNT: _("The account itself was reported."),
            Kind.ROOM: _("The room itself was reported."),
        }.get(subject.kind, _("It has no text."))
        pieces = (say(words, "dim"),)
    out = [Paragraph(pieces, lead=bar, repeat=True)]
    if subject.attachments:
        names = ", ".join(safe_line(item.name, 40) for item in subject.attachments[:8])
        words = _("with attachments, not downloaded: {names}").format(names=names)
        out.append(Paragraph((say(words, "dim"),), lead=bar, repeat=True))
    if subject.link:
        out.append(
            Paragraph((Piece(safe_line(subject.link, LIMIT), "dim"),), lead=bar, repeat=True)
        )
    if subject.earlier_text is not None and subject.earlier_text != subject.text:
        changed = _changed(subject.earlier_text, subject.text, view, how, veil)
        out.append(Paragraph((say(_("Before the last edit (what changed is marked):"), "dim"),)))
        out.append(Paragraph(changed, lead=bar, repeat=True))
    return out


def _reports(reports: Sequence[Report], how: Telling) -> list[Paragraph]:
    if not reports:
        return []
    out = [section(plural("{count} report", "{count} reports", len(reports)))]
    for report in reports[:30]:
        who = safe_line(report.reporter.shown, 30) if report.reporter else safe(_("somebody"))
        pieces = [Piece(who, "title"), Piece(safe(f" {ago(report.at, how.now)}"), "dim")]
        if report.category:
            pieces.append(Piece(safe(f" [{safe_line(report.category, 30)}]"), "accent"))
        if report.reason:
            reason = with_links(safe_line(report.reason, 400), (), how.sites)
            pieces += [say(": "), *reason]
        else:
            pieces.append(say(" " + _("gave no reason"), "dim"))
        if report.reporter is not None:
            known = record_words(how.record(report.reporter.id))
            pieces.append(Piece(safe(f" – {known}"), "dim"))
        out.append(Paragraph(tuple(pieces), indent=2))
    if len(reports) > 30:
        out.append(Paragraph((say(_("… and {n} more").format(n=len(reports) - 30), "dim"),)))
    return out


def record_words(record: Past | None) -> Safe:
    """How often moderators agreed with somebody's earlier reports."""
    if record is None or not record.decided:
        return safe(_("no earlier report of theirs was decided"))
    words = _("{agreed} of {total} earlier reports agreed")
    return safe(words.format(agreed=record.agreed, total=record.decided))


def _changed(then: str, now: str, view: CaseView, how: Telling, veil: Piece | None) -> Line:
    """What an edit changed; covered like the text itself."""
    if veil is not None:
        return (veil,)
    old, new = bare(then, view, how) if then else "", bare(now, view, how) if now else ""
    if old is None or new is None:
        return (say(_("loading…"), "dim"),)
    return difference(old, new)


def _returned(
    returned: Return, view: CaseView, how: Telling, veil: Piece | None
) -> list[Paragraph]:
    steps = all_done(step.verb for step in returned.decision.steps)
    lead = (say("┃ ", "warn"),)
    lines: list[Line] = [
        (
            say(_("Your decision was not sent: {what}.").format(what=steps), "warn"),
            Piece(safe(f" {safe_line(why(returned.why), 100)}. {safe_line(returned.detail, 300)}")),
        )
    ]
    out = [Paragraph(line, lead=lead, repeat=True) for line in lines]
    if returned.then != returned.now and (returned.then or returned.now):
        out.append(
            Paragraph((say(_("What changed since you saw it:"), "dim"),), lead=lead, repeat=True)
        )
        changed = _changed(returned.then, returned.now, view, how, veil)
        out.append(Paragraph(changed, lead=lead, repeat=True))
    words = _("{key} sends it even so · any other verb decides anew")
    words = words.format(key=keys.of("even-so"))
    out.append(Paragraph((say(words, "key"),), lead=lead, repeat=True))
    out.append(Paragraph())
    return out


def difference(then: str, now: str, limit: int = 2000) -> Line:
    """The text as it is, with what was taken out struck through and what came in marked.

    In brackets too, because looks can be lost: ``[-out-]`` and ``{+in+}``.
    """
    # Not on the way to the first screen.
    import difflib
    import re

    old, new = (re.findall(r"\S+\s*|\s+", safe(text, limit)) for text in (then, now))
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, low, high, start, end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(safe("".join(new[start:end]))))
            continue
        gone, come = "".join(old[low:high]), "".join(new[start:end])
        if gone:
            pieces.append(Piece(safe(f"[-{gone.rstrip()}-] "), "removed"))
        if come:
            pieces.append(Piece(safe(f"{{+{come.rstrip()}+}} "), "added"))
    return tuple(pieces)


def explained(lines: Iterable[str]) -> tuple[Paragraph, ...]:
    """Plain sentences as paragraphs."""
    return tuple(Paragraph((Piece(safe(line, 500)),), indent=2) for line in lines)
