"""What is on its way: looking at it, sending it, answering what it asks."""

import click

from modtui.cli.casework import outcome_lines
from modtui.cli.desks import Seat, opened, run, seat, seated, short
from modtui.cli.exits import Exit
from modtui.cli.outcome import verdict
from modtui.cli.printing import as_json, data, say
from modtui.text import safe_line
from modtui.times import show_time
from modtui.triage.desk import Desk
from modtui.triage.views import Pending, Standing
from modtui.words import _, plural


@click.command()
@seated
@click.option("--send", is_flag=True, help="Send what is due, then list what is left.")
@click.option("--resume", metavar="DECISION", help="Send one that came back after all.")
@click.option("--drop", metavar="DECISION", help="Let go of one that came back.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def outbox(
    community: str | None,
    demo: bool,
    send: bool,
    resume: str | None,
    drop: str | None,
    json_: bool,
) -> Exit:
    """List the decisions that are not done: held back, waiting, unknown, come back."""
    return run(_outbox(seat(community, demo), send or bool(resume), resume, drop, json_))


async def _outbox(
    where: Seat, send: bool, resume: str | None, drop: str | None, json_: bool
) -> Exit:
    async with opened(where.desk, reach=False) as desk:
        if resume:
            await desk.resume(resume)
        if drop:
            await desk.drop(drop)
        if send and desk.sends:
            count = await desk.send_now()
            say(plural("{count} decision sent.", "{count} decisions sent.", count))
            if desk.trouble:
                say(desk.trouble)
        pending = desk.pending()
        if json_:
            as_json(pending)
        else:
            for one in pending:
                for line in _lines(desk, one, where.zone):
                    data(line)
            if not pending:
                say(_("The outbox is empty."))
        return _worst(pending, sending=send)


def _lines(desk: Desk, pending: Pending, zone: str) -> list[str]:
    decision = pending.decision
    verbs = ", ".join(safe_line(step.verb, 40) for step in decision.steps)
    left = f" ({pending.seconds:.0f} s)" if pending.standing is Standing.HELD_BACK else ""
    head = (
        f"{decision.id}  {pending.standing.value}{left}  {safe_line(short(desk, decision.case))}"
        f"  {verbs}  {show_time(decision.at, zone)}"
    )
    return [head, *outcome_lines(pending)] if pending.outcomes or pending.detail else [head]


def _worst(pending: tuple[Pending, ...], *, sending: bool) -> Exit:
    """Unknown before come back before not sent; what is only held back is as it should be."""
    found = {
        verdict(one)[0]
        for one in pending
        if one.standing is not Standing.HELD_BACK
        and (sending or one.standing is not Standing.SENDING)
    }
    for status in (Exit.UNKNOWN, Exit.RETURNED, Exit.BACKEND):
        if status in found:
            return status
    return Exit.OK


@click.command()
@click.argument("decision")
@click.argument("step")
@click.argument("what", type=click.Choice(["happened", "did-not"]))
@seated
def answer(decision: str, step: str, what: str, community: str | None, demo: bool) -> Exit:
    """Say whether a step that nobody knows about happened.

    What did not happen is sent again.
    """
    return run(_answer(seat(community, demo), decision, step, what == "happened"))


async def _answer(where: Seat, decision: str, step: str, happened: bool) -> Exit:
    async with opened(where.desk, reach=False) as desk:
        found = desk.decision(decision)
        asked = found is not None and step in {s.id for s in found.decision.steps}
        if found is None or not asked or found.standing is not Standing.DOUBT:
            say(_("There is no such question; modtui outbox lists what is asked."))
            return Exit.PROBLEM
        await desk.answer(decision, step, happened)
        say(_("Noted."))
        if not happened:
            say(_("It will be sent again by the next desk, or by: modtui outbox --send"))
        return Exit.OK
