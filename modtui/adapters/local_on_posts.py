"""What moderators do to posts, threads and cases of the embedded community."""

from msgspec.structs import replace

from modtui.adapters.local_act import Act, applied, failed, name_of, removed_by
from modtui.adapters.local_records import LABEL_LIMIT, SLOW, Showing, StoredPost
from modtui.model import Handled, Kind, Outcome, Result, Verb
from modtui.text import safe_line
from modtui.words import _


def keep(act: Act) -> Outcome:
    """Dismiss the reports; publish what waited for approval."""
    post = act.post
    if act.case.kind is Kind.HELD and post is not None:
        if post.showing is Showing.WAITING:
            act.edit.put(_showing(act, post, Showing.PUBLISHED))
        return _close_case(act, "approved")
    return _close_case(act, "kept")


def close(act: Act) -> Outcome:
    """End the reports, after whatever else this decision did."""
    if act.case.handled is not None:
        return applied()  # by this decision: what is held is closed by removing or keeping it
    mine = [
        done.verb
        for done in act.edit.all.acts.values()
        if done.id.startswith(f"{act.order.decision.id}/") and done.result is Result.APPLIED
    ]
    return _close_case(act, ", ".join(dict.fromkeys(mine)) or "closed")


def _close_case(act: Act, how: str) -> Outcome:
    """Close the reports that were seen; all of them where what they are about is gone."""
    post = act.post
    gone = post is not None and post.showing in (Showing.REMOVED, Showing.REJECTED)
    seen = frozenset(act.order.step.reports)
    left = 0
    for flag in act.edit.flags_of.get(act.case.id, ()):
        if flag.closed:
            continue
        if gone or not seen or flag.id in seen:
            act.edit.put(replace(flag, closed=True))
        else:
            left += 1
    if left:
        return Outcome(Result.PARTIAL, detail=_("Reports came in meanwhile; they are still open."))
    handled = Handled(by=name_of(act.edit, act.by.id), at=act.now, how=how)
    act.edit.put(
        replace(
            act.case,
            handled=handled,
            closed_by=act.by.id,
            closed_in=act.order.decision.id,
            acting="",
            acting_by="",
            acting_at=None,
        )
    )
    return applied()


def remove(act: Act) -> Outcome:
    """Take a post or a profile text away; reject what waited for approval."""
    if act.case.kind is Kind.ACCOUNT and act.order.step.subject in (None, act.case.native):
        person = act.edit.all.people.get(act.case.native)
        if person is None:
            return failed(_("There is no such account."))
        if not person.about:
            return Outcome(Result.ALREADY, detail=_("The profile text is already gone."))
        act.edit.put(replace(person, about="", removed_about=person.about))
        return applied()
    post = act.post
    if post is None:
        return failed(_("There is no such post."))
    if post.showing is Showing.WAITING:
        act.edit.put(_showing(act, post, Showing.REJECTED))
        return _close_case(act, "rejected")
    if post.showing is not Showing.PUBLISHED:
        return Outcome(Result.ALREADY, detail=removed_by(act.edit, post))
    act.edit.put(_showing(act, post, Showing.REMOVED))
    return applied()


def restore(act: Act) -> Outcome:
    """Put back what ``remove`` took away, as it was."""
    person = act.edit.all.people.get(act.case.native)
    if act.case.kind is Kind.ACCOUNT and person is not None:
        if not person.removed_about:
            return Outcome(Result.ALREADY, detail=_("The profile text is there."))
        act.edit.put(replace(person, about=person.removed_about, removed_about=""))
        return applied()
    post = act.post
    if post is None:
        return failed(_("There is no such post."))
    if post.showing is Showing.REJECTED:
        # Not published: nobody approved it. It waits for a decision again.
        act.edit.put(_showing(act, post, Showing.WAITING))
        act.edit.put(replace(act.case, handled=None, closed_by="", closed_in=""))
        return applied()
    if post.showing is not Showing.REMOVED:
        return Outcome(Result.ALREADY, detail=_("The post is there."))
    act.edit.put(_showing(act, post, Showing.PUBLISHED))
    return applied()


def lock(act: Act) -> Outcome:
    """Lock or unlock."""
    post = act.post
    thread = act.edit.all.threads.get(post.thread) if post is not None else None
    if thread is None:
        return failed(_("There is no thread to lock."))
    locked = act.order.step.verb == Verb.LOCK
    if thread.locked == locked:
        detail = _("The thread is locked.") if locked else _("The thread is open.")
        return Outcome(Result.ALREADY, detail=detail)
    act.edit.put(replace(thread, locked=locked, locked_by=act.by.id if locked else ""))
    return applied()


def slow(act: Act) -> Outcome:
    """Let each member write to the thread only now and then, or as often as they like."""
    post = act.post
    thread = act.edit.all.threads.get(post.thread) if post is not None else None
    if thread is None:
        return failed(_("There is no thread to slow down."))
    wanted = act.order.step.verb == SLOW
    if thread.slow == wanted:
        detail = _("The thread is slowed down.") if wanted else _("The thread is not slowed down.")
        return Outcome(Result.ALREADY, detail=detail)
    act.edit.put(replace(thread, slow=wanted))
    return applied()


def label(act: Act) -> Outcome:
    """Put a word on a post that only moderators see."""
    post = act.post
    step = act.order.step
    word = safe_line(step.text or step.reason or ", ".join(act.order.decision.rules), LABEL_LIMIT)
    if post is None or not word:
        return failed(_("There is no post to label, or no label."))
    if word in post.labels:
        return Outcome(Result.ALREADY, detail=_("The post has that label."))
    act.edit.put(replace(post, labels=(*post.labels, word)))
    return applied()


def _showing(act: Act, post: StoredPost, showing: Showing) -> StoredPost:
    return replace(post, showing=showing, changed_by=act.by.id, changed_at=act.now)
