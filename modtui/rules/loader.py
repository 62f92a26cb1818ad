"""Reads ruleset files, and keeps them compiled.

Reading one through YAML and pydantic costs half of what Textual costs to import
(measured), so a ruleset is kept compiled in a cache folder, keyed by the file's hash, with
the hashes of the files that it extends. Unchanged files import neither. The cache is
disposable: a broken one is passed over.
"""

import contextlib
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from modtui import __version__, privately
from modtui.model import Severity, Struct
from modtui.problems import FileProblems, read_source
from modtui.rules.ruleset import (
    ANY_VERB,
    DECAY_DAYS,
    FOLDING,
    Contact,
    Evidence,
    Example,
    Folding,
    LadderStep,
    Match,
    Repeated,
    Response,
    Rule,
    Ruleset,
    Texts,
    Urgency,
    When,
)

if TYPE_CHECKING:
    from modtui.rules import schema

FORMAT = 3
"""Version of the compiled form. Raise it whenever ``ruleset`` changes."""
KEPT = 20
"""Compiled rulesets kept in a cache folder; the oldest go first."""
_SUFFIX = ".ruleset"


class _Cached(Struct, frozen=True):
    key: str
    ruleset: Ruleset
    text: bytes = b""
    folder: str = ""
    sources: tuple[tuple[str, str], ...] = ()


class Loaded(Struct, frozen=True):
    """A ruleset and the text that it can be read from again, whatever it extends.

    ``text`` is the file's own bytes, or where it extends others, all of them as one.
    Its SHA-256 is ``ruleset.hash``: a journal keeps it, so that a decision is judged by
    the rules of its day. ``below`` are the paths of the files that it extends.
    """

    ruleset: Ruleset
    text: bytes
    below: tuple[str, ...] = ()


def load(path: Path, cache: Path | None = None) -> Ruleset:
    """The ruleset in a file. ``cache`` is a folder for compiled ones, made when needed.

    Raises FileProblems with everything that is wrong with the file or with those it extends.
    """
    return load_whole(path, cache).ruleset


def load_whole(path: Path, cache: Path | None = None) -> Loaded:
    """The ruleset in a file, with its whole text. Raises FileProblems."""
    data = read_source(path)
    key = _key(data)
    folder = path.parent.resolve()
    if cache is not None and (kept := _read(cache, key, folder)) is not None:
        return Loaded(kept.ruleset, kept.text or data, tuple(path for path, _ in kept.sources))
    ruleset, text, sources = _made(data, str(path), folder)
    if cache is not None:
        _write(
            cache,
            _Cached(
                key, ruleset, text if sources else b"", str(folder) if sources else "", sources
            ),
        )
    return Loaded(ruleset, text, tuple(path for path, _ in sources))


def compiled(data: bytes, file: str, folder: Path | None = None) -> Ruleset:
    """The ruleset in some bytes; ``file`` is what problems call them. Raises FileProblems.

    ``folder`` is where files that it extends are looked for.
    """
    return _made(data, file, folder)[0]


def _made(
    data: bytes, file: str, folder: Path | None
) -> tuple[Ruleset, bytes, tuple[tuple[str, str], ...]]:
    from modtui.rules.crosschecks import crosscheck
    from modtui.rules.extending import read, written
    from modtui.rules.schema import RulesetPart
    from modtui.yamlfile import check

    document, sources = read(data, file, folder)
    part, problems = check(RulesetPart, document)
    more = tuple(crosscheck(document))
    if part is None or more:
        raise FileProblems((*problems, *more))
    text = written(document, sources) if sources else data
    ruleset = _compile(part, hashlib.sha256(text).hexdigest())
    return ruleset, text, tuple((source.path, source.digest) for source in sources)


