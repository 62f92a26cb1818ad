"""What moderators do to people of the embedded community: messages and sanctions."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from modtui.adapters.local_act import Act, applied, failed, name_of, when
from modtui.adapters.local_records import (
    TEXT_LIMIT,
    Role,
    StoredMessage,
    StoredPerson,
    StoredPost,
    StoredSanction,
)
from modtui.model import Outcome, Result, Verb
from modtui.words import _


def message(act: Act) -> Outcome:
    """Put the step's text into the person's inbox."""
    step, person = act.order.step, act.person
    if person is None:
        return failed(_("There is no such account to write to."))
    if not step.text.strip():
        return failed(_("There is no message to send."))
    if len(step.text) > TEXT_LIMIT:
        sentence = _("The message is longer than {limit} characters.")
        return failed(sentence.format(limit=TEXT_LIMIT))
    act.edit.put(
        StoredMessage(
            id=act.edit.free_id("m", act.edit.all.messages),
            to=person.id,
            sender=act.by.id,
            text=step.text,
            at=act.now,
            verb=step.verb,
            about=step.subject or act.case.native,
            language=step.language,
        )
    )
    return applied()


def warn(act: Act) -> Outcome:
    """Write to the person, and keep the warning in their history."""
    outcome = message(act)
    person = act.person
    if outcome.result is Result.APPLIED and person is not None:
        _sanction(act, person, None)
    return outcome


def escalate(act: Act) -> Outcome:
    """Write to the contact's account or into their thread, and mark the case; it stays open."""
    step = act.order.step
    if step.person is None and not step.route:
        return failed(_("Nobody is named to escalate to."))
    outcome = message(act) if step.person is not None else _into_thread(act)
    if outcome.result is Result.APPLIED:
        act.edit.put(replace(act.case, escalated=True))
    return outcome


def _into_thread(act: Act) -> Outcome:
    """Post the step's text in the thread it names, or in a chat channel's one thread."""
    step, everything = act.order.step, act.edit.all
    thread = everything.threads.get(step.place or "")
    if thread is None:
        inside = (t for t in everything.threads.values() if t.place == step.place)
        chat = (place := everything.places.get(step.place or "")) is not None and place.chat
        thread = next(inside, None) if chat else None
    if thread is None:
        return failed(_("There is no such thread or channel."))
    if not step.text.strip():
        return failed(_("There is no message to send."))
    if len(step.text) > TEXT_LIMIT:
        sentence = _("The message is longer than {limit} characters.")
        return failed(sentence.format(limit=TEXT_LIMIT))
    id = act.edit.free_id("p", everything.posts)
    act.edit.put(
        StoredPost(
            id=id,
            thread=thread.id,
            author=act.by.id,
            text=step.text,
            at=act.now,
            language=step.language,
        )
    )
    return applied()


def shut_out(act: Act) -> Outcome:
    """Ban or mute."""
    step, person = act.order.step, act.person
    if person is None:
        return failed(_("There is no such account."))
    if person.role is not Role.MEMBER:
        return Outcome(Result.DENIED, detail=_("Moderators cannot be muted or banned here."))
    if step.seconds is not None and step.seconds <= 0:
        return failed(_("The time must be longer than nothing."))
    until = None if step.seconds is None else act.now + timedelta(seconds=step.seconds)
    for sanction in act.edit.sanctions_of.get(person.id, ()):
        if sanction.verb != step.verb or not sanction.holds(act.now):
            continue
        if sanction.until is None or (until is not None and until <= sanction.until):
            end = when(sanction.until) if sanction.until is not None else _("for good")
            sentence = _("{name} did so already, until: {end}.")
            return Outcome(
                Result.ALREADY, detail=sentence.format(name=name_of(act.edit, sanction.by), end=end)
            )
    _sanction(act, person, until)
    return message(act) if step.text.strip() else applied()


def let_in(act: Act) -> Outcome:
    """Unban or unmute."""
    person = act.person
    if person is None:
        return failed(_("There is no such account."))
    ended = {Verb.UNBAN: Verb.BAN, Verb.UNMUTE: Verb.MUTE}[Verb(act.order.step.verb)]
    holding = [
        sanction
        for sanction in act.edit.sanctions_of.get(person.id, ())
        if sanction.verb == ended and sanction.holds(act.now)
    ]
    if not holding:
        return Outcome(Result.ALREADY, detail=_("Nothing of the kind is in force."))
    for sanction in holding:
        act.edit.put(replace(sanction, lifted=act.now, lifted_by=act.by.id))
    return applied()


def note(act: Act) -> Outcome:
    """Keep a note with the case, for moderators."""
    text = act.order.step.text or act.order.step.reason or act.order.decision.note
    if not text.strip():
        return failed(_("The note is empty."))
    act.edit.put(replace(act.case, notes=(*act.case.notes, text)))
    return applied()


def _sanction(act: Act, person: StoredPerson, until: datetime | None) -> None:
    step = act.order.step
    act.edit.put(
        StoredSanction(
            id=act.edit.free_id("s", act.edit.all.sanctions),
            person=person.id,
            verb=step.verb,
            at=act.now,
            by=act.by.id,
            reason=step.reason or ", ".join(act.order.decision.rules),
            until=until,
        )
    )
