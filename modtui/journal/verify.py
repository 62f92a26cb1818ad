"""Checking a journal from its first byte to its last."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from modtui.journal.entries import Line
from modtui.journal.reading import Mark, Pair, pairs
from modtui.journal.records import GENESIS, Break, Broken, check_line, check_payload
from modtui.model import Struct
from modtui.words import _

STEP = 20_000
"""Entries between two words about how far checking has come."""


class Verdict(Struct):
    """What checking found.

    ``entries`` were in order, ``erased`` of them without their payload. Where ``ok`` is
    False, ``problem`` says what is wrong first, in ``file`` at line number ``line``, and
    ``kind`` which of ``records.Break`` that is. ``head`` is the one after the last entry.
    """

    ok: bool
    entries: int = 0
    erased: int = 0
    file: str = ""
    line: int = 0
    problem: str = ""
    kind: str = ""
    head: str = ""


def verify(
    folder: Path,
    ends: tuple[tuple[str, int], ...],
    known: Mark,
    again: Callable[[Pair, Line], bool],
    noted: Mapping[int, str] = MappingProxyType({}),
    passed: Callable[[int], None] | None = None,
) -> Verdict:
    """Checks the month files up to their given sizes.

    ``known`` is an entry that must be there; ``noted`` are heads by the number of their
    entry, kept elsewhere. ``passed`` is told how many entries were checked. ``again`` looks
    once more, under the lock, at a payload that seems changed: it may be in the midst of
    being erased. Raises OSError.
    """
    seq, head, erased, number, file = 0, GENESIS, 0, 0, ""
    for file, size in ends:
        number = 1
        try:
            for pair in pairs(folder, file, 0, size):
                line, head = check_line(pair.chained, seq, head)
                try:
                    whole = check_payload(pair.payload, line)
                except Broken:
                    whole = again(pair, line)
                if seq + 1 == known.seq and head != known.head:
                    problem = _("entry {seq} is not the one that was written")
                    raise Broken(problem.format(seq=line.seq), Break.REWRITTEN)
                seq = line.seq
                if noted.get(seq, head) != head:
                    problem = _("entry {seq} is another one than the checkpoint names")
                    raise Broken(problem.format(seq=seq), Break.REWRITTEN)
                if passed is not None and not seq % STEP:
                    passed(seq)
                erased += not whole
                number += 2
        except Broken as broken:
            place = number if broken.of_payload else number + 1
            return Verdict(False, seq, erased, file, place, str(broken), broken.kind.value, head)
    if seq < (last := max(known.seq, *noted, 0)):
        problem = _("entries are missing at the end: there were {count}").format(count=last)
        kind = Break.CUT.value
        return Verdict(False, seq, erased, file or known.file, number, problem, kind, head)
    return Verdict(True, seq, erased, head=head)
