"""What follows the n-th violation of a rule."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from modtui.model import TOUCHES_PERSON, Struct, Verb
from modtui.rules.ruleset import LadderStep, Rule, When
from modtui.text import safe_line
from modtui.words import _

PAUSE = timedelta(minutes=10)
"""Within this time nobody is warned again for the same rule."""
SHOWN = 3
"""Earlier violations that ``because`` lists; the rest are counted."""


class Earlier(Struct, frozen=True):
    """A violation by the same author that was acted on before."""

    rule: str
    at: datetime
    by: str
    verbs: tuple[str, ...]


class Proposal(Struct, frozen=True):
    """What the ladder proposes. ``nth`` counts this violation too; ``because`` is safe.

    ``brake`` says why nothing is proposed although the ladder has a step; empty: it is not
    so. It is part of ``because`` too.
    """

    steps: tuple[LadderStep, ...]
    nth: int
    because: str
    brake: str = ""


def propose(
    rule: Rule,
    earlier: Sequence[Earlier],
    now: datetime,
    *,
    posted: datetime | None = None,
    undecided: bool = False,
    zone: tzinfo | None = None,
) -> Proposal:
    """The step for this violation, with the reason in words.

    Only violations of the same rule that have not decayed count. Past the top of the
    ladder an escalation is proposed where the rule has a contact; without one the last step
    stays. A rule without a ladder proposes only that escalation, or nothing.

    Nobody is warned twice for one rule within ``PAUSE``, and nobody is sanctioned for what
    they wrote (``posted``; None: not known) before they were last told: violations of every
    rule, and sanctions under no rule, count as telling. ``undecided``: the rule's patterns
    could not tell. ``zone`` is where days begin; without one a day is 24 hours.
    """
    counted = sorted(
        (one for one in earlier if one.rule == rule.id and _counts(one.at, now, rule, zone)),
        key=lambda one: one.at,
        reverse=True,
    )
    nth = len(counted) + 1
    steps = rule.ladder[min(nth, len(rule.ladder)) - 1 :][:1] if rule.ladder else ()
    top = nth > len(rule.ladder)
    over = bool(rule.contact) and top  # to escalate, not to repeat
    brake = _too_old(steps, earlier, now, posted, zone) or (
        "" if over else _too_soon(steps, counted, now)
    )
    if brake or over:
        steps = ()
    if rule.contact and not any(step.verb == Verb.ESCALATE for step in steps):
        always = rule.escalate == When.ALWAYS
        unclear = rule.escalate == When.UNDECIDED and undecided
        if always or unclear or (top and not brake):
            steps = (*steps, LadderStep(verb=Verb.ESCALATE.value))
    because = _because(rule, counted, nth, now, zone)
    return Proposal(steps, nth, f"{because} – {brake}" if brake else because, brake)


def _counts(at: datetime, now: datetime, rule: Rule, zone: tzinfo | None) -> bool:
    if not rule.decay_days:
        return True
    if zone is None:
        return at > now - timedelta(days=rule.decay_days)
    return (now.astimezone(zone).date() - at.astimezone(zone).date()).days < rule.decay_days


def _too_old(
    steps: Sequence[LadderStep],
    earlier: Sequence[Earlier],
    now: datetime,
    posted: datetime | None,
    zone: tzinfo | None,
) -> str:
    """Why a person should not be sanctioned for what they wrote then, or an empty string."""
    if posted is None or not any(step.verb in TOUCHES_PERSON for step in steps):
        return ""
    told = (one for one in earlier if not TOUCHES_PERSON.isdisjoint(one.verbs))
    last = max(told, key=lambda one: one.at, default=None)
    if last is None or posted >= last.at:
        return ""
    return _("written before the last sanction: {what}").format(what=_one(last, now, zone))


def _too_soon(steps: Sequence[LadderStep], counted: Sequence[Earlier], now: datetime) -> str:
    """Why a person should not be warned again yet, or an empty string."""
    if not any(step.verb == Verb.WARN for step in steps):
        return ""
    if not any(
        now - one.at < PAUSE and not TOUCHES_PERSON.isdisjoint(one.verbs) for one in counted
    ):
        return ""
    minutes = int(PAUSE.total_seconds() // 60)
    return _("told for this already, less than {minutes} minutes ago").format(minutes=minutes)


def _because(
    rule: Rule, counted: Sequence[Earlier], nth: int, now: datetime, zone: tzinfo | None
) -> str:
    if rule.decay_days:
        head = _("{nth} for {rule} in {days} days").format(
            nth=_ordinal(nth), rule=rule.id, days=rule.decay_days
        )
    else:
        head = _("{nth} for {rule}").format(nth=_ordinal(nth), rule=rule.id)
    if counted:
        said = [_one(one, now, zone) for one in counted[:SHOWN]]
        if len(counted) > SHOWN:
            said.append(_("and {count} more").format(count=len(counted) - SHOWN))
        head += ": " + "; ".join(said)
    if rule.ladder and nth > len(rule.ladder):
        head += " – " + _("the top of the ladder")
    return head


def _one(one: Earlier, now: datetime, zone: tzinfo | None) -> str:
    verbs = ", ".join(_past(verb) for verb in one.verbs)
    day = _day(one.at.astimezone(zone or UTC), now.astimezone(zone or UTC))
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
