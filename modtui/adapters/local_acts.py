"""What each verb does to the embedded community, once for each order.

Runs inside one change of the file, so that of two moderators on one case exactly one acts:
the first acting step takes the case for its decision, until the case is closed or the
lease runs out (the program that began may have died).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from modtui.adapters import local_on_people, local_on_posts
from modtui.adapters.base import Order
from modtui.adapters.local_act import Act, failed, handled_by, name_of, removed_by, when
from modtui.adapters.local_records import FAST, SLOW, Showing, StoredAct
from modtui.adapters.local_snapshot import Editing
from modtui.model import Moderator, Outcome, Result, Verb
from modtui.words import _

LEASE = timedelta(minutes=5)

ACTING = frozenset(
    {Verb.KEEP, Verb.REMOVE, Verb.WARN, Verb.MUTE, Verb.BAN, Verb.LOCK, Verb.REPLY, Verb.CLOSE}
)

DOES: dict[str, Callable[[Act], Outcome]] = {
    Verb.KEEP: local_on_posts.keep,
    Verb.CLOSE: local_on_posts.close,
    Verb.REMOVE: local_on_posts.remove,
    Verb.RESTORE: local_on_posts.restore,
    Verb.WARN: local_on_people.warn,
    Verb.REPLY: local_on_people.message,
    Verb.ESCALATE: local_on_people.escalate,
    Verb.BAN: local_on_people.shut_out,
    Verb.MUTE: local_on_people.shut_out,
    Verb.UNBAN: local_on_people.let_in,
    Verb.UNMUTE: local_on_people.let_in,
    Verb.LOCK: local_on_posts.lock,
    Verb.UNLOCK: local_on_posts.lock,
    Verb.LABEL: local_on_posts.label,
    Verb.NOTE: local_on_people.note,
    SLOW: local_on_posts.slow,
    FAST: local_on_posts.slow,
}


def carry_out(edit: Editing, order: Order, by: Moderator, now: datetime) -> Outcome:
    """Do what the order says, or say why not. The same order again changes nothing."""
    id = f"{order.decision.id}/{order.step.id}"
    done = edit.all.acts.get(id)
    if done is not None:
        return Outcome(done.result, receipt=done.receipt, detail=done.detail)
    key = order.decision.case
    case = edit.all.cases.get(f"{key.kind}/{key.native}")
    if case is None:
        return failed(_("There is no such case."))
    does = DOES.get(order.step.verb)
    if does is None:
        return failed(_("This community does not know that verb."))
    act = Act(edit, order, case, by, now)
    held = _held_by_another(act)
    if held is not None:
        return held
    outcome = does(act)
    if outcome.result not in (Result.APPLIED, Result.PARTIAL, Result.ALREADY):
        return outcome
    receipt = edit.free_id("act-", edit.all.acts)
    person = act.person
    edit.put(
        StoredAct(
            id=id,
            receipt=receipt,
            at=now,
            by=by.id,
            verb=order.step.verb,
            case=case.id,
            result=outcome.result,
            detail=outcome.detail,
            person=person.id if person is not None else "",
        )
    )
    latest = edit.all.cases[case.id]
    if order.step.verb in ACTING and not order.decision.undoes and latest.handled is None:
        acting = replace(latest, acting=order.decision.id, acting_by=by.id, acting_at=now)
        edit.put(acting)
    return replace(outcome, receipt=receipt)


def _held_by_another(act: Act) -> Outcome | None:
    """Why the case is no longer this decision's to act on, or None."""
    case, decision, verb = act.case, act.order.decision, act.order.step.verb
    if decision.undoes or verb not in (*ACTING, Verb.ESCALATE):
        return None
    if case.handled is not None and case.closed_in != decision.id:
        if case.closed_by != act.by.id or verb in (Verb.KEEP, Verb.CLOSE):
            return Outcome(Result.ALREADY, detail=handled_by(case.handled))
        return None
    if (
        verb in ACTING
        and case.acting not in ("", decision.id)
        and case.acting_by != act.by.id
        and case.acting_at is not None
        and act.now - case.acting_at < LEASE
    ):
        post = act.post
        if verb == Verb.REMOVE and post is not None and post.showing is Showing.REMOVED:
            return Outcome(Result.ALREADY, detail=removed_by(act.edit, post))
        sentence = _("{name} is acting on this case since {time}.")
        return Outcome(
            Result.CONFLICT,
            detail=sentence.format(
                name=name_of(act.edit, case.acting_by), time=when(case.acting_at)
            ),
        )
    return None
