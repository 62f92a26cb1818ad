"""A line to a real backend that tests can cut, or answer on, at a chosen moment."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

from modtui.adapters.contract.standin import Line, Request, StandIn, standing_in


class CuttableLine:
    """Passes requests on to the backend; ``origin`` is where an adapter asks.

    ``cut_before`` and ``cut_after`` say of a request whether the line breaks before the
    backend hears it, or after the backend did it and before the adapter hears of that.
    ``instead`` may answer in the backend's place, which then hears nothing. ``watch`` is
    called with each request before all that.
    """

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self.cut_before: Callable[[Request], bool] = lambda request: False
        self.cut_after: Callable[[Request], bool] = lambda request: False
        self.instead: Callable[[Request], bytes | None] = lambda request: None
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

    def stop(self) -> None:
        """Nobody listens there any more."""
        assert self.stand_in is not None
        self.stand_in.stop()

    async def handle(self, request: Request, line: Line) -> None:
        """Passes one request on, or breaks the line."""
        # In a thread: what is watched for may ask the backend itself.
        await asyncio.to_thread(self.watch, request)
        if self.cut_before(request):
            line.reset()
            return
        answer = self.instead(request)
        if answer is None:
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
    """A line to the backend at that origin."""
    made = CuttableLine(target)
    async with standing_in(made.handle) as stand_in:
        made.stand_in = stand_in
        yield made
