"""Conditions in SQL with their values kept apart: what people typed is never part of the SQL."""

from collections.abc import Sequence

from modtui.model import Struct

SqlValue = str | int | float


class Where(Struct):
    """A condition over the columns of one table, with the values of its question marks.

    Where a column is NULL it may be NULL itself, which SQL counts as false.
    """

    sql: str
    values: tuple[SqlValue, ...] = ()


NOTHING = Where("0")
EVERYTHING = Where("1")


def any_of(conditions: Sequence[Where]) -> Where:
    """True where one of them is; false where there is none."""
    return _joined(conditions, " OR ", NOTHING)


def all_of(conditions: Sequence[Where]) -> Where:
    """True where all of them are; true where there is none."""
    return _joined(conditions, " AND ", EVERYTHING)


def none_of(condition: Where) -> Where:
    """True wherever the condition is not: where it is unknown, too.

    So a term and its negation part the table in two, and nothing falls between them.
    """
    return Where(f"NOT coalesce({condition.sql}, 0)", condition.values)


def contains(column: str, text: str) -> Where:
    """Whether a folded text stands in a column. No character of it is a wildcard."""
    return Where(f"instr({column}, ?) > 0", (text,))


def _joined(conditions: Sequence[Where], between: str, none: Where) -> Where:
    if not conditions:
        return none
    sql = between.join(condition.sql for condition in conditions)
    values = tuple(value for condition in conditions for value in condition.values)
    return Where(f"({sql})" if len(conditions) > 1 else sql, values)
