"""What works and what does not, each with what to do about it."""

import enum
import os
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import click

from modtui.cli.desks import run
from modtui.cli.exits import Exit
from modtui.cli.launch import configured_desk, theme_problem
from modtui.cli.printing import as_json, data
from modtui.config import CommunityConfig, Config, ConfigError, load_config, read_token
from modtui.model import Struct
from modtui.paths import Paths, paths
from modtui.problems import FileProblems
from modtui.text import safe_line
from modtui.triage.desk import Desk, DeskError
from modtui.words import _, plural

NETWORK = frozenset(
    ("9p", "afs", "ceph", "cifs", "davfs", "glusterfs", "gfs2", "lustre", "ncpfs", "nfs")
    + ("nfs4", "ocfs2", "smb2", "smb3", "smbfs")
    + ("fuse.davfs2", "fuse.glusterfs", "fuse.rclone", "fuse.sshfs")
)
"""File systems on which locks are not kept reliably between machines."""


class Mark(enum.StrEnum):
    """How a check went."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Finding(Struct):
    """One check. ``todo`` says what to do, where there is something to do."""

    mark: Mark
    text: str
    todo: str = ""


@click.command()
@click.option("-c", "--community", metavar="NAME", help="Only this one.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def doctor(context: click.Context, community: str | None, json_: bool) -> Exit:
    """Check what modtui leans on: files, rules, journal, server, account, permissions."""
    return run(_doctor(community or context.find_root().obj, json_))


async def _doctor(community: str | None, json_: bool) -> Exit:
    found = []
    async for finding in _findings(community):
        found.append(finding)
        if not json_:
            data(f"{finding.mark.value:<5} {finding.text}")
            for line in finding.todo.splitlines():
                data(f"      {line}")
    if json_:
        as_json(found)
    return Exit.PROBLEM if any(f.mark is Mark.FAIL for f in found) else Exit.OK


async def _findings(community: str | None) -> AsyncIterator[Finding]:
    where = paths()
    yield locale(os.environ)
    for finding in folders(where):
        yield finding
    if not where.config_file.exists():
        missing = _("No configuration: {path}").format(path=where.config_file)
        yield Finding(Mark.FAIL, missing, _("Write one with: modtui init"))
        return
    try:
        config = load_config(where.config_file)
        chosen = (config.community(community),) if community else config.communities
    except FileProblems as error:
        for finding in _problems(error):
            yield finding
        return
    except ConfigError as error:
        yield Finding(Mark.FAIL, str(error))
        return
    yield Finding(Mark.OK, _("Configuration: {path}").format(path=where.config_file))
    if theme := _theme(config.theme):
        yield theme
    if not config.communities:
        yield Finding(Mark.WARN, _("It names no community yet."))
    for one in chosen:
        async for finding in _community(config, one):
            yield _named(one.name, finding)


def _theme(name: str) -> Finding | None:
    problem = theme_problem(name)
    if not problem:
        return None
    return Finding(Mark.FAIL, safe_line(problem, 500), _("Look at theme: there."))


def _problems(error: FileProblems) -> Iterator[Finding]:
    for problem in error.problems:
        first, _newline, rest = str(problem).partition("\n")
        yield Finding(Mark.FAIL, first, rest)


def _named(name: str, finding: Finding) -> Finding:
    return Finding(finding.mark, f"{name}: {finding.text}", finding.todo)


async def _community(config: Config, community: CommunityConfig) -> AsyncIterator[Finding]:
    token = _token(community)
    if token is not None:
        yield token
    try:
        desk = configured_desk(config, community.name)
    except FileProblems as error:
        for finding in _problems(error):
            yield finding
        return
    except ConfigError as error:
        yield Finding(Mark.FAIL, str(error).removeprefix(f"{community.name}: "))
        return
    for finding in _role(community):
        yield finding
    count = plural("{count} rule", "{count} rules", len(desk.ruleset.rules))
    yield Finding(Mark.OK, _("Ruleset: {count}").format(count=count))
    try:
        await desk.open()
    except DeskError as error:
        yield Finding(Mark.FAIL, safe_line(str(error), 500))
        return
    try:
        for problem in desk.problems:
            yield Finding(Mark.WARN, problem)
        yield _journal(desk)
        if token is None or token.mark is Mark.OK:
            await desk.refresh()
            for finding in _server(desk, community):
                yield finding
        for finding in _routes(desk, community):
            yield finding
        async for finding in _ways(desk):
            yield finding
    finally:
        await desk.close("keep")


def _role(community: CommunityConfig) -> Iterator[Finding]:
    if community.may is not None:
        may = ", ".join(safe_line(verb, 40) for verb in community.may) or _("nothing")
        told = _("Role {role}: may {verbs}; the rest is proposed to a contact.")
        yield Finding(Mark.OK, told.format(role=safe_line(community.role, 60), verbs=may))


def _token(community: CommunityConfig) -> Finding | None:
    if not community.has_token:
        return None
    try:
        read_token(community)
    except ConfigError as error:
        return Finding(Mark.FAIL, str(error).removeprefix(f"{community.name}: "))
    return Finding(Mark.OK, _("The token can be read."))


def _journal(desk: Desk) -> Finding:
    verdict = desk.trail.verify()
    if verdict.ok:
        count = plural("{count} entry", "{count} entries", verdict.entries)
        return Finding(Mark.OK, _("Journal intact: {count}").format(count=count))
    return Finding(
        Mark.FAIL,
        _("Journal not intact: {file}:{line}: {problem}").format(
            file=safe_line(str(verdict.file), 300),
            line=verdict.line,
            problem=safe_line(verdict.problem, 300),
        ),
        _("Restore the file from a backup, or keep it as it is and note the place."),
    )


def _server(desk: Desk, community: CommunityConfig) -> Iterator[Finding]:
    name = community.server or str(community.file or "")
    if desk.moderator is None or not desk.capabilities:
        trouble = safe_line(desk.line.trouble, 300) or _("The server was not reached.")
        todo = _("Look at server:, proxy: and the token in the configuration.")
        if community.adapter == "local":
            todo = _("Make one with: modtui demo --file {file}").format(
                file=safe_line(str(community.file), 300)
            )
        elif "example.org" in community.server:
            todo = _("This is still the example's server: put your own into the configuration.")
        yield Finding(Mark.FAIL, trouble, todo)
        return
    yield Finding(Mark.OK, _("Reached: {name}").format(name=safe_line(name, 200)))
    who = f"{safe_line(desk.moderator.name, 60)} ({safe_line(desk.moderator.id, 100)})"
    yield Finding(Mark.OK, _("Account: {who}").format(who=who))
    if desk.line.trouble:
        yield Finding(Mark.FAIL, safe_line(desk.line.trouble, 300), _("The queue is incomplete."))
    else:
        count = plural("{count} case", "{count} cases", len(desk.rows()))
        yield Finding(Mark.OK, _("Queue: {count}").format(count=count))
    able = [safe_line(c.label, 40) for c in desk.capabilities.values() if c.allowed]
    yield Finding(
        Mark.OK if able else Mark.FAIL,
        _("May: {verbs}").format(verbs=", ".join(able) or _("nothing")),
    )
    for capability in desk.capabilities.values():
        if not capability.allowed:
            label, why = safe_line(capability.label, 40), safe_line(capability.why_not, 200)
            yield Finding(Mark.WARN, _("May not: {label}. {why}").format(label=label, why=why))


def _routes(desk: Desk, community: CommunityConfig) -> Iterator[Finding]:
    routed = {contact for contact, _person in community.routes}
    for contact in desk.ruleset.contacts:
        if contact.id not in routed:
            name = safe_line(contact.id, 60)
            yield Finding(
                Mark.WARN,
                _("No route to the contact {name}: nothing can be escalated to it.").format(
                    name=name
                ),
                _("Add it under routes: in the configuration."),
            )
    for contact_id in sorted(routed - {contact.id for contact in desk.ruleset.contacts}):
        name = safe_line(contact_id, 60)
        yield Finding(Mark.WARN, _("The ruleset has no contact {name}.").format(name=name))


async def _ways(desk: Desk) -> AsyncIterator[Finding]:
    """Whether each contact can be reached, as far as that shows without sending anything."""
    for contact, found in await desk.check_routes():
        name = safe_line(contact, 60)
        for checked in found:
            mark = Mark.OK if checked.good else Mark.FAIL
            text = _("Route to {contact}: {what}").format(
                contact=name, what=safe_line(checked.sentence, 300)
            )
            yield Finding(mark, text, safe_line(checked.todo, 300) if not checked.good else "")


def locale(environment: Mapping[str, str]) -> Finding:
    """Whether the terminal is said to be UTF-8. The first of the three that is set counts."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        if value := environment.get(name):
            if re.search(r"utf-?8", value, re.I):
                return Finding(Mark.OK, _("Locale: {value}").format(value=safe_line(value, 60)))
            shown: str = safe_line(f"{name}={value}", 80)
            break
    else:
        shown = _("none is set")
    return Finding(
        Mark.WARN,
        _("The locale is not UTF-8 ({shown}): most scripts cannot be shown.").format(shown=shown),
        _("export LANG=C.UTF-8"),
    )


