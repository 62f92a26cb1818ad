"""Finds phrases in a message, in one pass: the words of a wording file, not patterns.

A phrase is words with single spaces. ``(a|b|)`` stands for one of several, the empty one
included, and ``_`` for any one word. Case, the kind of apostrophe and spaces do not matter.
The time needed grows with the length of the text alone.
"""

import itertools
import re
from collections.abc import Mapping
from typing import Any

MOST = 3000
"""How many plain phrases one phrase may stand for."""
_TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*|[^\w\s]", re.UNICODE)
_SENTENCE = re.compile(r"[.!?…。！？]+(?=\s|$)|\n|[。！？]")
_CHOICE = re.compile(r"\(([^()]*)\)")
_ANY = "\x00"
_END = ""

Word = tuple[str, int, int]
"""A word in its compared form, and where it stands."""


def words(text: str) -> list[Word]:
    """The words and marks of a text in their compared form, with their places."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match[0].replace("’", "'").casefold()
        start = match.start()
        # "c'est" is "c'" and "est", so that a phrase may begin behind an apostrophe.
        head, mark, tail = word.partition("'")
        if mark and tail and len(word) == len(match[0]):
            found.append((head + mark, start, start + len(head) + 1))
            found.append((tail, start + len(head) + 1, match.end()))
        else:
            found.append((word, start, match.end()))
    return found


def sentence_ends(text: str) -> list[int]:
    """Where sentences and lines end, in order: for ``bisect_right`` of a place."""
    return [match.end() for match in _SENTENCE.finditer(text)]


def variants(phrase: str) -> tuple[str, ...]:
    """All plain phrases that a phrase with choices stands for. Raises ValueError: too many."""
    parts = _CHOICE.split(phrase)
    choices = [part.split("|") if at % 2 else [part] for at, part in enumerate(parts)]
    count = 1
    for one in choices:
        count *= len(one)
    if count > MOST:
        raise ValueError(f"{phrase!r} stands for {count} phrases, more than {MOST}")
    made = (" ".join("".join(one).split()) for one in itertools.product(*choices))
    return tuple(dict.fromkeys(made))


def _plain(phrase: str) -> list[str]:
    found: list[str] = []
    for word, _start, _stop in words(phrase.replace("_", _ANY)):
        if word == "'" and found:
            found[-1] += word  # of "d'", which goes before another word
        else:
            found.append(word)
    return found


class Phrases:
    """Phrases to look for, each with what it stands for (``value``)."""

    def __init__(self, phrases: Mapping[str, Any]) -> None:
        self._root: dict[str, Any] = {}
        for phrase, value in phrases.items():
            for plain in variants(phrase):
                node = self._root
                for word in _plain(plain):
                    node = node.setdefault(word, {})
                if node is not self._root:
                    node[_END] = (value,)

    def find(self, tokens: list[Word]) -> list[tuple[int, int, Any]]:
        """(start, end, value) of the longest phrase at each place; they do not overlap."""
        found: list[tuple[int, int, Any]] = []
        at = 0
        while at < len(tokens):
            longest = self._longest(tokens, at)
            if longest is None:
                at += 1
                continue
            until, value = longest
            found.append((tokens[at][1], tokens[until - 1][2], value))
            at = until
        return found

    def _longest(self, tokens: list[Word], at: int) -> tuple[int, Any] | None:
        nodes = [self._root]
        best: tuple[int, Any] | None = None
        while at < len(tokens) and nodes:
            word = tokens[at][0]
            after = [node[word] for node in nodes if word in node]
            if word[0].isalnum():
                after += [node[_ANY] for node in nodes if _ANY in node]
            nodes = after
            at += 1
            for node in nodes:
                if _END in node:
                    best = (at, node[_END][0])
                    break
        return best
