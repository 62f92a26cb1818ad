"""The HTTP client against a server that misbehaves in every way that was thought of."""

import asyncio
import gzip
import logging
import socket
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import msgspec
import pytest

from modtui.adapters.base import AdapterError, Trouble
from modtui.adapters.budget import Budget, Priority, Reading
from modtui.adapters.http import Client, HttpError, Refusal, TooLarge, path_of
from modtui.adapters.httpread import wait_of
from modtui.adapters.jsonwire import Undecodable, decode, decode_each
from tests.adapters.standin import (
    Line,
    Request,
    StandIn,
    always,
    answer,
    json_answer,
    standing_in,
)

SECRET = "s3cr3t-t0ken"


class Said(msgspec.Struct):
    text: str = ""


def client_of(server: StandIn | str, **more: object) -> Client:
    origin = server if isinstance(server, str) else server.origin
    settings = {"token": lambda: SECRET, "retry_pause": 0.0, **more}
    return Client(origin, **settings)  # type: ignore[arg-type]


async def trouble_of(client: Client, method: str = "GET", path: str = "/x") -> HttpError:
    """The error of one request, after it was seen to give nothing away."""
    with pytest.raises(HttpError) as caught:
        if method == "GET":
            await client.get(path, Said)
        else:
            await client.change(method, path, Said, {"a": 1})
    error = caught.value
    assert SECRET not in str(error) and SECRET not in repr(client)
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__
    assert str(error).isprintable()
    await client.close()
    return error


# What is sent


async def test_the_token_goes_to_the_origin_and_an_answer_is_typed() -> None:
    async with standing_in(always(json_answer({"text": "hi"}))) as server:
        client = client_of(server)
        assert await client.get("/a", Said, query={"q": "a b&c"}) == Said("hi")
        await client.close()
        (request,) = server.requests
        assert request.target == "/a?q=a+b%26c"
        assert request.headers["authorization"] == f"Bearer {SECRET}"
        assert request.headers["accept-encoding"] == "gzip"


async def test_segments_of_a_path_arrive_whole() -> None:
    async with standing_in(always(answer())) as server:
        client = client_of(server)
        await client.get(path_of("rooms", "!a/b?c#d%2F:e", "$x"), Said)
        await client.close()
        assert server.requests[0].target == "/rooms/%21a%2Fb%3Fc%23d%252F%3Ae/%24x"


@pytest.mark.parametrize("segment", ["..", ".", ""])
def test_segments_that_climb_are_refused(segment: str) -> None:
    with pytest.raises(AdapterError):
        path_of("rooms", segment)


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/x", "x", "/a\r\nB: c"])
async def test_nothing_but_paths_of_the_origin_is_asked(path: str) -> None:
    async with standing_in(always(answer())) as server:
        client = client_of(server)
        with pytest.raises(AdapterError) as caught:
            await client.get(path, Said)
        assert caught.value.trouble is Trouble.REFUSED
        assert server.requests == []


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "example.org",
        "ftp://example.org",
        "https://",
        "https://user:pass@example.org",
        "https://example.org/path",
        "https://example.org:port",
        "https://[example.org",
        "http://example.org",
    ],
)
def test_a_server_that_is_no_safe_origin_is_refused(origin: str) -> None:
    with pytest.raises(AdapterError) as caught:
        Client(origin)
    assert "pass" not in str(caught.value)


async def test_the_token_is_read_late_and_again_after_it_was_refused() -> None:
    reads = []

    def token() -> str:
        reads.append(1)
        return f"token{len(reads)}\n"

    async with standing_in(always(answer(), answer(401), answer())) as server:
        client = client_of(server, token=token)
        assert reads == []
        await client.get("/x", Said)
        with pytest.raises(HttpError) as caught:
            await client.get("/x", Said)
        assert caught.value.trouble is Trouble.SIGNED_OUT
        await client.get("/x", Said)
        await client.close()
        sent = [request.headers["authorization"] for request in server.requests]
        assert sent == ["Bearer token1", "Bearer token1", "Bearer token2"]


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "ümlaut"])
async def test_a_token_that_is_none_is_not_sent(token: str) -> None:
    async with standing_in(always(answer())) as server:
        error = await trouble_of(client_of(server, token=lambda: token))
        assert error.trouble is Trouble.SIGNED_OUT
        assert server.requests == []
        assert not token or token not in str(error)


