"""Changing a message: line by line, or in the person's own editor."""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from modtui.editor import editor
from modtui.plain.typed import Interrupted
from modtui.text import safe, safe_line
from modtui.words import _

if TYPE_CHECKING:
    from modtui.plain.session import Session

LONGEST = 20_000
END = "."


async def in_lines(session: "Session", text: str) -> str | None:
    """The text as it was changed, or None. One line is chosen by its number, or all is
    written anew. Ctrl+C turns back from here to the preview."""
    try:
        return await _in_lines(session, text)
    except Interrupted:
        session.say("")
        return None


async def _in_lines(session: "Session", text: str) -> str | None:
    lines = safe(text, LONGEST).split("\n") if text.strip() else []
    if not lines:
        return await _anew(session)
    changed = False
    _read(session, lines)
    while True:
        answer = await session.ask(_("Line number, all, read, done or no:"))
        word = answer.casefold()
        if word in ("read", _("read")):
            _read(session, lines)
            continue
        if word in ("done", _("done"), "", END):
            return "\n".join(lines).strip("\n") or None if changed else None
        if word in ("no", _("no"), "q"):
            return None
        if word in ("all", _("all")):
            return await _anew(session)
        number = int(answer) if answer.isdecimal() else 0
        if not 1 <= number <= len(lines):
            session.say(_("There is no line of that number."))
            continue
        new = await session.ask(_("Line {number}, - empties it:").format(number=number))
        if not new:
            session.say(_("It stays as it is."))
            continue
        # Numbers stay what they are while somebody remembers them.
        lines[number - 1] = "" if new == "-" else new
        changed = True


def _read(session: "Session", lines: Sequence[str]) -> None:
    for number, line in enumerate(lines, 1):
        if line.strip():
            session.say(_("Line {number}:").format(number=number))
            session.voice.quote(line)


async def _anew(session: "Session") -> str | None:
    """A text typed line after line until one with a single dot; None where it is empty."""
    session.say(_("A line with a single dot ends the message; Ctrl+C turns back."))
    session.voice.prompt(_("Message:"))
    await session.voice.flush()
    lines: list[str] = []
    # Many lines at once are welcome here: nothing is decided by them.
    while (line := await session.typed.line()) != END:
        lines.append(line)
    return "\n".join(lines).strip("\n") or None


async def in_editor(session: "Session", text: str) -> str | None:
    """The text as the person's editor left it, or None where it was not changed."""
    if session.desk.settings.restricted:
        session.say(_("The editor is turned off here (restricted)."))
        return None
    command = editor()
    if not command or not os.isatty(0):
        session.say(_("There is no editor here: set EDITOR, or type edit."))
        return None
    await session.voice.flush()
    with tempfile.TemporaryDirectory(prefix="modtui-") as folder:
        # The folder is its owner's only, and so is what the editor leaves beside the file.
        file = Path(folder) / "message.txt"
        file.write_text(safe(text, LONGEST) + "\n", encoding="utf-8")
        try:
            process = await asyncio.create_subprocess_exec(*command, str(file))
            status = await _ended(process)
            session.typed.overhear()
        except OSError as error:
            name = safe_line(os.path.basename(command[0]), 40)
            told = _("{editor} could not be started: {why}")
            session.say(told.format(editor=name, why=safe_line(error.strerror or "?")))
            return None
        if status:
            session.say(_("The editor ended with status {status}.").format(status=status))
            return None
        try:
            written = file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
    changed: str = safe(written, LONGEST).strip("\n")
    return changed if changed.strip() and changed != text else None


async def _ended(process: asyncio.subprocess.Process) -> int:
    try:
        return await process.wait()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        raise
