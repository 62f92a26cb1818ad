"""A real HTTP server for tests, as small as can be, that misbehaves on request."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, NamedTuple


class Request(NamedTuple):
    """What arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


class Line(NamedTuple):
    """One connection, for handlers that answer byte by byte."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Writes and waits until it is on its way."""
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Breaks the connection, hard."""
        transport = self.writer.transport
        transport.abort()


Handler = Callable[[Request, Line], Awaitable[None]]


def answer(
    status: int = 200,
    body: bytes | str = b"{}",
    *,
    kind: str = "application/json",
    **headers: str,
) -> bytes:
    """A complete answer; underscores in header names stand for dashes."""
    data = body.encode() if isinstance(body, str) else body
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n{more}"
    return head.encode() + b"\r\n" + data


def json_answer(value: Any, status: int = 200, **headers: str) -> bytes:
    """An answer in JSON."""
    return answer(status, json.dumps(value), **headers)


class StandIn:
    """The running server: where it is, what it was asked, who answers."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.requests: list[Request] = []
        self.arrived = asyncio.Event()
        self.origin = ""
        self.stop: Callable[[], None] = lambda: None
        """Nobody listens there any more."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers requests on one connection until it ends."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                request = await read_request(reader)
                self.requests.append(request)
                self.arrived.set()
                await self.handler(request, Line(reader, writer))
        writer.close()


async def read_request(reader: asyncio.StreamReader) -> Request:
    """The next request. Raises IncompleteReadError at the end."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    method, target, _version = first.split(" ")
    headers = {
        name.lower(): value.strip() for name, _colon, value in (x.partition(":") for x in lines)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, target, headers, body)


@contextlib.asynccontextmanager
async def standing_in(handler: Handler) -> AsyncIterator[StandIn]:
    """Serves on a free port of the loopback."""
    made = StandIn(handler)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    made.origin = f"http://127.0.0.1:{port}"
    made.stop = server.close
    try:
        yield made
    finally:
        server.close()


def always(*answers: bytes) -> Handler:
    """Gives the answers in order, the last one for ever."""
    left = list(answers)

    async def handler(request: Request, line: Line) -> None:
        await line.send(left.pop(0) if len(left) > 1 else left[0])

    return handler
