"""One language to narrow lists with: the queue, the audit trail and the commands share it.

``author:ana rule:spam,hate age>2d reports>=3 "free text" -place:off-topic``: all parts must
hold. ``parse`` reads it, ``for_queue`` makes SQL of it for the case cache, and
``modtui.journal.search`` for the index of the journal. docs/filters.md tells it to people.
"""

from modtui.filters.fields import AUDIT, QUEUE, Field, Fields, Sort
from modtui.filters.parsing import LONGEST, parse
from modtui.filters.queue import Facts, for_queue
from modtui.filters.shapes import Filter, Flaw, Op, Parsed, Term, Value
from modtui.filters.where import Where
from modtui.filters.writing import write

__all__ = [
    "AUDIT",
    "LONGEST",
    "QUEUE",
    "Facts",
    "Field",
    "Fields",
    "Filter",
    "Flaw",
    "Op",
    "Parsed",
    "Sort",
    "Term",
    "Value",
    "Where",
    "for_queue",
    "parse",
    "write",
]
