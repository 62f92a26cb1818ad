"""The record: what was decided, by whom, why, and what came of it."""

import click

from modtui.cli.desks import Seat, opened, run, seat, seated
from modtui.cli.exits import Exit
from modtui.cli.printing import as_json, columns, data, say
from modtui.cli.records import cells, detail_lines
from modtui.journal.entries import Record
from modtui.text import safe_line
from modtui.triage.asked import read
from modtui.triage.views import Pane
from modtui.words import _, plural


class _Default(click.Group):
    """A group that lists where no command of its own is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asks_help = args and args[0] in ("--help", "-h")
        if not args or (args[0] not in self.commands and not asks_help):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Default)
def audit() -> None:
    """Look into the record of what was decided.

    `modtui audit FILTER` lists what fits: words, author:ana, by:marie, rule:spam, verb:ban,
    kind:decided, after:2d. Where it begins with a minus sign, put -- before it.
    """


@audit.command("list")
@click.argument("filter_", metavar="[FILTER]...", nargs=-1)
@seated
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--before", type=int, metavar="NUMBER", help="Older than this entry.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def list_(
    filter_: tuple[str, ...],
    community: str | None,
    demo: bool,
    limit: int,
    before: int | None,
    json_: bool,
) -> Exit:
    """List entries, the newest first."""
    filter = " ".join(filter_)
    read(filter, Pane.AUDIT)
    return run(_list(seat(community, demo), filter, limit, before, json_))


async def _list(where: Seat, filter: str, limit: int, before: int | None, json_: bool) -> Exit:
    async with opened(where.desk, reach=False) as desk:
        records = desk.trail.entries(filter, before=before, limit=limit)
        if json_:
            as_json(records)
        else:
            for line in columns([cells(record, where.zone) for record in records]):
                data(line)
        say(plural("{count} entry.", "{count} entries.", len(records)))
        if len(records) == limit:
            say(_("There may be more: --before {seq}").format(seq=records[-1].line.seq))
        return Exit.OK


@audit.command()
@click.argument("decision")
@seated
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def show(decision: str, community: str | None, demo: bool, json_: bool) -> Exit:
    """Everything about one decision; DECISION is its id, or the number of an entry."""
    return run(_show(seat(community, demo), decision, json_))


async def _show(where: Seat, wanted: str, json_: bool) -> Exit:
    async with opened(where.desk, reach=False) as desk:
        records: tuple[Record, ...] = ()
        if wanted.isdecimal() and len(wanted) < 14:
            found = desk.trail.entries(before=int(wanted) + 1, limit=1)
            records = tuple(record for record in found if record.line.seq == int(wanted))
            if records and records[0].line.decision:
                wanted = records[0].line.decision
        records = desk.trail.story(wanted) or records
        if not records:
            say(_("Nothing is recorded about {id}.").format(id=safe_line(wanted, 60)))
            return Exit.PROBLEM
        if json_:
            as_json(records)
        else:
            for record in records:
                for line in detail_lines(record, where.zone):
                    data(line)
        return Exit.OK
