"""What one part of a ruleset file says about another: each must exist, once, and fit.

Works on the plain data, not on the models, so that these problems are told together with
those of the schema. Anything of the wrong type is passed over here: the schema says so.
"""

from collections.abc import Iterator
from typing import Any

from modtui.model import Verb
from modtui.problems import Problem
from modtui.rules.folding import fold_keyword
from modtui.rules.patterns import check
from modtui.rules.responses import LINK, PLACEHOLDERS, placeholders
from modtui.text import safe_line
from modtui.words import _
from modtui.yamlfile import Document, Where, closest, quoted

_VERBS = tuple(verb.value for verb in Verb)
# What other programs call our verbs.
_OTHERWISE = {
    "allow": "keep", "approve": "keep", "dismiss": "keep", "ignore": "keep",
    "delete": "remove", "hide": "remove", "redact": "remove",
    "caution": "warn", "silence": "mute", "timeout": "mute", "gag": "mute", "unsilence": "unmute",
    "block": "ban", "kick": "ban", "suspend": "ban", "unblock": "unban", "unsuspend": "unban",
    "forward": "escalate", "refer": "escalate", "answer": "reply", "message": "reply",
}  # fmt: skip
_TIMED = frozenset({"mute", "ban", "lock"})


def crosscheck(document: Document) -> Iterator[Problem]:
    """Every problem between parts, each at the place that should change."""
    data = _group(document.data)
    languages = [text for text in _list(data.get("languages")) if isinstance(text, str)]
    yield from _repeated(document, ("languages",), languages, _("this language"))
    voice = _group(data.get("voice"))
    for part in ("signature", "appeal", "tone"):
        yield from _per_language(document, ("voice", part), voice.get(part), languages)
    responses = _group(data.get("responses"))
    for id, response in responses.items():
        yield from _response(document, str(id), _group(response), languages, voice)
    contacts = {str(id) for id in _group(data.get("contacts"))}
    rules = [_group(rule) for rule in _list(data.get("rules"))]
    for name in ("id", "key"):
        values = [str(rule[name]) if name in rule else None for rule in rules]
        seen: dict[str, int] = {}
        for index, value in enumerate(values):
            if value is None:
                continue
            if value in seen:
                yield _taken(document, name, seen[value], index, values)
            seen.setdefault(value, index)
    ladders = _group(_group(data.get("defaults")).get("ladder"))
    for severity, steps in ladders.items():
        yield from _ladder(document, ("defaults", "ladder", severity), steps, responses)
    for index, rule in enumerate(rules):
        where: Where = ("rules", index)
        yield from _rule(document, where, rule, languages, responses)
        yield from _escalation(document, where, rule, ladders, contacts)


