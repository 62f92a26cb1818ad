"""Collects the words of the interface into ``modtui/locale/modtui.pot``.

``words.py`` writes the file; ``words.py --check`` says by its exit status whether the file
is what would be written.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

HEADER = rb"""# The words of modtui's interface. Written by `make words`; do not edit.
msgid ""
msgstr ""
"Project-Id-Version: modtui\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "modtui" / "locale" / "modtui.pot"
KEYWORDS = {"_": None, "plural": (1, 2)}


def template() -> bytes:
    """The template as it should be. No dates, no line numbers: it changes when the words do."""
    catalogue = Catalog(project="modtui", charset="utf-8", fuzzy=False)
    for file, line, message, comments, context in extract_from_dir(
        ROOT / "modtui", [("**.py", "python")], keywords=KEYWORDS
    ):
        catalogue.add(message, None, [(file, line)], auto_comments=comments, context=context)
    written = io.BytesIO()
    write_po(written, catalogue, width=88, omit_header=True, include_lineno=False, sort_output=True)
    return HEADER + written.getvalue()


def main() -> int:
    """Write the template, or with ``--check`` compare it."""
    made = template()
    if "--check" in sys.argv:
        if TEMPLATE.exists() and TEMPLATE.read_bytes() == made:
            return 0
        print("modtui/locale/modtui.pot is stale: run `make words`.", file=sys.stderr)
        return 1
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