async def test_nothing_is_logged_of_a_request(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with standing_in(always(answer())) as server:
        client = client_of(server)
        await client.get("/x", Said, query={"private": "yes"})
        await client.close()
    assert "private" not in caplog.text and SECRET not in caplog.text


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with standing_in(always(json_answer({"text": "direct"}))) as server:
        client = client_of(server)
        assert (await client.get("/x", Said)).text == "direct"
        await client.close()


async def test_a_configured_proxy_is_used_and_its_password_not_shown() -> None:
    async with standing_in(always(json_answer({"text": "by proxy"}))) as proxy:
        client = client_of("http://localhost:1", proxy=proxy.origin)
        assert (await client.get("/x", Said)).text == "by proxy"
        await client.close()
    error = await trouble_of(client_of("http://localhost:1", proxy="bad://me:hunter2@host"))
    assert "hunter2" not in str(error)


# When the line breaks


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_refused_connections_are_certainly_not_sent(method: str) -> None:
    error = await trouble_of(client_of(f"http://127.0.0.1:{_closed_port()}"), method)
    assert error.trouble is Trouble.UNREACHABLE
    assert "no connection" in str(error)


async def _reset_at_once(request: Request, line: Line) -> None:
    line.reset()


async def _reset_within_the_answer(request: Request, line: Line) -> None:
    await line.send(answer(body='{"text": "' + "x" * 100)[:-50])
    line.reset()


async def _say_nothing(request: Request, line: Line) -> None:
    await asyncio.Event().wait()


async def _stall_within_the_answer(request: Request, line: Line) -> None:
    await line.send(answer(body='{"text": "x"}')[:-5])
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    "handler",
    [_reset_at_once, _reset_within_the_answer, _say_nothing, _stall_within_the_answer],
)
async def test_a_change_that_may_have_been_made_is_in_doubt_and_sent_once(handler: object) -> None:
    async with standing_in(handler) as server:  # type: ignore[arg-type]
        error = await trouble_of(client_of(server, timeout=0.2), "PUT")
        assert error.trouble is Trouble.IN_DOUBT
        assert "may have been made" in str(error)
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "handler",
    [_reset_at_once, _reset_within_the_answer, _say_nothing, _stall_within_the_answer],
)
async def test_a_read_that_broke_is_repeated_and_then_given_up(handler: object) -> None:
    async with standing_in(handler) as server:  # type: ignore[arg-type]
        error = await trouble_of(client_of(server, timeout=0.1))
        assert error.trouble is Trouble.UNREACHABLE
        assert len(server.requests) == 3


async def test_a_read_succeeds_when_the_line_comes_back() -> None:
    first = True

    async def handler(request: Request, line: Line) -> None:
        nonlocal first
        if first:
            first = False
            line.reset()
        else:
            await line.send(json_answer({"text": "back"}))

    async with standing_in(handler) as server:
        client = client_of(server)
        assert (await client.get("/x", Said)).text == "back"
        await client.close()


async def test_a_change_is_repeated_only_when_the_caller_says_so() -> None:
    async with standing_in(always(answer(503), answer())) as server:
        client = client_of(server)
        await client.request("PUT", "/x", body={}, repeatable=True)
        await client.close()
        assert len(server.requests) == 2


async def test_an_answer_that_drips_for_ever_ends_at_the_deadline() -> None:
    async def drip(request: Request, line: Line) -> None:
        await line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            await line.send(b" ")
            await asyncio.sleep(0.01)

    async with standing_in(drip) as server:
        error = await trouble_of(client_of(server, deadline=0.3, timeout=5.0))
        assert error.trouble is Trouble.UNREACHABLE
        assert "in time" in str(error)


