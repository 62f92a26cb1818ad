"""What the board's web API says, as it says it."""

from datetime import datetime

import msgspec

from modtui.adapters.http import Refusal


class Person(msgspec.Struct):
    id: str
    name: str
    moderator: bool = False


class Ended(msgspec.Struct):
    by: Person
    at: datetime
    ref: str = ""


class Flag(msgspec.Struct):
    id: str
    by: Person
    why: str
    at: datetime
    closed: Ended | None


class Note(msgspec.Struct):
    id: int
    author: Person
    text: str
    version: int
    at: datetime
    board: str
    flags: list[Flag]
    taken_down: Ended | None
    claimed: str | None
    private: bool = False


class Flagged(msgspec.Struct):
    notes: list[msgspec.Raw]  # One by one, so that a bad note costs itself and not its page.
    next: int | None
    total: int


class NumberOnly(msgspec.Struct):
    id: int


class Message(msgspec.Struct):
    ref: str


class Changes(msgspec.Struct):
    at: int
    notes: list[int]


class Phrase(msgspec.Struct):
    id: str
    title: str
    text: str


class Problem(msgspec.Struct):
    code: str
    sentence: str


def refusal(body: bytes) -> Refusal:
    """What an error's body says. One without a code is not from the board."""
    problem = msgspec.json.decode(body, type=Problem)
    return Refusal(problem.code, problem.sentence)