def _compile(part: "schema.RulesetPart", digest: str) -> Ruleset:
    first = part.languages[0]
    ladders = {
        "low": part.defaults.ladder.low,
        "medium": part.defaults.ladder.medium,
        "high": part.defaults.ladder.high,
        "severe": part.defaults.ladder.severe,
    }
    folding = _folding(part.defaults.folding, FOLDING)

    def texts(value: str | dict[str, str] | None) -> Texts:
        if value is None:
            return ()
        if isinstance(value, str):
            return ((first, value),)
        # The first language comes first: it is what others fall back to.
        return tuple(sorted(value.items(), key=lambda item: item[0] != first))

    def rule(one: "schema.RulePart") -> Rule:
        ladder = one.ladder if one.ladder is not None else ladders[one.severity]
        decay = one.decay if one.decay is not None else part.defaults.decay
        contact, when = "", When.TOP_OF_LADDER
        if isinstance(one.escalate, str):
            contact = one.escalate
        elif one.escalate is not None:
            contact, when = one.escalate.to, When(one.escalate.when)
        approve = one.approve_first
        if isinstance(approve, bool):
            approve = [ANY_VERB] if approve else []
        return Rule(
            id=one.id,
            key=one.key or "",
            title=texts(one.title),
            text=texts(one.text),
            severity=Severity(one.severity),
            violates=_examples(one.examples.violates),
            allows=_examples(one.examples.allows),
            match=_match(one.match, folding),
            ladder=tuple(
                LadderStep(verb=step.verb, seconds=step.seconds, response=step.response or "")
                for step in ladder or ()
            ),
            decay_days=DECAY_DAYS if decay is None else decay,
            responses=tuple(one.responses),
            contact=contact,
            escalate=when,
            approve_first=tuple(approve),
            evidence=Evidence(one.evidence or part.defaults.evidence or "excerpt"),
            category=one.category or "",
            veiled=one.veiled,
            masks=one.masks,
        )

    return Ruleset(
        name=part.name,
        hash=digest,
        languages=tuple(part.languages),
        signature=texts(part.voice.signature),
        appeal=texts(part.voice.appeal),
        tone=texts(part.voice.tone),
        links=tuple(part.voice.links.items()),
        strict=part.voice.respect == "block",
        contacts=tuple(
            Contact(
                id=id,
                name=contact.name,
                about=contact.about or "",
                subjects=tuple(contact.subjects),
                urgency=Urgency(contact.urgency),
                languages=tuple(contact.languages),
                answer_within=contact.answer_within,
            )
            for id, contact in part.contacts.items()
        ),
        rules=tuple(rule(one) for one in part.rules),
        responses=tuple(
            Response(id=id, texts=texts(one.text), verbs=tuple(one.verbs))
            for id, one in part.responses.items()
        ),
    )


def _folding(names: Sequence[str] | None, default: tuple[Folding, ...]) -> tuple[Folding, ...]:
    """In a fixed order, so that equal choices are equal."""
    return default if names is None else tuple(fold for fold in Folding if fold in names)


def _match(part: "schema.MatchPart", default: tuple[Folding, ...]) -> Match:
    folding = _folding(part.folding, default)
    repeated = None
    if part.repeated is not None:
        repeated = Repeated(
            characters=part.repeated.characters or 0,
            words=part.repeated.words or 0,
            text=part.repeated.text or 0,
        )
    return Match(
        keywords=tuple(part.keywords),
        phrases=tuple(part.phrases),
        regexes=tuple(part.regexes),
        domains=tuple(part.domains),
        folding=folding,
        anywhere=part.words == "anywhere",
        author_age=part.author_age,
        author_posts=part.author_posts,
        first_post=part.first_post,
        report_reasons=tuple(part.report_reasons),
        reports=part.reports,
        languages=tuple(part.language),
        scripts=tuple(part.script),
        length=part.length,
        links=part.links,
        shouting=part.shouting,
        repeated=repeated,
        attachments=tuple(part.attachments),
        any=tuple(_match(group, folding) for group in part.any_),
        all=tuple(_match(group, folding) for group in part.all_),
        none=(_match(part.not_, folding),) if part.not_ is not None else (),
    )


def _examples(parts: "list[str | schema.ExamplePart]") -> tuple[Example, ...]:
    return tuple(
        Example(part)
        if isinstance(part, str)
        else Example(
            text=part.text,
            language=part.lang or "",
            author_age=part.author_age,
            author_posts=part.author_posts,
            reports=part.reports,
            reasons=tuple(part.reasons),
            attachments=tuple(part.attachments),
        )
        for part in parts
    )


def _key(data: bytes) -> str:
    return f"{hashlib.sha256(data).hexdigest()}-{FORMAT}-{__version__}"


def _read(cache: Path, key: str, folder: Path) -> _Cached | None:
    try:
        kept = msgspec.msgpack.decode((cache / f"{key}{_SUFFIX}").read_bytes(), type=_Cached)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return None
    # The name says what should be in it; a copied or renamed file is not taken.
    if kept.key != key or (kept.sources and kept.folder != str(folder)):
        return None
    try:
        changed = any(
            hashlib.sha256(read_source(Path(path))).hexdigest() != digest
            for path, digest in kept.sources
        )
    except FileProblems:
        return None
    return None if changed else kept


def _write(cache: Path, made: _Cached) -> None:
    """Keep a compiled ruleset. A cache that cannot be written to is only slower."""
    with contextlib.suppress(OSError):
        privately.replace_file(cache / f"{made.key}{_SUFFIX}", msgspec.msgpack.encode(made))
        kept = sorted(cache.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink(missing_ok=True)
