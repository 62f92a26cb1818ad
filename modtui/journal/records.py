"""The two lines of a record, byte by byte.

::

    {"salt":"<32 hex>","entry":{"kind":"noted",…}}
    {"v":1,"seq":7,"at":"…Z","kind":"noted","prev":"<64 hex>","payload":"<64 hex>",…,"head":"…"}

The first is the *payload*: the whole entry, after 16 random bytes, so that its digest does
not betray a short text. Erased, it is as many spaces. The second is the *chained line*:
``Line`` as JSON in ASCII, with the new head as its last field, where

    payload = SHA-256(payload line)
    head = SHA-256(prev ‖ SHA-256(chained line without its head field))

over bytes, newlines left out, and the first ``prev`` is ``GENESIS``, 32 zero bytes. As
each line says its own head, every byte of the last line is checked too.
"""

import enum
import hashlib
import os
import re
from datetime import datetime

import msgspec

from modtui.folded import whole
from modtui.journal.entries import VERSION, AnyEntry, Line, Record
from modtui.journal.lines import Pseudonym, line_of
from modtui.words import _

GENESIS = "0" * 64
"""The head of a journal without entries."""

CHAINED_START = b'{"v":'
"""How a chained line begins, in this and in any later format."""

_HEAD_FIELD = b',"head":"'
SEAL_LENGTH = len(_HEAD_FIELD) + 64 + len(b'"}')
"""Bytes at the end of a chained line that state its head."""

_NOT_ASCII = re.compile("[^\x00-\x7f]")


class Payload(msgspec.Struct, frozen=True):
    """The first line of a record."""

    salt: str
    entry: AnyEntry


class _Format(msgspec.Struct, frozen=True):
    v: int


# msgspec tells of bytes that are no UTF-8, and of nesting without end, by Python's errors.
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_encode = msgspec.json.Encoder().encode
_decode_line = msgspec.json.Decoder(Line).decode
_decode_payload = msgspec.json.Decoder(Payload).decode
_decode_format = msgspec.json.Decoder(_Format).decode


class Break(enum.StrEnum):
    """What kind of break a chain has."""

    FOREIGN = "foreign"
    """A line that is no entry: inserted, or written over."""
    CHANGED = "changed"
    """A chained line that is not as it was written."""
    TEXTS = "texts"
    """A payload that is neither as it was written nor erased."""
    ORDER = "order"
    """An entry that was deleted, inserted or moved."""
    CUT = "cut"
    """The end is missing."""
    REWRITTEN = "rewritten"
    """Whole in itself, and another one than was noted elsewhere."""
    NEWER = "newer"
    """In a format that this program does not know."""


class Broken(Exception):
    """These bytes are not the record that they should be. ``str()`` says what is wrong.

    ``of_payload``: it is the first of the two lines that is wrong.
    """

    def __init__(self, problem: str, kind: Break, *, of_payload: bool = False):
        super().__init__(problem)
        self.kind = kind
        self.of_payload = of_payload


class TooNew(Broken):
    """Written by a later version of modtui, in a format that this one does not know."""


def write_record(
    entry: AnyEntry, seq: int, at: datetime, prev: str, pseudonym: Pseudonym
) -> tuple[bytes, Record]:
    """The bytes of a new record, and the record as it will be read back.

    Raises ValueError for an entry that could not be read back (a number beyond 64 bits,
    say). Texts never make it raise: lone surrogates are replaced.
    """
    payload = Payload(os.urandom(16).hex(), entry)
    try:
        first = _encode(payload)
    except UnicodeEncodeError:
        first = _encode(_mended(msgspec.to_builtins(payload)))
    kept = _decode_payload(first).entry
    line = line_of(entry, seq, at, prev, hashlib.sha256(first).hexdigest(), pseudonym)
    body = _ascii(_encode(line))
    head = _link(prev, body)
    sealed = b'%b%b%b"}' % (body[:-1], _HEAD_FIELD, head.encode())
    return b"%b\n%b\n" % (first, sealed), Record(line, kept, head)


def check_line(chained: bytes, seq: int | None, prev: str | None) -> tuple[Line, str]:
    """The line and its head, when it is whole and follows entry ``seq`` with head ``prev``.

    Where ``seq`` and ``prev`` are None it may follow anything. Raises Broken.
    """
    try:
        line = _decode_line(chained)
    except _UNREADABLE:
        line = None
    if line is None or line.v != VERSION:
        refuse_newer(chained)
        raise Broken(_("this line is not an entry of the journal"), Break.FOREIGN)
    head = chained[len(_HEAD_FIELD) - SEAL_LENGTH : -2].decode("ascii", "replace")
    body = chained[:-SEAL_LENGTH] + b"}"
    found = _link(line.prev, body) if len(line.prev) == 64 else ""
    if found != head or chained[-SEAL_LENGTH:] != b'%b%b"}' % (_HEAD_FIELD, head.encode()):
        problem = _("the chained line of entry {seq} was changed").format(seq=line.seq)
        raise Broken(problem, Break.CHANGED)
    if seq is not None and line.seq != seq + 1:
        raise Broken(
            _("entry {found} stands where entry {seq} should be").format(
                found=line.seq, seq=seq + 1
            ),
            Break.ORDER,
        )
    if prev is not None and line.prev != prev:
        problem = _("entry {seq} does not follow from the entry before it").format(seq=line.seq)
        raise Broken(problem, Break.ORDER)
    return line, head


def check_payload(payload: bytes, line: Line) -> bool:
    """Whether the payload is there (True) or erased (False). Raises Broken for any other."""
    if hashlib.sha256(payload).hexdigest() == line.payload:
        return True
    if payload and not payload.strip(b" "):
        return False
    problem = _("the texts of entry {seq} were changed").format(seq=line.seq)
    raise Broken(problem, Break.TEXTS, of_payload=True)


def read_entry(payload: bytes, line: Line) -> AnyEntry | None:
    """The entry, or None where it was erased. Raises Broken."""
    if not check_payload(payload, line):
        return None
    try:
        return _decode_payload(payload).entry
    except _UNREADABLE:
        raise Broken(
            _("entry {seq} is of a kind that is not known here").format(seq=line.seq),
            Break.NEWER,
            of_payload=True,
        ) from None


def refuse_newer(chained: bytes) -> None:
    """Raises TooNew where the line says that its format is newer than ours."""
    try:
        version = _decode_format(chained).v
    except _UNREADABLE:
        return
    if version > VERSION:
        raise TooNew(
            _(
                "it was written by a newer modtui (format {found}; this one knows up to {ours})"
            ).format(found=version, ours=VERSION),
            Break.NEWER,
        )


def _link(prev: str, body: bytes) -> str:
    try:
        before = bytes.fromhex(prev)
    except ValueError:
        return ""
    return hashlib.sha256(before + hashlib.sha256(body).digest()).hexdigest()


def _ascii(raw: bytes) -> bytes:
    if raw.isascii():
        return raw
    return _NOT_ASCII.sub(_escape, raw.decode()).encode("ascii")


def _escape(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _mended(value: object) -> object:
    """Plain JSON data with no lone surrogate in any string."""
    match value:
        case str():
            return whole(value)
        case dict():
            return {_mended(key): _mended(item) for key, item in value.items()}
        case list() | tuple():
            return [_mended(item) for item in value]
        case _:
            return value
