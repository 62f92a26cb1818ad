"""What follows the n-th violation of a rule."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from modtui.model import Struct, Verb
from modtui.rules.ruleset import LadderStep, Rule
from modtui.text import safe_line
from modtui.words import _

SHOWN = 3
"""Earlier violations that ``because`` lists; the rest are counted."""


class Earlier(Struct, frozen=True):
    """A violation by the same author that was acted on before."""

    rule: str
    at: datetime
    by: str
    verbs: tuple[str, ...]


class Proposal(Struct, frozen=True):
    """What the ladder proposes. ``nth`` counts this violation too; ``because`` is safe."""

    steps: tuple[LadderStep, ...]
    nth: int
    because: str


def propose(rule: Rule, earlier: Sequence[Earlier], now: datetime) -> Proposal:
    """The step for this violation, with the reason in words.

    Only violations of the same rule that have not decayed count. Past the top of the
    ladder its last step is proposed again, along with an escalation where the rule has a
    contact. A rule without a ladder proposes only that escalation, or nothing.
    """
    since = now - timedelta(days=rule.decay_days) if rule.decay_days else None
    counted = sorted(
        (one for one in earlier if one.rule == rule.id and (since is None or one.at > since)),
        key=lambda one: one.at,
        reverse=True,
    )
    nth = len(counted) + 1
    steps = rule.ladder[min(nth, len(rule.ladder)) - 1 :][:1] if rule.ladder else ()
    escalates = any(step.verb == Verb.ESCALATE for step in steps)
    if rule.contact and nth > len(rule.ladder) and not escalates:
        steps = (*steps, LadderStep(verb=Verb.ESCALATE.value))
    return Proposal(steps, nth, _because(rule, counted, nth, now))


def _because(rule: Rule, counted: Sequence[Earlier], nth: int, now: datetime) -> str:
    if rule.decay_days:
        head = _("{nth} for {rule} in {days} days").format(
            nth=_ordinal(nth), rule=rule.id, days=rule.decay_days
        )
    else:
        head = _("{nth} for {rule}").format(nth=_ordinal(nth), rule=rule.id)
    if counted:
        said = [_one(one, now) for one in counted[:SHOWN]]
        if len(counted) > SHOWN:
            said.append(_("and {count} more").format(count=len(counted) - SHOWN))
        head += ": " + "; ".join(said)
    if rule.ladder and nth > len(rule.ladder):
        head += " – " + _("the top of the ladder")
    return head


def _one(one: Earlier, now: datetime) -> str:
    verbs = ", ".join(_past(verb) for verb in one.verbs)
    day = _day(one.at, now)
    if not one.by:
        return f"{day}, {verbs}" if verbs else day
    by = _("{day} by {who}").format(day=day, who=safe_line(one.by, 40))
    return f"{by}, {verbs}" if verbs else by


def _day(at: datetime, now: datetime) -> str:
    months = _("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    month = months[at.month - 1] if len(months) == 12 else f"{at.month:02}"
    year = "" if at.year == now.year else f" {at.year}"
    return f"{at.day} {month}{year}"


def _past(verb: str) -> str:
    """What was done, said of something done."""
    said = {
        "remove": _("removed"),
        "restore": _("restored"),
        "warn": _("warned"),
        "mute": _("muted"),
        "unmute": _("unmuted"),
        "ban": _("banned"),
        "unban": _("unbanned"),
        "lock": _("locked"),
        "unlock": _("unlocked"),
        "label": _("labelled"),
        "escalate": _("escalated"),
        "reply": _("answered"),
        "note": _("noted"),
        "keep": _("kept"),
        "close": _("closed"),
    }
    return said.get(verb) or safe_line(verb.removeprefix("native:"), 30)


def _ordinal(number: int) -> str:
    if number % 100 not in (11, 12, 13):
        if number % 10 == 1:
            return _("{n}st").format(n=number)
        if number % 10 == 2:
            return _("{n}nd").format(n=number)
        if number % 10 == 3:
            return _("{n}rd").format(n=number)
    return _("{n}th").format(n=number)
