"""Writes the tables of ``docs/keys.md`` from the registry of keys and the presets.

``keys.py`` writes them; ``keys.py --check`` says by its exit status whether they are what
would be written. What stands outside the two marks is written by hand.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from modtui.actions import ACTIONS, Action  # noqa: E402
from modtui.keypresets import PRESETS  # noqa: E402
from modtui.tui import keys  # noqa: E402
from modtui.tui.screens.text import titles_of_contexts  # noqa: E402
from modtui.words import use  # noqa: E402

PAGE = ROOT / "docs" / "keys.md"
BEGIN, END = "<!-- keys: written by `make keys` -->", "<!-- keys: end -->"


def tables() -> Iterator[str]:
    """A table for each context: what can be done, and its keys in each preset."""
    for context, title in titles_of_contexts().items():
        yield f"### {title}\n"
        yield f"| action | what it does | {' | '.join(f'`{name}`' for name in PRESETS)} |"
        yield f"|---|---|{'---|' * len(PRESETS)}"
        for action in ACTIONS:
            if action.context == context:
                told = " | ".join(_keys(action, preset) for preset in PRESETS)
                yield f"| {action.id} | {action.words()} | {told} |"
        yield ""


def _keys(action: Action, preset: str) -> str:
    found = PRESETS[preset].get(action.id, action.keys)
    if action.id == "rule-key":
        return "`1`…`0`"
    told = " ".join(f"`{keys.shown(key)}`" for key in found)
    # What is not as usual is to be seen at once.
    return f"**{told}**" if action.id in PRESETS[preset] else told


def page(written: str) -> str:
    """The page as it should be."""
    before, _begin, rest = written.partition(BEGIN)
    _tables, _end, after = rest.partition(END)
    made = "\n".join(tables())
    return f"{before}{BEGIN}\n\n{made}\n{END}{after}"


def main() -> int:
    """Write the tables, or with ``--check`` compare them."""
    use("en")
    written = PAGE.read_text(encoding="utf-8")
    made = page(written)
    if "--check" in sys.argv:
        if made == written:
            return 0
        print("docs/keys.md is stale: run `make keys`.", file=sys.stderr)
        return 1
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
