"""What adapters are installed, ours and those of other packages."""

import msgspec

from modtui.adapters import BUILT_IN, GROUP, Unusable, find, load
from modtui.adapters.base import About, Claims, Responds, Watches
from modtui.model import Struct
from modtui.words import _

BESIDES = (("claims", Claims), ("watches", Watches), ("responses", Responds))


class Installed(Struct):
    """One adapter. ``package`` is empty for ours; ``problem`` is a sentence, empty where it
    can be used. ``besides`` names what it can be besides: claims, watches, responses."""

    name: str
    package: str = ""
    about: About | None = None
    besides: tuple[str, ...] = ()
    problem: str = ""


def installed() -> tuple[Installed, ...]:
    """All adapters: ours first, then others by name. Raises nothing, whatever others do."""
    ours = [_looked_at(name, "", "") for name in BUILT_IN]
    from importlib.metadata import entry_points

    others: dict[str, Installed] = {}
    for entry in entry_points(group=GROUP):
        if entry.name in BUILT_IN or entry.name in others:
            continue
        package = f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else "?"
        others[entry.name] = _looked_at(entry.name, entry.value, package)
    return (*ours, *(others[name] for name in sorted(others)))


def _looked_at(name: str, place: str, package: str) -> Installed:
    try:
        factory = load(name, place) if place else find(name)
    except Unusable as error:
        return Installed(name, package, problem=str(error))
    besides: tuple[str, ...] = ()
    if isinstance(factory, type):
        besides = tuple(word for word, part in BESIDES if issubclass(factory, part))
    try:
        # Through plain data: what another package gives may be anything.
        found = msgspec.convert(msgspec.to_builtins(factory.about()), About)
    except Exception:
        problem = _("It does not say what it is for.")
        return Installed(name, package, besides=besides, problem=problem)
    return Installed(name, package, found, besides)
