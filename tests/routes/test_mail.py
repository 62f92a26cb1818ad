"""E-mail: delivered once, refused in words, and in doubt only where there is doubt."""

import asyncio
import ssl
from pathlib import Path

import pytest

from modtui.adapters.base import AdapterError, Order, Settled, Trouble
from modtui.configroutes import SecretAt, ToEmail
from modtui.model import Result
from modtui.routes import mail
from modtui.routes.mail import MailRoute, compose
from tests.routes.conftest import TEXT, saying
from tests.routes.mailserver import MailServer, hang_up, say_nothing, serving

CANARY = "pass word-ca9nary"


def route(server: MailServer, **more: object) -> MailRoute:
    settings: dict[str, object] = {
        "to": ("admins@example.org", "last@example.org"),
        "sender": "mods@example.org",
        "host": "127.0.0.1",
        "port": server.port,
        "tls": "none",
        **more,
    }
    return MailRoute(ToEmail(**settings), "garden")  # type: ignore[arg-type]


async def trouble(route: MailRoute, order: Order) -> AdapterError:
    with pytest.raises(AdapterError) as caught:
        await route.perform(order)
    return caught.value


async def test_the_summary_arrives_whole_at_all_recipients(order: Order) -> None:
    async with serving(MailServer()) as server:
        outcome = await route(server).perform(order)
    (envelope,) = server.arrived
    assert envelope.mail_from == "mods@example.org"
    assert envelope.rcpt_tos == ["admins@example.org", "last@example.org"]
    assert outcome.result is Result.APPLIED
    message = server.message()
    assert message.get_content().replace("\r\n", "\n") == TEXT
    assert outcome.receipt == message["Message-ID"]
    assert message["From"] == "garden <mods@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"


async def test_the_same_order_is_the_same_message(order: Order) -> None:
    to = ToEmail(("a@example.org",), "mods@example.org", "mail", 25)
    first, second = compose(order, to, "garden"), compose(order, to, "garden")
    ids = [line for line in first.splitlines() if line.startswith(b"Message-ID")]
    assert ids == [line for line in second.splitlines() if line.startswith(b"Message-ID")]
    assert b"20260301" not in ids[0], "an id says nothing about the case"


@pytest.mark.parametrize("text", ["a\r\nBcc: x@example.org", "\udcff\x00.\r\n.\r\n", "." * 2000])
async def test_no_text_leaves_its_message(order: Order, text: str) -> None:
    async with serving(MailServer()) as server:
        outcome = await route(server).perform(saying(order, text))
    assert outcome.result is Result.APPLIED
    assert server.message()["Bcc"] is None
    assert len(server.arrived) == 1


@pytest.mark.parametrize("place", ["mail", "recipient", "data"])
async def test_a_refusal_is_final_and_says_what_the_server_said(order: Order, place: str) -> None:
    server = MailServer()
    setattr(server, place, "550 no such\x1b[31m user")
    async with serving(server):
        outcome = await route(server).perform(order)
    assert outcome.result is Result.FAILED
    assert "127.0.0.1" in outcome.detail and "550" in outcome.detail
    assert "\x1b" not in outcome.detail
    assert server.arrived == []


@pytest.mark.parametrize("place", ["mail", "recipient", "data"])
async def test_not_now_is_tried_again_later(order: Order, place: str) -> None:
    server = MailServer()
    setattr(server, place, "451 greylisted")
    async with serving(server):
        error = await trouble(route(server), order)
    assert error.trouble is Trouble.LIMITED
    assert error.retry_after == mail.WAIT
    assert server.arrived == []


async def test_a_server_that_is_away_certainly_got_nothing(order: Order) -> None:
    async with serving(MailServer()) as server:
        pass
    error = await trouble(route(server), order)
    assert error.trouble is Trouble.UNREACHABLE


async def test_a_line_that_breaks_after_the_message_leaves_doubt(order: Order) -> None:
    server = MailServer()
    server.instead = hang_up
    async with serving(server):
        error = await trouble(route(server), order)
    assert error.trouble is Trouble.IN_DOUBT
    assert await route(server).settle(order) is Settled.CANNOT_TELL


