"""Checking a journal from its first byte to its last."""

from collections.abc import Callable
from pathlib import Path

from modtui.journal.entries import Line
from modtui.journal.reading import Mark, Pair, pairs
from modtui.journal.records import GENESIS, Broken, check_line, check_payload
from modtui.model import Struct
from modtui.words import _


class Verdict(Struct):
    """What checking found.

    ``entries`` were in order, ``erased`` of them without their payload. Where ``ok`` is
    False, ``problem`` says what is wrong first, in ``file`` at line number ``line``.
    """

    ok: bool
    entries: int = 0
    erased: int = 0
    file: str = ""
    line: int = 0
    problem: str = ""


def verify(
    folder: Path,
    ends: tuple[tuple[str, int], ...],
    known: Mark,
    again: Callable[[Pair, Line], bool],
) -> Verdict:
    """Checks the month files up to their given sizes.

    ``known`` is an entry that must be there. ``again`` looks once more, under the lock, at
    a payload that seems changed: it may be in the midst of being erased. Raises OSError.
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
                    raise Broken(
                        _("entry {seq} is not the one that was written").format(seq=line.seq)
                    )
                seq = line.seq
                erased += not whole
                number += 2
        except Broken as broken:
            place = number if broken.of_payload else number + 1
            return Verdict(False, seq, erased, file, place, str(broken))
    if seq < known.seq:
        problem = _("entries are missing at the end: there were {count}").format(count=known.seq)
        return Verdict(False, seq, erased, file or known.file, number, problem)
    return Verdict(True, seq, erased)
