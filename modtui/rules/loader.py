"""Reads ruleset files, and keeps them compiled.

Reading one through YAML and pydantic costs half of what Textual costs to import
(measured), so a ruleset is kept compiled in a cache folder, keyed by the file's hash. An
unchanged file imports neither. The cache is disposable: a broken one is passed over.
"""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from modtui import __version__
from modtui.model import Severity, Struct
from modtui.problems import FileProblems, read_source
from modtui.rules.ruleset import (
    Contact,
    Evidence,
    Example,
    LadderStep,
    Response,
    Rule,
    Ruleset,
    Texts,
)

if TYPE_CHECKING:
    from modtui.rules import schema

FORMAT = 1
"""Version of the compiled form. Raise it whenever ``ruleset`` changes."""
KEPT = 20
"""Compiled rulesets kept in a cache folder; the oldest go first."""
_SUFFIX = ".ruleset"


class _Cached(Struct, frozen=True):
    key: str
    ruleset: Ruleset


def source(path: Path) -> bytes:
    """The bytes of a ruleset file. Raises FileProblems."""
    return read_source(path)


def load(path: Path, cache: Path | None = None) -> Ruleset:
    """The ruleset in a file. ``cache`` is a folder for compiled ones, made when needed.

    Raises FileProblems with everything that is wrong with the file.
    """
    data = source(path)
    key = _key(data)
    if cache is not None and (kept := _read(cache, key)) is not None:
        return kept
    ruleset = compiled(data, str(path))
    if cache is not None:
        _write(cache, key, ruleset)
    return ruleset


def compiled(data: bytes, file: str) -> Ruleset:
    """The ruleset in some bytes; ``file`` is what problems call them. Raises FileProblems."""
    from modtui.rules.crosschecks import crosscheck
    from modtui.rules.schema import RulesetPart
    from modtui.yamlfile import check, parse_yaml

    document = parse_yaml(data, file)
    part, problems = check(RulesetPart, document)
    more = tuple(crosscheck(document))
    if part is None or more:
        raise FileProblems((*problems, *more))
    return _compile(part, hashlib.sha256(data).hexdigest())


def _compile(part: "schema.RulesetPart", digest: str) -> Ruleset:
    first = part.languages[0]

    def texts(value: str | dict[str, str] | None) -> Texts:
        if value is None:
            return ()
        if isinstance(value, str):
            return ((first, value),)
        # The first language comes first: it is what others fall back to.
        return tuple(sorted(value.items(), key=lambda item: item[0] != first))

    def rule(one: "schema.RulePart") -> Rule:
        return Rule(
            id=one.id,
            key=one.key,
            title=texts(one.title),
            text=texts(one.text),
            severity=Severity(one.severity),
            violates=_examples(one.examples.violates),
            allows=_examples(one.examples.allows),
            keywords=tuple(one.match.keywords),
            regexes=tuple(one.match.regexes),
            anywhere=one.match.anywhere,
            ladder=tuple(
                LadderStep(verb=step.verb, seconds=step.seconds, response=step.response or "")
                for step in one.ladder
            ),
            decay_days=one.decay,
            responses=tuple(one.responses),
            contact=one.escalate or "",
            evidence=Evidence(one.evidence),
            category=one.category or "",
            veiled=one.veiled,
        )

    return Ruleset(
        name=part.name,
        hash=digest,
        languages=tuple(part.languages),
        signature=texts(part.voice.signature),
        appeal=texts(part.voice.appeal),
        contacts=tuple(
            Contact(id=id, name=contact.name, about=contact.about or "")
            for id, contact in part.contacts.items()
        ),
        rules=tuple(rule(one) for one in part.rules),
        responses=tuple(
            Response(id=id, texts=texts(one.text), verbs=tuple(one.verbs))
            for id, one in part.responses.items()
        ),
    )


def _examples(parts: "list[str | schema.ExamplePart]") -> tuple[Example, ...]:
    return tuple(
        Example(part) if isinstance(part, str) else Example(part.text, part.lang or "")
        for part in parts
    )


def _key(data: bytes) -> str:
    return f"{hashlib.sha256(data).hexdigest()}-{FORMAT}-{__version__}"


def _read(cache: Path, key: str) -> Ruleset | None:
    try:
        kept = msgspec.msgpack.decode((cache / f"{key}{_SUFFIX}").read_bytes(), type=_Cached)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return None
    # The name says what should be in it; a copied or renamed file is not taken.
    return kept.ruleset if kept.key == key and key.startswith(kept.ruleset.hash) else None


def _write(cache: Path, key: str, ruleset: Ruleset) -> None:
    """Keep a compiled ruleset. A cache that cannot be written to is only slower."""
    with contextlib.suppress(OSError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=cache, suffix=".part")  # made with mode 0600
        try:
            with open(handle, "wb") as file:
                file.write(msgspec.msgpack.encode(_Cached(key, ruleset)))
            os.replace(name, cache / f"{key}{_SUFFIX}")
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        kept = sorted(cache.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink(missing_ok=True)
