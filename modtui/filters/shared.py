"""Conditions that the queue's table and the journal's share, but for their columns: how old
something is, since when it is there, and its language."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from modtui.filters.shapes import Op, Value
from modtui.filters.values import length, moment
from modtui.filters.where import Where, any_of
from modtui.folded import fold

# What is older began earlier.
_TURNED = {Op.MORE: "<", Op.AT_LEAST: "<=", Op.LESS: ">", Op.AT_MOST: ">="}


class Relative(Protocol):
    """What times in a filter are relative to."""

    @property
    def now(self) -> datetime: ...
    @property
    def zone(self) -> str: ...


Test = Callable[[Value, Op, Relative], Where]


def aged(column: str) -> Test:
    """How long ago the time in a column (Unix seconds) was."""

    def test(value: Value, op: Op, facts: Relative) -> Where:
        since = facts.now.timestamp() - (length(value.text) or 0)
        return Where(f"{column} {_TURNED[op]} ?", (since,))

    return test


def beside(column: str, operator: str) -> Test:
    """On which side of a moment the time in a column (Unix seconds) lies."""

    def test(value: Value, _op: Op, facts: Relative) -> Where:
        at = moment(value.text, facts.now, facts.zone)
        return Where(f"{column} {operator} ?", (at,))

    return test


def spoken(column: str) -> Test:
    """Which language a column names, regions of it too unless it is asked for exactly."""

    def test(value: Value, op: Op, _facts: Relative) -> Where:
        code = fold(value.text)
        same = Where(f"{column} = ?", (code,))
        if op is Op.IS:
            return same
        return any_of([same, Where(f"instr({column}, ?) = 1", (f"{code}-",))])

    return test
