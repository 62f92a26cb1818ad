"""How alike two texts are, told from a few numbers that can be kept for each of them.

A text is folded first: case, invisible characters, punctuation, spacing, digits and the
addresses of links say nothing. A short one is like another only where both are equal then.
Longer ones are cut into all runs of four characters; two texts are alike where they have
most of these in common (their Jaccard index, estimated from the smallest hashes of each).
To find candidates without comparing all with all, what lies in a few places of the hashes
goes into *bands*: alike texts nearly always have one band in common, others hardly ever.
"""

import re
import zlib
from array import array
from heapq import nsmallest

from modtui.model import Struct
from modtui.rules.folding import fold

ALIKE = 0.55
"""The least part of their runs that alike texts have in common."""
RUN = 4
SHORT = 24
"""Runs below which folded texts must be equal."""
LONGEST = 4000
"""Characters of a text that are looked at."""
KEPT = 48
"""Hashes kept of each text."""
BANDS, IN_BAND = 8, 3
_PLACES = BANDS * IN_BAND
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]{1,11}://|www\.)\S+|\b[\w-]+(?:\.[\w-]{2,})+/\S*")
_DIGITS = re.compile(r"\d+")
_BETWEEN = re.compile(r"[\W_]+")
_BAND_BITS = (1 << 62) - 1


class Sign(Struct):
    """What is kept of a text: its ``bands``, and its smallest ``hashes`` in rising order.

    A short text has one band, and no hashes. Both are empty where there is nothing to
    compare.
    """

    bands: tuple[int, ...] = ()
    hashes: bytes = b""


def folded(text: str) -> str:
    """What of a text counts when it is compared."""
    known = fold(text[:LONGEST]).text
    bare = _BETWEEN.sub(" ", _DIGITS.sub("0", _LINK.sub(" ", known))).strip()
    if bare:
        # That there is a link counts, not where it leads.
        return _BETWEEN.sub(" ", _DIGITS.sub("0", _LINK.sub(" link ", known))).strip()
    return _BETWEEN.sub(" ", _DIGITS.sub("0", known)).strip()


def sign(text: str) -> Sign:
    """The numbers that are kept of a text."""
    bare = folded(text).encode("utf-8", "replace").decode()
    if not bare:
        return Sign()
    runs = {bare[at : at + RUN] for at in range(len(bare) - RUN + 1)}
    if len(runs) < SHORT:
        whole = bare.encode()
        return Sign(bands=(zlib.crc32(whole) << 30 | zlib.adler32(whole) & 0x3FFFFFFF,))
    found = {zlib.crc32(run.encode()) for run in runs}
    return Sign(_bands(found), array("I", nsmallest(KEPT, found)).tobytes())


def _bands(hashes: set[int]) -> tuple[int, ...]:
    least = [-1] * _PLACES
    for number in hashes:
        place, value = number % _PLACES, number // _PLACES
        if least[place] < 0 or value < least[place]:
            least[place] = value
    for place in range(_PLACES):
        step = 1
        while least[place] < 0:
            # Nothing fell there: what fell further on stands for it.
            least[place] = least[(place + step) % _PLACES]
            step += 1
    bands = []
    for band in range(BANDS):
        mixed = band + 1
        for value in least[band * IN_BAND : (band + 1) * IN_BAND]:
            mixed = (mixed * 0x9E3779B97F4A7C15 + value + 1) & _BAND_BITS
        bands.append(mixed)
    return tuple(bands)


def likeness(one: bytes, other: bytes) -> float:
    """The part of their runs that two texts have in common, from their kept hashes: exact
    for texts of no more runs than are kept, and within a tenth for most others."""
    if not one or not other:
        return 1.0 if one == other else 0.0
    a, b = array("I"), array("I")
    a.frombytes(one)
    b.frombytes(other)
    mine, theirs = set(a), set(b)
    smallest = nsmallest(KEPT, mine | theirs)
    return sum(number in mine and number in theirs for number in smallest) / len(smallest)
