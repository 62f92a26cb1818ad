"""A line between adapter and backend that goes wrong in every way that lines do."""

import asyncio
import contextlib
import gzip
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, NamedTuple

from tests.adapters.standin import Line, Request, answer, json_answer, read_request

Ask = Callable[[Request], bytes]
Breaks = Callable[[Request, Line, Ask], Awaitable[None]]
STALL = 30.0
"""Seconds: longer than any client in these tests waits."""


class Fault(NamedTuple):
    """One way to go wrong. ``early``: before the request is read; ``down``: no connection.

    ``reads``: it is about lists, and leaves changes alone.
    """

    name: str
    breaks: Breaks
    early: bool = False
    down: bool = False
    reads: bool = False


class Proxy:
    """Passes requests on to ``ask``; with a ``fault``, those go wrong that ``hits`` says."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.fault: Fault | None = None
        self.hits: Callable[[Request], bool] = lambda request: True
        self.passed: list[Request] = []
        """What got to the backend."""
        self.origin = ""
        self._server: asyncio.Server | None = None
        self._port = 0
        self._lines: dict[asyncio.Task[None] | None, Line] = {}

    async def listen(self) -> None:
        """Takes connections, always at the same port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        self.origin = f"http://127.0.0.1:{self._port}"

    async def begin(self, fault: Fault, hits: Callable[[Request], bool]) -> None:
        """From here on things go wrong."""
        self.fault, self.hits = fault, hits
        if fault.down:
            await self.hang_up()

    async def end(self) -> None:
        """All is well again."""
        if self.fault is not None and self.fault.down:
            await self.listen()
        self.fault = None

    async def hang_up(self) -> None:
        """Takes no connections, and breaks those that there are."""
        if self._server is not None:
            self._server.close()
        served = dict(self._lines)
        for line in served.values():
            line.reset()
        await asyncio.gather(*filter(None, served), return_exceptions=True)

    def _pass(self, request: Request) -> bytes:
        self.passed.append(request)
        return self.ask(request)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Line(reader, writer)
        self._lines[asyncio.current_task()] = line
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                if self.fault is not None and self.fault.early:
                    line.reset()
                    return
                request = await read_request(reader)
                if self.fault is not None and self.hits(request):
                    await self.fault.breaks(request, line, self._pass)
                else:
                    await line.send(_closing(self._pass(request)))
                writer.close()
        finally:
            del self._lines[asyncio.current_task()]


@contextlib.asynccontextmanager
async def proxied(ask: Ask) -> AsyncIterator[Proxy]:
    """A line to that backend."""
    made = Proxy(ask)
    await made.listen()
    try:
        yield made
    finally:
        made.fault = None
        await made.hang_up()


def _closing(whole: bytes) -> bytes:
    """The answer, saying that the connection ends with it."""
    return whole.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)


def _body(whole: bytes) -> bytes:
    return whole.partition(b"\r\n\r\n")[2]


async def _nothing(request: Request, line: Line, ask: Ask) -> None:
    """For what goes wrong before anything is read."""


async def _reset(request: Request, line: Line, ask: Ask) -> None:
    line.reset()


async def _reset_after(request: Request, line: Line, ask: Ask) -> None:
    ask(request)
    line.reset()


async def _reset_within(request: Request, line: Line, ask: Ask) -> None:
    whole = ask(request)
    await line.send(whole[: len(whole) * 2 // 3])
    line.reset()


async def _stall(request: Request, line: Line, ask: Ask) -> None:
    ask(request)
    await line.send(b"HTTP/1.1 200 O")
    await line.reader.read(1)  # until the client hangs up


async def _trickle(request: Request, line: Line, ask: Ask) -> None:
    """One byte at a time, each sooner than the client gives up on one."""
    for byte in ask(request):
        await line.send(bytes((byte,)))
        await asyncio.sleep(0.05)


def _instead(made: bytes, *, done: bool = False) -> Breaks:
    """Another answer in place of the backend's; ``done``: it made the change all the same."""

    async def breaks(request: Request, line: Line, ask: Ask) -> None:
        if done:
            ask(request)
        await line.send(_closing(made))

    return breaks


def _changed(change: Callable[[bytes], bytes]) -> Breaks:
    """The backend's answer with its body changed, and the right length."""

    async def breaks(request: Request, line: Line, ask: Ask) -> None:
        await line.send(_closing(answer(200, change(_body(ask(request))))))

    return breaks


def _length(by: int) -> Breaks:
    async def breaks(request: Request, line: Line, ask: Ask) -> None:
        body = _body(ask(request))
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body) + by}\r\nConnection: close\r\n\r\n"
        await line.send(head.encode() + body)

    return breaks


async def _huge(request: Request, line: Line, ask: Ask) -> None:
    ask(request)
    await line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
    for _ in range(100):
        await line.send(b" " * 1_000_000)


async def _bomb(request: Request, line: Line, ask: Ask) -> None:
    ask(request)
    await line.send(_closing(answer(200, _BOMB, Content_Encoding="gzip")))


_BOMB = gzip.compress(bytes(50_000_000), 6)


def _limited(body: Any = None, **headers: str) -> Breaks:
    return _instead(json_answer({} if body is None else body, 429, **headers))


def _in_pages(change: Callable[[dict[str, Any], Ask, Request], dict[str, Any]]) -> Breaks:
    """Another page in place of one of the list."""

    async def breaks(request: Request, line: Line, ask: Ask) -> None:
        whole = ask(request)
        if request.path == "/queue":
            whole = json_answer(change(json.loads(_body(whole)), ask, request))
        await line.send(_closing(whole))

    return breaks


