"""Deciding a case: preview, question, hold-back, outcome."""

import click

from modtui.cli import durations
from modtui.cli.casework import draft_lines
from modtui.cli.desks import Seat, key_of, must_reach, opened, run, seat, seated
from modtui.cli.exits import Exit
from modtui.cli.outcome import carry_out
from modtui.cli.printing import say
from modtui.model import SENDS_TEXT, Parameter, Struct, Verb
from modtui.text import safe_line
from modtui.triage.desk import Desk
from modtui.triage.views import CaseView
from modtui.words import _


class Wish(Struct):
    """What the options say about a decision."""

    case: str
    verb: str
    rule: str | None = None
    message: str | None = None
    response: str | None = None
    language: str | None = None
    seconds: int | None = -1
    note: str = ""
    contact: str | None = None
    even_so: bool = False
    values: tuple[str, ...] = ()


@click.command()
@click.argument("case")
@click.argument("verb")
@seated
@click.option("--rule", help="The rule that it breaks; otherwise the first that it hits.")
@click.option("--message", metavar="TEXT", help="What the person gets, in your own words.")
@click.option("--response", metavar="ID", help="The canned response to send.")
@click.option("--lang", "language", help="Its language; otherwise the author's.")
@click.option(
    "--for", "seconds", callback=durations.seconds, metavar="TIME",
    help="For how long: 30m, 12h, 7d, 2w, forever. Otherwise as the ladder says.",
)  # fmt: skip
@click.option("--note", default="", help="A note for the journal.")
@click.option("--contact", metavar="ID", help="Whom to escalate to.")
@click.option(
    "--set", "values", multiple=True, metavar="NAME=VALUE", help="What a verb asks for besides."
)
@click.option("--even-so", is_flag=True, help="Later edits by the author do not hold it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--hold", type=click.FloatRange(0, 600), metavar="SECONDS",
    help="Hold it back for this long; Ctrl+C takes it back.",
)  # fmt: skip
@click.option("--json", "json_", is_flag=True, help="The outcome as JSON.")
def decide(
    community: str | None, demo: bool, yes: bool, hold: float | None, json_: bool, **wish: object
) -> Exit:
    """Decide a case, and wait for what comes of it.

    VERB is keep, remove, warn, mute, ban, lock, escalate, reply, or one of the
    backend's own. What will be done is shown first.
    """
    import msgspec

    return run(
        _decide(seat(community, demo, hold), msgspec.convert(wish, Wish), yes=yes, json_=json_)
    )


async def _decide(where: Seat, wish: Wish, *, yes: bool, json_: bool) -> Exit:
    async with opened(where.desk) as desk:
        key = key_of(desk, wish.case)
        must_reach(desk)
        try:
            view = await desk.look(key)
        except KeyError:
            say(_("There is no case {key}.").format(key=safe_line(wish.case, 100)))
            return Exit.PROBLEM
        verb = wish.verb
        if verb not in desk.capabilities and f"native:{verb}" in desk.capabilities:
            verb = f"native:{verb}"
        if verb not in desk.capabilities:
            able = [name for name, capability in desk.capabilities.items() if capability.allowed]
            say(
                _("This backend cannot do that; it can: {verbs}.").format(
                    verbs=", ".join(safe_line(name, 40) for name in able)
                )
            )
            return Exit.PROBLEM if verb in list(Verb) else Exit.USAGE
        values = [given.partition("=") for given in wish.values]
        asked = _asked(desk, view, verb)
        for name, equals, _value in values:
            if not equals or name not in {one.name for one in asked}:
                said = _("With this verb nothing of that name is asked for: {name}.")
                say(said.format(name=safe_line(name, 60)))
                return Exit.USAGE
        draft = await desk.draft(
            view,
            verb,
            rule=wish.rule,
            response=wish.response,
            language=wish.language,
            seconds=wish.seconds,
            message=wish.message,
            contact=wish.contact,
            note=wish.note,
            even_so=wish.even_so,
            values=tuple((name, value) for name, _equals, value in values),
        )
        if wish.response and desk.response(wish.response) is None:
            say(_("The ruleset has no response {id}.").format(id=safe_line(wish.response, 60)))
            return Exit.USAGE
        if wish.message is not None and not (draft.message and _speaks(draft.steps)):
            say(_("With this verb no message is sent."))
            return Exit.USAGE
        for line in draft_lines(desk, draft):
            say(line)
        if draft.problems:
            for one in asked:
                among = "|".join(choice.value for choice in one.choices) or "…"
                say(safe_line(f"--set {one.name}={among}", 300))
            return Exit.PROBLEM
        return await carry_out(desk, draft, yes=yes, json_=json_)


def _speaks(steps: tuple[object, ...]) -> bool:
    return any(getattr(step, "verb", "") in SENDS_TEXT for step in steps)


def _asked(desk: Desk, view: CaseView, verb: str) -> tuple[Parameter, ...]:
    """The verb's parameters."""
    state = next((state for state in desk.verbs(view) if state.verb == verb), None)
    known = state.capability if state is not None else None
    return known.parameters if known is not None else ()
