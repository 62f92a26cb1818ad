"""A real Synapse on a loopback port, and plain questions to it.

Nothing here uses the adapter's code: what the tests ask of the server is independent of it.
"""

import base64
import contextlib
import hashlib
import hmac
import itertools
import json
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from tests.live.installing import python_with_synapse

NAME = "modtui.test"
START_DEADLINE = 120.0
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Account:
    """A registered account with its token."""

    id: str
    token: str
    password: str


class Synapse:
    """A running server. Every method asks it or acts as one of its accounts."""

    def __init__(self, origin: str, secret: str) -> None:
        self.origin = origin
        self._secret = secret
        self._client = httpx.Client(base_url=origin, timeout=60, trust_env=False)

    def close(self) -> None:
        """Lets go of the connections."""
        self._client.close()

    def call(
        self, who: Account | None, method: str, path: str, body: Any = None, **query: Any
    ) -> Any:
        """The decoded answer. Raises httpx.HTTPStatusError on any error status."""
        headers = {"Authorization": f"Bearer {who.token}"} if who else {}
        sends = method in ("POST", "PUT")
        answer = self._client.request(
            method,
            path,
            params=query or None,
            headers=headers,
            json=(body if body is not None else {}) if sends else None,
        )
        answer.raise_for_status()
        return answer.json()

    def register(self, name: str, *, admin: bool = False) -> Account:
        """A new account; a number is put behind the name, so that names never clash."""
        path = "/_synapse/admin/v1/register"
        nonce = self.call(None, "GET", path)["nonce"]
        user, password = f"{name}{next(_numbers)}", secrets.token_hex(8)
        role = "admin" if admin else "notadmin"
        signed = "\0".join((nonce, user, password, role)).encode()
        mac = hmac.new(self._secret.encode(), signed, hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": user, "password": password, "admin": admin, "mac": mac}
        made = self.call(None, "POST", path, body)
        return Account(made["user_id"], made["access_token"], password)

    def another_token(self, who: Account) -> Account:
        """The same account with a token that an admin made, which belongs to no device."""
        admin = self.register("root", admin=True)
        made = self.call(admin, "POST", f"/_synapse/admin/v1/users/{_q(who.id)}/login")
        return Account(who.id, made["access_token"], who.password)

    def log_out(self, who: Account) -> None:
        """The account's token is unknown from then on."""
        self.call(who, "POST", "/_matrix/client/v3/logout")

    def room(self, owner: Account, *members: Account, **options: Any) -> str:
        """A new room that the members have joined."""
        body = {"preset": "public_chat", **options}
        room: str = self.call(owner, "POST", "/_matrix/client/v3/createRoom", body)["room_id"]
        for member in members:
            if options.get("preset", "public_chat") != "public_chat":
                invited = {"user_id": member.id}
                self.call(owner, "POST", f"/_matrix/client/v3/rooms/{_q(room)}/invite", invited)
            self.join(member, room)
        return room

    def join(self, who: Account, room: str) -> None:
        """Joins a room."""
        self.call(who, "POST", f"/_matrix/client/v3/join/{_q(room)}")

    def send(self, who: Account, room: str, content: Any, kind: str = "m.room.message") -> str:
        """Sends an event; a plain string is a text message. Returns the event's id."""
        if isinstance(content, str):
            content = {"msgtype": "m.text", "body": content}
        txn = secrets.token_hex(8)
        path = f"/_matrix/client/v3/rooms/{_q(room)}/send/{kind}/{txn}"
        event: str = self.call(who, "PUT", path, content)["event_id"]
        return event

    def edit(self, who: Account, room: str, event: str, text: str) -> str:
        """Edits a text message, as clients do."""
        content = {
            "msgtype": "m.text",
            "body": f"* {text}",
            "m.new_content": {"msgtype": "m.text", "body": text},
            "m.relates_to": {"rel_type": "m.replace", "event_id": event},
        }
        return self.send(who, room, content)

    def redact(self, who: Account, room: str, event: str, reason: str = "") -> None:
        """Redacts an event."""
        path = f"/_matrix/client/v3/rooms/{_q(room)}/redact/{_q(event)}/{secrets.token_hex(8)}"
        self.call(who, "PUT", path, {"reason": reason})

    def report(self, who: Account, room: str, event: str, reason: str = "bad") -> None:
        """Reports an event to the server's admins."""
        path = f"/_matrix/client/v3/rooms/{_q(room)}/report/{_q(event)}"
        self.call(who, "POST", path, {"reason": reason})

    def reports(self, admin: Account, event: str) -> list[int]:
        """The ids of the reports of an event that are still there."""
        path = "/_synapse/admin/v1/event_reports"
        rows = self.call(admin, "GET", path, limit=1000)["event_reports"]
        return [row["id"] for row in rows if row["event_id"] == event]

    def delete_report(self, admin: Account, report: int) -> None:
        """Deletes a report, as another moderator would."""
        self.call(admin, "DELETE", f"/_synapse/admin/v1/event_reports/{report}")

    def event(self, who: Account, room: str, event: str) -> Any:
        """An event as a member of the room sees it."""
        path = f"/_matrix/client/v3/rooms/{_q(room)}/event/{_q(event)}"
        return self.call(who, "GET", path)

    def redacted(self, who: Account, room: str, event: str) -> bool:
        """Whether a member of the room sees the event as redacted."""
        return "redacted_because" in self.event(who, room, event).get("unsigned", {})

    def events(self, who: Account, room: str, kind: str) -> list[Any]:
        """The room's events of one type that a member sees, newest first."""
        path = f"/_matrix/client/v3/rooms/{_q(room)}/messages"
        wanted = json.dumps({"types": [kind]})
        chunk: list[Any] = self.call(who, "GET", path, dir="b", limit=200, filter=wanted)["chunk"]
        return chunk

    def state(self, who: Account, room: str, kind: str, key: str = "") -> Any:
        """The content of a state event."""
        path = f"/_matrix/client/v3/rooms/{_q(room)}/state/{kind}/{_q(key)}"
        return self.call(who, "GET", path)

    def membership(self, who: Account, room: str, person: str) -> str:
        """The person's membership of the room; empty where they never were in it."""
        try:
            found: str = self.state(who, room, "m.room.member", person)["membership"]
        except httpx.HTTPStatusError as error:
            if error.response.status_code == 404:
                return ""
            raise
        return found

    def invitations(self, who: Account) -> list[str]:
        """Rooms the account is invited to and has not joined yet."""
        # Synapse answers an equal first sync from a cache for two minutes.
        unequal = json.dumps({"room": {"timeline": {"limit": next(_numbers)}}})
        synced = self.call(who, "GET", "/_matrix/client/v3/sync", timeout=0, filter=unequal)
        return list(synced.get("rooms", {}).get("invite", {}))

    def direct_messages(self, who: Account) -> dict[str, list[str]]:
        """Joins every room the account is invited to; the texts others sent there, by room."""
        for room in self.invitations(who):
            self.join(who, room)
        joined = self.call(who, "GET", "/_matrix/client/v3/joined_rooms")["joined_rooms"]
        return {
            room: [
                event["content"].get("body", "")
                for event in reversed(self.events(who, room, "m.room.message"))
                if event["sender"] != who.id
            ]
            for room in joined
        }

    def account(self, admin: Account, person: str) -> Any:
        """What the admin API says of an account."""
        return self.call(admin, "GET", f"/_synapse/admin/v2/users/{_q(person)}")


def _q(text: str) -> str:
    return quote(text, safe="")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


_LIMITS = (
    "rc_message",
    "rc_registration",
    "rc_reports",
    "rc_admin_redaction",
    "rc_joins_per_room",
    "rc_room_creation",
    "rc_presence",
    "rc_3pid_validation",
)
_NO_LIMIT = {"per_second": 10_000, "burst_count": 10_000}


def _configuration(folder: Path, port: int, secret: str, limits: bool) -> dict[str, Any]:
    configuration: dict[str, Any] = {
        "server_name": NAME,
        "report_stats": False,
        "bcrypt_rounds": 4,
        "pid_file": str(folder / "pid"),
        "signing_key_path": str(folder / "signing.key"),
        "log_config": str(folder / "log.yaml"),
        "media_store_path": str(folder / "media"),
        "registration_shared_secret": secret,
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "listeners": [
            {
                "port": port,
                "bind_addresses": ["127.0.0.1"],
                "type": "http",
                "tls": False,
                "resources": [{"names": ["client"]}],
            }
        ],
    }
    if not limits:
        configuration |= dict.fromkeys(_LIMITS, _NO_LIMIT)
        kinds = ("address", "account", "failed_attempts")
        configuration["rc_login"] = dict.fromkeys(kinds, _NO_LIMIT)
        configuration["rc_joins"] = dict.fromkeys(("local", "remote"), _NO_LIMIT)
        kinds = ("per_room", "per_user", "per_issuer")
        configuration["rc_invites"] = dict.fromkeys(kinds, _NO_LIMIT)
    return configuration


@contextlib.contextmanager
def running(folder: Path, *, limits: bool = False) -> Iterator[Synapse]:
    """A fresh server in the folder; ``limits`` keeps Synapse's own rate limits.

    Raises ``installing.Unavailable`` where it cannot be installed, and RuntimeError with
    the end of its log when it does not come up in time.
    """
    python = python_with_synapse()
    port, secret = _free_port(), secrets.token_hex(16)
    seed = base64.b64encode(os.urandom(32)).decode().rstrip("=")
    (folder / "signing.key").write_text(f"ed25519 a_test {seed}\n")
    log = {
        "version": 1,
        "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "file": {
                "class": "logging.FileHandler",
                "filename": str(folder / "homeserver.log"),
                "formatter": "plain",
            }
        },
        "root": {"level": "WARNING", "handlers": ["file"]},
    }
    # JSON is YAML too.
    (folder / "log.yaml").write_text(json.dumps(log))
    configured = json.dumps(_configuration(folder, port, secret, limits))
    (folder / "homeserver.yaml").write_text(configured)
    said = (folder / "output.txt").open("wb")
    process = subprocess.Popen(
        [str(python), "-m", "synapse.app.homeserver", "-c", str(folder / "homeserver.yaml")],
        stdout=said,
        stderr=subprocess.STDOUT,
        cwd=folder,
    )
    server = Synapse(f"http://127.0.0.1:{port}", secret)
    try:
        _await_health(server.origin, process, folder)
        yield server
    finally:
        server.close()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        said.close()


def _await_health(origin: str, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + START_DEADLINE
    with httpx.Client(trust_env=False, timeout=5) as client:
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(httpx.HTTPError):
                if client.get(f"{origin}/health").text == "OK":
                    return
            time.sleep(0.1)
    logs = [folder / "output.txt", folder / "homeserver.log"]
    tail = "".join(path.read_text()[-2000:] for path in logs if path.exists())
    raise RuntimeError(f"Synapse did not come up within {START_DEADLINE:.0f} s:\n{tail}")
