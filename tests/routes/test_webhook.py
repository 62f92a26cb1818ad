"""A webhook: 2xx took it, 4xx refused it, anything else leaves doubt."""

import asyncio
import json

import pytest

from modtui.adapters.base import AdapterError, Order, Settled, Trouble
from modtui.configroutes import SecretAt, ToWebhook
from modtui.model import Result
from modtui.routes import webhook
from modtui.routes.webhook import WebhookRoute
from tests.adapters.standin import Line, Request, always, answer, standing_in
from tests.routes.conftest import TEXT

CANARY = "t0ken-ca9nary"
PATH = f"/hooks/{CANARY}?room=1"


async def trouble(route: WebhookRoute, order: Order) -> AdapterError:
    with pytest.raises(AdapterError) as caught:
        await route.perform(order)
    await route.close()
    return caught.value


async def test_the_summary_is_posted_with_its_own_key(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK_TOKEN", CANARY)
    async with standing_in(always(answer(204, b""))) as server:
        to = ToWebhook(url=server.origin + "/hook?a=b", token=SecretAt(env="HOOK_TOKEN"))
        route = WebhookRoute(to, None)
        outcome = await route.perform(order)
        await route.perform(order)
        await route.close()
    assert outcome.result is Result.APPLIED
    first, second = server.requests
    assert (first.method, first.target) == ("POST", "/hook?a=b")
    assert first.headers["authorization"] == f"Bearer {CANARY}"
    body = json.loads(first.body)
    assert body["text"] == TEXT
    assert body["case"] == "garden/post/p1"
    assert (body["contact"], body["by"], body["rules"]) == ("admins", "Marie", ["respect"])
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == body["id"]


async def test_an_address_that_is_a_secret_is_read_and_never_shown(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with standing_in(always(answer(500, b"no"))) as server:
        monkeypatch.setenv("HOOK_URL", server.origin + PATH)
        route = WebhookRoute(ToWebhook(url_at=SecretAt(env="HOOK_URL")), None)
        error = await trouble(route, order)
    assert server.requests[0].target == PATH
    assert CANARY not in f"{error}{error!r}{route!r}{vars(route)['_to']!r}"
    assert CANARY not in repr(ToWebhook(url=server.origin + PATH))


@pytest.mark.parametrize("status", [400, 403, 404, 410, 422, 301, 302, 307, 308])
async def test_a_refusal_or_redirect_delivers_nothing(order: Order, status: int) -> None:
    reply = answer(status, b"{}", Location="https://elsewhere.example.org/")
    async with standing_in(always(reply)) as server:
        error = await trouble(WebhookRoute(ToWebhook(url=server.origin), None), order)
    assert error.trouble in (Trouble.REFUSED, Trouble.DENIED, Trouble.GONE)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 303])
async def test_what_may_have_been_taken_leaves_doubt_and_is_asked_once(
    order: Order, status: int
) -> None:
    async with standing_in(always(answer(status, b"no", Location="/done"))) as server:
        route = WebhookRoute(ToWebhook(url=server.origin), None)
        error = await trouble(route, order)
    assert error.trouble in (Trouble.IN_DOUBT, Trouble.BACKEND)
    assert len(server.requests) == 1
    assert await route.settle(order) is Settled.CANNOT_TELL


async def test_too_many_requests_are_waited_out(order: Order) -> None:
    async with standing_in(always(answer(429, Retry_After="7"))) as server:
        error = await trouble(WebhookRoute(ToWebhook(url=server.origin), None), order)
    assert (error.trouble, error.retry_after) == (Trouble.LIMITED, 7.0)


async def test_a_line_that_breaks_before_the_answer_leaves_doubt(order: Order) -> None:
    async def reset(request: Request, line: Line) -> None:
        line.reset()

    async with standing_in(reset) as server:
        error = await trouble(WebhookRoute(ToWebhook(url=server.origin), None), order)
    assert error.trouble is Trouble.IN_DOUBT


async def test_silence_ends_at_the_deadline_and_leaves_doubt(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "DEADLINE", 0.5)

    async def silence(request: Request, line: Line) -> None:
        await asyncio.Event().wait()

    async with standing_in(silence) as server:
        error = await trouble(WebhookRoute(ToWebhook(url=server.origin), None), order)
    assert error.trouble is Trouble.IN_DOUBT


async def test_a_receiver_that_is_away_certainly_got_nothing(order: Order) -> None:
    async with standing_in(always(answer())) as server:
        pass
    error = await trouble(WebhookRoute(ToWebhook(url=server.origin), None), order)
    assert error.trouble is Trouble.UNREACHABLE


@pytest.mark.parametrize(
    "reply",
    [
        answer(200, b"ok", kind="text/plain"),
        answer(200, b"x" * 300_000),
        answer(200, b"\x00", Content_Encoding="br"),
    ],
    ids=["text", "huge", "packed"],
)
async def test_what_it_says_beside_yes_does_not_matter(order: Order, reply: bytes) -> None:
    async with standing_in(always(reply)) as server:
        route = WebhookRoute(ToWebhook(url=server.origin), None)
        outcome = await route.perform(order)
        await route.close()
    assert outcome.result is Result.APPLIED


async def test_checking_posts_nothing(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    async with standing_in(always(answer())) as server:
        (here,) = await WebhookRoute(ToWebhook(url=server.origin), None).check()
        assert here.good
        away = ToWebhook(url="https://no-such-host.invalid/hook")
        assert not (await WebhookRoute(away, None).check())[0].good
        unset = ToWebhook(url_at=SecretAt(env="HOOK_URL_UNSET"))
        assert "url_env" in (await WebhookRoute(unset, None).check())[0].sentence
    assert server.requests == []
