"""E-mail over SMTP: one message to all recipients, or to none.

The message is only complete with the line that ends it. Until that line is sent nothing
was delivered and it may be tried again; from then on only the server's answer tells.
"""

import asyncio
import contextlib
import smtplib
import socket
import ssl
import threading
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from modtui import secrets
from modtui.adapters.base import AdapterError, Order, Settled, Trouble
from modtui.config import read_secret
from modtui.configroutes import ToEmail
from modtui.model import Outcome, Result
from modtui.routes.base import DEADLINE, Checked, in_doubt, reference, resolves, said, unreachable
from modtui.text import safe_line
from modtui.words import _, speaker

WAIT = 60.0
"""Seconds to wait after the server said “not now” (4xx, greylisting say)."""
TIMEOUT = 10.0
_NOBODY = "[127.0.0.1]"
"""How we greet: an address literal, so that the machine's name is not told."""


class MailRoute:
    """250 after the message is a delivery; 5xx a refusal; 4xx is tried again."""

    def __init__(self, destination: ToEmail, community: str) -> None:
        self._to = destination
        self._community = community

    async def perform(self, order: Order) -> Outcome:
        password = await self._password()
        delivery = Delivery(self._to, password, compose(order, self._to, self._community))
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()

        def run() -> None:
            try:
                outcome: Outcome | AdapterError = delivery.run()
            except AdapterError as error:
                outcome = error
            with contextlib.suppress(RuntimeError):  # the loop is gone: nobody asks any more
                loop.call_soon_threadsafe(_tell, future, outcome)

        # A thread of its own that nothing waits for: a server that says nothing must not
        # keep the desk from being left.
        threading.Thread(target=run, name="modtui-mail", daemon=True).start()
        try:
            async with asyncio.timeout(DEADLINE):
                return await asyncio.shield(future)
        except TimeoutError:
            why = _("no answer in time")
            if delivery.cut():
                raise in_doubt(self._to.host, why) from None
            raise unreachable(self._to.host, why) from None
        finally:
            delivery.cut()

    async def _password(self) -> str:
        at = self._to.password
        if at is None:
            return ""
        try:
            return await asyncio.to_thread(read_secret, at, "password", spaces=True)
        except secrets.SecretError as error:
            why = said(self._to.host, str(error).rstrip("."))
            raise AdapterError(Trouble.SIGNED_OUT, why) from None

    async def settle(self, order: Order) -> Settled:
        return Settled.CANNOT_TELL

    async def check(self) -> tuple[Checked, ...]:
        found = [await resolves(self._to.host)]
        try:
            await self._password()
        except AdapterError as error:
            found.append(Checked(False, str(error)))
        if self._to.tls == "none":
            open_ = _("{host} is spoken to without encryption.")
            found.append(
                Checked(
                    self._to.host in ("localhost", "127.0.0.1", "::1"),
                    open_.format(host=safe_line(self._to.host, 80)),
                    _("Set tls: starttls or tls, or use a mail server on this machine."),
                )
            )
        return tuple(found)

    async def close(self) -> None:
        return


def _tell(future: "asyncio.Future[Outcome]", outcome: Outcome | AdapterError) -> None:
    if future.done():
        return
    if isinstance(outcome, AdapterError):
        future.set_exception(outcome)
        future.exception()  # whoever waited may have gone
    else:
        future.set_result(outcome)


def compose(order: Order, to: ToEmail, community: str) -> bytes:
    """The message, the same on every try, as bytes for the wire."""
    _ = speaker(order.step.language)
    domain = to.sender.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=community, addr_spec=to.sender)
    message["To"] = [Address(addr_spec=address) for address in to.to]
    subject = _("[{community}] A case is handed to you").format(community=community)
    message["Subject"] = safe_line(subject, 120)
    message["Date"] = format_datetime(order.decision.at)
    message["Message-ID"] = f"<{reference(order)}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    text = order.step.text.encode("utf-8", "replace").decode()
    message.set_content(text, cte="quoted-printable")
    if order.step.language:
        # After the text: setting it takes away all headers that speak of content.
        message["Content-Language"] = safe_line(order.step.language, 35)
    return message.as_bytes()


