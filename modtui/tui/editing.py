"""The ruleset, or a message, in the person's own editor, and what came of it."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from modtui.editor import editor
from modtui.paths import paths
from modtui.shipped import shipped
from modtui.text import safe, safe_line
from modtui.tui.rule_words import shipped_words
from modtui.tui.widgets.safearea import LONGEST, written
from modtui.words import _

if TYPE_CHECKING:
    from modtui.tui.acting import Acting

LOOK = 1.0
"""Seconds between two looks at a text that is open in an editor."""
TAKE_LINES = frozenset(
    {"vi", "vim", "nvim", "nano", "pico", "emacs", "emacsclient", "kak", "micro", "joe", "mg", "ne"}
)
"""Editors that open a file at a line when given ``+LINE``."""


def is_shipped(path: Path) -> bool:
    """Whether a ruleset is one that modtui brings."""
    try:
        return path.resolve().is_relative_to(shipped("rulesets").resolve())
    except OSError:
        return False


def line_of(path: Path, rule: str) -> int:
    """The line where a rule begins in its file; 0 where that is not seen."""
    begins = re.compile(rf"[ \t]*(?:-[ \t]+)?id:[ \t]*[\"']?{re.escape(rule)}[\"']?[ \t]*(?:#.*)?$")
    with contextlib.suppress(OSError, UnicodeDecodeError):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if begins.match(line):
                return number
    return 0


def may_edit(app: "Acting") -> list[str]:
    """The command of the editor; empty where there is none to be had, which is then said."""
    if app.desk.settings.restricted:
        app.say(_("The editor is turned off here (restricted)."), "bar-warn")
        return []
    command = editor()
    if not command:
        app.say(_("There is no editor: set EDITOR to the name of one."), "bar-warn")
    return command


async def edit_text(app: "Acting", text: str, saved: Callable[[str], None]) -> str | None:
    """Opens a text in the editor. Gives it as it was left, or None where it was not changed.

    ``saved`` is told each time that it is saved meanwhile. The file lies in a folder that
    nobody else can read, and goes when the editor closes.
    """
    command = may_edit(app)
    if not command:
        return None
    before = written(text)
    try:
        folder = Path(tempfile.mkdtemp(prefix="modtui-"))
    except OSError as error:
        app.say(_not_written(error), "bar-warn")
        return None
    file = folder / "message.txt"
    watching: asyncio.Task[None] | None = None
    try:
        file.write_text(before + "\n", "utf-8")
        watching = asyncio.create_task(_watch(file, saved))
        trouble = await run(app, [*command, str(file)])
        after = _left(file)
    except OSError as error:
        app.say(_not_written(error), "bar-warn")
        return None
    finally:
        if watching is not None:
            watching.cancel()
        # With whatever the editor put beside it.
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    if trouble:
        app.say(trouble, "bar-warn")
    return None if after == before.rstrip("\n") else after


async def _watch(file: Path, saved: Callable[[str], None]) -> None:
    """What is saved is kept at once: the line may break while the editor is open."""
    known = file.stat().st_mtime_ns
    while True:
        await asyncio.sleep(LOOK)
        with contextlib.suppress(OSError):
            if (now := file.stat().st_mtime_ns) != known:
                known = now
                saved(_left(file))


def _left(file: Path) -> str:
    """The text as it may be edited further, without the last newline. Raises OSError."""
    with file.open("rb") as source:
        return written(source.read(4 * LONGEST).decode("utf-8", "replace")).rstrip("\n")


def _not_written(error: OSError) -> str:
    why = safe_line(error.strerror or type(error).__name__)
    return _("The message could not be handed to the editor: {why}.").format(why=why)


async def edit_rules(app: "Acting", line: int = 0) -> None:
    """Opens the ruleset's file in the editor, and takes it in force when it closes.

    A file that cannot be used changes nothing, and its problems are shown.
    """
    path = app.desk.rules_file
    if not app.desk.settings.restricted and is_shipped(path):
        from modtui.tui.screens.text import TextSheet

        words = shipped_words(path, paths().config_file)
        await app.push_screen_wait(TextSheet(safe(_("A ruleset that comes with modtui")), words))
        return
    command = may_edit(app)
    if not command:
        return
    if line and os.path.basename(command[0]) in TAKE_LINES:
        command = [*command, f"+{line}"]
    trouble = await run(app, [*command, str(path)])
    before = app.desk.rule_problems
    found = await app.desk.reload_rules()
    if found.problems:
        from modtui.tui.screens.problems import ProblemsSheet

        await app.push_screen_wait(ProblemsSheet())
    elif trouble:
        app.say(trouble, "bar-warn")
    elif not found.changed and not before:
        app.say(_("The ruleset is as it was."))


async def run(app: "Acting", command: list[str]) -> str:
    """Hands the terminal to a command until it ends. Gives what went wrong, or nothing.

    The desk goes on behind it: what is held back is sent when its time comes.
    """
    trouble = ""
    failure: BaseException | None = None
    name = safe_line(os.path.basename(command[0]), 40)
    try:
        # Nothing may be painted meanwhile: it would be over the editor.
        with app.batch_update(), app.suspend(), _not_interrupted():
            # App.suspend() takes the terminal back only if nothing is raised in it.
            try:
                status = await _ended(command)
                if status:
                    trouble = _("{editor} ended with status {status}.").format(
                        editor=name, status=status
                    )
            except OSError as error:
                why = safe_line(error.strerror or type(error).__name__)
                trouble = _("{editor} could not be started: {why}").format(editor=name, why=why)
            except BaseException as error:
                failure = error
    except SuspendNotSupported:
        trouble = _("This terminal cannot be handed to an editor.")
    app.action_repaint()
    app.case_shown()
    if failure is not None:
        raise failure
    return trouble


async def _ended(command: list[str]) -> int:
    process = await asyncio.create_subprocess_exec(*command)
    try:
        return await process.wait()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        raise


@contextlib.contextmanager
def _not_interrupted() -> Iterator[None]:
    """Ctrl+C is the editor's while it has the terminal."""

    def ignored(number: int, frame: object) -> None:
        """Not SIG_IGN, which the editor would inherit."""

    kept = signal.signal(signal.SIGINT, ignored)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, kept)
