"""The one HTTP client that every adapter speaks through.

What it holds to, whatever the backend answers: only the configured origin is ever asked,
answers have a greatest size (also when compressed), every request has a deadline, a
change is never repeated unless the caller says that repeating is harmless, and an error
is one plain sentence without secrets. httpx by itself does none of these (measured).
"""

import asyncio
import random
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from modtui.adapters.base import AdapterError, Trouble
from modtui.adapters.budget import Budget, Priority, reading
from modtui.adapters.httpread import NotReadable, origin_of, read_body, same_origin, wait_of
from modtui.adapters.jsonwire import Undecodable, decode
from modtui.model import Struct, encode_json
from modtui.text import safe_line
from modtui.words import _

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

CAP = 16 * 1024 * 1024
DEADLINE = 60.0
TIMEOUT = 20.0
TRIES = 3
REDIRECTS = 3
LONGEST_WAIT = 3600.0
ABSURD_WAIT = 60.0
"""Seconds taken for a wait that is asked for and is longer than any server means."""
_OVERLOADED = frozenset({502, 503, 504})
_REDIRECTED = frozenset({301, 302, 303, 307, 308})


class Refusal(Struct):
    """What an error body says: the backend's own code, its sentence, seconds to wait."""

    code: str = ""
    sentence: str = ""
    retry_after: float | None = None


