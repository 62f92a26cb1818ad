"""Undoing: taking back what is held back, reversing what was sent."""

import click

from modtui.cli.casework import draft_lines
from modtui.cli.desks import Seat, must_reach, opened, run, seat, seated
from modtui.cli.exits import Exit
from modtui.cli.outcome import carry_out
from modtui.cli.printing import say
from modtui.words import _, plural


@click.command()
@click.argument("decision", required=False)
@seated
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--hold", type=click.FloatRange(0, 600), metavar="SECONDS", help="Hold it back.")
@click.option("--json", "json_", is_flag=True, help="The outcome as JSON.")
def undo(
    decision: str | None,
    community: str | None,
    demo: bool,
    yes: bool,
    hold: float | None,
    json_: bool,
) -> Exit:
    """Take a decision back, or reverse it where it was sent already.

    Without DECISION: the newest one that is held back, else the newest that was sent.
    A reversal is a decision of its own, shown before it is made.
    """
    return run(_undo(seat(community, demo, hold), decision, yes=yes, json_=json_))


async def _undo(where: Seat, id: str | None, *, yes: bool, json_: bool) -> Exit:
    async with opened(where.desk, reach=False) as desk:
        back = await desk.take_back(id)
        if back is not None and back.batch:
            batch = desk.batches.get(back.batch)
            count = batch.taken_back if batch is not None else 1
            say(plural("{count} decision taken back.", "{count} decisions taken back.", count))
            return Exit.OK
        if back is not None:
            say(_("Taken back: nothing of {id} was sent.").format(id=back.id))
            return Exit.OK
        newest = desk.last_sent()
        wanted = id or (newest.id if newest else None)
        if wanted is None:
            say(_("There is nothing to undo."))
            return Exit.PROBLEM
        await desk.refresh()
        must_reach(desk)
        draft = await desk.inverse(wanted)
        if draft is None:
            say(_("Nothing of {id} can be reversed.").format(id=wanted))
            return Exit.PROBLEM
        for line in draft_lines(desk, draft):
            say(line)
        if draft.problems:
            return Exit.PROBLEM
        return await carry_out(desk, draft, yes=yes, json_=json_)
