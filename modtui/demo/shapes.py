"""The shape of the demo's content: who says what where, and who reports it why.

People are named by short keys; their names on screen are drawn when the community is
filled, and ``<<key>>`` in a text stands for the name drawn.
"""

from modtui.model import Struct


class Flag(Struct):
    """A report: by whom, in which words, and under what heading."""

    by: str
    why: str = ""
    category: str = ""


class Say(Struct):
    """One post. ``was`` is its text before the author edited it, after it was flagged."""

    who: str
    text: str
    flags: tuple[Flag, ...] = ()
    language: str | None = None
    waiting: bool = False
    was: str | None = None
    attachments: tuple[tuple[str, str, int], ...] = ()


class Talk(Struct):
    """A thread. ``began`` is how many hours ago, ``pace`` minutes between posts; about."""

    place: str
    title: str
    says: tuple[Say, ...]
    began: float = 30.0
    pace: float = 20.0


class Past(Struct):
    """Something done to a member earlier, ``days`` ago, for ``hours`` (None: no end)."""

    verb: str
    days: int
    reason: str
    hours: int | None = None
    by: str = "marie"


class Member(Struct):
    """An account, which the texts speak of as *she* or *he*.

    ``name`` is drawn from the language's names where it is empty.
    """

    key: str
    language: str | None = None
    days: float = 400.0
    posts: int = 0
    reports: int = 0
    name: str = ""
    woman: bool = False
    about: str = ""
    past: tuple[Past, ...] = ()
    flags: tuple[Flag, ...] = ()