# What is answered


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (400, Trouble.REFUSED),
        (401, Trouble.SIGNED_OUT),
        (403, Trouble.DENIED),
        (404, Trouble.GONE),
        (405, Trouble.REFUSED),
        (410, Trouble.GONE),
        (429, Trouble.LIMITED),
        (500, Trouble.BACKEND),
        (503, Trouble.BACKEND),
    ],
)
async def test_each_status_has_its_trouble(status: int, trouble: Trouble) -> None:
    body = json_answer({"text": "wo\x1b[31mrds"}, status)

    def refusal(raw: bytes) -> Refusal:
        return Refusal("E_CODE", decode(raw, Said).text, 0.0)

    async with standing_in(always(body)) as server:
        error = await trouble_of(client_of(server, read_refusal=refusal), "POST")
        assert (error.trouble, error.status, error.code) == (trouble, status, "E_CODE")
        assert "wo␛[31mrds" in str(error)
        assert len(server.requests) == 1


async def test_an_error_page_of_a_proxy_is_still_an_error() -> None:
    def refusal(raw: bytes) -> Refusal:
        return Refusal(decode(raw, Said).text)

    page = answer(404, "<html>no</html>", kind="text/html")
    async with standing_in(always(page)) as server:
        error = await trouble_of(client_of(server, read_refusal=refusal))
        assert (error.trouble, error.code) == (Trouble.GONE, "")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        *[("2", 2.0), ("2.5", 2.5), ("-3", 0.0), ("3600", 3600.0)],
        *[("1e9", 60.0), ("1e999", 1.0), ("nan", 1.0), ("soon", 1.0)],
    ],
)
async def test_how_long_to_wait_is_read_and_kept_sane(header: str, expected: float) -> None:
    async with standing_in(always(answer(429, Retry_After=header))) as server:
        error = await trouble_of(client_of(server), "POST")
        assert error.retry_after == expected


def test_how_long_to_wait_may_be_a_date() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    date = format_datetime(now + timedelta(seconds=90), usegmt=True)
    assert wait_of(date, now) == 90.0
    assert wait_of((now + timedelta(seconds=90)).isoformat(), now) == 90.0
    assert wait_of("20260301T120130Z", now) is not None
    assert wait_of("Sun, 99 Foo 2026", now) is None


async def test_the_body_says_better_than_the_header_how_long_to_wait() -> None:
    async with standing_in(always(answer(429, Retry_After="9"))) as server:
        client = client_of(server, read_refusal=lambda body: Refusal("E", "", 1.5))
        assert (await trouble_of(client, "POST")).retry_after == 1.5


async def test_a_read_waits_as_asked_and_goes_on() -> None:
    answers = always(answer(429, Retry_After="0.05"), json_answer({"text": "now"}))
    async with standing_in(answers) as server:
        client = client_of(server)
        assert (await client.get("/x", Said)).text == "now"
        await client.close()


async def test_a_long_wait_is_told_and_not_waited_for() -> None:
    async with standing_in(always(answer(429, Retry_After="900"), answer())) as server:
        client = client_of(server)
        for _time in range(2):
            with pytest.raises(HttpError) as caught:
                await client.get("/x", Said)
            assert caught.value.trouble is Trouble.LIMITED
            assert 890 < (caught.value.retry_after or 0) <= 900
        assert len(server.requests) == 1
        await client.change("POST", "/x", Said)  # what a person sends is not held up by that
        await client.close()


async def test_a_redirect_to_another_place_is_not_followed() -> None:
    async with standing_in(always(answer())) as other:
        target = f"{other.origin}/x"
        async with standing_in(always(answer(302, Location=target))) as server:
            error = await trouble_of(client_of(server))
            assert error.trouble is Trouble.REFUSED
            assert "redirects to 127.0.0.1" in str(error)
        assert other.requests == []


