"""Handing a case on without the screen, also where the process dies on the way."""

import asyncio
import contextlib
import json
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from modtui.adapters.local_store import Community
from modtui.demo.filling import fill
from modtui.triage.opening import utc_now
from tests.cli.conftest import LOCAL, Modtui, started
from tests.routes.mailserver import MailServer, hang_up, serving

CANARY = "s3cret-ca9nary"
ROUTES = """\
    routes:
      admins:
        email:
          to: admins@example.org
          from: mods@example.org
          host: 127.0.0.1
          port: {port}
          tls: none
          user: mods
          password_env: MAIL_PASSWORD
      safety: u-safety
"""


@contextlib.contextmanager
def in_a_thread(server: MailServer) -> Iterator[MailServer]:
    """The mail server on an event loop of its own, for commands that have theirs."""
    loop = asyncio.new_event_loop()
    ready, end = threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with serving(server):
            ready.set()
            await end.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(30)
    yield server
    loop.call_soon_threadsafe(end.set)
    thread.join(30)


@pytest.fixture
def mail(configure: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    monkeypatch.setenv("MAIL_PASSWORD", CANARY)
    server = MailServer()
    server.password = CANARY
    with in_a_thread(server):
        file = configure(LOCAL + ROUTES.format(port=server.port))
        community = Community(file.with_name("practice.json"), clock=utc_now)
        fill(community, 1, utc_now())
        community.close()
        yield server


@pytest.fixture
def arguments(modtui: Modtui, mail: MailServer) -> tuple[str, ...]:
    rows = json.loads(modtui("queue", "--json").out)
    case = next(row["case"] for row in rows if row["row"].get("rule") == "respect")
    return ("decide", case, "escalate", "--contact", "admins", "--yes", "--hold", "0")


def standing(modtui: Modtui, case: str) -> str:
    rows = json.loads(modtui("queue", "--json").out)
    return str(next(row["row"]["standing"] for row in rows if row["case"] == case))


def test_a_case_is_handed_on_by_mail_after_its_preview(
    modtui: Modtui, mail: MailServer, arguments: tuple[str, ...]
) -> None:
    ran = modtui(*arguments, "--note", "Please have a look.")
    assert ran.status == 0, ran.err
    assert "admins@example.org" in ran.err
    shown = [line.removeprefix("  | ").rstrip() for line in ran.err.splitlines()]
    sent = mail.message().get_content().replace("\r\n", "\n")
    assert "Please have a look." in sent
    assert {line.rstrip() for line in sent.splitlines() if line} <= set(shown)
    assert standing(modtui, arguments[1]) == "escalated"
    assert "handed to admins" in modtui("show", arguments[1]).out
    assert CANARY not in f"{ran}{modtui('audit', '--json')}{modtui('doctor', '--json')}"


def test_what_was_decided_before_a_crash_is_delivered_later_and_once(
    modtui: Modtui, mail: MailServer, arguments: tuple[str, ...]
) -> None:
    process = started(*arguments, MODTUI_CRASH_AT="outbox.decided")
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert mail.arrived == []
    assert modtui("outbox", "--send").status == 0
    assert modtui("outbox", "--send").status == 0
    assert len(mail.arrived) == 1


@pytest.mark.parametrize(("point", "arrived"), [("outbox.sending", 0), ("outbox.sent", 1)])
def test_after_a_crash_around_the_delivery_a_person_is_asked(
    modtui: Modtui, mail: MailServer, arguments: tuple[str, ...], point: str, arrived: int
) -> None:
    started(*arguments, MODTUI_CRASH_AT=point).communicate(timeout=60)
    assert len(mail.arrived) == arrived
    asked = modtui("outbox", "--send")
    assert asked.status == 5
    assert len(mail.arrived) == arrived, "nothing is sent before the answer"
    decision = asked.out.split()[0]
    answer = "happened" if arrived else "did-not"
    assert modtui("answer", decision, "escalate", answer).status == 0
    assert modtui("outbox", "--send").status == 0
    assert len(mail.arrived) == 1
    assert standing(modtui, arguments[1]) == "escalated"


def test_a_crash_after_the_record_changes_nothing(
    modtui: Modtui, mail: MailServer, arguments: tuple[str, ...]
) -> None:
    started(*arguments, MODTUI_CRASH_AT="outbox.recorded").communicate(timeout=60)
    assert modtui("outbox", "--send").status == 0
    assert len(mail.arrived) == 1
    assert standing(modtui, arguments[1]) == "escalated"


def test_a_refusal_and_a_doubt_are_told_by_the_status(
    modtui: Modtui, mail: MailServer, arguments: tuple[str, ...]
) -> None:
    mail.data = "550 not here"
    ran = modtui(*arguments)
    assert ran.status == 3
    assert "550" in ran.out
    mail.instead = hang_up
    assert modtui(*arguments).status in (3, 5)
    assert CANARY not in ran.out + ran.err


def test_a_helper_proposes(
    modtui: Modtui, mail: MailServer, arguments: tuple[str, ...], configure: Callable[[str], Path]
) -> None:
    roles = "roles:\n  helper: {may: [keep, remove, warn, escalate]}\n"
    routes = ROUTES.format(port=mail.port)
    configure(roles + LOCAL + "    role: helper\n" + routes)
    ran = modtui("decide", arguments[1], "ban", "--contact", "admins", "--yes", "--hold", "0")
    assert ran.status == 0, ran.err
    assert "may not do this here" in ran.err
    assert "Proposal:" in mail.message().get_content()


def test_doctor_looks_at_every_route_and_sends_nothing(
    modtui: Modtui, mail: MailServer, configure: Callable[[str], Path]
) -> None:
    found = modtui("doctor").out
    assert "ok    practice: Route to admins: 127.0.0.1 can be found." in found
    configure(
        LOCAL + "    routes:\n      admins: {command: [no-such-program]}\n"
        "      safety: {webhook: {url: 'https://no-such-host.invalid/x'}}\n"
    )
    ran = modtui("doctor")
    assert ran.status == 1
    assert "no-such-program" in ran.out and "no-such-host.invalid" in ran.out
    configure("restricted: true\n" + LOCAL + "    routes: {admins: {command: 'true'}}\n")
    assert "turned off" in modtui("doctor").out
    assert mail.asked == 0