class HttpError(AdapterError):
    """An error with the HTTP status (None when nothing was answered) and the backend's code."""

    def __init__(
        self,
        trouble: Trouble,
        sentence: str,
        *,
        status: int | None = None,
        code: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(trouble, sentence, retry_after=retry_after)
        self.status = status
        self.code = code


class TooLarge(HttpError):
    """An answer that is larger than the cap."""


class Answer(Struct):
    """A successful answer: its status and its body, decompressed."""

    status: int
    body: bytes


RefusalReader = Callable[[bytes], Refusal]


def path_of(*segments: str) -> str:
    """A path from raw segments, each quoted whole. Raises AdapterError on ``.`` and ``..``."""
    if any(segment in ("", ".", "..") for segment in segments):
        raise AdapterError(Trouble.REFUSED, _("The id cannot be part of an address."))
    return "/" + "/".join(
        quote(segment.encode("utf-8", "replace"), safe="") for segment in segments
    )


class Client:
    """Requests to one origin (``https://example.org``), with a token where one is needed.

    ``token`` is called when first needed, in a thread, and again after the backend said
    that it is unknown. ``read_refusal`` reads the backend's error bodies. ``retry_pause``
    is the mean pause in seconds before a first repetition; a backend that asks to wait for
    longer than ``patience`` seconds is not waited for, the caller is told.

    Raises AdapterError when the origin is not one.
    """

    def __init__(
        self,
        origin: str,
        *,
        token: Callable[[], str] | None = None,
        read_refusal: RefusalReader | None = None,
        proxy: str | None = None,
        cap: int = CAP,
        deadline: float = DEADLINE,
        timeout: float = TIMEOUT,
        retry_pause: float = 0.4,
        patience: float = 10.0,
        budget: Budget | None = None,
    ) -> None:
        self.origin = origin_of(origin)
        self._token = token
        self._secret: str | None = None
        self._read_refusal = read_refusal or (lambda body: Refusal())
        self._proxy = proxy
        self._cap = cap
        self._deadline = deadline
        self._timeout = timeout
        self._retry_pause = retry_pause
        self._patience = patience
        self.budget = budget or Budget()
        self._httpx: httpx.AsyncClient | None = None

    def __repr__(self) -> str:
        return f"Client({self.origin!r})"

    async def close(self) -> None:
        """Let go of connections. Safe to call twice."""
        client, self._httpx = self._httpx, None
        self._secret = None
        if client is not None:
            await client.aclose()

    async def get(
        self,
        path: str,
        kind: type[T],
        *,
        query: Mapping[str, str | int] | None = None,
        cap: int | None = None,
    ) -> T:
        """What the path answers, as that type. Repeated where that may help."""
        answer = await self.request("GET", path, query=query, cap=cap)
        return self.decoded(answer, kind, changing=False)

    async def change(
        self,
        method: str,
        path: str,
        kind: type[T],
        body: Any = None,
        *,
        query: Mapping[str, str | int] | None = None,
    ) -> T:
        """Makes a change, sent once, before all reads. Raises IN_DOUBT where it may be made."""
        answer = await self.request(
            method, path, query=query, body=body, priority=Priority.SEND, repeatable=False
        )
        return self.decoded(answer, kind, changing=True)

    def decoded(self, answer: Answer, kind: type[T], *, changing: bool) -> T:
        """The body as that type. Raises HttpError: BROKEN, or IN_DOUBT after a change."""
        try:
            return decode(answer.body, kind)
        except Undecodable as error:
            if answer.body.lstrip()[:1] == b"<":
                why = _("it answered with a web page")
            else:
                why = str(error)
            raise self._broken(changing, why, answer.status) from None

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | None = None,
        body: Any = None,
        priority: Priority | None = None,
        repeatable: bool | None = None,
        cap: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Asks for a path of the origin; ``body`` is sent as JSON, ``headers`` in addition.

        ``repeatable`` says that the same request again changes nothing (default: GET only).
        Raises HttpError for anything but a complete 2xx answer within the deadline.
        """
        need = reading.get() if priority is None else priority
        if repeatable is None:
            repeatable = method == "GET"
        url = self._url(path, query)
        content = None if body is None else encode_json(body)
        pause = self._retry_pause
        clock = asyncio.get_running_loop().time
        deadline = 0.0
        for left in reversed(range(TRIES)):
            quiet = self.budget.quiet
            if need is not Priority.SEND and quiet > self._patience:
                raise HttpError(Trouble.LIMITED, self._say(_("it asks to wait")), retry_after=quiet)
            try:
                async with self.budget.slot(need):
                    # Waiting for others is not the backend's fault and is not counted.
                    deadline = deadline or clock() + self._deadline
                    return await self._once(
                        method, url, content, repeatable, cap or self._cap, deadline, headers or {}
                    )
            except HttpError as error:
                if error.trouble is Trouble.LIMITED and need is not Priority.SEND:
                    self.budget.pause(error.retry_after or 1.0)
                wait = _wait_before_repeating(error, pause)
                if not (repeatable and left) or wait is None or wait > self._patience:
                    raise
                if clock() + wait >= deadline:
                    raise
            await asyncio.sleep(wait)
            pause *= 2
        raise AssertionError  # pragma: no cover - the last try returns or raises

    def _url(self, path: str, query: Mapping[str, str | int] | None) -> str:
        if not path.startswith("/") or path.startswith("//") or set(path) & set("?#\\ \r\n"):
            raise AdapterError(Trouble.REFUSED, _("Only paths of the backend itself are asked."))
        return self.origin + path + ("?" + urlencode(query) if query else "")

    async def _once(
        self,
        method: str,
        url: str,
        content: bytes | None,
        repeatable: bool,
        cap: int,
        deadline: float,
        more: Mapping[str, str],
    ) -> Answer:
        """One try, redirects of GET within the origin included."""
        import httpx

        headers = {"Accept": "application/json", "Accept-Encoding": "gzip", **more}
        if content is not None:
            headers["Content-Type"] = "application/json"
        if self._token is not None:
            headers["Authorization"] = f"Bearer {await self._read_token()}"
        sent = False

        async def trace(event: str, info: object) -> None:
            nonlocal sent
            if event.endswith("send_request_headers.started"):
                sent = True

        client = self._open()
        try:
            async with asyncio.timeout_at(deadline):
                for _hop in range(REDIRECTS + 1):
                    async with client.stream(
                        method, url, content=content, headers=headers, extensions={"trace": trace}
                    ) as response:
                        if response.status_code not in _REDIRECTED:
                            return await self._answer(response, cap, not repeatable)
                        url = self._redirected(method, response)
            raise HttpError(Trouble.BROKEN, self._say(_("it redirects in a circle")))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise self._line_broke(error, sent and not repeatable) from None

    def _open(self) -> "httpx.AsyncClient":
        if self._httpx is None:
            import logging

            import httpx

            for name in ("httpx", "httpcore"):
                # They log addresses with their queries, and at debug level headers too.
                logging.getLogger(name).setLevel(logging.WARNING)
            from modtui import __version__

            try:
                self._httpx = httpx.AsyncClient(
                    trust_env=False,
                    follow_redirects=False,
                    proxy=self._proxy or None,
                    timeout=httpx.Timeout(self._timeout, connect=min(10.0, self._timeout)),
                    headers={"User-Agent": f"modtui/{__version__}"},
                )
            except (ValueError, ImportError, httpx.InvalidURL):
                # What httpx says would show the proxy's password.
                raise HttpError(Trouble.REFUSED, _("The proxy's address cannot be used.")) from None
        return self._httpx

    async def _read_token(self) -> str:
        if self._secret is None and self._token is not None:
            try:
                found = (await asyncio.to_thread(self._token)).strip()
            except Exception as error:
                sentence = _("The token could not be read: {why}").format(why=safe_line(str(error)))
                raise HttpError(Trouble.SIGNED_OUT, sentence) from None
            if not found or not found.isascii() or not found.isprintable() or " " in found:
                raise HttpError(
                    Trouble.SIGNED_OUT, _("The token is empty or holds characters no token has.")
                )
            self._secret = found
        return self._secret or ""

    def _redirected(self, method: str, response: "httpx.Response") -> str:
        """Where a GET may be asked instead: within the origin only."""
        target = response.url.join(response.headers.get("Location", ""))
        url = str(target)
        if method != "GET" or not same_origin(url, self.origin):
            shown = safe_line(target.host or _("an unnamed place"), 80)
            why = _("it redirects to {host}, which is not followed").format(host=shown)
            raise HttpError(Trouble.REFUSED, self._say(why), status=response.status_code)
        return url

    async def _answer(self, response: "httpx.Response", cap: int, changing: bool) -> Answer:
        status = response.status_code
        good = 200 <= status < 300
        try:
            body = await read_body(response, cap)
        except NotReadable as error:
            if not good:
                body = b""
            elif error.too_large:
                raise TooLarge(
                    Trouble.IN_DOUBT if changing else Trouble.BROKEN,
                    self._say(str(error)),
                    status=status,
                ) from None
            else:
                raise self._broken(changing, str(error), status) from None
        if not good:
            raise self._refused(status, body, response.headers.get("Retry-After", ""))
        return Answer(status, body)

    def _refused(self, status: int, body: bytes, retry_after: str) -> HttpError:
        """The error that an answer with that status stands for."""
        try:
            refusal = self._read_refusal(body)
        except (Undecodable, ValueError):
            refusal = Refusal()
        said = safe_line(refusal.sentence, 160).rstrip(".")
        wait = refusal.retry_after
        if wait is None:
            wait = wait_of(retry_after)
        if status == 401:
            self._secret = None
            trouble, why = Trouble.SIGNED_OUT, _("it does not accept the token")
        elif status == 403:
            trouble, why = Trouble.DENIED, _("it does not allow this")
        elif status in (404, 410):
            trouble, why = Trouble.GONE, _("it does not have this")
        elif status == 429:
            trouble, why = Trouble.LIMITED, _("it asks to wait")
            wait = 1.0 if wait is None else wait
        elif status >= 500:
            trouble, why = Trouble.BACKEND, _("it failed")
        elif status < 400:
            trouble, why = Trouble.BROKEN, _("its answer makes no sense here")
        else:
            trouble, why = Trouble.REFUSED, _("it refused the request")
        sentence = self._say(f"{why} (HTTP {status}" + (f": {said})" if said else ")"))
        if wait is not None:
            wait = max(wait, 0.0) if wait <= LONGEST_WAIT else ABSURD_WAIT
        return HttpError(trouble, sentence, status=status, code=refusal.code, retry_after=wait)

    def _line_broke(self, error: Exception, in_doubt: bool) -> HttpError:
        kind = type(error).__name__
        if isinstance(error, TimeoutError) or "Timeout" in kind:
            why = _("no answer in time")
        elif "Connect" in kind or "Proxy" in kind:
            why = _("no connection")
        else:
            why = _("the connection broke")
        if in_doubt:
            why += ", " + _("and the change may have been made all the same")
        return HttpError(Trouble.IN_DOUBT if in_doubt else Trouble.UNREACHABLE, self._say(why))

    def _broken(self, changing: bool, why: str, status: int) -> HttpError:
        trouble = Trouble.IN_DOUBT if changing else Trouble.BROKEN
        sentence = _("its answer cannot be understood: {why}").format(why=why)
        return HttpError(trouble, self._say(sentence), status=status)

    def _say(self, why: str) -> str:
        host = safe_line(urlsplit(self.origin).netloc, 80)
        return str(safe_line(f"{host}: {why}.", 400))


def _wait_before_repeating(error: HttpError, pause: float) -> float | None:
    """Seconds until the request may be repeated, or None where that would not help."""
    if error.trouble is Trouble.LIMITED:
        return error.retry_after
    if error.trouble is Trouble.UNREACHABLE or error.status in _OVERLOADED:
        # Jitter, so that desks that broke off together do not come back together.
        jitter = pause * random.uniform(0.5, 1.5)  # noqa: S311
        return max(jitter, error.retry_after or 0.0)
    return None
