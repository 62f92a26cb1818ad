"""The list of reported events, read whole while other moderators take rows out of it."""

from modtui.adapters.base import Trouble
from modtui.adapters.http import Client, HttpError, TooLarge
from modtui.adapters.jsonwire import Undecodable, decode, decode_each
from modtui.adapters.matrix_wire import ReportId, ReportPage, ReportRow
from modtui.model import Struct
from modtui.words import _

REPORTS = "/_synapse/admin/v1/event_reports"
# Reporters may write 100 kB each (measured), and a page of a hundred must still fit.
PAGE = 100
_FEWEST = 8
_STEPS_BACK = 100


class UnreadableRow(Struct):
    """A report that could not be decoded. ``number`` is its id, negative where unknown."""

    number: int
    why: str


async def all_reports(
    http: Client, room: str | None, sender: str | None
) -> tuple[list[ReportRow], list[UnreadableRow]]:
    """All reports, oldest first, none twice, none skipped while others are deleted.

    Synapse pages by offset, so rows that are deleted meanwhile move later ones
    forward. Each page therefore overlaps the one before; where it does not, rows were
    deleted, and it is read again from further back.
    """
    query: dict[str, str | int] = {"dir": "f"}
    if room:
        query["room_id"] = room  # a substring match: the caller compares again
    if sender:
        query["event_sender_user_id"] = sender
    rows: dict[int, ReportRow] = {}
    bad: dict[int, UnreadableRow] = {}
    start, limit, back = 0, PAGE, 0
    while True:
        try:
            page = await http.get(
                REPORTS, ReportPage, query={**query, "from": start, "limit": limit}
            )
        except TooLarge:
            if limit <= _FEWEST:
                raise
            limit //= 2
            continue
        found = _rows(page, start)
        if start and page.total and not found.keys() & (rows.keys() | bad.keys()):
            back += 1
            if back > _STEPS_BACK:
                raise HttpError(Trouble.BROKEN, _("The list of reports never holds still."))
            start = max(0, start - limit)
            continue
        for number, row in found.items():
            if isinstance(row, ReportRow):
                rows[number] = row
            else:
                bad[number] = row
        if page.next_token is None:
            return list(rows.values()), list(bad.values())
        start += limit - limit // 4


def _rows(page: ReportPage, start: int) -> dict[int, ReportRow | UnreadableRow]:
    """The rows by id; what has none by a negative number made of its place."""
    found: dict[int, ReportRow | UnreadableRow] = {}
    rows = zip(page.event_reports, decode_each(page.event_reports, ReportRow), strict=True)
    for place, (raw, row) in enumerate(rows, start + 1):
        if isinstance(row, ReportRow):
            found[row.id] = row
            continue
        try:
            number = decode(bytes(raw), ReportId).id
        except Undecodable:
            number = -place
        found[number] = UnreadableRow(number, str(row))
    # Synapse leaves out rows whose reason it cannot parse, and counts them all the same.
    left_out = min(PAGE, max(page.total - start, 0)) - len(page.event_reports)
    if page.next_token is None and left_out > 0:
        why = _("the server left out {count} reports that it cannot read itself")
        found[-PAGE - start] = UnreadableRow(-PAGE - start, why.format(count=left_out))
    return found