async def test_a_server_that_never_answers_the_message_leaves_doubt(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "DEADLINE", 1.0)
    server = MailServer()
    server.instead = say_nothing
    async with serving(server):
        error = await trouble(route(server), order)
    assert error.trouble is Trouble.IN_DOUBT


async def test_a_server_that_never_greets_got_nothing(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "DEADLINE", 0.5)
    async with _silent() as server:
        error = await trouble(route(server), order)
    assert error.trouble is Trouble.UNREACHABLE


async def test_leaving_while_it_is_under_way_ends_it(order: Order) -> None:
    server = MailServer()
    server.instead = say_nothing
    async with serving(server):
        work = asyncio.create_task(route(server).perform(order))
        await server.reached.wait()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work


async def test_it_signs_in_with_a_password_that_has_spaces(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", CANARY)
    server = MailServer()
    server.password = CANARY
    at = SecretAt(env="MAIL_PASSWORD")
    async with serving(server):
        outcome = await route(server, user="mods", password=at).perform(order)
    assert outcome.result is Result.APPLIED


async def test_a_wrong_password_is_said_and_never_shown(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", CANARY)
    server = MailServer()
    server.password = "another"
    async with serving(server):
        made = route(server, user="mods", password=SecretAt(env="MAIL_PASSWORD"))
        outcome = await made.perform(order)
    assert outcome.result is Result.DENIED
    assert CANARY not in f"{outcome}{made!r}{vars(made)}"


async def test_a_password_that_cannot_be_read_is_asked_for_again(order: Order) -> None:
    server = MailServer()
    made = route(server, user="mods", password=SecretAt(cmd=("false",)))
    error = await trouble(made, order)
    assert error.trouble is Trouble.SIGNED_OUT
    assert "password_cmd" in str(error)
    assert [checked.good for checked in await made.check()][1] is False


@pytest.mark.parametrize("how", ["tls", "starttls"])
async def test_an_encrypted_line_is_used_where_the_certificate_is_right(
    order: Order,
    tls: ssl.SSLContext,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
    server = MailServer()
    async with serving(server, tls=tls, starttls=how == "starttls"):
        outcome = await route(server, tls=how, host="localhost").perform(order)
        assert outcome.result is Result.APPLIED, outcome
        other = await route(server, tls=how, host="127.0.0.1").perform(order)
    assert other.result is Result.FAILED
    assert "certificate" in other.detail
    assert len(server.arrived) == 1


@pytest.mark.parametrize("how", ["tls", "starttls"])
async def test_a_certificate_that_nobody_vouches_for_is_refused(
    order: Order, tls: ssl.SSLContext, how: str
) -> None:
    server = MailServer()
    async with serving(server, tls=tls, starttls=how == "starttls"):
        outcome = await route(server, tls=how, host="localhost").perform(order)
    assert outcome.result is Result.FAILED
    assert "certificate" in outcome.detail
    assert server.asked == 0


async def test_a_server_without_starttls_gets_nothing(order: Order) -> None:
    async with serving(MailServer()) as server:
        outcome = await route(server, tls="starttls").perform(order)
    assert outcome.result is Result.FAILED
    assert "STARTTLS" in outcome.detail
    assert server.asked == 0


async def test_checking_sends_nothing(order: Order) -> None:
    async with serving(MailServer()) as server:
        found = await route(server, host="localhost").check()
        assert all(checked.good for checked in found)
        (away, _open) = await route(server, host="no-such-host.invalid").check()
        assert not away.good and "no-such-host.invalid" in away.sentence
    assert server.asked == 0


class _silent:
    """A listener that takes connections and says nothing."""

    async def __aenter__(self) -> MailServer:
        async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()

        self._server = await asyncio.start_server(wait, "127.0.0.1", 0)
        made = MailServer()
        made.port = self._server.sockets[0].getsockname()[1]
        return made

    async def __aexit__(self, *_error: object) -> None:
        self._server.close()
