"""JSON by POST, through the one HTTP client: its origin, its limits, its deadline."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from modtui import secrets
from modtui.adapters.base import AdapterError, Order, Settled, Trouble
from modtui.config import read_secret
from modtui.configroutes import ToWebhook
from modtui.model import Outcome, Result, Struct
from modtui.routes.base import DEADLINE, Checked, in_doubt, reference, resolves, said
from modtui.text import safe_line
from modtui.words import _

if TYPE_CHECKING:
    from modtui.adapters.http import Client

ANSWER = 256 * 1024
SEE_OTHER = 303


class Body(Struct):
    """What is posted. ``text`` is the summary, in the field that chat services read.

    ``id`` is the same on every try and stands in ``Idempotency-Key`` too.
    """

    id: str
    community: str
    case: str
    contact: str
    at: str
    by: str
    text: str
    language: str = ""
    rules: tuple[str, ...] = ()


class WebhookRoute:
    """Any 2xx is a delivery; 4xx and redirects are refusals; 5xx and silence leave doubt."""

    def __init__(self, destination: ToWebhook, proxy: str | None) -> None:
        self._to = destination
        self._proxy = proxy
        self._client: Client | None = None
        self._host = ""
        self._path = "/"
        self._query: dict[str, str | int] = {}

    async def _open(self) -> "Client":
        """The client for the receiver's origin. Raises AdapterError."""
        if self._client is not None:
            return self._client
        from modtui.adapters.http import Client

        url = self._to.url
        if self._to.url_at is not None:
            at = self._to.url_at
            url = await _secret(partial(read_secret, at, "url"))
        try:
            parts = urlsplit(url)
            self._host = safe_line(parts.hostname or "", 80)
        except ValueError:
            parts = urlsplit("")
        token = None
        if self._to.token is not None:
            token = partial(read_secret, self._to.token, "token")
        self._path = parts.path or "/"
        self._query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self._client = Client(
            f"{parts.scheme}://{parts.netloc}",
            token=token,
            proxy=self._proxy,
            cap=ANSWER,
            deadline=DEADLINE,
            timeout=DEADLINE,
        )
        return self._client

    async def perform(self, order: Order) -> Outcome:
        from modtui.adapters.budget import Priority
        from modtui.adapters.http import HttpError

        client = await self._open()
        body = _body(order)
        try:
            await client.request(
                "POST",
                self._path,
                query=self._query or None,
                body=body,
                priority=Priority.SEND,
                repeatable=False,
                headers={"Idempotency-Key": body.id},
            )
        except HttpError as error:
            if error.status is not None and 200 <= error.status < 300:
                # It took it; what it says beside that is of no interest here.
                return Outcome(Result.APPLIED)
            if error.status == SEE_OTHER:
                # “The answer is elsewhere”: what was posted may well have been taken.
                raise in_doubt(self._host, _("it answered by a redirect (HTTP 303)")) from None
            raise
        return Outcome(Result.APPLIED)

    async def settle(self, order: Order) -> Settled:
        return Settled.CANNOT_TELL

    async def check(self) -> tuple[Checked, ...]:
        try:
            await self._open()
            if self._to.token is not None:
                await _secret(partial(read_secret, self._to.token, "token"))
        except AdapterError as error:
            return (Checked(False, str(error)),)
        if self._proxy:
            return (Checked(True, _("{host} is spoken to by proxy.").format(host=self._host)),)
        return (await resolves(self._host),)

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()


async def _secret(read: "partial[str]") -> str:
    try:
        return await asyncio.to_thread(read)
    except secrets.SecretError as error:
        raise AdapterError(Trouble.SIGNED_OUT, said("webhook", str(error).rstrip("."))) from None


def _body(order: Order) -> Body:
    decision = order.decision
    return Body(
        id=reference(order),
        community=decision.case.community,
        case=str(decision.case),
        contact=decision.contact,
        at=decision.at.isoformat(),
        by=decision.by.name,
        text=order.step.text.encode("utf-8", "replace").decode(),
        language=order.step.language or "",
        rules=decision.rules,
    )
