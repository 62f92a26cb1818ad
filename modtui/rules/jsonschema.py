"""The form of a ruleset file as a JSON Schema, for editors that complete and check.

Made from the models, so that it cannot say anything else. It knows no more than form: what
one part says about another is checked by ``modtui rules check``.
"""

from typing import Any

from modtui.rules.schema import RulesetPart

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_WHOLE = ("name", "languages", "rules")
_RULE = ("title", "text", "severity")


def json_schema() -> dict[str, Any]:
    """The schema as plain data, in an order that never changes."""
    made: dict[str, Any] = RulesetPart.model_json_schema(by_alias=True)
    for part in (made, *made["$defs"].values()):
        _plain(part)
    # A file that extends another gives only what it changes.
    rule = made["$defs"]["RulePart"]
    rule["required"] = [name for name in rule["required"] if name not in _RULE]
    made["required"] = [name for name in made["required"] if name not in _WHOLE]
    made["if"] = {"required": ["extends"]}
    made["else"] = {
        "required": list(_WHOLE),
        "properties": {"rules": {"items": {"required": ["id", *_RULE]}}},
    }
    return {"$schema": DRAFT, "title": "A modtui ruleset", **made}


def _plain(part: Any) -> None:
    """Without titles made of names, and without null: an empty value is no value here."""
    if isinstance(part, list):
        for one in part:
            _plain(one)
        return
    if not isinstance(part, dict):
        return
    if isinstance(part.get("title"), str):
        part.pop("title")
    choices = part.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        choices.remove({"type": "null"})
        if len(choices) == 1:
            part.pop("anyOf")
            part.update({**choices[0], **part})
    if part.get("default", 0) is None:
        part.pop("default")
    for name, one in list(part.items()):
        # “properties” holds keys of the file, which may be called “title” too.
        if name in ("properties", "$defs"):
            for inner in one.values():
                _plain(inner)
        else:
            _plain(one)
