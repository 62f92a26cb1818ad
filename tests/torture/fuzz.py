"""Fuzzing of all that reads what others wrote: whatever comes, it is read or refused in words.

Good inputs are mutated: bytes flipped, parts deleted, repeated and swapped between inputs,
hostile pieces put in. The same seed gives the same inputs.
"""

import asyncio
import contextlib
import gzip
import json
import random
import sqlite3
import time
import traceback
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from modtui.adapters import local_snapshot, matrix_decode
from modtui.adapters.base import AdapterError
from modtui.adapters.httpread import NotReadable, origin_of, read_body, same_origin, wait_of
from modtui.adapters.jsonwire import Undecodable, decode, readable
from modtui.adapters.local_store import Community
from modtui.adapters.local_view import case_of, context_of
from modtui.adapters.matrix_reports import _rows
from modtui.adapters.matrix_wire import Account, Around, ErrorBody, Event, ReportPage, ReportRow
from modtui.config import load_config
from modtui.configexample import EXAMPLE
from modtui.filters.fields import AUDIT, QUEUE
from modtui.filters.parsing import parse
from modtui.filters.queue import Facts, for_queue
from modtui.filters.writing import write
from modtui.journal import JournalError
from modtui.journal.asking import Facts as AuditFacts
from modtui.journal.asking import for_index
from modtui.journal.files import find_tail
from modtui.journal.pseudonyms import pseudonym
from modtui.journal.reading import START, Mark, records
from modtui.journal.records import Broken, check_line, check_payload, read_entry
from modtui.model import Case, CaseKey
from modtui.problems import FileProblems
from modtui.rules.loader import compiled
from modtui.state import StateError
from modtui.text import cells, file_name, safe, safe_line, segments
from tests.torture.processes import ROOT
from tests.torture.tally import Tally
from tests.torture.town import INSULT

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOSTILE = (
    *("\ud800", "\x1b]0;x\x07", "\x9b31m", "\u202e", "\u0301" * 40, "\U0001f468\u200d" * 9, "\x00"),
    *("[" * 3000, "{" * 300, '"', "\\", "\\ud800", "&a", "*a", "<<:", "!!python/none", "%", "\r\n"),
    *("NaN", "1e999", "-1", "9" * 400, "0x10", "null", "true", "~", "'", '""', "${x}", "{{", "}}"),
    *(
        "../..",
        "file:///etc",
        "http://[",
        "@",
        ":",
        "|",
        ">",
        "\t",
        "\u2028",
        "(?=",
        "(a*)*",
        "\\b",
    ),
)


class Target(NamedTuple):
    """What reads, what it may refuse with, and good inputs."""

    name: str
    read: Callable[[bytes], object]
    refuses: tuple[type[Exception], ...]
    good: Sequence[bytes]


def _mutated(good: Sequence[bytes], chance: random.Random) -> bytes:
    raw = bytearray(chance.choice(good))
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        at = chance.randrange(len(raw) + 1)
        many = chance.choice([1, 1, 4, 30, 300])
        match chance.randrange(6):
            case 0 if raw:
                raw[at % len(raw)] ^= 1 << chance.randrange(8)
            case 1:
                del raw[at : at + many]
            case 2:
                raw[at:at] = raw[at : at + many] * chance.choice([1, 2, 9])
            case 3:
                raw[at:at] = chance.choice(HOSTILE).encode("utf-8", "surrogatepass")
            case 4:
                other = chance.choice(good)
                start = chance.randrange(len(other) + 1)
                raw[at : at + many] = other[start : start + many]
            case _:
                raw[at : at + many] = chance.randbytes(many)
    return bytes(raw)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogatepass" if b"\xed" in raw else "replace")


def _lenient(raw: bytes) -> str:
    try:
        return _text(raw)
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _config(folder: Path) -> Callable[[bytes], object]:
    file = folder / "modtui.yaml"
    file.touch(0o600)

    def reads(raw: bytes) -> object:
        file.write_bytes(raw)
        return load_config(file)

    return reads


def _journal(folder: Path) -> Callable[[bytes], object]:
    folder.mkdir()
    name = "2026-11.jsonl"

    def reads(raw: bytes) -> None:
        (folder / name).write_bytes(raw)
        try:
            tail = find_tail(folder, name, len(raw))
        except Broken:
            return
        end = Mark(name, tail.offset, tail.seq, tail.head)
        for pair, line, _head in records(folder, START, end):
            try:
                check_payload(pair.payload, line)
                read_entry(pair.payload, line)
            except Broken:
                return

    return reads


def _record(raw: bytes) -> None:
    payload, _, chained = raw.partition(b"\n")
    line, _head = check_line(chained.strip(b"\n"), None, None)
    read_entry(payload, line)


def _matrix_event(raw: bytes) -> None:
    event = decode(raw, Event)
    reading = matrix_decode.read(event)
    row = ReportRow(1, 1, "!r:x", "$e", "@u:x")
    subject = matrix_decode.subject_of(reading, matrix_decode.place_of("!r:x", row), {})
    case = matrix_decode.case_of(CaseKey("c", "message", "!r:x|$e"), subject, [row])
    matrix_decode.post_of(event, matrix_decode.names_of([event]))
    msgspec.json.encode(case)
    safe(subject.text), safe_line(subject.author.shown if subject.author else "")


