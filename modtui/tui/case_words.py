"""A case in words: what the case view shows, as paragraphs. Pure functions of the view."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from modtui.model import Case, Claim, Hit, Kind, Person, Post, Sanction, Span
from modtui.text import Safe, safe, safe_line, segments
from modtui.times import show_time, span
from modtui.triage.veiling import same_text, title_of, veiled_by
from modtui.triage.views import CaseView, Earlier, Remark, Return, Standing
from modtui.triage.words import handed, why
from modtui.tui.pieces import Line, Paragraph, Piece, joined, say
from modtui.tui.times import ago
from modtui.tui.verbs import all_done, result_word, severity_mark, severity_word
from modtui.words import _, plural

DOT = say(" · ", "dim")
if TYPE_CHECKING:
    from modtui.rules.ruleset import Rule, Ruleset

POST_LIMIT = 600
"""How many characters of each post around the subject are shown."""


def rule_title(rule: "Rule | None", fallback: str = "") -> Safe:
    """A rule's title in the reader's language where it has one, else the first."""
    if rule is None:
        return safe_line(fallback, 60)
    return safe_line(title_of(rule), 80)


def paragraphs(
    view: CaseView, ruleset: "Ruleset", now: datetime, zone: str = "", *, unveiled: bool = False
) -> tuple[Paragraph, ...]:
    """Everything that is known of a case, the most needed first.

    ``unveiled``: the person asked to see what a rule veils.
    """
    case = view.case
    veil = None if unveiled else veil_of(view, ruleset)
    out: list[Paragraph] = []
    if view.returned is not None:
        out += _returned(view.returned, veil)
    out += _head(view, now, zone)
    out += _rules(view.hits, ruleset, "" if veil else case.subject.text)
    out.append(Paragraph())
    out += _subject(view, veil)
    out.append(Paragraph())
    out += _notes(view.notes, zone)
    out += _reports(case, now, zone)
    out += _thread(view, now, veil)
    out += _person(view, now, zone, veil)
    if view.earlier:
        out.append(_section(_("Decided here before, on this case")))
        out += [_earlier(entry, zone) for entry in view.earlier]
    return tuple(out)


def veil_of(view: CaseView, ruleset: "Ruleset", key: str = "z") -> Piece | None:
    """What stands in place of the text where a rule veils it, until ``key`` asks for it."""
    subject = view.case.subject
    rule = veiled_by(view.hits, ruleset)
    if rule is None or subject.obstacle or not (subject.text or subject.earlier_text):
        return None
    words = _("Veiled: it hits the rule “{rule}”. {key} shows it.")
    return say(words.format(rule=rule_title(rule), key=key), "warn")


def _section(title: str, anchor: str = "") -> Paragraph:
    return Paragraph((say(f"── {title} ", "accent"),), anchor=anchor)


def _head(view: CaseView, now: datetime, zone: str) -> list[Paragraph]:
    subject = view.case.subject
    context = view.context
    author = context.author if context and context.author else subject.author
    who: list[Line] = [_name(author)]
    if author is not None:
        if author.since is not None:
            who.append((say(_("here since {date}").format(date=show_time(author.since)[:10])),))
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
    where: list[Line] = []
    if subject.place is not None:
        where.append((Piece(safe_line(subject.place.shown, 40)),))
    if subject.thread:
        where.append((Piece(safe(f"“{safe_line(subject.thread, 60)}”")),))
    since = safe(f" ({ago(subject.at, now)})")
    where.append((say(show_time(subject.at, zone)), Piece(since, "dim")))
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


def _name(person: Person | None) -> Line:
    if person is None:
        return (say(_("author unknown"), "dim"),)
    name = safe_line(person.shown, 40)
    out = [Piece(name, "title")]
    if person.name and person.name != person.id:
        out.append(Piece(safe(f" {safe_line(person.id, 50)}"), "dim"))
    if person.roles:
        out.append(Piece(safe(f" [{safe_line(', '.join(person.roles), 40)}]"), "accent"))
    return tuple(out)


def _rules(hits: Sequence[Hit], ruleset: "Ruleset", text: str) -> list[Paragraph]:
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
        found = _found(hit, text)
        if found:
            pieces.append(Piece(safe(": " + found), "warn"))
        out.append(Paragraph(tuple(pieces), indent=6))
    return out


def _found(hit: Hit, text: str) -> Safe:
    """The words of the subject that a rule matched, each once, the first few of them."""
    words = dict.fromkeys(
        safe_line(text[span.start : min(span.end, span.start + 200)], 30) for span in hit.spans[:20]
    )
    shown = ", ".join(list(words)[:4])
    return safe(shown + (", …" if len(words) > 4 else ""))


def _subject(view: CaseView, veil: Piece | None) -> list[Paragraph]:
    subject = view.case.subject
    bar = (say("▌ ", "accent"),)
    if subject.obstacle:
        return [Paragraph((Piece(safe_line(subject.obstacle), "warn"),), lead=bar, repeat=True)]
    if view.standing is Standing.UNREADABLE:
        words = _("This case could not be read.")
        return [Paragraph((say(words, "warn"),), lead=bar, repeat=True)]
    spans: list[Span] = [span for hit in view.hits for span in hit.spans]
    pieces = tuple(
        Piece(part.text, "hit" if part.marked else "text") for part in segments(subject.text, spans)
    )
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
        out.append(Paragraph((Piece(safe_line(subject.link, 200), "dim"),), lead=bar, repeat=True))
    if subject.earlier_text is not None and subject.earlier_text != subject.text:
        changed = (veil,) if veil else difference(subject.earlier_text, subject.text)
        out.append(Paragraph((say(_("Before the last edit (what changed is marked):"), "dim"),)))
        out.append(Paragraph(changed, lead=bar, repeat=True))
    return out


def _notes(notes: Sequence[Remark], zone: str) -> list[Paragraph]:
    if not notes:
        return []
    out = [_section(_("Notes, seen by moderators only"))]
    for note in notes:
        head = f"{show_time(note.at, zone)} {safe_line(note.by, 30)}: "
        pieces = (Piece(safe(head), "dim"), Piece(safe(note.text, POST_LIMIT), "text"))
        out.append(Paragraph(pieces, lead=(say("  "),), repeat=True))
    return out


def _reports(case: Case, now: datetime, zone: str) -> list[Paragraph]:
    if not case.reports:
        return []
    out = [_section(plural("{count} report", "{count} reports", len(case.reports)))]
    for report in case.reports[:30]:
        who = safe_line(report.reporter.shown, 30) if report.reporter else safe(_("somebody"))
        pieces = [Piece(who, "title"), Piece(safe(f" {ago(report.at, now)}"), "dim")]
        if report.category:
            pieces.append(Piece(safe(f" [{safe_line(report.category, 30)}]"), "accent"))
        if report.reason:
            pieces.append(Piece(safe(f": {safe_line(report.reason, 400)}")))
        else:
            pieces.append(say(" " + _("gave no reason"), "dim"))
        out.append(Paragraph(tuple(pieces), indent=2))
    if len(case.reports) > 30:
        out.append(Paragraph((say(_("… and {n} more").format(n=len(case.reports) - 30), "dim"),)))
    return out


def _thread(view: CaseView, now: datetime, veil: Piece | None) -> list[Paragraph]:
    out = [_section(_("Around it"), "thread")]
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
        subject = view.case.subject
        for post in context.before:
            out.append(_post(post, now, veil if same_text(post, subject) else None))
        name = safe_line(subject.author.shown, 30) if subject.author else safe("?")
        out.append(
            Paragraph(
                (
                    Piece(name, "title"),
                    Piece(safe(f" {ago(subject.at, now)}: "), "dim"),
                    veil or Piece(safe_line(subject.text, 120)),
                    say("  " + _("← this one"), "accent"),
                ),
                lead=(say("▌ ", "accent"),),
                repeat=True,
            )
        )
        for post in context.after:
            out.append(_post(post, now, veil if same_text(post, subject) else None))
    out += [
        Paragraph((say(_("could not be had: {what}").format(what=safe_line(part)), "warn"),))
        for part in context.missing
    ]
    return out


def _post(post: Post, now: datetime, veil: Piece | None) -> Paragraph:
    name = safe_line(post.author.shown, 30) if post.author else safe("?")
    if post.removed:
        body = say(_("(removed)"), "dim")
    elif post.text is None:
        body = say(_("(cannot be read)"), "dim")
    elif veil is not None:
        body = veil
    else:
        body = Piece(safe(post.text, POST_LIMIT), "quote")
    pieces = (Piece(name, "accent"), Piece(safe(f" {ago(post.at, now)}: "), "dim"), body)
    return Paragraph(pieces, lead=(say("  "),), repeat=True)


def _person(view: CaseView, now: datetime, zone: str, veil: Piece | None) -> list[Paragraph]:
    context = view.context
    author = context.author if context and context.author else view.case.subject.author
    out = [_section(_("The author"), "person"), Paragraph(_name(author))]
    if author is None:
        return out
    facts: list[Line] = [
        _fact(_("here since"), show_time(author.since, zone)[:10] if author.since else None),
        _fact(_("posts"), None if author.posts is None else str(author.posts)),
        _fact(
            _("reports against them"),
            None if author.reports_against is None else str(author.reports_against),
        ),
    ]
    if author.language:
        facts.append(_fact(_("language"), safe_line(author.language, 20)))
    out.append(Paragraph(joined(facts, DOT)))
    if context is None and not view.trouble:
        out.append(Paragraph((say(_("loading what else is known…"), "dim"),)))
    elif author.sanctions is None:
        words = _("Earlier sanctions: unknown, this backend does not tell.")
        out.append(Paragraph((say(words, "dim"),)))
    elif not author.sanctions:
        out.append(Paragraph((say(_("Earlier sanctions: none."), "good"),)))
    else:
        out += [_sanction(sanction, zone) for sanction in author.sanctions[:10]]
    if view.about_author:
        out.append(Paragraph((say(_("Decided here before about them:")),)))
        out += [_earlier(entry, zone) for entry in view.about_author[:10]]
    else:
        out.append(Paragraph((say(_("Decided here before about them: nothing."), "dim"),)))
    if context is not None and context.recent:
        out.append(Paragraph((say(_("What else they wrote lately:")),)))
        out += [
            _post(post, now, veil if same_text(post, view.case.subject) else None)
            for post in context.recent[:10]
        ]
    return out


def _fact(name: str, value: str | None) -> Line:
    shown = say(_("unknown"), "dim") if value is None else Piece(safe_line(value, 40), "text")
    return (say(f"{name}: ", "dim"), shown)


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


def _earlier(entry: Earlier, zone: str) -> Paragraph:
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


def _returned(returned: Return, veil: Piece | None) -> list[Paragraph]:
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
        changed = (veil,) if veil else difference(returned.then, returned.now)
        out.append(Paragraph(changed, lead=lead, repeat=True))
    words = _("y sends it even so · any other verb decides anew")
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
