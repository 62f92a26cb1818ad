"""Where escalations go, as the owner's ``modtui.yaml`` says it: one way for each contact.

A ruleset names contacts and nothing else; addresses, commands and places stand only here.
"""

import os
from pathlib import Path
from typing import Literal

from modtui.model import Struct, encode_json

Tls = Literal["starttls", "tls", "none"]


class SecretAt(Struct):
    """Where a secret is: one of a command, an environment variable and a file."""

    cmd: tuple[str, ...] = ()
    env: str = ""
    file: Path | None = None


class ToPerson(Struct, tag="person"):
    """A private message to an account of the community's own backend."""

    person: str


class ToRoom(Struct, tag="room"):
    """A message into a room, thread or channel of the community's own backend."""

    room: str


class ToEmail(Struct, tag="email"):
    """E-mail over SMTP. ``sender`` stands in From and is the envelope's sender."""

    to: tuple[str, ...]
    sender: str
    host: str
    port: int
    tls: Tls = "starttls"
    user: str = ""
    password: SecretAt | None = None


class ToWebhook(Struct, tag="webhook"):
    """JSON by POST. An address that is itself a secret is in ``url_at``, else in ``url``.

    ``safe``: the receiver takes the same ``Idempotency-Key`` once only.
    """

    url: str = ""
    url_at: SecretAt | None = None
    token: SecretAt | None = None
    safe: bool = False

    def __repr__(self) -> str:
        return f"ToWebhook({named(self)!r})"


class ToCommand(Struct, tag="command"):
    """A program of the owner's, started without a shell. ``timeout`` is in seconds."""

    argv: tuple[str, ...]
    timeout: float = 20.0


Destination = ToPerson | ToRoom | ToEmail | ToWebhook | ToCommand


def named(destination: Destination) -> str:
    """What a step records of where it goes: enough to see that it changed, and no secret."""
    match destination:
        case ToPerson(person=person):
            return f"person {person}"
        case ToRoom(room=room):
            return f"room {room}"
        case ToEmail(to=to):
            return f"email {', '.join(to)}"
        case ToWebhook(url=url):
            return f"webhook {host(destination) or '?'} {_mark(url, destination.url_at)}"
        case ToCommand(argv=argv):
            return f"command {os.path.basename(argv[0])} {_mark(argv)}"


def host(webhook: ToWebhook) -> str:
    """The receiver's name, where the configuration itself tells it."""
    from urllib.parse import urlsplit

    return urlsplit(webhook.url).hostname or ""


def _mark(*what: object) -> str:
    """A few digits that change with what they stand for."""
    import hashlib

    plain = [str(part) if part is not None else "" for part in what]
    return "#" + hashlib.sha256(encode_json(plain)).hexdigest()[:8]
