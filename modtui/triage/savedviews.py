"""Filters that are kept under a name: those of the configuration, and those saved at the desk."""

from collections.abc import Sequence

from modtui.model import Struct
from modtui.state import StateError, StateFile
from modtui.text import Safe, safe_line
from modtui.triage.asked import read
from modtui.triage.errors import DeskError
from modtui.triage.views import Pane
from modtui.words import _

TABLE = "views"
LONGEST = 40
"""Characters of a name."""
MOST = 200


class View(Struct):
    """A filter with a name. ``own``: saved at this desk, and so it can be deleted there."""

    name: str
    filter: str
    own: bool = True


def views(kept: StateFile, given: Sequence[tuple[str, str]], pane: Pane) -> tuple[View, ...]:
    """The views of a list: first those of the configuration, then by name. Raises DeskError."""
    try:
        documents = kept.tables().table(TABLE).all()
    except StateError as error:
        raise DeskError(str(error)) from error
    own = {}
    for found in documents:
        name, filter = found.get("name"), found.get("filter")
        if found.get("pane") == pane and isinstance(name, str) and isinstance(filter, str):
            own[name] = View(name, filter)
    for name, _filter in given:
        own.pop(name, None)
    return (
        *(View(name, filter, own=False) for name, filter in given),
        *sorted(own.values(), key=lambda view: view.name.casefold()),
    )


def save(
    kept: StateFile, given: Sequence[tuple[str, str]], pane: Pane, name: str, filter: str
) -> View:
    """Keep a filter under a name, in place of an earlier one of that name.

    Raises BadFilter for a filter that cannot be used, and DeskError.
    """
    read(filter, pane)
    called = named(name)
    if not called or not filter.strip():
        raise DeskError(_("A view needs a name and a filter."))
    if called in dict(given):
        raise DeskError(_("{name} is a view of modtui.yaml; change it there.").format(name=called))
    from tinydb import where

    try:
        with kept.change() as tables:
            table = tables.table(TABLE)
            table.remove((where("pane") == str(pane)) & (where("name") == called))
            if len(table) >= MOST:
                raise DeskError(_("There are {n} views already.").format(n=MOST))
            table.insert({"pane": str(pane), "name": called, "filter": filter.strip()})
    except StateError as error:
        raise DeskError(str(error)) from error
    return View(called, filter.strip())


def delete(kept: StateFile, pane: Pane, name: str) -> None:
    """Forget a view that was saved at the desk. Raises DeskError."""
    from tinydb import where

    try:
        with kept.change() as tables:
            found = (where("pane") == str(pane)) & (where("name") == name)
            tables.table(TABLE).remove(found)
    except StateError as error:
        raise DeskError(str(error)) from error


def named(name: str) -> Safe:
    """A name as it is kept: one line, safe to show."""
    return safe_line(name, LONGEST)
