"""Parts of HTTP that are pure reading: origins, bodies with a greatest size, waiting times."""

import contextlib
import math
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from modtui.adapters.base import AdapterError, Trouble
from modtui.text import safe_line
from modtui.words import _

if TYPE_CHECKING:
    import httpx


def wait_of(retry_after: str, now: datetime | None = None) -> float | None:
    """Seconds that a ``Retry-After`` header asks for, None where it says nothing usable.

    RFC 9110 knows whole seconds and HTTP dates; servers send fractions and ISO dates too.
    """
    from email.utils import parsedate_to_datetime

    with contextlib.suppress(ValueError):
        seconds = float(retry_after)
        return seconds if math.isfinite(seconds) else None
    try:
        until = datetime.fromisoformat(retry_after)
    except ValueError:
        try:
            until = parsedate_to_datetime(retry_after)
        except (ValueError, TypeError, OverflowError):
            return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return (until - (now or datetime.now(UTC))).total_seconds()


def origin_of(text: str) -> str:
    """The origin as given, without a slash. Raises AdapterError where it is not one.

    Plain ``http`` is taken for this machine and for onion addresses only: elsewhere it
    would show the token to everybody on the way.
    """
    try:
        parts = urlsplit(text)
        good = parts.port is None or parts.port > 0
    except ValueError:
        parts, good = urlsplit(""), False
    host = parts.hostname or ""
    good = good and bool(host) and parts.path in ("", "/") and "@" not in parts.netloc
    if not good or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise AdapterError(
            Trouble.REFUSED,
            _("The server must be an origin like https://example.org, not {given}.").format(
                given=safe_line(host, 80) or _("empty")
            ),
        )
    if parts.scheme == "http" and not _stays_private(host):
        raise AdapterError(
            Trouble.REFUSED,
            _("{host} must be spoken to by https: http would show the token.").format(
                host=safe_line(host, 80)
            ),
        )
    return f"{parts.scheme}://{parts.netloc}"


def _stays_private(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost" or host.endswith((".localhost", ".onion"))


def same_origin(url: str, origin: str) -> bool:
    """Whether an address lies within the origin."""
    ports = {"http": 80, "https": 443}
    one, two = urlsplit(url), urlsplit(origin)
    if "@" in one.netloc:
        return False
    return (one.scheme, one.hostname, one.port or ports.get(one.scheme)) == (
        two.scheme,
        two.hostname,
        two.port or ports.get(two.scheme),
    )


class NotReadable(Exception):
    """A body that cannot be read, and why in plain words."""

    def __init__(self, why: str, *, too_large: bool = False) -> None:
        super().__init__(why)
        self.too_large = too_large


async def read_body(response: "httpx.Response", cap: int) -> bytes:
    """The body, decompressed, at most ``cap`` bytes; more is never held in memory."""
    too_large = NotReadable(_("the answer is too large"), too_large=True)
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity", "gzip"):
        raise NotReadable(_("it is packed in a way that was not asked for"))
    raw = _counted(response.aiter_raw(), cap, too_large)
    if encoding != "gzip":
        return b"".join([chunk async for chunk in raw])
    unpacked: list[bytes] = []
    left = cap
    unpacker = zlib.decompressobj(wbits=31)
    try:
        async for chunk in raw:
            while chunk:
                piece = unpacker.decompress(chunk, left + 1)
                left -= len(piece)
                if left < 0:
                    raise too_large
                unpacked.append(piece)
                chunk = unpacker.unconsumed_tail
        if not unpacker.eof:
            raise NotReadable(_("the data breaks off"))
    except zlib.error:
        raise NotReadable(_("it cannot be unpacked")) from None
    return b"".join(unpacked)


async def _counted(
    chunks: AsyncIterator[bytes], cap: int, too_large: NotReadable
) -> AsyncIterator[bytes]:
    seen = 0
    async for chunk in chunks:
        seen += len(chunk)
        if seen > cap:
            raise too_large
        yield chunk
