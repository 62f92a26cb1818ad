"""A real mail server for tests (aiosmtpd), that refuses or goes silent on request."""

import asyncio
import contextlib
import ssl
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Answer = Callable[["MailServer", SMTP], Awaitable[str]]


class MailServer:
    """What arrived, and what it says at each place. Answers are those of a good day."""

    def __init__(self) -> None:
        self.arrived: list[Envelope] = []
        self.port = 0
        self.mail = self.recipient = self.data = "250 OK"
        self.instead: Answer | None = None
        """Called in place of the answer to a whole message."""
        self.password = ""
        self.asked = 0
        self.reached = asyncio.Event()

    def message(self) -> EmailMessage:
        """The only message that arrived."""
        (envelope,) = self.arrived
        found = message_from_bytes(envelope.content or b"", policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        envelope.mail_from = address
        return self.mail

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        # The last one only: the others were taken already.
        return self.recipient if address.startswith("last") else "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data.startswith("250"):
            self.arrived.append(envelope)
        self.reached.set()
        if self.instead is not None:
            return await self.instead(self, server)
        return self.data

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password.decode() == self.password
        return AuthResult(success=good, handled=good)


@contextlib.asynccontextmanager
async def serving(
    server: MailServer, *, tls: ssl.SSLContext | None = None, starttls: bool = False
) -> AsyncIterator[MailServer]:
    """Serves on a free port of the loopback."""

    def protocol() -> SMTP:
        with warnings.catch_warnings():
            # Of passwords over an open line: here it is the loopback.
            warnings.simplefilter("ignore", UserWarning)
            return SMTP(
                server,
                hostname="mail.test",
                authenticator=server.authenticate if server.password else None,
                auth_required=bool(server.password),
                auth_require_tls=False,
                tls_context=tls if starttls else None,
            )

    listening = await asyncio.get_running_loop().create_server(
        protocol, "127.0.0.1", 0, ssl=None if starttls else tls
    )
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


async def hang_up(server: MailServer, smtp: SMTP) -> str:
    """Breaks the line when the whole message is there, without an answer."""
    assert smtp.transport is not None
    smtp.transport.abort()
    return "250 never said"


async def say_nothing(server: MailServer, smtp: SMTP) -> str:
    """Takes the message and never answers."""
    await asyncio.Event().wait()
    return "250 never said"