def folders(where: Paths, mounts: str | None = None) -> Iterator[Finding]:
    """Whether the folders can be written to, and lie on this machine."""
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text(errors="replace")
        except OSError:
            mounts = ""
    for folder in dict.fromkeys((where.data, where.state)):
        there = next(p for p in (folder, *folder.parents) if p.exists())
        shown = safe_line(str(folder), 300)
        if not os.access(there, os.W_OK | os.X_OK):
            yield Finding(
                Mark.FAIL,
                _("{folder} cannot be written to.").format(folder=shown),
                _("Look at the owner and mode of {there}.").format(there=safe_line(str(there))),
            )
            continue
        kind = file_system(there.resolve(), mounts)
        if kind in NETWORK:
            yield Finding(
                Mark.WARN,
                _("{folder} lies on a network file system ({kind}).").format(
                    folder=shown, kind=safe_line(kind, 20)
                ),
                _("Locks may fail there, and two desks could both send. Set MODTUI_HOME to a")
                + "\n"
                + _("folder on this machine, or open one desk only."),
            )
        else:
            yield Finding(Mark.OK, _("Folder: {folder}").format(folder=shown))


def file_system(path: Path, mounts: str) -> str:
    """The type of the file system that a path is on, by the text of ``/proc/mounts``."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), fields[1]))
        # Of two mounts on one point the later one lies on top.
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind
