"""What a contact is told: enough to act on for somebody who does not know the case.

Who reported it is not told, and no more of the text than the rules allow to be kept.
"""

from collections.abc import Iterable, Sequence

from modtui.model import Case, Hit, Person, Severity, Struct
from modtui.rules.durations import duration
from modtui.rules.responses import quote
from modtui.rules.ruleset import Contact, Rule, Ruleset, Urgency, in_language
from modtui.text import cells, safe, safe_line
from modtui.times import show_time
from modtui.triage import evidence, words
from modtui.triage.views import CaseView, Earlier
from modtui.words import Speaker, speaker

WIDTH = 76
"""Cells in a line: a preview of 80 shows it with a bar beside it."""
MOST = 5
TEXT = 2000
REASON = 160


class Proposal(Struct):
    """What a moderator would do, where only the contact may."""

    verb: str
    seconds: int | None = None
    because: str = ""


class Handing(Struct):
    """Everything that a summary is made of. ``done`` was carried out on this case before."""

    view: CaseView
    ruleset: Ruleset
    contact: Contact
    moderator: str
    language: str
    rule: Rule | None = None
    note: str = ""
    proposal: Proposal | None = None
    done: tuple[Earlier, ...] = ()


def summary(handing: Handing) -> str:
    """The summary, in the contact's language as far as it was translated."""
    _ = speaker(handing.language)
    case, contact = handing.view.case, handing.contact
    rules = evidence.involved(
        handing.ruleset, handing.rule.id if handing.rule else "", handing.view.hits
    )
    kept = evidence.level(rules)
    parts = [
        _opening(handing, _),
        _facts(_about(handing, rules, kept, _)),
        _text(handing.view, kept, _),
        _listed(_("Done already on this case:"), (_deed(e, handing, _) for e in handing.done)),
        _history(handing, _),
        _closing(contact, handing.moderator, _),
    ]
    if handing.note:
        note = [_("Note by {name}:").format(name=quote(handing.moderator, 60))]
        note += [_line(row, "  ", "  ") for row in safe(handing.note, TEXT).split("\n")]
        parts.insert(2, "\n".join(note))
    if case.subject.link:
        parts.append(safe_line(case.subject.link, 500))
    return "\n\n".join(part for part in parts if part)


def _opening(handing: Handing, _: Speaker) -> str:
    name, contact = quote(handing.moderator, 60), quote(handing.contact.name, 80)
    community = handing.view.case.key.community
    said = _("A case is handed to you ({contact}) by {name}, moderator of {community}.")
    if handing.proposal is not None:
        said += " " + _("What they propose they may not do themselves.")
    return _line(said.format(name=name, community=safe_line(community, 60), contact=contact))


def _about(handing: Handing, rules: Sequence[Rule], kept: str, _: Speaker) -> list[tuple[str, str]]:
    """The facts, each with its name."""
    view = handing.view
    case, subject = view.case, view.case.subject
    where = [quote(subject.place.shown, 80)] if subject.place else []
    where += [f"“{quote(subject.thread, 80)}”"] if subject.thread else []
    facts = []
    if handing.proposal is not None:
        facts.append((_("Proposal"), _proposed(handing.proposal, handing, _)))
    facts += [
        (_("Case"), safe_line(f"{case.key.kind}/{case.key.native}", 200)),
        (_("Where"), ", ".join(where) or "?"),
        (_("Author"), _person(_author(view), _)),
        (_("Written"), _written(case, _)),
        (_("Reported"), _reports(case, kept, _)),
    ]
    for rule in rules:
        hit = next((hit for hit in view.hits if hit.rule == rule.id), None)
        facts.append((_("Rule"), _rule(rule, hit, case, kept, handing, _)))
    if not rules:
        facts.append((_("Rule"), _("it hits none by itself, and none was chosen")))
    if subject.attachments:
        count = len(subject.attachments)
        facts.append((_("With it"), _.plural("{count} attachment", "{count} attachments", count)))
    return facts


def _author(view: CaseView) -> Person | None:
    known = view.context.author if view.context is not None else None
    return known or view.case.subject.author


def _person(person: Person | None, _: Speaker) -> str:
    if person is None:
        return _("unknown")
    told = [quote(person.shown, 60)]
    if person.id != person.shown:
        told[0] += f" ({safe_line(person.id, 100)})"
    if person.since is not None:
        told.append(_("here since {date}").format(date=show_time(person.since)[:10]))
    if person.posts is not None:
        told.append(_.plural("{count} post", "{count} posts", person.posts))
    if person.reports_against:
        count = person.reports_against
        told.append(_.plural("reported {count} time", "reported {count} times", count))
    return ", ".join(told)


def _written(case: Case, _: Speaker) -> str:
    subject = case.subject
    told = show_time(subject.at)
    if subject.edited is not None:
        told += ", " + _("edited {time}").format(time=show_time(subject.edited))
    if subject.removed:
        told += ", " + _("is removed already")
    if subject.approval:
        told += ", " + _("waits for approval: nobody else has seen it yet")
    return told


def _reports(case: Case, kept: str, _: Speaker) -> str:
    if not case.reports:
        return _("by nobody")
    told = _.plural("{count} time", "{count} times", len(case.reports))
    first = min((report.at for report in case.reports if report.at is not None), default=None)
    if first is not None:
        told += ", " + _("first {time}").format(time=show_time(first))
    reasons = dict.fromkeys(
        quote(reason, REASON)
        for report in case.reports
        if (reason := evidence.kept_text(report.reason, kept) or report.category)
    )
    if reasons:
        told += ": " + "; ".join([*reasons][:MOST]) + ("; …" if len(reasons) > MOST else "")
    return told


def _rule(rule: Rule, hit: Hit | None, case: Case, kept: str, handing: Handing, _: Speaker) -> str:
    told: str = safe_line(in_language(rule.title, handing.language), 120)
    severity = {
        Severity.LOW: _("low"),
        Severity.MEDIUM: _("medium"),
        Severity.HIGH: _("high"),
        Severity.SEVERE: _("severe"),
    }[rule.severity]
    told += f" ({severity})"
    if hit is None:
        return told + " – " + _("chosen by {name}").format(name=quote(handing.moderator, 60))
    if hit.undecided:
        return told + " – " + _("not decided in time: please look")
    if kept != "none":
        text = case.subject.text
        found = dict.fromkeys(quote(text[s.start : s.end], 40) for s in hit.spans[:20])
        if shown := ", ".join([*found][:MOST]):
            told += " – " + _("found: {words}").format(words=shown)
    return told


def _proposed(proposal: Proposal, handing: Handing, _: Speaker) -> str:
    verbs = {
        "keep": _("keep it"),
        "remove": _("remove it"),
        "warn": _("warn the author"),
        "mute": _("mute the author"),
        "ban": _("ban the author"),
        "lock": _("lock the thread"),
        "reply": _("answer the author"),
    }
    told = verbs.get(proposal.verb, safe_line(proposal.verb.removeprefix("native:"), 40))
    if proposal.verb in ("mute", "ban"):
        lasts = proposal.seconds
        told += ", " + (_("for good") if lasts is None else duration(lasts, _.plural))
    if handing.rule is not None:
        title = safe_line(in_language(handing.rule.title, handing.language), 120)
        told += ", " + _("rule “{rule}”").format(rule=title)
    if proposal.because:
        told += " – " + safe_line(proposal.because, 300)
    return told


def _text(view: CaseView, kept: str, _: Speaker) -> str:
    subject = view.case.subject
    if subject.obstacle:
        return _line(_("It cannot be read: {why}").format(why=quote(subject.obstacle, 200)))
    if kept == "none":
        return _line(_("The text is not passed on: the rule says so. Look at it where it stands."))
    text = evidence.kept_text(subject.text, kept, view.hits)[:TEXT]
    if not text.strip():
        return ""
    rows = [quote(row, TEXT) for row in safe(text, TEXT).split("\n")]
    head = _("What was written:") if kept == "full" else _("What was written, in part:")
    if kept != "full" and text == subject.text:
        head = _("What was written:")
    return "\n".join([head, *(_line(row, "  | ", "  | ") for row in rows)])


