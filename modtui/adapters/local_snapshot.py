"""The embedded community at one moment: decoded from its file, looked up, changed."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from modtui.adapters.local_records import (
    AnyRecord,
    Everything,
    StoredAct,
    StoredCase,
    StoredFlag,
    StoredMessage,
    StoredPerson,
    StoredPlace,
    StoredPost,
    StoredSanction,
    StoredThread,
)
from modtui.state import StateError
from modtui.text import safe_line
from modtui.words import _

if TYPE_CHECKING:
    from datetime import datetime

    from tinydb import TinyDB

TABLES: dict[type[AnyRecord], str] = {
    StoredPerson: "people",
    StoredPlace: "places",
    StoredThread: "threads",
    StoredPost: "posts",
    StoredCase: "cases",
    StoredFlag: "flags",
    StoredSanction: "sanctions",
    StoredMessage: "messages",
    StoredAct: "acts",
}


_Dated = TypeVar("_Dated", StoredFlag, StoredPost, StoredSanction)


class Snapshot:
    """The community at one moment, with what is often looked up kept at hand."""

    def __init__(self, everything: Everything):
        self.all = everything

    @cached_property
    def flags_of(self) -> dict[str, list[StoredFlag]]:
        """Flags by case id, oldest first."""
        return _grouped(self.all.flags.values(), lambda flag: flag.case)

    @cached_property
    def posts_in(self) -> dict[str, list[StoredPost]]:
        """Posts by thread, oldest first, whatever their showing."""
        return _grouped(self.all.posts.values(), lambda post: post.thread)

    @cached_property
    def posts_by(self) -> dict[str, list[StoredPost]]:
        """Posts by author, oldest first, whatever their showing."""
        return _grouped(self.all.posts.values(), lambda post: post.author)

    @cached_property
    def sanctions_of(self) -> dict[str, list[StoredSanction]]:
        """Sanctions by person, oldest first."""
        return _grouped(self.all.sanctions.values(), lambda sanction: sanction.person)

    @cached_property
    def flags_against(self) -> dict[str, int]:
        """How many flags in this file are about a person or what they wrote."""
        counts: dict[str, int] = {}
        for flag in self.all.flags.values():
            case = self.all.cases.get(flag.case)
            if case is None:
                continue
            post = self.all.posts.get(case.native)
            about = post.author if post is not None else case.native
            counts[about] = counts.get(about, 0) + 1
        return counts

    def holds(self, person: str, verb: str, at: "datetime") -> bool:
        """Whether a sanction of that verb is in force against the person."""
        sanctions = self.sanctions_of.get(person, ())
        return any(sanction.verb == verb and sanction.holds(at) for sanction in sanctions)

    def open_cases(self) -> list[StoredCase]:
        """What waits for a decision, oldest first."""
        waiting = [case for case in self.all.cases.values() if case.handled is None]
        return sorted(waiting, key=lambda case: (case.opened, case.id))


def _grouped(records: Iterable[_Dated], key: Callable[[_Dated], str]) -> dict[str, list[_Dated]]:
    groups: dict[str, list[_Dated]] = {}
    for record in records:
        groups.setdefault(key(record), []).append(record)
    for group in groups.values():
        group.sort(key=lambda record: record.at)
    return groups


class Editing(Snapshot):
    """A copy of the community that is being changed; ``put`` is the only way to change it."""

    def __init__(self, everything: Everything):
        super().__init__(Everything(*(dict(table) for table in _tables_of(everything))))
        self.touched: dict[str, dict[str, AnyRecord]] = {}

    def put(self, record: AnyRecord) -> None:
        """Store a record, over the one with the same id where there is one."""
        name = TABLES[type(record)]
        getattr(self.all, name)[record.id] = record
        self.touched.setdefault(name, {})[record.id] = record
        for lookup in ("flags_of", "posts_in", "posts_by", "sanctions_of", "flags_against"):
            self.__dict__.pop(lookup, None)

    def free_id(self, letter: str, table: dict[str, Any]) -> str:
        """An id that nothing in the table has: the letter and a number."""
        number = len(table) + 1
        while f"{letter}{number}" in table:
            number += 1
        return f"{letter}{number}"


def _tables_of(everything: Everything) -> Iterator[dict[str, Any]]:
    return (getattr(everything, name) for name in everything.__struct_fields__)


def decode(tables: dict[str, dict[str, Any]]) -> Everything:
    """TinyDB's tables as records by id. Raises StateError."""
    try:
        return msgspec.convert(
            {
                name: {document["id"]: document for document in tables.get(name, {}).values()}
                for name in TABLES.values()
            },
            Everything,
        )
    except (msgspec.ValidationError, KeyError, TypeError) as error:
        raise StateError(
            _("The community's file cannot be understood: {why}.").format(why=safe_line(str(error)))
        ) from error


def store(database: "TinyDB", editing: Editing) -> None:
    """Write what was touched, each table in two calls at most."""
    from tinydb.table import Document

    for name, records in editing.touched.items():
        table = database.table(name)
        numbers = {document["id"]: document.doc_id for document in table}
        new = [record for id, record in records.items() if id not in numbers]
        known = {numbers[id]: record for id, record in records.items() if id in numbers}
        first = max(numbers.values(), default=0) + 1
        for number, record in known.items():
            table.update(_fields(record), doc_ids=[number])
        table.insert_multiple(
            Document(_fields(record), number) for number, record in enumerate(new, first)
        )


def _fields(record: AnyRecord) -> dict[str, Any]:
    return cast(dict[str, Any], msgspec.to_builtins(record))
