"""Synapse's events and rows in the words of ``modtui.model``."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from modtui.adapters.jsonwire import Undecodable
from modtui.adapters.matrix_wire import Account, Event, ReportRow
from modtui.model import (
    Attachment,
    Case,
    CaseKey,
    Handled,
    Kind,
    Person,
    Place,
    Post,
    Report,
    Sanction,
    Subject,
)
from modtui.text import revision
from modtui.words import _

TEXTS = 50
"""Strings taken from an event that has no body (a poll, say)."""
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"</?(?:p|br|li|div|blockquote|tr|h\d)\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(?:href|alt|title)=(\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+)", re.IGNORECASE)


class Reading(NamedTuple):
    """An event with what is needed to show it: its latest edit, who redacted it."""

    event: Event
    edit: Event | None = None
    redacted_by: str | None = None
    original: Event | None = None


class Text(NamedTuple):
    """What an event says. ``obstacle`` is set where that cannot be read."""

    text: str
    attachments: tuple[Attachment, ...] = ()
    obstacle: str = ""


def time_of(milliseconds: float) -> datetime | None:
    """The time in UTC, or None where the number is no date (senders choose it)."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def native_of(room: str, event: str) -> str:
    """The native id of a case: room and event."""
    return f"{room}|{event}"


def room_and_event(native: str) -> tuple[str, str]:
    """What ``native_of`` joined. Raises Undecodable."""
    room, separator, event = native.partition("|$")
    if not separator or not room.startswith("!"):
        raise Undecodable(_("this is not the id of a message"))
    return room, f"${event}"


def read(event: Event, original: Event | None = None) -> Reading:
    """The event with its bundled edit and redaction. Edits by others do not count."""
    because = event.unsigned.get("redacted_because")
    if isinstance(because, dict):
        by = because.get("sender")
        return Reading(event, None, by if isinstance(by, str) else "", original)
    relations = event.unsigned.get("m.relations")
    found = relations.get("m.replace") if isinstance(relations, dict) else None
    edit = _as_event(found) if isinstance(found, dict) else None
    return Reading(event, edit if edit and edit.sender == event.sender else None)


def _as_event(found: dict[str, Any]) -> Event | None:
    import msgspec

    try:
        return msgspec.convert(found, Event)
    except msgspec.ValidationError:
        return None


def edited_by(event: Event) -> str:
    """The id of the event that this one edits; empty where it is no edit."""
    relates = event.content.get("m.relates_to")
    if isinstance(relates, dict) and relates.get("rel_type") == "m.replace":
        return _string(relates, "event_id")
    return ""


def _string(content: Mapping[str, Any], *names: str) -> str:
    for name in names:
        found = content.get(name)
        if isinstance(found, str) and found:
            return found
    return ""


def text_of(event: Event) -> Text:
    """What the event says to people, its formatted form included where that says more."""
    content: Mapping[str, Any] = event.content
    if event.type == "m.room.encrypted":
        return Text("", (), _("Encrypted: the server cannot read it, so neither can you here."))
    new = content.get("m.new_content")
    # Elsewhere than in an edit it is shown by no client, and could hide what is.
    if isinstance(new, dict) and edited_by(event):
        content = new
    body = _string(content, "body")
    attachments = _attachments(content)
    if body:
        hidden = _only_formatted(body, _string(content, "formatted_body"))
        if hidden:
            body = f"{body}\n\n{_('As clients show it:')} {hidden}"
        return Text(body, attachments)
    texts = list(itertools.islice(_strings(content, 6), TEXTS))
    if texts:
        return Text("\n".join(texts), attachments)
    return Text("", attachments, _("This event has no text."))


def _strings(value: Any, depth: int) -> Iterator[str]:
    if depth == 0:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for element in value:
            yield from _strings(element, depth - 1)
    elif isinstance(value, dict):
        for name, element in value.items():
            if name not in ("m.relates_to", "msgtype"):
                yield from _strings(element, depth - 1)


def _attachments(content: Mapping[str, Any]) -> tuple[Attachment, ...]:
    if not isinstance(content.get("url"), str) and not isinstance(content.get("file"), dict):
        return ()
    info = content.get("info")
    info = info if isinstance(info, dict) else {}
    size = info.get("size")
    return (
        Attachment(
            name=_string(content, "filename", "body"),
            type=_string(info, "mimetype"),
            size=size if isinstance(size, int) and size >= 0 else None,
        ),
    )


def _plain(formatted: str) -> str:
    """The text of a formatted body, with the addresses that links hide.

    Not ``html.parser``: it takes 20 s for 64 kB of ``<a <a <a`` (measured). What this
    takes for text though clients hide it is shown once too often, never the other way.
    """
    import html

    if formatted.startswith("<mx-reply>"):
        formatted = formatted.partition("</mx-reply>")[2]

    def instead(tag: re.Match[str]) -> str:
        hidden = [value.strip("\"'") for value in _ATTRIBUTE.findall(tag.group())]
        breaks = "\n" if _BREAK.match(tag.group()) else ""
        return breaks + "".join(f" {value} " for value in hidden)

    return html.unescape(_TAG.sub(instead, formatted)).strip()