async def test_a_redirect_within_the_origin_is_followed_for_reads_only() -> None:
    hops = [answer(301, Location="/new"), json_answer({"text": "here"})]
    async with standing_in(always(*hops)) as server:
        client = client_of(server)
        assert (await client.get("/old", Said)).text == "here"
        await client.close()
    async with standing_in(always(*hops)) as server:
        assert (await trouble_of(client_of(server), "POST")).trouble is Trouble.REFUSED
        assert len(server.requests) == 1


async def test_a_circle_of_redirects_ends() -> None:
    async with standing_in(always(answer(302, Location="/x"))) as server:
        assert (await trouble_of(client_of(server))).trouble is Trouble.BROKEN
        assert len(server.requests) == 4


async def test_a_web_page_is_not_taken_for_data() -> None:
    page = answer(200, "<html>please log in</html>", kind="text/html")
    async with standing_in(always(page)) as server:
        error = await trouble_of(client_of(server))
        assert error.trouble is Trouble.BROKEN
        assert "web page" in str(error)
        assert (await trouble_of(client_of(server), "POST")).trouble is Trouble.IN_DOUBT


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"text": "cut o',
        b'{"text": 7}',
        b"[1]",
        b'{"text": "a"} and more',
        '{"text": "ä"}'.encode("latin-1"),
        '{"text": "a"}'.encode("utf-16"),
        b"[" * 100_000 + b"]" * 100_000,
    ],
)
async def test_data_that_makes_no_sense_is_broken(body: bytes) -> None:
    async with standing_in(always(answer(200, body))) as server:
        assert (await trouble_of(client_of(server))).trouble is Trouble.BROKEN
        assert (await trouble_of(client_of(server), "PUT")).trouble is Trouble.IN_DOUBT


async def test_an_endless_answer_is_cut_off() -> None:
    sent = 0

    async def flood(request: Request, line: Line) -> None:
        nonlocal sent
        await line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        while sent < 100_000_000:
            await line.send(b"x" * 65536)
            sent += 65536

    async with standing_in(flood) as server:
        error = await trouble_of(client_of(server, cap=1_000_000))
        assert isinstance(error, TooLarge)
        assert "too large" in str(error)
        assert len(server.requests) == 1
    assert sent < 50_000_000


async def test_a_gzip_bomb_is_cut_off() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(300)) + packer.flush()
    assert len(bomb) < 1_000_000
    async with standing_in(always(answer(200, bomb, Content_Encoding="gzip"))) as server:
        import tracemalloc

        tracemalloc.start()
        error = await trouble_of(client_of(server, cap=2_000_000))
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert isinstance(error, TooLarge)
        assert peak < 20_000_000


async def test_packed_answers_are_unpacked() -> None:
    packed = gzip.compress(b'{"text": "' + b"x" * 100_000 + b'"}')
    async with standing_in(always(answer(200, packed, Content_Encoding="gzip"))) as server:
        client = client_of(server)
        assert len((await client.get("/x", Said)).text) == 100_000
        await client.close()


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(gzip.compress(b"{}", mtime=0)[:-9], "gzip"), (b"no gzip", "gzip"), (b"{}", "br")],
)
async def test_badly_packed_answers_are_broken(body: bytes, encoding: str) -> None:
    async with standing_in(always(answer(200, body, Content_Encoding=encoding))) as server:
        assert (await trouble_of(client_of(server))).trouble is Trouble.BROKEN


# Decoding


class Element(msgspec.Struct):
    id: int
    text: str


class Page(msgspec.Struct):
    elements: list[msgspec.Raw]


def _elements(raw: bytes) -> list[Element | Undecodable]:
    return decode_each(decode(raw, Page).elements, Element)


def test_one_bad_element_does_not_spoil_its_page() -> None:
    good = b'{"id": 1, "text": "fine"}'
    for bad in (b'{"id": "x", "text": "a"}', b'{"id": 2, "text": "\xff"}', b"null", b'{"id": 2}'):
        first, second, third = _elements(b'{"elements": [%b, %b, %b]}' % (good, bad, good))
        assert first == third == Element(1, "fine")
        assert isinstance(second, Undecodable)


