"""The rulesets and themes that come with modtui, in a checkout and in a wheel alike."""

from pathlib import Path
from typing import Literal

Kind = Literal["rulesets", "themes"]


def shipped(kind: Kind) -> Path:
    """The folder with what is shipped. Raises FileNotFoundError in a broken installation.

    A wheel carries it inside the package; in a checkout it lies beside the package.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "_shipped" / kind, package.parent / kind):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"modtui was installed without its {kind}")


def names(kind: Kind) -> tuple[str, ...]:
    """What can be named without a path: the files of that kind, without ``.yaml``."""
    return tuple(sorted(file.stem for file in shipped(kind).glob("*.yaml")))
