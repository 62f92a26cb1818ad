"""Writes what follows from the schema of ruleset files: the reference, and the JSON Schema.

``reference.py`` writes both; ``reference.py --check`` says by its exit status whether they
are what would be written.
"""

import json
import sys
import types
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from modtui.model import Verb  # noqa: E402
from modtui.rules import schema  # noqa: E402
from modtui.rules.conditions import SCRIPTS  # noqa: E402
from modtui.rules.jsonschema import json_schema  # noqa: E402
from modtui.rules.responses import PLACEHOLDERS  # noqa: E402
from modtui.rules.ruleset import FOLDING, Folding  # noqa: E402

PAGE = ROOT / "docs" / "rulesets-reference.md"
SCHEMA = ROOT / "rulesets" / "ruleset.schema.json"

# The parts in the order in which one meets them in a file, with how to reach them.
PARTS = (
    ("RulesetPart", "file", "The file"),
    ("VoicePart", "voice", "`voice:`"),
    ("ContactPart", "contact", "`contacts:`, each under its id"),
    ("DefaultsPart", "defaults", "`defaults:`"),
    ("SeverityLaddersPart", "ladders", "`defaults: ladder:`"),
    ("ResponsePart", "response", "`responses:`, each under its id"),
    ("RulePart", "rule", "`rules:`, each"),
    ("ExamplesPart", "examples", "`examples:`"),
    ("ExamplePart", "example", "An example that is more than a text"),
    ("MatchPart", "group", "`match:`, and each group in it"),
    ("RepeatedPart", "repetition", "`repeated:`"),
    ("LadderPart", "step", "`ladder:`, each step"),
    ("EscalatePart", "long form", "`escalate:`, in its long form"),
)

# What the schema leaves to the name of the key.
MEANING = {
    "RulesetPart.version": "the form of the file; this page describes version 1",
    "RulesetPart.name": "what the desk calls these rules",
    "RulesetPart.languages": "the first one is the one that every text exists in",
    "RulesetPart.voice": "how the community speaks",
    "RulesetPart.contacts": "roles that a case can be handed to",
    "RulesetPart.defaults": "what holds where a rule says nothing else",
    "RulesetPart.responses": "canned messages",
    "RulesetPart.rules": "the rules, the most important ones first",
    "ContactPart.name": "the role, as people call it: “List owners”",
    "ResponsePart.text": "the message, with placeholders",
    "ExamplesPart.violates": "texts that this rule must find",
    "ExamplesPart.allows": "texts that this rule must leave alone",
    "ExamplePart.text": "what somebody might write",
    "ExamplePart.lang": "the language of the example",
    "MatchPart.repeated": "the same sign, word or line again and again",
    "LadderPart.verb": "what is proposed",
    "LadderPart.response": "the message that goes with it",
    "EscalatePart.to": "the contact",
    "EscalatePart.when": "`always`: with every case; `undecided`: where a pattern ran out of"
    " time; `top_of_ladder`: when the ladder has no further step",
    "SeverityLaddersPart.low": "for rules of severity low",
    "SeverityLaddersPart.medium": "for rules of severity medium",
    "SeverityLaddersPart.high": "for rules of severity high",
    "SeverityLaddersPart.severe": "for rules of severity severe",
    "DefaultsPart.ladder": "ladders for rules without one, by severity",
    "DefaultsPart.decay": "after this time a violation no longer counts",
    "DefaultsPart.evidence": "how much of the text a decision may keep",
    "DefaultsPart.folding": "differences in writing that are looked through",
    "RulePart.id": "what journal and commands call the rule; never change it",
    "RulePart.title": "a few words, shown in lists and sent as `{{rule}}`",
    "RulePart.text": "the rule as people read it",
    "RulePart.severity": "where its cases stand in the queue",
    "RulePart.examples": "what it means, shown both ways",
    "RulePart.match": "what it looks for; without it, moderators choose the rule themselves",
    "RulePart.responses": "messages that can be chosen with this rule",
    "RulePart.escalate": "the contact for its cases",
    "RulePart.category": "a word for statistics: spam, abuse, privacy",
}
UNSET = {
    "DefaultsPart.decay": "90d",
    "DefaultsPart.evidence": "excerpt",
    "DefaultsPart.folding": ", ".join(FOLDING),
    "MatchPart.folding": "that of `defaults`",
    "RulePart.ladder": "that of its severity",
    "RulePart.decay": "that of `defaults`",
    "RulePart.evidence": "that of `defaults`",
}
KINDS = {
    "Id": "id", "Named": "id", "Key": "digit or letter", "Language": "language",
    "Seconds": "length of time", "Days": "length of time, or `never`", "Count": "limit",
    "Age": "limit of time", "Percent": "share: `70%`", "Domain": "name of a site",
    "Script": "script", "Address": "web address", "Text": "text",
    "PerLanguage": "text, or one for each language",
}  # fmt: skip
PLACEHOLDER = {
    "author": "the name of who wrote the post",
    "rule": "the title of the rule",
    "place": "the category, room or list",
    "excerpt": "the beginning of the post, cut and unable to act; empty where the rule keeps no"
    " evidence",
    "appeal": "`voice: appeal:`",
    "signature": "`voice: signature:`",
    "until": "the end of a mute or ban",
    "duration": "the length of a mute or ban",
    "moderator": "who decides",
}
FOLDS = {
    "invisibles": "characters that are not seen, such as a zero-width space or a soft hyphen",
    "case": "capitals and small letters",
    "width": "full-width and other wide forms, ligatures, letters in circles",
    "confusables": "letters that look like others: Cyrillic а for Latin a",
    "marks": "accents and other marks; makes *año* and *ano* one word",
    "leet": "digits and signs for letters: 1d10t; makes numbers look like words",
    "spaced": "letters set apart: i d i o t, i-d-i-o-t",
}

