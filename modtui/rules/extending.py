"""A ruleset that extends another: both files as one, with the place of every part.

A shipped ruleset is named; any other lies beside or below the file that extends it. Rules,
responses and contacts of the same id change what they give and keep the rest.
"""

import hashlib
import re
from pathlib import Path
from typing import Any

from modtui.model import Struct
from modtui.problems import FileProblems, Problem, read_source
from modtui.shipped import names, shipped
from modtui.text import safe_line
from modtui.words import _
from modtui.yamlfile import Document, Where, closest, parse_yaml, quoted

DEEPEST = 8
_FILE = re.compile(r".*\.ya?ml")
_LEVELS = {"voice": 1, "contacts": 2, "defaults": 2, "responses": 2}


class Source(Struct, frozen=True):
    """A file that was extended, and the SHA-256 of what was in it, in hex."""

    path: str
    digest: str


class Merged(Document):
    """The data of several files as one. Problems are told in the file they stand in."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.file, "")
        self.data = document.data
        self._origins: dict[Where, tuple[Document, Where]] = {(): (document, ())}

    def comes_from(self, where: Where, document: Document, place: Where) -> None:
        """Note where a part, with all in it, was read."""
        if isinstance(document, Merged):
            for known, origin in document._origins.items():
                if known[: len(place)] == place:
                    self._origins[where + known[len(place) :]] = origin
            document, place = document.origin(place)
        self._origins[where] = (document, place)

    def origin(self, where: Where) -> tuple[Document, Where]:
        """The file of a part, and its place there."""
        known = where
        while known not in self._origins:
            known = known[:-1]
        document, place = self._origins[known]
        return document, place + where[len(known) :]

    def problem(self, where: Where, message: str, hint: str = "", *, key: bool = False) -> Problem:
        """A problem with the value at ``where``, or with its key, in its own file."""
        document, place = self.origin(where)
        return document.problem(place, message, hint, key=key)

    def line(self, where: Where) -> int:
        """The line of a value in its own file, counted from 1."""
        document, place = self.origin(where)
        return document.line(place)


def read(data: bytes, file: str, folder: Path | None) -> tuple[Document, tuple[Source, ...]]:
    """The document in some bytes with all that it extends, and which files those were.

    ``folder`` is where the file lies; without one only shipped rulesets can be extended.
    Raises FileProblems.
    """
    path = (folder / Path(file).name).resolve() if folder is not None else None
    return _read(data, file, folder, (path,) if path is not None else ())


def _read(
    data: bytes, file: str, folder: Path | None, chain: tuple[Path, ...]
) -> tuple[Document, tuple[Source, ...]]:
    document = parse_yaml(data, file)
    if not isinstance(document.data, dict) or not isinstance(document.data.get("extends"), str):
        if isinstance(document.data, dict) and document.data.get("without"):
            message = _("“without” leaves rules of another file out, and this one extends none")
            raise FileProblems([document.problem(("without",), message, key=True)])
        return document, ()
    path = _path(document, folder, chain)
    try:
        below = read_source(path)
    except FileProblems as error:
        why = error.problems[0].message
        raise FileProblems([document.problem(("extends",), why)]) from None
    shown = _shown(path, folder, file)
    base, sources = _read(below, shown, path.parent, (*chain, path))
    source = Source(str(path), hashlib.sha256(below).hexdigest())
    return _merged(base, document), (source, *sources)


def _shown(path: Path, folder: Path | None, file: str) -> str:
    """How problems call the extended file: as the first one was called, where that is near."""
    if folder is not None and path.is_relative_to(folder.resolve()):
        return str(Path(file).parent / path.relative_to(folder.resolve()))
    return str(path)


def _path(document: Document, folder: Path | None, chain: tuple[Path, ...]) -> Path:
    """The file that is extended. Raises FileProblems."""
    named: str = document.data["extends"]

    def refuse(message: str, hint: str = "") -> FileProblems:
        return FileProblems([document.problem(("extends",), message, hint)])

    if _FILE.fullmatch(named):
        if folder is None:
            raise refuse(_("it is not known in which folder this file lies"))
        home = folder.resolve()
        try:
            path = (home / named).resolve()
        except (OSError, ValueError, RuntimeError):
            raise refuse(_("this is not the path of a file")) from None
        if Path(named).is_absolute() or not path.is_relative_to(home):
            raise refuse(
                _("a ruleset extends files of its own folder only"),
                _("copy that file beside this one, or below"),
            )
    else:
        known = names("rulesets")
        if named not in known:
            raise refuse(
                _("there is no shipped ruleset {name}").format(name=quoted(named)),
                closest(named, known)
                or _("shipped are: {names}; a file is named with its .yaml").format(
                    names=", ".join(known)
                ),
            )
        path = (shipped("rulesets") / f"{named}.yaml").resolve()
    if path in chain:
        circle = " → ".join(one.name for one in (*chain[chain.index(path) :], path))
        raise refuse(
            _("these files extend each other in a circle: {files}").format(
                files=safe_line(circle, 200)
            )
        )
    if len(chain) >= DEEPEST:
        raise refuse(_("more than {count} files extend each other").format(count=DEEPEST))
    return path


def _merged(base: Document, own: Document) -> Merged:
    made = Merged(own)
    data: dict[str, Any] = {
        name: value for name, value in own.data.items() if name not in ("extends", "without")
    }
    below: dict[str, Any] = base.data if isinstance(base.data, dict) else {}
    languages = data.get("languages", below.get("languages"))
    for name, value in below.items():
        if name == "rules":
            continue
        if name not in data:
            made.comes_from((name,), base, (name,))
            data[name] = value
        elif name in _LEVELS:
            data[name] = _maps(made, base, (name,), value, data[name], _LEVELS[name])
    data["rules"] = _rules(made, base, own)
    made.data = data
    if isinstance(languages, list) and languages:
        _narrow(made, base, languages, below.get("languages"))
    return made


def _maps(made: Merged, base: Document, where: Where, below: Any, above: Any, levels: int) -> Any:
    """Two groups as one, ``levels`` deep; what is deeper is taken whole."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    both: dict[str, Any] = {}
    for name, value in below.items():
        place = (*where, name)
        if name not in above:
            made.comes_from(place, base, place)
            both[name] = value
        elif levels > 1:
            both[name] = _maps(made, base, place, value, above[name], levels - 1)
        else:
            both[name] = above[name]
    return both | {name: value for name, value in above.items() if name not in below}