def _group(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _taken(
    document: Document, name: str, first: int, second: int, values: list[str | None]
) -> Problem:
    """Two rules of one id or key, maybe in two files."""
    problem = document.problem(("rules", second, name), "")
    other = document.problem(("rules", first, name), "")
    said = _("another rule has the {name} {value} already, in line {line}")
    if other.file != problem.file:
        said = _("another rule has the {name} {value} already, in {file}, line {line}")
    message = said.format(
        name=name, value=quoted(str(values[second])), file=other.file, line=other.line
    )
    free = [digit for digit in "1234567890" if digit not in values]
    hint = _("free: {keys}; a rule may also do without a key").format(keys=", ".join(free) or "–")
    return document.problem(("rules", second, name), message, hint if name == "key" else "")


def _repeated(document: Document, where: Where, values: list[str], what: str) -> Iterator[Problem]:
    for index, value in enumerate(values):
        if value in values[:index]:
            message = _("{what} is in the list already").format(what=what)
            yield document.problem((*where, index), message)


def _per_language(
    document: Document, where: Where, value: Any, languages: list[str]
) -> Iterator[Problem]:
    """A text for each language: the first must be there, and no other than those listed."""
    texts = _group(value)
    if not texts or not languages:
        return
    if languages[0] not in texts:
        message = _("the text in {language} is missing, the first language of this ruleset")
        yield document.problem(where, message.format(language=quoted(languages[0])), key=True)
    for language in texts:
        if language not in languages:
            message = _("{language} is not among the languages of this ruleset").format(
                language=quoted(language)
            )
            hint = closest(language, languages) or _("add it to “languages” at the top")
            yield document.problem((*where, language), message, hint, key=True)


def _response(
    document: Document,
    id: str,
    response: dict[str, Any],
    languages: list[str],
    voice: dict[str, Any],
) -> Iterator[Problem]:
    where: Where = ("responses", id)
    for index, verb in enumerate(_list(response.get("verbs"))):
        yield from _verb(document, (*where, "verbs", index), verb)
    text = response.get("text")
    yield from _per_language(document, (*where, "text"), text, languages)
    texts: list[tuple[Where, Any]] = [((*where, "text"), text)]
    if isinstance(text, dict):
        texts = [((*where, "text", language), said) for language, said in text.items()]
    for place, said in texts:
        if not isinstance(said, str):
            continue
        for name in placeholders(said):
            if name.startswith(LINK):
                yield from _link(document, place, name.removeprefix(LINK), voice)
            elif name not in PLACEHOLDERS:
                message = _("{name} is not a placeholder").format(name=quoted("{{" + name + "}}"))
                hint = closest(name, PLACEHOLDERS) or _("known here: {names}").format(
                    names=", ".join(PLACEHOLDERS)
                )
                yield document.problem(place, message, hint)
            elif name in ("signature", "appeal") and not voice.get(name):
                message = _("{name} is used, but there is none under “voice”").format(
                    name=quoted("{{" + name + "}}")
                )
                yield document.problem(place, message)
        if said.count("{{") != said.count("}}"):
            yield document.problem(place, _("a placeholder is opened with {{ and not closed"))


def _link(document: Document, where: Where, name: str, voice: dict[str, Any]) -> Iterator[Problem]:
    """A page that a message points to."""
    known = [str(link) for link in _group(voice.get("links"))]
    if name not in known:
        hint = closest(name, known) or _("pages stand under “links” of “voice”")
        message = _("there is no link {name}").format(name=quoted(name))
        yield document.problem(where, message, hint)


def _verb(document: Document, where: Where, verb: Any) -> Iterator[Problem]:
    if isinstance(verb, str) and verb not in _VERBS and not verb.startswith("native:"):
        meant = _OTHERWISE.get(verb.casefold())
        hint = closest(meant or verb, _VERBS) or _("verbs: {names}").format(names=", ".join(_VERBS))
        yield document.problem(where, _("{verb} is not a verb").format(verb=quoted(verb)), hint)


def _rule(
    document: Document,
    where: Where,
    rule: dict[str, Any],
    languages: list[str],
    responses: dict[str, Any],
) -> Iterator[Problem]:
    for name in ("title", "text"):
        yield from _per_language(document, (*where, name), rule.get(name), languages)
    for index, id in enumerate(_list(rule.get("responses"))):
        yield from _known_response(document, (*where, "responses", index), id, responses)
    yield from _ladder(document, (*where, "ladder"), rule.get("ladder"), responses)
    for index, verb in enumerate(_list(rule.get("approve_first"))):
        yield from _verb(document, (*where, "approve_first", index), verb)
    yield from _match(document, (*where, "match"), rule.get("match"))


def _escalation(
    document: Document,
    where: Where,
    rule: dict[str, Any],
    ladders: dict[str, Any],
    contacts: set[str],
) -> Iterator[Problem]:
    """The contact of a rule, and that a ladder which escalates has one."""
    escalate = rule.get("escalate")
    place: Where = (*where, "escalate")
    if isinstance(escalate, dict):
        escalate, place = escalate.get("to"), (*place, "to")
    if isinstance(escalate, str) and escalate not in contacts:
        message = _("there is no contact {id}").format(id=quoted(escalate))
        hint = closest(escalate, contacts) or _("contacts stand under “contacts”")
        yield document.problem(place, message, hint)
    if escalate:
        return
    hint = _("add “escalate: …” to the rule")
    for index, step in enumerate(map(_group, _list(rule.get("ladder")))):
        if step.get("verb") == "escalate":
            message = _("this step escalates, but the rule names no contact")
            yield document.problem((*where, "ladder", index, "verb"), message, hint)
    if rule.get("ladder") is None:
        inherited = _list(ladders.get(str(rule.get("severity"))))
        if any(_group(step).get("verb") == "escalate" for step in inherited):
            message = _("the ladder of this severity escalates, but the rule names no contact")
            yield document.problem((*where, "severity"), message, hint)


def _match(document: Document, where: Where, match: Any) -> Iterator[Problem]:
    """One group of what is looked for, and all groups in it."""
    group = _group(match)
    for name in ("keywords", "phrases"):
        for index, keyword in enumerate(_list(group.get(name))):
            if not isinstance(keyword, str) or not keyword.strip():
                continue
            if not fold_keyword(keyword, phrase=name == "phrases"):
                message = _("nothing of this keyword can be looked for")
                hint = _("invisible characters are left out before a text is searched")
                yield document.problem((*where, name, index), message, hint)
    for index, source in enumerate(_list(group.get("regexes"))):
        if not isinstance(source, str):
            continue
        try:
            check(source)
        except ValueError as error:
            message = _("this regex cannot be used: {why}").format(why=safe_line(str(error), 120))
            yield document.problem((*where, "regexes", index), message)
    inner: list[tuple[Where, Any]] = [
        ((*where, name, index), part)
        for name in ("any", "all")
        for index, part in enumerate(_list(group.get(name)))
    ]
    if "not" in group:
        inner.append(((*where, "not"), group["not"]))
    for place, part in inner:
        if isinstance(part, dict) and not set(part) - {"folding", "words"}:
            message = _("this group looks for nothing")
            yield document.problem(place, message)
        yield from _match(document, place, part)
    yield from _idle(document, where, group)


def _idle(document: Document, where: Where, group: dict[str, Any]) -> Iterator[Problem]:
    """Foldings that have nothing to work on."""
    if "folding" not in group or group.get("any") or group.get("all") or group.get("not"):
        return
    if group.get("keywords") or group.get("phrases"):
        return
    for index, folding in enumerate(_list(group["folding"])):
        if folding in ("confusables", "marks", "leet", "spaced") or not group.get("regexes"):
            message = _("{folding} is for keywords and phrases, and there are none here")
            yield document.problem(
                (*where, "folding", index), message.format(folding=quoted(folding))
            )


def _known_response(
    document: Document, where: Where, id: Any, responses: dict[str, Any]
) -> Iterator[Problem]:
    if isinstance(id, str) and id not in responses:
        message = _("there is no response {id}").format(id=quoted(id))
        hint = closest(id, responses) or _("responses stand under “responses”")
        yield document.problem(where, message, hint)


def _ladder(
    document: Document, where: Where, steps: Any, responses: dict[str, Any]
) -> Iterator[Problem]:
    for index, step in enumerate(map(_group, _list(steps))):
        place: Where = (*where, index)
        verb, id = step.get("verb"), step.get("response")
        yield from _verb(document, (*place, "verb"), verb)
        if "for" in step and verb in _VERBS and verb not in _TIMED:
            message = _("{verb} has no length of time").format(verb=quoted(verb))
            yield document.problem((*place, "for"), message, _("leave out “for”"), key=True)
        yield from _known_response(document, (*place, "response"), id, responses)
        verbs = _list(_group(responses.get(id)).get("verbs")) if isinstance(id, str) else []
        known = isinstance(verb, str) and (verb in _VERBS or verb.startswith("native:"))
        if verbs and known and verb not in verbs:
            message = _("the response {id} is not meant for {verb}").format(
                id=quoted(str(id)), verb=quoted(verb)
            )
            hint = _("add the verb to that response, or choose another")
            yield document.problem((*place, "response"), message, hint)