HEAD = """\
# Rulesets: the reference

<!-- Written by .make/reference.py from modtui/rules/schema.py; do not edit. -->

Every key of a ruleset file, with its values and what holds where it is left out. To learn how to
write one, read [rulesets.md](rulesets.md). A file is YAML 1.2 without anchors, aliases and tags;
a key that is not listed here is an error, with its line and a guess at what was meant.
"""


def page() -> str:
    """The page as it should be."""
    parts = [HEAD]
    for name, _short, title in PARTS:
        model = getattr(schema, name)
        about = " ".join((model.__doc__ or "").split())
        parts.append(f"## {title}\n\n{about}\n\n{_table(model)}")
    parts.append(_values())
    return "\n".join(parts)


def _table(model: type[BaseModel]) -> str:
    lines = ["| key | value | left out | meaning |", "|---|---|---|---|"]
    for name, field in model.model_fields.items():
        key = field.alias or name
        where = f"{model.__name__}.{name}"
        meaning = MEANING.get(where) or field.description
        if not meaning:
            raise SystemExit(f"{where} has no description, and reference.py has none either")
        kind = _kind(model.__annotations__[name])
        lines.append(f"| `{key}` | {kind} | {_default(where, field)} | {_cell(meaning)} |")
    return "\n".join(lines) + "\n"


def _default(where: str, field: Any) -> str:
    if where in UNSET:
        return UNSET[where]
    if field.is_required():
        return "required"
    default = field.default
    if isinstance(default, bool):
        return "`true`" if default else "`false`"
    if default is None or default is PydanticUndefined or default in ([], {}):
        return "nothing"
    return "nothing" if isinstance(default, BaseModel) else f"`{default}`"


def _kind(annotation: Any) -> str:
    """A type in the words of somebody who writes a ruleset."""
    if isinstance(annotation, str):
        annotation = eval(annotation, vars(schema))  # noqa: S307 -- our own source
    for name, said in KINDS.items():
        if annotation is getattr(schema, name) or annotation == getattr(schema, name):
            return said
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        if set(get_args(schema.PerLanguage)) <= set(inside):
            return KINDS["PerLanguage"]
        return ", or ".join(dict.fromkeys(_kind(one) for one in inside if one is not type(None)))
    if origin is list:
        return f"list of: {_kind(inside[0])}"
    if origin is dict:
        return f"ids, each with: {_kind(inside[1])}"
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in inside)
    if origin is Annotated:
        return "`1`"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        named = {name: (short, title) for name, short, title in PARTS}
        short, title = named[annotation.__name__]
        return f"[{short}](#{_anchor(title)})"
    return {bool: "`true`, `false`", int: "whole number", str: "text"}[annotation]


def _anchor(title: str) -> str:
    """The anchor that the usual Markdown sites give a heading."""
    kept = [c for c in title.lower() if c.isalnum() or c in " -_"]
    return "".join(kept).replace(" ", "-")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*.", "\\*.").replace("/*", "/\\*")


def _values() -> str:
    verbs = ", ".join(f"`{verb.value}`" for verb in Verb)
    said = [
        "## Values\n",
        "**id**: a short word in small letters, digits, `-` and `_`, at most 40. Ids are never"
        " shown to the author of a post.\n",
        "**key**: the digit or letter that picks the rule. `A` `B` `C` `D` `O` are taken: slow"
        " lines make them out of arrow keys.\n",
        "**length of time**: a number and a unit. `30m` minutes, `12h` hours, `7d` days, `2w`"
        " weeks.\n",
        "**limit**: `< 3`, `<= 3`, `> 3`, `>= 3`, or `less than 3`, `under 3`, `at most 3`,"
        " `more than 3`, `over 3`, `at least 3`. Put quotes around what begins with `>`. A limit"
        " of time has a length of time instead of the number: `< 7d`.\n",
        "**text, or one for each language**: `Be kind`, or `{en: Be kind, fr: Soyez aimables}`."
        " The first language of the file must be there.\n",
        f"**verbs**: {verbs}, and `native:…` for what only one backend has. `warn`, `mute`, `ban`,"
        " `lock` and `remove` are measures: a message that goes with one has to name the rule, say"
        " what happens next and how to appeal.\n",
        "**scripts**: " + ", ".join(f"`{name}`" for name in sorted(SCRIPTS)) + ".\n",
        "## Foldings\n",
        "Differences in writing that keywords and phrases are found through. Without a word in"
        f" the file: {', '.join(f'`{one.value}`' for one in FOLDING)}. Regexes are only found"
        " through those three.\n",
        "| folding | what it looks through |\n|---|---|",
        *(f"| `{one.value}` | {FOLDS[one.value]} |" for one in Folding),
        "\n## Placeholders\n",
        "`{{name}}` in a response, or `{{name|otherwise}}` for what is said where it is not known."
        " A message with a placeholder that has no value is not sent. Values by others are quoted:"
        " cut to one line, unable to mention anyone or to act as markup.\n",
        "| placeholder | what it stands for |\n|---|---|",
        *(f"| `{{{{{name}}}}}` | {PLACEHOLDER[name]} |" for name in PLACEHOLDERS),
        "| `{{link:NAME}}` | the page of that name under `voice: links:` |",
        "",
    ]
    return "\n".join(said)


def main() -> int:
    """Write both files, or with ``--check`` compare them."""
    form = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    stale = False
    for file, made in ((PAGE, page()), (SCHEMA, form)):
        if "--check" not in sys.argv:
            file.write_text(made, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != made:
            name = file.relative_to(ROOT)
            print(f"{name} is stale: run .make/reference.py.", file=sys.stderr)
            stale = True
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
