"""The embedded community's records in the words of ``modtui.model``. Reads only."""

import itertools

from modtui.adapters.local_records import (
    Showing,
    StoredCase,
    StoredFlag,
    StoredPerson,
    StoredPost,
)
from modtui.adapters.local_snapshot import Snapshot
from modtui.model import (
    Attachment,
    Case,
    CaseKey,
    Claim,
    Context,
    Kind,
    Person,
    Place,
    Post,
    Report,
    Sanction,
    Subject,
    Unreadable,
)
from modtui.text import revision
from modtui.words import _

AROUND = 5
"""Posts shown before and after the subject, and of the author elsewhere."""


def key_of(case: StoredCase, community: str) -> CaseKey:
    """The key that names the case for good."""
    return CaseKey(community, case.kind.value, case.native)


def case_of(snapshot: Snapshot, case: StoredCase, community: str) -> Case | Unreadable:
    """The case, or that it holds text which is no Unicode (a lone surrogate)."""
    key = key_of(case, community)
    subject = _subject(snapshot, case)
    if subject is None:
        return Unreadable(key, _("what was reported is no longer there"))
    reports = tuple(_report(snapshot, flag) for flag in _flags(snapshot, case))
    texts = [subject.text, subject.earlier_text or "", subject.thread]
    if subject.author is not None:
        texts += [subject.author.name, *(s.reason for s in subject.author.sanctions or ())]
    for report in reports:
        texts += [report.reason, report.category, report.reporter.name if report.reporter else ""]
    if not all(_is_unicode(text) for text in texts):
        return Unreadable(key, _("it holds half of a character (a lone surrogate)"))
    return Case(
        key=key,
        subject=subject,
        reports=reports,
        opened=case.opened,
        handled=case.handled,
        escalated=case.escalated,
        claim=_claim(snapshot, case),
    )


def revision_of(snapshot: Snapshot, case: StoredCase) -> str:
    """A fingerprint of the text that is judged; empty where it is no longer there."""
    if case.kind is Kind.ACCOUNT:
        person = snapshot.all.people.get(case.native)
        return revision(person.name, person.about or person.removed_about) if person else ""
    post = snapshot.all.posts.get(case.native)
    return revision(post.text) if post is not None else ""


def context_of(snapshot: Snapshot, case: Case) -> Context:
    """The posts around the subject, and what is known of its author."""
    missing: list[str] = []
    author = snapshot.all.people.get(case.subject.author.id) if case.subject.author else None
    subject = snapshot.all.posts.get(case.subject.id)
    before: list[StoredPost] = []
    after: list[StoredPost] = []
    if subject is not None:
        others = [
            post
            for post in snapshot.posts_in.get(subject.thread, ())
            if post.showing in (Showing.PUBLISHED, Showing.REMOVED) and post.id != subject.id
        ]
        place = (subject.at, subject.id)
        before = [post for post in others if (post.at, post.id) < place][-AROUND:]
        after = list(itertools.islice((p for p in others if (p.at, p.id) > place), AROUND))
    if author is None:
        missing.append(_("the author's account is not in this community"))
    recent = None
    if author is not None:
        theirs = snapshot.posts_by.get(author.id, ())
        recent = tuple(
            _post(snapshot, post)
            for post in [p for p in theirs if p.id != case.subject.id][: -AROUND - 1 : -1]
        )
    context = Context(
        before=tuple(_post(snapshot, post) for post in before),
        after=tuple(_post(snapshot, post) for post in after),
        author=person_of(snapshot, author) if author is not None else None,
        recent=recent,
    )
    if any(p.text is None for p in (*context.before, *context.after, *(recent or ()))):
        missing.append(_("a post around it that is no readable text"))
    return Context(context.before, context.after, context.author, recent, tuple(missing))


def person_of(snapshot: Snapshot, person: StoredPerson) -> Person:
    """An account with its history, sanctions oldest first."""
    posts = [
        post
        for post in snapshot.posts_by.get(person.id, ())
        if post.showing in (Showing.PUBLISHED, Showing.REMOVED)
    ]
    sanctions = tuple(
        Sanction(
            verb=sanction.verb,
            at=sanction.at,
            by=_name(snapshot, sanction.by),
            reason=sanction.reason,
            until=sanction.lifted if sanction.lifted is not None else sanction.until,
        )
        for sanction in snapshot.sanctions_of.get(person.id, ())
    )
    return Person(
        id=person.id,
        name=person.name,
        language=person.language,
        since=person.since,
        posts=person.earlier_posts + len(posts),
        roles=(person.role.value,),
        sanctions=sanctions,
        reports_against=person.earlier_reports + snapshot.flags_against.get(person.id, 0),
    )


def _subject(snapshot: Snapshot, case: StoredCase) -> Subject | None:
    if case.kind is Kind.ACCOUNT:
        person = snapshot.all.people.get(case.native)
        if person is None:
            return None
        return Subject(
            kind=Kind.ACCOUNT,
            id=person.id,
            author=person_of(snapshot, person),
            text=person.about or person.removed_about,
            revision=revision_of(snapshot, case),
            at=person.since,
            language=person.language,
            removed=bool(person.removed_about),
        )
    post = snapshot.all.posts.get(case.native)
    if post is None:
        return None
    thread = snapshot.all.threads.get(post.thread)
    place = snapshot.all.places.get(thread.place) if thread is not None else None
    return Subject(
        kind=case.kind,
        id=post.id,
        author=_person(snapshot, post.author),
        text=post.text,
        revision=revision_of(snapshot, case),
        place=Place(place.id, place.name) if place is not None else None,
        thread=thread.title if thread is not None else "",
        at=post.at,
        edited=post.edited,
        earlier_text=post.earlier_text,
        language=post.language,
        removed=post.showing in (Showing.REMOVED, Showing.REJECTED),
        approval=case.kind is Kind.HELD,
        attachments=tuple(Attachment(*attachment) for attachment in post.attachments),
    )


def _claim(snapshot: Snapshot, case: StoredCase) -> Claim | None:
    if not case.claimed_by:
        return None
    return Claim(_name(snapshot, case.claimed_by), case.claimed_at, case.claimed_until)


def _flags(snapshot: Snapshot, case: StoredCase) -> list[StoredFlag]:
    """The flags that still wait; of a handled case those that led to it."""
    flags = snapshot.flags_of.get(case.id, [])
    if case.handled is None:
        return [flag for flag in flags if not flag.closed]
    return [flag for flag in flags if flag.at >= case.opened]


def _report(snapshot: Snapshot, flag: StoredFlag) -> Report:
    return Report(
        id=flag.id,
        reporter=_person(snapshot, flag.reporter),
        reason=flag.reason,
        category=flag.category,
        at=flag.at,
    )


def _person(snapshot: Snapshot, id: str) -> Person:
    person = snapshot.all.people.get(id)
    return person_of(snapshot, person) if person is not None else Person(id)


def _name(snapshot: Snapshot, id: str) -> str:
    person = snapshot.all.people.get(id)
    return person.name if person is not None else id


def _post(snapshot: Snapshot, post: StoredPost) -> Post:
    author = snapshot.all.people.get(post.author)
    shown = Person(post.author, author.name if author is not None else "")
    text = post.text if _is_unicode(post.text) else None
    return Post(post.id, shown, text, at=post.at, removed=post.showing is Showing.REMOVED)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
