"""The files that modtui owns: ``init``, ``paths``, ``forget``."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from modtui.cli.exits import Exit
from modtui.cli.first import write_example, written
from modtui.cli.printing import as_json, columns, data, say, size
from modtui.model import Struct
from modtui.paths import Paths
from modtui.paths import paths as find_paths
from modtui.text import safe_line
from modtui.words import _, plural


class Owned(Struct):
    """One file. ``size`` is in bytes, ``what`` a word for what it is."""

    path: str
    size: int
    what: str
    community: str = ""


@click.command()
def init() -> Exit:
    """Write a commented configuration to edit."""
    where = find_paths()
    if write_example(where):
        written(where)
        return Exit.OK
    say(_("{path} is there already; nothing was written.").format(path=where.config_file))
    return Exit.PROBLEM


@click.command()
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def paths(json_: bool) -> Exit:
    """List every file that modtui owns."""
    owned = sorted(all_files(find_paths()), key=lambda file: (file.community, file.path))
    if json_:
        as_json(owned)
        return Exit.OK
    rows = [(size(file.size), file.what, safe_line(file.path, 1000)) for file in owned]
    for line in columns(rows, right=frozenset({0})):
        data(line)
    total = sum(file.size for file in owned)
    say(plural("{count} file", "{count} files", len(owned)) + f", {size(total)}")
    return Exit.OK


@click.command()
@click.argument("community")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(community: str, yes: bool) -> Exit:
    """Remove everything that modtui keeps of a community, its journal too.

    `modtui forget demo` removes the made-up one.
    """
    where = find_paths()
    try:
        folders = [folder for folder in where.folders(community) if folder.is_dir()]
    except ValueError:
        folders = []
    if not folders and community == "demo" and where.demo.is_dir():
        folders = [where.demo]
    shown = safe_line(community, 60)
    if not folders:
        say(_("Nothing is kept of {name}.").format(name=shown))
        return Exit.PROBLEM
    locks = [lock for folder in folders for lock in folder.rglob("outbox.lock")]
    if any(_held(lock) for lock in locks):
        say(_("A desk of {name} is open; leave it first. Nothing was removed.").format(name=shown))
        return Exit.PROBLEM
    files = [file for folder in folders for file in _files_in(folder)]
    say(
        _("{name}: {files}, {size}, in:").format(
            name=shown,
            files=plural("{count} file", "{count} files", len(files)),
            size=size(sum(_size(file) for file in files)),
        )
    )
    for folder in folders:
        say(f"  {folder}")
    say(_("The journal goes too: what was decided, by whom and why, and what is not sent yet."))
    if not yes:
        question = _("Type the community's name to remove all of it")
        try:
            typed = click.prompt(question, default="", show_default=False, err=True)
        except click.Abort:
            typed = ""
            say()
        if typed != community:
            say(_("Nothing was removed."))
            return Exit.PROBLEM
    for folder in folders:
        shutil.rmtree(folder)
    say(_("Removed. The configuration is as it was."))
    return Exit.OK


def all_files(where: Paths) -> Iterator[Owned]:
    """Every file below the base folders, which are modtui's alone."""
    bases = dict.fromkeys((where.config, where.data, where.state, where.cache))
    for base in bases:
        for path in _files_in(base):
            community = _community(path, base)
            yield Owned(str(path), _size(path), _what(path, where, community), community)


def _files_in(folder: Path) -> Iterator[Path]:
    for parent, _folders, names in os.walk(folder):
        for name in names:
            yield Path(parent) / name


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _community(path: Path, base: Path) -> str:
    parts = path.relative_to(base).parts
    return parts[1] if parts[0] == "communities" and len(parts) > 2 else ""


def _what(path: Path, where: Paths, community: str) -> str:
    if path == where.config_file:
        return _("configuration")
    if path.is_relative_to(where.demo):
        return _("demo")
    if path.is_relative_to(where.compiled):
        return _("compiled")
    if not community:
        return _("other")
    store = where.store(community)
    for folder, word in ((store.journal, _("journal")), (store.cache, _("cache"))):
        if path.is_relative_to(folder):
            return word
    for file, word in ((store.index, _("index")), (store.lock, _("lock"))):
        if path.name.startswith(file.name) and path.parent == file.parent:
            return word
    return _("state")


def _held(lock: Path) -> bool:
    """Whether a process holds the lock."""
    try:
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
