"""Writes docs/backends/README.md: what each adapter of modtui can do.

``backends.py`` writes it; ``backends.py --check`` says by its exit status whether it is what
would be written.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from modtui.adapters import BUILT_IN, find  # noqa: E402
from modtui.adapters.base import About  # noqa: E402
from modtui.adapters.listing import BESIDES  # noqa: E402
from modtui.model import Audience, Capability, Resend, Verb  # noqa: E402

PAGE = ROOT / "docs" / "backends" / "README.md"

HEAD = """\
# What each backend can do

<!-- Written by .make/backends.py from what the adapters declare; do not edit. -->

In the words of the backend, for an account that may do all. What yours may do on your server is
said by `modtui doctor`; adapters of other packages are listed by `modtui adapters`. How to write
one: [writing-an-adapter.md](../writing-an-adapter.md).

"""
LEGEND = """
- ↩ can be taken back, ⏱ can end by itself after a time
- † its reason can be read by everybody, ‡ by the person it touches
- ≈ sent twice it would act twice: after a break modtui looks whether it happened
- ? nobody can look that up: after a break modtui asks a person
"""
BESIDE_WORDS = {
    "claims": "claims (“I am on it”)",
    "watches": "tells by itself that something changed",
    "responses": "canned messages of its own",
}


def page() -> str:
    """The page as it should be."""
    factories = {name: find(name) for name in BUILT_IN}
    abouts = {name: factory.about() for name, factory in factories.items()}
    columns = [_column(name, about) for name, about in abouts.items()]
    lines = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for verb in Verb:
        cells = (_cell(_of(about, verb)) for about in abouts.values())
        lines.append(f"| {verb.value} | " + " | ".join(cells) + " |")
    natives = (
        "<br>".join(_cell(known) for known in about.capabilities if _native(known)) or "–"
        for about in abouts.values()
    )
    lines.append("| of its own | " + " | ".join(natives) + " |")
    for word, part in BESIDES:
        has = (isinstance(f, type) and issubclass(f, part) for f in factories.values())
        cells = ("yes" if one else "–" for one in has)
        lines.append(f"| {BESIDE_WORDS[word]} | " + " | ".join(cells) + " |")
    return HEAD + "\n".join(lines) + "\n" + LEGEND


def _column(name: str, about: About) -> str:
    file = about.page.removeprefix("docs/backends/")
    title = f"{about.backend}<br>`adapter: {name}`"
    return f"[{about.backend}]({file})<br>`adapter: {name}`" if file != about.page else title


def _of(about: About, verb: str) -> Capability | None:
    return next((known for known in about.capabilities if known.verb == verb), None)


def _native(known: Capability) -> bool:
    return known.verb.startswith("native:") and not known.preparing


def _cell(known: Capability | None) -> str:
    if known is None or not known.allowed:
        return "–"
    signs = {
        " ↩": known.inverse is not None,
        " ⏱": known.timed,
        " †": known.reason is Audience.EVERYBODY,
        " ‡": known.reason is Audience.PERSON,
        " ≈": known.resend is Resend.DETECTABLE,
        " ?": known.resend is Resend.UNKNOWN,
    }
    return known.label.replace("|", "\\|") + "".join(sign for sign, on in signs.items() if on)


def main() -> int:
    """Write the page, or with ``--check`` compare it."""
    made = page()
    if "--check" not in sys.argv:
        PAGE.write_text(made, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == made:
        return 0
    print(f"{PAGE.relative_to(ROOT)} is stale: run make backends.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
