"""One language to narrow lists with: the queue, the audit trail and the commands share it.

``author:ana rule:spam,hate age>2d reports>=3 "free text" -place:off-topic``: all parts must
hold. ``parsing`` reads it, ``queue`` makes SQL of it for the case cache, and
``modtui.journal.asking`` for the index of the journal. docs/filters.md tells it to people.
"""
