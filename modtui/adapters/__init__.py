"""What speaks to backends. ``make`` finds an adapter by its name."""

from modtui.adapters.base import Adapter, AdapterError, AdapterFactory, Setting
from modtui.text import safe_line
from modtui.words import _

BUILT_IN = {
    "local": ("modtui.adapters.local", "LocalAdapter"),
    "matrix": ("modtui.adapters.matrix", "MatrixAdapter"),
}
GROUP = "modtui.adapters"
"""The entry-point group under which other packages register theirs."""

METHODS = (
    *("open", "capabilities", "queue", "case", "context", "preparation", "perform", "settle"),
    "close",
)


class Unusable(Exception):
    """An adapter is there and cannot be used. ``str()`` is a plain sentence, safe to show."""


def find(name: str) -> AdapterFactory:
    """The factory registered under a name. Raises LookupError, and Unusable.

    Ours are looked up in a table first, and win over others of the same name.
    """
    import importlib

    if name in BUILT_IN:
        module, attribute = BUILT_IN[name]
        factory: AdapterFactory = getattr(importlib.import_module(module), attribute)
        return factory
    # Only for names that are not ours: looking through all that is installed takes time.
    from modtui.adapters.outside import registered

    place = registered(name)
    if place is None:
        raise LookupError(name)
    return load(name, place)


def load(name: str, place: str) -> AdapterFactory:
    """The factory at a place (``module:attribute``) of another package. Raises Unusable."""
    import importlib

    module, _colon, attribute = place.partition(":")
    try:
        found: object = importlib.import_module(module.strip())
        for part in attribute.split("[")[0].strip().split("."):
            found = getattr(found, part)
        if not callable(found):
            raise TypeError(_("it is nothing that makes adapters"))
    except (Exception, SystemExit) as error:
        raise _unusable(name, place, error) from error
    factory: AdapterFactory = found  # type: ignore[assignment] # what it lacks is said by make
    return factory


def make(name: str, setting: Setting) -> Adapter:
    """The adapter of that name for one community.

    Raises LookupError where there is none, Unusable where it is broken, and AdapterError
    where the setting lacks something.
    """
    factory = find(name)
    if name in BUILT_IN:
        return factory(setting)
    try:
        made = factory(setting)
        lacking = [method for method in METHODS if not callable(getattr(made, method, None))]
        if lacking:
            raise TypeError(_("it lacks {names}").format(names=", ".join(lacking)))
    except AdapterError:
        raise
    except Exception as error:
        raise _unusable(name, "", error) from error
    return made


def _unusable(name: str, place: str, error: BaseException) -> Unusable:
    sentence = _("The adapter {name} cannot be used: {why}.")
    why = safe_line(f"{type(error).__name__}: {error}", 200).rstrip(".")
    if place:
        why += f" ({safe_line(place, 100)})"
    return Unusable(sentence.format(name=safe_line(name, 60), why=why))


__all__ = ["Adapter", "Unusable", "find", "make"]