def _only_formatted(body: str, formatted: str) -> str:
    """The formatted form's text, where it holds words that the plain one does not."""
    if not formatted or formatted == body:
        return ""
    text = _plain(formatted)
    plain = set(_WORD.findall(body.casefold()))
    return text if not plain.issuperset(_WORD.findall(text.casefold())) else ""


def link_of(room: str, event: str = "") -> str:
    """An address that Matrix clients open."""
    _name, colon, server = room.partition(":")
    via = f"?via={quote(server, safe=':')}" if colon else ""
    path = quote(room, safe="!:") + (f"/{quote(event, safe='$:')}" if event else "")
    return f"https://matrix.to/#/{path}{via}"


def person_of(id: str, name: str = "") -> Person:
    """An account of which only the id and perhaps the name is known."""
    return Person(id=id, name=name, link=f"https://matrix.to/#/{quote(id, safe='@:')}")


def names_of(states: Sequence[Event]) -> dict[str, str]:
    """Display names by account, from membership events."""
    return {
        event.state_key: name
        for event in states
        if event.type == "m.room.member" and event.state_key
        if (name := _string(event.content, "displayname"))
    }


def place_of(room: str, row: ReportRow | None) -> Place:
    """The room, by the name the server lists it under."""
    return Place(room, (row.name or row.canonical_alias or "") if row else "")


def subject_of(reading: Reading, place: Place, names: Mapping[str, str]) -> Subject:
    """The reported event as it stands now, its original text where it was edited."""
    event, edit = reading.event, reading.edit
    said = text_of(reading.original or edit or event)
    before = text_of(event).text if edit else None
    removed = reading.redacted_by is not None
    obstacle = said.obstacle
    if removed:
        by = reading.redacted_by or _("somebody")
        kept = _("The server still shows its text to admins.") if reading.original else ""
        obstacle = (_("Redacted by {person}.").format(person=by) + f" {kept}").strip()
    cipher = _string((edit or event).content, "ciphertext")
    state = "redacted" if removed else ""
    return Subject(
        kind=Kind.MESSAGE,
        id=event.event_id,
        author=person_of(event.sender, names.get(event.sender, "")),
        text=said.text,
        revision=revision(said.text, cipher, state, *(a.name for a in said.attachments)),
        place=place,
        thread=_thread(event),
        at=time_of(event.origin_server_ts),
        edited=time_of(edit.origin_server_ts) if edit else None,
        earlier_text=before,
        removed=removed,
        attachments=said.attachments,
        link=link_of(place.id, event.event_id),
        obstacle=obstacle,
    )


def _thread(event: Event) -> str:
    relates = event.content.get("m.relates_to")
    if isinstance(relates, dict) and relates.get("rel_type") == "m.thread":
        return _string(relates, "event_id")
    return ""


def gone_subject(room: str, event: str, sender: str | None, place: Place) -> Subject:
    """A reported event that the server no longer has."""
    return Subject(
        kind=Kind.MESSAGE,
        id=event,
        author=person_of(sender) if sender else None,
        text="",
        revision=revision("gone"),
        place=place,
        removed=True,
        obstacle=_("The server no longer has this message."),
        link=link_of(room, event),
    )


def case_of(key: CaseKey, subject: Subject, rows: Sequence[ReportRow]) -> Case:
    """The case of an event: handled where no report of it is left."""
    ordered = sorted(rows, key=lambda row: (row.received_ts, row.id))
    handled = None
    if not ordered:
        how = _("its reports were closed")
        if subject.removed:
            how = f"{how}; {subject.obstacle}"
        handled = Handled(how=how)
    return Case(
        key=key,
        subject=subject,
        reports=tuple(
            Report(
                id=str(row.id),
                reporter=person_of(row.user_id),
                reason=row.reason or "",
                at=time_of(row.received_ts),
            )
            for row in ordered
        ),
        opened=time_of(ordered[0].received_ts) if ordered else None,
        handled=handled,
    )


def post_of(event: Event, names: Mapping[str, str]) -> Post | None:
    """A neighbouring message as it stands now; None for an edit, which is no post."""
    if edited_by(event):
        return None
    reading = read(event)
    said = text_of(reading.edit or event)
    removed = reading.redacted_by is not None
    return Post(
        id=event.event_id,
        author=person_of(event.sender, names.get(event.sender, "")),
        text=None if removed or (said.obstacle and not said.attachments) else said.text,
        at=time_of(event.origin_server_ts),
        removed=removed,
    )


def sanctions_of(account: Account) -> tuple[Sanction, ...]:
    """What was done to the account as a whole. Synapse tells neither when nor by whom."""
    states = (
        (account.suspended, "suspended"),
        (account.locked, "locked"),
        (account.shadow_banned, "shadow-banned"),
        (account.deactivated, "deactivated"),
    )
    return tuple(Sanction(verb) for set_, verb in states if set_)
