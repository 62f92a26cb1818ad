"""Rulesets from the command line."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from modtui.cli.exits import Exit
from modtui.cli.printing import as_json, data, say
from modtui.cli.trials import named, replay, test, try_
from modtui.problems import FileProblems, Problem
from modtui.text import safe_line
from modtui.words import _, plural

if TYPE_CHECKING:
    from modtui.rules.ruleset import Ruleset

FREE = "1234567890fh"
"""Keys for rules that the desk does not use itself."""
_NAMED = 3
"""Missing texts that are named; of more only the number is told."""


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
@click.argument("files", nargs=-1, required=True)
@click.option("--json", "json_", is_flag=True, help="The problems as JSON.")
def check(files: tuple[str, ...], json_: bool) -> Exit:
    """Read rulesets and list every problem, with its place.

    FILE is a ruleset, or the name of one that comes with modtui.

    What could be said better is listed too. It is advice: a ruleset that says
    “respect: block” turns some of it into problems.
    """
    from modtui.paths import paths
    from modtui.rules.loader import load
    from modtui.rules.wordcheck import check_words
    from modtui.rules.wordings import WordingError

    problems: list[Problem] = []
    advice: list[Problem] = []
    for file in map(named, files):
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
        for line in (*_untranslated(ruleset), *_used_keys(ruleset)):
            say(line)
        try:
            found = check_words(file, ruleset, folder=paths().config / "wording")
        except WordingError as error:
            raise click.ClickException(str(error)) from None
        problems += found.blocking
        advice += found.advice
    if json_:
        as_json([*problems, *advice])
    else:
        for problem in (*problems, *advice):
            data(str(problem))
    if advice:
        say(plural("{count} piece of advice.", "{count} pieces of advice.", len(advice)))
    if problems:
        say(plural("{count} problem.", "{count} problems.", len(problems)))
        return Exit.PROBLEM
    return Exit.OK


def _untranslated(ruleset: "Ruleset") -> Iterator[str]:
    """A line for each language in which texts are missing."""
    from modtui.rules.untranslated import untranslated

    for language, places in untranslated(ruleset).items():
        yield _("{language}: {missing}; {first} stands in: {places}").format(
            language=language,
            missing=plural("{count} text is missing", "{count} texts are missing", len(places)),
            first=ruleset.languages[0],
            places=", ".join((*places[:_NAMED], *("…" for _more in places[_NAMED:][:1]))),
        )


def _used_keys(ruleset: "Ruleset") -> Iterator[str]:
    """A line for each rule whose key does something else on the desk."""
    for rule in ruleset.rules:
        if rule.key and rule.key not in FREE:
            yield _("{rule}: the desk uses the key {key} itself; free are {free}").format(
                rule=safe_line(rule.id, 40), key=safe_line(rule.key, 4), free=" ".join(FREE)
            )
