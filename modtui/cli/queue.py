"""Looking: the queue and a case."""

from datetime import datetime

import click

from modtui.cli.casework import case_lines
from modtui.cli.desks import Seat, handles, key_of, must_reach, opened, run, seat, seated, short
from modtui.cli.exits import Exit
from modtui.cli.printing import as_json, columns, data, fitted, say
from modtui.model import Struct
from modtui.text import safe_line
from modtui.times import age, show_time
from modtui.triage.asked import read
from modtui.triage.veiling import excerpt
from modtui.triage.views import CaseView, Pane, Row, Standing
from modtui.words import _, plural


class Listed(Struct):
    """A row for scripts: with the key as commands take it."""

    case: str
    row: Row


class Shown(Struct):
    """A case for scripts. ``priority`` is the sum that sorts it, in words."""

    case: str
    view: CaseView
    priority: tuple[str, ...]


@click.command()
@seated
@click.option("--limit", default=0, help="At most this many rows; 0 for all.")
@click.option("--filter", "filter_", default="", metavar="FILTER", help="Only what fits.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def queue(community: str | None, demo: bool, limit: int, filter_: str, json_: bool) -> Exit:
    """List the cases that wait, the most urgent first.

    A FILTER reads like 'author:ana rule:spam age>2d "some words" -place:off-topic'.
    """
    read(filter_, Pane.QUEUE)
    return run(_queue(seat(community, demo), limit, filter_, json_))


async def _queue(where: Seat, limit: int, filter: str, json_: bool) -> Exit:
    async with opened(where.desk) as desk:
        await desk.sort()
        await desk.narrow(filter)
        rows = desk.rows()
        shown = rows[:limit] if limit > 0 else rows[:]
        if json_:
            as_json([Listed(short(desk, row.key), row) for row in shown])
        elif shown:
            names = handles(desk, [row.key for row in shown])
            for text in columns(
                [_cells(name, r, desk.now) for name, r in zip(names, shown, strict=True)]
            ):
                data(text)
        line = desk.line
        if line.trouble:
            say(line.trouble)
            if len(rows) and line.recalled:
                at = show_time(line.read_at, where.zone)
                say(_("The queue is as it was at {at}.").format(at=at))
            elif len(rows):
                say(_("The queue is not complete."))
            return Exit.BACKEND
        total = plural("{count} case", "{count} cases", desk.total)
        if desk.filter:
            total = _("{n} of {total}").format(n=len(rows), total=total)
        at = show_time(line.read_at, where.zone)
        say(_("{desk}: {total}, read {at}.").format(desk=desk.name, total=total, at=at))
        return Exit.OK


def _cells(key: str, row: Row, now: datetime) -> tuple[str, ...]:
    text: str = safe_line(excerpt(row), 160)
    if row.standing is not Standing.OPEN:
        text = f"[{safe_line(row.note, 60) or row.standing.value}] {text}"
    return (
        safe_line(key, 64),
        row.severity.value,
        age(row.at, now),
        str(row.reports),
        safe_line(row.rule, 20) or "-",
        fitted(safe_line(row.author, 40), 16),
        fitted(safe_line(row.place, 40), 16),
        fitted(text, 60),
    )


@click.command()
@click.argument("case")
@seated
@click.option("--unveil", is_flag=True, help="What rules veil and mask, too.")
@click.option("--json", "json_", is_flag=True, help="As JSON, with the text in any case.")
def show(case: str, community: str | None, demo: bool, unveil: bool, json_: bool) -> Exit:
    """Show a case: what was said, where, by whom, who flagged it, which rules it hits.

    The words that rules hit are marked [[so]].
    """
    return run(_show(seat(community, demo), case, unveil, json_))


async def _show(where: Seat, case: str, unveil: bool, json_: bool) -> Exit:
    async with opened(where.desk) as desk:
        key = key_of(desk, case)
        must_reach(desk)
        try:
            view = await desk.look(key)
        except KeyError:
            say(_("There is no case {key}.").format(key=safe_line(case, 100)))
            return Exit.PROBLEM
        known = desk.row(key) is not None
        if json_:
            reasons = desk.explain(key) if known else ()
            as_json(Shown(short(desk, key), view, tuple(reasons)))
        else:
            for line in case_lines(desk, view, where.zone, unveil=unveil):
                data(line)
        return Exit.BACKEND if view.trouble else Exit.OK