def test_half_characters_are_replaced_and_whole_ones_kept() -> None:
    raw = rb'{"elements": [{"id": 1, "text": "a\ud800b \ud83d\ude00 \\ud800 \udc00"}]}'
    assert _elements(raw) == [Element(1, "a\ufffdb 😀 \\ud800 \ufffd")]


def test_a_value_nested_too_deeply_costs_only_itself() -> None:
    deep = b"[" * 5000 + b'"]"' + b"]" * 5000
    raw = b'{"elements": [{"id": 1, "text": "a", "more": %b}, {"id": 2, "text": "b"}]}' % deep
    assert _elements(raw) == [Element(1, "a"), Element(2, "b")]


def test_numbers_that_json_does_not_know_cost_only_themselves() -> None:
    raw = b'{"elements": [{"id": NaN, "text": "NaN"}, {"id": 2, "text": "b", "x": -Infinity}]}'
    first, second = _elements(raw)
    assert isinstance(first, Undecodable)
    assert second == Element(2, "b")


# The budget


async def test_what_a_person_sends_goes_before_what_waits() -> None:
    budget = Budget(limit=3)
    order: list[str] = []
    release = asyncio.Event()

    async def hold(priority: Priority) -> None:
        async with budget.slot(priority):
            await release.wait()

    async def use(name: str, priority: Priority) -> None:
        async with budget.slot(priority):
            order.append(name)

    holders = [asyncio.create_task(hold(Priority.SEND)) for _ in range(3)]
    await asyncio.sleep(0)
    assert budget.busy == 3
    users = [
        asyncio.create_task(use("ahead", Priority.PREFETCH)),
        asyncio.create_task(use("read", Priority.READ)),
        asyncio.create_task(use("sent", Priority.SEND)),
    ]
    await asyncio.sleep(0)
    release.set()
    await asyncio.gather(*holders, *users)
    assert order == ["sent", "read", "ahead"]
    assert budget.busy == 0


async def test_what_was_read_ahead_takes_its_turn_once_somebody_waits_for_it() -> None:
    budget = Budget(limit=3)
    order: list[str] = []
    release = asyncio.Event()

    async def hold() -> None:
        async with budget.slot(Priority.READ):
            await release.wait()

    async def use(name: str, need: Reading) -> None:
        async with budget.slot(need):
            order.append(name)

    holder = asyncio.create_task(hold())
    await asyncio.sleep(0)
    ahead = [Reading(Priority.PREFETCH) for _ in range(3)]
    users = [asyncio.create_task(use(str(at), need)) for at, need in enumerate(ahead)]
    await asyncio.sleep(0)
    # Reading ahead leaves two free, a read only one: the second may start at once.
    ahead[1].wanted(Priority.READ)
    await users[1]
    assert order == ["1"]
    release.set()
    await asyncio.gather(holder, *users)
    assert order == ["1", "0", "2"]


async def test_reads_leave_room_for_what_a_person_sends() -> None:
    budget = Budget(limit=3)
    release = asyncio.Event()

    async def hold(priority: Priority) -> None:
        async with budget.slot(priority):
            await release.wait()

    tasks = [asyncio.create_task(hold(Priority.READ)) for _ in range(5)]
    await asyncio.sleep(0)
    assert budget.busy == 2
    async with budget.slot(Priority.SEND):
        assert budget.busy == 3
    release.set()
    await asyncio.gather(*tasks)


async def test_who_stops_waiting_takes_no_slot_along() -> None:
    budget = Budget(limit=3)
    release = asyncio.Event()

    async def hold() -> None:
        async with budget.slot(Priority.READ):
            await release.wait()

    tasks = [asyncio.create_task(hold()) for _ in range(4)]
    await asyncio.sleep(0)
    tasks[3].cancel()
    release.set()
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert budget.busy == 0
    async with budget.slot(Priority.PREFETCH):
        assert budget.busy == 1
