"""The contract of reading: the queue, cases, and what is around them."""

from datetime import datetime
from typing import Any

import msgspec
import pytest

from modtui.adapters.base import Adapter
from modtui.adapters.contract.orders import known_case
from modtui.adapters.contract.running import Shared, queued, whole_queue
from modtui.adapters.contract.seeding import Seeder
from modtui.model import CaseKey, Kind, Moderator, Struct

MARKER = "marzipan"

HOSTILE = {
    "control characters": f"\x1b]0;owned\x07\x1b[2J {MARKER} \x9b31m \x08\x08",
    "a null": f"{MARKER} \x00 after",
    "directions": f"\u202e {MARKER} \u2066 \u200f",
    "markup": f"[@click=app.quit]{MARKER}[/] <script>{MARKER}</script> [/]",
    "half a character": f"{MARKER} \ud83d after",
    "line ends": f"{MARKER}\r\nFrom: you\u2028\x85",
    "marks without end": MARKER + "\u0301" * 5000,
    "one long line": MARKER + "x" * 30_000,
    "the words of others": f"{{{{author}}}} %s {{0}} ${{HOME}} {MARKER}",
}


class Reading(Shared):
    """What an adapter reads, and how."""

    async def test_it_says_who_one_is(self, me: Moderator) -> None:
        assert me.id and me.name
        assert me.source in ("backend", "config")

    async def test_every_case_is_in_the_queue_once(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        wanted = {await seeder.reported(f"number {n}") for n in range(2 * seeder.page + 3)}
        keys: list[CaseKey] = []
        totals: list[int] = []
        async for page in adapter.queue():
            keys += [case.key for case in page.cases]
            keys += [case.key for case in page.unreadable]
            totals += [page.total] if page.total is not None else []
        assert len(keys) == len(set(keys)), "a case came twice"
        assert wanted <= set(keys), "a case is missing"
        assert all(total == len(keys) for total in totals), "the total is not that of the cases"

    async def test_none_is_lost_while_others_leave(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        wanted = [await seeder.reported(f"number {n}") for n in range(2 * seeder.page + 3)]
        left: set[CaseKey] = set()
        keys: list[CaseKey] = []
        async for page in adapter.queue():
            keys += [case.key for case in page.cases]
            if not left:
                # Some that were shown leave, and one that was not: rows move up.
                shown = [key for key in wanted if key in keys]
                unseen = [key for key in wanted if key not in keys]
                for key in (*shown[:3], *unseen[:1]):
                    left.add(key)
                    await seeder.handled(key)
        assert left
        assert len(keys) == len(set(keys)), "a case came twice"
        assert set(wanted) - left <= set(keys), "a case was skipped while others left"

    async def test_an_empty_queue_ends_without_a_case(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        await seeder.reported("the only one")
        await seeder.cleared()
        pages = [page async for page in adapter.queue()]
        assert all(not page.cases and not page.unreadable for page in pages)
        assert all(page.total in (None, 0) for page in pages)

    async def test_a_case_has_the_same_name_every_time(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        key = await seeder.reported("hello")
        await seeder.reported("something else")
        another = seeder.adapter()
        await another.open()
        assert sorted(await queued(another)) == sorted(await queued(adapter))
        await another.close()
        assert key in await queued(adapter)
        assert CaseKey.parse(str(key)) == key
        assert key.kind in list(Kind)
        assert (await known_case(adapter, key)).key == key

    async def test_a_case_tells_what_was_reported_by_whom_and_why(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        key = await seeder.reported(f"the {MARKER} is bad", reason="because of this")
        in_queue = next(c for c in (await whole_queue(adapter))[0] if c.key == key)
        alone = await known_case(adapter, key)
        for case in (in_queue, alone):
            assert MARKER in case.subject.text
            assert case.subject.author is not None and case.subject.author.id == seeder.author
            (report,) = case.reports
            assert "because of this" in f"{report.reason} {report.category}"
            assert report.reporter is None or report.reporter.id == seeder.reporter
            assert case.handled is None
            assert case.subject.kind == key.kind
            assert case.subject.revision and not case.subject.removed
            assert not case.subject.private
            _aware(case)
        assert in_queue.subject.revision == alone.subject.revision

    async def test_what_was_said_in_private_is_marked(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        key = await seeder.reported_privately(f"the {MARKER} is bad")
        case = await known_case(adapter, key)
        assert case.subject.private and MARKER in case.subject.text

    async def test_reports_of_one_thing_are_one_case(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        key = await seeder.reported("hello", reason="first")
        before = await known_case(adapter, key)
        await seeder.reported_again(key, "second")
        case = await known_case(adapter, key)
        assert (await queued(adapter)).count(key) == 1
        assert len(case.reports) == 2
        assert len({report.id for report in case.reports}) == 2
        # What a person judged is the text; another report is no reason to stop them.
        assert case.subject.revision == before.subject.revision

    async def test_an_edit_changes_the_revision(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        key = await seeder.reported("hello friends")
        before = await known_case(adapter, key)
        await seeder.edited(key, f"hello {MARKER}")
        after = await known_case(adapter, key)
        assert after.subject.revision != before.subject.revision
        assert MARKER in after.subject.text

    async def test_what_a_colleague_handled_has_left_the_queue(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        key, other = await seeder.reported("hello"), await seeder.reported("world")
        await seeder.handled(key)
        found = await queued(adapter)
        assert key not in found and other in found
        case = await adapter.case(key)
        assert case is None or case.handled is not None

    async def test_a_case_that_never_was_is_none(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        key = await seeder.reported("hello")
        assert await adapter.case(CaseKey(key.community, key.kind, f"{key.native}0815")) is None

    async def test_the_context_is_that_of_the_author(
        self, seeder: Seeder, adapter: Adapter, me: Moderator
    ) -> None:
        case = await known_case(adapter, await seeder.reported("hello"))
        context = await adapter.context(case)
        assert context.author is None or context.author.id == seeder.author
        assert context.author is not None or context.missing, "what is not known is said"
        around = (*context.before, *context.after, *(context.recent or ()))
        assert case.subject.id not in [post.id for post in around]
        _aware(context)
        msgspec.json.encode(context)

    @pytest.mark.parametrize("what", HOSTILE)
    async def test_hostile_text_takes_nothing_else_with_it(
        self, seeder: Seeder, adapter: Adapter, me: Moderator, what: str
    ) -> None:
        """The text is not made safe here: whoever shows it does. It must arrive."""
        other = await seeder.reported("hello")
        key = await seeder.reported(HOSTILE[what], reason=f"{MARKER} \x1b[31m")
        cases, unreadable = await whole_queue(adapter)
        assert other in [case.key for case in cases]
        if key in [known.key for known in unreadable]:
            return
        case = next(case for case in cases if case.key == key)
        assert MARKER in case.subject.text
        msgspec.json.encode((case, await known_case(adapter, key), await adapter.context(case)))

    async def test_closing_twice_is_no_error(self, adapter: Adapter, me: Moderator) -> None:
        await adapter.close()
        await adapter.close()


def _aware(value: Any) -> None:
    """Fails where a time anywhere in it has no zone."""
    if isinstance(value, datetime):
        assert value.tzinfo is not None, "a time without a zone"
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            _aware(getattr(value, name))
    elif isinstance(value, tuple):
        for part in value:
            _aware(part)
