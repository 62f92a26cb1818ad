"""Whether the record can be trusted: checking it, and noting elsewhere where it stood."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click

from modtui.cli.audit import audit
from modtui.cli.desks import Seat, opened, run, seat, seated
from modtui.cli.exits import Exit, Stop
from modtui.cli.printing import as_json, data, say
from modtui.journal import Verdict, checkpoint
from modtui.journal.checkpoint import Checkpoint, CheckpointError
from modtui.model import Struct
from modtui.text import safe_line
from modtui.times import show_time
from modtui.words import _, plural

PATIENCE = 60.0
"""Seconds that checkpoint_cmd may take."""


class Checked(Struct):
    """What ``audit verify --json`` prints."""

    verdict: Verdict
    against: int = 0
    """How many checkpoints the record was held against."""
    problem: str = ""
    """What is wrong with the checkpoints themselves."""


@audit.command()
@seated
@click.option(
    "--against",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Checkpoints that were kept elsewhere; - reads them from standard input.",
)
@click.option("--key", metavar="HEX", help="The public key that must have signed them.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def verify(
    community: str | None, demo: bool, against: Path | None, key: str | None, json_: bool
) -> Exit:
    """Check that the record is as it was written, entry by entry.

    This finds what was changed, deleted, moved or inserted within the record. That its end
    was cut off, or that all of it was written anew, shows only with --against, and up to the
    newest checkpoint in FILE.
    """
    return run(_verify(seat(community, demo), against, key, json_))


async def _verify(where: Seat, against: Path | None, key: str | None, json_: bool) -> Exit:
    noted = _read(against) if against is not None else ()
    if key and not noted:
        raise Stop(Exit.USAGE, _("--key is for the checkpoints that --against names."))
    async with opened(where.desk, reach=False) as desk:
        problem = _unfit(noted, desk.trail.store, key)
        heads = {found.seq: found.head for found in noted}
        verdict = desk.trail.verify(heads, _progress())
        if json_:
            as_json(Checked(verdict, len(noted), problem))
        elif not verdict.ok:
            place = f"{safe_line(str(verdict.file))}:{verdict.line}"
            data(f"{place}: {safe_line(verdict.problem, 300)} [{verdict.kind}]")
        else:
            data(_("Intact: {entries} entries, {erased} of them erased.").format(
                entries=verdict.entries, erased=verdict.erased
            ))  # fmt: skip
            if verdict.entries:
                data(_("Entry {seq} has the head {head}").format(
                    seq=verdict.entries, head=verdict.head
                ))  # fmt: skip
            if noted and not problem:
                newest = max(noted, key=lambda found: found.seq)
                count = plural("{count} checkpoint", "{count} checkpoints", len(noted))
                data(_("It holds {count}, up to entry {seq} of {at}.").format(
                    count=count, seq=newest.seq, at=show_time(newest.at, where.zone)
                ))  # fmt: skip
        if problem:
            say(problem)
        return Exit.OK if verdict.ok and not problem else Exit.JOURNAL


def _read(file: Path) -> tuple[Checkpoint, ...]:
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return checkpoint.parse(raw, str(file))
    except (OSError, CheckpointError) as error:
        why = getattr(error, "strerror", None)
        sentence = f"{safe_line(str(file), 300)}: {safe_line(why, 100)}" if why else str(error)
        raise Stop(Exit.USAGE, sentence) from error


def _unfit(noted: tuple[Checkpoint, ...], store: str, key: str | None) -> str:
    """Why checkpoints prove nothing about this store, in a sentence; empty: they do."""
    for found in noted:
        if found.store != store:
            return _(
                "The checkpoint of entry {seq} is of another store, or this store's key was"
                " replaced."
            ).format(seq=found.seq)
        if key and found.key.lower() != key.lower():
            return _("The checkpoint of entry {seq} was not signed with that key.").format(
                seq=found.seq
            )
        genuine = checkpoint.is_authentic(found)
        if genuine is False:
            return _("The signature of the checkpoint of entry {seq} is wrong.").format(
                seq=found.seq
            )
        if key and genuine is None:
            return _("Signatures cannot be checked here: pip install 'modtui[sign]'.")
    for found in noted:
        if any(other.seq == found.seq and other.head != found.head for other in noted):
            return _("Two checkpoints name different heads of entry {seq}.").format(seq=found.seq)
    keys = {found.key for found in noted}
    if len(keys) > 1:
        return _("The checkpoints were signed with different keys.")
    return ""


def _progress() -> Callable[[int], None] | None:
    if not sys.stderr.isatty():
        return None
    return lambda seq: say(_("{count} entries checked…").format(count=f"{seq:,}"))


@audit.command("checkpoint")
@seated
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
def checkpoint_(file: Path | None, community: str | None, demo: bool) -> Exit:
    """Note where the record stands now, signed, to keep it elsewhere.

    The line is added to FILE. Without one it is given to the configured checkpoint_cmd on its
    standard input, or printed where there is none. Later, `modtui audit verify --against`
    tells whether the record still holds what was noted.
    """
    return run(_checkpoint(seat(community, demo), file))


async def _checkpoint(where: Seat, file: Path | None) -> Exit:
    async with opened(where.desk, reach=False) as desk:
        if file is not None and desk.settings.restricted:
            raise Stop(Exit.USAGE, _("This desk is restricted: no file is written."))
        made = desk.trail.checkpoint()
        if made is None:
            say(_("Nothing is recorded yet, so there is nothing to note."))
            return Exit.PROBLEM
        command = desk.settings.checkpoint_cmd
        if file is not None:
            _write(file, made)
            say(_("Noted in {file}: entry {seq}.").format(file=safe_line(str(file)), seq=made.seq))
        elif command:
            _give(command, made)
            say(_("Given to {name}: entry {seq}.").format(
                name=safe_line(command[0], 100), seq=made.seq
            ))  # fmt: skip
        else:
            data(made.line.decode().rstrip("\n"))
        if made.key:
            say(_("Signed with the key {key}").format(key=made.key))
        else:
            say(_("It is not signed: pip install 'modtui[sign]' for that."))
        return Exit.OK


def _write(file: Path, made: Checkpoint) -> None:
    try:
        checkpoint.append(file, made)
    except OSError as error:
        problem = _("{file} could not be written ({why}). Nothing was noted.").format(
            file=safe_line(str(file), 300), why=safe_line(error.strerror or "", 100)
        )
        raise Stop(Exit.PROBLEM, problem) from error


def _give(command: tuple[str, ...], made: Checkpoint) -> None:
    name = safe_line(command[0], 100)
    try:
        done = subprocess.run(
            list(command),
            input=made.line,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
        )
    except (OSError, ValueError) as error:
        why = safe_line(getattr(error, "strerror", None) or type(error).__name__, 100)
        sentence = _("checkpoint_cmd: {name} could not be started: {why}.")
        raise Stop(Exit.PROBLEM, sentence.format(name=name, why=why)) from error
    except subprocess.TimeoutExpired:
        sentence = _("checkpoint_cmd: {name} gave no answer within {seconds:g} s.")
        raise Stop(Exit.PROBLEM, sentence.format(name=name, seconds=PATIENCE)) from None
    if done.returncode:
        sentence = _("checkpoint_cmd: {name} ended with status {status}; it may not be noted.")
        raise Stop(Exit.PROBLEM, sentence.format(name=name, status=done.returncode))