def _deed(earlier: Earlier, handing: Handing, _: Speaker) -> str:
    titles = [
        safe_line(in_language(rule.title, handing.language), 80)
        for id in earlier.rules
        if (rule := handing.ruleset.rule(id)) is not None
    ]
    told = f"{show_time(earlier.at)}: {words.deeds(earlier.verbs, _)}"
    if titles:
        told += f" ({', '.join(titles)})"
    return told + ", " + _("by {name}").format(name=quote(earlier.by, 60))


def _history(handing: Handing, _: Speaker) -> str:
    """What is known of the author from before: our own decisions, then the backend's."""
    person = _author(handing.view)
    rows = [_deed(earlier, handing, _) for earlier in handing.view.about_author[:MOST]]
    for sanction in (person.sanctions or ())[:MOST] if person is not None else ():
        told = words.past(sanction.verb, _)
        if sanction.at is not None:
            told = f"{show_time(sanction.at)}: {told}"
        if sanction.until is not None:
            told += ", " + _("until {time}").format(time=show_time(sanction.until))
        if sanction.reason:
            told += f" – {quote(sanction.reason, REASON)}"
        rows.append(told)
    if not rows:
        return _("Nothing was decided about the author before, as far as is known here.")
    left = len(handing.view.about_author) - MOST
    if left > 0:
        rows.append(_("and {n} more decisions before").format(n=left))
    return _listed(_("Before, about the author:"), rows)


def _closing(contact: Contact, moderator: str, _: Speaker) -> str:
    told = []
    if contact.urgency is Urgency.IMMEDIATE:
        told.append(_("Please look at it at once."))
    if contact.answer_within is not None:
        time = duration(contact.answer_within, _.plural)
        told.append(_("If no answer comes within {time}, the moderators go on.").format(time=time))
    told.append(_("Please answer {name}, who handed it on.").format(name=quote(moderator, 60)))
    return _line(" ".join(told))


# Layout.


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    """Names and facts in two columns; a name is not repeated."""
    width = max(cells(name) for name, _fact in facts) + 3
    lines = []
    before = ""
    for name, fact in facts:
        shown = "" if name == before else f"{name}:"
        lines.append(_line(fact, shown + " " * (width - cells(shown)), " " * width))
        before = name
    return "\n".join(lines)


def _listed(head: str, rows: Iterable[str]) -> str:
    lines = [_line(row, "  - ", "    ") for row in rows]
    return "\n".join([head, *lines]) if lines else ""


def _line(text: str, first: str = "", rest: str = "") -> str:
    """One paragraph in lines of at most ``WIDTH`` cells."""
    lines: list[str] = []
    line, lead = first, cells(first)
    used = lead
    for word in text.split(" "):
        for piece in _broken(word, WIDTH - max(cells(first), cells(rest))):
            needs = cells(piece)
            if used > lead and used + 1 + needs > WIDTH:
                lines.append(line.rstrip())
                line, lead = rest, cells(rest)
                used = lead
            if used > lead:
                line, used = line + " ", used + 1
            line, used = line + piece, used + needs
    lines.append(line.rstrip())
    return "\n".join(lines)


def _broken(word: str, width: int) -> list[str]:
    """A word in pieces of at most so many cells: scripts without blanks are one word."""
    if cells(word) <= width:
        return [word]
    pieces, piece, used = [], "", 0
    for letter in word:
        size = cells(letter)
        if used + size > width:
            pieces.append(piece)
            piece, used = "", 0
        piece, used = piece + letter, used + size
    return [*pieces, piece]


__all__ = ["Handing", "Proposal", "summary"]
