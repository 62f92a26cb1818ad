"""What speaks to backends. ``make`` finds an adapter by its name."""

from modtui.adapters.base import Adapter, AdapterFactory, Setting

BUILT_IN = {
    "local": ("modtui.adapters.local", "LocalAdapter"),
    "matrix": ("modtui.adapters.matrix", "MatrixAdapter"),
}
GROUP = "modtui.adapters"


def find(name: str) -> AdapterFactory:
    """The factory registered under a name. Raises LookupError.

    Ours are looked up in a table first: reading entry points costs a fifth of a bare
    Textual start (measured), so it is done only for names that are not ours.
    """
    import importlib

    if name in BUILT_IN:
        module, attribute = BUILT_IN[name]
        factory: AdapterFactory = getattr(importlib.import_module(module), attribute)
        return factory
    from importlib.metadata import entry_points

    for entry in entry_points(group=GROUP, name=name):
        found: AdapterFactory = entry.load()
        return found
    raise LookupError(name)


def make(name: str, setting: Setting) -> Adapter:
    """The adapter of that name for one community. Raises LookupError."""
    return find(name)(setting)


__all__ = ["Adapter", "find", "make"]