def _matrix_pages(raw: bytes) -> None:
    for kind in (Around, Account, ErrorBody):
        try:
            found = decode(raw, kind)
        except Undecodable:
            continue
        if isinstance(found, Around):
            matrix_decode.names_of(readable(found.state, Event))
        if isinstance(found, Account):
            matrix_decode.sanctions_of(found)
    page = decode(raw, ReportPage)
    for row in _rows(page, 0).values():
        if isinstance(row, ReportRow):
            subject = matrix_decode.gone_subject(
                row.room_id, row.event_id, row.sender, matrix_decode.place_of(row.room_id, row)
            )
            matrix_decode.case_of(CaseKey("c", "message", row.event_id), subject, [row])


def _local(raw: bytes) -> None:
    tables = json.loads(raw)
    if not isinstance(tables, dict) or not all(isinstance(t, dict) for t in tables.values()):
        raise StateError("no tables")
    snapshot = local_snapshot.Snapshot(local_snapshot.decode(tables))
    for stored in snapshot.open_cases():
        case = case_of(snapshot, stored, "garden")
        if isinstance(case, Case):
            context_of(snapshot, case)


class _Response:
    def __init__(self, raw: bytes) -> None:
        self.headers = {"Content-Encoding": "gzip"}
        self._raw = raw

    async def aiter_raw(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._raw), 50):
            yield self._raw[start : start + 50]


def _packed(raw: bytes) -> None:
    response: Any = _Response(raw)
    assert len(asyncio.run(read_body(response, 10_000))) <= 10_000


def _headers(raw: bytes) -> None:
    text = _lenient(raw)
    wait = wait_of(text, NOW)
    assert wait is None or wait == wait
    with contextlib.suppress(ValueError):  # it is asked about addresses that httpx has parsed
        same_origin(text, "https://example.org")
    origin_of(text)


def _filters() -> Callable[[bytes], object]:
    from modtui.journal import database
    from modtui.sqlitefile import prepare
    from modtui.triage import casecache

    cases, entries = (sqlite3.connect(":memory:", isolation_level=None) for _ in range(2))
    prepare(cases, casecache.FORMAT, casecache._TABLES)
    prepare(entries, database.FORMAT, database._TABLES)
    facts = AuditFacts(NOW, "Europe/Paris", lambda person: pseudonym(b"k", person), lambda key: key)

    def reads(raw: bytes) -> None:
        text = _lenient(raw)
        for fields in (QUEUE, AUDIT):
            read = parse(text, fields)
            again = parse(write(read.filter), fields)
            assert not read.flaws or read.flaws[0].at.start <= len(text)
            if not read.flaws:
                assert write(again.filter) == write(read.filter), (read, again)
            if fields is QUEUE:
                where = for_queue(read.filter, Facts(NOW))
                cases.execute(f"SELECT id FROM cases WHERE {where.sql}", where.values).fetchall()
            else:
                asked = for_index(read.filter, facts)
                entries.execute(
                    f"SELECT seq FROM entries WHERE {asked.where.sql}", asked.where.values
                ).fetchall()

    return reads


def _safe(raw: bytes) -> None:
    text = _lenient(raw)
    for limit in (0, 1, 40, 100_000):
        once = safe(text, limit) if limit else safe(text)
        assert safe(once, 200_000) == safe(safe(once, 200_000), 200_000)
        assert not any(c < " " and c not in "\n\t" or "\x7f" <= c < "\xa0" for c in once), once
    line = safe_line(text)
    assert safe_line(line) == line and "\n" not in line
    assert "/" not in file_name(text)
    cells(line)
    segments(text, ())


def _good_journal(folder: Path) -> list[bytes]:
    from modtui.journal import Journal
    from tests.journal.making import decided, ended, noted, sending

    journal = Journal.open(folder, clock=lambda: NOW)
    for entry in (decided(), sending(), noted("a note"), ended()):
        journal.append(entry)
    journal.erase(3)
    journal.close()
    return [(folder / "2026-11.jsonl").read_bytes()]


def _good_community(file: Path) -> bytes:
    made = Community(file, clock=lambda: NOW)
    made.add_person("Ana", id="u-ana", language="en")
    made.add_person("Marie", id="u-marie", role="moderator")
    made.add_place("Roses", id="roses")
    made.add_thread("roses", "Pruning", id="t1")
    made.flag(made.add_post("t1", "u-ana", INSULT), "u-marie", "rude")
    made.add_sanction("u-ana", "mute", by="u-marie", at=NOW)
    made.close()
    tables = json.loads(file.read_bytes())
    tables.pop("_format")
    return json.dumps(tables).encode()


