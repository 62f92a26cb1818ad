"""An order to hand a case on, as the sender makes it."""

import ssl
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from modtui.adapters.base import Order
from modtui.model import CaseKey, Decision, Moderator, Step

TEXT = "A case is handed to you.\n\n.hidden dot\n  | Quoi, « idiot » ! 日本語\n"


@pytest.fixture
def order() -> Order:
    step = Step(id="escalate", verb="escalate", text=TEXT, language="fr", route="email a@b")
    decision = Decision(
        id="20260301120000-aaaaaaaa",
        case=CaseKey("garden", "post", "p1"),
        at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        by=Moderator("u-marie", "Marie", "backend"),
        steps=(step,),
        seen="1",
        rules=("respect",),
        contact="admins",
    )
    return Order(decision, step)


def saying(order: Order, text: str) -> Order:
    """The same order with another text."""
    return Order(order.decision, msgspec.structs.replace(order.step, text=text))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for ``localhost`` that nobody else trusts, with its key."""
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        + ["-keyout", str(file), "-out", str(file.with_suffix(".crt"))],
        check=True,
        capture_output=True,
    )
    file.write_bytes(file.read_bytes() + file.with_suffix(".crt").read_bytes())
    return file


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    """The server's end of an encrypted line."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