class Delivery:
    """One message on its way. ``run`` blocks; ``cut`` ends it from another thread."""

    def __init__(self, to: ToEmail, password: str, message: bytes) -> None:
        self._to = to
        self._password = password
        self._message = message
        self._lock = threading.Lock()
        self._smtp: smtplib.SMTP | None = None
        self._cut = False
        self._ended = False
        """Whether the line that ends the message was, or may have been, sent."""

    def cut(self) -> bool:
        """End it now. True where the message may have been delivered."""
        with self._lock:
            self._cut = True
            line = self._smtp.sock if self._smtp is not None else None
            if line is not None:
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
            return self._ended

    def run(self) -> Outcome:
        """Deliver. Raises AdapterError where it may be tried again or cannot be told."""
        try:
            return self._run()
        except _Said as said_:
            return said_.outcome
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPException):
            raise self._broken(_("the connection broke")) from None
        except ssl.SSLCertVerificationError:
            why = _("its certificate is not one that this machine trusts; nothing was sent")
            return Outcome(Result.FAILED, detail=self._said(why))
        except ssl.SSLError:
            raise self._broken(_("no encrypted connection could be made")) from None
        except TimeoutError:
            raise self._broken(_("no answer in time")) from None
        except OSError as error:
            why = error.strerror or _("no connection")
            raise self._broken(safe_line(why, 80)) from None
        finally:
            with self._lock:
                smtp, self._smtp = self._smtp, None
            if smtp is not None:
                smtp.close()

    def _run(self) -> Outcome:
        to = self._to
        smtp = self._connect()
        if to.user:
            refused = self._sign_in(smtp)
            if refused is not None:
                return refused
        code, answer = smtp.mail(to.sender)
        if code != 250:
            return self._refused(code, answer)
        for address in to.to:
            code, answer = smtp.rcpt(address)
            if code not in (250, 251):
                # Some of them only would be worse than none: the rest would be asked again.
                return self._refused(code, answer, address)
        code, answer = smtp.docmd("DATA")
        if code != 354:
            return self._refused(code, answer)
        smtp.send(_dotted(self._message))
        with self._lock:
            if self._cut:
                raise OSError
            self._ended = True
        smtp.send(b".\r\n")
        code, answer = smtp.getreply()
        if not 200 <= code < 300:
            self._ended = False  # The answer tells that it was not taken.
            return self._refused(code, answer)
        # It has the message; what comes after does not matter.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            smtp.quit()
        return Outcome(Result.APPLIED, receipt=_receipt(self._message))

    def _connect(self) -> smtplib.SMTP:
        to = self._to
        smtp: smtplib.SMTP
        if to.tls == "tls":
            context = ssl.create_default_context()
            smtp = smtplib.SMTP_SSL(local_hostname=_NOBODY, timeout=TIMEOUT, context=context)
        else:
            smtp = smtplib.SMTP(local_hostname=_NOBODY, timeout=TIMEOUT)
        # smtplib checks the certificate against this name.
        smtp._host = to.host  # type: ignore[attr-defined]
        with self._lock:
            self._smtp = smtp
        code, answer = smtp.connect(to.host, to.port)
        if smtp.sock is not None:
            # The line that ends the message goes out by itself: it must not wait for more.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if code != 220:
            raise _Said(self._refused(code, answer))
        smtp.ehlo_or_helo_if_needed()
        if to.tls == "starttls":
            if not smtp.has_extn("starttls"):
                why = _("it does not offer STARTTLS; nothing was sent")
                raise _Said(Outcome(Result.FAILED, detail=self._said(why)))
            code, answer = smtp.starttls(context=ssl.create_default_context())
            if code != 220:
                raise _Said(self._refused(code, answer))
            smtp.ehlo_or_helo_if_needed()
        return smtp

    def _sign_in(self, smtp: smtplib.SMTP) -> Outcome | None:
        try:
            smtp.login(self._to.user, self._password)
        except smtplib.SMTPAuthenticationError as error:
            # What the server says to a password is not repeated.
            if 400 <= error.smtp_code < 500:
                self._later(_("it cannot check the password just now"))
            why = _("it does not accept the user and password")
            return Outcome(Result.DENIED, detail=self._said(why))
        except smtplib.SMTPNotSupportedError:
            why = _("it offers no way to sign in; nothing was sent")
            return Outcome(Result.FAILED, detail=self._said(why))
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException:
            why = _("it offers no way to sign in that is known here")
            return Outcome(Result.FAILED, detail=self._said(why))
        return None

    def _refused(self, code: int, answer: bytes, address: str = "") -> Outcome:
        """The outcome for an answer that is no yes. Nothing was delivered."""
        words = safe_line(answer.decode("utf-8", "replace"), 120).rstrip(".")
        why = _("it refused") + f" ({code}" + (f": {words})" if words else ")")
        if address:
            why = f"{safe_line(address, 80)}, {why}"
        if 400 <= code < 500:
            self._later(why)
        return Outcome(Result.FAILED, detail=self._said(why))

    def _later(self, why: str) -> None:
        raise AdapterError(Trouble.LIMITED, self._said(why), retry_after=WAIT)

    def _broken(self, why: str) -> AdapterError:
        where = self._to.host
        return in_doubt(where, why) if self._ended else unreachable(where, why)

    def _said(self, why: str) -> str:
        return said(self._to.host, why)


class _Said(Exception):
    """An outcome that is known before the message is begun."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def _dotted(message: bytes) -> bytes:
    """The message with its lines ended and its leading dots doubled, as SMTP has it."""
    lines = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    return b"".join((b"." if line[:1] == b"." else b"") + line + b"\r\n" for line in lines)


def _receipt(message: bytes) -> str:
    for line in message.splitlines():
        if line.lower().startswith(b"message-id:"):
            return line.partition(b":")[2].strip().decode("ascii", "replace")
    return ""
