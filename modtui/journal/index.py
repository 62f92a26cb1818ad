"""The index: what makes the journal quick to search. Disposable, made from the journal.

One SQLite file. How far the journal was folded in (file, offset, number, head) is stored
in the same transaction as the rows, so that the two cannot part; where the journal does
not hold that entry any more, or the file is damaged, the index is made anew. Records are
always read from the journal itself: the index only says where they are.
"""

import itertools
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from modtui.filters.shapes import Filter
from modtui.filters.where import Where, all_of
from modtui.folded import fold, whole
from modtui.journal.asking import Facts, for_index
from modtui.journal.chain import Journal
from modtui.journal.database import connect
from modtui.journal.entries import Decided, Record
from modtui.journal.files import MONTH_FILE, JournalError
from modtui.journal.reading import START, Mark, Pair
from modtui.journal.search import author_of, moderator_of, texts_of
from modtui.model import LENIENT, CaseKey, Result, Struct
from modtui.sqlitefile import Nonsense, because, is_damaged, throw_away, transaction
from modtui.words import _

T = TypeVar("T")

EVERYTHING = Filter()

CHUNK = 2000
"""Records folded in by one transaction, so that a long rebuild can be gone on with."""

_INSERT = (
    "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ACTED = frozenset({Result.APPLIED.value, Result.PARTIAL.value, "happened"})


class Violation(Struct):
    """One rule that a person broke, as it was decided earlier.

    ``by`` is the moderator's name, or the pseudonym where the entry was erased. ``rule``
    is empty where the decision named none. ``case`` is as chained lines name it, ``seen``
    the revision that was judged; erased, both are unknown.
    """

    decision: str
    rule: str
    at: datetime
    verbs: tuple[str, ...]
    by: str
    case: CaseKey | None = None
    seen: str = ""


class Index:
    """The index of one journal. Opened on first use; may be used from several threads.

    Every method raises JournalError where the index or the journal cannot be read.
    """

    def __init__(self, path: Path, journal: Journal):
        self._path = path
        self._journal = journal
        self._thread = threading.RLock()
        self._database: sqlite3.Connection | None = None
        self._scrub = False

    def catch_up(self) -> int:
        """Folds in what is new in the journal and forgets what was erased from it.

        Returns how many records were folded in: all, where the index was made anew.
        """
        return self._tried(self._catch_up, refill=False)

    def page(
        self,
        filter: Filter = EVERYTHING,
        *,
        before: int | None = None,
        limit: int = 100,
        now: datetime | None = None,
        zone: str = "",
    ) -> tuple[Record, ...]:
        """Records that fit a filter of ``AUDIT``, newest first, older than number ``before``.

        Ages are counted from ``now`` (the journal's own time without it); days are those of
        ``zone``.
        """
        source, wanted, order = self._asked(filter, now or self._journal.now, zone)
        if before is not None:
            wanted = all_of((wanted, Where("entries.seq < ?", (before,))))
        return self._found(
            f"FROM {source} WHERE {wanted.sql} ORDER BY {order} DESC LIMIT ?",
            (*wanted.values, limit),
        )

    def count(self, filter: Filter, *, most: int, now: datetime, zone: str = "") -> int:
        """How many records fit a filter of ``AUDIT``; ``most`` where there are more."""
        source, wanted, _order = self._asked(filter, now, zone)
        sql = f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {wanted.sql} LIMIT ?)"  # noqa: S608
        found: int = self._rows(sql, (*wanted.values, most))[0][0]
        return found

    def names(self, column: str, part: str, limit: int = 30) -> tuple[str, ...]:
        """Names and ids that have a text in them; of ``author`` or ``moderator``."""
        rows = self._rows(
            f"SELECT DISTINCT {column}_names FROM entries "  # noqa: S608
            f"WHERE instr({column}_names, ?) > 0 LIMIT ?",
            (fold(part), limit),
        )
        return tuple(name for (names,) in rows for name in names.split("\n") if name)

    def of_case(self, key: CaseKey) -> tuple[Record, ...]:
        """Everything about one case, oldest first."""
        named = str(self._journal.chained_key(key))
        return self._found(
            "FROM entries WHERE case_key = ? AND case_key != '' ORDER BY seq", (named,)
        )

    def of_decision(self, decision_id: str) -> tuple[Record, ...]:
        """Everything about one decision, oldest first."""
        return self._found(
            "FROM entries WHERE decision = ? AND decision != '' ORDER BY seq", (whole(decision_id),)
        )

    def of_batch(self, batch: str) -> tuple[Record, ...]:
        """Everything about the decisions that were made as one, oldest first."""
        return self._found(
            "FROM entries WHERE decision IN "
            "(SELECT decision FROM entries WHERE batch = ? AND batch != '') "
            "AND decision != '' ORDER BY seq",
            (batch,),
        )

    def violations(self, person: str, rules: frozenset[str] | None = None) -> tuple[Violation, ...]:
        """How often this author broke rules, as decided here; oldest first.

        A decision counts that did more than keep, close, note, escalate or reply, unless
        it was taken back, or undone by one that counts, or came back and was never sent;
        one that only undoes another does not. One violation for each of its rules, or of
        those asked for.
        """
        decided = self._found(
            "FROM entries WHERE author = ? AND author != '' AND +kind = 'decided' AND undoes = '' "
            "ORDER BY seq",
            (self._journal.pseudonym(person),),
        )
        found = []
        for record in decided:
            line = record.line
            if LENIENT.issuperset(line.verbs) or not self._stands(line.decision, line.seq):
                continue
            by, case, seen = line.moderator, None, ""
            if isinstance(record.entry, Decided):
                decision = record.entry.decision
                by, case, seen = decision.by.name, line.case, decision.seen
            found += [
                Violation(line.decision, rule, line.at, line.verbs, by, case, seen)
                for rule in line.rules or ("",)
                if rules is None or rule in rules
            ]
        return tuple(found)

    def close(self) -> None:
        """Gives up the file. Closing twice is fine; using the index opens it again."""
        with self._thread:
            if self._database is not None:
                self._database.close()
                self._database = None

    def _stands(self, decision: str, seq: int) -> bool:
        """Whether a decision was neither taken back, nor undone, nor left unsent."""
        found = self._rows(
            "SELECT kind, file, offset FROM entries "
            "WHERE decision = ? AND decision != '' AND NOT preparing ORDER BY seq",
            (decision,),
        )
        kinds = {kind for kind, _file, _offset in found}
        if "taken back" in kinds and not self._acted(found):
            return False
        if "returned" in kinds and "sending" not in kinds:
            return False
        undoing = self._rows(
            "SELECT decision, seq FROM entries "
            "WHERE undoes = ? AND undoes != '' AND +kind = 'decided' AND seq > ? ORDER BY seq",
            (decision, seq),
        )
        return not any(self._stands(later, at) for later, at in undoing)

    def _acted(self, found: list[tuple[str, str, int]]) -> bool:
        """Whether a step of a decision was carried out, as far as its records tell."""
        told = ("ended", "answered")
        ends = (self._journal.fetch(file, at) for kind, file, at in found if kind in told)
        return any(record.line.result in _ACTED for record in ends)

    def _asked(self, filter: Filter, now: datetime, zone: str) -> tuple[str, Where, str]:
        """What to select from, the condition, and what to sort by."""
        facts = Facts(now, zone, self._journal.pseudonym, self._journal.chained_key)
        asked = for_index(filter, facts)
        if not asked.match:
            return "entries", asked.where, "entries.seq"
        source = "words JOIN entries ON entries.seq = words.rowid"
        return source, all_of((Where("words MATCH ?", (asked.match,)), asked.where)), "words.rowid"

    def _found(self, sql: str, values: tuple[object, ...]) -> tuple[Record, ...]:
        """The records that a query finds, read from the journal."""
        select = f"SELECT entries.seq, entries.file, entries.offset {sql}"
        try:
            return self._fetch(self._rows(select, values))
        except JournalError:
            # Either the journal is another than the one that was folded in, or the index is
            # wrong; where the journal itself is, folding it in says so, with the place.
            with self._thread:
                if self._journal.holds(self._tried(self._folded)[0]):
                    self.close()
                    throw_away(self._path)
        self.catch_up()
        return self._fetch(self._rows(select, values))

    def _fetch(self, rows: list[tuple[int, str, int]]) -> tuple[Record, ...]:
        records = []
        for seq, file, offset in rows:
            known = isinstance(file, str) and isinstance(offset, int) and offset >= 0
            known = known and bool(MONTH_FILE.fullmatch(file))
            record = self._journal.fetch(file, offset) if known else None
            if record is None or record.line.seq != seq:
                raise JournalError(_("Entry {seq} is not where it was.").format(seq=seq))
            records.append(record)
        return tuple(records)

    def _rows(self, sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        return self._tried(lambda: self._open().execute(sql, values).fetchall())

    def _tried(self, work: Callable[[], T], *, refill: bool = True) -> T:
        """What ``work`` returns; where the file is damaged, after making it anew (and, with
        ``refill``, folding the journal in again)."""
        with self._thread:
            try:
                try:
                    return work()
                except sqlite3.DatabaseError as error:
                    if not is_damaged(error):
                        raise
                self.close()
                throw_away(self._path)
                if refill:
                    self._catch_up()
                return work()
            except (sqlite3.Error, OSError) as error:
                raise JournalError(
                    _(
                        "The search index {path} cannot be used ({why}). The journal is "
                        "not touched by this; the index can be deleted at any time."
                    ).format(path=self._path, why=because(error))
                ) from error

    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            self._database = connect(self._path)
        return self._database

    def _folded(self) -> tuple[Mark, int]:
        """How far the journal and its list of erasures were folded in."""
        row = self._open().execute("SELECT * FROM folded").fetchone()
        if row is None or [type(value) for value in row] != [str, int, int, str, int]:
            raise Nonsense("it does not say how far it goes")
        if row[0] and not MONTH_FILE.fullmatch(row[0]):
            raise Nonsense("it does not say how far it goes")
        return Mark(*row[:4]), row[4]

    def _catch_up(self) -> int:
        database = self._open()
        mark, erasures = self._folded()
        if self._scrub:
            self._truncate_log()
        if mark == self._journal.end() and self._journal.erased_since(erasures)[1] == erasures:
            return 0
        total = 0
        while True:
            with transaction(database):
                mark, erasures = self._folded()
                if not self._journal.holds(mark):
                    for table in ("entries", "folded"):
                        database.execute(f"DELETE FROM {table}")  # noqa: S608
                    database.execute("INSERT INTO words (words) VALUES ('delete-all')")
                    database.execute("INSERT INTO folded VALUES (?, ?, ?, ?, 0)", START)
                    mark, erasures = START, 0
                count = 0
                for pair, record in itertools.islice(self._journal.walk(mark), CHUNK):
                    self._fold_in(database, pair, record)
                    mark = Mark(pair.file, pair.end, record.line.seq, record.head)
                    count += 1
                erased, erasures = self._journal.erased_since(erasures)
                self._forget(database, erased)
                database.execute(
                    "UPDATE folded SET file = ?, offset = ?, seq = ?, head = ?, erasures = ?",
                    (*mark, erasures),
                )
            total += count
            if self._scrub:
                self._truncate_log()
            if count < CHUNK:
                return total

    def _fold_in(self, database: sqlite3.Connection, pair: Pair, record: Record) -> None:
        line, entry = record.line, record.entry
        text = texts_of(entry)
        database.execute(
            _INSERT,
            (
                line.seq,
                pair.file,
                pair.offset,
                line.kind,
                str(line.case) if line.case else "",
                line.decision,
                line.undoes,
                line.preparing,
                _lines(line.verbs),
                _lines(line.rules),
                line.author,
                author_of(entry),
                line.moderator,
                moderator_of(entry),
                line.at.timestamp(),
                fold(line.result),
                fold(line.source),
                fold(line.language),
                text,
                line.batch,
            ),
        )
        if text:
            database.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (line.seq, text))

    def _forget(self, database: sqlite3.Connection, erased: tuple[int, ...]) -> None:
        """Takes the texts of erased entries out, so that the file does not hold them."""
        for seq in erased:
            row = database.execute("SELECT text FROM entries WHERE seq = ?", (seq,)).fetchone()
            if row is None:
                continue
            if row[0]:
                database.execute(
                    "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)",
                    (seq, row[0]),
                )
            database.execute(
                "UPDATE entries SET text = '', author_names = '', moderator_names = '' "
                "WHERE seq = ?",
                (seq,),
            )
        if erased:
            # Only merging everything makes FTS5 drop the words of what was deleted.
            database.execute("INSERT INTO words (words) VALUES ('optimize')")
            self._scrub = True

    def _truncate_log(self) -> None:
        """Empties the write-ahead log, where the erased texts may stand still."""
        busy = self._open().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        self._scrub = bool(busy)


def _lines(words: tuple[str, ...]) -> str:
    return fold("\n".join(("", *words, ""))) if words else ""