def _rules(made: Merged, base: Document, own: Document) -> Any:
    below = base.data.get("rules") if isinstance(base.data, dict) else None
    above = own.data.get("rules", [])
    if not isinstance(below, list) or not isinstance(above, list):
        return above
    ids = [_id(rule) for rule in below]
    without = own.data.get("without") or []
    problems = []
    left_out = set()
    if not isinstance(without, list):
        problems.append(own.problem(("without",), _("a list of rules is needed here")))
        without = []
    own_ids = [_id(rule) for rule in above]
    for index, id in enumerate(without):
        if str(id) in own_ids:
            message = _("{id} is left out here, and given below").format(id=quoted(id))
            problems.append(own.problem(("without", index), message, _("keep one of the two")))
            continue
        if str(id) in ids:
            left_out.add(str(id))
            continue
        message = _("the extended file has no rule {id}").format(id=quoted(id))
        known = [one for one in ids if one]
        problems.append(own.problem(("without", index), message, closest(str(id), known)))
    if problems:
        raise FileProblems(problems)
    changes: dict[str, int] = {}
    for index, rule in enumerate(above):
        changes.setdefault(_id(rule) or "", index)
    rules: list[Any] = []
    taken: set[int] = set()
    for index, rule in enumerate(below):
        if ids[index] in left_out:
            continue
        place: Where = ("rules", len(rules))
        change = changes.get(ids[index] or " ")
        if change is None or not isinstance(rule, dict) or change in taken:
            made.comes_from(place, base, ("rules", index))
            rules.append(rule)
            continue
        taken.add(change)
        made.comes_from(place, own, ("rules", change))
        for name in rule:
            if name not in above[change]:
                made.comes_from((*place, name), base, ("rules", index, name))
        rules.append({**rule, **above[change]})
    for index, rule in enumerate(above):
        if index not in taken:
            made.comes_from(("rules", len(rules)), own, ("rules", index))
            rules.append(rule)
    return rules


def _id(rule: Any) -> str | None:
    return str(rule["id"]) if isinstance(rule, dict) and "id" in rule else None


def _narrow(made: Merged, base: Document, languages: list[Any], before: Any) -> None:
    """Inherited texts keep only the languages of the file that extends."""
    first = before[0] if isinstance(before, list) and before else None

    def narrowed(group: Any, names: tuple[str, ...], where: Where) -> Any:
        if not isinstance(group, dict):
            return group
        changed = dict(group)
        for name in names:
            text = group.get(name)
            if not _inherited(made, base, (*where, name)):
                continue
            if isinstance(text, str) and first != languages[0]:
                text = {first: text}  # a bare text is in the first language of its own file
            if isinstance(text, dict):
                text = {code: said for code, said in text.items() if code in languages}
            if text is not None:
                changed[name] = text
        return changed

    data = made.data
    if "voice" in data:
        data["voice"] = narrowed(data["voice"], ("signature", "appeal", "tone"), ("voice",))
    if isinstance(data.get("responses"), dict):
        data["responses"] = {
            id: narrowed(response, ("text",), ("responses", id))
            for id, response in data["responses"].items()
        }
    if isinstance(data.get("rules"), list):
        data["rules"] = [
            narrowed(rule, ("title", "text"), ("rules", index))
            for index, rule in enumerate(data["rules"])
        ]


def _inherited(made: Merged, base: Document, where: Where) -> bool:
    document, _place = made.origin(where)
    if isinstance(base, Merged):
        return any(document is origin for origin, _place in base._origins.values())
    return document is base


def written(document: Document, sources: tuple[Source, ...]) -> bytes:
    """All files as one, as YAML that reads back to the same data."""
    import yaml

    from modtui.yamlfile import resolved

    class Dumper(yaml.SafeDumper):
        pass

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = "|" if "\n" in value else None
        if not isinstance(resolved(value), str):
            style = '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    Dumper.ignore_aliases = lambda self, data: True  # type: ignore[method-assign]
    head = "".join(f"# with {Path(one.path).name}, SHA-256 {one.digest}\n" for one in sources)

    def dump(raw: bool) -> str:
        return head + yaml.dump(
            document.data, Dumper=Dumper, allow_unicode=raw, sort_keys=False, width=100
        )

    readable = dump(True)
    if any(_unsafe(character) for character in set(readable)):
        readable = dump(False)
    return readable.encode()


def _unsafe(character: str) -> bool:
    """What the reader refuses where it stands in a file as itself."""
    import unicodedata

    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn") and character != "\n"