def _twice(page: dict[str, Any], ask: Ask, request: Request) -> dict[str, Any]:
    """What the page before held comes again."""
    if "?" not in request.target:
        return page
    first = json.loads(_body(ask(request._replace(target="/queue"))))
    return {**page, "cases": [*first["cases"], *page["cases"]]}


def _backwards(page: dict[str, Any], ask: Ask, request: Request) -> dict[str, Any]:
    return {**page, "cases": page["cases"][::-1]}


def _in_a_circle(page: dict[str, Any], ask: Ask, request: Request) -> dict[str, Any]:
    return {**page, "next": "p00001"}


def _with_text(raw: bytes) -> Callable[[bytes], bytes]:
    """The first text of a list, or the first string, with these bytes in it."""

    def change(body: bytes) -> bytes:
        return re.sub(rb'("text": ")', lambda found: found.group() + raw, body, count=1)

    return change


_LATER = datetime.now(UTC) + timedelta(seconds=2)
FAULTS = (
    Fault("refused", _nothing, down=True),
    Fault("reset before the request was read", _nothing, early=True),
    Fault("reset after the request was read", _reset),
    Fault("reset after it was carried out", _reset_after),
    Fault("reset within the answer", _reset_within),
    Fault("a header that stalls", _stall),
    Fault("one byte at a time", _trickle),
    Fault("a length that is too long", _length(50)),
    Fault("a length that is too short", _length(-5)),
    Fault("JSON that breaks off", _changed(lambda body: body[: len(body) // 2])),
    Fault(
        "HTML with 200", _instead(answer(200, "<html>Log in to the WLAN</html>", kind="text/html"))
    ),
    Fault("nothing with 200", _instead(answer(200, ""))),
    Fault("null with 200", _instead(answer(200, "null"))),
    Fault("another object with 200", _instead(answer(200, '{"status": "ok"}'))),
    Fault("an empty list with 200", _instead(answer(200, "[]"))),
    Fault("HTML with 200, carried out", _instead(answer(200, "<p>done"), done=True)),
    *(
        Fault(f"{n}", _instead(answer(n, "<h1>It failed", kind="text/html")))
        for n in (500, 502, 503)
    ),
    *(Fault(f"{n}, carried out", _instead(json_answer({}, n), done=True)) for n in (500, 502, 503)),
    Fault("503 that asks to wait", _instead(answer(503, "", Retry_After="1"))),
    Fault("429", _limited()),
    Fault("429 with seconds", _limited(Retry_After="1")),
    Fault("429 with a fraction", _limited(Retry_After="0.5")),
    Fault("429 with an HTTP date", _limited(Retry_After=format_datetime(_LATER, usegmt=True))),
    Fault("429 with an ISO date", _limited(Retry_After=_LATER.isoformat())),
    Fault("429 with the wait in the body", _limited({"error": "slowly", "retry_after": 0.7})),
    Fault("429 with words in the body", _limited({"error": "slowly", "retry_after": "soon"})),
    *(
        Fault(f"429 with {wait[:12]}", _limited(Retry_After=wait))
        for wait in (
            "-5",
            "nan",
            "inf",
            "1e999",
            "9" * 40,
            "soon",
            "",
            "Thu, 99 Foo 0000 99:99:99 GMT",
        )
    ),
    Fault("429 with an absurd body", _limited({"error": "no", "retry_after": 1e300})),
    *(
        Fault(f"{n} to another host", _instead(answer(n, "", Location="http://127.0.0.2:9/queue")))
        for n in (302, 307)
    ),
    Fault("a redirect in a circle", _instead(answer(302, "", Location="/queue?again"))),
    Fault("a redirect to nowhere", _instead(answer(302, "", Location="http://[nonsense"))),
    Fault("100 MB", _huge),
    Fault("a gzip bomb", _bomb),
    Fault("broken gzip", _instead(answer(200, b"\x1f\x8bnonsense", Content_Encoding="gzip"))),
    Fault("an unasked packing", _instead(answer(200, b"xx", Content_Encoding="br"))),
    Fault("JSON 100,000 deep", _instead(answer(200, "[" * 100_000 + "]" * 100_000))),
    Fault("NaN", _changed(lambda body: body.replace(b": 1,", b": NaN,"))),
    Fault(
        "a name twice",
        _changed(lambda body: b'{"cases": [], "next": null, "done": false, ' + body[1:]),
    ),
    Fault("a name twice, the last empty", _changed(lambda body: body[:-1] + b', "cases": []}')),
    Fault("a lone surrogate", _changed(_with_text(b"\\ud800"))),
    Fault("Latin-1", _changed(_with_text(b"caf\xe9"))),
    Fault("UTF-16", _changed(lambda body: body.decode().encode("utf-16"))),
    Fault("zero bytes", _changed(lambda body: bytes(len(body)))),
    Fault("not HTTP at all", _instead(b"220 mail.example.org ESMTP\r\n\r\n")),
    Fault("a header of 1 MB", _instead(answer(200, "{}", X_Much="x" * 1_000_000))),
    Fault("pages that come twice", _in_pages(_twice), reads=True),
    Fault("pages in another order", _in_pages(_backwards), reads=True),
    Fault("pages in a circle", _in_pages(_in_a_circle), reads=True),
)
