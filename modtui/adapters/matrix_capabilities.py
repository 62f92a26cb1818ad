"""What an account may do on a homeserver, in Matrix' own words."""

from modtui.adapters.matrix_acts import JOIN, SUSPEND, UNSUSPEND
from modtui.model import Audience, Capability, Resend, Verb
from modtui.words import _

LONGEST = 12_000
"""Characters in a message: an event holds 64 KiB, and a character takes up to four bytes."""


def capabilities_of(*, barred: str, suspends: bool) -> tuple[Capability, ...]:
    """Every verb of Matrix, with what stands against it for this account on this server.

    ``barred`` says why the account has no admin's rights there, and is empty where it has.
    """
    in_room = _("Works only in rooms where this account has the power.") if barred else ""
    cannot_suspend = barred
    if not barred and not suspends:
        cannot_suspend = _("This version of the server cannot suspend accounts.")
    everybody = _("Everybody in the room sees that it was done, and by whom.")
    them = _("The person gets a direct message from this account.")

    def about(*sentences: str) -> str:
        return " ".join(sentence for sentence in sentences if sentence)

    return (
        Capability(
            Verb.KEEP,
            _("Dismiss reports"),
            Resend.SAFE,
            why_not=barred,
            seen_by=_("Nobody is told."),
            about=_("Deletes the reports; that cannot be undone."),
        ),
        Capability(
            Verb.REMOVE,
            _("Redact"),
            Resend.DETECTABLE,
            seen_by=about(everybody, _("The reason can be read there too.")),
            about=about(_("Redacts the message and its edits; cannot be undone."), in_room),
            reason=Audience.EVERYBODY,
        ),
        Capability(Verb.WARN, _("Direct message"), Resend.DETECTABLE, seen_by=them, limit=LONGEST),
        Capability(
            Verb.MUTE,
            _("Mute (power level -1)"),
            Resend.SAFE,
            inverse=Verb.UNMUTE,
            seen_by=everybody,
            about=about(_("For good: Matrix has no mutes that end by themselves."), in_room),
        ),
        Capability(
            Verb.UNMUTE,
            _("Unmute"),
            Resend.SAFE,
            inverse=Verb.MUTE,
            seen_by=everybody,
            about=in_room,
        ),
        Capability(
            Verb.BAN,
            _("Ban from room"),
            Resend.SAFE,
            inverse=Verb.UNBAN,
            seen_by=about(everybody, _("The reason can be read there too.")),
            about=about(_("Holds for this room, until somebody unbans."), in_room),
            reason=Audience.EVERYBODY,
        ),
        Capability(
            Verb.UNBAN,
            _("Unban from room"),
            Resend.SAFE,
            inverse=Verb.BAN,
            seen_by=everybody,
            about=about(_("The person may join again; nobody invites them."), in_room),
            reason=Audience.EVERYBODY,
        ),
        Capability(
            Verb.ESCALATE,
            _("Direct message to a contact"),
            Resend.DETECTABLE,
            seen_by=_("The contact gets a direct message from this account."),
            limit=LONGEST,
            rooms=True,
        ),
        Capability(Verb.REPLY, _("Direct message"), Resend.DETECTABLE, seen_by=them, limit=LONGEST),
        Capability(
            Verb.RESTORE,
            _("Restore"),
            Resend.SAFE,
            why_not=_("Matrix cannot take a redaction back."),
        ),
        Capability(
            Verb.CLOSE,
            _("Close reports"),
            Resend.SAFE,
            why_not=barred,
            seen_by=_("Nobody is told."),
            about=_("Deletes the reports; that cannot be undone."),
        ),
        Capability(
            SUSPEND,
            _("Suspend account"),
            Resend.SAFE,
            why_not=cannot_suspend,
            inverse=UNSUSPEND,
            seen_by=_("The person is told by their client when they try to send."),
            about=_("On the whole server: they can read and leave, not write or join."),
            closes=True,
        ),
        Capability(
            UNSUSPEND,
            _("Unsuspend account"),
            Resend.SAFE,
            why_not=cannot_suspend,
            inverse=SUSPEND,
            seen_by=_("The person notices that they can write again."),
        ),
        Capability(
            JOIN,
            _("Join room as its admin"),
            Resend.SAFE,
            why_not=barred,
            seen_by=_("Everybody in the room sees you join with the admin's power."),
            about=_("A server admin has no power in rooms before that."),
            preparing=True,
        ),
    )