_EVENT = {
    "type": "m.room.message",
    "sender": "@ana:example.org",
    "event_id": "$e",
    "origin_server_ts": 1_700_000_000_000,
    "content": {
        "msgtype": "m.text",
        "body": INSULT,
        "format": "org.matrix.custom.html",
        "formatted_body": "<b>You</b> <mx-reply>x</mx-reply> idiot &amp; &#x1b;",
        "m.relates_to": {"rel_type": "m.thread", "event_id": "$t", "m.in_reply_to": {}},
        "m.new_content": {"body": "edited", "msgtype": "m.text"},
        "info": {"size": 5, "mimetype": "image/png"},
        "url": "mxc://x/y",
    },
    "unsigned": {"redacted_because": {"sender": "@m:x", "content": {"reason": "x"}}},
}
_FILE_EVENT = {**_EVENT, "content": {"msgtype": "m.file", "body": "a.exe", "info": {"size": 1}}}
_PAGE = {
    "event_reports": [
        {"id": 1, "received_ts": 1, "room_id": "!r:x", "event_id": "$e", "user_id": "@u:x",
         "reason": "rude", "sender": "@a:x", "name": "Roses", "canonical_alias": "#r:x"}
    ],
    "total": 1,
    "event": _EVENT,
    "events_before": [_EVENT],
    "state": [{"type": "m.room.member", "sender": "@a:x", "state_key": "@a:x",
               "content": {"displayname": "Ana"}}],
}  # fmt: skip


def targets(folder: Path) -> tuple[Target, ...]:
    """All that is fuzzed. ``folder`` is for the files that some of them read."""
    rulesets = [path.read_bytes() for path in sorted((ROOT / "rulesets").glob("*.yaml"))]
    rulesets.append((ROOT / "tests/triage/rules.yaml").read_bytes())
    journal = _good_journal(folder / "good")
    pairs = [b"\n".join(journal[0].split(b"\n")[at : at + 2]) for at in (0, 2, 6)]
    events = [json.dumps(event).encode() for event in (_EVENT, _FILE_EVENT)]
    filters = [
        b'author:ana rule:spam,hate age>2d reports>=3 "free text" -place:off-topic',
        b"is:open sort:age kind:post since:2026-01-01 language:fr by:marie verb:ban",
    ]
    headers = [
        *(b"Sun, 22 Nov 2026 12:01:30 GMT", b"2026-11-22T12:01:30Z", b"1.5"),
        *(b"https://example.org:8448", b"http://127.0.0.1:80/"),
    ]
    texts = [INSULT.encode(), "Ünïcödé 日本語 \u202e مرحبا \U0001f469\u200d\U0001f680 ﷽".encode()]
    return (
        Target(
            "rulesets", lambda raw: compiled(raw, "rules.yaml", folder), (FileProblems,), rulesets
        ),
        Target("configuration", _config(folder), (FileProblems,), [EXAMPLE.encode(), _CONFIG]),
        Target("journal files", _journal(folder / "journal"), (JournalError,), journal),
        Target("journal records", _record, (Broken,), pairs),
        Target("Matrix events", _matrix_event, (Undecodable,), events),
        Target("Matrix pages", _matrix_pages, (Undecodable,), [json.dumps(_PAGE).encode()]),
        Target(
            "embedded community",
            _local,
            (StateError, ValueError, RecursionError),
            [_good_community(folder / "c.json")],
        ),
        Target(
            "gzip bodies",
            _packed,
            (NotReadable,),
            [gzip.compress(b"x" * n) for n in (1, 900, 9999)],
        ),
        Target("headers and origins", _headers, (AdapterError,), headers),
        Target("filters", _filters(), (), filters),
        Target("text", _safe, (), texts),
    )


_CONFIG = b"""\
version: 1
timezone: Europe/Paris
communities:
  - name: town
    adapter: matrix
    server: https://example.org
    token_env: TOWN_TOKEN
    ruleset: community-en
    hold_back: 10
    routes:
      admins: "@a:x"
      police: {email: {to: [a@example.org], from: m@example.org, host: mail.example.org}}
      hook: {webhook: {url: "https://example.org/x", safe: true}}
"""


def fuzz(folder: Path, *, examples: int, seed: int, seconds: float = 1e9) -> Tally:
    """Each target, with that many inputs at most and for that many seconds."""
    tally = Tally("fuzzing", "inputs")
    folder.mkdir(parents=True, exist_ok=True)
    for target in targets(folder):
        if target.name != "headers and origins":  # a date is no origin
            for good in target.good:
                target.read(good)
        chance = random.Random(f"{seed} {target.name}")
        until = time.monotonic() + seconds
        found: set[str] = set()
        for _ in range(examples):
            if time.monotonic() > until:
                break
            raw = _mutated(target.good, chance)
            tally.tried += 1
            tally.count(target.name)
            try:
                target.read(raw)
            except target.refuses:
                pass
            except Exception as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                what = f"{target.name}: {type(error).__name__} in {where.name}, {where.lineno}"
                if what not in found:
                    found.add(what)
                    tally.wrong.append(f"{what}: {str(error)[:150]!r} by {raw[:3000]!r}")
    return tally
