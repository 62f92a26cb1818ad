"""Entries of the journal as lines of text."""

from collections.abc import Iterator

from modtui.cli.printing import wrapped
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
    TakenBack,
)
from modtui.model import Moderator
from modtui.text import safe, safe_line
from modtui.times import show_time
from modtui.words import _


def cells(record: Record, zone: str) -> tuple[str, ...]:
    """An entry in one row: number, time, kind, case, what, by whom."""
    line = record.line
    what: list[str] = [", ".join(safe_line(verb, 30) for verb in line.verbs)]
    what += [f"[{', '.join(safe_line(rule, 30) for rule in line.rules)}]" if line.rules else ""]
    what += [safe_line(line.result or line.why, 30)]
    what += [line.ruleset[:12] if line.kind == "ruleset" else ""]
    case = f"{line.case.kind}/{line.case.native}" if line.case else "-"
    return (
        str(line.seq),
        show_time(line.at, zone),
        safe_line(line.kind, 20),
        safe_line(case, 40),
        " ".join(part for part in what if part) or "-",
        _by(record),
    )


def _by(record: Record) -> str:
    match record.entry:
        case Decided(decision=decision):
            return safe_line(decision.by.name, 40)
        case Opened(by=by) | TakenBack(by=by) | Resumed(by=by) | Answered(by=by) | Noted(by=by):
            return safe_line(by.name, 40)
        case None:
            return _("(erased)")
    return ""


def detail_lines(record: Record, zone: str) -> Iterator[str]:
    """An entry with its texts."""
    line = record.line
    yield f"{line.seq}  {show_time(line.at, zone)}  {safe_line(line.kind, 20)}"
    match record.entry:
        case None:
            yield "    " + _("Its texts were erased.")
        case Opened(by=by, version=version):
            yield f"    {_who(by)}, modtui {safe_line(version, 20)}"
        case RulesetUsed(name=name, hash=hash_):
            yield f"    {safe_line(name, 60)} {hash_[:16]}"
        case Decided():
            yield from _decided(record.entry)
        case TakenBack(by=by) | Resumed(by=by):
            yield f"    {_who(by)}"
        case Answered(by=by, step=step, happened=happened):
            said = _("it happened") if happened else _("it did not happen")
            yield f"    {safe_line(step, 40)}: {said}, {_who(by)}"
        case Ended(verb=verb, outcome=outcome, settled_by=settled):
            extra: list[str] = [safe_line(outcome.receipt, 120), safe_line(outcome.detail, 120)]
            extra += [_("found by reading")] if settled else []
            more = f" ({', '.join(filter(None, extra))})" if any(extra) else ""
            yield f"    {safe_line(verb, 40)}: {outcome.result.value}{more}"
        case Returned(why=why, detail=detail, now=now):
            yield f"    {safe_line(why, 40)} {safe_line(detail, 120)}".rstrip()
            if now:
                yield from wrapped(_("The text now: {text}").format(text=safe(now, 500)), "    ")
        case Noted(by=by, text=text):
            yield from wrapped(f"{_who(by)}: {safe(text)}", "    ")
        case entry:
            yield f"    {safe_line(getattr(entry, 'verb', ''), 40)}"


def _decided(entry: Decided) -> Iterator[str]:
    decision, seen = entry.decision, entry.evidence
    yield f"    {decision.id}  {safe_line(str(decision.case))}  {_who(decision.by)}"
    verbs = ", ".join(safe_line(step.verb, 40) for step in decision.steps)
    rules = f"  [{', '.join(safe_line(rule, 40) for rule in decision.rules)}]"
    yield f"    {verbs}{rules if decision.rules else ''}"
    if decision.undoes:
        yield "    " + _("reverses {id}").format(id=safe_line(decision.undoes, 60))
    if seen.author_name or seen.author:
        yield "    " + _("about {name}").format(
            name=safe_line(seen.author_name or seen.author or "", 60)
        )
    if seen.text:
        yield from wrapped(safe(seen.text, 1000), "    > ")
    for step in decision.steps:
        if step.text:
            yield "    " + _("message:")
            yield from wrapped(safe(step.text), "    | ")
    if decision.note:
        yield from wrapped(_("note: {text}").format(text=safe(decision.note, 500)), "    ")


def _who(moderator: Moderator) -> str:
    return _("by {name}").format(name=safe_line(moderator.name, 60))
