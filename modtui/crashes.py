"""Reports of the program's own errors: where it broke, and nothing of anybody.

An error's message can quote what a member wrote, a name or an address; a local variable can
hold a token. So a report has neither: only the kinds of the errors and the lines of code.
"""

import contextlib
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from modtui import __version__, privately
from modtui.text import Safe, safe, safe_line
from modtui.words import _

KEPT = 10
"""Reports that are kept; older ones go."""
_FRAMES = 60


def report(error: BaseException, at: datetime) -> Safe:
    """A report on an error as it was raised, causes first."""
    lines = [
        f"modtui {__version__}, Python {sys.version.split()[0]}, {sys.platform}",
        f"{at:%Y-%m-%dT%H:%M:%SZ}",
        *_told(error),
        "Messages and values are left out: they can quote what people wrote.",
    ]
    return safe("\n".join(lines), 50_000)


def keep(folder: Path, told: Safe, at: datetime) -> Path | None:
    """Writes a report into a folder of them; None where that is not possible."""
    with contextlib.suppress(OSError):
        path = folder / f"{at:%Y%m%dT%H%M%SZ}.txt"
        privately.replace_file(path, told.encode() + b"\n")
        for old in sorted(folder.glob("*.txt"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return path
    return None


def words(error: BaseException, kept: Safe | None = None) -> Safe:
    """What to say of an error of our own: where it broke, what was kept, where the report is."""
    from modtui.paths import paths

    now = datetime.now(UTC)
    told = report(error, now)
    path = keep(paths().state / "crashes", told, now)
    lines = [
        told,
        "",
        _("modtui stopped on an error of its own. What you decided is in the journal."),
    ]
    if kept is not None:
        lines.append(kept)
    if path is not None:
        lines.append(_("The report above is in {path}").format(path=safe_line(str(path), 300)))
    return safe("\n".join(lines), 60_000)


def _told(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        chain.append(following)
        hidden = following.__suppress_context__
        # Textual wraps what broke in a worker, and does not name it as the cause.
        within = getattr(following, "error", None)
        following = following.__cause__ or (None if hidden else following.__context__)
        following = within if isinstance(within, BaseException) else following
    for one in reversed(chain):
        yield ""
        frames = traceback.extract_tb(one.__traceback__)
        if len(frames) > _FRAMES:
            yield f"  … {len(frames) - _FRAMES} more"
        for frame in frames[-_FRAMES:]:
            yield f"  {_short(frame.filename)}:{frame.lineno} in {safe_line(frame.name, 80)}"
            if frame.line:
                yield f"    {safe_line(frame.line, 160)}"
        yield f"{type(one).__module__}.{type(one).__qualname__}"
        if isinstance(one, BaseExceptionGroup):
            for number, part in enumerate(one.exceptions[:5], 1):
                yield f"  part {number}:"
                yield from (f"  {line}" for line in _told(part))
    yield ""


def _short(file: str) -> str:
    """A file of code from its package on: the folders above it name people."""
    parts = Path(file).parts
    for mark in ("site-packages", "lib"):
        if mark in parts:
            return "/".join(parts[len(parts) - parts[::-1].index(mark) :])
    return "/".join(parts[parts.index("modtui") :] if "modtui" in parts else parts[-2:])
