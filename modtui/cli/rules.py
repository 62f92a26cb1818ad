"""Rulesets from the command line."""

from pathlib import Path

import click

from modtui.cli.exits import Exit
from modtui.cli.printing import as_json, data, say
from modtui.cli.trials import replay, test, try_
from modtui.problems import FileProblems, Problem
from modtui.text import safe_line
from modtui.words import _, plural


@click.group()
def rules() -> None:
    """Look after rulesets."""


rules.add_command(test)
rules.add_command(try_)
rules.add_command(replay)


@rules.command()
def schema() -> Exit:
    """Print the form of a ruleset file as a JSON Schema, for editors."""
    from modtui.rules.jsonschema import json_schema

    as_json(json_schema())
    return Exit.OK


@rules.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "json_", is_flag=True, help="The problems as JSON.")
def check(files: tuple[Path, ...], json_: bool) -> Exit:
    """Read rulesets and list every problem, with its place."""
    from modtui.rules.loader import load

    problems: list[Problem] = []
    for file in files:
        try:
            ruleset = load(file)
        except FileProblems as error:
            problems += error.problems
            continue
        say(
            _("{file}: {rules}, in {languages}.").format(
                file=safe_line(str(file), 300),
                rules=plural("{count} rule", "{count} rules", len(ruleset.rules)),
                languages=", ".join(ruleset.languages) or "?",
            )
        )
    if json_:
        as_json(problems)
    else:
        for problem in problems:
            data(str(problem))
    if problems:
        say(plural("{count} problem.", "{count} problems.", len(problems)))
        return Exit.PROBLEM
    return Exit.OK
