"""The journal: what was decided and what came of it, chained, and searchable.

The index and the search live in ``modtui.journal.index`` and ``modtui.journal.search``:
they bring a database along, which opening the desk does without.
"""

from modtui.journal.chain import Journal
from modtui.journal.entries import Record
from modtui.journal.files import JournalError
from modtui.journal.verify import Verdict

__all__ = ["Journal", "JournalError", "Record", "Verdict"]
