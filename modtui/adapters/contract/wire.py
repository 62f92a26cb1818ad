"""A line to a real server that tests can cut at a chosen moment."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

from tests.adapters.standin import Line, Request, StandIn, standing_in


class CuttableLine:
    """Passes requests on to the server; ``origin`` is where a client asks.

    ``cut_before`` and ``cut_after`` say of a request whether the line breaks before the
    server hears it, or after the server did it and before the client hears of that.
    ``watch`` is called with each request before it is passed on.
    """

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self.cut_before: Callable[[Request], bool] = lambda request: False
        self.cut_after: Callable[[Request], bool] = lambda request: False
        self.watch: Callable[[Request], None] = lambda request: None
        self.stand_in: StandIn | None = None

    @property
    def origin(self) -> str:
        """Where to ask."""
        assert self.stand_in is not None
        return self.stand_in.origin

    @property
    def requests(self) -> list[Request]:
        """Everything that was asked."""
        assert self.stand_in is not None
        return self.stand_in.requests

    async def handle(self, request: Request, line: Line) -> None:
        """Passes one request on, or breaks the line."""
        # In a thread: what is watched for may ask the server itself.
        await asyncio.to_thread(self.watch, request)
        if self.cut_before(request):
            line.reset()
            return
        answer = await self._ask(request)
        if self.cut_after(request):
            line.reset()
            return
        await line.send(answer)
        line.writer.close()

    async def _ask(self, request: Request) -> bytes:
        reader, writer = await asyncio.open_connection(self._target.hostname, self._target.port)
        headers = request.headers | {"connection": "close"}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"{request.method} {request.target} HTTP/1.1\r\n{lines}\r\n".encode())
        writer.write(request.body)
        await writer.drain()
        answer = await reader.read()
        writer.close()
        return answer


@contextlib.asynccontextmanager
async def cuttable(target: str) -> AsyncIterator[CuttableLine]:
    """A line to the server at that origin."""
    made = CuttableLine(target)
    async with standing_in(made.handle) as stand_in:
        made.stand_in = stand_in
        yield made
