"""The Matrix adapter where a server, or somebody in between, does not behave.

What a real Synapse does is tested in ``tests/live``.
"""

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.adapters.base import AdapterError, Order, Page, Setting
from modtui.adapters.matrix import MatrixAdapter
from modtui.adapters.matrix_decode import (
    Reading,
    place_of,
    post_of,
    read,
    room_and_event,
    subject_of,
    text_of,
    time_of,
)
from modtui.adapters.matrix_power import Power
from modtui.adapters.matrix_wire import Event
from modtui.model import CaseKey, Decision, Moderator, Step
from tests.adapters.standin import (
    Line,
    Request,
    StandIn,
    json_answer,
    standing_in,
)

ROOM = "!room:example.org"
REPORTS = "/_synapse/admin/v1/event_reports"


def row(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "received_ts": 1_700_000_000_000 + number,
        "room_id": ROOM,
        "event_id": f"$event{number}",
        "user_id": "@ben:example.org",
        "sender": "@ana:example.org",
        "reason": "spam",
        "name": "Lobby",
        **more,
    }


class Pretender:
    """Answers as Synapse does where nothing else is asked for."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows
        self.instead: Callable[[Request], bytes | None] = lambda request: None

    async def handle(self, request: Request, line: Line) -> None:
        await line.send(self.instead(request) or self.usual(request))

    def usual(self, request: Request) -> bytes:
        path = unquote(request.path)
        if path.endswith("/whoami"):
            return json_answer({"user_id": "@mod:example.org"})
        if path == REPORTS:
            query = {
                name: values[0]
                for name, values in parse_qs(request.target.partition("?")[2]).items()
            }
            start, limit = int(query.get("from", 0)), int(query.get("limit", 100))
            page = {"event_reports": self.rows[start : start + limit], "total": len(self.rows)}
            if start + limit < len(self.rows):
                page["next_token"] = start + limit
            return json_answer(page)
        if "/context/" in path:
            event = path.rpartition("/")[2]
            content = {"msgtype": "m.text", "body": f"text of {event}"}
            shown = {
                "type": "m.room.message",
                "sender": "@ana:example.org",
                "event_id": event,
                "origin_server_ts": 1_700_000_000_000,
                "content": content,
            }
            return json_answer({"event": shown})
        if "/profile/" in path:
            return json_answer({"displayname": "Mo"})
        return json_answer({"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"}, 404)


@pytest.fixture
async def pretender() -> Pretender:
    return Pretender([row(1), row(2), row(3)])


@pytest.fixture
async def server(pretender: Pretender) -> AsyncIterator[StandIn]:
    async with standing_in(pretender.handle) as made:
        yield made


@pytest.fixture
async def adapter(server: StandIn) -> AsyncIterator[MatrixAdapter]:
    made = MatrixAdapter(Setting("test", server=server.origin, token=lambda: "token"))
    yield made
    await made.close()


async def texts_and_bad(adapter: MatrixAdapter) -> tuple[list[str], list[str]]:
    pages = [page async for page in adapter.queue()]
    texts = [case.subject.text for page in pages for case in page.cases]
    return texts, [bad.key.native for page in pages for bad in page.unreadable]


def order(verb: str, **more: Any) -> Order:
    step = Step(id="s", verb=verb, person="@ana:example.org", **more)
    by = Moderator("@mod:example.org", "Mo", "backend")
    key = CaseKey("test", "message", f"{ROOM}|$event1")
    return Order(Decision("d", key, datetime.now(UTC), by, (step,), seen=""), step)


async def test_one_unreadable_report_does_not_hide_the_others(
    adapter: MatrixAdapter, pretender: Pretender
) -> None:
    pretender.rows[1]["received_ts"] = "yesterday"
    texts, bad = await texts_and_bad(adapter)
    assert texts == ["text of $event1", "text of $event3"]
    assert bad == ["report 2"]


async def test_one_message_that_the_server_chokes_on_does_not_hide_the_others(
    adapter: MatrixAdapter, pretender: Pretender
) -> None:
    broken = json_answer({"errcode": "M_UNKNOWN", "error": "Internal server error"}, 500)
    pretender.instead = lambda request: broken if request.path.endswith("%24event2") else None
    texts, bad = await texts_and_bad(adapter)
    assert texts == ["text of $event1", "text of $event3"]
    assert bad == [f"{ROOM}|$event2"]


async def test_reports_that_the_server_leaves_out_are_said(
    adapter: MatrixAdapter, pretender: Pretender
) -> None:
    def two_of_three(request: Request) -> bytes | None:
        if request.path != REPORTS:
            return None
        return json_answer({"event_reports": pretender.rows[:2], "total": 3})

    pretender.instead = two_of_three
    pages: list[Page] = [page async for page in adapter.queue()]
    assert "left out 1 " in pages[0].unreadable[0].why


async def test_a_message_that_is_gone_from_the_server_is_still_a_case(
    adapter: MatrixAdapter, pretender: Pretender
) -> None:
    gone = json_answer({"errcode": "M_NOT_FOUND", "error": "Event not found."}, 404)
    pretender.instead = lambda request: gone if request.path.endswith("%24event2") else None
    pages = [page async for page in adapter.queue()]
    subject = pages[0].cases[1].subject
    assert subject.removed and "no longer" in subject.obstacle


async def test_huge_reasons_are_read_in_smaller_pages(
    adapter: MatrixAdapter, pretender: Pretender
) -> None:
    pretender.rows[:] = [row(number, reason="\x01" * 100_000) for number in range(1, 61)]
    texts, bad = await texts_and_bad(adapter)
    assert (len(texts), bad) == (60, [])


@pytest.mark.parametrize("leaving", [1, 26, 100, 180, 240, 250])
async def test_no_report_is_skipped_while_others_are_closed(
    adapter: MatrixAdapter, pretender: Pretender, leaving: int
) -> None:
    pretender.rows[:] = [row(number) for number in range(1, 251)]

    def another_moderator(request: Request) -> None:
        if "from=75" in request.target and len(pretender.rows) == 250:
            del pretender.rows[:leaving]

    pretender.instead = another_moderator
    texts, _bad = await texts_and_bad(adapter)
    assert len(texts) == len(set(texts))
    assert {f"text of $event{number}" for number in range(leaving + 1, 251)} <= set(texts)


async def test_a_server_without_reports_for_admins_says_so(
    adapter: MatrixAdapter, pretender: Pretender
) -> None:
    unknown = json_answer({"errcode": "M_UNRECOGNIZED", "error": "?"}, 404)
    pretender.instead = lambda request: unknown if request.path == REPORTS else None
    capabilities = {one.verb: one for one in await adapter.capabilities()}
    assert "only Synapse" in capabilities["keep"].why_not
    with pytest.raises(AdapterError, match="only Synapse"):
        await texts_and_bad(adapter)


async def test_an_older_synapse_cannot_suspend(adapter: MatrixAdapter) -> None:
    capabilities = {one.verb: one for one in await adapter.capabilities()}
    assert "version" in capabilities["native:suspend"].why_not
    assert capabilities["keep"].allowed


# Decoding what anybody may send


def event(content: dict[str, Any], kind: str = "m.room.message", **more: Any) -> Event:
    return Event(kind, "@ana:example.org", "$e", 1_700_000_000_000, content, **more)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["body", "info", "rel_type", "event_id", "size", "sender", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
_CONTENT = st.dictionaries(
    st.sampled_from(
        ["body", "formatted_body", "m.new_content", "m.relates_to", "url", "file", "info"]
        + ["filename", "displayname", "membership", "ciphertext", "z"]
    ),
    _JSON,
)
_UNSIGNED = st.dictionaries(st.sampled_from(["redacted_because", "m.relations"]), _JSON)


@given(_CONTENT, _UNSIGNED, st.integers(), st.sampled_from(["m.room.message", "m.poll.start"]))
def test_no_content_of_an_event_upsets_the_adapter(
    content: dict[str, Any], unsigned: dict[str, Any], time: int, kind: str
) -> None:
    made = Event(kind, "@ana:example.org", "$e", time, content, unsigned)
    subject = subject_of(read(made), place_of(ROOM, None), {})
    assert json.dumps(subject.text) and len(subject.revision) == 16
    post_of(made, {})


def test_an_edit_by_somebody_else_does_not_count() -> None:
    edit = {
        "type": "m.room.message",
        "sender": "@eve:example.org",
        "event_id": "$f",
        "content": {"m.new_content": {"body": "forged"}},
    }
    reading = read(event({"body": "real"}, unsigned={"m.relations": {"m.replace": edit}}))
    assert reading == Reading(reading.event)


def test_texts_of_a_poll_are_shown() -> None:
    poll = {"m.poll": {"question": {"m.text": "Who?"}, "answers": [{"m.text": "Ana"}]}}
    assert text_of(event(poll, "m.poll.start")).text == "Who?\nAna"


def test_an_image_is_named_not_fetched() -> None:
    said = text_of(
        event({"body": "cat.png", "url": "mxc://x/y", "info": {"mimetype": "image/png"}})
    )
    assert [(file.name, file.type) for file in said.attachments] == [("cat.png", "image/png")]


@pytest.mark.parametrize("formatted", ["<b>same</b> words", "<mx-reply>old</mx-reply>words same"])
def test_a_formatted_text_that_says_the_same_is_not_repeated(formatted: str) -> None:
    said = event({"body": "same words", "formatted_body": formatted})
    assert text_of(said).text == "same words"


def test_dates_that_are_none_are_unknown() -> None:
    assert time_of(10**30) is None
    assert time_of(-5) is None


def test_the_id_of_a_case_names_room_and_event() -> None:
    assert room_and_event("!a|b:c|$d") == ("!a|b:c", "$d")


def test_levels_written_as_text_or_rubbish_are_understood() -> None:
    power = Power({"users": {"@a:x": "60", "@b:x": [1]}, "ban": "55", "events": 7}, frozenset())
    assert (power.of("@a:x"), power.of("@b:x"), power.of("@c:x")) == (60, 0, 0)
    assert power.may("@a:x", "ban", "@b:x")
    assert not power.may("@b:x", "ban", "@a:x")
    assert not power.may("@a:x", "ban", "@a:x")
